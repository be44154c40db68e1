-- code: call-missing
-- severity: warning
-- level: child
-- title.zh: 缺少亲情通话
-- title.en: A month without a call
-- why.zh: 每个留守儿童在校的每个月都要和外出的父母通话；寒暑假不算。
-- why.en: Every left-behind child talks with the parents in each month of school; holidays do not count.
-- remedy.zh: 请补上通话并登记；已经通过话的，请把日期和姓名填对后重报通话记录。
-- remedy.en: Make the call and log it; if there was one, correct its date and name in the call log.
-- message.zh: {subject}：{months_zh}{lack_zh}。{hint_zh}请补上通话并登记；已经通过话的，请把日期和姓名填对后重报通话记录。
-- message.en: {subject}: {lack_en} in {months_en}. {hint_en}Make the call and log it; if there was one, correct its
--    date and name in the call log.

-- Only of schools that sent a log, be it an empty one: for the others stands form-missing. Children whose school
-- nobody knows are taken file by file. A call without a readable date, or with one still to come, counts for no month.
WITH log AS (
  SELECT form FROM form WHERE period = :period AND duty = 'call'
), asked AS (
  SELECT coalesce(b.school_no, -1 - b.file) AS sender
  FROM block b JOIN log g ON g.form = b.form
  WHERE b.period = :period
  UNION
  SELECT coalesce(r.school_no, -1 - r.file) AS sender
  FROM sender r JOIN log g ON g.form = r.form
  WHERE r.period = :period
), call AS (
  SELECT child, month, times AS calls FROM done_by_month WHERE period = :period AND duty = 'call'
), child AS (
  SELECT n FROM child_info
  WHERE period = :period AND coalesce(school_no, -1 - file) IN (SELECT sender FROM asked)
), lack AS (
  SELECT k.n AS n, d.least AS least,
    string_agg(CAST(CAST(substr(m.month, 6, 2) AS INTEGER) AS TEXT) || '月', '、' ORDER BY m.month NULLS FIRST) AS months_zh,
    string_agg(m.month, ', ' ORDER BY m.month NULLS FIRST) AS months_en
  FROM child k
  JOIN duty d ON d.period = :period AND d.duty = 'call' AND d.per = 'month'
  JOIN calendar m ON m.period = :period AND m.due = 1
  LEFT JOIN call c ON c.child = k.n AND c.month = m.month
  WHERE coalesce(c.calls, 0) < d.least
  GROUP BY k.n, d.least
)
SELECT s.name AS school, f.path AS file, c.sheet AS sheet_no, t.name AS sheet, c.row_number AS row_number,
  coalesce(c.name, '') AS subject, l.months_zh AS months_zh, l.months_en AS months_en,
  CASE WHEN l.least = 1 THEN '没有亲情通话' ELSE '亲情通话不足 ' || l.least || ' 次' END AS lack_zh,
  CASE WHEN l.least = 1 THEN 'no call' ELSE 'fewer than ' || l.least || ' calls' END AS lack_en,
  CASE WHEN u.calls IS NULL THEN '' ELSE '另有 ' || u.calls || ' 条通话的日期不对，改正后会算上。' END AS hint_zh,
  CASE WHEN u.calls IS NULL THEN '' ELSE u.calls || ' more with a faulty date will count once it is corrected. ' END AS hint_en
FROM lack l
CROSS JOIN child_info c ON c.period = :period AND c.n = l.n
JOIN file f ON f.period = c.period AND f.file = c.file
JOIN sheet t ON t.period = c.period AND t.file = c.file AND t.sheet = c.sheet
LEFT JOIN school s ON s.period = c.period AND s.school_no = c.school_no
LEFT JOIN call u ON u.child = l.n AND u.month = ''
ORDER BY c.n NULLS FIRST
