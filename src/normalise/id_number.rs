//! A resident's ID number (GB 11643-1999). Nothing is repaired: a wrong digit stays as it was typed.

use chrono::NaiveDate;

use super::{Asked, Reading, blank};
use crate::model::{CellValue, Fault, IdNumber, Value};

/// A spreadsheet keeps this many digits of a number.
const KEPT_DIGITS: usize = 15;

pub(super) fn read(asked: &Asked<'_>) -> Reading {
    let text = blank::compact(asked.value).to_uppercase();
    if blank::says_nothing(&text) {
        return Reading::default();
    }
    if let Some(digits) = digits_of_number(asked.value, &text) {
        return if digits.len() > KEPT_DIGITS { tail_lost(&digits) } else { judge(digits, asked.as_of) };
    }
    if let Some(digits) = scientific(&text) {
        return tail_lost(&digits);
    }
    // Text that went through a spreadsheet as a number once: its last digits are zeros that nobody typed.
    // Where the digits are no date either, the number was never a true one.
    let lost = |id: IdNumber<'_>| !id.is_old() && !id.check_holds() && id.birth().is_some();
    if text.ends_with("000") && IdNumber::new(&text).is_some_and(lost) {
        return tail_lost(&text);
    }
    judge(text, asked.as_of)
}

/// The digits of a cell that holds a number, or of text that is a number written with `.0` behind it.
fn digits_of_number(value: &CellValue, text: &str) -> Option<String> {
    let whole = match value {
        CellValue::Number(_) => text,
        _ => text.strip_suffix(".0").or_else(|| text.strip_suffix(".00"))?,
    };
    (!whole.is_empty() && whole.bytes().all(|b| b.is_ascii_digit())).then(|| whole.to_owned())
}

/// The digits of a number that an export wrote as `5.22401E+17`, if so many belong to it that some are missing.
fn scientific(text: &str) -> Option<String> {
    let (mantissa, exponent) = text.split_once('E')?;
    let exponent: usize = exponent.strip_prefix('+').unwrap_or(exponent).parse().ok()?;
    let digits: String = mantissa.chars().filter(|&c| c != '.').collect();
    let fits = mantissa.parse::<f64>().is_ok() && digits.bytes().all(|b| b.is_ascii_digit());
    (fits && (KEPT_DIGITS..=20).contains(&exponent)).then_some(digits)
}

fn tail_lost(digits: &str) -> Reading {
    let kept: String = digits.chars().take(KEPT_DIGITS).collect();
    Reading::faulty(Value::text(format!("{kept}***")), Fault::IdPrecisionLost)
}

/// One cause, one fault: the length first, then the date in it, then the check character, last the province.
fn judge(text: String, as_of: NaiveDate) -> Reading {
    let fault = fault(&text, as_of);
    Reading { value: Some(Value::text(text)), fault }
}

fn fault(text: &str, as_of: NaiveDate) -> Option<Fault> {
    let Some(id) = IdNumber::new(text) else {
        let characters = text.chars().count();
        return Some(if characters == 18 {
            Fault::IdChecksum
        } else {
            Fault::IdLength { characters: u16::try_from(characters).unwrap_or(u16::MAX) }
        });
    };
    if id.is_temporary() {
        return Some(Fault::IdRegion);
    }
    if id.birth().is_none_or(|birth| birth > as_of) {
        return Some(Fault::IdBirth);
    }
    if id.is_old() {
        return Some(Fault::IdOld);
    }
    if !id.check_holds() {
        return Some(Fault::IdChecksum);
    }
    (!id.has_province()).then_some(Fault::IdRegion)
}
