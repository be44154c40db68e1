-- code: aid-off-standard
-- severity: warning
-- level: row
-- title.zh: 生活补助与标准不符
-- title.en: An allowance off the standard
-- why.zh: 寄宿生生活补助每学期有标准（小学 500 元、初中 800 元、高中 1300 元，可在配置 [standards] 里改），少发多发都要说明。
-- why.en: The boarders' allowance has a standard for each term; more or less must be explained.
-- remedy.zh: 金额填错的请改正；确实少发、多发的，请在备注里说明。
-- remedy.en: Correct the sum, or explain it in the remarks.
-- message.zh: {subject}：本学期生活补助合计 {paid} 元，标准是 {standard} 元，{way_zh} {off} 元。金额填错的请改正；确实如此的，请在备注里说明。
-- message.en: {subject}: {paid} yuan of living allowance this term; the standard is {standard}, {off} {way_en}. Correct the sum, or
--    explain it in the remarks.

WITH paid AS (
  SELECT a.child AS child, min(a.n) AS n, sum(a.amount) AS paid
  FROM aid a
  JOIN meaning m ON m.period = a.period AND m.form = 'aid' AND m.field = 'kind' AND m.value = a.kind_as
  WHERE a.period = :period AND m.means = 'living-allowance' AND a.child IS NOT NULL
    AND typeof(a.amount) IN ('integer', 'real')
  GROUP BY a.child
), staged AS (
  SELECT p.n AS n, p.paid AS paid,
    CASE
      WHEN c.grade IN ('一年级', '二年级', '三年级', '四年级', '五年级', '六年级') THEN 'aid_primary'
      WHEN c.grade IN ('七年级', '八年级', '九年级') THEN 'aid_junior'
      WHEN c.grade IN ('高一', '高二', '高三') THEN 'aid_senior'
    END AS stage
  FROM paid p
  JOIN child_info c ON c.period = :period AND c.n = p.child
)
SELECT s.name AS school, f.path AS file, a.sheet AS sheet_no, t.name AS sheet, a.row_number AS row_number,
  coalesce(a.name, '') AS subject, g.paid AS paid, m.value AS standard, abs(g.paid - m.value) AS off,
  CASE WHEN g.paid < m.value THEN '少' ELSE '多' END AS way_zh, CASE WHEN g.paid < m.value THEN 'short' ELSE 'over' END AS way_en
FROM staged g
JOIN setting m ON m.period = :period AND m.name = g.stage
JOIN aid a ON a.period = :period AND a.n = g.n
JOIN file f ON f.period = a.period AND f.file = a.file
JOIN sheet t ON t.period = a.period AND t.file = a.file AND t.sheet = a.sheet
LEFT JOIN school s ON s.period = a.period AND s.school_no = a.school_no
WHERE g.paid <> m.value
ORDER BY a.n NULLS FIRST
