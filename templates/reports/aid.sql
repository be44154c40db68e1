-- 各表落实: aid by school and kind: how often, to how many children, how much. Sums that are no number count as nothing.
SELECT s.name AS school, a.kind_as AS kind, COUNT(*) AS payments, COUNT(DISTINCT a.child) AS children,
  CAST(ROUND(COALESCE(SUM(CASE WHEN typeof(a.amount) IN ('integer', 'real') THEN a.amount END), 0)) AS INTEGER) AS amount
FROM aid a
LEFT JOIN school s ON s.period = a.period AND s.school_no = a.school_no
WHERE a.period = :period
GROUP BY a.school_no, s.name, a.kind_as
ORDER BY CASE WHEN a.school_no IS NULL THEN 1 ELSE 0 END, a.school_no NULLS FIRST, a.kind_as NULLS LAST
