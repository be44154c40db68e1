-- code: helper-missing
-- severity: warning
-- level: child
-- title.zh: 没有帮扶人
-- title.en: Nobody is paired with the child
-- why.zh: 每个留守儿童都要有一名帮扶人（结对帮扶）。
-- why.en: Every left-behind child must be paired with a helper.
-- remedy.zh: 请给孩子安排帮扶人，并填在“帮扶人”一栏。
-- remedy.en: Pair the child with a helper and enter the name in the helper's column.
-- message.zh: {subject}没有帮扶人。请安排结对帮扶，并填上帮扶人姓名。
-- message.en: Nobody is paired with {subject}. Please pair the child with a helper and enter the name.

-- Only where the school was asked: some roster of it has a column for the helper. Children whose school nobody knows
-- are taken file by file.
WITH tables_sent AS (
  SELECT DISTINCT coalesce(school_no, -1 - file) AS sender, file, sheet, block
  FROM receipt
  WHERE period = :period AND form = 'child-info'
), asked AS (
  SELECT DISTINCT t.sender AS sender
  FROM tables_sent t
  JOIN block_column c ON c.period = :period AND c.file = t.file AND c.sheet = t.sheet AND c.block = t.block
  WHERE c.field = 'helper_name' OR c.also = 'helper_name'
)
SELECT s.name AS school, f.path AS file, c.sheet AS sheet_no, t.name AS sheet, c.row_number AS row_number,
  coalesce(c.name, '') AS subject
FROM child_info c
JOIN file f ON f.period = c.period AND f.file = c.file
JOIN sheet t ON t.period = c.period AND t.file = c.file AND t.sheet = c.sheet
LEFT JOIN school s ON s.period = c.period AND s.school_no = c.school_no
WHERE c.period = :period AND coalesce(c.helper_name, '') = ''
  AND coalesce(c.school_no, -1 - c.file) IN (SELECT sender FROM asked)
ORDER BY c.n NULLS FIRST
