-- 各表报送: a row per form that every school must send or that some school sent: who sent it, who did not.
-- A form that is not required is missing nowhere.
WITH
-- include: sent

SELECT CASE :lang WHEN 'en' THEN f.title_en ELSE f.title_zh END AS form,
  CASE WHEN f.required = 1 THEN COUNT(s.school_no) ELSE 0 END AS due,
  COUNT(o.form) AS sent,
  CASE WHEN f.required = 1 THEN COUNT(s.school_no) - COUNT(o.form) ELSE 0 END AS missing,
  CASE :lang WHEN 'en' THEN 'optional' ELSE '选报' END AS state,
  CASE f.form WHEN 'child-info' THEN (SELECT COUNT(*) FROM child_info c WHERE c.period = :period)
    ELSE (SELECT COUNT(*) FROM done d WHERE d.period = :period AND d.form = f.form) END AS records,
  CASE WHEN f.required = 1 THEN string_agg(CASE WHEN o.form IS NULL THEN s.name END, '、' ORDER BY s.school_no NULLS FIRST) END AS absent
FROM form f
LEFT JOIN school s ON s.period = f.period
LEFT JOIN sent o ON o.form = f.form AND o.school_no = s.school_no
WHERE f.period = :period
GROUP BY f.form, f.title_en, f.title_zh, f.required, f.position
HAVING f.required = 1 OR COUNT(o.form) > 0
ORDER BY f.position NULLS FIRST, f.form NULLS FIRST
