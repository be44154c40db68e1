-- 统计总表: a row per school, the children whose school nobody could tell last (school_no -1).
-- A row's columns are named in summary.toml; every group there sums to `children`.
WITH
-- include: children
,
-- MATERIALIZED: the stage is worked out once for each child, not once for each column that counts it.
sorted AS MATERIALIZED (
  SELECT school_no, sex, boarding, parents, in_xueji, in_guofa,
    CASE
      WHEN grade = '学前' THEN 'preschool'
      WHEN grade IN ('一年级', '二年级', '三年级', '四年级', '五年级', '六年级') THEN 'primary'
      WHEN grade IN ('七年级', '八年级', '九年级') THEN 'middle'
      WHEN grade IN ('高一', '高二', '高三') THEN 'high'
    END AS stage
  FROM child
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
    SUM(CASE WHEN parents IS NULL THEN 1 ELSE 0 END) AS parents_missing,
    SUM(CASE WHEN in_xueji = 'yes' THEN 1 ELSE 0 END) AS xueji_yes,
    SUM(CASE WHEN in_xueji = 'no' THEN 1 ELSE 0 END) AS xueji_no,
    SUM(CASE WHEN in_xueji IS NULL THEN 1 ELSE 0 END) AS xueji_missing,
    SUM(CASE WHEN in_guofa = 'yes' THEN 1 ELSE 0 END) AS guofa_yes,
    SUM(CASE WHEN in_guofa = 'no' THEN 1 ELSE 0 END) AS guofa_no,
    SUM(CASE WHEN in_guofa IS NULL THEN 1 ELSE 0 END) AS guofa_missing
  FROM sorted
  GROUP BY school_no
),
told AS (
  SELECT school,
    SUM(CASE WHEN severity = 'error' THEN 1 ELSE 0 END) AS errors,
    SUM(CASE WHEN severity = 'warning' THEN 1 ELSE 0 END) AS warnings,
    SUM(CASE WHEN severity = 'info' THEN 1 ELSE 0 END) AS notes
  FROM finding
  WHERE period = :period
  GROUP BY school
),
problem AS (
  SELECT COALESCE(s.school_no, -1) AS school_no, SUM(t.errors) AS errors, SUM(t.warnings) AS warnings, SUM(t.notes) AS notes
  FROM told t
  LEFT JOIN school s ON s.period = :period AND s.name = t.school
  GROUP BY COALESCE(s.school_no, -1)
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
  COALESCE(c.xueji_yes, 0) AS xueji_yes,
  COALESCE(c.xueji_no, 0) AS xueji_no,
  COALESCE(c.xueji_missing, 0) AS xueji_missing,
  COALESCE(c.guofa_yes, 0) AS guofa_yes,
  COALESCE(c.guofa_no, 0) AS guofa_no,
  COALESCE(c.guofa_missing, 0) AS guofa_missing,
  COALESCE(b.errors, 0) AS errors,
  COALESCE(b.warnings, 0) AS warnings,
  COALESCE(b.notes, 0) AS notes
FROM place p
LEFT JOIN counted c ON c.school_no = p.school_no
LEFT JOIN problem b ON b.school_no = p.school_no
WHERE p.school_no >= 0 OR c.children > 0
ORDER BY CASE WHEN p.school_no < 0 THEN 1 ELSE 0 END, p.school_no
