-- 重点关注: the children of level 4 and 3, and why. What makes a level stands in reasons.sql and in huibiao.toml, [care].
WITH
-- include: care
,
-- include: weighed
SELECT
  ROW_NUMBER() OVER (ORDER BY w.level DESC, CASE WHEN r.school_no IS NULL THEN 1 ELSE 0 END, r.school_no, r.n) AS no,
  p.name AS school, r.grade AS grade, r.class AS class, r.name AS name, w.level AS level, w.reasons AS reasons,
  r.guardian_name AS guardian, r.guardian_relation AS relation, r.guardian_phone AS phone, w.helpers AS helper,
  w.next AS next
FROM weighed w
JOIN child_info r ON r.period = :period AND r.n = w.n
LEFT JOIN school p ON p.period = :period AND p.school_no = r.school_no
WHERE w.level >= 3
-- The roster stands in the order of school, grade, class.
ORDER BY w.level DESC NULLS LAST, CASE WHEN r.school_no IS NULL THEN 1 ELSE 0 END, r.school_no NULLS FIRST, r.n NULLS FIRST
