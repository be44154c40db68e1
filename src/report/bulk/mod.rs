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

use std::path::Path;

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::style::{self, Look, Styles, Tone};

/// Sheets of more rows than these are long.
pub(super) const LIBRARY_ROWS: u64 = 100;

/// Begins the rows of a long table on `sheet`, from row `first` on: writes a cell of every style where they will stand,
/// and one where the last of them ends. `folder` takes what is too much to hold.
pub(super) fn begin(
    sheet: &mut Worksheet,
    styles: &Styles,
    (first, rows): (u32, u32),
    columns: u16,
    folder: &Path,
) -> Result<LongRows, XlsxError> {
    let mut written = Vec::new();
    for (at, (number, format)) in (0..).zip(styles.cells()) {
        sheet.write_blank(first + at / u32::from(columns), (at % u32::from(columns)) as u16, format)?;
        written.push(number);
    }
    sheet.write_blank(first + rows - 1, columns - 1, styles.cell(Look::Text, Tone::Plain))?;
    written.push(style::number(Look::Text, Tone::Plain));
    Ok(LongRows::begin(&sheet.name(), (first, rows), columns.into(), written, folder))
}
