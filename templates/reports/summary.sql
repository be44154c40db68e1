-- 统计总表: a row per school, the children whose school nobody could tell last (school_no -1).
-- A row's columns are named in summary.toml; every group there sums to `children`.
WITH child AS (
  SELECT COALESCE(c.school_no, -1) AS school_no,
    sex.means AS sex,
    CASE
      WHEN c.grade = '学前' THEN 'preschool'
      WHEN c.grade IN ('一年级', '二年级', '三年级', '四年级', '五年级', '六年级') THEN 'primary'
      WHEN c.grade IN ('七年级', '八年级', '九年级') THEN 'middle'
      WHEN c.grade IN ('高一', '高二', '高三') THEN 'high'
    END AS stage,
    c.boarding_as AS boarding,
    -- Where the parents are: what stands for each of them, else the category written for the child.
    CASE
      WHEN father.means = 'away' AND mother.means = 'away' THEN 'both'
      WHEN c.father_status IS NOT NULL AND c.mother_status IS NOT NULL THEN
        CASE WHEN father.means = 'away' OR mother.means = 'away' THEN 'one' ELSE 'other' END
      WHEN category.means = 'both-away' THEN 'both'
      WHEN category.means = 'one-away' THEN 'one'
      WHEN father.means = 'away' OR mother.means = 'away' THEN 'one'
      WHEN c.category IS NOT NULL THEN 'other'
    END AS parents
  FROM child_info c
  LEFT JOIN meaning sex ON sex.period = c.period AND sex.form = 'child-info' AND sex.field = 'sex' AND sex.value = c.sex_as
  LEFT JOIN meaning father ON father.period = c.period AND father.form = 'child-info'
    AND father.field = 'father_status' AND father.value = c.father_status_as
  LEFT JOIN meaning mother ON mother.period = c.period AND mother.form = 'child-info'
    AND mother.field = 'mother_status' AND mother.value = c.mother_status_as
  LEFT JOIN meaning category ON category.period = c.period AND category.form = 'child-info'
    AND category.field = 'category' AND category.value = c.category_as
  WHERE c.period = :period
),
counted AS (
  SELECT school_no,
    COUNT(*) AS children,
    SUM(CASE WHEN sex = 'male' THEN 1 ELSE 0 END) AS boys,
    SUM(CASE WHEN sex = 'female' THEN 1 ELSE 0 END) AS girls,
    SUM(CASE WHEN sex IN ('male', 'female') THEN 0 ELSE 1 END) AS sex_missing,
    SUM(CASE WHEN stage = 'preschool' THEN 1 ELSE 0 END) AS preschool,
    SUM(CASE WHEN stage = 'primary' THEN 1 ELSE 0 END) AS primary_school,
    SUM(CASE WHEN stage = 'middle' THEN 1 ELSE 0 END) AS middle_school,
    SUM(CASE WHEN stage = 'high' THEN 1 ELSE 0 END) AS high_school,
    SUM(CASE WHEN stage IS NULL THEN 1 ELSE 0 END) AS stage_missing,
    SUM(CASE WHEN boarding = '是' THEN 1 ELSE 0 END) AS boarding,
    SUM(CASE WHEN boarding = '否' THEN 1 ELSE 0 END) AS day_pupils,
    SUM(CASE WHEN boarding IN ('是', '否') THEN 0 ELSE 1 END) AS boarding_missing,
    SUM(CASE WHEN parents = 'both' THEN 1 ELSE 0 END) AS both_away,
    SUM(CASE WHEN parents = 'one' THEN 1 ELSE 0 END) AS one_away,
    SUM(CASE WHEN parents = 'other' THEN 1 ELSE 0 END) AS parents_other,
    SUM(CASE WHEN parents IS NULL THEN 1 ELSE 0 END) AS parents_missing
  FROM child
  GROUP BY school_no
),
problem AS (
  SELECT COALESCE(s.school_no, -1) AS school_no,
    SUM(CASE WHEN f.severity = 'error' THEN 1 ELSE 0 END) AS errors,
    SUM(CASE WHEN f.severity = 'warning' THEN 1 ELSE 0 END) AS warnings,
    SUM(CASE WHEN f.severity = 'info' THEN 1 ELSE 0 END) AS notes
  FROM finding f
  LEFT JOIN school s ON s.period = f.period AND s.name = f.school
  WHERE f.period = :period
  GROUP BY COALESCE(s.school_no, -1)
),
place AS (
  SELECT school_no, name FROM school WHERE period = :period
  UNION ALL
  SELECT -1, NULL
)
SELECT p.name AS school,
  COALESCE(c.children, 0) AS children,
  COALESCE(c.boys, 0) AS boys,
  COALESCE(c.girls, 0) AS girls,
  COALESCE(c.sex_missing, 0) AS sex_missing,
  COALESCE(c.preschool, 0) AS preschool,
  COALESCE(c.primary_school, 0) AS primary_school,
  COALESCE(c.middle_school, 0) AS middle_school,
  COALESCE(c.high_school, 0) AS high_school,
  COALESCE(c.stage_missing, 0) AS stage_missing,
  COALESCE(c.boarding, 0) AS boarding,
  COALESCE(c.day_pupils, 0) AS day_pupils,
  COALESCE(c.boarding_missing, 0) AS boarding_missing,
  COALESCE(c.both_away, 0) AS both_away,
  COALESCE(c.one_away, 0) AS one_away,
  COALESCE(c.parents_other, 0) AS parents_other,
  COALESCE(c.parents_missing, 0) AS parents_missing,
  COALESCE(b.errors, 0) AS errors,
  COALESCE(b.warnings, 0) AS warnings,
  COALESCE(b.notes, 0) AS notes
FROM place p
LEFT JOIN counted c ON c.school_no = p.school_no
LEFT JOIN problem b ON b.school_no = p.school_no
WHERE p.school_no >= 0 OR c.children > 0
ORDER BY CASE WHEN p.school_no < 0 THEN 1 ELSE 0 END, p.school_no
