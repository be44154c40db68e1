//! When a child was born, as far as its record says, and how old it is on a day.

use chrono::{Datelike, NaiveDate};

use super::Seen;
use crate::form::Role;
use crate::model::{IdNumber, Value};

/// The first and the last day on which a child may have been born; one day when the day is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Born {
    first: NaiveDate,
    last: NaiveDate,
}

impl Born {
    /// By the birth date and the ID number. Where the two disagree, which is told by itself, either may be right: an
    /// age counts as wrong only where both make it so.
    pub(super) fn of(seen: &Seen<'_>) -> Option<Self> {
        let by_id = seen.id_number().and_then(IdNumber::birth).map(Self::on);
        let stated = match seen.sound(Role::ChildBirth) {
            Some(Value::Date(day)) => Some(Self::on(*day)),
            Some(Value::Month { year, month }) => Self::in_month(*year, *month),
            _ => None,
        };
        match (stated, by_id) {
            (Some(stated), Some(by_id)) if stated.contains(by_id) => Some(by_id),
            (Some(stated), Some(by_id)) => {
                Some(Self { first: stated.first.min(by_id.first), last: stated.last.max(by_id.last) })
            }
            (stated, by_id) => stated.or(by_id),
        }
    }

    fn on(day: NaiveDate) -> Self {
        Self { first: day, last: day }
    }

    fn contains(self, other: Self) -> bool {
        self.first <= other.first && other.last <= self.last
    }

    fn in_month(year: i32, month: u32) -> Option<Self> {
        let first = NaiveDate::from_ymd_opt(year, month, 1)?;
        let next = if month == 12 {
            NaiveDate::from_ymd_opt(year + 1, 1, 1)
        } else {
            NaiveDate::from_ymd_opt(year, month + 1, 1)
        };
        Some(Self { first, last: next?.pred_opt()? })
    }

    /// The least and the greatest age in completed years on `day`.
    pub(super) fn ages_on(self, day: NaiveDate) -> (i32, i32) {
        (age(self.last, day), age(self.first, day))
    }
}

fn age(born: NaiveDate, day: NaiveDate) -> i32 {
    let had_birthday = (day.month(), day.day()) >= (born.month(), born.day());
    day.year() - born.year() - i32::from(!had_birthday)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn a_birthday_counts_from_its_day_on() {
        let born = Born { first: day(2010, 11, 22), last: day(2010, 11, 22) };
        assert_eq!(born.ages_on(day(2026, 11, 21)), (15, 15));
        assert_eq!(born.ages_on(day(2026, 11, 22)), (16, 16));
    }

    #[test]
    fn a_month_leaves_two_ages_open() {
        let born = Born::in_month(2010, 11).unwrap();
        assert_eq!(born.ages_on(day(2026, 11, 22)), (15, 16));
        assert_eq!(born.ages_on(day(2026, 12, 1)), (16, 16));
    }
}
