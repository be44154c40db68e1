-- 各表落实: incidents by school, and whether guardian, parents and bureau were told in the time of [standards], as
-- notify-late asks it. Where a time is missing nobody can tell.
WITH told AS (
  SELECT i.n AS n, COALESCE(i.school_no, -1) AS school_no,
    CASE WHEN i.guardian_told_at_minute - i.occurred_at_minute <= g.value THEN 'in' WHEN i.guardian_told_at_minute - i.occurred_at_minute > g.value THEN 'late' END AS guardian,
    CASE WHEN i.parent_told_at_minute - i.occurred_at_minute <= p.value THEN 'in' WHEN i.parent_told_at_minute - i.occurred_at_minute > p.value THEN 'late' END AS parent,
    CASE WHEN i.reported_at_minute - i.occurred_at_minute <= r.value THEN 'in' WHEN i.reported_at_minute - i.occurred_at_minute > r.value THEN 'late' END AS bureau
  FROM incident i
  LEFT JOIN setting g ON g.period = i.period AND g.name = 'guardian_minutes'
  LEFT JOIN setting p ON p.period = i.period AND p.name = 'parent_minutes'
  LEFT JOIN setting r ON r.period = i.period AND r.name = 'report_minutes'
  WHERE i.period = :period
)
SELECT s.name AS school, COUNT(*) AS incidents,
  SUM(CASE WHEN guardian = 'in' THEN 1 ELSE 0 END) AS guardian_in, SUM(CASE WHEN guardian = 'late' THEN 1 ELSE 0 END) AS guardian_late,
  SUM(CASE WHEN guardian IS NULL THEN 1 ELSE 0 END) AS guardian_missing,
  SUM(CASE WHEN parent = 'in' THEN 1 ELSE 0 END) AS parent_in, SUM(CASE WHEN parent = 'late' THEN 1 ELSE 0 END) AS parent_late,
  SUM(CASE WHEN parent IS NULL THEN 1 ELSE 0 END) AS parent_missing,
  SUM(CASE WHEN bureau = 'in' THEN 1 ELSE 0 END) AS bureau_in, SUM(CASE WHEN bureau = 'late' THEN 1 ELSE 0 END) AS bureau_late,
  SUM(CASE WHEN bureau IS NULL THEN 1 ELSE 0 END) AS bureau_missing
FROM told t
LEFT JOIN school s ON s.period = :period AND s.school_no = t.school_no
GROUP BY t.school_no, s.name
ORDER BY CASE WHEN t.school_no < 0 THEN 1 ELSE 0 END, t.school_no
