//! What a cell holds, before anybody says what it means.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

/// How much of a date the file's number format shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatePrecision {
    /// Year and month only (`yyyy年m月`, `mmm-yy`): the stored day is not what anybody wrote.
    Month,
    /// Year, month and day, with or without the time of day.
    Day,
    /// Only a time of day or a duration (`h:mm`, `[h]:mm:ss`).
    Time,
}

/// A cell's value as the file holds it. Text that is nothing but white space is no cell at all.
#[derive(Clone, Debug, PartialEq)]
pub enum CellValue {
    /// Text, exactly as stored; cells that refer to one stored text may share it.
    Text(Arc<str>),
    /// A plain number.
    Number(f64),
    /// A number that the file shows as a date or a time.
    Date {
        /// The moment, in the file's own date system. A time alone stands on the system's day zero.
        at: NaiveDateTime,
        /// What of it the file shows.
        shows: DatePrecision,
    },
    /// TRUE or FALSE.
    Bool(bool),
    /// A formula error as the spreadsheet shows it: `#REF!`, `#N/A`.
    Error(Arc<str>),
}

impl CellValue {
    /// A text.
    pub fn text(text: impl Into<Arc<str>>) -> Self {
        Self::Text(text.into())
    }

    /// The cell's text if it is text.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value written out as a person would type it: `3` for 3.0, `2026-09-01` for a date.
    pub fn shown(&self) -> String {
        match self {
            Self::Text(text) | Self::Error(text) => (**text).to_owned(),
            Self::Number(number) => shown_number(*number),
            Self::Bool(true) => "TRUE".to_owned(),
            Self::Bool(false) => "FALSE".to_owned(),
            Self::Date { at, shows } => match shows {
                DatePrecision::Month => at.format("%Y-%m").to_string(),
                DatePrecision::Time => at.format("%H:%M").to_string(),
                DatePrecision::Day if at.time() == NaiveTime::MIN => shown_day(at.date()),
                DatePrecision::Day => at.format("%Y-%m-%d %H:%M").to_string(),
            },
        }
    }
}

/// A day as `2026-09-01`.
pub(super) fn shown_day(day: NaiveDate) -> String {
    // By hand: what a format string says need not be found out for every cell of a county.
    match day.year() {
        year @ 0..=9999 => {
            let (year, month, day) = (year as u32, day.month(), day.day());
            let digits =
                [year / 1000, year / 100 % 10, year / 10 % 10, year % 10, month / 10, month % 10, day / 10, day % 10];
            let mut shown = String::with_capacity(10);
            for (place, digit) in digits.into_iter().enumerate() {
                if matches!(place, 4 | 6) {
                    shown.push('-');
                }
                shown.push(char::from(b'0' + digit as u8));
            }
            shown
        }
        _ => day.format("%Y-%m-%d").to_string(),
    }
}

/// A time of day as `08:05`.
pub(super) fn shown_time(time: NaiveTime) -> String {
    let (hour, minute) = (time.hour(), time.minute());
    let digits = [hour / 10, hour % 10, minute / 10, minute % 10].map(|digit| char::from(b'0' + digit as u8));
    let [a, b, c, d] = digits;
    String::from_iter([a, b, ':', c, d])
}

/// A number in plain decimal digits, without exponent and without the binary fraction's tail.
fn shown_number(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return (number as i64).to_string();
    }
    if number.fract() == 0.0 && number.abs() < 1e21 {
        // The fewest digits that mean this number, then zeros: of 522401201209101000 no other digits are known.
        return format!("{}", number + 0.0);
    }
    // Fifteen significant digits are what a spreadsheet keeps: 0.1 + 0.2 is shown as 0.3 there.
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    format!("{rounded}")
}

/// Whether nothing is left of `text` once white space is gone, the invisible marks of web pages included.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(is_space)
}

/// White space as people see it: Unicode's, and the zero-width and direction marks that come with copied text.
pub fn is_space(c: char) -> bool {
    // What nearly every character is needs no table to be told.
    if matches!(c, '!'..='~' | '\u{4E00}'..='\u{9FFF}') {
        return false;
    }
    c.is_whitespace()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}' | '\u{180E}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_typed() {
        assert_eq!(CellValue::Number(3.0).shown(), "3");
        assert_eq!(CellValue::Number(3.2).shown(), "3.2");
        assert_eq!(CellValue::Number(0.1 + 0.2).shown(), "0.3");
        assert_eq!(CellValue::Number(13_800_001_234.0).shown(), "13800001234");
        assert_eq!(CellValue::Number(522_401_201_209_101_000.0).shown(), "522401201209101000");
        assert_eq!(CellValue::Number(-0.0).shown(), "0");
    }

    #[test]
    fn invisible_text_is_blank() {
        assert!(is_blank(" \u{3000}\u{00A0}\u{200B}\u{FEFF}\t\n"));
        assert!(!is_blank(" 无 "));
    }
}
