-- 各校分项: a row per school, the children whose school nobody could tell last. Every block sums to `children`.
WITH
-- include: children
,
-- include: care
,
stated AS (
  SELECT c.school_no AS school_no, c.grade AS grade, c.age AS age, c.guardian AS guardian, w.level AS level,
    COALESCE(r.health_as, '') AS health, COALESCE(r.family_economy_as, '') AS economy
  FROM child c
  JOIN child_info r ON r.period = :period AND r.n = c.n
  JOIN care w ON w.n = c.n
),
enrolled AS (
  SELECT school_no, MAX(students) AS students FROM school_basics
  WHERE period = :period AND typeof(students) IN ('integer', 'real') AND students > 0
  GROUP BY school_no
),
counted AS (
  SELECT school_no, COUNT(*) AS children,
    SUM(CASE WHEN grade = '学前' THEN 1 ELSE 0 END) AS grade_0,
    SUM(CASE WHEN grade = '一年级' THEN 1 ELSE 0 END) AS grade_1, SUM(CASE WHEN grade = '二年级' THEN 1 ELSE 0 END) AS grade_2,
    SUM(CASE WHEN grade = '三年级' THEN 1 ELSE 0 END) AS grade_3, SUM(CASE WHEN grade = '四年级' THEN 1 ELSE 0 END) AS grade_4,
    SUM(CASE WHEN grade = '五年级' THEN 1 ELSE 0 END) AS grade_5, SUM(CASE WHEN grade = '六年级' THEN 1 ELSE 0 END) AS grade_6,
    SUM(CASE WHEN grade = '七年级' THEN 1 ELSE 0 END) AS grade_7, SUM(CASE WHEN grade = '八年级' THEN 1 ELSE 0 END) AS grade_8,
    SUM(CASE WHEN grade = '九年级' THEN 1 ELSE 0 END) AS grade_9,
    SUM(CASE WHEN grade IN ('高一', '高二', '高三') THEN 1 ELSE 0 END) AS grade_high,
    SUM(CASE WHEN grade IN ('学前', '一年级', '二年级', '三年级', '四年级', '五年级', '六年级', '七年级', '八年级', '九年级', '高一', '高二', '高三')
      THEN 0 ELSE 1 END) AS grade_missing,
    SUM(CASE WHEN age BETWEEN 0 AND 5 THEN 1 ELSE 0 END) AS age_0, SUM(CASE WHEN age BETWEEN 6 AND 13 THEN 1 ELSE 0 END) AS age_6,
    SUM(CASE WHEN age BETWEEN 14 AND 16 THEN 1 ELSE 0 END) AS age_14, SUM(CASE WHEN age >= 17 THEN 1 ELSE 0 END) AS age_17,
    SUM(CASE WHEN age >= 0 THEN 0 ELSE 1 END) AS age_missing,
    SUM(CASE WHEN guardian = 'grandparent' THEN 1 ELSE 0 END) AS by_grandparent,
    SUM(CASE WHEN guardian IN ('father', 'mother') THEN 1 ELSE 0 END) AS by_parent,
    SUM(CASE WHEN guardian = 'relative' THEN 1 ELSE 0 END) AS by_relative,
    SUM(CASE WHEN guardian = 'other-person' THEN 1 ELSE 0 END) AS by_other,
    SUM(CASE WHEN guardian = 'nobody' THEN 1 ELSE 0 END) AS by_nobody,
    SUM(CASE WHEN guardian IN ('grandparent', 'father', 'mother', 'relative', 'other-person', 'nobody') THEN 0 ELSE 1 END) AS by_missing,
    SUM(CASE WHEN health = '健康' THEN 1 ELSE 0 END) AS healthy, SUM(CASE WHEN health = '一般' THEN 1 ELSE 0 END) AS weak,
    SUM(CASE WHEN health = '患病' THEN 1 ELSE 0 END) AS ill, SUM(CASE WHEN health = '残疾' THEN 1 ELSE 0 END) AS disabled,
    SUM(CASE WHEN health IN ('健康', '一般', '患病', '残疾') THEN 0 ELSE 1 END) AS health_missing,
    SUM(CASE WHEN economy = '较好' THEN 1 ELSE 0 END) AS well_off, SUM(CASE WHEN economy = '一般' THEN 1 ELSE 0 END) AS middling,
    SUM(CASE WHEN economy = '困难' THEN 1 ELSE 0 END) AS poor,
    SUM(CASE WHEN economy IN ('较好', '一般', '困难') THEN 0 ELSE 1 END) AS economy_missing,
    SUM(CASE WHEN level = 4 THEN 1 ELSE 0 END) AS level_4, SUM(CASE WHEN level = 3 THEN 1 ELSE 0 END) AS level_3,
    SUM(CASE WHEN level = 2 THEN 1 ELSE 0 END) AS level_2, SUM(CASE WHEN level = 1 THEN 1 ELSE 0 END) AS level_1
  FROM stated
  GROUP BY school_no
)
SELECT p.name AS school, COALESCE(c.children, 0) AS children,
  CAST(COALESCE(e.students, 0) AS INTEGER) AS students, CASE WHEN e.students IS NULL THEN 0 ELSE COALESCE(c.children, 0) END AS of_students,
  CASE WHEN e.students IS NULL THEN COALESCE(c.children, 0) ELSE 0 END AS students_missing,
  CASE :lang WHEN 'en' THEN 'not stated' ELSE '未采集' END AS unknown,
  COALESCE(c.grade_0, 0) AS grade_0, COALESCE(c.grade_1, 0) AS grade_1, COALESCE(c.grade_2, 0) AS grade_2, COALESCE(c.grade_3, 0) AS grade_3,
  COALESCE(c.grade_4, 0) AS grade_4, COALESCE(c.grade_5, 0) AS grade_5, COALESCE(c.grade_6, 0) AS grade_6, COALESCE(c.grade_7, 0) AS grade_7,
  COALESCE(c.grade_8, 0) AS grade_8, COALESCE(c.grade_9, 0) AS grade_9, COALESCE(c.grade_high, 0) AS grade_high,
  COALESCE(c.grade_missing, 0) AS grade_missing,
  COALESCE(c.age_0, 0) AS age_0, COALESCE(c.age_6, 0) AS age_6, COALESCE(c.age_14, 0) AS age_14, COALESCE(c.age_17, 0) AS age_17,
  COALESCE(c.age_missing, 0) AS age_missing,
  COALESCE(c.by_grandparent, 0) AS by_grandparent, COALESCE(c.by_parent, 0) AS by_parent, COALESCE(c.by_relative, 0) AS by_relative,
  COALESCE(c.by_other, 0) AS by_other, COALESCE(c.by_nobody, 0) AS by_nobody, COALESCE(c.by_missing, 0) AS by_missing,
  COALESCE(c.healthy, 0) AS healthy, COALESCE(c.weak, 0) AS weak, COALESCE(c.ill, 0) AS ill, COALESCE(c.disabled, 0) AS disabled,
  COALESCE(c.health_missing, 0) AS health_missing,
  COALESCE(c.well_off, 0) AS well_off, COALESCE(c.middling, 0) AS middling, COALESCE(c.poor, 0) AS poor,
  COALESCE(c.economy_missing, 0) AS economy_missing,
  COALESCE(c.level_4, 0) AS level_4, COALESCE(c.level_3, 0) AS level_3, COALESCE(c.level_2, 0) AS level_2, COALESCE(c.level_1, 0) AS level_1
FROM place p
LEFT JOIN counted c ON c.school_no = p.school_no
LEFT JOIN enrolled e ON e.school_no = p.school_no
WHERE p.school_no >= 0 OR c.children > 0
ORDER BY CASE WHEN p.school_no < 0 THEN 1 ELSE 0 END, p.school_no NULLS FIRST
