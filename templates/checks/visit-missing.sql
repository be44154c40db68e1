-- code: visit-missing
-- severity: warning
-- level: child
-- title.zh: 本学期没有家访
-- title.en: A term without a home visit
-- why.zh: 每个留守儿童每学期至少家访一次，看看孩子在家由谁照看、过得怎样。
-- why.en: Every left-behind child is visited at home at least once a term.
-- remedy.zh: 请安排家访，并登记在帮扶记录里（帮扶形式填“家访”）；已经去过的，请补登或改正日期。
-- remedy.en: Visit the child at home and record it (method: home visit); if that was done, add the record or correct its date.
-- message.zh: {subject}：{terms_zh}{lack_zh}。请安排家访，并登记在帮扶记录里（帮扶形式填“家访”）；已经去过的，请补登或改正日期。
-- message.en: {subject}: {lack_en} in {terms_en}. Visit the child at home and record it (method: home visit); if that was
--    done, add the record or correct its date.

-- Over this period and the term's earlier ones in the ledger; where one of those is missing, nobody can tell, and
-- nothing is raised. Only of schools that sent a form which home visits stand in: for the others stands form-missing.
WITH carrier AS (
  SELECT form FROM form WHERE period = :period AND duty = 'visit'
  UNION
  SELECT form FROM meaning WHERE period = :period AND means = 'home-visit'
), asked AS (
  SELECT coalesce(b.school_no, -1 - b.file) AS sender
  FROM block b JOIN carrier g ON g.form = b.form
  WHERE b.period = :period
  UNION
  SELECT coalesce(r.school_no, -1 - r.file) AS sender
  FROM sender r JOIN carrier g ON g.form = r.form
  WHERE r.period = :period
), child AS (
  SELECT n FROM child_info
  WHERE period = :period AND coalesce(school_no, -1 - file) IN (SELECT sender FROM asked)
), visit AS (
  SELECT child AS n, day FROM done
  WHERE period = :period AND duty = 'visit' AND child IS NOT NULL
  UNION ALL
  SELECT e.child AS n, r.day AS day
  FROM same_child e
  JOIN done r ON r.period = e.earlier AND r.child = e.earlier_child
  WHERE e.period = :period AND r.duty = 'visit'
), visited AS (
  SELECT v.n AS n, t.term AS term, count(*) AS visits
  FROM visit v
  JOIN term t ON t.period = :period AND v.day BETWEEN t.first_day AND t.last_day
  WHERE length(v.day) = 10 AND v.day <= :as_of
  GROUP BY v.n, t.term
), lack AS (
  SELECT k.n AS n, d.least AS least,
    string_agg(t.name_zh, '、' ORDER BY t.first_day NULLS FIRST, t.term NULLS FIRST) AS terms_zh,
    string_agg(t.name_en, ', ' ORDER BY t.first_day NULLS FIRST, t.term NULLS FIRST) AS terms_en
  FROM child k
  JOIN duty d ON d.period = :period AND d.duty = 'visit' AND d.per = 'term'
  JOIN term t ON t.period = :period AND t.due = 1 AND t.missing = ''
  LEFT JOIN visited v ON v.n = k.n AND v.term = t.term
  WHERE coalesce(v.visits, 0) < d.least
  GROUP BY k.n, d.least
)
SELECT s.name AS school, f.path AS file, c.sheet AS sheet_no, t.name AS sheet, c.row_number AS row_number,
  coalesce(c.name, '') AS subject, l.terms_zh AS terms_zh, l.terms_en AS terms_en,
  CASE WHEN l.least = 1 THEN '没有家访记录' ELSE '家访不足 ' || l.least || ' 次' END AS lack_zh,
  CASE WHEN l.least = 1 THEN 'no home visit' ELSE 'fewer than ' || l.least || ' home visits' END AS lack_en
FROM lack l
CROSS JOIN child_info c ON c.period = :period AND c.n = l.n
JOIN file f ON f.period = c.period AND f.file = c.file
JOIN sheet t ON t.period = c.period AND t.file = c.file AND t.sheet = c.sheet
LEFT JOIN school s ON s.period = c.period AND s.school_no = c.school_no
ORDER BY c.n NULLS FIRST
