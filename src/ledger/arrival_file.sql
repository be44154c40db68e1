-- What every school sent in which file: fills the table `arrival_file` for one period.
INSERT INTO arrival_file (period, school_no, form, file, path, why, what, day, version)
WITH told AS (
  SELECT b.period AS period, b.school_no AS school_no, b.form AS form, b.file AS file
  FROM block b WHERE b.period = ?1 AND b.school_no IS NOT NULL
  UNION
  SELECT r.period, r.school_no, r.form, r.file FROM sender r WHERE r.period = ?1 AND r.school_no IS NOT NULL),
lies AS (
  SELECT r.period AS period, r.form AS form, r.file AS file, r.school_no AS school_no,
    SUM(CASE WHEN c.month IS NULL THEN 0 ELSE r.records END) AS inside
  FROM dated r LEFT JOIN calendar c ON c.period = r.period AND c.month = r.month
  WHERE r.period = ?1 GROUP BY r.period, r.form, r.file, r.school_no),
stale AS (
  SELECT f.period AS period, f.file AS file, MAX(e.period) AS earlier
  FROM file f JOIN file e ON e.digest = f.digest AND e.period < f.period AND e.status = 'read'
  WHERE f.period = ?1 AND f.status = 'read' GROUP BY f.period, f.file)
SELECT t.period AS period, t.school_no AS school_no, t.form AS form, t.file AS file, f.path AS path,
  CASE WHEN s.file IS NOT NULL THEN 'earlier' WHEN f.named_period <> f.period THEN 'named'
    WHEN l.inside = 0 THEN 'outside' END AS why,
  CASE WHEN s.file IS NOT NULL THEN s.earlier WHEN f.named_period <> f.period THEN f.named_period END AS what,
  COALESCE(f.filled_on, substr(f.modified, 1, 10)) AS day, f.version AS version
FROM told t JOIN file f ON f.period = t.period AND f.file = t.file AND f.status = 'read'
LEFT JOIN stale s ON s.period = t.period AND s.file = t.file
LEFT JOIN lies l ON l.period = t.period AND l.form = t.form AND l.file = t.file AND l.school_no = t.school_no
ORDER BY t.school_no, t.form, t.file
