//! A sheet as it grows: cells in any order in, a [`Sheet`] without blank and covered cells out.

use std::sync::Arc;

use super::{fault, merges};
use crate::model::{Address, Area, Cell, CellValue, OpenFault, Row, STAMP_CELL, Sheet, is_blank, is_own};
use crate::settings::Limits;

/// The last row and column that any spreadsheet program has.
pub(super) const LAST: Address = Address::new(1_048_575, 16_383);

/// What stands for the value of a formula that nobody has worked out. A row of nothing else has no content.
pub(super) const UNCALCULATED: &str = "#未计算";

/// The most text that a file's cells may hold together, so that a run stays small whatever a file unpacks to.
const TEXT_BYTES: u64 = 256 * 1024 * 1024;

/// What is left of a file's limits, and whether the file is ours.
#[derive(Clone, Debug)]
pub(super) struct Budget {
    limits: Limits,
    cells: u64,
    text: u64,
    filled: (u64, u64),
    /// Whether a cell carried our stamp.
    pub(super) own: bool,
}

impl Budget {
    pub(super) fn new(limits: &Limits) -> Self {
        Self { limits: *limits, cells: 0, text: 0, filled: (0, 0), own: false }
    }

    /// Whether `more` cells would be within the limit.
    pub(super) fn allows(&self, more: u64) -> Result<(), OpenFault> {
        let actual = self.cells + more;
        if actual > self.limits.cells {
            return Err(OpenFault::TooLarge { what: "cells", actual, limit: self.limits.cells });
        }
        Ok(())
    }

    /// Whether `more` copies of a value that the file holds once are within `most` of them and of their bytes.
    pub(super) fn fill(&mut self, more: u64, value: &CellValue, most: (u64, u64)) -> Result<(), OpenFault> {
        let bytes = if let CellValue::Text(text) = value { text.len() as u64 } else { 0 };
        self.filled = (self.filled.0.saturating_add(more), self.filled.1.saturating_add(more.saturating_mul(bytes)));
        for (what, actual, limit) in [("cells", self.filled.0, most.0), ("unpacked", self.filled.1, most.1)] {
            if actual > limit {
                return Err(OpenFault::TooLarge { what, actual, limit });
            }
        }
        Ok(())
    }

    fn spend(&mut self, value: &CellValue) -> Result<(), OpenFault> {
        self.allows(1)?;
        self.cells += 1;
        let CellValue::Text(text) = value else {
            return Ok(());
        };
        self.own = self.own || text.strip_prefix(STAMP_CELL).is_some_and(is_own);
        if text.len() as u64 > self.limits.text_bytes {
            return Err(OpenFault::TooLarge { what: "text", actual: text.len() as u64, limit: self.limits.text_bytes });
        }
        // A shared string may stand in a million cells: what counts is what it grows to.
        self.text += text.len() as u64;
        let limit = self.limits.unpacked_bytes.min(TEXT_BYTES);
        if self.text > limit {
            return Err(OpenFault::TooLarge { what: "unpacked", actual: self.text, limit });
        }
        Ok(())
    }
}

/// A sheet that is being read.
#[derive(Debug)]
pub(super) struct Grid {
    name: String,
    hidden: bool,
    rows: Vec<Row>,
    merges: Vec<Area>,
    is_sorted: bool,
}

impl Grid {
    pub(super) fn new(name: &str, hidden: bool) -> Self {
        Self { name: name.to_owned(), hidden, rows: Vec::new(), merges: Vec::new(), is_sorted: true }
    }

    /// Says whether the file hides the sheet, where that stands behind its cells.
    pub(super) fn hide(&mut self, hidden: bool) {
        self.hidden = hidden;
    }

    /// Puts a value at its place. Blank text and pictures in cells are passed over.
    pub(super) fn put(&mut self, at: Address, value: CellValue, budget: &mut Budget) -> Result<(), OpenFault> {
        if is_nothing(&value) {
            return Ok(());
        }
        let beyond = |what, actual, last| {
            Err(OpenFault::TooLarge { what, actual: u64::from(actual) + 1, limit: u64::from(last) + 1 })
        };
        if at.row > LAST.row {
            return beyond("rows", at.row, LAST.row);
        }
        if at.column > LAST.column {
            return beyond("columns", at.column, LAST.column);
        }
        budget.spend(&value)?;
        let cell = Cell { column: at.column, value };
        match self.rows.last_mut() {
            Some(row) if row.index == at.row => {
                self.is_sorted = self.is_sorted && row.cells.last().is_none_or(|last| last.column < at.column);
                row.cells.push(cell);
            }
            last => {
                self.is_sorted = self.is_sorted && last.as_ref().is_none_or(|last| last.index < at.row);
                // A table's rows are about equally long.
                let mut cells = Vec::with_capacity(last.map_or(1, |last| last.cells.len()));
                cells.push(cell);
                self.rows.push(Row { index: at.row, cells });
                let count = self.rows.len() as u64;
                if count > budget.limits.rows {
                    return Err(OpenFault::TooLarge { what: "rows", actual: count, limit: budget.limits.rows });
                }
            }
        }
        Ok(())
    }

    /// Takes down a merged region; one of a single cell is none.
    pub(super) fn merge(&mut self, area: Area) {
        let last = Address::new(area.last.row.min(LAST.row), area.last.column.min(LAST.column));
        if area.first.row <= last.row && area.first.column <= last.column && area.first != last {
            self.merges.push(Area::new(area.first, last));
        }
    }

    /// The sheet: rows and cells in order, nothing below a merge.
    ///
    /// # Errors
    ///
    /// When a cell has two values: nobody can tell which is right.
    pub(super) fn finish(mut self) -> Result<Sheet, OpenFault> {
        if !self.is_sorted {
            self.sort()?;
        }
        let merges = merges::disjoint(self.merges);
        merges::uncover(&mut self.rows, &merges);
        self.rows.retain(|row| row.cells.iter().any(|cell| !is_uncalculated(&cell.value)));
        Ok(Sheet { name: Arc::from(self.name), hidden: self.hidden, rows: self.rows, merges })
    }

    fn sort(&mut self) -> Result<(), OpenFault> {
        self.rows.sort_by_key(|row| row.index);
        let mut rows: Vec<Row> = Vec::with_capacity(self.rows.len());
        for row in self.rows.drain(..) {
            match rows.last_mut() {
                Some(last) if last.index == row.index => last.cells.extend(row.cells),
                _ => rows.push(row),
            }
        }
        for row in &mut rows {
            row.cells.sort_by_key(|cell| cell.column);
            if row.cells.is_sorted_by(|one, next| one.column < next.column || one.value == next.value) {
                row.cells.dedup_by_key(|cell| cell.column);
            } else {
                return Err(fault::damaged("a cell with two values"));
            }
        }
        self.rows = rows;
        Ok(())
    }
}

fn is_uncalculated(value: &CellValue) -> bool {
    matches!(value, CellValue::Error(text) if **text == *UNCALCULATED)
}

/// White space, or a picture that WPS keeps in a cell as `=DISPIMG("ID_…",1)`.
fn is_nothing(value: &CellValue) -> bool {
    let CellValue::Text(text) = value else {
        return false;
    };
    // Nearly every cell's text begins so, and none of these.
    if text.starts_with(|c| matches!(c, '0'..='9' | '\u{4E00}'..='\u{9FFF}')) {
        return false;
    }
    let bare = text.trim_start_matches('=');
    // Hardly a cell begins so: the search for the prefix need not be made ready for all.
    let bare = if bare.starts_with('_') { bare.trim_start_matches("_xlfn.") } else { bare };
    bare.starts_with("DISPIMG(") || is_blank(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &str) -> CellValue {
        CellValue::text(value)
    }

    #[test]
    fn cells_come_out_in_order_without_blank_and_covered_ones() {
        let mut budget = Budget::new(&Limits::default());
        let mut grid = Grid::new("一班", false);
        for (row, column, value) in
            [(5, 1, "b"), (5, 0, "a"), (0, 2, "c"), (5, 1, "b"), (0, 0, " \u{3000}"), (0, 1, "=DISPIMG(\"ID_1\",1)")]
        {
            grid.put(Address::new(row, column), text(value), &mut budget).unwrap();
        }
        grid.merge("C1:D2".parse_area());
        grid.merge("A6:B6".parse_area());
        grid.merge("E9:E9".parse_area());
        let sheet = grid.finish().unwrap();
        assert_eq!(sheet.merges.len(), 2);
        assert_eq!(sheet.rows.len(), 2);
        assert_eq!(sheet.get(Address::new(0, 2)), Some(&text("c")));
        assert_eq!(sheet.get(Address::new(5, 0)), Some(&text("a")));
        assert_eq!(sheet.get(Address::new(5, 1)), None);
    }

    #[test]
    fn a_cell_with_two_values_is_refused_and_so_is_one_beyond_the_sheet() {
        let mut budget = Budget::new(&Limits::default());
        let mut grid = Grid::new("x", false);
        for (row, value) in [(1, "a"), (0, "b"), (1, "c")] {
            grid.put(Address::new(row, 0), text(value), &mut budget).unwrap();
        }
        assert!(matches!(grid.finish(), Err(OpenFault::Damaged { .. })));
        let mut grid = Grid::new("x", false);
        let beyond = [(Address::new(0, LAST.column + 1), "columns"), (Address::new(LAST.row + 1, 0), "rows")];
        for (at, what) in beyond {
            let fault = grid.put(at, text("a"), &mut budget).unwrap_err();
            assert!(matches!(fault, OpenFault::TooLarge { what: told, .. } if told == what), "{fault}");
        }
        let long = "a".repeat((1 << 20) + 1);
        assert!(matches!(grid.put(LAST, text(&long), &mut budget), Err(OpenFault::TooLarge { what: "text", .. })));
    }

    #[test]
    fn limits_and_stamp_are_seen() {
        let mut budget = Budget::new(&Limits { cells: 2, ..Limits::default() });
        let mut grid = Grid::new("x", false);
        grid.put(Address::new(0, 0), text("huibiao:stamp=1"), &mut budget).unwrap();
        assert!(budget.own);
        grid.put(Address::new(0, 1), text("b"), &mut budget).unwrap();
        let fault = grid.put(Address::new(0, 2), text("c"), &mut budget).unwrap_err();
        assert_eq!(fault, OpenFault::TooLarge { what: "cells", actual: 3, limit: 2 });
    }

    trait ParseArea {
        fn parse_area(&self) -> Area;
    }

    impl ParseArea for str {
        fn parse_area(&self) -> Area {
            merges::area(self).unwrap()
        }
    }
}
