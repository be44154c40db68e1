-- The shared part of the figures: CTEs that stand after WITH, in place of a line `-- include: children`.
-- It is put on one line there: a comment takes a whole line of its own.
-- MATERIALIZED: each step names the one before it many times over; worked out anew each time it would take hours.
-- A step copies all it selects: what is worked out of the birth date goes by itself, with n alone, until the end.
--
-- What `once` names is worked out once a run, each by itself, and every question finds it: it is written down as it comes,
-- without MATERIALIZED, which would write it down twice.
-- once: place, child
-- place: the schools, and -1 for children whose school nobody could tell.
-- child: a row per child of the roster, NULL where nothing (or nothing that is understood) is stated:
--   n, school_no, grade, class, name, sex (male, female), boarding (是, 否), father, mother, guardian (what the words
--   mean), parents (both, one, other), whereabouts_xueji, whereabouts_guofa (yes, no), age (in completed years on
--   as_of), least, greatest (the ages between which it lies), in_xueji, in_guofa (yes, no).
place AS (
SELECT school_no, name FROM school WHERE period = :period
UNION ALL SELECT -1, NULL
),
stated AS MATERIALIZED (
SELECT c.n AS n, COALESCE(c.school_no, -1) AS school_no, c.grade AS grade, c.class AS class, c.name AS name,
sex.means AS sex, c.boarding_as AS boarding, father.means AS father, mother.means AS mother,
category.means AS category, guardian.means AS guardian,
c.father_status AS father_status, c.mother_status AS mother_status, c.category AS category_said,
COALESCE(c.birth_date, '') AS birth, upper(COALESCE(c.id_number, '')) AS id
FROM child_info c
LEFT JOIN meaning sex ON sex.period = c.period AND sex.form = 'child-info' AND sex.field = 'sex' AND sex.value = c.sex_as
LEFT JOIN meaning father ON father.period = c.period AND father.form = 'child-info' AND father.field = 'father_status' AND father.value = c.father_status_as
LEFT JOIN meaning mother ON mother.period = c.period AND mother.form = 'child-info' AND mother.field = 'mother_status' AND mother.value = c.mother_status_as
LEFT JOIN meaning category ON category.period = c.period AND category.form = 'child-info' AND category.field = 'category' AND category.value = c.category_as
LEFT JOIN meaning guardian ON guardian.period = c.period AND guardian.form = 'child-info' AND guardian.field = 'guardian_relation' AND guardian.value = c.guardian_relation_as
WHERE c.period = :period
),
-- An ID number speaks where its check character is right; one that says the birth date again adds nothing, and its check
-- character need not be worked out. A birth date of seven characters is known to the month.
numbered AS MATERIALIZED (
SELECT n,
CASE WHEN substr(id, 7, 4) || '-' || substr(id, 11, 2) || '-' || substr(id, 13, 2) = birth THEN NULL
WHEN length(id) = 18 AND trim(substr(id, 1, 17), '0123456789') = '' AND substr('10X98765432', 1 + (
7 * CAST(substr(id, 1, 1) AS INTEGER) + 9 * CAST(substr(id, 2, 1) AS INTEGER) + 10 * CAST(substr(id, 3, 1) AS INTEGER)
+ 5 * CAST(substr(id, 4, 1) AS INTEGER) + 8 * CAST(substr(id, 5, 1) AS INTEGER) + 4 * CAST(substr(id, 6, 1) AS INTEGER)
+ 2 * CAST(substr(id, 7, 1) AS INTEGER) + 1 * CAST(substr(id, 8, 1) AS INTEGER) + 6 * CAST(substr(id, 9, 1) AS INTEGER)
+ 3 * CAST(substr(id, 10, 1) AS INTEGER) + 7 * CAST(substr(id, 11, 1) AS INTEGER) + 9 * CAST(substr(id, 12, 1) AS INTEGER)
+ 10 * CAST(substr(id, 13, 1) AS INTEGER) + 5 * CAST(substr(id, 14, 1) AS INTEGER) + 8 * CAST(substr(id, 15, 1) AS INTEGER)
+ 4 * CAST(substr(id, 16, 1) AS INTEGER) + 2 * CAST(substr(id, 17, 1) AS INTEGER)) % 11, 1) = substr(id, 18, 1)
THEN substr(id, 7, 4) || '-' || substr(id, 11, 2) || '-' || substr(id, 13, 2) END AS by_id,
CASE WHEN length(birth) IN (7, 10) AND substr(birth, 5, 1) = '-' AND trim(replace(birth, '-', ''), '0123456789') = ''
THEN CASE length(birth) WHEN 10 THEN birth ELSE birth || '-01' END END AS by_date,
length(birth) AS written
FROM stated s
),
-- Days that no calendar has, and days after as_of, say nothing.
dated AS MATERIALIZED (
SELECT n, written,
CASE WHEN by_id <= :as_of AND substr(by_id, 6, 2) BETWEEN '01' AND '12' AND substr(by_id, 9, 2) BETWEEN '01' AND
CASE WHEN substr(by_id, 6, 2) IN ('04', '06', '09', '11') THEN '30' WHEN substr(by_id, 6, 2) <> '02' THEN '31'
WHEN CAST(substr(by_id, 1, 4) AS INTEGER) % 4 = 0 AND (CAST(substr(by_id, 1, 4) AS INTEGER) % 100 <> 0 OR CAST(substr(by_id, 1, 4) AS INTEGER) % 400 = 0) THEN '29'
ELSE '28' END THEN by_id END AS id_day,
CASE WHEN by_date <= :as_of AND substr(by_date, 6, 2) BETWEEN '01' AND '12' AND substr(by_date, 9, 2) BETWEEN '01' AND
CASE WHEN substr(by_date, 6, 2) IN ('04', '06', '09', '11') THEN '30' WHEN substr(by_date, 6, 2) <> '02' THEN '31'
WHEN CAST(substr(by_date, 1, 4) AS INTEGER) % 4 = 0 AND (CAST(substr(by_date, 1, 4) AS INTEGER) % 100 <> 0 OR CAST(substr(by_date, 1, 4) AS INTEGER) % 400 = 0) THEN '29'
ELSE '28' END THEN by_date END AS date_day
FROM numbered s
),
-- The first and the last day on which the child may have been born. 31 stands for a month's last day: no day is later.
born AS MATERIALIZED (
SELECT n,
CASE WHEN date_day IS NULL THEN id_day WHEN written = 10 THEN date_day
WHEN substr(date_day, 1, 7) = substr(id_day, 1, 7) THEN id_day ELSE substr(date_day, 1, 7) || '-31' END AS day,
CASE WHEN date_day IS NULL THEN id_day WHEN id_day IS NULL THEN date_day
WHEN written = 7 AND substr(date_day, 1, 7) = substr(id_day, 1, 7) THEN id_day
WHEN id_day < date_day THEN id_day ELSE date_day END AS first_day,
CASE WHEN date_day IS NULL THEN id_day
WHEN id_day IS NULL THEN CASE written WHEN 10 THEN date_day ELSE substr(date_day, 1, 7) || '-31' END
WHEN written = 7 AND substr(date_day, 1, 7) = substr(id_day, 1, 7) THEN id_day
WHEN written = 7 AND substr(date_day, 1, 7) > substr(id_day, 1, 7) THEN substr(date_day, 1, 7) || '-31'
WHEN id_day > date_day THEN id_day ELSE date_day END AS last_day
FROM dated s
),
aged AS MATERIALIZED (
SELECT n,
CAST(substr(:as_of, 1, 4) AS INTEGER) - CAST(substr(day, 1, 4) AS INTEGER) - CASE WHEN substr(:as_of, 6) < substr(day, 6) THEN 1 ELSE 0 END AS age,
CAST(substr(:as_of, 1, 4) AS INTEGER) - CAST(substr(last_day, 1, 4) AS INTEGER) - CASE WHEN substr(:as_of, 6) < substr(last_day, 6) THEN 1 ELSE 0 END AS least,
CAST(substr(:as_of, 1, 4) AS INTEGER) - CAST(substr(first_day, 1, 4) AS INTEGER) - CASE WHEN substr(:as_of, 6) < substr(first_day, 6) THEN 1 ELSE 0 END AS greatest
FROM born
),
placed AS MATERIALIZED (
SELECT n, school_no, grade, class, name, sex, boarding, father, mother, guardian,
-- Where the parents are: what stands for each of them, else the category written for the child.
CASE WHEN father = 'away' AND mother = 'away' THEN 'both'
WHEN father_status IS NOT NULL AND mother_status IS NOT NULL THEN CASE WHEN father = 'away' OR mother = 'away' THEN 'one' ELSE 'other' END
WHEN category = 'both-away' THEN 'both'
WHEN category = 'one-away' THEN 'one'
WHEN father = 'away' OR mother = 'away' THEN 'one'
WHEN category_said IS NOT NULL THEN 'other' END AS parents,
-- 离异 says nothing of where a parent is.
CASE WHEN father <> 'apart' THEN father END AS father_is,
CASE WHEN mother <> 'apart' THEN mother END AS mother_is
FROM stated
),
found AS (
SELECT s.*,
CASE WHEN parents IN ('both', 'one') THEN 'yes'
WHEN father_is IS NOT NULL AND mother_is IS NOT NULL THEN 'no' END AS whereabouts_xueji,
CASE WHEN parents = 'both' THEN 'yes'
WHEN father_is = 'away' AND mother_is IN ('unable', 'dead') THEN 'yes'
WHEN mother_is = 'away' AND father_is IN ('unable', 'dead') THEN 'yes'
WHEN father_is IS NOT NULL AND mother_is IS NOT NULL THEN 'no' END AS whereabouts_guofa
FROM placed s
),
-- The ages of a definition: those of the configuration for the one that is configured, its own for the other.
limits AS (
SELECT
MAX(CASE WHEN r.profile = 'xueji' AND s.name = 'least_age' THEN s.value WHEN r.profile <> 'xueji' THEN 3 END) AS xueji_least,
MAX(CASE WHEN r.profile = 'xueji' AND s.name = 'greatest_age' THEN s.value WHEN r.profile <> 'xueji' THEN 15 END) AS xueji_greatest,
MAX(CASE WHEN r.profile = 'guofa-2016-13' AND s.name = 'least_age' THEN s.value WHEN r.profile <> 'guofa-2016-13' THEN 0 END) AS guofa_least,
MAX(CASE WHEN r.profile = 'guofa-2016-13' AND s.name = 'greatest_age' THEN s.value WHEN r.profile <> 'guofa-2016-13' THEN 15 END) AS guofa_greatest
FROM run r JOIN setting s ON s.period = r.period WHERE r.period = :period
),
child AS (
SELECT f.*, a.age AS age, a.least AS least, a.greatest AS greatest,
CASE WHEN whereabouts_xueji = 'no' OR greatest < xueji_least OR least > xueji_greatest THEN 'no'
WHEN whereabouts_xueji = 'yes' AND age IS NOT NULL THEN 'yes' END AS in_xueji,
CASE WHEN whereabouts_guofa = 'no' OR greatest < guofa_least OR least > guofa_greatest THEN 'no'
WHEN whereabouts_guofa = 'yes' AND age IS NOT NULL THEN 'yes' END AS in_guofa
FROM found f JOIN aged a ON a.n = f.n CROSS JOIN limits
)
