-- 各表落实: activities by school and kind in each month of the period; a day after as_of is a mistake.
WITH month AS (
  SELECT month, first_day, last_day, ROW_NUMBER() OVER (ORDER BY month) AS no FROM calendar WHERE period = :period
)
SELECT s.name AS school, a.kind_as AS kind,
  SUM(CASE WHEN m.no = 1 THEN 1 ELSE 0 END) AS held_1, SUM(CASE WHEN m.no = 2 THEN 1 ELSE 0 END) AS held_2,
  SUM(CASE WHEN m.no = 3 THEN 1 ELSE 0 END) AS held_3, SUM(CASE WHEN m.no IS NULL THEN 1 ELSE 0 END) AS other,
  COUNT(*) AS held_all, SUM(CASE WHEN a.principal_present_as = '是' THEN 1 ELSE 0 END) AS principal
FROM activity a
LEFT JOIN month m ON a.event_day BETWEEN m.first_day AND m.last_day AND a.event_day <= :as_of
LEFT JOIN school s ON s.period = a.period AND s.school_no = a.school_no
WHERE a.period = :period
GROUP BY a.school_no, s.name, a.kind_as
ORDER BY CASE WHEN a.school_no IS NULL THEN 1 ELSE 0 END, a.school_no NULLS FIRST, a.kind_as NULLS LAST
