-- code: helper-underage
-- severity: warning
-- level: row
-- title.zh: 帮扶人不是成年人
-- title.en: A helper who is no adult
-- why.zh: 结对帮扶人、代理家长应是成年人；学生之间结对不算。
-- why.en: A helper is an adult; pupils paired with pupils do not count.
-- remedy.zh: 身份填错的请改正；确实是学生的，请另外安排一名成年的帮扶人。
-- remedy.en: Correct the role, or pair the child with an adult.
-- message.zh: {subject}：帮扶人是“{role}”，不是成年人。身份填错的请改正；确实是学生的，请另外安排一名成年的帮扶人。
-- message.en: {subject}: the helper is “{role}”, no adult. Correct the role, or pair the child with an adult.

WITH helped AS (
  SELECT 1 AS place, n, file, sheet, row_number, school_no, name, helper_role AS role FROM pairing WHERE period = :period
  UNION ALL
  SELECT 2 AS place, n, file, sheet, row_number, school_no, name, helper_role AS role FROM assistance WHERE period = :period
)
SELECT s.name AS school, f.path AS file, h.sheet AS sheet_no, t.name AS sheet, h.row_number AS row_number,
  coalesce(h.name, '') AS subject, h.role AS role
FROM helped h
JOIN file f ON f.period = :period AND f.file = h.file
JOIN sheet t ON t.period = :period AND t.file = h.file AND t.sheet = h.sheet
LEFT JOIN school s ON s.period = :period AND s.school_no = h.school_no
WHERE h.role IN ('学生', '同学', '小学生', '中学生', '初中生', '高年级学生', '高年级同学', '本班同学', '同班同学', '班干部', '少先队员',
  '小伙伴', '同伴', '小老师', '小组长', '班长')
ORDER BY h.place NULLS FIRST, h.n NULLS FIRST
