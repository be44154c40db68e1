//! A school term (DOMAIN §1): autumn from September to January, spring from February to August.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::Period;

/// A school term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Its id: `2026-autumn`.
    pub id: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
    /// Its first day.
    pub first: NaiveDate,
    /// Its last day.
    pub last: NaiveDate,
}

impl Term {
    /// The term that `day` lies in; `None` only at the end of the calendar.
    pub fn of(day: NaiveDate) -> Option<Self> {
        let (year, month) = (day.year(), day.month());
        let (start, from, until, season) = match month {
            1 => (year - 1, (year - 1, 9), (year, 1), ("autumn", "秋季学期")),
            2..=8 => (year, (year, 2), (year, 8), ("spring", "春季学期")),
            _ => (year, (year, 9), (year + 1, 1), ("autumn", "秋季学期")),
        };
        Some(Self {
            id: format!("{start:04}-{}", season.0),
            name_zh: format!("{start}年{}", season.1),
            name_en: format!("{} {start}", season.0),
            first: NaiveDate::from_ymd_opt(from.0, from.1, 1)?,
            last: last_day(until.0, until.1)?,
        })
    }

    /// The terms that share a month with the quarter, in order.
    pub fn within(period: Period) -> Vec<Self> {
        let first = (period.quarter * 3).saturating_sub(2);
        let mut terms: Vec<Self> =
            (first..first + 3).filter_map(|month| Self::of(NaiveDate::from_ymd_opt(period.year, month, 1)?)).collect();
        terms.dedup();
        terms
    }

    /// The quarters before `period` that share a month with the term, in order.
    pub fn before(&self, period: Period) -> Vec<Period> {
        let mut quarters: Vec<Period> = (0..12)
            .filter_map(|more| self.first.checked_add_months(Months::new(more)))
            .take_while(|day| *day <= self.last)
            .map(Period::of)
            .filter(|quarter| *quarter < period)
            .collect();
        quarters.dedup();
        quarters
    }

    /// Whether `day` is one of its days.
    pub fn holds(&self, day: NaiveDate) -> bool {
        (self.first..=self.last).contains(&day)
    }
}

/// The last day of a month.
fn last_day(year: i32, month: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, 1)?.checked_add_months(Months::new(1))?.checked_sub_days(Days::new(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(period: &str) -> Vec<String> {
        Term::within(period.parse().unwrap()).into_iter().map(|term| term.id).collect()
    }

    #[test]
    fn a_quarter_lies_in_one_term_or_two() {
        assert_eq!(terms("2026Q4"), ["2026-autumn"]);
        assert_eq!(terms("2027Q1"), ["2026-autumn", "2027-spring"]);
        assert_eq!(terms("2026Q2"), ["2026-spring"]);
        assert_eq!(terms("2026Q3"), ["2026-spring", "2026-autumn"]);
    }

    #[test]
    fn the_quarters_of_a_term_before_one_are_told() {
        let before = |period: &str, at: usize| -> Vec<String> {
            let period: Period = period.parse().unwrap();
            Term::within(period)[at].before(period).iter().map(Period::to_string).collect()
        };
        assert_eq!(before("2027Q1", 0), ["2026Q3", "2026Q4"]);
        assert_eq!(before("2026Q3", 0), ["2026Q1", "2026Q2"]);
        assert!(before("2026Q3", 1).is_empty());
    }
}
