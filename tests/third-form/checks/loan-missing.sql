-- code: loan-missing
-- severity: info
-- level: child
-- title.zh: 没有借过书
-- title.en: No loan
-- why.zh: 每个孩子每季度至少借一本书。
-- why.en: Every child borrows a book a quarter.
-- remedy.zh: 请带孩子去借一本书。
-- remedy.en: Take the child to the library.
-- message.zh: {subject}本期没有借过书。
-- message.en: {subject} has borrowed no book.

SELECT s.name AS school, c.name AS subject
FROM child_info c
LEFT JOIN school s ON s.period = c.period AND s.school_no = c.school_no
WHERE c.period = :period
  AND NOT EXISTS (SELECT 1 FROM library_loan l WHERE l.period = c.period AND l.child = c.n)
ORDER BY c.n NULLS FIRST
