-- 各表落实: the same by school.
WITH
-- include: owed
SELECT p.name AS school,
  CASE WHEN h.field IS NOT NULL THEN CASE :lang WHEN 'en' THEN f.title_en || ': ' || h.label_en ELSE f.title_zh || '：' || h.label_zh END
    WHEN a.kind = '' THEN CASE :lang WHEN 'en' THEN f.title_en ELSE f.title_zh END ELSE a.kind END AS duty,
  CASE :lang WHEN 'en' THEN a.who || '-' || a.per || 's'
    ELSE CASE a.who WHEN 'child' THEN '人' ELSE '校' END || CASE a.per WHEN 'month' THEN '月' ELSE '学期' END END AS unit,
  a.least AS least, o.due AS due, o.done AS done, o.due - o.done AS undone
FROM owed o
JOIN asked a ON a.period = :period AND a.n = o.n
JOIN form f ON f.period = :period AND f.form = a.form
LEFT JOIN field h ON h.period = :period AND h.form = a.form AND h.field = a.mark
JOIN school p ON p.period = :period AND p.school_no = o.school_no
ORDER BY p.school_no NULLS FIRST, a.n NULLS FIRST
