//! The tables `dated` and `done_by_month`: when everything was done, counted while the records are written, so that no
//! question need go through all of them. No part of the ledger that is saved.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use rusqlite::Transaction;

use super::LedgerError;
use super::insert::{Insert, spelled};
use crate::form::Duty;

/// A month; `None` for records without a day that has come.
type Month = Option<(i32, u32)>;

/// Where a record stands: form, file, school.
type Sent<'f> = (&'f str, u32, Option<u32>);

/// Records by month and whether the day has come.
type ByMonth = BTreeMap<((i32, u32), bool), u32>;

/// What is counted.
#[derive(Default)]
pub(super) struct Days<'f> {
    /// Records with a day by where they stand, then by month and whether the day has come.
    dated: BTreeMap<Sent<'f>, ByMonth>,
    /// Where the last of them stands, as mostly the next one does, and what is counted there since.
    last: Option<(Sent<'f>, ByMonth)>,
    /// Records by duty, child and month.
    done: BTreeMap<(Duty, u32, Month), u32>,
}

/// Creates the tables.
pub(super) fn create(transaction: &Transaction<'_>) -> Result<(), LedgerError> {
    let sql = "CREATE TEMP TABLE dated (period TEXT, form TEXT, file INTEGER, school_no INTEGER, month TEXT, past INTEGER, records INTEGER);
               CREATE TEMP TABLE done_by_month (period TEXT, duty TEXT, child INTEGER, month TEXT, times INTEGER,
                 PRIMARY KEY (period, duty, child, month)) WITHOUT ROWID";
    transaction.execute_batch(sql).map_err(LedgerError::at("dated"))
}

impl<'f> Days<'f> {
    /// Counts a record of a form of the kind record.
    pub(super) fn sent(&mut self, sent: Sent<'f>, day: NaiveDate, as_of: NaiveDate) {
        if self.last.as_ref().is_none_or(|(last, _)| *last != sent) {
            self.put_down();
        }
        let (_, by_month) = self.last.get_or_insert_with(|| (sent, ByMonth::new()));
        *by_month.entry(((day.year(), day.month()), day <= as_of)).or_default() += 1;
    }

    fn put_down(&mut self) {
        if let Some((sent, by_month)) = self.last.take() {
            let dated = self.dated.entry(sent).or_default();
            for (month, records) in by_month {
                *dated.entry(month).or_default() += records;
            }
        }
    }

    /// Counts what was done for a child.
    pub(super) fn done(&mut self, duty: Duty, child: u32, day: Option<NaiveDate>, as_of: NaiveDate) {
        let month = day.filter(|day| *day <= as_of).map(|day| (day.year(), day.month()));
        *self.done.entry((duty, child, month)).or_default() += 1;
    }

    /// Writes the tables.
    pub(super) fn fill(mut self, transaction: &Transaction<'_>, period: &str) -> Result<(), LedgerError> {
        self.put_down();
        let columns = ["form", "file", "school_no", "month", "past", "records"];
        let mut insert = Insert::into(transaction, period, "dated", &columns)?;
        for ((form, file, school), by_month) in self.dated {
            for ((month, past), records) in by_month {
                insert.row(&[&form, &file, &school, &written(Some(month)), &past, &records])?;
            }
        }
        let mut insert = Insert::into(transaction, period, "done_by_month", &["duty", "child", "month", "times"])?;
        let done: Vec<_> = self.done.into_iter().collect();
        insert
            .rows(&done, |((duty, child, month), times), bind| bind(&[&spelled(duty), child, &written(*month), times]))
    }
}

/// `2026-10`; nothing where there is no month.
fn written(month: Month) -> String {
    month.map(|(year, month)| format!("{year:04}-{month:02}")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::Township;
    use super::super::tests::asked;
    use crate::form::Role;

    #[test]
    fn what_is_counted_is_what_the_records_say() {
        let mut township = Township::small();
        let help = |child, day, method| (child, day, (Role::EventMethod, method));
        let helped = [
            help(Some(0), "2026-10-08", "家访"),
            help(Some(0), "2026-10-09", "家访（周末）"),
            help(Some(0), "2026-11-02", "谈心"),
            help(Some(1), "昨天", "家访"),
            help(None, "2026-09-30", "家访"),
        ];
        township.records("assistance", Some(0), &helped);
        let call = |child, day| (child, day, (Role::EventPerson, "父亲"));
        let calls = [call(Some(2), "2026-10-01"), call(Some(2), "2026-12-01"), call(Some(0), "2026-11-22")];
        township.records("call-log", Some(1), &calls);
        let ledger = township.ledger();
        let done = asked(&ledger, "SELECT duty, child, month, times FROM done_by_month ORDER BY duty, child, month");
        assert_eq!(
            done,
            ["call|1|2026-11|1", "call|3||1", "call|3|2026-10|1", "visit|1|2026-10|2", "visit|2||1"],
            "a day that has not come and one that nobody can read are of no month"
        );
        let of_records = "SELECT duty, child, CASE WHEN day <= :as_of THEN substr(day, 1, 7) ELSE '' END AS month, count(*)
            FROM done WHERE duty IS NOT NULL AND child IS NOT NULL GROUP BY duty, child, month ORDER BY duty, child, month";
        assert_eq!(done, asked(&ledger, of_records));
        let dated = "SELECT form, file, school_no, month, past, records FROM dated ORDER BY form, file, month, past";
        let of_records = "SELECT form, file, school_no, substr(day, 1, 7) AS month, day <= :as_of AS past, count(*)
            FROM record WHERE day IS NOT NULL GROUP BY form, file, school_no, month, past ORDER BY form, file, month, past";
        assert_eq!(asked(&ledger, dated), asked(&ledger, of_records));
        assert_eq!(asked(&ledger, "SELECT sum(records) FROM dated"), ["7"]);
    }
}
