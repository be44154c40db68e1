//! BIFF workbooks (`.xls`, `.et`), read by calamine after [`biff`] has made their stream safe.

use std::collections::BTreeSet;
use std::io::{Cursor, Read, Write};

use calamine::{Data, Reader as _, SheetType, SheetVisible, Xls, XlsError, XlsOptions};

use super::biff::{self, SheetFacts};
use super::grid::{Budget, Grid};
use super::{fault, number_format};
use crate::model::{Address, Book, CellValue, DatePrecision, OpenFault};
use crate::settings::Limits;

/// First bytes of an OLE compound file (MS-CFB 2.2).
const COMPOUND: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// The code page of western Windows.
const LATIN: u16 = 1252;

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Book, OpenFault> {
    let mut streams =
        if bytes.starts_with(COMPOUND) { streams(bytes)? } else { Streams { workbook: bytes.to_vec(), summary: None } };
    let facts = biff::survey(&mut streams.workbook)?;
    if facts.sheets.is_empty() {
        // BIFF of before 1993 is one sheet without a list; nobody reads it any more.
        return Err(OpenFault::NotAWorkbook { actual: "biff" });
    }
    let packed = streams.packed()?;
    let mut workbook = workbook(&packed, facts.codepage)?;
    let is_1904 = workbook.has_1904_epoch();
    let mut budget = Budget::new(limits);
    let mut book = Book::default();
    let mut names = BTreeSet::new();
    if !workbook.sheets_metadata().iter().all(|sheet| names.insert(sheet.name.to_lowercase())) {
        // calamine keeps them by name: the last one's rows would be told for each.
        return Err(fault::damaged("two sheets of one name"));
    }
    for (sheet, facts) in workbook.sheets_metadata().to_vec().into_iter().zip(facts.sheets) {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let mut grid = Grid::new(&sheet.name, sheet.visible != SheetVisible::Visible);
        let range = workbook.worksheet_range(&sheet.name).map_err(|error| of_xls(&error))?;
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, data) in range.used_cells() {
            let row = true_row(row as u32 + top, &facts);
            let column = column as u32 + left;
            let shown = facts.dates.get(&(row as u16, column as u16)).copied();
            if let Some(value) = value(data, shown, is_1904) {
                grid.put(Address::new(row, column), value, &mut budget)?;
            }
        }
        for area in facts.merges {
            grid.merge(area);
        }
        book.sheets.push(grid.finish()?);
    }
    if let Ok(properties) = workbook.workbook_properties() {
        book.modified = properties.modified.as_deref().and_then(number_format::stamp);
    }
    book.own = budget.own;
    Ok(book)
}

/// Has calamine read the streams; texts in a code page that it does not know are read as Latin ones.
fn workbook(packed: &[u8], codepage: Option<u16>) -> Result<Xls<Cursor<&[u8]>>, OpenFault> {
    let mut options = XlsOptions::default();
    options.force_codepage = codepage;
    let read = |options| Xls::new_with_options(Cursor::new(packed), options);
    match read(options.clone()) {
        Err(XlsError::Cfb(error)) if error.to_string().contains("Codepage") => {
            options.force_codepage = Some(LATIN);
            read(options)
        }
        read => read,
    }
    .map_err(|error| of_xls(&error))
}

fn true_row(row: u32, facts: &SheetFacts) -> u32 {
    let gathered = facts.rows.as_ref().and_then(|rows| rows.get(row as usize));
    gathered.map_or(row, |&row| u32::from(row))
}

fn value(data: &Data, shown: Option<DatePrecision>, is_1904: bool) -> Option<CellValue> {
    Some(match data {
        Data::Empty => return None,
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => CellValue::text(text.as_str()),
        Data::Bool(truth) => CellValue::Bool(*truth),
        Data::Error(error) => CellValue::Error(error.to_string().into()),
        Data::Int(number) => number_format::value(*number as f64, shown, is_1904),
        Data::Float(number) => number_format::value(*number, shown, is_1904),
        Data::DateTime(moment) => number_format::value(moment.as_f64(), shown, is_1904),
    })
}

/// The streams of a compound file that are read.
struct Streams {
    workbook: Vec<u8>,
    summary: Option<Vec<u8>>,
}

const SUMMARY: &str = "/\u{5}SummaryInformation";

fn streams(bytes: &[u8]) -> Result<Streams, OpenFault> {
    let mut compound = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|error| of_compound(&error, bytes.len()))?;
    let root: Vec<_> =
        compound.read_root_storage().filter(cfb::Entry::is_stream).map(|entry| entry.path().to_path_buf()).collect();
    let named = |name: &str| {
        let is_it = |path: &&std::path::PathBuf| {
            path.file_name().is_some_and(|other| other.to_string_lossy().eq_ignore_ascii_case(name))
        };
        root.iter().find(is_it)
    };
    // Word and PowerPoint documents hold workbooks too, but deeper down.
    let path = named("Workbook").or_else(|| named("Book")).ok_or(OpenFault::NotAWorkbook { actual: "ole" })?;
    let mut workbook = Vec::new();
    let mut stream = compound.open_stream(path).map_err(|error| of_compound(&error, bytes.len()))?;
    stream
        .by_ref()
        .take(bytes.len() as u64)
        .read_to_end(&mut workbook)
        .map_err(|error| of_compound(&error, bytes.len()))?;
    let mut summary = Vec::new();
    let read = compound.open_stream(SUMMARY).and_then(|stream| stream.take(1 << 20).read_to_end(&mut summary));
    Ok(Streams { workbook, summary: read.is_ok().then_some(summary) })
}

impl Streams {
    /// A new compound file with nothing else in it, so that calamine walks no chain but those made here.
    fn packed(&self) -> Result<Vec<u8>, OpenFault> {
        let pack = || -> std::io::Result<Vec<u8>> {
            let mut compound = cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new()))?;
            compound.create_stream("/Workbook")?.write_all(&self.workbook)?;
            if let Some(summary) = &self.summary {
                compound.create_stream(SUMMARY)?.write_all(summary)?;
            }
            compound.flush()?;
            Ok(compound.into_inner().into_inner())
        };
        pack().map_err(|error| fault::damaged(&error.to_string()))
    }
}

/// A compound file is made of sectors: one that ends inside a sector, or lacks some that it lists, is cut off.
fn of_compound(error: &std::io::Error, size: usize) -> OpenFault {
    let words = error.to_string();
    if error.kind() == std::io::ErrorKind::UnexpectedEof || size < 1536 || words.contains(" only ") {
        OpenFault::Truncated
    } else {
        fault::damaged(&words)
    }
}

fn of_xls(error: &XlsError) -> OpenFault {
    match error {
        XlsError::Password => OpenFault::Encrypted,
        XlsError::Io(error) => fault::of_part(error, "Workbook"),
        XlsError::EoStream(_) => OpenFault::Truncated,
        error => fault::damaged(&error.to_string()),
    }
}
