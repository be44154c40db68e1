//! `record-outside-period`: an event's date is not in the period.

use super::Cell;
use crate::check::{Seen, rule};
use crate::finding::{Finding, Level, Rule, Severity};
use crate::form::{Duty, Role, Within};
use crate::model::Value;
use crate::settings::{Per, Term};

pub(super) static RULE: Rule = rule(
    "record-outside-period",
    Severity::Warning,
    Level::Cell,
    ("日期不在本期", "a date outside the period"),
    (
        "本期只统计本季度的记录；上一季度的表误交，或年、月写错，都会落在期外。",
        "Only the quarter's records count; another quarter's sheet, or a slip in year or month, falls outside it.",
    ),
    (
        "日期写错的请改正；确实不是本期的记录，请移到那一期的表里。按学期统计的家访，本学期内的日期都可以。",
        "Correct the date, or move the record to its own quarter. Home visits may lie anywhere in the term.",
    ),
)
.told_together();

pub(super) fn check(seen: &Seen<'_>) -> Option<Finding> {
    let day = match seen.sound(Role::EventDate) {
        Some(Value::Date(day)) if seen.form.within != Within::Ever => *day,
        Some(Value::Moment(at)) if seen.form.within != Within::Ever => at.date(),
        _ => return None,
    };
    let period = seen.settings.period;
    let value = |position: usize| seen.record.slots.get(position)?.value.as_ref()?.as_text();
    if period.holds(day) {
        return None;
    }
    let by_term = seen.form.within == Within::Term
        || seen.form.duty(value).is_some_and(Duty::by_term)
        || asked_by_term(seen, value);
    if by_term && Term::within(period).iter().any(|term| term.holds(day)) {
        return None;
    }
    let cell = Cell::of(seen, Role::EventDate)?;
    let zh = format!("不在本期（{}年第{}季度）", period.year, period.quarter);
    Some(cell.find_stood(&RULE, &zh, &format!("not in {period}")))
}

/// Whether a duty that such a record fulfils is counted by term.
fn asked_by_term<'v>(seen: &Seen<'_>, value: impl Fn(usize) -> Option<&'v str>) -> bool {
    let kind = || {
        let at = seen.form.role(Role::EventMethod)?;
        Some(&seen.form.fields.get(at)?.choice(value(at)?)?.value)
    };
    let mut asked = seen.settings.asked.iter().filter(|duty| duty.form == *seen.form.id && duty.min > 0);
    asked.any(|duty| duty.per == Per::Term && (duty.kind.is_none() || duty.kind.as_ref() == kind()))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use crate::check::testing::Sample;
    use crate::model::{Fault, Value};

    fn on(year: i32, month: u32, day: u32) -> Value {
        Value::Date(NaiveDate::from_ymd_opt(year, month, day).unwrap())
    }

    #[test]
    fn fires_on_another_quarters_event() {
        let sample = Sample::assistance().value("date", on(2026, 9, 30));
        assert_eq!(sample.codes(), ["record-outside-period date"]);
        assert!(sample.findings()[0].message.zh.contains("2026-09-30"), "{:?}", sample.findings());
    }

    #[test]
    fn a_home_visit_may_lie_anywhere_in_the_term() {
        let visit = |method, day| Sample::assistance().value("method", Value::text(method)).value("date", day);
        for method in ["入户走访", "家访（周末）"] {
            assert!(visit(method, on(2026, 9, 30)).codes().is_empty(), "{method}");
            assert_eq!(visit(method, on(2026, 8, 30)).codes(), ["record-outside-period date"], "{method}");
        }
    }

    #[test]
    fn stays_silent_in_the_period_and_on_a_date_in_the_future() {
        assert!(Sample::assistance().codes().is_empty());
        let future = Sample::assistance().value("date", on(2027, 3, 1)).fault("date", Fault::DateFuture);
        assert_eq!(future.codes(), ["date-future date"]);
    }
}
