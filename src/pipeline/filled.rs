//! The day on which a form was filled in, as it stands above or below its table.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::form::language;
use crate::model::{CellValue, IgnoreReason, Row, RowRole, Sheet, SheetReading};
use crate::normalise;
use crate::settings::Period;

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
                day(&CellValue::text(written(behind)), as_of)
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

/// The quarter that a sheet's title or particulars, or the file's name, say that it is of; `None` where they say none, or
/// several. A quarter without its year is of the year of `this`.
pub(super) fn period(sheet: &Sheet, reading: &SheetReading, path: &str, this: Period) -> Option<String> {
    let around = reading.rows.iter().filter(|(_, role)| is_around(*role)).filter_map(|(row, _)| sheet.row(*row));
    let texts = around.flat_map(|row| &row.cells).filter_map(|cell| cell.value.as_text());
    let of_title: BTreeSet<Period> = texts.flat_map(|text| quarters(text, this)).collect();
    let name = path.rsplit('/').next().unwrap_or(path);
    let said = if of_title.is_empty() { quarters(name, this).into_iter().collect() } else { of_title };
    let mut said = said.into_iter();
    let first = said.next()?;
    said.next().is_none().then(|| first.to_string())
}

/// The quarters that a text names: `2026年第三季度`, `三季度`, `2026Q3`.
fn quarters(text: &str, this: Period) -> Vec<Period> {
    let letters: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    for (at, letter) in letters.iter().enumerate() {
        let before = letters.get(..at).unwrap_or_default();
        let behind = letters.get(at + 1..).unwrap_or_default();
        let written = match letter {
            '季' if behind.first() == Some(&'度') => before.last(),
            'Q' | 'q' if before.last().is_some_and(char::is_ascii_digit) => behind.first(),
            _ => continue,
        };
        let quarter = match written {
            Some('一' | '1' | '１') => 1,
            Some('二' | '2' | '２') => 2,
            Some('三' | '3' | '３') => 3,
            Some('四' | '4' | '４') => 4,
            _ => continue,
        };
        found.push(Period { year: year(before).unwrap_or(this.year), quarter });
    }
    found
}

/// The last year that stands in some letters.
fn year(letters: &[char]) -> Option<i32> {
    let four = letters
        .windows(4)
        .rev()
        .find(|four| matches!(four, ['2', '0', tens, ones] if tens.is_ascii_digit() && ones.is_ascii_digit()))?;
    four.iter().collect::<String>().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters_are_named_in_many_ways() {
        let this = Period { year: 2026, quarter: 4 };
        let named = |text: &str| quarters(text, this).iter().map(Period::to_string).collect::<Vec<_>>();
        for (text, period) in [
            ("柳林小学2026年第三季度花名册", "2026Q3"),
            ("三季度台账", "2026Q3"),
            ("2025年4季度", "2025Q4"),
            ("汇总2026Q2.xlsx", "2026Q2"),
        ] {
            assert_eq!(named(text), [period], "{text}");
        }
        assert!(named("四季花园小学 FAQ1 春季").is_empty());
    }
}
