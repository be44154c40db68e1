-- code: duty-missing
-- severity: warning
-- level: child
-- desk: duty
-- title.zh: 该做的没有做够
-- title.en: A duty not done
-- why.zh: 谈心、与监护人沟通、书信、体检等按月或按学期有规定的次数，寒暑假不算。
-- why.en: Talks, contacts with the guardian, letters and health checks are due so many times a month or a term.
-- remedy.zh: 请补做并登记；已经做过的，请补登或改正日期和姓名。次数可在配置里改（[[duty]]）。
-- remedy.en: Do and record it; if it was done, add the record or correct its date and name. The numbers are set by [[duty]].
-- message.zh: {subject}：{spans_zh}{what_zh}不足 {least} 次。请补做并登记；已经做过的，请补登或改正日期和姓名。
-- message.en: {subject}: fewer than {least} of “{what_en}” in {spans_en}. Do and record it; if it was done, add the record or
--    correct its date and name.

-- Only of schools that sent such records: for the others nobody can tell whether they keep them at all. Where an earlier
-- period of the term is missing in the ledger, nothing is raised for that term.
WITH span AS (
  SELECT 'month' AS per, month AS span, first_day, last_day,
    CAST(CAST(substr(month, 6, 2) AS INTEGER) AS TEXT) || '月' AS name_zh, month AS name_en
  FROM calendar WHERE period = :period AND due = 1
  UNION ALL
  SELECT 'term' AS per, term AS span, first_day, last_day, name_zh, name_en
  FROM term WHERE period = :period AND due = 1 AND missing = ''
), act AS (
  SELECT form, school_no, child, day, coalesce(kind, '') AS kind, marks FROM done
  WHERE period = :period AND form IN (SELECT form FROM asked WHERE period = :period) AND child IS NOT NULL
  UNION ALL
  SELECT d.form, NULL AS school_no, e.child, d.day, coalesce(d.kind, '') AS kind, d.marks
  FROM same_child e
  JOIN done d ON d.period = e.earlier AND d.child = e.earlier_child
  WHERE e.period = :period AND d.form IN (SELECT form FROM asked WHERE period = :period)
), counted AS (
  SELECT a.n AS n, s.per AS per, s.span AS span, x.child AS child, count(*) AS done
  FROM asked a
  JOIN span s ON s.per = a.per
  JOIN act x ON x.form = a.form AND (a.kind = '' OR x.kind = a.kind)
    AND (a.mark = '' OR x.marks LIKE '% ' || a.mark || '+ %') AND x.day BETWEEN s.first_day AND s.last_day
  WHERE a.period = :period AND a.who = 'child' AND length(x.day) = 10 AND x.day <= :as_of
  GROUP BY a.n, s.per, s.span, x.child
), sender AS (
  SELECT DISTINCT a.n AS n, x.school_no AS school_no
  FROM asked a
  JOIN act x ON x.form = a.form AND (a.kind = '' OR x.kind = a.kind) AND (a.mark = '' OR x.marks LIKE '% ' || a.mark || '_ %')
  WHERE a.period = :period AND a.who = 'child' AND x.school_no IS NOT NULL
), lack AS (
  SELECT a.n AS duty, c.n AS n,
    string_agg(s.name_zh, '、' ORDER BY s.first_day NULLS FIRST, s.span NULLS FIRST) AS spans_zh,
    string_agg(s.name_en, ', ' ORDER BY s.first_day NULLS FIRST, s.span NULLS FIRST) AS spans_en
  FROM sender o
  CROSS JOIN asked a
  JOIN child_info c ON c.period = :period AND c.school_no = o.school_no
  JOIN span s ON s.per = a.per
  LEFT JOIN counted k ON k.n = a.n AND k.span = s.span AND k.child = c.n
  WHERE a.n = o.n AND a.period = :period AND coalesce(k.done, 0) < a.least
  GROUP BY a.n, c.n
)
SELECT s.name AS school, f.path AS file, c.sheet AS sheet_no, t.name AS sheet, c.row_number AS row_number,
  coalesce(c.name, '') AS subject, l.spans_zh AS spans_zh, l.spans_en AS spans_en, a.least AS least,
  CASE WHEN a.kind = '' THEN m.title_zh ELSE a.kind END AS what_zh,
  CASE WHEN a.kind = '' THEN m.title_en ELSE a.kind END AS what_en
FROM lack l
CROSS JOIN asked a ON a.period = :period AND a.n = l.duty
JOIN form m ON m.period = :period AND m.form = a.form
CROSS JOIN child_info c ON c.period = :period AND c.n = l.n
JOIN file f ON f.period = c.period AND f.file = c.file
JOIN sheet t ON t.period = c.period AND t.file = c.file AND t.sheet = c.sheet
LEFT JOIN school s ON s.period = c.period AND s.school_no = c.school_no
ORDER BY c.n NULLS FIRST, a.n NULLS FIRST
