//! Phone numbers: a mobile is `1[3-9]` and nine digits, a landline `0`, area and 7 or 8 digits; several may stand in
//! a cell, each with a name before or behind it.

use unicode_normalization::UnicodeNormalization;

use super::{Asked, Reading, blank};
use crate::model::{CellValue, Fault, Value, is_space};

/// A piece of a cell with more parts than this is no list of phones.
const MOST_PARTS: usize = 24;

pub(super) fn read(asked: &Asked<'_>) -> Reading {
    if let CellValue::Date { .. } | CellValue::Bool(_) = asked.value {
        return Reading::kept(asked, Fault::PhoneInvalid);
    }
    let compact = blank::compact(asked.value);
    if blank::says_nothing(&compact) {
        return Reading::default();
    }
    // A text file writes a number that was a fraction's kind as `13812345678.0`.
    let text = blank::plain(asked.value);
    if is_mobile(&text) {
        return Reading::sound(Value::text(text));
    }
    if let Some(numbers) = numbers(text.strip_suffix(".0").unwrap_or(&text)) {
        return Reading::sound(Value::text(numbers.join("、")));
    }
    let half_width: String = text.nfkc().collect();
    Reading::faulty(Value::text(half_width.trim()), Fault::PhoneInvalid)
}

/// The numbers of a cell in their normal form, each once; `None` when there is none or one of them is invalid.
fn numbers(text: &str) -> Option<Vec<String>> {
    let unnumbered = text.chars().map(|c| if is_circled(c) { '\n' } else { c });
    let text = unnumbered.nfkc().map(blank::one_dash).collect::<String>().to_lowercase();
    let text = without_line_numbers(&text);
    let text = text.replace("分机", "-").replace("转", "-").replace("ext.", "-").replace("ext", "-");
    let mut found: Vec<String> = Vec::new();
    for piece in text.split(|c: char| !is_part(c)) {
        let parts: Vec<&str> = piece.split(is_joint).filter(|part| !part.is_empty()).collect();
        if parts.is_empty() {
            continue;
        }
        if parts.len() > MOST_PARTS {
            return None;
        }
        for number in partition(&parts)? {
            if !found.contains(&number) {
                found.push(number);
            }
        }
    }
    let marked = text.contains(['*', '?', '#']) || digits_beside_letters(&text);
    (!found.is_empty() && !marked).then_some(found)
}

fn is_circled(c: char) -> bool {
    matches!(c, '①'..='⑳' | '⑴'..='⒇' | '⒈'..='⒛')
}

/// Drops what numbers the lines of a cell: `1、138… 2、139…`, `(1)138…`.
fn without_line_numbers(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let at = |position: Option<usize>| position.and_then(|position| characters.get(position)).copied();
    let mut out = String::with_capacity(text.len());
    for (position, &c) in characters.iter().enumerate() {
        let before = at(position.checked_sub(1));
        let begins = before.is_none_or(|c| is_space(c) || matches!(c, '(' | ';' | ','));
        let ends = at(Some(position + 1)).is_some_and(|c| matches!(c, '、' | '.' | ')' | ':'));
        out.push(if c.is_ascii_digit() && begins && ends { '\n' } else { c });
    }
    out
}

/// What one phone number may be written with; anything else parts numbers from each other and from names.
fn is_part(c: char) -> bool {
    c.is_ascii_digit() || c == '+' || is_joint(c)
}

/// What may stand inside a number.
fn is_joint(c: char) -> bool {
    matches!(c, '-' | '(' | ')' | '.') || (is_space(c) && c != '\n' && c != '\r')
}

/// Whether a Latin letter touches a digit on both sides: `138o1234567`, a slip and no name.
fn digits_beside_letters(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.windows(3).any(|three| match three {
        [before, middle, after] => before.is_ascii_digit() && middle.is_ascii_alphabetic() && after.is_ascii_digit(),
        _ => false,
    })
}

/// Parts the digits between spaces and hyphens into whole numbers, the longest first: `138 1234 5678 0851-82345678`.
fn partition(parts: &[&str]) -> Option<Vec<String>> {
    if parts.is_empty() {
        return Some(Vec::new());
    }
    (1..=parts.len().min(6)).rev().find_map(|taken| {
        let (head, rest) = parts.split_at(taken);
        let number = number(head)?;
        let mut all = vec![number];
        all.extend(partition(rest)?);
        Some(all)
    })
}

/// One number of these parts in its normal form: `13812345678`, `0851-82345678`, `0851-82345678-801`.
fn number(parts: &[&str]) -> Option<String> {
    let joined: String = parts.concat();
    if joined.len() > 24 {
        return None;
    }
    let (digits, abroad) = without_country(&joined);
    if digits.contains('+') {
        return None;
    }
    let mobile = if digits.len() == 12 { digits.strip_prefix('0').unwrap_or(digits) } else { digits };
    if is_mobile(mobile) {
        return Some(mobile.to_owned());
    }
    if abroad { landline(&[&format!("0{}", digits.trim_start_matches('0'))]) } else { landline(parts) }
}

fn without_country(digits: &str) -> (&str, bool) {
    for prefix in ["+86", "0086", "+0086"] {
        if let Some(rest) = digits.strip_prefix(prefix) {
            return (rest, true);
        }
    }
    match digits.strip_prefix("86") {
        Some(rest) if is_mobile(rest) || rest.starts_with('0') => (rest, true),
        _ => (digits, false),
    }
}

fn is_mobile(digits: &str) -> bool {
    digits.len() == 11
        && digits.bytes().all(|b| b.is_ascii_digit())
        && digits.strip_prefix('1').is_some_and(|rest| rest.starts_with(|c: char| ('3'..='9').contains(&c)))
}

/// Area and number, together or apart, and an extension that stands apart.
fn landline(parts: &[&str]) -> Option<String> {
    let first = parts.first()?;
    if !first.starts_with('0') || first.starts_with("00") || first.contains('+') {
        return None;
    }
    let area_length = if first.starts_with("01") || first.starts_with("02") { 3 } else { 4 };
    for taken in (1..=parts.len()).rev() {
        let (local, extension) = parts.split_at(taken);
        let digits: String = local.concat();
        let area_length = if first.len() == 3 && taken > 1 { 3 } else { area_length };
        let (Some(area), Some(number)) = (digits.get(..area_length), digits.get(area_length..)) else { continue };
        if !(7..=8).contains(&number.len()) {
            continue;
        }
        match extension {
            [] => return Some(format!("{area}-{number}")),
            [extension] if extension.len() <= 6 => return Some(format!("{area}-{number}-{extension}")),
            _ => {}
        }
    }
    None
}
