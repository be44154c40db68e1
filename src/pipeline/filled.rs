//! The day on which a form was filled in, as it stands above or below its table.

use chrono::NaiveDate;

use crate::form::language;
use crate::model::{CellValue, IgnoreReason, Row, RowRole, Sheet, SheetReading};
use crate::normalise;

/// The latest such day on a sheet, up to `as_of`.
pub(super) fn on(sheet: &Sheet, reading: &SheetReading, as_of: NaiveDate) -> Option<NaiveDate> {
    let around = reading.rows.iter().filter(|(_, role)| is_around(*role));
    let rows = around.filter_map(|(row, _)| sheet.row(*row));
    rows.filter_map(|row| in_row(row, as_of)).filter(|day| *day <= as_of).max()
}

const fn is_around(role: RowRole) -> bool {
    matches!(
        role,
        RowRole::Ignored(
            IgnoreReason::Title | IgnoreReason::Particulars | IgnoreReason::Signature | IgnoreReason::Note
        )
    )
}

/// A label with its day behind it in one cell, or in the next.
fn in_row(row: &Row, as_of: NaiveDate) -> Option<NaiveDate> {
    let labels = &language().rows.filled_on;
    let mut cells = row.cells.iter().peekable();
    while let Some(cell) = cells.next() {
        let Some(text) = cell.value.as_text() else { continue };
        for label in labels {
            let Some((_, behind)) = text.split_once(label.as_str()) else { continue };
            let behind = behind.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '：' | ':'));
            let day = if behind.is_empty() {
                cells.peek().and_then(|next| day(&next.value, as_of))
            } else {
                day(&CellValue::Text(written(behind)), as_of)
            };
            if day.is_some() {
                return day;
            }
        }
    }
    None
}

fn day(value: &CellValue, as_of: NaiveDate) -> Option<NaiveDate> {
    match value {
        CellValue::Text(text) => normalise::day(text, as_of),
        value => normalise::day(&value.shown(), as_of),
    }
}

/// The part of a text that may be a date: other particulars may follow on the line.
fn written(text: &str) -> String {
    let is_part = |c: &char| {
        c.is_ascii_digit()
            || c.is_whitespace()
            || "年月日号./-－．〇零○一二三四五六七八九十０１２３４５６７８９".contains(*c)
    };
    text.chars().take_while(is_part).collect::<String>().trim().to_owned()
}
