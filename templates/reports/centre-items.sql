-- 各表落实: what a centre should have (huibiao.toml, [[centre]]), by school that sent the checklist. A line says itself
-- whether it is met (是否达标); else its number is compared with the least. 若干 and its like say no number.
WITH digits AS (
  SELECT c.n AS n, c.school_no AS school_no, c.item AS item, c.met_as AS met,
    substr(trim(COALESCE(c.quantity, '')), 1, length(trim(COALESCE(c.quantity, ''))) - length(ltrim(trim(COALESCE(c.quantity, '')), '0123456789'))) AS many
  FROM centre c WHERE c.period = :period
),
-- A line means the item with the longest word that stands in it.
meant AS (
  SELECT d.n AS n, d.school_no AS school_no, i.n AS item, i.least AS least, d.met AS met, d.many AS many,
    ROW_NUMBER() OVER (PARTITION BY d.n ORDER BY length(i.word) DESC, i.n) AS nth
  FROM digits d
  JOIN centre_item i ON i.period = :period AND d.item LIKE '%' || i.word || '%'
),
told AS (
  SELECT school_no, item, MAX(CASE WHEN met = '是' THEN 2 WHEN met = '否' THEN 1 WHEN many = '' THEN 0
    WHEN CAST(many AS INTEGER) >= least THEN 2 ELSE 1 END) AS state
  FROM meant WHERE nth = 1 GROUP BY school_no, item
),
listed AS (
  SELECT DISTINCT n AS n, item AS item FROM centre_item WHERE period = :period
),
sender AS (
  SELECT DISTINCT school_no FROM centre WHERE period = :period
)
SELECT s.name AS school, COUNT(*) AS items,
  SUM(CASE WHEN t.state = 2 THEN 1 ELSE 0 END) AS met, SUM(CASE WHEN t.state = 1 THEN 1 ELSE 0 END) AS unmet,
  SUM(CASE WHEN COALESCE(t.state, 0) = 0 THEN 1 ELSE 0 END) AS unstated,
  string_agg(CASE WHEN t.state = 1 THEN l.item END, '、' ORDER BY l.n NULLS FIRST) AS lacking
FROM sender o
CROSS JOIN listed l
LEFT JOIN told t ON t.item = l.n AND (t.school_no = o.school_no OR (t.school_no IS NULL AND o.school_no IS NULL))
LEFT JOIN school s ON s.period = :period AND s.school_no = o.school_no
GROUP BY o.school_no, s.name
ORDER BY CASE WHEN o.school_no IS NULL THEN 1 ELSE 0 END, o.school_no NULLS FIRST
