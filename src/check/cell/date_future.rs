//! `date-future`: a date after the day the run counts for.

use super::Cell;
use crate::check::rule;
use crate::finding::{Finding, Level, Rule, Severity};
use crate::model::Fault;

pub(super) static RULE: Rule = rule(
    "date-future",
    Severity::Error,
    Level::Cell,
    ("日期在将来", "a date in the future"),
    (
        "已经发生的事不会在将来，多半是年份输错了。",
        "What has happened lies in the past; most often the year is mistyped.",
    ),
    ("请核对年、月、日后改正。", "Check year, month and day, and correct them."),
);

pub(super) fn check(cell: &Cell<'_>) -> Option<Finding> {
    cell.has(&Fault::DateFuture).then(|| {
        let as_of = cell.seen.settings.as_of;
        cell.find_stood(&RULE, &format!("晚于统计日期 {as_of}"), &format!("after {as_of}, the day of the count"))
    })
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use crate::check::testing::Sample;
    use crate::model::{Fault, Value};

    #[test]
    fn fires_alone() {
        let future = Value::Date(NaiveDate::from_ymd_opt(2027, 3, 12).unwrap());
        assert_eq!(
            Sample::child().value("birth_date", future).fault("birth_date", Fault::DateFuture).codes(),
            ["date-future birth_date"]
        );
    }

    #[test]
    fn stays_silent_on_a_sound_record() {
        assert!(Sample::child().codes().is_empty());
    }
}
