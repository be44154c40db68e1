-- 工作落实: children with and without a helper, by school.
WITH
-- include: children
,
-- include: pairs
,
counted AS (
  SELECT c.school_no AS school_no, COUNT(*) AS children,
    SUM(CASE WHEN c.n IN (SELECT child FROM pair) THEN 1 ELSE 0 END) AS paired
  FROM child c
  GROUP BY c.school_no
)
SELECT p.name AS school,
  COALESCE(c.children, 0) AS children,
  COALESCE(c.paired, 0) AS paired,
  COALESCE(c.children, 0) - COALESCE(c.paired, 0) AS unpaired,
  CASE WHEN c.children > 0 AND p.school_no >= 0 AND NOT EXISTS (SELECT 1 FROM asked a WHERE a.school_no = p.school_no)
    THEN CASE :lang WHEN 'en' THEN 'its forms have no column for the helper'
      ELSE '花名册没有“帮扶人”一栏，也未报帮扶记录' END END AS note
FROM place p
LEFT JOIN counted c ON c.school_no = p.school_no
WHERE p.school_no >= 0 OR c.children > 0
ORDER BY CASE WHEN p.school_no < 0 THEN 1 ELSE 0 END, p.school_no NULLS FIRST
