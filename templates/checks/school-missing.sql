-- code: school-missing
-- severity: error
-- level: school
-- title.zh: 学校没有报送
-- title.en: The school sent nothing
-- why.zh: 名册上的每所学校都要报送；少一所，全镇的人数就不全。
-- why.en: Every school on the list must report; without it the township's figures are not complete.
-- remedy.zh: 请联系学校补报；没有留守儿童的学校也要交一份空表（零报告）。学校已撤并的，请从学校名单中删去。
-- remedy.en: Ask the school for its form; a school without such children sends an empty one. Take a closed school off the list.
-- message.zh: {school}没有报送任何能识别的表。请联系学校补报；没有留守儿童的学校也要交一份空表（零报告）。
--    学校已撤并的，请从学校名单中删去。
-- message.en: {school} sent no form that could be read. Ask the school for its form; a school without such
--    children sends an empty one. Take a closed school off the list.

-- A school is heard of when a table or card is its own, or when one of its records stands in another's table.
SELECT s.name AS school
FROM school s
JOIN setting t ON t.period = s.period AND t.name = 'listed_schools' AND t.value > 0
WHERE s.period = :period AND s.listed = 1
  AND NOT EXISTS (SELECT 1 FROM block b WHERE b.period = s.period AND b.school_no = s.school_no)
  AND NOT EXISTS (SELECT 1 FROM sender r WHERE r.period = s.period AND r.school_no = s.school_no)
ORDER BY s.school_no NULLS FIRST
