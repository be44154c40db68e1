-- code: activity-missing
-- severity: warning
-- level: school
-- desk: duty
-- title.zh: 学校的活动没有做够
-- title.en: A school's duty not done
-- why.zh: 心理辅导报告会、结对帮教、文体活动、信息报送每月一次，家长会、监护人会议每学期一次，校长每月参加两次；寒暑假不算。
-- why.en: Schools owe certain activities each month and meetings each term, the principal two a month; holidays do not count.
-- remedy.zh: 请补做并登记在活动记录里；已经做过的，请补登，类别和日期填清楚。次数可在配置里改（[[duty]]）。
-- remedy.en: Hold and record it; if it was held, add the record with its kind and date. The numbers are set by [[duty]].
-- message.zh: {school}：{spans_zh}{what_zh}不足 {least} 次。请补做并登记在活动记录里；已经做过的，请补登，类别和日期填清楚。
-- message.en: {school}: fewer than {least} of “{what_en}” in {spans_en}. Hold and record it; if it was held, add the record
--    with its kind and date.

-- Only of schools that sent such a form, and, of a field that must say yes, that filled it in.
WITH span AS (
  SELECT 'month' AS per, month AS span, first_day, last_day,
    CAST(CAST(substr(month, 6, 2) AS INTEGER) AS TEXT) || '月' AS name_zh, month AS name_en
  FROM calendar WHERE period = :period AND due = 1
  UNION ALL
  SELECT 'term' AS per, term AS span, first_day, last_day, name_zh, name_en
  FROM term WHERE period = :period AND due = 1 AND missing = ''
), act AS MATERIALIZED (
  SELECT d.form, s.name AS school, d.day, coalesce(d.kind, '') AS kind, d.marks AS marks
  FROM done d
  JOIN school s ON s.period = d.period AND s.school_no = d.school_no
  WHERE d.child IS NULL AND d.form IN (SELECT form FROM asked WHERE who = 'school')
), sender AS (
  SELECT DISTINCT a.n AS n, x.school_no AS school_no
  FROM asked a
  JOIN done x ON x.period = a.period AND x.form = a.form AND x.child IS NULL
    AND (a.mark = '' OR x.marks LIKE '% ' || a.mark || '_ %')
  WHERE a.period = :period AND a.who = 'school' AND x.school_no IS NOT NULL
), lack AS (
  SELECT a.n AS duty, o.school_no AS school_no,
    string_agg(s.name_zh, '、' ORDER BY s.first_day NULLS FIRST, s.span NULLS FIRST) AS spans_zh,
    string_agg(s.name_en, ', ' ORDER BY s.first_day NULLS FIRST, s.span NULLS FIRST) AS spans_en
  FROM asked a
  JOIN sender o ON o.n = a.n
  JOIN school h ON h.period = :period AND h.school_no = o.school_no
  JOIN span s ON s.per = a.per
  WHERE a.period = :period AND a.who = 'school' AND a.least > (
    SELECT count(*) FROM act x
    WHERE x.form = a.form AND x.school = h.name AND (a.kind = '' OR x.kind = a.kind)
      AND (a.mark = '' OR x.marks LIKE '% ' || a.mark || '+ %')
      AND x.day BETWEEN s.first_day AND s.last_day AND length(x.day) = 10 AND x.day <= :as_of
  )
  GROUP BY a.n, o.school_no
)
SELECT s.name AS school, l.spans_zh AS spans_zh, l.spans_en AS spans_en, a.least AS least,
  CASE WHEN h.field IS NOT NULL THEN m.title_zh || '（' || h.label_zh || '：是）' WHEN a.kind = '' THEN m.title_zh ELSE a.kind END AS what_zh,
  CASE WHEN h.field IS NOT NULL THEN m.title_en || ' (' || h.label_en || ': yes)' WHEN a.kind = '' THEN m.title_en ELSE a.kind END AS what_en
FROM lack l
JOIN asked a ON a.period = :period AND a.n = l.duty
JOIN form m ON m.period = :period AND m.form = a.form
LEFT JOIN field h ON h.period = :period AND h.form = a.form AND h.field = a.mark
JOIN school s ON s.period = :period AND s.school_no = l.school_no
ORDER BY l.school_no NULLS FIRST, a.n NULLS FIRST
