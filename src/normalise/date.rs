//! The day of an event, whose day must be known, and a birth date, for which the month is good enough.

use chrono::{Datelike, NaiveDate};

use super::written_date::{self, Written};
use super::{Asked, Reading, blank};
use crate::form::{Form, Role};
use crate::model::{Block, CellValue, DatePrecision, Fault, RawRecord, Slot, Value};

/// Dates before this year are slips of the hand.
const EARLIEST_YEAR: i32 = 1900;

/// The year and month that a table's title, its sheet's or its file's name tell, as far as they do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct TableMonth {
    year: Option<i32>,
    month: Option<u32>,
}

impl TableMonth {
    /// What a block's clues say: `2026年10月`, `2026年`, `10月`.
    pub(super) fn of(block: &Block, form: &Form) -> Self {
        let Some(field) = form.role(Role::EventDate) else { return Self::default() };
        let mut clues = block.clues.iter().filter(|clue| clue.field == field);
        clues.find_map(|clue| Self::parse(&clue.text)).unwrap_or_default()
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        let (year, rest) = match text.split_once('年') {
            Some((year, rest)) => (Some(year.parse().ok()?), rest),
            None => (None, text),
        };
        let month = rest.strip_suffix('月').map(str::parse::<u32>).transpose().ok()?;
        let whole = rest.is_empty() || month.is_some_and(|month| (1..=12).contains(&month));
        (whole && (year, month) != (None, None)).then_some(Self { year, month })
    }

    /// The day that a month and a day within it mean: of the table's year, else the latest one up to `as_of`.
    fn day(self, month: Option<u32>, day: u32, as_of: NaiveDate) -> Option<NaiveDate> {
        let month = month.or(self.month)?;
        match self.year {
            Some(year) => NaiveDate::from_ymd_opt(year, month, day),
            // Four years back there is a 29 February, if there is one at all.
            None => (0..=8)
                .filter_map(|back| NaiveDate::from_ymd_opt(as_of.year() - back, month, day))
                .find(|day| *day <= as_of),
        }
    }
}

/// Reads the day of an event. Written without its year (`10月12日`) or month (`12日`), it is that of the month the
/// table is of; where nothing says the year, the latest such day: an event is past.
pub(super) fn event(asked: &Asked<'_>) -> Reading {
    let mut reading = birth(asked);
    if reading.fault == Some(Fault::DateInvalid)
        && let CellValue::Text(_) | CellValue::Number(_) = asked.value
        && let Some((month, day)) = written_date::without_year(asked.value)
        && let Some(day) = asked.month.day(month, day, asked.as_of)
    {
        return Reading { value: Some(Value::Date(day)), fault: (day > asked.as_of).then_some(Fault::DateFuture) };
    }
    if reading.fault.is_none() && matches!(reading.value, Some(Value::Month { .. })) {
        reading.fault = Some(Fault::DateInvalid);
    }
    reading
}

/// Reads a birth date: a day, or a month that never gets a day made up.
pub(super) fn birth(asked: &Asked<'_>) -> Reading {
    let written = match asked.value {
        CellValue::Date { at, shows: DatePrecision::Day } => Some(Written::Day(at.date())),
        CellValue::Date { at, shows: DatePrecision::Month } => {
            Some(Written::Month { year: at.year(), month: at.month() })
        }
        CellValue::Date { shows: DatePrecision::Time, .. } | CellValue::Bool(_) | CellValue::Error(_) => None,
        CellValue::Number(number) => written_date::number(*number, asked.as_of),
        CellValue::Text(_) => {
            if blank::says_nothing(&blank::compact(asked.value)) {
                return Reading::default();
            }
            written_date::parse(&blank::plain(asked.value), asked.as_of)
        }
    };
    let as_of = asked.as_of;
    match written {
        Some(Written::Day(day)) if day.year() >= EARLIEST_YEAR => {
            let fault = (day > as_of).then_some(Fault::DateFuture);
            Reading { value: Some(Value::Date(day)), fault }
        }
        Some(Written::Month { year, month }) if year >= EARLIEST_YEAR => {
            let fault = ((year, month) > (as_of.year(), as_of.month())).then_some(Fault::DateFuture);
            Reading { value: Some(Value::Month { year, month }), fault }
        }
        _ => Reading::kept(asked, Fault::DateInvalid),
    }
}

/// Settles `2012.1`, which is January as well as the October that a spreadsheet robbed of its zero: October where
/// the record's ID number says so, else January as written.
pub(super) fn settle_months(slots: &mut [Slot], raw: &RawRecord, form: &Form) {
    let (Some(birth), Some(id)) = (form.role(Role::ChildBirth), form.role(Role::ChildId)) else { return };
    let Some(Value::Month { year, month: 1 }) = slots.get(birth).and_then(|slot| slot.value.clone()) else { return };
    let typed = raw.cells.iter().find(|cell| cell.field == birth).and_then(|cell| cell.value.as_ref());
    let ambiguous = typed.is_some_and(|value| {
        !matches!(value, CellValue::Date { .. })
            && blank::compact(value).strip_suffix(".1").is_some_and(|year| year.len() == 4)
    });
    let october = slots.get(id).and_then(|slot| slot.value.as_ref()?.as_text()).and_then(birth_digits);
    if ambiguous
        && october.is_some_and(|day| (day.year(), day.month()) == (year, 10))
        && let Some(slot) = slots.get_mut(birth)
    {
        slot.value = Some(Value::Month { year, month: 10 });
    }
}

/// The birth date in an ID number's digits, its tail lost or its check character wrong as it may be.
fn birth_digits(id: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(id.get(6..14)?, "%Y%m%d").ok()
}
