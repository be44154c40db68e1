//! Office Open XML workbooks (`.xlsx`, `.xlsm`), streamed cell by cell by calamine behind our own guards.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use calamine::{DataRef, Reader as _, Style, Xlsx, XlsxError};

use super::grid::{Budget, Grid, LAST};
use super::package::Package;
use super::xlsx_parts::{Listed, Surveyed, Workbook};
use super::xlsx_plain::Plain;
use super::{caught, fault, number_format, xlsx_parts};
use crate::model::{Address, Book, CellValue, DatePrecision, OpenFault, Sheet};
use crate::settings::Limits;

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Book, OpenFault> {
    let mut package = Package::open(bytes, limits)?;
    let workbook = xlsx_parts::workbook(&mut package)?;
    let surveyed = check(&mut package, &workbook)?;
    let mut budget = Budget::new(limits);
    let mut book = xlsx_parts::properties(&mut package)?;
    let library = if workbook.is_usual { library(bytes) } else { None };
    let mut sheets = Sheets { library, plain: None, package, workbook: &workbook };
    for listed in &workbook.sheets {
        if let Some(surveyed) = surveyed.get(&listed.part).filter(|_| listed.is_worksheet) {
            book.sheets.push(sheets.read(listed, surveyed, &mut budget)?);
        }
    }
    book.own = book.own || budget.own;
    Ok(book)
}

/// Checks every part that will be read; gives what the sheets' parts say besides their cells.
fn check(package: &mut Package<'_>, workbook: &Workbook) -> Result<BTreeMap<String, Surveyed>, OpenFault> {
    if workbook.sheets.is_empty() {
        return Err(OpenFault::Truncated);
    }
    let mut names = BTreeSet::new();
    if !workbook.sheets.iter().all(|sheet| names.insert(sheet.name.to_lowercase())) {
        return Err(fault::damaged("two sheets of one name"));
    }
    for part in ["[Content_Types].xml", &workbook.part, &workbook.styles] {
        xlsx_parts::check_part(package, part)?;
    }
    xlsx_parts::check_strings(package, &workbook.strings)?;
    let mut surveyed = BTreeMap::new();
    for sheet in workbook.sheets.iter().filter(|sheet| sheet.is_worksheet) {
        if surveyed.contains_key(&sheet.part) {
            // Its rows would be told twice.
            return Err(fault::damaged("two sheets of one part"));
        }
        surveyed.insert(sheet.part.clone(), xlsx_parts::check_sheet(package, &sheet.part)?);
    }
    Ok(surveyed)
}

type Library<'a> = Xlsx<Cursor<&'a [u8]>>;

/// The workbook in calamine's hands; `None` when it refuses it.
fn library(bytes: &[u8]) -> Option<Library<'_>> {
    caught::guarded(|| Xlsx::new(Cursor::new(bytes)).map_err(|error: XlsxError| fault::damaged(&error.to_string())))
        .ok()
}

/// The ways to read a workbook's sheets.
struct Sheets<'a> {
    library: Option<Library<'a>>,
    /// Opened when a sheet needs it.
    plain: Option<Plain>,
    package: Package<'a>,
    workbook: &'a Workbook,
}

impl Sheets<'_> {
    /// Reads a sheet by calamine, or plainly where calamine refuses it or is known to misread it.
    fn read(&mut self, listed: &Listed, surveyed: &Surveyed, budget: &mut Budget) -> Result<Sheet, OpenFault> {
        let fresh = || {
            let mut grid = Grid::new(&listed.name, listed.hidden);
            surveyed.merges.iter().for_each(|area| grid.merge(*area));
            grid
        };
        if let Some(library) = self.library.as_mut().filter(|_| !surveyed.is_odd) {
            let (mut grid, mut spent) = (fresh(), budget.clone());
            match caught::guarded(|| Ok(cells(library, &listed.name, &mut grid, &mut spent))) {
                Ok(Ok(())) => {
                    *budget = spent;
                    return Ok(grid.finish());
                }
                Ok(Err(Fault::Open(fault))) => return Err(fault),
                Ok(Err(Fault::Library)) | Err(_) => {}
            }
        }
        let part = self.package.part(&listed.part)?.ok_or(OpenFault::Truncated)?;
        let plain = match self.plain.take() {
            Some(plain) => plain,
            None => Plain::open(&mut self.package, self.workbook)?,
        };
        let mut grid = fresh();
        let outcome = plain.cells(&part, &mut grid, budget);
        self.plain = Some(plain);
        outcome.map(|()| grid.finish())
    }
}

/// Why calamine's cells did not come to their end.
enum Fault {
    /// It would not read on: another way may.
    Library,
    /// The file's own fault.
    Open(OpenFault),
}

impl From<XlsxError> for Fault {
    fn from(_: XlsxError) -> Self {
        Self::Library
    }
}

/// Puts a value at its place, which must be one that spreadsheets have.
pub(super) fn put(at: Address, value: CellValue, grid: &mut Grid, budget: &mut Budget) -> Result<(), OpenFault> {
    if at.row > LAST.row || at.column > LAST.column {
        return Err(fault::damaged("a cell outside the sheet"));
    }
    grid.put(at, value, budget)
}

fn cells(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str, grid: &mut Grid, budget: &mut Budget) -> Result<(), Fault> {
    let is_1904 = workbook.has_1904_epoch();
    let mut reader = workbook.worksheet_cells_reader(name)?;
    let shown: Vec<Option<DatePrecision>> = reader.styles().iter().map(shown).collect();
    while let Some((cell, style)) = reader.next_cell_with_style_id()? {
        let (row, column) = cell.get_position();
        let shown = shown.get(style).copied().flatten();
        if let Some(value) = value(cell.get_value(), shown, is_1904) {
            put(Address::new(row, column), value, grid, budget).map_err(Fault::Open)?;
        }
    }
    Ok(())
}

/// What a cell style shows of a number.
fn shown(style: &Style) -> Option<DatePrecision> {
    let format = style.number_format.as_ref()?;
    // A workbook may give a number of Excel's own another code; calamine gives those without one `General`.
    let written = (format.format_code != "General").then(|| number_format::shows(&format.format_code));
    written.unwrap_or_else(|| format.format_id.and_then(number_format::builtin))
}

/// A value as a cell of ours; `None` when there is none.
pub(super) fn value(data: &DataRef<'_>, shown: Option<DatePrecision>, is_1904: bool) -> Option<CellValue> {
    Some(match data {
        DataRef::Empty => return None,
        DataRef::String(text) => CellValue::Text(text.clone()),
        DataRef::SharedString(text) => CellValue::Text((*text).to_owned()),
        DataRef::Bool(truth) => CellValue::Bool(*truth),
        DataRef::Error(error) => CellValue::Error(error.to_string()),
        DataRef::Int(number) => number_format::value(*number as f64, shown, is_1904),
        DataRef::Float(number) => number_format::value(*number, shown, is_1904),
        DataRef::DateTime(moment) => number_format::value(moment.as_f64(), shown, is_1904),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => match number_format::iso(text) {
            Some((at, stored)) => number_format::date(at, shown.unwrap_or(stored)),
            None => CellValue::Text(text.clone()),
        },
    })
}
