-- 各表落实: what a school should reach (huibiao.toml, [targets]): children filed, kept at school, paired. Where any of the
-- forms came that say more of it than the roster.
WITH
-- include: children
,
-- include: pairs
,
goal AS (
  SELECT MAX(CASE WHEN name = 'target_filed' THEN value END) AS filed, MAX(CASE WHEN name = 'target_kept' THEN value END) AS kept,
    MAX(CASE WHEN name = 'target_paired' THEN value END) AS paired
  FROM setting WHERE period = :period
),
size AS (
  SELECT c.school_no AS school_no, COUNT(*) AS children, SUM(CASE WHEN c.n IN (SELECT child FROM pair) THEN 1 ELSE 0 END) AS paired
  FROM child c GROUP BY c.school_no
),
filed AS (
  SELECT school_no, MAX(filed) AS filed FROM school_basics
  WHERE period = :period AND typeof(filed) IN ('integer', 'real') GROUP BY school_no
),
gone AS (
  SELECT c.school_no AS school_no, COUNT(DISTINCT d.child) AS gone
  FROM dropout d
  JOIN child c ON c.n = d.child
  LEFT JOIN meaning m ON m.period = d.period AND m.form = 'dropout' AND m.field = 'result' AND m.value = d.result_as
  WHERE d.period = :period AND COALESCE(m.means, '') <> 'returned' AND COALESCE(d.returned_on, '') = ''
  GROUP BY c.school_no
),
reached AS (
  SELECT p.school_no AS school_no, p.name AS school, COALESCE(s.children, 0) AS children,
    CAST(COALESCE(f.filed, 0) AS INTEGER) AS filed, CASE WHEN f.filed IS NULL THEN 0 ELSE COALESCE(s.children, 0) END AS filed_of,
    COALESCE(g.gone, 0) AS gone, COALESCE(s.children, 0) - COALESCE(g.gone, 0) AS kept, COALESCE(s.paired, 0) AS paired
  FROM place p
  LEFT JOIN size s ON s.school_no = p.school_no
  LEFT JOIN filed f ON f.school_no = p.school_no
  LEFT JOIN gone g ON g.school_no = p.school_no
  WHERE p.school_no >= 0 OR s.children > 0
)
SELECT r.school AS school, r.children AS children, r.filed AS filed, r.filed_of AS filed_of, r.kept AS kept, r.gone AS gone,
  r.paired AS paired, r.children - r.paired AS unpaired,
  CASE :lang WHEN 'en' THEN 'not stated' ELSE '未采集' END AS unknown,
  CASE WHEN r.children > 0 THEN trim(
    CASE WHEN r.filed_of > 0 AND 100 * r.filed < g.filed * r.filed_of THEN CASE :lang WHEN 'en' THEN 'filed ' ELSE '建档 ' END ELSE '' END
    || CASE WHEN 100 * r.kept < g.kept * r.children THEN CASE :lang WHEN 'en' THEN 'kept ' ELSE '在学 ' END ELSE '' END
    || CASE WHEN 100 * r.paired < g.paired * r.children THEN CASE :lang WHEN 'en' THEN 'paired' ELSE '结对' END ELSE '' END) END AS below
FROM reached r CROSS JOIN goal g
WHERE EXISTS (SELECT 1 FROM school_basics WHERE period = :period) OR EXISTS (SELECT 1 FROM dropout WHERE period = :period)
  OR EXISTS (SELECT 1 FROM pairing WHERE period = :period)
ORDER BY CASE WHEN r.school_no < 0 THEN 1 ELSE 0 END, r.school_no NULLS FIRST
