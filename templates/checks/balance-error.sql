-- code: balance-error
-- severity: error
-- level: row
-- title.zh: 勾稽关系不平
-- title.en: Totals that do not tie
-- why.zh: 总数要等于各部分之和，合计行要等于上面各行之和，报的人数要等于花名册上的人数。每条关系写在表的定义里（[[tie]]）。
-- why.en: A total must equal the sum of its parts, a row of totals the rows above it, a number of children the rows of the
--    roster. Each tie stands in the form's definition ([[tie]]).
-- remedy.zh: 请核对两边，哪边错改哪边。
-- remedy.en: Compare both sides and correct the wrong one.
-- message.zh: {school_zh}{left_zh} {left_value}，{right_zh} {right_value}，相差 {off}。请核对两边，哪边错改哪边。
-- message.en: {school_en}{left_en} {left_value}, {right_en} {right_value}, a difference of {off}. Correct the wrong side.

-- A tie one side of which nobody gave is balance-skipped. What several records say together is told once.
WITH broken AS (
  SELECT e.*, ROW_NUMBER() OVER (PARTITION BY e.form, e.place, e.school_no, e.part, e.left_value, CASE WHEN e.part IS NULL
      THEN e.file || '/' || e.sheet || '/' || e.row_number || '/' || coalesce(e.column_number, '') END
    ORDER BY e.n NULLS FIRST) AS nth
  FROM tied e
  WHERE e.period = :period AND e.lack_zh IS NULL AND e.broken = 1
)
SELECT s.name AS school, coalesce(s.name || '：', '') AS school_zh, coalesce(s.name || ': ', '') AS school_en,
  f.path AS file, e.sheet AS sheet_no, t.name AS sheet, e.row_number AS row_number, e.column_number AS column_number,
  e.field AS field, e.left_zh AS left_zh, e.left_en AS left_en, e.left_value AS left_value, e.right_zh AS right_zh,
  e.right_en AS right_en, e.right_value AS right_value, round(abs(e.left_value - e.right_value), 2) AS off
FROM broken e
JOIN file f ON f.period = e.period AND f.file = e.file
JOIN sheet t ON t.period = e.period AND t.file = e.file AND t.sheet = e.sheet
LEFT JOIN school s ON s.period = e.period AND s.school_no = e.school_no
WHERE e.nth = 1
ORDER BY e.file NULLS FIRST, e.sheet NULLS FIRST, e.row_number NULLS FIRST, e.column_number NULLS FIRST, e.form NULLS FIRST,
  e.place NULLS FIRST, e.n NULLS FIRST
