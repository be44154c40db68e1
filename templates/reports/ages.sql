-- 分项统计: age on as_of and sex. A row per band, the children whose age nobody can tell last.
WITH
-- include: children
,
band AS (
  SELECT 1 AS no, '0–5 周岁' AS zh, '0–5' AS en, 0 AS least, 5 AS greatest
  UNION ALL SELECT 2, '6–13 周岁', '6–13', 6, 13
  UNION ALL SELECT 3, '14–16 周岁', '14–16', 14, 16
  UNION ALL SELECT 4, '17 周岁及以上', '17 and over', 17, 999
  UNION ALL SELECT 5, NULL, NULL, NULL, NULL
),
-- By year of age first: there are few of them.
aged AS (
  SELECT age,
    SUM(CASE WHEN sex = 'male' THEN 1 ELSE 0 END) AS boys,
    SUM(CASE WHEN sex = 'female' THEN 1 ELSE 0 END) AS girls,
    COUNT(*) AS children
  FROM child
  GROUP BY age
),
counted AS (
  SELECT COALESCE(b.no, 5) AS no, SUM(a.boys) AS boys, SUM(a.girls) AS girls, SUM(a.children) AS children
  FROM aged a LEFT JOIN band b ON a.age BETWEEN b.least AND b.greatest
  GROUP BY COALESCE(b.no, 5)
)
SELECT CASE :lang WHEN 'en' THEN b.en ELSE b.zh END AS band, COALESCE(d.boys, 0) AS boys, COALESCE(d.girls, 0) AS girls,
  COALESCE(d.children - d.boys - d.girls, 0) AS sex_missing, COALESCE(d.children, 0) AS children
FROM band b
LEFT JOIN counted d ON d.no = b.no
ORDER BY b.no NULLS LAST
