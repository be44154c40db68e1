-- 工作落实: calls by school and month. due_N, done_N, state_N belong to the Nth month of the period.
WITH
-- include: children
,
-- include: months
,
size AS (
  SELECT school_no, COUNT(*) AS children FROM child GROUP BY school_no
),
reached AS (
  SELECT c.school_no AS school_no,
    SUM(CASE WHEN d.no = 1 THEN 1 ELSE 0 END) AS done_1,
    SUM(CASE WHEN d.no = 2 THEN 1 ELSE 0 END) AS done_2,
    SUM(CASE WHEN d.no = 3 THEN 1 ELSE 0 END) AS done_3,
    SUM(m.asks) AS done
  FROM heard d
  JOIN child c ON c.n = d.child
  JOIN month m ON m.no = d.no
  WHERE d.enough = 1
  GROUP BY c.school_no
),
asked AS (
  SELECT SUM(asks) AS months,
    SUM(CASE WHEN no = 1 THEN asks ELSE 0 END) AS asks_1,
    SUM(CASE WHEN no = 2 THEN asks ELSE 0 END) AS asks_2,
    SUM(CASE WHEN no = 3 THEN asks ELSE 0 END) AS asks_3,
    MAX(CASE WHEN no = 1 THEN state END) AS state_1,
    MAX(CASE WHEN no = 2 THEN state END) AS state_2,
    MAX(CASE WHEN no = 3 THEN state END) AS state_3
  FROM (
    SELECT no, asks,
      CASE
        WHEN asks = 1 THEN '—'
        WHEN least IS NULL THEN CASE :lang WHEN 'en' THEN 'not asked' ELSE '不要求' END
        WHEN holiday = 1 THEN CASE :lang WHEN 'en' THEN 'holiday' ELSE '放假' END
        ELSE CASE :lang WHEN 'en' THEN 'not due' ELSE '未到期' END
      END AS state
    FROM month
  )
)
SELECT p.name AS school,
  COALESCE(s.children, 0) AS children,
  COALESCE(s.children, 0) * a.asks_1 AS due_1, COALESCE(d.done_1, 0) AS done_1, a.state_1 AS state_1,
  COALESCE(s.children, 0) * a.asks_2 AS due_2, COALESCE(d.done_2, 0) AS done_2, a.state_2 AS state_2,
  COALESCE(s.children, 0) * a.asks_3 AS due_3, COALESCE(d.done_3, 0) AS done_3, a.state_3 AS state_3,
  COALESCE(s.children, 0) * a.months AS due_all, COALESCE(d.done, 0) AS done_all,
  CASE WHEN a.months > 0 THEN '—' ELSE a.state_3 END AS state_all,
  CASE WHEN s.children > 0 AND p.school_no >= 0 AND NOT EXISTS (SELECT 1 FROM logged l WHERE l.school_no = p.school_no)
    THEN CASE :lang WHEN 'en' THEN 'sent no call log' ELSE '未报通话记录' END END AS note
FROM place p
CROSS JOIN asked a
LEFT JOIN size s ON s.school_no = p.school_no
LEFT JOIN reached d ON d.school_no = p.school_no
WHERE p.school_no >= 0 OR s.children > 0
ORDER BY CASE WHEN p.school_no < 0 THEN 1 ELSE 0 END, p.school_no NULLS FIRST
