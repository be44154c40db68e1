-- The shared part of the level of care in words, after `care`.
-- weighed: every child's n and level, why (reasons), what to do next, and who helps (helpers).
weighed AS (
SELECT v.n AS n, v.level AS level,
string_agg(CASE :lang WHEN 'en' THEN en ELSE zh END, CASE :lang WHEN 'en' THEN '; ' ELSE '；' END ORDER BY no NULLS FIRST, zh NULLS FIRST) FILTER (WHERE weight <> 'helper') AS reasons,
string_agg(CASE :lang WHEN 'en' THEN next_en ELSE next_zh END, CASE :lang WHEN 'en' THEN '; ' ELSE '；' END ORDER BY no NULLS FIRST, zh NULLS FIRST) FILTER (WHERE weight <> 'helper') AS next,
string_agg(zh, '、' ORDER BY no NULLS FIRST, zh NULLS FIRST) FILTER (WHERE weight = 'helper') AS helpers
FROM care v
LEFT JOIN said s ON s.n = v.n
GROUP BY v.n, v.level
)
