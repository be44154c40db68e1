//! What stands in a cell and yet says nothing, and what only a formula put there.

use std::borrow::Cow;

use crate::form::words;
use crate::model::{CellValue, is_space};

/// Words that say that there is nothing to say.
const NOTHING: [&str; 6] = ["无", "暂无", "没有", "空", "n/a", "null"];

/// The bytes of the longest of these words, and of the marks below.
const LONGEST_NOTHING: usize = 6;

/// Marks that repeat the cell above: where they reach a reader, nothing stood there to repeat.
const REPEATS: [&str; 4] = ["同上", "〃", "′′", "\""];

/// Formula errors as spreadsheets show them, and as they end up in exported text.
const FORMULA_ERRORS: [&str; 13] = [
    "#REF!",
    "#N/A",
    "#VALUE!",
    "#DIV/0!",
    "#NAME?",
    "#NULL!",
    "#NUM!",
    "#SPILL!",
    "#CALC!",
    "#FIELD!",
    "#BLOCKED!",
    "#UNKNOWN!",
    "#GETTING_DATA",
];

/// The cell's text without white space around it, zero-width marks in it, or the `'` that forces a number to be text.
pub(super) fn plain(value: &CellValue) -> Cow<'_, str> {
    if let Some(text) = value.as_text().filter(|text| is_settled(text) || is_plain(text)) {
        return Cow::Borrowed(text);
    }
    let shown = value.shown();
    let text = shown.trim_matches(is_space);
    let text = match text.strip_prefix(['\'', '‘', '’', '`']) {
        Some(rest) if !rest.is_empty() && !rest.contains(['\'', '’', '`']) => rest.trim_start_matches(is_space),
        _ => text,
    };
    Cow::Owned(text.chars().filter(|&c| c.is_whitespace() || !is_space(c)).collect())
}

/// Whether a text is plain and compact as it stands, as nearly every cell's is: settled characters, no `'` before them.
fn is_settled(text: &str) -> bool {
    !text.starts_with(['\'', '`']) && words::are_settled(text)
}

/// Whether there is nothing in a text that [`plain`] drops.
fn is_plain(text: &str) -> bool {
    !text.starts_with(['\'', '‘', '’', '`']) && !text.chars().any(is_space)
}

/// The cell's text as [`plain`], full-width characters made half-width, dashes made one kind, no white space at all.
pub(super) fn compact(value: &CellValue) -> Cow<'_, str> {
    if let Some(text) = value.as_text().filter(|text| is_settled(text)) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(words::folded(&plain(value)).chars().map(one_dash).collect())
}

/// The many dashes that input methods offer, as `-`.
pub(super) fn one_dash(c: char) -> char {
    match c {
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '─' | '﹣' | '－' => '-',
        c => c,
    }
}

/// Whether `compact` text means that the cell is empty: 无, —, /, \ and their kin.
pub(super) fn says_nothing(compact: &str) -> bool {
    let is_mark = |c| matches!(c, '-' | '/' | '\\' | '_' | '、' | '|');
    // Nearly every cell says more than the longest of the words.
    if compact.len() > LONGEST_NOTHING && !compact.starts_with(is_mark) {
        return false;
    }
    compact.chars().all(is_mark)
        || NOTHING.iter().any(|word| word.eq_ignore_ascii_case(compact))
        || REPEATS.contains(&compact)
}

/// Whether a formula error stands in the cell, as such or as exported text.
pub(super) fn is_formula_error(value: &CellValue) -> bool {
    match value {
        CellValue::Error(_) => true,
        // Every one of them begins so, and hardly another cell.
        CellValue::Text(text) if !matches!(text.chars().find(|&c| !is_space(c)), Some('#' | 'E')) => false,
        CellValue::Text(text) if text.contains('#') => {
            let word = text.trim_matches(is_space).to_uppercase();
            FORMULA_ERRORS.contains(&word.as_str())
        }
        CellValue::Text(text) => {
            // LibreOffice: Err:502.
            text.trim_matches(is_space)
                .strip_prefix("Err:")
                .is_some_and(|code| code.len() == 3 && code.bytes().all(|b| b.is_ascii_digit()))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_has_many_spellings() {
        assert!(NOTHING.iter().chain(&REPEATS).all(|word| word.len() <= LONGEST_NOTHING));
        for text in ["无", " 无 ", "—", "——", "－", "/", "\\", "／", "＼", "暂无", "N/A", "-", "同上", "〃", "″", "＂"]
        {
            assert!(says_nothing(&compact(&CellValue::text(text))), "{text}");
        }
        for text in ["无名", "0", "3-2", "吴无"] {
            assert!(!says_nothing(&compact(&CellValue::text(text))), "{text}");
        }
    }

    #[test]
    fn a_formula_error_is_one_in_text_too() {
        for text in ["#REF!", "#N/A", " #value! ", "Err:502"] {
            assert!(is_formula_error(&CellValue::text(text)), "{text}");
        }
        assert!(!is_formula_error(&CellValue::text("#3栋")));
    }
}
