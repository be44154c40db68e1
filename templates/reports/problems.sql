-- report.html: the problems by code and school. A problem of no known school stands under none.
WITH counted AS (
  SELECT code, severity, school, COUNT(*) AS problems FROM finding WHERE period = :period GROUP BY code, severity, school
)
SELECT f.code AS code, f.severity AS severity, f.school AS school, f.problems AS problems
FROM counted f
LEFT JOIN school s ON s.period = :period AND s.name = f.school
ORDER BY CASE f.severity WHEN 'error' THEN 1 WHEN 'warning' THEN 2 ELSE 3 END, f.code,
  CASE WHEN f.school IS NULL THEN 1 ELSE 0 END, s.school_no NULLS LAST, f.school NULLS LAST
