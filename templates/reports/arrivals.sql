-- 报送情况: a row per school and form that is due or came; nothing where there is no list of schools.
WITH
said AS MATERIALIZED (
  SELECT n.school_no AS school_no, n.form AS form,
    string_agg(CASE :lang WHEN 'en' THEN '“' || n.path || '”: ' || CASE n.why WHEN 'earlier' THEN 'the same bytes as in ' || n.what
        WHEN 'named' THEN 'is of ' || n.what WHEN 'outside' THEN 'no day in this period'
        WHEN 'copy' THEN 'nearly all its children stand in “' || n.what || '” of ' || n.other
        ELSE 'could not be read (' || n.what || ')' END
      ELSE '“' || n.path || '”' || CASE n.why WHEN 'earlier' THEN '与 ' || n.what || ' 报的文件一字不差'
        WHEN 'named' THEN '写的是 ' || n.what || ' 的' WHEN 'outside' THEN '里的日期都不在本期'
        WHEN 'copy' THEN '里的孩子几乎都在' || n.other || '的“' || n.what || '”里，像是拿错了文件'
        WHEN 'unread' THEN CASE n.what WHEN 'encrypted' THEN '有密码，打不开' WHEN 'too-large' THEN '太大，没有读' WHEN 'empty' THEN '是空的' ELSE '打不开' END
        END END,
      CASE :lang WHEN 'en' THEN '; ' ELSE '；' END ORDER BY n.path NULLS FIRST, n.why NULLS FIRST, n.what NULLS FIRST, n.other NULLS FIRST) AS words
  FROM arrival_note n WHERE n.period = :period GROUP BY n.school_no, n.form
)
SELECT a.school AS school, CASE :lang WHEN 'en' THEN a.title_en ELSE a.title_zh END AS form,
  a.due AS due, a.sent AS sent, a.missing AS missing, a.late AS late, a.returned AS returned, a.again AS again,
  CASE WHEN a.missing = 1 THEN CASE :lang WHEN 'en' THEN 'not sent' ELSE '未报' END
    WHEN a.returned > 0 THEN CASE :lang WHEN 'en' THEN 'to be corrected' ELSE '待改' END
    ELSE CASE :lang WHEN 'en' THEN 'sent' ELSE '已报' END END
  || COALESCE(CASE :lang WHEN 'en' THEN ': ' ELSE '：' END || w.words, '')
  || CASE WHEN a.missing = 1 THEN COALESCE(CASE :lang WHEN 'en' THEN '; ' ELSE '；' END || u.words, '') ELSE '' END AS state
FROM arrival a
JOIN setting t ON t.period = a.period AND t.name = 'listed_schools' AND t.value > 0
LEFT JOIN said w ON w.school_no = a.school_no AND w.form = a.form
LEFT JOIN said u ON u.school_no = a.school_no AND u.form IS NULL
WHERE a.period = :period
ORDER BY a.school_no NULLS FIRST, a.position NULLS FIRST, a.form NULLS FIRST
