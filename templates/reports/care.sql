-- The shared part of the level of care (关爱等级, DOMAIN §5): every child with its level and why. What makes the level stands
-- in reasons.sql.
-- once: said, care
-- care: every child's n and level (1 to 4).
-- said: why, a row each, as in reasons.sql; and who helps.
-- include: children
,
-- include: reasons
,
said AS (
SELECT n, weight, no, zh, en, next_zh, next_en FROM reasons
),
counted AS MATERIALIZED (
SELECT n, SUM(CASE WHEN weight = 'red' THEN 1 ELSE 0 END) AS reds, SUM(CASE WHEN weight = 'yellow' THEN 1 ELSE 0 END) AS yellows
FROM said
GROUP BY n
),
care AS (
SELECT k.n AS n, CASE WHEN c.reds > 0 THEN 4 WHEN c.yellows >= s.value THEN 3 WHEN c.yellows > 0 THEN 2 ELSE 1 END AS level
FROM child k
LEFT JOIN counted c ON c.n = k.n
JOIN setting s ON s.period = :period AND s.name = 'yellow_flags'
)
