//! The months and terms of the period, whether their duties are due, and what the duties are.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, Months, NaiveDate};
use rusqlite::Transaction;

use super::LedgerError;
use super::insert::{Insert, spelled};
use crate::form::Duty;
use crate::settings::{Period, Settings, Term};

/// A term is due from so many days before its end, the last day included (CONTRACT §8).
const TERM_DUE_DAYS: u64 = 31;

/// Writes the tables `calendar`, `term` and `duty`; `earlier` are the periods that the ledger holds besides this one.
pub(super) fn fill(
    transaction: &Transaction<'_>,
    period: &str,
    settings: &Settings,
    earlier: &BTreeMap<Period, usize>,
) -> Result<(), LedgerError> {
    let mut insert =
        Insert::into(transaction, period, "calendar", &["month", "first_day", "last_day", "due", "holiday"])?;
    for (first, last) in months(settings.period) {
        let holiday = is_holiday(first, last, settings);
        let due = !holiday && month_due(first, last, settings);
        insert.row(&[&first.format("%Y-%m").to_string(), &first.to_string(), &last.to_string(), &due, &holiday])?;
    }
    terms(transaction, period, settings, earlier)?;
    let mut insert = Insert::into(transaction, period, "duty", &["duty", "per", "least"])?;
    let duties = &settings.duties;
    for (duty, per, least) in
        [(Duty::Call, "month", duties.calls_per_month), (Duty::Visit, "term", duties.visits_per_term)]
    {
        if least > 0 {
            insert.row(&[&spelled(duty), &per, &least])?;
        }
    }
    Ok(())
}

/// The first and last days of the quarter's months.
fn months(period: Period) -> impl Iterator<Item = (NaiveDate, NaiveDate)> {
    let first = (period.quarter * 3).saturating_sub(2);
    (first..first + 3).filter_map(move |month| month_of(period.year, month))
}

fn month_of(year: i32, month: u32) -> Option<(NaiveDate, NaiveDate)> {
    let first = NaiveDate::from_ymd_opt(year, month, 1)?;
    let last = first.checked_add_months(Months::new(1))?.checked_sub_days(Days::new(1))?;
    Some((first, last))
}

/// A month is due once it has ended, or from its `month_due_day` on (CONTRACT §8).
fn month_due(first: NaiveDate, last: NaiveDate, settings: &Settings) -> bool {
    let from = first.checked_add_days(Days::new(u64::from(settings.duties.month_due_day.saturating_sub(1))));
    settings.as_of > last || from.is_some_and(|from| settings.as_of >= from)
}

/// Whether most of the month's days are holidays.
fn is_holiday(first: NaiveDate, last: NaiveDate, settings: &Settings) -> bool {
    let holidays = || settings.duties.holidays.iter().flatten();
    let off = first.iter_days().take_while(|day| *day <= last).filter(|&day| holidays().any(|h| h.holds(day)));
    off.count() as u32 * 2 > last.day()
}

fn terms(
    transaction: &Transaction<'_>,
    period: &str,
    settings: &Settings,
    earlier: &BTreeMap<Period, usize>,
) -> Result<(), LedgerError> {
    let columns = ["term", "name_zh", "name_en", "first_day", "last_day", "due", "missing"];
    let mut insert = Insert::into(transaction, period, "term", &columns)?;
    for term in Term::within(settings.period) {
        let from = term.last.checked_sub_days(Days::new(TERM_DUE_DAYS - 1));
        let due = from.is_some_and(|from| settings.as_of >= from);
        let missing: Vec<String> = {
            let before = term.before(settings.period);
            before.iter().filter(|period| !earlier.contains_key(period)).map(Period::to_string).collect()
        };
        insert.row(&[
            &term.id,
            &term.name_zh,
            &term.name_en,
            &term.first.to_string(),
            &term.last.to_string(),
            &due,
            &missing.join("、"),
        ])?;
    }
    Ok(())
}
