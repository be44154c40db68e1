//! Free text, kept as written; and a school's name.

use super::{Asked, Reading, blank};
use crate::model::{Value, is_space};

/// Keeps what was written; only what nobody sees is dropped.
pub(super) fn read(asked: &Asked<'_>) -> Reading {
    let text = blank::plain(asked.value);
    if text.is_empty() { Reading::default() } else { Reading::sound(Value::text(text)) }
}

/// A school's name, which has no spaces inside.
pub(super) fn school(asked: &Asked<'_>) -> Reading {
    if blank::says_nothing(&blank::compact(asked.value)) {
        return Reading::default();
    }
    let text = blank::plain(asked.value);
    if !text.contains(is_space) {
        return Reading::sound(Value::text(text));
    }
    let name: String = text.chars().filter(|&c| !is_space(c)).collect();
    Reading::sound(Value::text(name))
}
