-- 分项统计: who cares for the children, and where their parents are. The children without an answer last.
WITH
-- include: children
,
kind AS (
  SELECT 1 AS no, '祖辈（祖父母、外祖父母）' AS zh, 'grandparents' AS en
  UNION ALL SELECT 2, '父亲或母亲', 'a parent'
  UNION ALL SELECT 3, '其他亲属', 'other relatives'
  UNION ALL SELECT 4, '其他人', 'somebody else'
  UNION ALL SELECT 5, '无人监护', 'nobody'
  UNION ALL SELECT 6, NULL, NULL
),
counted AS (
  SELECT CASE guardian WHEN 'grandparent' THEN 1 WHEN 'father' THEN 2 WHEN 'mother' THEN 2 WHEN 'relative' THEN 3
      WHEN 'other-person' THEN 4 WHEN 'nobody' THEN 5 ELSE 6 END AS no,
    SUM(CASE WHEN parents = 'both' THEN 1 ELSE 0 END) AS both_away,
    SUM(CASE WHEN parents = 'one' THEN 1 ELSE 0 END) AS one_away,
    SUM(CASE WHEN parents = 'other' THEN 1 ELSE 0 END) AS parents_other,
    SUM(CASE WHEN parents IS NULL THEN 1 ELSE 0 END) AS parents_missing,
    COUNT(*) AS children
  FROM child
  GROUP BY guardian
)
SELECT CASE :lang WHEN 'en' THEN k.en ELSE k.zh END AS kind,
  COALESCE(SUM(d.both_away), 0) AS both_away, COALESCE(SUM(d.one_away), 0) AS one_away,
  COALESCE(SUM(d.parents_other), 0) AS parents_other, COALESCE(SUM(d.parents_missing), 0) AS parents_missing,
  COALESCE(SUM(d.children), 0) AS children
FROM kind k
LEFT JOIN counted d ON d.no = k.no
GROUP BY k.no, k.zh, k.en
ORDER BY k.no NULLS LAST
