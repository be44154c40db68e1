-- 分项统计: grade and sex. A row per grade, the children without one last.
WITH
-- include: children
,
grade AS (
  SELECT 1 AS no, '学前' AS name UNION ALL SELECT 2, '一年级' UNION ALL SELECT 3, '二年级' UNION ALL SELECT 4, '三年级'
  UNION ALL SELECT 5, '四年级' UNION ALL SELECT 6, '五年级' UNION ALL SELECT 7, '六年级' UNION ALL SELECT 8, '七年级'
  UNION ALL SELECT 9, '八年级' UNION ALL SELECT 10, '九年级' UNION ALL SELECT 11, '高一' UNION ALL SELECT 12, '高二'
  UNION ALL SELECT 13, '高三' UNION ALL SELECT 14, NULL
),
-- By grade as written first: there are few of them.
graded AS (
  SELECT grade,
    SUM(CASE WHEN sex = 'male' THEN 1 ELSE 0 END) AS boys,
    SUM(CASE WHEN sex = 'female' THEN 1 ELSE 0 END) AS girls,
    COUNT(*) AS children
  FROM child
  GROUP BY grade
),
counted AS (
  SELECT COALESCE(g.no, 14) AS no, SUM(c.boys) AS boys, SUM(c.girls) AS girls, SUM(c.children) AS children
  FROM graded c LEFT JOIN grade g ON g.name = c.grade
  GROUP BY COALESCE(g.no, 14)
)
SELECT g.name AS grade, COALESCE(d.boys, 0) AS boys, COALESCE(d.girls, 0) AS girls,
  COALESCE(d.children - d.boys - d.girls, 0) AS sex_missing, COALESCE(d.children, 0) AS children
FROM grade g
LEFT JOIN counted d ON d.no = g.no
ORDER BY g.no NULLS LAST
