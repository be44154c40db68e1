//! The sheets that a grid became.

use crate::report::readback::Expected;
use crate::report::trouble::Trouble;
use crate::report::verify::Stated;

/// A sheet of a grid: what it holds when it is written, for the proof of it.
#[derive(Clone, Debug)]
pub(in crate::report) struct Page {
    /// The sheet's name.
    pub(in crate::report) sheet: String,
    /// How many rows stand on it.
    pub(in crate::report) rows: u64,
    pub(super) first_row: u32,
    pub(super) end_row: u32,
    /// How many numbers stand in the column that counts, and their sum.
    pub(super) counted: (u64, i64),
    pub(super) stated: Stated,
}

/// The sheets of a grid.
#[derive(Clone, Debug)]
pub(in crate::report) struct Pages(pub(in crate::report) Vec<Page>);

impl Pages {
    /// What must be found on the sheets, which together hold `rows` numbers of this sum.
    pub(in crate::report) fn expected(self, column: u32, rows: u64, sum: i64) -> Result<Vec<Expected>, Trouble> {
        let found = self.0.iter().fold((0, 0), |all, page| (all.0 + page.counted.0, all.1 + page.counted.1));
        if found != (rows, sum) {
            let name = self.0.first().map(|page| page.sheet.as_str()).unwrap_or_default();
            let detail = format!("{name}: {} rows with sum {}, the ledger has {rows} with {sum}", found.0, found.1);
            return Err(Trouble::TieOut(detail));
        }
        let expected = |page: Page| {
            let Page { sheet, first_row, end_row, counted: (rows, sum), stated, .. } = page;
            Expected { sheet, column, first_row, end_row, rows, sum, stated }
        };
        Ok(self.0.into_iter().map(expected).collect())
    }
}
