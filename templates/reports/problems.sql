-- report.html: the problems by code and school. A problem of no known school stands under none.
SELECT f.code AS code, f.severity AS severity, f.school AS school, COUNT(*) AS problems
FROM finding f
LEFT JOIN school s ON s.period = f.period AND s.name = f.school
WHERE f.period = :period
GROUP BY f.code, f.severity, f.school, s.school_no
ORDER BY CASE f.severity WHEN 'error' THEN 1 WHEN 'warning' THEN 2 ELSE 3 END, f.code,
  CASE WHEN f.school IS NULL THEN 1 ELSE 0 END, s.school_no NULLS LAST, f.school NULLS LAST
