-- code: report-missing
-- severity: error
-- level: row
-- title.zh: 应报警而没有报警
-- title.en: Not told to the police
-- why.zh: 脱离监护、家庭暴力、不法侵害、意外伤害，学校必须立即向公安机关报告（强制报告制度）。
-- why.en: The law makes a school tell the police at once of harm, violence, abuse and children without a guardian.
-- remedy.zh: 请立即向公安机关报告，并把“是否报警”改成“是”；已经报了的，请改正。
-- remedy.en: Tell the police at once and correct the entry; if they were told, correct it too.
-- message.zh: {subject}：{kind}没有报警记录。请立即向公安机关报告，并在“是否报警”填“是”；已经报了的，请改正。
-- message.en: {subject}: no report to the police of “{kind}”. Tell them at once and enter it; if they were told, correct the entry.

SELECT s.name AS school, f.path AS file, i.sheet AS sheet_no, t.name AS sheet, i.row_number AS row_number,
  coalesce(i.name, '') AS subject, i.kind_as AS kind
FROM incident i
JOIN file f ON f.period = i.period AND f.file = i.file
JOIN sheet t ON t.period = i.period AND t.file = i.file AND t.sheet = i.sheet
LEFT JOIN school s ON s.period = i.period AND s.school_no = i.school_no
WHERE i.period = :period AND i.kind_as IN ('脱离监护', '家庭暴力', '不法侵害', '意外伤害')
  AND coalesce(i.police_told_as, '') <> '是'
ORDER BY i.n NULLS FIRST
