-- 各校报送: a row per school: the forms that it must send, sent or missing, by name; the others that it sent.
WITH
-- include: sent
,
asked_of AS (
  SELECT s.school_no AS school_no, s.name AS school, f.position AS position, f.form AS form, f.required AS required,
    CASE :lang WHEN 'en' THEN f.title_en ELSE f.title_zh END AS title,
    CASE WHEN o.form IS NULL THEN 0 ELSE 1 END AS came
  FROM school s
  JOIN form f ON f.period = s.period
  LEFT JOIN sent o ON o.school_no = s.school_no AND o.form = f.form
  WHERE s.period = :period
)
SELECT school,
  SUM(required) AS due,
  SUM(CASE WHEN required = 1 THEN came ELSE 0 END) AS sent,
  SUM(CASE WHEN required = 1 THEN 1 - came ELSE 0 END) AS missing,
  SUM(CASE WHEN required = 1 THEN 0 ELSE came END) AS others,
  CASE WHEN SUM(came) = 0 THEN CASE :lang WHEN 'en' THEN 'sent nothing' ELSE '什么都没有报' END
    ELSE string_agg(CASE WHEN required = 1 AND came = 0 THEN title END, CASE :lang WHEN 'en' THEN ', ' ELSE '、' END ORDER BY position NULLS FIRST, form NULLS FIRST)
    END AS absent,
  string_agg(CASE WHEN required = 0 AND came = 1 THEN title END, CASE :lang WHEN 'en' THEN ', ' ELSE '、' END ORDER BY position NULLS FIRST, form NULLS FIRST) AS more
FROM asked_of
GROUP BY school_no, school
ORDER BY school_no NULLS FIRST
