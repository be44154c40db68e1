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
banded AS (
  SELECT COALESCE(b.no, 5) AS no, c.sex AS sex FROM child c LEFT JOIN band b ON c.age BETWEEN b.least AND b.greatest
)
SELECT CASE :lang WHEN 'en' THEN b.en ELSE b.zh END AS band,
  SUM(CASE WHEN d.sex = 'male' THEN 1 ELSE 0 END) AS boys,
  SUM(CASE WHEN d.sex = 'female' THEN 1 ELSE 0 END) AS girls,
  SUM(CASE WHEN d.no IS NULL OR d.sex IN ('male', 'female') THEN 0 ELSE 1 END) AS sex_missing,
  COUNT(d.no) AS children
FROM band b
LEFT JOIN banded d ON d.no = b.no
GROUP BY b.no, b.zh, b.en
ORDER BY b.no NULLS LAST
