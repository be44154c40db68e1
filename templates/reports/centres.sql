-- 各表落实: the items of the centre's checklist by school.
SELECT s.name AS school, COUNT(*) AS items,
  SUM(CASE WHEN c.met_as = '是' THEN 1 ELSE 0 END) AS met,
  SUM(CASE WHEN c.met_as = '否' THEN 1 ELSE 0 END) AS unmet,
  SUM(CASE WHEN c.met_as IN ('是', '否') THEN 0 ELSE 1 END) AS unstated
FROM centre c
LEFT JOIN school s ON s.period = c.period AND s.school_no = c.school_no
WHERE c.period = :period
GROUP BY c.school_no, s.name
ORDER BY CASE WHEN c.school_no IS NULL THEN 1 ELSE 0 END, c.school_no NULLS FIRST
