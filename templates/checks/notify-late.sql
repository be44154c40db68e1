-- code: notify-late
-- severity: warning
-- level: row
-- title.zh: 突发事件告知或上报不及时
-- title.en: An incident told late
-- why.zh: 出事后 30 分钟内告知监护人，1 小时内告知父母，2 小时内上报教育局和乡镇（时限可在配置 [standards] 里改）。
-- why.en: The guardian must know within 30 minutes, the parents within an hour, bureau and township within two.
-- remedy.zh: 时间填错的请改正；确实晚了的，请在备注里说明原因，今后按时限告知和上报。
-- remedy.en: Correct a wrong time; if it was late, give the reason in the remarks.
-- message.zh: {subject}：{late_zh}。时间填错的请改正；确实晚了的，请在备注里说明原因。
-- message.en: {subject}: {late_en}. Correct a wrong time; if it was late, give the reason in the remarks.

WITH told AS (
  SELECT i.n AS n, 1 AS place, '告知监护人' AS who_zh, 'guardian' AS who_en,
    i.guardian_told_at_minute - i.occurred_at_minute AS took, m.value AS most
  FROM incident i
  JOIN setting m ON m.period = i.period AND m.name = 'guardian_minutes'
  WHERE i.period = :period
  UNION ALL
  SELECT i.n AS n, 2 AS place, '告知父母' AS who_zh, 'parents' AS who_en,
    i.parent_told_at_minute - i.occurred_at_minute AS took, m.value AS most
  FROM incident i
  JOIN setting m ON m.period = i.period AND m.name = 'parent_minutes'
  WHERE i.period = :period
  UNION ALL
  SELECT i.n AS n, 3 AS place, '上报' AS who_zh, 'bureau' AS who_en,
    i.reported_at_minute - i.occurred_at_minute AS took, m.value AS most
  FROM incident i
  JOIN setting m ON m.period = i.period AND m.name = 'report_minutes'
  WHERE i.period = :period
), late AS (
  SELECT n,
    string_agg(who_zh || '用了 ' || took || ' 分钟（应在 ' || most || ' 分钟内）', '，' ORDER BY place NULLS FIRST) AS late_zh,
    string_agg(who_en || ' after ' || took || ' minutes (at most ' || most || ')', ', ' ORDER BY place NULLS FIRST) AS late_en
  FROM told
  WHERE took > most
  GROUP BY n
)
SELECT s.name AS school, f.path AS file, i.sheet AS sheet_no, t.name AS sheet, i.row_number AS row_number,
  coalesce(i.name, '') AS subject, l.late_zh AS late_zh, l.late_en AS late_en
FROM late l
JOIN incident i ON i.period = :period AND i.n = l.n
JOIN file f ON f.period = i.period AND f.file = i.file
JOIN sheet t ON t.period = i.period AND t.file = i.file AND t.sheet = i.sheet
LEFT JOIN school s ON s.period = i.period AND s.school_no = i.school_no
ORDER BY i.n NULLS FIRST
