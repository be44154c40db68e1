-- code: form-missing
-- severity: warning
-- level: school
-- title.zh: 缺少必报的表
-- title.en: A required form is missing
-- why.zh: 学校报了别的表，却没有报这一张；缺了它，汇总和核对都做不完整。
-- why.en: The school sent other forms but not this one; without it the summary and its checks are not complete.
-- remedy.zh: 请学校补报这张表。已经报了的，请看文件能否打开、表头是否完整。
-- remedy.en: Ask the school for this form. If it was sent, see whether the file opens and its header is complete.
-- message.zh: {school}没有报送《{title_zh}》（报了别的表）。请学校补报这张表。已经报了的，请看文件能否打开、表头是否完整。
-- message.en: {school} did not send “{title_en}”, though it sent other forms. Ask the school for this form. If it was
--    sent, see whether the file opens and its header is complete.

WITH sent AS (
  SELECT school_no, form FROM block WHERE period = :period AND school_no IS NOT NULL
  UNION
  SELECT school_no, form FROM sender WHERE period = :period AND school_no IS NOT NULL
)
SELECT s.name AS school, f.title_zh AS title_zh, f.title_en AS title_en
FROM school s
JOIN form f ON f.period = s.period AND f.required = 1
WHERE s.period = :period
  AND EXISTS (SELECT 1 FROM sent o WHERE o.school_no = s.school_no)
  AND NOT EXISTS (SELECT 1 FROM sent o WHERE o.school_no = s.school_no AND o.form = f.form)
ORDER BY s.school_no NULLS FIRST, f.position NULLS FIRST, f.form NULLS FIRST
