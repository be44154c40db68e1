-- The shared part of what is counted by month, after `children`.
-- month: the months of the period, numbered from 1; asks: whether the duty of calls is due in it.
-- heard: the children with a call in a month (enough: as many as are asked for). A date after as_of is a
-- mistake, no call.
-- logged: the schools that sent a form of calls, whatever was on it.
-- once: month, heard, logged
month AS (
SELECT c.month AS month, c.first_day AS first_day, c.last_day AS last_day, c.holiday AS holiday,
ROW_NUMBER() OVER (ORDER BY c.month) AS no, d.least AS least,
CASE WHEN d.least IS NOT NULL AND c.due = 1 THEN 1 ELSE 0 END AS asks
FROM calendar c LEFT JOIN duty d ON d.period = c.period AND d.duty = 'call'
WHERE c.period = :period
),
heard AS (
SELECT r.child AS child, m.no AS no, CASE WHEN r.times >= COALESCE(m.least, 1) THEN 1 ELSE 0 END AS enough
FROM done_by_month r JOIN month m ON m.month = r.month
WHERE r.period = :period AND r.duty = 'call'
),
logged AS (
SELECT DISTINCT b.school_no AS school_no FROM block b JOIN form f ON f.period = b.period AND f.form = b.form AND f.duty = 'call'
WHERE b.period = :period AND b.school_no IS NOT NULL
UNION SELECT r.school_no FROM sender r JOIN form f ON f.period = r.period AND f.form = r.form AND f.duty = 'call'
WHERE r.period = :period AND r.school_no IS NOT NULL
)
