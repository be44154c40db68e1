-- 重点关注: the children who need attention first, by the reasons below (关爱等级, DOMAIN §5).
-- A `red` reason alone makes level 4, two `yellow` ones make level 3. Each reason is a SELECT of its own: change its
-- condition or its words, take it out, or add one. A value that is missing or not understood is never a reason.
WITH
-- include: children
,
-- include: months
,
-- include: pairs
,
known AS MATERIALIZED (
  SELECT c.n AS n, c.school_no AS school_no, c.father_is AS father, c.mother_is AS mother, c.parents AS parents,
    c.guardian AS guardian, r.guardian_health_as AS guardian_health, r.guardian_age AS guardian_age,
    r.family_economy_as AS economy, r.health_as AS health
  FROM child c
  JOIN child_info r ON r.period = :period AND r.n = c.n
),
missed AS MATERIALIZED (
  -- Only where the school sent call logs: what was not sent is told of the school.
  SELECT k.n AS n, SUM(m.asks) AS due, SUM(CASE WHEN h.child IS NULL THEN m.asks ELSE 0 END) AS without,
    MAX(CASE WHEN h.child IS NULL AND m.no = (SELECT MAX(no) FROM month WHERE asks = 1) THEN m.month END) AS latest
  FROM known k
  CROSS JOIN month m
  LEFT JOIN heard h ON h.child = k.n AND h.no = m.no
  WHERE k.school_no IN (SELECT school_no FROM logged)
  GROUP BY k.n
),
reason AS (
  SELECT n, 'red' AS weight, 1 AS no, '无人监护' AS zh, 'nobody in charge' AS en,
    '当天落实监护人，报村（居）委会和民政办' AS next_zh, 'find a guardian today; tell the village and civil affairs' AS next_en
  FROM known WHERE guardian = 'nobody'
  UNION ALL
  SELECT n, 'red', 2, '父母均去世或无监护能力（事实无人抚养）', 'both parents dead or unable to care',
    '核实后按孤儿、事实无人抚养儿童申报保障', 'apply for the support of orphans'
  FROM known WHERE father IN ('dead', 'unable') AND mother IN ('dead', 'unable')
  UNION ALL
  SELECT n, 'red', 3, '唯一的照料人患病或残疾', 'the only carer is ill or disabled',
    '入户了解照料能力，必要时另行委托监护', 'see whether the carer can cope; entrust the child otherwise'
  FROM known WHERE guardian_health IN ('患病', '残疾')
    AND (father IS NULL OR father <> 'home' OR guardian = 'father')
    AND (mother IS NULL OR mother <> 'home' OR guardian = 'mother')
    AND guardian IS NOT NULL AND guardian <> 'nobody'
  UNION ALL
  SELECT n, 'red', 4, '连续三个月没有与父母通话的记录', 'no call for three months',
    '联系父母和监护人，安排一次通话', 'reach the parents and arrange a call'
  FROM missed WHERE due >= 3 AND without = due
  UNION ALL
  SELECT n, 'yellow', 11, '父母双方外出', 'both parents away', '每月与监护人联系', 'talk to the guardian every month'
  FROM known WHERE parents = 'both'
  UNION ALL
  SELECT n, 'yellow', 12, '监护人超过 70 周岁', 'carer over 70', '走访了解照料情况', 'visit the home'
  FROM known WHERE typeof(guardian_age) IN ('integer', 'real') AND guardian_age > 70 AND guardian_age <= 120 AND COALESCE(guardian, '') <> 'nobody'
  UNION ALL
  SELECT n, 'yellow', 13, '家庭经济困难', 'poor family', '核对是否享受资助、低保', 'see to aid'
  FROM known WHERE economy = '困难'
  UNION ALL
  SELECT n, 'yellow', 14, '本人患病或残疾', 'illness or disability', '了解就医和康复需要', 'see to treatment'
  FROM known WHERE health IN ('患病', '残疾')
  UNION ALL
  SELECT n, 'yellow', 15, CAST(CAST(substr(latest, 6, 2) AS INTEGER) AS TEXT) || '月没有通话记录', 'no call in ' || latest,
    '安排一次亲情通话', 'arrange a call'
  FROM missed WHERE latest IS NOT NULL AND NOT (due >= 3 AND without = due)
  UNION ALL
  SELECT k.n, 'yellow', 16, '没有帮扶人', 'nobody is paired', '安排结对帮扶人', 'pair a helper'
  FROM known k
  WHERE k.school_no IN (SELECT school_no FROM asked) AND k.n NOT IN (SELECT child FROM pair)
  -- Boarding is no reason by itself; where no carer comes at weekends a bureau may add a line for it.
),
-- The helpers go the same way as the reasons: joined to the children at the end they would cost a county minutes.
said AS MATERIALIZED (
  SELECT n, weight, no, zh, en, next_zh, next_en FROM reason
  UNION ALL
  SELECT child, 'helper', 0, helper, helper, NULL, NULL FROM pair
),
levelled AS MATERIALIZED (
  SELECT n,
    CASE WHEN SUM(CASE WHEN weight = 'red' THEN 1 ELSE 0 END) > 0 THEN 4
      WHEN SUM(CASE WHEN weight = 'yellow' THEN 1 ELSE 0 END) >= 2 THEN 3 END AS level
  FROM said
  GROUP BY n
),
weighed AS MATERIALIZED (
  SELECT s.n AS n, v.level AS level,
    string_agg(CASE WHEN weight = 'helper' THEN NULL WHEN :lang = 'en' THEN en ELSE zh END, CASE :lang WHEN 'en' THEN '; ' ELSE '；' END ORDER BY no) AS reasons,
    string_agg(CASE :lang WHEN 'en' THEN next_en ELSE next_zh END, CASE :lang WHEN 'en' THEN '; ' ELSE '；' END ORDER BY no) AS next,
    string_agg(CASE WHEN weight = 'helper' THEN zh END, '、' ORDER BY no, zh) AS helpers
  FROM levelled v
  JOIN said s ON s.n = v.n
  WHERE v.level IS NOT NULL
  GROUP BY s.n, v.level
)
SELECT
  ROW_NUMBER() OVER (ORDER BY w.level DESC, CASE WHEN r.school_no IS NULL THEN 1 ELSE 0 END, r.school_no, r.n) AS no,
  p.name AS school, r.grade AS grade, r.class AS class, r.name AS name, w.level AS level, w.reasons AS reasons,
  r.guardian_name AS guardian, r.guardian_relation AS relation, r.guardian_phone AS phone, w.helpers AS helper,
  w.next AS next
FROM weighed w
JOIN child_info r ON r.period = :period AND r.n = w.n
LEFT JOIN school p ON p.period = :period AND p.school_no = r.school_no
-- The roster stands in the order of school, grade, class.
ORDER BY w.level DESC NULLS LAST, CASE WHEN r.school_no IS NULL THEN 1 ELSE 0 END, r.school_no NULLS FIRST, r.n NULLS FIRST
