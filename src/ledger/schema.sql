-- The ledger: one database a run, in the part of SQL that SQLite and DataFusion share.
-- Every table begins with the period, so that earlier quarters lie beside this one.
-- Numbers of files, sheets, blocks, records and rows count from zero inside; `row` and `row_number` as the
-- spreadsheet shows them count from one. Dates are ISO text. Booleans are 0 and 1.
--
-- Besides these there is one table per form, named after its id with _ for - (child_info):
--   period, n (position on the form's sheet, from 1), school_no, file, sheet, block, record, row_number,
--   a column per field id (TEXT; number kinds hold numbers, or the text that is none: ask typeof before comparing), for fields with a list of values and yes/no fields `{field}_as`:
--   the listed value that the written one stands for (NULL: none), `extra` (TEXT: 其他信息, `header：text；header：text`).
--   The field with the role `school` holds the school's name as it stands in every output, once the school is known.
-- A roster's row is a child; another form's row is a merged record (by school, then input order; what only a copy of it
-- says is taken in), which also has `child` (n of its child or NULL)
-- and `event_day` (the day of the field with the role event-date, NULL unless it could be read and lies not in the future).
--
-- The view `record` has a row for each merged record of every form of the kind record, whatever the form:
--   period, form, n, school_no, file, sheet, row_number, child, and by their roles name, child_id, day (ISO), helper,
--   person (callee), content, and duty: 'visit' where a value of the record means home-visit, else the form's duty or NULL.
-- The view `done` has a row for each merged record of every form beside the roster: period, form, n, school_no, child, day,
--   kind (the listed value of the field with the role event-method, or NULL) and duty, as above.
-- Terms, months and duties are asked of these views and the tables below.
-- While a run asks, it also finds `sender`, which is not saved: period, form, file, sheet, block, school_no, a row for each
--   block and each school whose records stand in it. `done` is worked out once then, and cheaper to ask than `record`.
--   And of this run's period `dated` (period, form, file, school_no, month, past, records: how many records with a day a
--   file has, and whether it has come) and `done_by_month` (period, duty, child, month, times; '' is the month of what
--   has no day that has come).
--
-- Earlier periods stand in the same tables, copied from earlier ledgers as they were: every question names its period.
-- A form's table has this run's columns first, then those that only earlier definitions of the form have; a table
-- of a form that this run does not know stands as it was. Which child of an earlier roster is whom of this one's is
-- told by same_child, for this run's period alone.
CREATE TABLE run (period TEXT PRIMARY KEY, town TEXT NOT NULL, as_of TEXT NOT NULL, lang TEXT NOT NULL,
  profile TEXT NOT NULL, version TEXT NOT NULL, stamp TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE setting (period TEXT, name TEXT, value NOT NULL, PRIMARY KEY (period, name)) WITHOUT ROWID;
-- The months of the period. due: whether the duties of the month are due on as_of.
-- holiday: most of its days are holidays, so that no monthly duty is due in it.
CREATE TABLE calendar (period TEXT, month TEXT, first_day TEXT NOT NULL, last_day TEXT NOT NULL, due INTEGER NOT NULL,
  holiday INTEGER NOT NULL, PRIMARY KEY (period, month)) WITHOUT ROWID;
-- The school terms that share a month with the period: 2026-autumn (Sep-Jan), 2026-spring (Feb-Aug).
-- due: whether the duties of the term are due on as_of. missing: the periods of the term before this one that are not
-- in the ledger, joined by 、; '' when all are.
CREATE TABLE term (period TEXT, term TEXT, name_zh TEXT NOT NULL, name_en TEXT NOT NULL, first_day TEXT NOT NULL,
  last_day TEXT NOT NULL, due INTEGER NOT NULL, missing TEXT NOT NULL, PRIMARY KEY (period, term)) WITHOUT ROWID;
-- How often what must be done for every child: duty call (per month), visit (per term). No row: it is not asked for.
CREATE TABLE duty (period TEXT, duty TEXT, per TEXT NOT NULL, least INTEGER NOT NULL, PRIMARY KEY (period, duty)) WITHOUT ROWID;
-- What else must be done: at least so many records of a form (of a kind, '' for any) by every child or school of whom
-- the school sent such records. mark: a yes-or-no field that must say yes, '' for none; the view `done` has for each
-- record ` field+ ` for yes and ` field- ` for no in marks. who: child, school. per: month, term.
CREATE TABLE asked (period TEXT, n INTEGER, form TEXT NOT NULL, kind TEXT NOT NULL, mark TEXT NOT NULL, who TEXT NOT NULL, per TEXT NOT NULL,
  least INTEGER NOT NULL, PRIMARY KEY (period, n)) WITHOUT ROWID;
-- What makes the level of care: weight red, yellow, off; the limits stand in setting (carer_years, silent_months,
-- yellow_flags). What a centre should have: least of each item, and the words by which a line of a checklist means it.
CREATE TABLE care_flag (period TEXT, flag TEXT, position INTEGER NOT NULL, weight TEXT NOT NULL, PRIMARY KEY (period, flag)) WITHOUT ROWID;
CREATE TABLE centre_item (period TEXT, n INTEGER, item TEXT NOT NULL, word TEXT, least INTEGER NOT NULL, PRIMARY KEY (period, n, word)) WITHOUT ROWID;
-- earlier_child: the n on the roster of the period `earlier` of the same child as n `child` of this period's: the same
-- sound ID number; else the same name with the student number, the ID number, or the school and birth date.
CREATE TABLE same_child (period TEXT, child INTEGER, earlier TEXT, earlier_child INTEGER,
  PRIMARY KEY (period, child, earlier, earlier_child)) WITHOUT ROWID;
CREATE TABLE form (period TEXT, form TEXT, title_zh TEXT NOT NULL, title_en TEXT NOT NULL, sheet TEXT NOT NULL,
  table_name TEXT NOT NULL, position INTEGER NOT NULL, kind TEXT NOT NULL, required INTEGER NOT NULL, duty TEXT,
  PRIMARY KEY (period, form)) WITHOUT ROWID;
CREATE TABLE field (period TEXT, form TEXT, field TEXT, position INTEGER NOT NULL, label_zh TEXT NOT NULL, label_en TEXT NOT NULL,
  kind TEXT NOT NULL, role TEXT, required INTEGER NOT NULL, PRIMARY KEY (period, form, field)) WITHOUT ROWID;
-- What a listed value means to figures: away, home, male, grandparent …
CREATE TABLE meaning (period TEXT, form TEXT, field TEXT, value TEXT, means TEXT, PRIMARY KEY (period, form, field, value)) WITHOUT ROWID;
CREATE TABLE school (period TEXT, school_no INTEGER, name TEXT NOT NULL, listed INTEGER NOT NULL, written TEXT NOT NULL,
  PRIMARY KEY (period, school_no)) WITHOUT ROWID;
-- A finding names its school.
CREATE INDEX school_name ON school (period, name);
-- origin: the digest of the workbook that was sent first: a marked copy that came back bears it in its stamp, of which
-- version counts the earlier copies (NULL: no marked copy). filled_on: 填报日期. named_period: the quarter that its titles or its name say. same_as: the file that it repeats, or that
-- takes its place.
CREATE TABLE file (period TEXT, file INTEGER, path TEXT NOT NULL, format TEXT, status TEXT NOT NULL, digest TEXT NOT NULL,
  bytes INTEGER NOT NULL, same_as TEXT, modified TEXT, origin TEXT NOT NULL, version INTEGER, filled_on TEXT, named_period TEXT, PRIMARY KEY (period, file)) WITHOUT ROWID;
-- form, layout: those of main_block, the block with the most rows. school_no: NULL where the blocks differ.
CREATE TABLE sheet (period TEXT, file INTEGER, sheet INTEGER, name TEXT NOT NULL, hidden INTEGER NOT NULL,
  school_no INTEGER, form TEXT, layout TEXT, main_block INTEGER, nonempty INTEGER NOT NULL, merged INTEGER NOT NULL, duplicate INTEGER NOT NULL,
  quarantined INTEGER NOT NULL, ignored INTEGER NOT NULL, PRIMARY KEY (period, file, sheet)) WITHOUT ROWID;
-- header_rows: numbers as shown, joined by ','. school_no: NULL where the records differ. read: its records.
CREATE TABLE block (period TEXT, file INTEGER, sheet INTEGER, block INTEGER, form TEXT NOT NULL, layout TEXT NOT NULL,
  area TEXT NOT NULL, school_no INTEGER, header_rows TEXT NOT NULL, read INTEGER NOT NULL, merged INTEGER NOT NULL,
  duplicate INTEGER NOT NULL, quarantined INTEGER NOT NULL, PRIMARY KEY (period, file, sheet, block)) WITHOUT ROWID;
-- cell: the label's, of a card or a table whose fields stand below one another.
CREATE TABLE block_column (period TEXT, file INTEGER, sheet INTEGER, block INTEGER, position INTEGER, letters TEXT NOT NULL,
  header TEXT NOT NULL, field TEXT, also TEXT, score REAL NOT NULL, reason_zh TEXT NOT NULL, reason_en TEXT NOT NULL,
  cell TEXT, PRIMARY KEY (period, file, sheet, block, position)) WITHOUT ROWID;
-- Every non-empty row. reason: why it is ignored or quarantined (title, header, total, no-form …), '' otherwise.
-- content: the row verbatim, only of quarantined rows: a JSON array of [column letters, text].
CREATE TABLE row_fate (period TEXT, file INTEGER, sheet INTEGER, row_number INTEGER, fate TEXT NOT NULL, reason TEXT NOT NULL,
  content TEXT, PRIMARY KEY (period, file, sheet, row_number)) WITHOUT ROWID;
-- What rows of totals print, where the form's definition has a tie for it. printed: NULL where it is no number. summed: of
-- so many rows, NULL where one of them says no number.
--
-- The view `tied` has a row for each tie of each record of this and the earlier periods, and for each printed total:
--   period, form, n (the record's, NULL of a printed total), place, school_no, file, sheet, row_number, column_number,
--   field, tie_zh, tie_en, left_zh, left_en, left_value, right_zh, right_en, right_value, part (what `by` says, NULL
--   where the record alone is meant), lack_zh, lack_en (what was not given, NULL where both sides are known), broken.
CREATE TABLE printed_total (period TEXT, file INTEGER, sheet INTEGER, row_number INTEGER, column_number INTEGER,
  form TEXT NOT NULL, field TEXT NOT NULL, school_no INTEGER, printed REAL, summed REAL, rows INTEGER NOT NULL,
  PRIMARY KEY (period, file, sheet, row_number, column_number)) WITHOUT ROWID;
-- Every record that speaks of a merged one, the primary included; n is the merged record's position in its form's table.
-- reason: why it was folded, '' for the primary. school_no: the school that sent this record.
CREATE TABLE receipt (period TEXT, form TEXT, n INTEGER, file INTEGER, sheet INTEGER, block INTEGER, record INTEGER,
  row_number INTEGER NOT NULL, fate TEXT NOT NULL, reason TEXT NOT NULL, school_no INTEGER,
  PRIMARY KEY (period, form, n, file, sheet, block, record)) WITHOUT ROWID;
-- What a folded record says where it differs from the merged one.
CREATE TABLE receipt_value (period TEXT, form TEXT, n INTEGER, file INTEGER, sheet INTEGER, block INTEGER, record INTEGER,
  field TEXT, value TEXT NOT NULL, cell TEXT, PRIMARY KEY (period, form, n, file, sheet, block, record, field)) WITHOUT ROWID;
-- What a column may be whose header nobody knows. header: its words, normalised. state: open (nothing was done), adopted
-- (taken for the first of fields), decided (somebody said what it is). fields: ids joined by ','. samples: a few cells, masked.
CREATE TABLE column_guess (period TEXT, file INTEGER, sheet INTEGER, block INTEGER, position INTEGER, header TEXT NOT NULL,
  state TEXT NOT NULL, fields TEXT NOT NULL, score REAL NOT NULL, reason_zh TEXT NOT NULL, reason_en TEXT NOT NULL,
  samples TEXT NOT NULL, PRIMARY KEY (period, file, sheet, block, position)) WITHOUT ROWID;
-- What the clerk decided and this run followed, remembered for the next ones. about, key: header, `form|header`.
-- choice: a field's id, '-' for no field, words that nobody understood, '' where a decision was taken back.
-- source: where it was written; standing: 1 where it stands in the configuration, which is asked anew by every run.
-- about finding: the key is a finding's mark; choice: same, apart, this-row, this-school, verified, or words of the
-- clerk's; who, day: as written; made: the period that heard it first; school, subject, said: the finding in words.
-- used: 1 where this run followed it.
CREATE TABLE decision (period TEXT, about TEXT, key TEXT, choice TEXT NOT NULL, source TEXT NOT NULL,
  standing INTEGER NOT NULL, who TEXT NOT NULL, day TEXT NOT NULL, made TEXT NOT NULL, school TEXT NOT NULL,
  subject TEXT NOT NULL, said TEXT NOT NULL, used INTEGER NOT NULL, PRIMARY KEY (period, about, key)) WITHOUT ROWID;
-- Who sent which form in which file. why, what: why it does not count as sent, as in the view `arrival_note`. day: when it
-- was filled in, else saved. version: as in `file`. The views `arrival` and `arrival_note` (arrival.sql) stand on it.
CREATE TABLE arrival_file (period TEXT, school_no INTEGER, form TEXT, file INTEGER, path TEXT NOT NULL, why TEXT, what TEXT,
  day TEXT, version INTEGER, PRIMARY KEY (period, school_no, form, file)) WITHOUT ROWID;
-- What schools explained in marked copies that came back. mark: the finding's; said: its words; place: when it was last
-- seen; done: 处理情况; words: 说明; asked: the row of the list that it was written into; made: the period that heard it first;
-- used: 1 where it holds in this run. A warning that one holds for is not among the findings.
CREATE TABLE explanation (period TEXT, mark TEXT, origin TEXT, code TEXT NOT NULL, severity TEXT NOT NULL,
  school TEXT NOT NULL, subject TEXT NOT NULL, said TEXT NOT NULL, path TEXT NOT NULL, sheet TEXT NOT NULL,
  cell TEXT NOT NULL, done TEXT NOT NULL, words TEXT NOT NULL, asked TEXT NOT NULL, made TEXT NOT NULL,
  used INTEGER NOT NULL, PRIMARY KEY (period, mark, origin)) WITHOUT ROWID;
-- The problems of the last run over this period that was made of other files or found something else. state: left,
-- solved, explained, decided, gone (its school sent nothing this time). setting looked_back: 1 where there was such a run.
CREATE TABLE before (period TEXT, n INTEGER, state TEXT NOT NULL, code TEXT NOT NULL, severity TEXT NOT NULL, school TEXT,
  origin TEXT, file TEXT, sheet_no INTEGER, sheet TEXT, row_number INTEGER, column_number INTEGER, cell TEXT, field TEXT,
  subject TEXT, message_zh TEXT NOT NULL, message_en TEXT NOT NULL, mark TEXT, PRIMARY KEY (period, n)) WITHOUT ROWID;
-- Findings in the order of the outputs. row_number and column_number count from one; cell is A1. mark: by which a decision
-- about it knows it again. progress: left or new since the run that `before` tells of; NULL where there is none.
CREATE TABLE finding (period TEXT, n INTEGER, code TEXT NOT NULL, severity TEXT NOT NULL, school TEXT, file TEXT, sheet_no INTEGER,
  sheet TEXT, row_number INTEGER, column_number INTEGER, cell TEXT, field TEXT, subject TEXT, message_zh TEXT NOT NULL,
  message_en TEXT NOT NULL, school_zh TEXT, school_en TEXT, mark TEXT, progress TEXT, PRIMARY KEY (period, n)) WITHOUT ROWID;
CREATE INDEX finding_place ON finding (period, file, sheet_no, row_number);
