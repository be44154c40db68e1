-- The view `arrival`: what came in and what did not, a row for every school and form that is due or came.
-- due, sent, missing, late: 0 or 1; a school that is not on the list owes nothing. returned: files of that form that go back
-- marked. again: files that came back corrected.
-- deadline: the day by which it is due.
-- The view `arrival_note`: files that do not count as sent, or should be looked at. why: earlier (the same bytes as a file
-- of the period `what`), named (it says that it is of the period `what`), outside (none of its days lies in the period),
-- unread (what: the status), copy (nearly all its children stand in the file `what` of the school `other`). form: NULL
-- where nobody can tell.
CREATE VIEW arrival AS
WITH deadline AS (SELECT period, value AS day FROM setting WHERE name = 'deadline'),
back AS (
  SELECT f.period AS period, s.school_no AS school_no, f.file AS path
  FROM (SELECT DISTINCT period, school, file FROM finding WHERE severity <> 'info' AND file IS NOT NULL) f
  JOIN school s ON s.period = f.period AND s.name = f.school),
revised AS (SELECT DISTINCT period, file AS path FROM finding WHERE code = 'file-revised'),
came AS (
  SELECT a.period AS period, a.school_no AS school_no, a.form AS form,
    SUM(CASE WHEN a.why IS NULL THEN 1 ELSE 0 END) AS good,
    MIN(CASE WHEN a.why IS NULL THEN COALESCE(a.day, '') END) AS first_day,
    SUM(CASE WHEN b.path IS NULL THEN 0 ELSE 1 END) AS returned,
    SUM(CASE WHEN a.why IS NULL AND (a.version IS NOT NULL OR v.path IS NOT NULL) THEN 1 ELSE 0 END) AS again
  FROM arrival_file a
  LEFT JOIN back b ON b.period = a.period AND b.school_no = a.school_no AND b.path = a.path
  LEFT JOIN revised v ON v.period = a.period AND v.path = a.path
  GROUP BY a.period, a.school_no, a.form),
wanted AS (
  SELECT s.period AS period, s.school_no AS school_no, f.form AS form
  FROM school s JOIN form f ON f.period = s.period AND f.required = 1 AND s.listed = 1
  UNION
  SELECT period, school_no, form FROM came)
SELECT w.period AS period, w.school_no AS school_no, s.name AS school, s.listed AS listed, f.form AS form,
  f.title_zh AS title_zh, f.title_en AS title_en, f.position AS position,
  CASE WHEN f.required = 1 AND s.listed = 1 THEN 1 ELSE 0 END AS due,
  CASE WHEN c.good > 0 THEN 1 ELSE 0 END AS sent,
  CASE WHEN f.required = 1 AND s.listed = 1 AND COALESCE(c.good, 0) = 0 THEN 1 ELSE 0 END AS missing,
  CASE WHEN c.good > 0 AND c.first_day > d.day THEN 1 ELSE 0 END AS late,
  COALESCE(c.returned, 0) AS returned, COALESCE(c.again, 0) AS again, d.day AS deadline
FROM wanted w
JOIN school s ON s.period = w.period AND s.school_no = w.school_no
JOIN form f ON f.period = w.period AND f.form = w.form
LEFT JOIN came c ON c.period = w.period AND c.school_no = w.school_no AND c.form = w.form
LEFT JOIN deadline d ON d.period = w.period;

CREATE VIEW arrival_note AS
WITH kids AS (
  SELECT DISTINCT r.period AS period, r.file AS file, r.school_no AS school_no, r.n AS n
  FROM form f CROSS JOIN receipt r ON r.period = f.period AND r.form = f.form
  WHERE f.kind = 'roster' AND r.school_no IS NOT NULL),
counts AS (
  SELECT period, file, school_no, COUNT(*) AS kids FROM kids GROUP BY period, file, school_no HAVING COUNT(*) >= 3),
common AS (
  SELECT a.period AS period, a.file AS file, a.school_no AS school_no, b.file AS other_file, b.school_no AS other_no,
    COUNT(*) AS kids
  FROM kids a JOIN kids b ON b.period = a.period AND b.n = a.n AND b.file <> a.file AND b.school_no <> a.school_no
  GROUP BY a.period, a.file, a.school_no, b.file, b.school_no),
-- Who sent a file that nobody could read: the school that the finding names, else the one whose name stands in its path or
-- whose name the folder is a part of.
unread AS (
  SELECT p.period AS period, s.school_no AS school_no, p.path AS path, p.status AS status
  FROM file p JOIN school s ON s.period = p.period
  LEFT JOIN (SELECT period, file, MAX(school) AS school FROM finding WHERE sheet_no IS NULL GROUP BY period, file) f
    ON f.period = p.period AND f.file = p.path
  WHERE p.status IN ('unreadable', 'encrypted', 'too-large', 'empty')
    AND CASE WHEN f.school IS NOT NULL THEN s.name = f.school
      WHEN instr(p.path, s.name) > 0 THEN 1
      WHEN instr(p.path, '/') > 3 THEN instr(s.name, substr(p.path, 1, instr(p.path, '/') - 1)) > 0
      ELSE 0 END)
SELECT period, school_no, form, path, why, what, NULL AS other FROM arrival_file WHERE why IS NOT NULL
UNION
SELECT period, school_no, NULL, path, 'unread', status, NULL FROM unread
UNION
SELECT c.period, c.school_no, (SELECT MIN(form) FROM form f WHERE f.period = c.period AND f.kind = 'roster'), p.path, 'copy',
  q.path, s.name
FROM common c
JOIN counts k ON k.period = c.period AND k.file = c.file AND k.school_no = c.school_no AND c.kids * 10 >= k.kids * 8
JOIN file p ON p.period = c.period AND p.file = c.file
JOIN file q ON q.period = c.period AND q.file = c.other_file
JOIN school s ON s.period = c.period AND s.school_no = c.other_no;
