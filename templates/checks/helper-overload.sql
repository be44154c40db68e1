-- code: helper-overload
-- severity: info
-- level: helper
-- title.zh: 帮扶人结对的孩子过多
-- title.en: A helper has many children
-- why.zh: 一名帮扶人结对的孩子太多，就很难做到经常关心每一个。
-- why.en: Somebody with too many children can hardly look after each of them.
-- remedy.zh: 请把一部分孩子分给其他帮扶人；确有困难的，可以不改。上限可在配置中修改（duties.helper_children）。
-- remedy.en: Give some of the children to other helpers where possible. The limit is set in the configuration (duties.helper_children).
-- message.zh: 帮扶人{subject}在{school}结对了 {children} 个孩子，超过 {most} 个。建议分给其他帮扶人。
-- message.en: {subject} is paired with {children} children at {school}, more than {most}. Consider other helpers for some of them.

-- Whom the roster names is the child's helper; where it names nobody, whoever the child's records name. A name is one
-- person within a school only.
WITH pair AS (
  SELECT c.school_no AS school_no, c.n AS child, c.helper_name AS helper
  FROM child_info c
  WHERE c.period = :period AND coalesce(c.helper_name, '') <> ''
  UNION ALL
  SELECT DISTINCT c.school_no AS school_no, c.n AS child, r.helper AS helper
  FROM child_info c
  JOIN record r ON r.period = c.period AND r.child = c.n
  WHERE c.period = :period AND coalesce(c.helper_name, '') = '' AND coalesce(r.helper, '') <> ''
), laden AS (
  SELECT school_no, helper, count(*) AS children FROM pair
  WHERE school_no IS NOT NULL
  GROUP BY school_no, helper
)
SELECT s.name AS school, p.helper AS subject, p.children AS children, m.value AS most
FROM setting m
CROSS JOIN laden p ON p.children > m.value
JOIN school s ON s.period = :period AND s.school_no = p.school_no
WHERE m.period = :period AND m.name = 'helper_children'
ORDER BY p.school_no NULLS FIRST, p.helper NULLS FIRST
