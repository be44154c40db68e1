-- code: balance-error
-- severity: error
-- level: row
-- title.zh: 勾稽关系不平
-- title.en: Totals that do not tie
-- why.zh: 学校报的总数要等于各部分之和，也要等于花名册上的人数。
-- why.en: A school's totals must equal the sum of their parts and the rows of its roster.
-- remedy.zh: 请核对两边，哪边错改哪边。
-- remedy.en: Compare both sides and correct the wrong one.
-- message.zh: {school}：{left_zh} {left_value}，{right_zh} {right_value}，相差 {off}。请核对两边，哪边错改哪边。
-- message.en: {school}: {left_en} {left_value}, {right_en} {right_value}, a difference of {off}. Correct the wrong side.

-- A tie one side of which nobody gave is balance-skipped.
WITH counted AS (
  SELECT school_no, count(*) AS children FROM child_info WHERE period = :period GROUP BY school_no
), tie AS (
  SELECT b.n AS n, 1 AS place, '留守儿童数' AS left_zh, 'left-behind children' AS left_en, b.left_behind AS left_value,
    '男生加女生' AS right_zh, 'boys and girls' AS right_en, b.boys + b.girls AS right_value
  FROM school_basics b
  WHERE b.period = :period AND typeof(b.boys) IN ('integer', 'real') AND typeof(b.girls) IN ('integer', 'real')
  UNION ALL
  SELECT b.n AS n, 2 AS place, '留守儿童数' AS left_zh, 'left-behind children' AS left_en, b.left_behind AS left_value,
    '花名册人数' AS right_zh, 'children on the roster' AS right_en, c.children AS right_value
  FROM school_basics b
  JOIN counted c ON c.school_no = b.school_no
  WHERE b.period = :period
)
SELECT s.name AS school, f.path AS file, b.sheet AS sheet_no, t.name AS sheet, b.row_number AS row_number,
  e.left_zh AS left_zh, e.left_en AS left_en, e.left_value AS left_value, e.right_zh AS right_zh, e.right_en AS right_en,
  e.right_value AS right_value, abs(e.left_value - e.right_value) AS off
FROM tie e
JOIN school_basics b ON b.period = :period AND b.n = e.n
JOIN file f ON f.period = b.period AND f.file = b.file
JOIN sheet t ON t.period = b.period AND t.file = b.file AND t.sheet = b.sheet
LEFT JOIN school s ON s.period = b.period AND s.school_no = b.school_no
WHERE typeof(e.left_value) IN ('integer', 'real') AND e.left_value <> e.right_value
ORDER BY b.n NULLS FIRST, e.place NULLS FIRST
