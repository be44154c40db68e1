//! Office Open XML workbooks (`.xlsx`, `.xlsm`), streamed cell by cell by calamine behind our own guards.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Style, Xlsx, XlsxError};

use super::grid::{Budget, Grid};
use super::package::{self, Package, proper};
use super::{fault, number_format, xlsx_parts};
use crate::model::{Address, Area, Book, CellValue, DatePrecision, OpenFault, STAMP_PROPERTY};
use crate::settings::Limits;

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Book, OpenFault> {
    let Checked { regions, mended } = check(bytes, limits)?;
    let bytes = mended.as_deref().unwrap_or(bytes);
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| of_xlsx(&error))?;
    let mut budget = Budget::new(limits);
    let mut book = Book::default();
    let listed = workbook.sheets_metadata().to_vec();
    for (sheet, regions) in listed.into_iter().zip(regions) {
        let Some(regions) = regions else { continue };
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let mut grid = Grid::new(&sheet.name, sheet.visible != SheetVisible::Visible);
        for area in regions {
            grid.merge(area);
        }
        match cells(&mut workbook, &sheet.name, &mut grid, &mut budget) {
            // A sheet without cells at all says so in its own way.
            Err(Fault::Xlsx(XlsxError::NotAWorksheet(_))) => {}
            Err(Fault::Xlsx(error)) => return Err(of_xlsx(&error)),
            Err(Fault::Open(fault)) => return Err(fault),
            Ok(()) => book.sheets.push(grid.finish()),
        }
    }
    if let Ok(properties) = workbook.workbook_properties() {
        book.modified = properties.modified.as_deref().and_then(number_format::stamp);
        book.own = properties.custom_properties.contains_key(STAMP_PROPERTY);
    }
    book.own = book.own || budget.own;
    Ok(book)
}

/// What the guards found.
struct Checked {
    /// Each sheet's merged regions, `None` for what is no sheet of cells.
    regions: Vec<Option<Vec<Area>>>,
    /// The package without what calamine would refuse it for.
    mended: Option<Vec<u8>>,
}

/// Checks every part that will be read.
fn check(bytes: &[u8], limits: &Limits) -> Result<Checked, OpenFault> {
    let mut package = Package::open(bytes, limits)?;
    let workbook = xlsx_parts::workbook_part(&mut package)?;
    let sheets = xlsx_parts::sheets(&mut package, &workbook)?;
    if sheets.is_empty() {
        return Err(OpenFault::Truncated);
    }
    let mut names = BTreeSet::new();
    if !sheets.iter().all(|sheet| names.insert(sheet.name.to_lowercase())) {
        return Err(fault::damaged("two sheets of one name"));
    }
    let folder = workbook.rsplit_once('/').map(|(folder, _)| format!("{folder}/")).unwrap_or_default();
    xlsx_parts::check_strings(&mut package, &proper(&format!("{folder}sharedStrings.xml")))?;
    xlsx_parts::check_part(&mut package, &format!("{folder}styles.xml"))?;
    xlsx_parts::check_part(&mut package, &workbook)?;
    let mut checked: BTreeMap<String, Vec<Area>> = BTreeMap::new();
    let mut regions = Vec::new();
    for sheet in sheets {
        if !sheet.is_worksheet {
            regions.push(None);
            continue;
        }
        if !checked.contains_key(&sheet.part) {
            checked.insert(sheet.part.clone(), xlsx_parts::check_sheet(&mut package, &sheet.part)?);
        }
        regions.push(checked.get(&sheet.part).cloned());
    }
    let mended = match xlsx_parts::without_macro_sheets(&mut package, &workbook)? {
        Some((part, changed)) => Some(package::with_part(bytes, &part, &changed)?),
        None => None,
    };
    Ok(Checked { regions, mended })
}

enum Fault {
    Xlsx(XlsxError),
    Open(OpenFault),
}

impl From<XlsxError> for Fault {
    fn from(error: XlsxError) -> Self {
        Self::Xlsx(error)
    }
}

fn cells(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str, grid: &mut Grid, budget: &mut Budget) -> Result<(), Fault> {
    let is_1904 = workbook.has_1904_epoch();
    let mut reader = workbook.worksheet_cells_reader(name)?;
    let shown: Vec<Option<DatePrecision>> = reader.styles().iter().map(shown).collect();
    while let Some((cell, style)) = reader.next_cell_with_style_id()? {
        let (row, column) = cell.get_position();
        let shown = shown.get(style).copied().flatten();
        if let Some(value) = value(cell.get_value(), shown, is_1904) {
            grid.put(Address::new(row, column), value, budget).map_err(Fault::Open)?;
        }
    }
    Ok(())
}

/// What a cell style shows of a number.
fn shown(style: &Style) -> Option<DatePrecision> {
    let format = style.number_format.as_ref()?;
    format.format_id.and_then(number_format::builtin).or_else(|| number_format::shows(&format.format_code))
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

fn of_xlsx(error: &XlsxError) -> OpenFault {
    match error {
        XlsxError::Password => OpenFault::Encrypted,
        XlsxError::Zip(error) => fault::of_zip(error),
        XlsxError::Io(error) => fault::of_part(error, "xl"),
        XlsxError::XmlEof(_)
        | XlsxError::FileNotFound(_)
        | XlsxError::RelationshipNotFound
        | XlsxError::WorksheetNotFound(_) => OpenFault::Truncated,
        XlsxError::Xml(error) => fault::of_xml(error),
        error => fault::damaged(&error.to_string()),
    }
}
