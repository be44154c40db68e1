-- 本县口径: who counts by the bureau's own definition (huibiao.toml: profile = "local", [local]). No row by another profile.
WITH
-- include: children
,
own AS (
  SELECT MAX(CASE WHEN name = 'local_parents' THEN value END) AS parents, MAX(CASE WHEN name = 'county' THEN value END) AS county,
    MAX(CASE WHEN name = 'least_age' THEN value END) AS least, MAX(CASE WHEN name = 'greatest_age' THEN value END) AS greatest
  FROM setting WHERE period = :period
),
-- left: who has left by it. Nobody's own whereabouts speak: the category of the child does.
gone AS (
  SELECT c.n AS n, c.school_no AS school_no, c.least AS least, c.greatest AS greatest, c.age AS age, c.father_is AS father, c.mother_is AS mother,
    CASE WHEN c.father_is = 'away' AND (o.county = '' OR r.father_workplace IS NULL OR r.father_workplace NOT LIKE '%' || o.county || '%') THEN 1 ELSE 0 END AS father_left,
    CASE WHEN c.mother_is = 'away' AND (o.county = '' OR r.mother_workplace IS NULL OR r.mother_workplace NOT LIKE '%' || o.county || '%') THEN 1 ELSE 0 END AS mother_left,
    CASE WHEN r.father_status IS NULL AND r.mother_status IS NULL THEN c.parents END AS said
  FROM child c
  JOIN child_info r ON r.period = :period AND r.n = c.n
  CROSS JOIN own o
),
judged AS (
  SELECT g.school_no AS school_no, g.least AS least, g.greatest AS greatest, g.age AS age,
    CASE WHEN (father_left = 1 AND mother_left = 1) OR said = 'both' THEN 'yes'
      WHEN o.parents = 'one' AND (father_left = 1 OR mother_left = 1 OR said = 'one') THEN 'yes'
      WHEN o.parents = 'unable' AND ((father_left = 1 AND mother IN ('unable', 'dead')) OR (mother_left = 1 AND father IN ('unable', 'dead'))) THEN 'yes'
      WHEN father IS NOT NULL AND mother IS NOT NULL THEN 'no'
      WHEN o.parents = 'both' AND said = 'one' THEN 'no' END AS whereabouts
  FROM gone g CROSS JOIN own o
),
counted AS (
  SELECT j.school_no AS school_no, COUNT(*) AS children,
    SUM(CASE WHEN whereabouts = 'yes' AND j.age BETWEEN o.least AND o.greatest THEN 1 ELSE 0 END) AS yes,
    SUM(CASE WHEN whereabouts = 'no' OR j.greatest < o.least OR j.least > o.greatest THEN 1 ELSE 0 END) AS no
  FROM judged j CROSS JOIN own o
  GROUP BY j.school_no
)
SELECT p.name AS school, COALESCE(c.children, 0) AS children, COALESCE(c.yes, 0) AS local_yes, COALESCE(c.no, 0) AS local_no,
  COALESCE(c.children, 0) - COALESCE(c.yes, 0) - COALESCE(c.no, 0) AS local_missing
FROM place p
JOIN run r ON r.period = :period AND r.profile = 'local'
LEFT JOIN counted c ON c.school_no = p.school_no
WHERE p.school_no >= 0 OR c.children > 0
ORDER BY CASE WHEN p.school_no < 0 THEN 1 ELSE 0 END, p.school_no NULLS FIRST
