//! The quarter that a run is about.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// A quarter of a year: `2026Q4`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(into = "String", try_from = "String")]
pub struct Period {
    /// The year.
    pub year: i32,
    /// The quarter, 1 to 4.
    pub quarter: u32,
}

impl Period {
    /// The quarter that `date` lies in.
    pub fn of(date: NaiveDate) -> Self {
        Self { year: date.year(), quarter: date.month0() / 3 + 1 }
    }

    /// Whether `day` is one of its days.
    pub fn holds(self, day: NaiveDate) -> bool {
        Self::of(day) == self
    }

    /// Its last day; none for a year that no calendar has.
    pub fn last_day(self) -> Option<NaiveDate> {
        let (year, month) = if self.quarter >= 4 { (self.year + 1, 1) } else { (self.year, self.quarter * 3 + 1) };
        NaiveDate::from_ymd_opt(year, month, 1)?.pred_opt()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

impl TryFrom<String> for Period {
    type Error = NotAPeriod;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}Q{}", self.year, self.quarter)
    }
}

/// The text is no quarter such as `2026Q4`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("期别应写成 2026Q4 的样子 (a period looks like 2026Q4): {0}")]
pub struct NotAPeriod(String);

impl FromStr for Period {
    type Err = NotAPeriod;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refuse = || NotAPeriod(text.to_owned());
        let (year, quarter) = text.trim().split_once(['Q', 'q']).ok_or_else(refuse)?;
        if year.len() != 4 || quarter.len() != 1 {
            return Err(refuse());
        }
        let year = year.parse().map_err(|_| refuse())?;
        let quarter = quarter.parse().map_err(|_| refuse())?;
        if !(1..=4).contains(&quarter) {
            return Err(refuse());
        }
        Ok(Self { year, quarter })
    }
}
