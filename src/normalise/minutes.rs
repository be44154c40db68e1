//! How long something took, in minutes: `15`, `15分钟`, `0.5小时`, `1小时20分`, `3'20"`, `一刻钟`, a duration cell.

use chrono::Timelike;

use super::{Asked, Reading, blank, number, numeral};
use crate::model::{CellValue, DatePrecision, Fault};

const MINUTES_PER_HOUR: f64 = 60.0;
const SECONDS_PER_MINUTE: f64 = 60.0;

pub(super) fn read(asked: &Asked<'_>) -> Reading {
    let minutes = match asked.value {
        CellValue::Number(number) => Some(number * unit_of_header(asked.header())),
        CellValue::Date { at, shows: DatePrecision::Time } => {
            let time = at.time();
            // `3:20` in a time cell is three hours to the program, and may be three minutes to whoever typed it.
            let told = time.hour() == 0 || time.second() > 0;
            told.then(|| f64::from(time.num_seconds_from_midnight()) / SECONDS_PER_MINUTE)
        }
        CellValue::Date { .. } | CellValue::Bool(_) | CellValue::Error(_) => None,
        CellValue::Text(_) => {
            let text = blank::compact(asked.value);
            if blank::says_nothing(&text) {
                return Reading::default();
            }
            parse(&text, unit_of_header(asked.header()))
        }
    };
    number::within(asked, minutes, Fault::NumberInvalid)
}

/// What one of a header's unit is in minutes: 时长（小时）, 时长(秒).
fn unit_of_header(header: &str) -> f64 {
    if header.contains("小时") && !header.contains('分') {
        MINUTES_PER_HOUR
    } else if header.contains('秒') && !header.contains('分') {
        1.0 / SECONDS_PER_MINUTE
    } else {
        1.0
    }
}

/// Reads compact text; a number without a unit counts in `unit` minutes.
fn parse(text: &str, unit: f64) -> Option<f64> {
    let text =
        text.to_lowercase().replace(['′', '’', '‘', '\''], "'").replace(['″', '”', '“'], "\"").replace("''", "\"");
    if let Some(clock) = of_clock(&text) {
        return Some(clock);
    }
    let mut rest = text.as_str();
    let (mut minutes, mut parts, mut smallest) = (0.0, 0, f64::INFINITY);
    while !rest.is_empty() {
        let (amount, behind) = amount(rest)?;
        // 5分30: a number without a unit at the end counts in the next smaller one.
        let bare = behind.is_empty() && parts > 0;
        let (size, behind) = if bare { (smallest / 60.0, behind) } else { size(behind, unit)? };
        // Hours, minutes, seconds in this order, each once.
        if size >= smallest {
            return None;
        }
        minutes += amount * size;
        smallest = size;
        parts += 1;
        rest = behind;
        if let Some(half) = rest.strip_prefix('半') {
            minutes += size / 2.0;
            rest = half.strip_prefix("小时").or_else(|| half.strip_prefix("钟")).unwrap_or(half);
        }
    }
    (parts > 0).then_some(minutes)
}

/// `0:03:20`: hours, minutes, seconds. Two parts alone could be either pair.
fn of_clock(text: &str) -> Option<f64> {
    let parts: Vec<f64> = text.split(':').map(|part| part.parse::<u32>().ok().map(f64::from)).collect::<Option<_>>()?;
    match parts.as_slice() {
        [hours, minutes, seconds] if *minutes < 60.0 && *seconds < 60.0 => {
            Some(hours * MINUTES_PER_HOUR + minutes + seconds / SECONDS_PER_MINUTE)
        }
        [0.0, minutes] if *minutes < 60.0 => Some(*minutes),
        _ => None,
    }
}

/// The number at the beginning, and what stands behind it.
fn amount(text: &str) -> Option<(f64, &str)> {
    if let Some(rest) = text.strip_prefix('半') {
        return Some((0.5, rest));
    }
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    if end > 0 {
        let (digits, rest) = text.split_at(end);
        return Some((digits.parse().ok()?, rest));
    }
    let end = text.find(|c| !numeral::is_numeral(c) && c != '两').unwrap_or(text.len());
    let (words, rest) = text.split_at(end);
    Some((f64::from(numeral::value(&words.replace('两', "二"))?), rest))
}

/// The unit at the beginning, in minutes, and what stands behind it.
fn size(text: &str, unit: f64) -> Option<(f64, &str)> {
    const UNITS: [(&str, f64); 17] = [
        ("个小时", 60.0),
        ("小时", 60.0),
        ("个钟头", 60.0),
        ("个钟", 60.0),
        ("个", 60.0),
        ("hours", 60.0),
        ("hour", 60.0),
        ("h", 60.0),
        ("时", 60.0),
        ("刻钟", 15.0),
        ("分钟", 1.0),
        ("分", 1.0),
        ("mins", 1.0),
        ("min", 1.0),
        ("'", 1.0),
        ("秒钟", 1.0 / 60.0),
        ("秒", 1.0 / 60.0),
    ];
    if text.is_empty() {
        return Some((unit, ""));
    }
    if let Some(rest) = text.strip_prefix('"').or_else(|| text.strip_prefix('s')) {
        return Some((1.0 / SECONDS_PER_MINUTE, rest));
    }
    let (word, minutes) = UNITS.iter().find(|(word, _)| text.starts_with(word))?;
    // 一个半小时: the unit comes behind the half.
    let rest = text.get(word.len()..)?;
    (*word != "个" || rest.starts_with('半')).then_some((*minutes, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(text: &str, unit: f64) -> Option<f64> {
        parse(&blank::compact(&CellValue::text(text)), unit).map(|minutes| (minutes * 100.0).round() / 100.0)
    }

    #[test]
    fn durations_are_read_in_minutes() {
        for (text, minutes) in [
            ("15", 15.0),
            ("15分钟", 15.0),
            ("15分", 15.0),
            ("15 min", 15.0),
            ("0.5小时", 30.0),
            ("半小时", 30.0),
            ("半个小时", 30.0),
            ("1小时20分", 80.0),
            ("1小时20分钟", 80.0),
            ("一个半小时", 90.0),
            ("1个半小时", 90.0),
            ("1小时半", 90.0),
            ("两小时", 120.0),
            ("一刻钟", 15.0),
            ("3'20\"", 3.33),
            ("3′20″", 3.33),
            ("3’20”", 3.33),
            ("3'20''", 3.33),
            ("3分20秒", 3.33),
            ("5分30", 5.5),
            ("5分半", 5.5),
            ("90秒", 1.5),
            ("十五分钟", 15.0),
            ("0:03:20", 3.33),
            ("0:15", 15.0),
            ("8'", 8.0),
        ] {
            assert_eq!(close(text, 1.0), Some(minutes), "{text}");
        }
        assert_eq!(close("0.5", 60.0), Some(30.0));
        assert_eq!(close("15分钟", 60.0), Some(15.0), "a unit in the cell stands above the header's");
    }

    #[test]
    fn what_is_vague_or_could_be_two_things_is_none() {
        for text in ["约15分钟", "10-15分钟", "3:20", "很久", "十几分钟", "20分1小时", "5分5分"] {
            assert_eq!(close(text, 1.0), None, "{text}");
        }
    }

    #[test]
    fn the_header_names_the_unit() {
        for (header, unit) in
            [("时长（小时）", 60.0), ("时长（分钟）", 1.0), ("通话时长", 1.0), ("时长(小时分钟)", 1.0)]
        {
            assert!((unit_of_header(header) - unit).abs() < f64::EPSILON, "{header}");
        }
    }
}
