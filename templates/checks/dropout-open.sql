-- code: dropout-open
-- severity: warning
-- level: row
-- title.zh: 辍学学生没有劝返或没有上报
-- title.en: A dropout without persuasion or report
-- why.zh: 学生辍学，学校要上门劝返，并书面报告乡镇和教育局，一个都不能少。
-- why.en: Every dropout is to be persuaded to come back and to be reported.
-- remedy.zh: 请劝返并登记日期和劝返人，上报后登记上报日期；已经做过的，请补填。
-- remedy.en: Persuade the pupil and enter day and person; report it and enter the day.
-- message.zh: {subject}：没有{lack_zh}。请补做并登记；已经做过的，请补填。
-- message.en: {subject}: no {lack_en}. Do and record it; if it was done, enter it.

SELECT s.name AS school, f.path AS file, d.sheet AS sheet_no, t.name AS sheet, d.row_number AS row_number,
  coalesce(d.name, '') AS subject,
  CASE WHEN coalesce(d.reported_on, '') <> '' THEN '劝返记录'
    WHEN coalesce(d.persuaded_on, '') <> '' OR coalesce(d.persuader, '') <> '' THEN '上报日期'
    ELSE '劝返记录和上报日期' END AS lack_zh,
  CASE WHEN coalesce(d.reported_on, '') <> '' THEN 'persuasion'
    WHEN coalesce(d.persuaded_on, '') <> '' OR coalesce(d.persuader, '') <> '' THEN 'report'
    ELSE 'persuasion and no report' END AS lack_en
FROM dropout d
JOIN file f ON f.period = d.period AND f.file = d.file
JOIN sheet t ON t.period = d.period AND t.file = d.file AND t.sheet = d.sheet
LEFT JOIN school s ON s.period = d.period AND s.school_no = d.school_no
WHERE d.period = :period
  AND ((coalesce(d.persuaded_on, '') = '' AND coalesce(d.persuader, '') = '') OR coalesce(d.reported_on, '') = '')
ORDER BY d.n NULLS FIRST
