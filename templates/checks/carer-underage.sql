-- code: carer-underage
-- severity: warning
-- level: row
-- title.zh: 监护人未成年
-- title.en: A guardian under age
-- why.zh: 监护人应是在家照看孩子的成年人；未满 18 岁的哥哥姐姐不能当监护人。
-- why.en: A guardian is an adult at home; a brother or sister under 18 cannot be one.
-- remedy.zh: 年龄填错的请改正；确实未成年的，请落实一名成年的监护人。
-- remedy.en: Correct the age, or find an adult guardian.
-- message.zh: {subject}：监护人只有 {age} 岁。年龄填错的请改正；确实未成年的，请落实一名成年的监护人。
-- message.en: {subject}: the guardian is {age} years old. Correct the age, or find an adult guardian.

SELECT s.name AS school, f.path AS file, c.sheet AS sheet_no, t.name AS sheet, c.row_number AS row_number,
  coalesce(c.name, '') AS subject, c.guardian_age AS age
FROM child_info c
JOIN setting m ON m.period = c.period AND m.name = 'adult_age'
JOIN file f ON f.period = c.period AND f.file = c.file
JOIN sheet t ON t.period = c.period AND t.file = c.file AND t.sheet = c.sheet
LEFT JOIN school s ON s.period = c.period AND s.school_no = c.school_no
WHERE c.period = :period AND typeof(c.guardian_age) IN ('integer', 'real') AND c.guardian_age > 0
  AND c.guardian_age < m.value AND t.hidden = 0
ORDER BY c.n NULLS FIRST
