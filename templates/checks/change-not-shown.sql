-- code: change-not-shown
-- severity: warning
-- level: row
-- title.zh: 变更登记了，花名册没有改
-- title.en: A change that the roster does not show
-- why.zh: 已经转出、毕业、父母返乡的孩子还留在花名册上，人数就不准。
-- why.en: A child who left but still stands on the roster is counted wrongly.
-- remedy.zh: 孩子已经不算留守的，请从花名册上去掉；登记错的，请改变更登记。
-- remedy.en: Take the child off the roster, or correct the register of changes.
-- message.zh: {subject}：变更登记写着“{kind}”，花名册上还有这个孩子。已经不算的，请从花名册上去掉；登记错的，请改正。
-- message.en: {subject}: registered as “{kind}”, yet still on the roster. Take the child off it, or correct the register.

SELECT s.name AS school, f.path AS file, c.sheet AS sheet_no, t.name AS sheet, c.row_number AS row_number,
  coalesce(c.name, '') AS subject, c.kind_as AS kind
FROM change c
JOIN meaning m ON m.period = c.period AND m.form = 'change' AND m.field = 'kind' AND m.value = c.kind_as AND m.means = 'left'
JOIN child_info k ON k.period = c.period AND k.n = c.child AND k.school_no = c.school_no
JOIN file f ON f.period = c.period AND f.file = c.file
JOIN sheet t ON t.period = c.period AND t.file = c.file AND t.sheet = c.sheet
LEFT JOIN school s ON s.period = c.period AND s.school_no = c.school_no
WHERE c.period = :period
ORDER BY c.n NULLS FIRST
