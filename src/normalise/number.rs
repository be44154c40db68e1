//! A number with or without its unit, within the field's range.

use super::{Asked, Reading, blank, numeral};
use crate::model::{CellValue, Fault, Value};

/// What people write behind a number without meaning anything else by it.
const UNITS: [&str; 28] = [
    "岁", "周岁", "虚岁", "岁整", "元", "元整", "块", "分钟", "分", "小时", "人", "名", "个", "次", "口", "厘米",
    "公分", "公斤", "千克", "斤", "米", "cm", "kg", "天", "本", "台", "间", "件",
];

pub(super) fn read(asked: &Asked<'_>) -> Reading {
    let number = match asked.value {
        CellValue::Number(number) => Some(*number),
        CellValue::Bool(_) | CellValue::Date { .. } => None,
        _ => {
            let text = blank::compact(asked.value);
            if blank::says_nothing(&text) {
                return Reading::default();
            }
            parse(&text)
        }
    };
    within(asked, number, Fault::NumberInvalid)
}

/// The number as the cell's value; a fault where there is none, or where it lies outside the field's range.
pub(super) fn within(asked: &Asked<'_>, number: Option<f64>, otherwise: Fault) -> Reading {
    let Some(number) = number.filter(|number| number.is_finite()) else {
        return Reading::kept(asked, otherwise);
    };
    let fits = asked.field.range.is_none_or(|(least, greatest)| (least..=greatest).contains(&number));
    let fault = (!fits).then_some(Fault::NumberOutOfRange);
    Reading { value: Some(Value::Number(number)), fault }
}

/// Reads `65`, `65岁`, `1,200元`, `六十五岁`; not `约65`, `60多`, `3-5`.
fn parse(text: &str) -> Option<f64> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+'))).unwrap_or(text.len());
    let (digits, unit) = text.split_at(end);
    if !digits.is_empty() {
        return if is_unit(unit) { digits_in_thousands(digits)?.parse().ok() } else { None };
    }
    let end = text.find(|c| !numeral::is_numeral(c)).unwrap_or(text.len());
    let (words, unit) = text.split_at(end);
    if is_unit(unit) { numeral::value(words).map(f64::from) } else { None }
}

/// `1,200` and `12,000,000`: commas only before groups of three digits.
pub(super) fn digits_in_thousands(text: &str) -> Option<String> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let sound = whole.split(',').skip(1).all(|group| group.len() == 3) && !fraction.contains(',');
    sound.then(|| text.replace(',', ""))
}

/// Whether nothing or a unit stands behind a number: anything else makes it vague or another thing.
fn is_unit(text: &str) -> bool {
    text.is_empty() || UNITS.contains(&text.to_lowercase().as_str())
}
