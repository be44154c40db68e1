//! Binary workbooks (`.xlsb`), streamed by calamine. Merged regions and the exact number formats are not read.

use std::io::Cursor;

use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Xlsb, XlsbError};

use super::grid::{Budget, Grid};
use super::package::Package;
use super::{fault, number_format, xlsx};
use crate::model::{Address, Book, DatePrecision, OpenFault, STAMP_PROPERTY};
use crate::settings::Limits;

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Book, OpenFault> {
    check(bytes, limits)?;
    let mut workbook: Xlsb<_> = Xlsb::new(Cursor::new(bytes)).map_err(|error| of_xlsb(&error))?;
    let is_1904 = workbook.has_1904_epoch();
    let mut budget = Budget::new(limits);
    let mut book = Book::default();
    for sheet in workbook.sheets_metadata().to_vec() {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let mut grid = Grid::new(&sheet.name, sheet.visible != SheetVisible::Visible);
        let mut reader = workbook.worksheet_cells_reader(&sheet.name).map_err(|error| of_xlsb(&error))?;
        while let Some(cell) = reader.next_cell().map_err(|error| of_xlsb(&error))? {
            let (row, column) = cell.get_position();
            if let Some(value) = xlsx::value(cell.get_value(), shown(cell.get_value()), is_1904) {
                grid.put(Address::new(row, column), value, &mut budget)?;
            }
        }
        book.sheets.push(grid.finish());
    }
    if let Ok(properties) = workbook.workbook_properties() {
        book.modified = properties.modified.as_deref().and_then(number_format::stamp);
        book.own = properties.custom_properties.contains_key(STAMP_PROPERTY);
    }
    book.own = book.own || budget.own;
    Ok(book)
}

/// What calamine tells of a number's format: a date, a duration, or neither. A date before day 1 is a time of day.
fn shown(data: &DataRef<'_>) -> Option<DatePrecision> {
    match data {
        DataRef::DateTime(moment) if moment.is_duration() || (0.0..1.0).contains(&moment.as_f64()) => {
            Some(DatePrecision::Time)
        }
        DataRef::DateTime(_) => Some(DatePrecision::Day),
        _ => None,
    }
}

fn check(bytes: &[u8], limits: &Limits) -> Result<(), OpenFault> {
    let mut package = Package::open(bytes, limits)?;
    if !package.has("xl/workbook.bin") {
        return Err(OpenFault::Truncated);
    }
    let is_read = |name: &&str| {
        name.starts_with("xl/") && name.rsplit('.').next() == Some("bin") && !name.contains("printersettings")
    };
    let parts: Vec<String> = package.names().filter(is_read).map(str::to_owned).collect();
    for part in parts {
        package.stream(&part, |_| {})?;
    }
    Ok(())
}

fn of_xlsb(error: &XlsbError) -> OpenFault {
    match error {
        XlsbError::Password => OpenFault::Encrypted,
        XlsbError::Zip(error) => fault::of_zip(error),
        XlsbError::Io(error) => fault::of_part(error, "xl"),
        XlsbError::WorksheetNotFound(_) => OpenFault::Truncated,
        error => fault::damaged(&error.to_string()),
    }
}
