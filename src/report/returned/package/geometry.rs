//! How large a sheet's rows and columns are, so that a note's box is as large as its text.

use std::collections::BTreeMap;

use unicode_width::UnicodeWidthStr;

use super::xml::Tag;
use crate::model::Address;

/// The pixels that a half-width character takes in a note, and a line.
const CHARACTER: f64 = 6.6;
const LINE: u32 = 17;
/// A note's box: how wide it is, and wider for a long text; what it has around its text.
const WIDTHS: [u32; 3] = [240, 340, 460];
const MARGIN: u32 = 14;
const GREATEST_HEIGHT: u32 = 620;
/// A column and a row that say nothing, in pixels.
const COLUMN: u32 = 64;
const ROW: u32 = 20;

/// The sizes of a sheet's rows and columns in pixels, and the styles of its columns.
#[derive(Debug)]
pub(super) struct Geometry {
    column: u32,
    row: u32,
    /// First and last column from zero, width, style.
    columns: Vec<(u32, u32, u32, Option<u32>)>,
    rows: BTreeMap<u32, u32>,
}

impl Default for Geometry {
    fn default() -> Self {
        Self { column: COLUMN, row: ROW, columns: Vec::new(), rows: BTreeMap::new() }
    }
}

impl Geometry {
    /// What a sheet says of rows and columns that say nothing.
    pub(super) fn defaults(&mut self, tag: &Tag<'_>) {
        let number = |name| tag.get(name).and_then(|text| text.parse::<f64>().ok());
        if let Some(height) = number("defaultRowHeight") {
            self.row = pixels_high(height);
        }
        if let Some(width) = number("defaultColWidth") {
            self.column = pixels_wide(width);
        }
    }

    /// What a sheet says of some columns.
    pub(super) fn columns(&mut self, tag: &Tag<'_>) {
        let (Some(first), Some(last)) = (tag.number("min"), tag.number("max")) else {
            return;
        };
        let hidden = matches!(tag.get("hidden").as_deref(), Some("1" | "true"));
        let width = tag.get("width").and_then(|width| width.parse().ok()).map_or(self.column, pixels_wide);
        let width = if hidden { 0 } else { width };
        self.columns.push((first.saturating_sub(1), last.saturating_sub(1), width, tag.number("style")));
    }

    /// What a row says of itself.
    pub(super) fn row(&mut self, number: u32, tag: &Tag<'_>) {
        if matches!(tag.get("hidden").as_deref(), Some("1" | "true")) {
            self.rows.insert(number, 0);
        } else if let Some(height) = tag.get("ht").and_then(|height| height.parse().ok()) {
            self.rows.insert(number, pixels_high(height));
        }
    }

    /// The style of a column's empty cells.
    pub(super) fn style(&self, column: u32) -> Option<u32> {
        self.columns.iter().find(|(first, last, ..)| (*first..=*last).contains(&column))?.3
    }

    fn width(&self, column: u32) -> u32 {
        let found = self.columns.iter().find(|(first, last, ..)| (*first..=*last).contains(&column));
        found.map_or(self.column, |column| column.2)
    }

    fn height(&self, row: u32) -> u32 {
        self.rows.get(&row).copied().unwrap_or(self.row)
    }

    /// Where the box of a cell's note stands: from column, offset, row, offset to column, offset, row, offset.
    pub(super) fn anchor(&self, at: Address, text: &str) -> [u32; 8] {
        let (width, height) = size(text);
        let (mut left, mut top) = ((at.column + 1, 12), (at.row.saturating_sub(1), 6));
        // At the right edge of a sheet there is no room.
        if at.column > 16_370 {
            left = (at.column.saturating_sub(8), 12);
        }
        if at.row > 1_048_500 {
            top = (at.row.saturating_sub(60), 6);
        }
        let right = reach(left, width, |column| self.width(column));
        let bottom = reach(top, height, |row| self.height(row));
        [left.0, left.1, top.0, top.1, right.0, right.1, bottom.0, bottom.1]
    }
}

/// How wide and high a note's box must be, in pixels.
pub(super) fn size(text: &str) -> (u32, u32) {
    let height = |width: u32| {
        let room = (f64::from(width - MARGIN) / CHARACTER).floor().max(1.0);
        let lines: f64 = text.lines().map(|line| (line.width() as f64 / room).ceil().max(1.0)).sum();
        lines as u32 * LINE + MARGIN
    };
    let fits = WIDTHS.iter().find(|width| height(**width) <= **width);
    let width = *fits.or(WIDTHS.last()).unwrap_or(&WIDTHS[0]);
    (width, height(width).min(GREATEST_HEIGHT))
}

/// The column or row, and the offset in it, that lies so far behind another.
fn reach(from: (u32, u32), length: u32, size: impl Fn(u32) -> u32) -> (u32, u32) {
    let (mut at, mut left) = (from.0, from.1 + length);
    // A sheet of nothing but hidden columns must not be walked to its end.
    for _ in 0..4096 {
        let here = size(at);
        if left < here {
            return (at, left);
        }
        left -= here;
        at += 1;
    }
    (at, 0)
}

/// A column's width in characters of the usual font, in pixels.
fn pixels_wide(characters: f64) -> u32 {
    if characters < 1.0 { (characters * 12.0).max(0.0) as u32 } else { (characters.min(255.0) * 7.0 + 5.0) as u32 }
}

fn pixels_high(points: f64) -> u32 {
    (points.clamp(0.0, 409.0) * 4.0 / 3.0) as u32
}
