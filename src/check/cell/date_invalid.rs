//! `date-invalid`: not a date in any form that people write; for an event, not a day.

use super::Cell;
use crate::check::rule;
use crate::finding::{Finding, Level, Rule, Severity};
use crate::form::Kind;
use crate::model::{Fault, Value};

pub(super) static RULE: Rule = rule(
    "date-invalid",
    Severity::Error,
    Level::Cell,
    ("日期不对", "no valid date"),
    ("年龄、学段和统计都按日期来算，日期读不出来就没法算。", "Ages, stages and figures are counted from dates."),
    (
        "日期请按“2018-03-12”的样子填写真实存在的年、月、日；几点几分请写成“19:30”的样子。",
        "Give a real day as year, month, day: 2018-03-12; a time of day as 19:30.",
    ),
);

pub(super) fn check(cell: &Cell<'_>) -> Option<Finding> {
    if !cell.has(&Fault::DateInvalid) {
        return None;
    }
    Some(if cell.field.kind == Kind::Time {
        cell.find_stood(&RULE, "没有这个时刻", "no such time of day")
    } else if cell.field.kind == Kind::Date && matches!(cell.slot.value, Some(Value::Month { .. })) {
        cell.find_stood(&RULE, "没有写明是哪一天", "the day is missing")
    } else {
        cell.find_stood(&RULE, "不是一个真实的日期", "no such date")
    })
}

#[cfg(test)]
mod tests {
    use crate::check::testing::Sample;
    use crate::model::{Fault, Value};

    #[test]
    fn fires_alone() {
        let sample =
            Sample::child().value("birth_date", Value::text("2018-02-30")).fault("birth_date", Fault::DateInvalid);
        assert_eq!(sample.codes(), ["date-invalid birth_date"]);
    }

    #[test]
    fn stays_silent_on_a_month() {
        assert!(Sample::child().value("birth_date", Value::Month { year: 2018, month: 3 }).codes().is_empty());
    }
}
