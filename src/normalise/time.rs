//! A time of day: `19:30`, `19时30分`, `晚上七点半`, `下午3:20`, a time cell, the time behind a date in the same cell.
//!
//! A vague one (`晚上`) says what it says: it is kept as written, for nothing is counted by it.

use chrono::{NaiveTime, Timelike};
use unicode_normalization::UnicodeNormalization;

use super::{Asked, Reading, blank, numeral};
use crate::form::words;
use crate::model::{CellValue, DatePrecision, Fault, Value, is_space};

/// Words before an hour that put it into the second half of the day.
const AFTER_NOON: [&str; 8] = ["下午", "晚上", "傍晚", "夜里", "夜间", "夜晚", "晚", "pm"];
/// Words that leave the hour as it stands.
const BEFORE_NOON: [&str; 8] = ["上午", "早上", "早晨", "清晨", "凌晨", "早", "am", "中午"];

pub(super) fn read(asked: &Asked<'_>) -> Reading {
    let clock = match asked.value {
        CellValue::Date { at, shows: DatePrecision::Time } => Some(Clock::At(at.time())),
        CellValue::Date { at, .. } => {
            // A moment of day zero is a day without a time.
            (at.time().num_seconds_from_midnight() > 0).then(|| Clock::At(at.time()))
        }
        CellValue::Number(number) => of_number(*number),
        CellValue::Bool(_) | CellValue::Error(_) => None,
        CellValue::Text(_) => {
            let text = blank::compact(asked.value);
            if blank::says_nothing(&text) {
                return Reading::default();
            }
            // `1930` and `7.30` are times in a column of times, as text and as numbers alike.
            let number = text.parse().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
            number.and_then(of_number).or_else(|| of_text(&blank::plain(asked.value)))
        }
    };
    match clock {
        Some(Clock::At(time)) => Reading::sound(Value::Time(time)),
        // The cell is there for its date: it says no time.
        _ if asked.joined => Reading::default(),
        None if matches!(asked.value, CellValue::Text(_)) => {
            Reading::sound(Value::text(blank::plain(asked.value).trim_matches(is_space)))
        }
        Some(Clock::Impossible) | None => Reading::kept(asked, Fault::DateInvalid),
    }
}

/// The time of day that stands in a value, alone or behind a day.
pub(super) fn told(value: &CellValue) -> Option<NaiveTime> {
    let clock = match value {
        CellValue::Date { at, shows: DatePrecision::Time } => Some(Clock::At(at.time())),
        CellValue::Date { at, .. } => (at.time() != NaiveTime::MIN).then(|| Clock::At(at.time())),
        CellValue::Number(number) if (0.0..1.0).contains(number) => of_number(*number),
        CellValue::Text(_) => of_text(&blank::plain(value)),
        CellValue::Number(_) | CellValue::Bool(_) | CellValue::Error(_) => None,
    }?;
    match clock {
        Clock::At(time) => Some(time),
        Clock::Impossible => None,
    }
}

/// What a text says of the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Clock {
    At(NaiveTime),
    /// It is written as a time, and there is none such: `25:70`.
    Impossible,
}

/// A part of a day (`0.8125`), an hour (`19`), hour and minutes (`19.3` for 19.30, `1930`).
fn of_number(number: f64) -> Option<Clock> {
    if number > 0.0 && number < 1.0 {
        let seconds = (number * 86_400.0).round() as u32;
        return NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0).map(Clock::At);
    }
    let shown = CellValue::Number(number).shown();
    match shown.split_once('.') {
        Some((hour, minute)) if hour.len() <= 2 && minute.len() <= 2 => Some(clock(hour, &format!("{minute:0<2}"), "")),
        None if shown.len() <= 2 => Some(clock(&shown, "", "")),
        None if matches!(shown.len(), 3 | 4) => {
            let (hour, minute) = shown.split_at(shown.len() - 2);
            Some(clock(hour, minute, ""))
        }
        _ => None,
    }
}

/// Reads text; the first time where it gives two (`19:30-19:45`).
fn of_text(text: &str) -> Option<Clock> {
    // Nearly all are written so: 19:30.
    if let [b'0'..=b'9', b'0'..=b'9', b':', b'0'..=b'9', b'0'..=b'9'] = text.as_bytes() {
        return Some(clock(text.get(..2)?, text.get(3..)?, ""));
    }
    let text = numeral::in_digits(&spaced(text));
    let (at, mark) = text.char_indices().find(|&(at, c)| {
        matches!(c, ':' | '时' | '点')
            && text.get(..at).is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit()))
    })?;
    let before = text.get(..at)?;
    let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    // Three digits and more are a day and an hour run together, or no hour at all.
    let (before, hour) = before.split_at_checked(before.len() - digits).filter(|_| digits <= 2)?;
    let before = before.trim_end();
    let behind = text.get(at + mark.len_utf8()..)?;
    let end = behind.find(|c: char| !c.is_ascii_digit()).unwrap_or(behind.len());
    let (minute, rest) = behind.split_at(end);
    let (minute, rest) = match minute {
        "" if rest.starts_with('半') => ("30", rest.get('半'.len_utf8()..)?),
        // 一刻 and 三刻 in digits.
        "1" if rest.starts_with('刻') => ("15", rest.get('刻'.len_utf8()..)?),
        "3" if rest.starts_with('刻') => ("45", rest.get('刻'.len_utf8()..)?),
        minute => (minute, rest),
    };
    let part = part_of_day(before, rest);
    let whole = is_date_or_nothing(before.trim_end_matches(part)) && is_end(rest);
    whole.then(|| clock(hour, minute, part))
}

/// Half-width and lower case, with no white space but what parts two numbers: `2026/10/21 9:50` is not `219:50`.
fn spaced(text: &str) -> String {
    if words::are_settled(text) {
        return text.to_owned();
    }
    let text = text.nfkc().collect::<String>().to_lowercase();
    let mut spaced = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if is_space(c) {
            gap = true;
            continue;
        }
        if gap && c.is_ascii_digit() && spaced.ends_with(|c: char| c.is_ascii_digit()) {
            spaced.push(' ');
        }
        gap = false;
        spaced.push(c);
    }
    spaced
}

/// The word for the part of the day, before the hour or (in English) behind the minutes.
fn part_of_day(before: &str, rest: &str) -> &'static str {
    let words = || AFTER_NOON.into_iter().chain(BEFORE_NOON);
    words().find(|word| before.ends_with(word)).or_else(|| words().find(|word| rest.starts_with(word))).unwrap_or("")
}

/// A day before the time, with its weekday, or nothing.
fn is_date_or_nothing(text: &str) -> bool {
    text.chars().all(|c| {
        c.is_ascii_digit()
            || matches!(
                c,
                '年' | '月' | '日' | '号' | '-' | '/' | '.' | '(' | ')' | '周' | '星' | '期' | '天' | 't' | ',' | ' '
            )
    })
}

/// What may stand behind a time: seconds, `分`, the end of a range, a remark of how long it took.
fn is_end(rest: &str) -> bool {
    let rest = rest.trim_start_matches("am").trim_start_matches("pm");
    let rest = rest.trim_start_matches(['分', '整', '许']);
    rest.is_empty()
        || rest.starts_with([':', '-', '~', '至', '到', '(', ',', '、', ';', '开'])
        || rest.chars().all(|c| c.is_ascii_digit() || c == '秒')
}

fn clock(hour: &str, minute: &str, part: &str) -> Clock {
    let parsed = hour.parse::<u32>().ok().zip(if minute.is_empty() { Some(0) } else { minute.parse().ok() });
    let hour_of_day = |hour: u32| match part {
        "中午" if hour < 11 => hour + 12,
        "夜里" | "夜间" if hour < 6 => hour,
        // Twelve at night ends the day, and begins the next.
        "凌晨" | "晚上" | "夜里" | "夜间" | "晚" | "am" if hour == 12 => 0,
        _ if AFTER_NOON.contains(&part) && hour < 12 => hour + 12,
        _ => hour % 24 + if hour > 24 { 24 } else { 0 },
    };
    let time = parsed.and_then(|(hour, minute)| NaiveTime::from_hms_opt(hour_of_day(hour), minute, 0));
    time.map_or(Clock::Impossible, Clock::At)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        for (text, time) in [
            ("19:30", "19:30"),
            ("19：30", "19:30"),
            ("8:05:30", "08:05"),
            ("19时30分", "19:30"),
            ("19点", "19:00"),
            ("7点半", "07:30"),
            ("晚上7点半", "19:30"),
            ("晚7:00", "19:00"),
            ("下午 3:20", "15:20"),
            ("上午10点一刻", "10:15"),
            ("十九点三十分", "19:30"),
            ("中午12点", "12:00"),
            ("中午1点", "13:00"),
            ("7:30pm", "19:30"),
            ("19:30-19:45", "19:30"),
            ("19:30开始", "19:30"),
            ("2026-10-12 19:30", "19:30"),
            ("2026/10/21 9:50", "09:50"),
            ("20261021 9:50", "09:50"),
            ("2026-10-12T19:30:00", "19:30"),
            ("19 : 30", "19:30"),
            ("7:30 PM", "19:30"),
            ("12:30am", "00:30"),
            ("夜里1点", "01:00"),
            ("夜里11点", "23:00"),
            ("2026年10月12日（周一）晚上七点", "19:00"),
            ("24:00", "00:00"),
        ] {
            let time = NaiveTime::parse_from_str(time, "%H:%M").unwrap();
            assert_eq!(
                of_text(text).map(|clock| match clock {
                    Clock::At(at) => at.with_second(0).unwrap(),
                    Clock::Impossible => panic!("{text}"),
                }),
                Some(time),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_time_is_none_and_an_impossible_one_is_told() {
        for text in ["晚上", "放学后", "10月12日", "2026-10-12", "3小时", "2026/10/219:50"] {
            assert_eq!(of_text(text), None, "{text}");
        }
        for text in ["25:30", "19:70"] {
            assert_eq!(of_text(text), Some(Clock::Impossible), "{text}");
        }
    }

    #[test]
    fn numbers_are_parts_of_a_day_or_hours() {
        let at = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).map(Clock::At);
        assert_eq!(of_number(0.8125), at(19, 30));
        assert_eq!(of_number(19.0), at(19, 0));
        assert_eq!(of_number(19.3), at(19, 30));
        assert_eq!(of_number(1930.0), at(19, 30));
        assert_eq!(of_number(46_000.0), None);
    }
}
