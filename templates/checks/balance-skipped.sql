-- code: balance-skipped
-- severity: info
-- level: row
-- title.zh: 有的勾稽关系没法核对
-- title.en: A tie that could not be computed
-- why.zh: 一边的数没有报，就没法核对；没有核对不等于没有问题。
-- why.en: Where one side is missing nothing was compared; that is not the same as right.
-- remedy.zh: 请补上缺的数，或补报花名册。
-- remedy.en: Give the missing number, or send the roster.
-- message.zh: {school}：没有核对“{tie_zh}”，因为没有{lack_zh}。请补上。
-- message.en: {school}: “{tie_en}” was not compared, for there is no {lack_en}.

WITH counted AS (
  SELECT school_no, count(*) AS children FROM child_info WHERE period = :period GROUP BY school_no
), skipped AS (
  SELECT b.n AS n, 1 AS place, '留守儿童数 = 男生 + 女生' AS tie_zh, 'left-behind = boys + girls' AS tie_en,
    CASE WHEN typeof(b.left_behind) NOT IN ('integer', 'real') THEN '留守儿童数'
      WHEN typeof(b.boys) NOT IN ('integer', 'real') THEN '男生数' ELSE '女生数' END AS lack_zh,
    CASE WHEN typeof(b.left_behind) NOT IN ('integer', 'real') THEN 'number of left-behind children'
      WHEN typeof(b.boys) NOT IN ('integer', 'real') THEN 'number of boys' ELSE 'number of girls' END AS lack_en
  FROM school_basics b
  WHERE b.period = :period AND (typeof(b.left_behind) NOT IN ('integer', 'real')
    OR typeof(b.boys) NOT IN ('integer', 'real') OR typeof(b.girls) NOT IN ('integer', 'real'))
  UNION ALL
  SELECT b.n AS n, 2 AS place, '留守儿童数 = 花名册人数' AS tie_zh, 'left-behind = roster' AS tie_en,
    CASE WHEN typeof(b.left_behind) NOT IN ('integer', 'real') THEN '留守儿童数' ELSE '花名册' END AS lack_zh,
    CASE WHEN typeof(b.left_behind) NOT IN ('integer', 'real') THEN 'number of left-behind children' ELSE 'roster' END AS lack_en
  FROM school_basics b
  LEFT JOIN counted c ON c.school_no = b.school_no
  WHERE b.period = :period AND (typeof(b.left_behind) NOT IN ('integer', 'real') OR c.children IS NULL)
)
SELECT s.name AS school, f.path AS file, b.sheet AS sheet_no, t.name AS sheet, b.row_number AS row_number,
  k.tie_zh AS tie_zh, k.tie_en AS tie_en, k.lack_zh AS lack_zh, k.lack_en AS lack_en
FROM skipped k
JOIN school_basics b ON b.period = :period AND b.n = k.n
JOIN file f ON f.period = b.period AND f.file = b.file
JOIN sheet t ON t.period = b.period AND t.file = b.file AND t.sheet = b.sheet
LEFT JOIN school s ON s.period = b.period AND s.school_no = b.school_no
ORDER BY b.n NULLS FIRST, k.place NULLS FIRST
