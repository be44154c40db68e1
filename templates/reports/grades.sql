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
graded AS (
  SELECT COALESCE(g.no, 14) AS no, c.sex AS sex FROM child c LEFT JOIN grade g ON g.name = c.grade
)
SELECT g.name AS grade,
  SUM(CASE WHEN d.sex = 'male' THEN 1 ELSE 0 END) AS boys,
  SUM(CASE WHEN d.sex = 'female' THEN 1 ELSE 0 END) AS girls,
  SUM(CASE WHEN d.no IS NULL OR d.sex IN ('male', 'female') THEN 0 ELSE 1 END) AS sex_missing,
  COUNT(d.no) AS children
FROM grade g
LEFT JOIN graded d ON d.no = g.no
GROUP BY g.no, g.name
ORDER BY g.no NULLS LAST
