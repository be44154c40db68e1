//! A workbook as it was opened: sheets of cells with their true addresses.

use std::sync::Arc;

use chrono::NaiveDateTime;

use super::{Address, Area, CellValue, ReturnStamp};

/// A workbook, or a text file, which is one sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Book {
    /// The sheets in the file's order.
    pub sheets: Vec<Sheet>,
    /// When the document says it was last changed, from inside the file.
    pub modified: Option<NaiveDateTime>,
    /// Whether the document carries the stamp of one of our own outputs.
    pub own: bool,
    /// The stamp among its properties that says that it is a marked copy that came back.
    pub stamp: Option<ReturnStamp>,
}

impl Book {
    /// The stamp of a marked copy that came back: that of its list of problems, else the one among its properties.
    pub fn returned(&self) -> Option<ReturnStamp> {
        self.sheets.iter().find_map(ReturnStamp::on).or_else(|| self.stamp.clone())
    }
}

/// One sheet. Only cells with content are kept; cells that a merge covers are not.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// The name on the sheet's tab.
    pub name: Arc<str>,
    /// Whether the file hides the sheet.
    pub hidden: bool,
    /// The rows that have a cell with content, in order.
    pub rows: Vec<Row>,
    /// The merged regions of more than one cell.
    pub merges: Vec<Area>,
}

/// One row with content.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The row's number, from zero.
    pub index: u32,
    /// Its cells with content, by column.
    pub cells: Vec<Cell>,
}

/// A cell with content.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// The column, from zero.
    pub column: u32,
    /// What it holds.
    pub value: CellValue,
}

impl Row {
    /// The cell in `column`, if it has content.
    pub fn get(&self, column: u32) -> Option<&CellValue> {
        let found = self.cells.binary_search_by_key(&column, |cell| cell.column).ok()?;
        Some(&self.cells[found].value)
    }
}

impl Sheet {
    /// The row numbered `index` (from zero), if it has content.
    pub fn row(&self, index: u32) -> Option<&Row> {
        let found = self.rows.binary_search_by_key(&index, |row| row.index).ok()?;
        Some(&self.rows[found])
    }

    /// The cell at `at`, if it has content.
    pub fn get(&self, at: Address) -> Option<&CellValue> {
        self.row(at.row)?.get(at.column)
    }

    /// The merged region that covers `at`, if one does.
    pub fn merge_at(&self, at: Address) -> Option<&Area> {
        self.merges.iter().find(|area| area.contains(at))
    }
}
