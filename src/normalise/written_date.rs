//! Dates as people type them: `2012-09-10`, `2012.9`, `20120910`, `2012年9月`, `二0一二年九月十日`, `12.9.10`, `9/10/2012`,
//! `2010.06.01-2020.06.01` (its first day), a date with a time or a weekday, a spreadsheet's day number.

use chrono::{Datelike, Days, NaiveDate};
use unicode_normalization::UnicodeNormalization;

use super::{blank, numeral};
use crate::model::CellValue;

/// What was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// A day.
    Day(NaiveDate),
    /// A month and no day.
    Month { year: i32, month: u32 },
}

/// Day numbers that a date cell shows when it has lost its format: 1954 to 2064.
const DAY_NUMBERS: std::ops::RangeInclusive<u32> = 20_000..=60_000;

/// Reads a plain number: a day number, `20120910`, `201209`, `2012.9`.
pub(super) fn number(number: f64, as_of: NaiveDate) -> Option<Written> {
    let shown = CellValue::Number(number).shown();
    match shown.split_once('.') {
        // A day number with a time of day behind it.
        Some((day, _)) if day.len() == 5 => digits(day, as_of),
        Some((year, _)) if year.len() != 4 => None,
        _ => parse(&shown, as_of),
    }
}

/// Reads text that says nothing but a date.
pub(super) fn parse(text: &str, as_of: NaiveDate) -> Option<Written> {
    let text = simplified(text);
    if let Some(written) = english(&text, as_of) {
        return Some(written);
    }
    let (runs, rest) = runs(&text)?;
    if let [first, more @ ..] = runs.as_slice()
        && first.digits.len() == 8
        && let Some(next) = more.first()
    {
        // 20120910 10:30 and 20100601-20200601
        return if is_time_or_range(next.before, more, rest) { digits(first.digits, as_of) } else { None };
    }
    match runs.as_slice() {
        [only] => {
            if is_mark(rest) {
                digits(only.digits, as_of)
            } else {
                None
            }
        }
        [first, second] if first.digits.len() != 4 => match (second.before, first.digits.len()) {
            ("年", 2) if is_mark(rest) => month(two_digit_year(first.digits, as_of)?, second.digits),
            _ => None,
        },
        [year, second] if is_joint(second.before) => match second.digits.len() {
            1 | 2 if is_mark(rest) => month(year.digits.parse().ok()?, second.digits),
            3 | 4 if is_mark(rest) => month_and_day(year.digits, second.digits),
            _ => None,
        },
        [first, second, third, more @ ..] => three(first, second, third, more, rest, as_of),
        _ => None,
    }
}

/// Reads a day whose year nobody wrote, as month and day: `10月12日`, `10.12`, `10/12 19:30`; or the day alone: `12日`, `12`.
pub(super) fn without_year(value: &CellValue) -> Option<(Option<u32>, u32)> {
    let text = simplified(&blank::plain(value));
    let (runs, rest) = runs(&text)?;
    let [first, more @ ..] = runs.as_slice() else { return None };
    let number = |run: &Run<'_>, most: u32| {
        let number = if run.digits.len() <= 2 { run.digits.parse().ok() } else { None };
        number.filter(|number| (1..=most).contains(number))
    };
    let next = more.first();
    if next.is_none_or(|next| next.before.starts_with(['日', '号'])) {
        return is_day_alone(more, rest).then_some((None, number(first, 31)?));
    }
    let (day, more) = more.split_first()?;
    // A number robbed of its zero could be the 2nd as well as the 20th.
    let robbed = matches!(value, CellValue::Number(_)) && day.digits.len() != 2;
    if robbed || !matches!(day.before, "月" | "." | "/" | "-") {
        return None;
    }
    let behind = more.first().map_or(rest, |run| run.before);
    let whole = if more.is_empty() {
        let rest = rest.trim_start_matches(['日', '号']);
        rest.trim_matches(['.', '。', ',', '、']).is_empty() || is_part_of_day(rest)
    } else {
        is_time_or_range(behind, more, rest)
    };
    if whole { Some((Some(number(first, 12)?), number(day, 31)?)) } else { None }
}

/// Whether what follows a number leaves it a day: nothing, 日, a part of the day, a time of day.
fn is_day_alone(more: &[Run<'_>], rest: &str) -> bool {
    if more.is_empty() {
        let rest = rest.trim_start_matches(['日', '号']);
        return rest.trim_matches(['.', '。', ',', '、']).is_empty() || is_part_of_day(rest);
    }
    let before = more.first().map_or("", |run| run.before).trim_start_matches(['日', '号']);
    !before.starts_with(['-', '~', '至', '到', '起', '、', ',']) && is_time_or_range(before, more, rest)
}

/// A run of digits and what stands between it and the one before.
#[derive(Clone, Copy, Debug)]
struct Run<'a> {
    before: &'a str,
    digits: &'a str,
}

/// The runs of digits of `text`, which must begin with one, and what stands behind the last.
fn runs(text: &str) -> Option<(Vec<Run<'_>>, &str)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, tail) = rest.split_at(start);
        let end = tail.find(|c: char| !c.is_ascii_digit()).unwrap_or(tail.len());
        let (digits, tail) = tail.split_at(end);
        found.push(Run { before, digits });
        rest = tail;
    }
    found.first().is_some_and(|first| first.before.is_empty()).then_some((found, rest))
}

/// Half-width, lower case, numerals as digits, no weekday, no spaces but between digits.
fn simplified(text: &str) -> String {
    let mut text: String = text.nfkc().map(blank::one_dash).collect::<String>().to_lowercase();
    for week in ["星期", "礼拜", "周"] {
        if let Some((before, after)) = text.clone().split_once(week) {
            let mut after = after.chars();
            if after.next().is_some_and(|day| "一二三四五六日天末1234567".contains(day)) {
                text = format!("{before}{}", after.as_str());
            }
        }
    }
    let text = numeral::in_digits(&text.replace("元月", "1月"));
    let characters: Vec<char> = text.trim().chars().collect();
    let mut out = String::with_capacity(text.len());
    for (at, &c) in characters.iter().enumerate() {
        if !c.is_whitespace() {
            out.push(c);
            continue;
        }
        let next = characters.iter().skip(at).find(|c| !c.is_whitespace());
        let between =
            out.ends_with(|c: char| c.is_ascii_alphanumeric()) && next.is_some_and(char::is_ascii_alphanumeric);
        if between {
            out.push(' ');
        }
    }
    for brackets in ["()", "[]"] {
        out = out.replace(brackets, "");
    }
    out
}

/// What may stand between year, month and day.
fn is_joint(between: &str) -> bool {
    matches!(
        between,
        "-" | "/" | "." | "," | "、" | "。" | "·" | "_" | "\\" | " " | "~" | "年" | "月" | "--" | "年-" | ".." | "//"
    )
}

/// What may stand behind a date without adding to it.
fn is_mark(rest: &str) -> bool {
    rest.chars().all(|c| matches!(c, '日' | '号' | '月' | '份' | '生' | '出' | '.' | '。' | ',' | '、' | ';'))
}

/// Whether what follows a day is a time of day, or the end of a range of days.
fn is_time_or_range(between: &str, more: &[Run<'_>], rest: &str) -> bool {
    let Some(next) = more.first() else { return is_mark(between) || is_part_of_day(between) };
    let joint = between.trim_start_matches(['日', '号']);
    let to = joint
        .strip_prefix(['-', '~', '至', '到', '起'])
        .is_some_and(|joint| joint.is_empty() || joint == "-" || joint == "至");
    if to {
        return next.digits.len() == 4 || next.digits.len() == 8;
    }
    let clock = more.get(1).map_or(rest, |run| run.before);
    let starts = joint.is_empty() || joint == " " || joint == "t" || is_part_of_day(joint);
    starts && next.digits.len() <= 2 && (clock.starts_with([':', '时', '点', '：']) || is_part_of_day(joint))
}

fn is_part_of_day(text: &str) -> bool {
    matches!(text.trim(), "上午" | "下午" | "中午" | "晚上" | "早上" | "晚" | "早" | "am" | "pm")
}

/// Three runs or more: year, month, day in this order, or month, day, year as other countries' programs export.
fn three(
    first: &Run<'_>,
    second: &Run<'_>,
    third: &Run<'_>,
    more: &[Run<'_>],
    rest: &str,
    as_of: NaiveDate,
) -> Option<Written> {
    if !is_joint(second.before) {
        return None;
    }
    let behind = more.first().map_or(rest, |run| run.before);
    let whole =
        if more.is_empty() { is_mark(rest) || is_part_of_day(rest) } else { is_time_or_range(behind, more, rest) };
    match (first.digits.len(), third.digits.len()) {
        // 2012.09-2020.09: a range of months.
        (4, 4) if second.digits.len() <= 2 && "-~至到".contains(third.before.trim_start_matches('月')) => {
            month(first.digits.parse().ok()?, second.digits)
        }
        (4, 1 | 2) if whole && is_joint(third.before) => day(first.digits.parse().ok()?, second.digits, third.digits),
        (1 | 2, 4) if whole && is_joint(third.before) => {
            month_first(first.digits, second.digits, third.digits.parse().ok()?)
        }
        (2, 1 | 2) if whole && is_joint(third.before) => {
            day(two_digit_year(first.digits, as_of)?, second.digits, third.digits)
        }
        (1, 2) if whole && third.before == "/" => {
            month_first(first.digits, second.digits, two_digit_year(third.digits, as_of)?)
        }
        _ => None,
    }
}

/// `9/10/2012` is the tenth of September, as programs with American settings write it; `25/9/2012` can only be September.
fn month_first(first: &str, second: &str, year: i32) -> Option<Written> {
    day(year, first, second).or_else(|| day(year, second, first))
}

/// Digits without anything between: `20120910`, `201209`, `120910`, a day number, a moment `20120910103000`.
fn digits(digits: &str, as_of: NaiveDate) -> Option<Written> {
    match digits.len() {
        5 => {
            let number: u32 = digits.parse().ok().filter(|number| DAY_NUMBERS.contains(number))?;
            let zero = NaiveDate::from_ymd_opt(1899, 12, 30)?;
            zero.checked_add_days(Days::new(u64::from(number))).map(Written::Day)
        }
        6 if digits.starts_with("19") || digits.starts_with("20") => {
            month(digits.get(..4)?.parse().ok()?, digits.get(4..)?)
        }
        6 => day(two_digit_year(digits.get(..2)?, as_of)?, digits.get(2..4)?, digits.get(4..)?),
        8 | 12 | 14 => day(digits.get(..4)?.parse().ok()?, digits.get(4..6)?, digits.get(6..8)?),
        _ => None,
    }
}

/// `2012.0910`; also `2012.091`, which a spreadsheet robbed of its zero.
fn month_and_day(year: &str, digits: &str) -> Option<Written> {
    let padded = format!("{digits:0<4}");
    day(year.parse().ok()?, padded.get(..2)?, padded.get(2..)?)
}

/// `12` is 2012 and `98` is 1998: the latest year of that ending which has begun.
fn two_digit_year(digits: &str, as_of: NaiveDate) -> Option<i32> {
    let year: i32 = digits.parse().ok()?;
    let century = as_of.year() - as_of.year() % 100;
    Some(if century + year <= as_of.year() { century + year } else { century - 100 + year })
}

fn day(year: i32, month: &str, day: &str) -> Option<Written> {
    if month.len() > 2 || day.len() > 2 {
        return None;
    }
    NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?).map(Written::Day)
}

fn month(year: i32, month: &str) -> Option<Written> {
    let month = month.parse().ok().filter(|month| (1..=12).contains(month))?;
    Some(Written::Month { year, month })
}

const ENGLISH_MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// `10-Sep-2012`, `Sep 10, 2012`, `Sep-12` as programs with English settings export.
fn english(text: &str, as_of: NaiveDate) -> Option<Written> {
    let words: Vec<&str> = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let at = words.iter().position(|word| word.starts_with(|c: char| c.is_ascii_alphabetic()))?;
    let name = words.get(at).filter(|name| name.len() >= 3)?;
    let number = (1..)
        .zip(ENGLISH_MONTHS)
        .find(|(_, full)| full.starts_with(*name))
        .map(|(number, _): (u32, _)| number)?
        .to_string();
    let year = |word: &str| match word.len() {
        4 => word.parse().ok(),
        2 => two_digit_year(word, as_of),
        _ => None,
    };
    match (at, words.as_slice()) {
        (1, [first, _, last]) | (0, [_, first, last]) => day(year(last)?, &number, first),
        (0, [_, last]) => month(year(last)?, &number),
        _ => None,
    }
}
