-- The shared part of why a child has its level of care (关爱等级, DOMAIN §5).
-- once: reasons
-- reasons: what makes the level, a row each: n, weight (red, yellow; helper for who helps), no (their order), zh, en, next_zh, next_en.
-- Each reason is a SELECT of its own with the name of its flag: change its condition or its words, take it out, or add
-- one. What a flag weighs (red: four hearts; yellow_flags yellow ones: three) and the limits stand in huibiao.toml,
-- [care]; an added reason whose flag is not there weighs nothing. A value that is missing or not understood is never a reason.
-- include: children
,
-- include: months
,
-- include: pairs
,
known AS MATERIALIZED (
SELECT c.n AS n, c.school_no AS school_no, c.father AS father, c.mother AS mother, c.parents AS parents,
c.guardian AS guardian, r.guardian_health_as AS guardian_health, r.guardian_age AS guardian_age,
r.family_economy_as AS economy, r.health_as AS health, r.schooling_as AS schooling, r.care_kind_as AS care_kind
FROM child c
JOIN child_info r ON r.period = :period AND r.n = c.n
),
-- The latest months that are due, as many as silent_months.
late AS (
SELECT m.no AS no, m.month AS month, ROW_NUMBER() OVER (ORDER BY m.no DESC) AS back FROM month m WHERE m.asks = 1
),
latest AS (
SELECT l.no AS no, l.month AS month, l.back AS back FROM late l
JOIN setting s ON s.period = :period AND s.name = 'silent_months' AND l.back <= s.value
),
called AS (
SELECT h.child AS n, COUNT(*) AS months, SUM(CASE WHEN m.back = 1 THEN 1 ELSE 0 END) AS newest
FROM heard h JOIN latest m ON m.no = h.no
GROUP BY h.child
),
missed AS MATERIALIZED (
-- Only where the school sent call logs: what was not sent is told of the school.
SELECT k.n AS n, d.due AS due, d.due - COALESCE(c.months, 0) AS without, CASE WHEN COALESCE(c.newest, 0) = 0 THEN d.month END AS latest
FROM known k
CROSS JOIN (SELECT COUNT(*) AS due, MAX(CASE WHEN back = 1 THEN month END) AS month FROM latest) d
LEFT JOIN called c ON c.n = k.n
WHERE d.due > 0 AND k.school_no IN (SELECT school_no FROM logged)
),
silent AS MATERIALIZED (
-- Letters, visits to the parents and video are contact too.
SELECT m.n AS n FROM missed m
JOIN setting s ON s.period = :period AND s.name = 'silent_months'
WHERE m.due >= s.value AND m.without = m.due
AND m.n NOT IN (SELECT x.child FROM contact x WHERE x.period = :period AND x.child IS NOT NULL AND x.kind_as IN ('书信', '探视', '视频') AND x.event_day <= :as_of)
),
harmed AS (
SELECT i.child AS n, i.kind_as AS kind FROM incident i
JOIN meaning m ON m.period = i.period AND m.form = 'incident' AND m.field = 'kind' AND m.value = i.kind_as AND m.means = 'harm'
WHERE i.period = :period AND i.child IS NOT NULL
GROUP BY i.child, i.kind_as
),
gone AS (
SELECT d.child AS n FROM dropout d
LEFT JOIN meaning m ON m.period = d.period AND m.form = 'dropout' AND m.field = 'result' AND m.value = d.result_as
WHERE d.period = :period AND d.child IS NOT NULL AND COALESCE(m.means, '') <> 'returned' AND COALESCE(d.returned_on, '') = ''
UNION
SELECT n FROM known WHERE schooling = '辍学'
),
fetched AS (
-- Who boards, and whether anybody comes for them: asked where the form says so of other boarders.
SELECT b.child AS n, SUM(CASE WHEN COALESCE(b.pickup_person, '') IN ('', '本人', '自己', '独自', '自行', '无人') OR b.pickup_person = b.name THEN 0 ELSE 1 END) AS by_whom
FROM boarding b
WHERE b.period = :period AND b.child IS NOT NULL
AND EXISTS (SELECT 1 FROM boarding o WHERE o.period = b.period AND o.file = b.file AND o.sheet = b.sheet AND o.block = b.block AND COALESCE(o.pickup_person, '') <> '')
GROUP BY b.child
),
reason AS (
SELECT n, 'nobody' AS flag, '无人监护' AS zh, 'nobody in charge' AS en,
'当天落实监护人，报村（居）委会和民政办' AS next_zh, 'find a guardian today; tell the village and civil affairs' AS next_en
FROM known WHERE guardian = 'nobody' OR care_kind = '无人监护'
UNION ALL
SELECT n, 'dropped-out', '辍学未返校', 'dropped out and not back', '上门劝返，书面报告乡镇和教育局', 'persuade the child to come back; report it'
FROM gone
UNION ALL
SELECT n, 'harm', '发生' || kind, kind, '核实处置情况，跟进心理辅导', 'see how it was settled; follow up with counselling'
FROM harmed
UNION ALL
SELECT n, 'orphaned', '父母均去世或无监护能力（事实无人抚养）', 'both parents dead or unable to care',
'核实后按孤儿、事实无人抚养儿童申报保障', 'apply for the support of orphans'
FROM known WHERE father IN ('dead', 'unable') AND mother IN ('dead', 'unable')
UNION ALL
SELECT n, 'carer-ill', '唯一的照料人患病或残疾', 'the only carer is ill or disabled',
'入户了解照料能力，必要时另行委托监护', 'see whether the carer can cope; entrust the child otherwise'
FROM known WHERE guardian_health IN ('患病', '残疾')
AND (father IS NULL OR father <> 'home' OR guardian = 'father')
AND (mother IS NULL OR mother <> 'home' OR guardian = 'mother')
AND guardian IS NOT NULL AND guardian <> 'nobody'
UNION ALL
SELECT n, 'no-contact', CASE s.value WHEN 3 THEN '连续三个月' WHEN 2 THEN '连续两个月' ELSE '一个月' END || '没有与父母通话的记录',
CASE s.value WHEN 3 THEN 'no call for three months' WHEN 2 THEN 'no call for two months' ELSE 'no call for a month' END,
'联系父母和监护人，安排一次通话', 'reach the parents and arrange a call'
FROM silent JOIN setting s ON s.period = :period AND s.name = 'silent_months'
UNION ALL
SELECT n, 'both-away', '父母双方外出', 'both parents away', '每月与监护人联系', 'talk to the guardian every month'
FROM known WHERE parents = 'both'
UNION ALL
SELECT n, 'carer-old', '监护人超过 ' || s.value || ' 周岁', 'carer over ' || s.value, '走访了解照料情况', 'visit the home'
FROM known JOIN setting s ON s.period = :period AND s.name = 'carer_years'
WHERE typeof(guardian_age) IN ('integer', 'real') AND guardian_age > s.value AND guardian_age <= 120 AND COALESCE(guardian, '') <> 'nobody'
UNION ALL
SELECT n, 'poor', '家庭经济困难', 'poor family', '核对是否享受资助、低保', 'see to aid'
FROM known WHERE economy = '困难'
UNION ALL
SELECT n, 'ill', '本人患病或残疾', 'illness or disability', '了解就医和康复需要', 'see to treatment'
FROM known WHERE health IN ('患病', '残疾')
UNION ALL
SELECT n, 'boards-alone', '寄宿，周末无人接送', 'boards and nobody comes at weekends', '落实周末接送人', 'find somebody to fetch the child'
FROM fetched WHERE by_whom = 0
UNION ALL
SELECT n, 'no-call', CAST(CAST(substr(latest, 6, 2) AS INTEGER) AS TEXT) || '月没有通话记录', 'no call in ' || latest,
'安排一次亲情通话', 'arrange a call'
FROM missed WHERE latest IS NOT NULL AND n NOT IN (SELECT n FROM silent)
UNION ALL
SELECT k.n, 'unpaired', '没有帮扶人', 'nobody is paired', '安排结对帮扶人', 'pair a helper'
FROM known k
WHERE k.school_no IN (SELECT school_no FROM asked) AND k.n NOT IN (SELECT child FROM pair)
),
-- The helpers go the same way as the reasons: joined to the children at the end they would cost a county minutes.
reasons AS (
SELECT r.n AS n, f.weight AS weight, f.position AS no, r.zh AS zh, r.en AS en, r.next_zh AS next_zh, r.next_en AS next_en
FROM reason r
JOIN care_flag f ON f.period = :period AND f.flag = r.flag AND f.weight <> 'off'
UNION ALL
SELECT child, 'helper', 0, helper, helper, NULL, NULL FROM pair
)
