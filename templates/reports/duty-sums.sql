-- 各表落实: a row per duty of the table `asked` that any school's records fulfil: the whole township.
WITH
-- include: owed
SELECT CASE WHEN h.field IS NOT NULL THEN CASE :lang WHEN 'en' THEN f.title_en || ': ' || h.label_en ELSE f.title_zh || '：' || h.label_zh END
    WHEN a.kind = '' THEN CASE :lang WHEN 'en' THEN f.title_en ELSE f.title_zh END ELSE a.kind END AS duty,
  CASE :lang WHEN 'en' THEN f.title_en ELSE f.title_zh END AS form,
  s.spans AS spans,
  CASE :lang WHEN 'en' THEN a.who || '-' || a.per || 's'
    ELSE CASE a.who WHEN 'child' THEN '人' ELSE '校' END || CASE a.per WHEN 'month' THEN '月' ELSE '学期' END END AS unit,
  a.least AS least, COUNT(*) AS schools,
  SUM(o.due) AS due, SUM(o.done) AS done, SUM(o.due) - SUM(o.done) AS undone
FROM owed o
JOIN asked a ON a.period = :period AND a.n = o.n
JOIN form f ON f.period = :period AND f.form = a.form
LEFT JOIN field h ON h.period = :period AND h.form = a.form AND h.field = a.mark
JOIN span_said s ON s.per = a.per
GROUP BY a.n, a.kind, a.who, a.per, a.least, f.title_en, f.title_zh, h.field, h.label_en, h.label_zh, s.spans
ORDER BY a.n NULLS FIRST
