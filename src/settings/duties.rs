//! The duties of schools towards their children, and the days on which there is no school.

use std::str::FromStr;

use chrono::{Datelike, NaiveDate};

use super::Period;

/// Duties and their limits (DOMAIN §5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duties {
    /// The most children that one helper should have.
    pub helper_children: u32,
    /// The day of a month from which its duties are due.
    pub month_due_day: u32,
    /// The day of the last month of a period by which schools send their forms.
    pub deadline_day: u32,
    /// The calls that a child has in a month of school; 0 asks for none.
    pub calls_per_month: u32,
    /// The visits at home that a child has in a term; 0 asks for none.
    pub visits_per_term: u32,
    /// The holidays: a month most of whose days lie in them has no monthly duties.
    pub holidays: [Option<Holiday>; MOST_HOLIDAYS],
}

impl Duties {
    /// The day by which schools send their forms; none for a year that no calendar has.
    pub fn deadline(&self, period: Period) -> Option<NaiveDate> {
        let last = period.last_day()?;
        last.with_day(self.deadline_day.min(last.day()))
    }
}

/// The most stretches of holidays in a year.
pub const MOST_HOLIDAYS: usize = 4;

/// Days of every year without school, the first and the last included: month and day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holiday {
    /// The first day.
    pub first: (u32, u32),
    /// The last day, not before the first.
    pub last: (u32, u32),
}

impl Holiday {
    /// Whether `day` is one of its days.
    pub fn holds(&self, day: NaiveDate) -> bool {
        (self.first..=self.last).contains(&(day.month(), day.day()))
    }
}

impl FromStr for Holiday {
    type Err = NotAHoliday;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // A leap year, so that the 29th of February may be named.
        let day = |text: &str| {
            let (month, day) = text.trim().split_once('-')?;
            let (month, day) = (month.parse().ok()?, day.parse().ok()?);
            NaiveDate::from_ymd_opt(2024, month, day).map(|_| (month, day))
        };
        let both = text.split_once("..").and_then(|(first, last)| Some((day(first)?, day(last)?)));
        let (first, last) = both.ok_or(NotAHoliday::Shape)?;
        if first <= last { Ok(Self { first, last }) } else { Err(NotAHoliday::Order) }
    }
}

/// The text is no stretch of days such as `07-10..08-31`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAHoliday {
    /// It is not written so, or one of its ends is no day.
    #[error("假期应写成 \"07-10..08-31\" 的样子 (a holiday looks like \"07-10..08-31\")")]
    Shape,
    /// It ends before it begins.
    #[error(
        "假期的最后一天在第一天之前；跨年的假期请分成两段 (it ends before it begins; write one over New Year as two)"
    )]
    Order,
}

impl Default for Duties {
    fn default() -> Self {
        let summer = Holiday { first: (7, 10), last: (8, 31) };
        let winter = Holiday { first: (1, 20), last: (2, 20) };
        Self {
            helper_children: 3,
            month_due_day: 20,
            deadline_day: 15,
            calls_per_month: 1,
            visits_per_term: 1,
            holidays: [Some(winter), Some(summer), None, None],
        }
    }
}
