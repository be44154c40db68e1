-- code: helper-missing
-- severity: warning
-- level: child
-- title.zh: 没有帮扶人
-- title.en: Nobody is paired with the child
-- why.zh: 每个留守儿童都要有一名帮扶人（结对帮扶）。
-- why.en: Every left-behind child must be paired with a helper.
-- remedy.zh: 请给孩子安排帮扶人，并填在花名册的“帮扶人”一栏。
-- remedy.en: Pair the child with a helper and enter the name in the roster's helper column.
-- message.zh: {subject}：没有帮扶人。请给孩子安排帮扶人，并填在花名册的“帮扶人”一栏。
-- message.en: {subject}: nobody is paired with the child. Pair the child with a helper and enter the name in the
--    roster's helper column.

-- A helper stands in the roster's column, in a pairing or in an assistance record: in any form of records that has
-- one. Asked are schools whose roster has the column, and schools that sent such a form, be it an empty one. Children
-- whose school nobody knows are taken file by file.
WITH pairing AS (
  SELECT f.form AS form
  FROM form f
  JOIN field h ON h.period = f.period AND h.form = f.form AND h.role = 'helper-name'
  WHERE f.period = :period AND f.kind = 'record'
), tables_sent AS (
  SELECT DISTINCT coalesce(school_no, -1 - file) AS sender, file, sheet, block
  FROM sender
  WHERE period = :period AND form = 'child-info'
), asked AS (
  SELECT t.sender AS sender
  FROM tables_sent t
  JOIN block_column c ON c.period = :period AND c.file = t.file AND c.sheet = t.sheet AND c.block = t.block
  WHERE c.field = 'helper_name' OR c.also = 'helper_name'
  UNION
  SELECT coalesce(b.school_no, -1 - b.file) AS sender
  FROM block b JOIN pairing p ON p.form = b.form
  WHERE b.period = :period
  UNION
  SELECT coalesce(r.school_no, -1 - r.file) AS sender
  FROM sender r JOIN pairing p ON p.form = r.form
  WHERE r.period = :period
), paired AS (
  SELECT DISTINCT child AS n FROM record
  WHERE period = :period AND child IS NOT NULL AND coalesce(helper, '') <> ''
)
SELECT s.name AS school, f.path AS file, c.sheet AS sheet_no, t.name AS sheet, c.row_number AS row_number,
  coalesce(c.name, '') AS subject
FROM child_info c
JOIN file f ON f.period = c.period AND f.file = c.file
JOIN sheet t ON t.period = c.period AND t.file = c.file AND t.sheet = c.sheet
LEFT JOIN school s ON s.period = c.period AND s.school_no = c.school_no
WHERE c.period = :period AND coalesce(c.helper_name, '') = ''
  AND c.n NOT IN (SELECT n FROM paired)
  AND coalesce(c.school_no, -1 - c.file) IN (SELECT sender FROM asked)
ORDER BY c.n NULLS FIRST
