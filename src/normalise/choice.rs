//! One of a list, and 是 or 否.

use std::borrow::Cow;

use super::ticked::ticked;
use super::{Asked, Reading, blank};
use crate::form::Field;
use crate::model::{CellValue, Fault, Value};

/// What people put for 是 and 否, whatever the question.
const YES: [&str; 15] = ["是", "√", "✓", "✔", "☑", "v", "有", "y", "yes", "t", "true", "1", "对", "是的", "ok"];
const NO: [&str; 17] =
    ["否", "×", "x", "✗", "✘", "✕", "✖", "╳", "无", "没有", "n", "no", "f", "false", "0", "不是", "空"];

/// Reads one of a list. A closed list gives its own spelling; an open one keeps what was written.
pub(super) fn read(asked: &Asked<'_>) -> Reading {
    let text = written(asked);
    if let Some(options) = ticked(&text) {
        return of_options(asked, &options);
    }
    if !asked.field.closed {
        return if text.is_empty() { Reading::default() } else { Reading::sound(Value::text(text)) };
    }
    if let Some(value) = listed(asked.field, &text) {
        return Reading::sound(Value::text(value));
    }
    if blank::says_nothing(&blank::compact(asked.value)) {
        Reading::default()
    } else {
        Reading::kept(asked, Fault::ValueUnknown)
    }
}

/// What is ticked among printed options: nothing is no answer, several are one where the list is open.
fn of_options(asked: &Asked<'_>, options: &[String]) -> Reading {
    let known = |option: &String| asked.field.choice(option).map(|choice| choice.value.clone());
    match options {
        [] => Reading::default(),
        _ if !asked.field.closed => {
            let words: Vec<String> = options.iter().map(|option| known(option).unwrap_or(option.clone())).collect();
            Reading::sound(Value::text(words.join("、")))
        }
        [only] => match known(only) {
            Some(value) => Reading::sound(Value::text(value)),
            None => Reading::kept(asked, Fault::ValueUnknown),
        },
        _ => Reading::kept(asked, Fault::ValueUnknown),
    }
}

/// Reads 是 or 否, with the field's own words for them first (寄宿, 走读).
pub(super) fn yes_no(asked: &Asked<'_>) -> Reading {
    let text = match ticked(&written(asked)).as_deref() {
        Some([]) => return Reading::default(),
        Some([only]) => Cow::Owned(only.clone()),
        _ => written(asked),
    };
    if let Some(value) = listed(asked.field, &text) {
        return Reading::sound(Value::text(value));
    }
    let word = blank::compact(&CellValue::text(&*text)).to_lowercase();
    if YES.contains(&word.as_str()) {
        return Reading::sound(Value::text("是"));
    }
    if NO.contains(&word.as_str()) {
        return Reading::sound(Value::text("否"));
    }
    if blank::says_nothing(&word) {
        return Reading::default();
    }
    if asked.field.closed { Reading::kept(asked, Fault::ValueUnknown) } else { Reading::sound(Value::text(text)) }
}

fn written<'a>(asked: &Asked<'a>) -> Cow<'a, str> {
    match asked.value {
        CellValue::Bool(true) => Cow::Borrowed("true"),
        CellValue::Bool(false) => Cow::Borrowed("false"),
        value => blank::plain(value),
    }
}

/// The listed value that was written: alone, before a bracket, or ticked among the options of a form.
fn listed<'a>(field: &'a Field, text: &str) -> Option<&'a str> {
    let find = |text: &str| field.choice(text).map(|choice| choice.value.as_str());
    find(text).or_else(|| find(text.split(['（', '(']).next().filter(|before| !before.is_empty())?)).or_else(|| {
        match ticked(text).as_deref() {
            Some([only]) => find(only),
            _ => None,
        }
    })
}
