-- The shared part of what is counted of helpers, after `children`.
-- pair: a child and its helper. The roster's column counts; for a child without it, the helpers in its records.
-- The words that mean nobody are no helper.
-- asked: the schools whose roster has the column, or that sent a form of helpers.
named AS (
SELECT c.n AS n, CASE WHEN c.helper_name NOT IN ('', '无', '—', '-', '/') THEN c.helper_name END AS helper
FROM child_info c WHERE c.period = :period
),
pair AS MATERIALIZED (
SELECT n AS child, helper FROM named WHERE helper IS NOT NULL
UNION SELECT r.child, r.helper FROM record r
WHERE r.period = :period AND r.child IN (SELECT n FROM named WHERE helper IS NULL) AND r.helper NOT IN ('', '无', '—', '-', '/')
),
asked AS MATERIALIZED (
SELECT DISTINCT r.school_no AS school_no FROM receipt r
JOIN block_column b ON b.period = r.period AND b.file = r.file AND b.sheet = r.sheet AND b.block = r.block
JOIN field f ON f.period = r.period AND f.form = r.form AND f.role = 'helper-name' AND f.field IN (b.field, b.also)
WHERE r.period = :period AND r.school_no IS NOT NULL
)
