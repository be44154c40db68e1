-- 工作落实: visits at home by term and school: the children visited between the term's first day and as_of.
-- What stands in the way of it (an earlier period that is missing) is told by the remark in duties.toml.
WITH
-- include: children
,
visit AS (
  SELECT r.child AS child, r.day AS day
  FROM done r
  WHERE r.period = :period AND r.duty = 'visit' AND r.child IS NOT NULL AND length(r.day) = 10 AND r.day <= :as_of
  UNION ALL
  SELECT e.child AS child, r.day AS day
  FROM same_child e
  JOIN done r ON r.period = e.earlier AND r.child = e.earlier_child
  WHERE e.period = :period AND r.duty = 'visit' AND length(r.day) = 10 AND r.day <= :as_of
),
visited AS (
  SELECT t.term AS term, v.child AS child
  FROM term t
  LEFT JOIN duty d ON d.period = t.period AND d.duty = 'visit'
  JOIN visit v ON v.day BETWEEN t.first_day AND t.last_day
  WHERE t.period = :period
  GROUP BY t.term, v.child, d.least
  HAVING COUNT(*) >= COALESCE(d.least, 1)
),
size AS (
  SELECT school_no, COUNT(*) AS children FROM child GROUP BY school_no
),
counted AS (
  SELECT v.term AS term, c.school_no AS school_no, COUNT(*) AS visited
  FROM visited v
  JOIN child c ON c.n = v.child
  GROUP BY v.term, c.school_no
)
SELECT p.name AS school,
  CASE :lang WHEN 'en' THEN t.name_en ELSE t.name_zh END AS term,
  COALESCE(s.children, 0) AS children,
  COALESCE(c.visited, 0) AS visited,
  COALESCE(s.children, 0) - COALESCE(c.visited, 0) AS unvisited
FROM term t
CROSS JOIN place p
LEFT JOIN size s ON s.school_no = p.school_no
LEFT JOIN counted c ON c.term = t.term AND c.school_no = p.school_no
WHERE t.period = :period AND (p.school_no >= 0 OR s.children > 0)
ORDER BY t.first_day NULLS FIRST, CASE WHEN p.school_no < 0 THEN 1 ELSE 0 END, p.school_no NULLS FIRST
