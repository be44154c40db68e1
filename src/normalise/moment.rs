//! A day with a time of day: `2026-11-03 14:20`, `11月3日14时20分`. Where only the time was written, it is that of the
//! event's own day, or of the day after where it would lie before the event.

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};

use super::{Asked, Reading, blank, date, time};
use crate::form::{Form, Kind, Role};
use crate::model::{CellValue, DatePrecision, Slot, Value};

pub(super) fn read(asked: &Asked<'_>) -> Reading {
    if let CellValue::Date { at, shows: DatePrecision::Day } = asked.value
        && at.time() != NaiveTime::MIN
        && at.date() <= asked.as_of
    {
        return Reading::sound(Value::Moment(*at));
    }
    if let CellValue::Text(_) = asked.value
        && blank::says_nothing(&blank::compact(asked.value))
    {
        return Reading::default();
    }
    let clock = time::told(asked.value);
    let day = date::event(asked);
    match (day.fault.is_none(), day.value, clock) {
        (true, Some(Value::Date(day)), Some(clock)) => Reading::sound(Value::Moment(day.and_time(clock))),
        (true, Some(day), _) => Reading::sound(day),
        // A time alone: the event's day is still to come.
        (false, _, Some(clock)) if !has_day(asked.value) => Reading::sound(Value::Time(clock)),
        (_, value, _) => Reading { value, fault: day.fault },
    }
}

/// Whether a value seems to speak of a day, readable or not.
fn has_day(value: &CellValue) -> bool {
    match value {
        CellValue::Date { shows, .. } => *shows != DatePrecision::Time,
        CellValue::Number(number) => *number >= 1.0,
        CellValue::Text(text) => {
            text.contains(['年', '月', '日', '号', '-', '/'])
                || text.chars().filter(char::is_ascii_digit).count() > 4 && !text.contains([':', '：'])
        }
        CellValue::Bool(_) | CellValue::Error(_) => false,
    }
}

/// Puts the times that stand alone on the event's day.
pub(super) fn anchor(slots: &mut [Slot], form: &Form) {
    let Some(event) = form.role(Role::EventDate) else { return };
    let (day, from): (NaiveDate, Option<NaiveDateTime>) = match slots.get(event).map(|slot| (&slot.value, &slot.fault))
    {
        Some((Some(Value::Moment(at)), None)) => (at.date(), Some(*at)),
        Some((Some(Value::Date(day)), None)) => (*day, None),
        _ => return,
    };
    for (field, slot) in form.fields.iter().zip(slots) {
        if field.kind != Kind::Moment {
            continue;
        }
        let Some(Value::Time(clock)) = slot.value else { continue };
        let same = day.and_time(clock);
        let at = match from {
            Some(from) if same < from => same.checked_add_days(Days::new(1)).unwrap_or(same),
            _ => same,
        };
        slot.typed.get_or_insert_with(|| clock.format("%H:%M").to_string().into_boxed_str());
        slot.value = Some(Value::Moment(at));
    }
}
