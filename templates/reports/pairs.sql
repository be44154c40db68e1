-- The shared part of what is counted of helpers, after `children`.
-- once: pair, asked
-- pair: a child and its helper. The roster's column counts; for a child without it, the helpers in its records.
-- sent: the blocks that each school's records stand in.
-- asked: the schools whose roster has the column, or that sent a form of helpers.
named AS (
SELECT c.n AS n, CASE WHEN c.helper_name <> '' THEN c.helper_name END AS helper
FROM child_info c WHERE c.period = :period
),
pair AS (
SELECT n AS child, helper FROM named WHERE helper IS NOT NULL
UNION ALL SELECT DISTINCT r.child, r.helper FROM record r
WHERE r.period = :period AND r.child IN (SELECT n FROM named WHERE helper IS NULL) AND r.helper <> ''
),
sent AS MATERIALIZED (
SELECT form, file, sheet, block, school_no FROM sender WHERE period = :period AND school_no IS NOT NULL
),
asked AS (
SELECT DISTINCT s.school_no AS school_no FROM field f
CROSS JOIN sent s ON s.form = f.form
CROSS JOIN block_column b ON b.period = :period AND b.file = s.file AND b.sheet = s.sheet AND b.block = s.block
WHERE f.period = :period AND f.role = 'helper-name' AND f.field IN (b.field, b.also)
)
