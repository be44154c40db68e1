-- 工作落实: the load of every helper at a school, the heaviest first.
WITH
-- include: children
,
-- include: pairs
,
laden AS (
  SELECT COALESCE(c.school_no, -1) AS school_no, p.helper AS helper, COUNT(*) AS children,
    string_agg(c.name, '、' ORDER BY c.n) AS names
  FROM pair p
  JOIN child_info c ON c.period = :period AND c.n = p.child
  GROUP BY COALESCE(c.school_no, -1), p.helper
)
SELECT l.helper AS helper, p.name AS school, l.children AS children, m.value AS most,
  CASE WHEN l.children > m.value THEN CASE :lang WHEN 'en' THEN (l.children - m.value) || ' too many'
    ELSE '超 ' || (l.children - m.value) || ' 人' END END AS over,
  l.names AS names
FROM laden l
-- The school's own table is found by its key; `place` would be gone through for every helper.
LEFT JOIN school p ON p.period = :period AND p.school_no = l.school_no
JOIN setting m ON m.period = :period AND m.name = 'helper_children'
ORDER BY l.children DESC NULLS LAST, CASE WHEN l.school_no < 0 THEN 1 ELSE 0 END, l.school_no NULLS FIRST, l.helper NULLS FIRST
