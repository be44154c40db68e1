//! Number formats: whether a number is shown as a date, and how much of it.

use calamine::{ExcelDateTime, ExcelDateTimeType};
use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};

use crate::model::{CellValue, DatePrecision};

/// The first day number that no spreadsheet program shows as a date any more: 10000-01-01.
const END_OF_DAYS: f64 = 2_958_466.0;

/// What a built-in format number shows, by ECMA-376 18.8.30 with the Chinese (Simplified) meanings of 27 to 58.
pub(super) fn builtin(id: u32) -> Option<DatePrecision> {
    match id {
        14..=16 | 22 | 28..=31 | 51 | 53 | 54 | 58 => Some(DatePrecision::Day),
        17 | 27 | 36 | 50 | 52 | 57 => Some(DatePrecision::Month),
        18..=21 | 32..=35 | 45..=47 | 55 | 56 => Some(DatePrecision::Time),
        _ => None,
    }
}

/// What a format code shows; `None` when it shows a plain number. Only its first section counts.
pub(super) fn shows(code: &str) -> Option<DatePrecision> {
    let letters = letters(code);
    let has = |wanted: char| letters.contains(wanted);
    let has_time = has('h') || has('s') || has('!');
    match (has('y') || has('e'), has('m'), has('d')) {
        (false, _, false) if has_time => Some(DatePrecision::Time),
        (true, true, false) if !has_time => Some(DatePrecision::Month),
        (true, _, _) | (_, true, _) | (_, _, true) => Some(DatePrecision::Day),
        (false, false, false) => None,
    }
}

/// The letters of a code that stand for parts of a date, in lower case; `!` for elapsed time such as `[h]`.
fn letters(code: &str) -> String {
    let mut letters = String::new();
    let mut characters = code.chars();
    while let Some(character) = characters.next() {
        match character {
            ';' => break,
            '"' => drop(characters.by_ref().find(|&c| c == '"')),
            // What follows is a literal, a width or a filling.
            '\\' | '_' | '*' => drop(characters.next()),
            '[' => {
                let inside: String = characters.by_ref().take_while(|&c| c != ']').collect();
                let is_elapsed =
                    !inside.is_empty() && inside.chars().all(|c| matches!(c.to_ascii_lowercase(), 'h' | 'm' | 's'));
                if is_elapsed {
                    letters.push('!');
                }
            }
            _ => letters.push(character.to_ascii_lowercase()),
        }
    }
    // `General`, exponents and colours have letters of dates in them; `e` alone is a year only beside a month.
    if letters.contains("general") || letters.contains("e+") || letters.contains("e-") || letters.contains("standard") {
        return String::new();
    }
    if !letters.contains('m') && !letters.contains('d') {
        letters = letters.replace('e', "");
    }
    letters
}

/// A stored number as it is shown: a date where its format says so and the number can be one.
pub(super) fn value(number: f64, format: Option<DatePrecision>, is_1904: bool) -> CellValue {
    if !number.is_finite() {
        return CellValue::Error("#NUM!".into());
    }
    let Some(shows) = format else {
        return CellValue::Number(number);
    };
    let shift = if is_1904 { 1462.0 } else { 0.0 };
    // A phone number in a column of dates is a number: a spreadsheet shows it as ####.
    if !(0.0..END_OF_DAYS - shift).contains(&number) {
        return CellValue::Number(number);
    }
    match ExcelDateTime::new(number, ExcelDateTimeType::DateTime, is_1904).as_datetime() {
        Some(at) => date(at, shows),
        None => CellValue::Number(number),
    }
}

/// A date, shown as far as its format goes. A day that is not the first was chosen by somebody, shown or not.
pub(super) fn date(at: NaiveDateTime, shows: DatePrecision) -> CellValue {
    let shows = if shows == DatePrecision::Month && at.day() != 1 { DatePrecision::Day } else { shows };
    CellValue::Date { at, shows }
}

/// Reads `2026-09-01`, `2026-09-01T08:30:00`, `08:30:00` and `PT08H30M00S`, as XML stores dates.
pub(super) fn iso(text: &str) -> Option<(NaiveDateTime, DatePrecision)> {
    let text = text.trim().trim_end_matches('Z');
    let day_zero = NaiveDate::from_ymd_opt(1899, 12, 31)?;
    if let Some(duration) = text.strip_prefix("PT") {
        return Some((day_zero.and_time(NaiveTime::MIN) + elapsed(duration)?, DatePrecision::Time));
    }
    if let Ok(date) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return Some((date.and_time(NaiveTime::MIN), DatePrecision::Day));
    }
    for format in ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M"] {
        if let Ok(at) = NaiveDateTime::parse_from_str(text, format) {
            return Some((at, DatePrecision::Day));
        }
    }
    let time = NaiveTime::parse_from_str(text, "%H:%M:%S%.f").ok()?;
    Some((day_zero.and_time(time), DatePrecision::Time))
}

/// Reads `08H30M00S`, any of the three left out.
fn elapsed(text: &str) -> Option<chrono::TimeDelta> {
    let mut seconds = 0.0;
    let mut rest = text;
    for (unit, factor) in [('H', 3600.0), ('M', 60.0), ('S', 1.0)] {
        if let Some((number, after)) = rest.split_once(unit) {
            seconds += number.replace(',', ".").parse::<f64>().ok()? * factor;
            rest = after;
        }
    }
    let is_sane = rest.is_empty() && (0.0..1e9).contains(&seconds);
    is_sane.then(|| chrono::TimeDelta::milliseconds((seconds * 1000.0).round() as i64))
}

/// When a document was changed, as its properties say.
pub(super) fn stamp(text: &str) -> Option<NaiveDateTime> {
    let text = text.trim();
    chrono::DateTime::parse_from_rfc3339(text).map(|at| at.naive_utc()).ok().or_else(|| iso(text).map(|(at, _)| at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_show_days_months_or_times() {
        use DatePrecision::{Day, Month, Time};
        for (code, shown) in [
            ("yyyy\"年\"m\"月\"", Some(Month)),
            ("[$-804]yyyy\"年\"m\"月\";@", Some(Month)),
            ("[DBNum1][$-804]yyyy\"年\"m\"月\"d\"日\"", Some(Day)),
            ("mmm-yy", Some(Month)),
            ("yyyy.mm", Some(Month)),
            ("e\"年\"m\"月\"", Some(Month)),
            ("yyyy\\-mm\\-dd", Some(Day)),
            ("m/d/yy h:mm", Some(Day)),
            ("m\"月\"d\"日\"", Some(Day)),
            ("h:mm AM/PM", Some(Time)),
            ("[h]:mm:ss", Some(Time)),
            ("mm:ss", Some(Time)),
            ("上午/下午h\"时\"mm\"分\"", Some(Time)),
            ("General", None),
            ("G/通用格式", None),
            ("0.00E+00", None),
            ("#,##0.00_);[Red]\\(#,##0.00\\)", None),
            ("@", None),
            ("0\"days\"", None),
            ("0;yyyy", None),
        ] {
            assert_eq!(shows(code), shown, "{code}");
        }
    }

    #[test]
    fn numbers_become_dates_only_where_they_can() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap().and_time(NaiveTime::MIN);
        let dated = |at, shows| CellValue::Date { at, shows };
        assert_eq!(value(42248.0, Some(DatePrecision::Day), false), dated(day(2015, 9, 1), DatePrecision::Day));
        assert_eq!(value(42248.0, Some(DatePrecision::Month), false), dated(day(2015, 9, 1), DatePrecision::Month));
        assert_eq!(value(42249.0, Some(DatePrecision::Month), false), dated(day(2015, 9, 2), DatePrecision::Day));
        assert_eq!(value(40786.0, Some(DatePrecision::Day), true), dated(day(2015, 9, 1), DatePrecision::Day));
        assert_eq!(value(13_800_001_234.0, Some(DatePrecision::Day), false), CellValue::Number(13_800_001_234.0));
        assert_eq!(value(0.5, Some(DatePrecision::Time), false).shown(), "12:00");
    }

    #[test]
    fn iso_dates_times_and_durations_are_read() {
        assert_eq!(iso("2015-09-01").unwrap().0.to_string(), "2015-09-01 00:00:00");
        assert_eq!(iso("2015-09-01T08:30:00.000").unwrap().0.to_string(), "2015-09-01 08:30:00");
        assert_eq!(iso("PT08H30M00S").unwrap().1, DatePrecision::Time);
        assert_eq!(iso("next week"), None);
    }
}
