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

SELECT s.name AS school, c.helper_name AS subject, count(*) AS children, m.value AS most
FROM child_info c
JOIN school s ON s.period = c.period AND s.school_no = c.school_no
JOIN setting m ON m.period = c.period AND m.name = 'helper_children'
WHERE c.period = :period AND c.helper_name IS NOT NULL AND c.helper_name <> ''
GROUP BY c.school_no, s.name, c.helper_name, m.value
HAVING count(*) > m.value
ORDER BY c.school_no NULLS FIRST, c.helper_name NULLS FIRST
