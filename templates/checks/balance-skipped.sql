-- code: balance-skipped
-- severity: info
-- level: row
-- title.zh: 有的勾稽关系没法核对
-- title.en: A tie that could not be computed
-- why.zh: 一边的数没有报，就没法核对；没有核对不等于没有问题。
-- why.en: Where one side is missing nothing was compared; that is not the same as right.
-- remedy.zh: 请补上缺的数，或补报花名册。
-- remedy.en: Give the missing number, or send the roster.
-- message.zh: {school_zh}没有核对“{tie_zh}”，因为没有{lack_zh}。请补上。
-- message.en: {school_en}“{tie_en}” was not compared, for there is no {lack_en}.

SELECT s.name AS school, coalesce(s.name || '：', '') AS school_zh, coalesce(s.name || ': ', '') AS school_en,
  f.path AS file, e.sheet AS sheet_no, t.name AS sheet, e.row_number AS row_number, e.column_number AS column_number,
  e.field AS field, e.tie_zh AS tie_zh, e.tie_en AS tie_en, e.lack_zh AS lack_zh, e.lack_en AS lack_en
FROM tied e
JOIN file f ON f.period = e.period AND f.file = e.file
JOIN sheet t ON t.period = e.period AND t.file = e.file AND t.sheet = e.sheet
LEFT JOIN school s ON s.period = e.period AND s.school_no = e.school_no
WHERE e.period = :period AND e.lack_zh IS NOT NULL
ORDER BY e.file NULLS FIRST, e.sheet NULLS FIRST, e.row_number NULLS FIRST, e.column_number NULLS FIRST, e.form NULLS FIRST,
  e.place NULLS FIRST, e.n NULLS FIRST
