-- code: record-no-child
-- severity: warning
-- level: row
-- title.zh: 记录里的孩子不在花名册上
-- title.en: A record names a child that is on no roster
-- why.zh: 每条帮扶、通话等记录都要对应花名册上的一个孩子；对不上的，仍列在汇总表里，但不算作哪个孩子的。
-- why.en: Every record belongs to a child on a roster; one that does not is still listed, but counts for no child.
-- remedy.zh: 请核对姓名有没有写错、写成小名；孩子确实留守的，请补进花名册；同名的，请写上班级或身份证号。
-- remedy.en: See whether the name is misspelt; add the child to the roster if it is missing there; for namesakes give the
--   class or the ID number.
-- message.zh: {who_zh}{reason_zh}
-- message.en: {who_en} {reason_en}

-- Where no school sent a roster, nobody can be missing from one. A hidden sheet is told as a whole.
-- Who left the roster is rightly on none.
WITH gone AS (
  SELECT c.n AS n FROM change c
  JOIN meaning m ON m.period = c.period AND m.form = 'change' AND m.field = 'kind' AND m.value = c.kind_as
  WHERE c.period = :period AND m.means = 'left'
), namesakes AS (
  SELECT name, count(*) AS children FROM child_info
  WHERE period = :period AND coalesce(name, '') <> ''
  GROUP BY name
), schoolmates AS (
  SELECT school_no, name, count(*) AS children FROM child_info
  WHERE period = :period AND coalesce(name, '') <> '' AND school_no IS NOT NULL
  GROUP BY school_no, name
)
SELECT s.name AS school, f.path AS file, r.sheet AS sheet_no, t.name AS sheet, r.row_number AS row_number,
  coalesce(r.name, '') AS subject,
  coalesce(r.name, '这个孩子') AS who_zh, coalesce(r.name, 'The child') AS who_en,
  CASE
    WHEN m.children > 1 THEN '：本校花名册上有' || m.children || '个同名的孩子，分不清是哪一个。请写上年级、班级或身份证号。'
    WHEN m.children IS NULL AND n.children > 1 THEN '：本校花名册上没有这个孩子，别的学校有' || n.children || '个同名的，分不清是哪一个。请核对学校，或写上身份证号。'
    WHEN n.children > 0 THEN '：花名册上有同名的孩子，但身份证号不同。请核对身份证号；是另一个孩子的，请补进花名册。'
    ELSE '不在任何一所学校的花名册上。请核对姓名；孩子确实留守的，请补进花名册。'
  END AS reason_zh,
  CASE
    WHEN m.children > 1 THEN 'is the name of ' || m.children || ' children on the school''s roster. Please give the class or the ID number.'
    WHEN m.children IS NULL AND n.children > 1 THEN 'is not on the school''s roster; ' || n.children || ' children elsewhere have the name. Please check the school, or give the ID number.'
    WHEN n.children > 0 THEN 'has a namesake on a roster with another ID number. Please check the number, or add the child to the roster.'
    ELSE 'is on no school''s roster. Please check the name, or add the child to the roster.'
  END AS reason_en
FROM record r
JOIN file f ON f.period = r.period AND f.file = r.file
JOIN sheet t ON t.period = r.period AND t.file = r.file AND t.sheet = r.sheet
LEFT JOIN school s ON s.period = r.period AND s.school_no = r.school_no
LEFT JOIN namesakes n ON n.name = r.name
LEFT JOIN schoolmates m ON m.name = r.name AND m.school_no = r.school_no
WHERE r.period = :period AND r.child IS NULL AND t.hidden = 0
  AND NOT (r.form = 'change' AND r.n IN (SELECT n FROM gone)) AND r.form <> 'dropout'
  AND EXISTS (SELECT 1 FROM child_info c WHERE c.period = :period)
ORDER BY r.file NULLS FIRST, r.sheet NULLS FIRST, r.row_number NULLS FIRST, r.form NULLS FIRST, r.n NULLS FIRST
