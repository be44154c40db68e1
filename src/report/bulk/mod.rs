//! Long sheets: their rows are written as they stand in the package, not through rust_xlsxwriter, which makes the rest.
//!
//! The workbook is made with each long sheet complete but for its rows: title, header, table or filter, widths, notes
//! for the printer. Where the rows belong stand specimens, a cell of every style. Then the package is put together
//! anew: every part is copied as it is, and in a long sheet's part the rows take the place of the specimens. That the
//! specimens bear the numbers of style that the rows were written with is proved there.

mod package;
mod rows;
mod spool;
#[cfg(test)]
mod tests;

pub(super) use package::join;
pub(super) use rows::LongRows;

/// Sheets of more rows than these are long.
pub(super) const LIBRARY_ROWS: u64 = 100;
