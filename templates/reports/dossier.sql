-- 一人一档: every child's level of care, why, and who helps.
WITH
-- include: care
,
-- include: weighed
SELECT n, level, reasons, next, helpers FROM weighed ORDER BY n NULLS FIRST
