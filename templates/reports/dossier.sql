-- 一人一档: every child's level of care, why, and who helps.
WITH
-- include: care
SELECT n, level, reasons, next, helpers FROM care ORDER BY n NULLS FIRST
