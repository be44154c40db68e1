-- The shared part of what must be done by table `asked` (duties.toml, [[duty]]), as duty-missing and activity-missing ask
-- it: only of schools that sent such records. A month counts once its duties are due; a term counts so far.
-- once: owed, span_said
-- owed: for every duty (n) and school: due (child-months, child-terms, school-months or school-terms) and done, those with
-- as many records as are asked for.
-- span_said: the months, and the terms, in words.
span AS MATERIALIZED (
SELECT 'month' AS per, month AS span, first_day, last_day,
CASE :lang WHEN 'en' THEN month ELSE CAST(CAST(substr(month, 6, 2) AS INTEGER) AS TEXT) || '月' END AS name
FROM calendar WHERE period = :period AND due = 1
UNION ALL
SELECT 'term' AS per, term AS span, first_day, last_day,
CASE :lang WHEN 'en' THEN name_en || CASE WHEN missing <> '' THEN ' (without ' || missing || ')' WHEN due = 0 THEN ' (so far)' ELSE '' END
ELSE name_zh || CASE WHEN missing <> '' THEN '（缺 ' || missing || ' 的台账，仅供参考）' WHEN due = 0 THEN '（未到期，目前）' ELSE '' END END AS name
FROM term WHERE period = :period
),
span_said AS (
SELECT per, string_agg(name, CASE :lang WHEN 'en' THEN ', ' ELSE '、' END ORDER BY first_day NULLS FIRST, span NULLS FIRST) AS spans FROM span GROUP BY per
),
act AS MATERIALIZED (
SELECT d.form AS form, d.school_no AS school_no, d.child AS child, d.day AS day, COALESCE(d.kind, '') AS kind, d.marks AS marks
FROM done d WHERE d.period = :period AND d.form IN (SELECT form FROM asked WHERE period = :period)
UNION ALL
SELECT d.form, NULL, e.child, d.day, COALESCE(d.kind, ''), d.marks
FROM same_child e JOIN done d ON d.period = e.earlier AND d.child = e.earlier_child
WHERE e.period = :period AND d.form IN (SELECT form FROM asked WHERE period = :period)
UNION ALL
SELECT d.form, n.school_no, NULL, d.day, COALESCE(d.kind, ''), d.marks
FROM done d JOIN school s ON s.period = d.period AND s.school_no = d.school_no
JOIN school n ON n.period = :period AND n.name = s.name
WHERE d.period <> :period AND d.child IS NULL AND d.form IN (SELECT form FROM asked WHERE period = :period)
),
counted AS MATERIALIZED (
SELECT a.n AS n, s.span AS span, CASE a.who WHEN 'child' THEN x.child ELSE x.school_no END AS who
FROM asked a
JOIN span s ON s.per = a.per
JOIN act x ON x.form = a.form AND (a.kind = '' OR x.kind = a.kind) AND (a.mark = '' OR x.marks LIKE '% ' || a.mark || '+ %') AND x.day BETWEEN s.first_day AND s.last_day
WHERE a.period = :period AND length(x.day) = 10 AND x.day <= :as_of
AND CASE a.who WHEN 'child' THEN x.child ELSE x.school_no END IS NOT NULL
GROUP BY a.n, s.span, CASE a.who WHEN 'child' THEN x.child ELSE x.school_no END, a.least
HAVING COUNT(*) >= a.least
),
sender AS MATERIALIZED (
SELECT DISTINCT a.n AS n, x.school_no AS school_no
FROM asked a JOIN done x ON x.period = a.period AND x.form = a.form AND (a.who = 'school' OR a.kind = '' OR x.kind = a.kind) AND (a.mark = '' OR x.marks LIKE '% ' || a.mark || '_ %')
WHERE a.period = :period AND x.school_no IS NOT NULL AND (a.who = 'school') = (x.child IS NULL)
),
owed AS (
SELECT a.n AS n, o.school_no AS school_no, COUNT(*) AS due, SUM(CASE WHEN k.n IS NULL THEN 0 ELSE 1 END) AS done
FROM asked a
JOIN sender o ON o.n = a.n
JOIN child_info c ON c.period = a.period AND c.school_no = o.school_no
JOIN span s ON s.per = a.per
LEFT JOIN counted k ON k.n = a.n AND k.span = s.span AND k.who = c.n
WHERE a.period = :period AND a.who = 'child'
GROUP BY a.n, o.school_no
UNION ALL
SELECT a.n, o.school_no, COUNT(*), SUM(CASE WHEN k.n IS NULL THEN 0 ELSE 1 END)
FROM asked a
JOIN sender o ON o.n = a.n
JOIN span s ON s.per = a.per
LEFT JOIN counted k ON k.n = a.n AND k.span = s.span AND k.who = o.school_no
WHERE a.period = :period AND a.who = 'school'
GROUP BY a.n, o.school_no
)
