//! Office Open XML workbooks (`.xlsx`, `.xlsm`): ordinary sheets in one pass of our own, all others streamed cell by
//! cell by calamine behind our own guards.

use std::collections::BTreeSet;
use std::io::Cursor;

use calamine::{DataRef, Reader as _, Style, Xlsx, XlsxError};

use super::grid::{Budget, Grid, LAST};
use super::package::{Package, WHOLE_BYTES};
use super::xlsx_parts::{Listed, Surveyed, Workbook};
use super::xlsx_plain::Plain;
use super::xlsx_scan::Scan;
use super::{caught, fault, number_format, xlsx_parts};
use crate::model::{Address, Book, CellValue, DatePrecision, OpenFault, Sheet};
use crate::settings::Limits;

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Book, OpenFault> {
    read_by(bytes, limits, true)
}

/// Reads a workbook with calamine alone: what this program wrote is not read back in the program's own way.
pub(super) fn read_by_library(bytes: &[u8], limits: &Limits) -> Result<Book, OpenFault> {
    read_by(bytes, limits, false)
}

/// Reads a workbook; `is_scanning` says whether ordinary sheets are scanned or all are left to calamine.
fn read_by(bytes: &[u8], limits: &Limits, is_scanning: bool) -> Result<Book, OpenFault> {
    let mut package = Package::open(bytes, limits)?;
    let workbook = xlsx_parts::workbook(&mut package)?;
    let mut budget = Budget::new(limits);
    let found = scan(&mut package, &workbook, &mut budget, is_scanning)?;
    let mut book = xlsx_parts::properties(&mut package, &workbook.root)?;
    let is_library = workbook.is_usual && found.iter().any(|found| found.cells.is_none());
    let library = if is_library { library(bytes) } else { None };
    let mut sheets = Sheets { library, plain: None, package, workbook: &workbook };
    for found in found {
        let sheet = match found.cells {
            Some(grid) => with_merges(grid?, &found.surveyed).finish()?,
            None => sheets.read(found.listed, &found.surveyed, &mut budget)?,
        };
        book.sheets.push(sheet);
    }
    book.own = book.own || budget.own;
    Ok(book)
}

/// A sheet after the one pass over its part.
struct Found<'a> {
    listed: &'a Listed,
    surveyed: Surveyed,
    /// Its cells; `None` where it is unusual and must be read another way.
    cells: Option<Result<Grid, OpenFault>>,
}

/// Checks every part that will be read, and reads the sheets that are written as sheets usually are.
fn scan<'a>(
    package: &mut Package<'_>,
    workbook: &'a Workbook,
    budget: &mut Budget,
    is_scanning: bool,
) -> Result<Vec<Found<'a>>, OpenFault> {
    if workbook.sheets.is_empty() {
        return Err(OpenFault::Truncated);
    }
    let mut names = BTreeSet::new();
    if !workbook.sheets.iter().all(|sheet| names.insert(sheet.name.to_lowercase())) {
        return Err(fault::damaged("two sheets of one name"));
    }
    xlsx_parts::check_part(package, "[Content_Types].xml", |_| {})?;
    let referred = xlsx_parts::referred(package, workbook)?.filter(|_| is_scanning);
    let mut found: Vec<Found<'_>> = Vec::new();
    for listed in workbook.sheets.iter().filter(|sheet| sheet.is_worksheet) {
        if found.iter().any(|found| found.listed.part == listed.part) {
            // Its rows would be told twice.
            return Err(fault::damaged("two sheets of one part"));
        }
        let fresh = || Grid::new(&listed.name, listed.hidden);
        let mut scan = referred.as_ref().map(|referred| Scan::new(referred, fresh(), budget.clone()));
        let surveyed = xlsx_parts::check_sheet(package, &listed.part, scan.as_mut())?;
        let cells = scan.and_then(Scan::finish).map(|read| {
            read.map(|(grid, spent)| {
                *budget = spent;
                grid
            })
        });
        found.push(Found { listed, surveyed, cells });
    }
    Ok(found)
}

fn with_merges(mut grid: Grid, surveyed: &Surveyed) -> Grid {
    surveyed.merges.iter().for_each(|area| grid.merge(*area));
    grid
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
        let fresh = || with_merges(Grid::new(&listed.name, listed.hidden), surveyed);
        if let Some(library) = self.library.as_mut().filter(|_| !surveyed.is_odd) {
            let (mut grid, mut spent) = (fresh(), budget.clone());
            match caught::guarded(|| Ok(cells(library, &listed.name, &mut grid, &mut spent))) {
                Ok(Ok(())) => {
                    *budget = spent;
                    return grid.finish();
                }
                Ok(Err(Fault::Open(fault))) => return Err(fault),
                Ok(Err(Fault::Library)) | Err(_) => {}
            }
        }
        if surveyed.size > WHOLE_BYTES {
            return Err(OpenFault::TooLarge { what: "unpacked", actual: surveyed.size, limit: WHOLE_BYTES });
        }
        let part = self.package.part(&listed.part)?.ok_or(OpenFault::Truncated)?;
        let plain = match self.plain.take() {
            Some(plain) => plain,
            None => Plain::open(&mut self.package, self.workbook)?,
        };
        let mut grid = fresh();
        let outcome = plain.cells(&part, &mut grid, budget);
        self.plain = Some(plain);
        outcome.and_then(|()| grid.finish())
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
        DataRef::String(text) => CellValue::text(text.as_str()),
        DataRef::SharedString(text) => CellValue::text(*text),
        DataRef::Bool(truth) => CellValue::Bool(*truth),
        DataRef::Error(error) => CellValue::Error(error.to_string().into()),
        DataRef::Int(number) => number_format::value(*number as f64, shown, is_1904),
        DataRef::Float(number) => number_format::value(*number, shown, is_1904),
        DataRef::DateTime(moment) => number_format::value(moment.as_f64(), shown, is_1904),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => match number_format::iso(text) {
            Some((at, stored)) => number_format::date(at, shown.unwrap_or(stored)),
            None => CellValue::text(text.as_str()),
        },
    })
}

#[cfg(test)]
#[path = "xlsx_alike.rs"]
mod alike;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::open::tests::zipped;

    const MAIN: &str = "http://purl.oclc.org/ooxml/officeDocument/relationships";

    /// The parts of a strict workbook with one sheet.
    fn parts(sheet: &str) -> Vec<(String, String)> {
        let relation = |id: &str, kind: &str, target: &str| {
            format!("<Relationship Id=\"{id}\" Type=\"{MAIN}/{kind}\" Target=\"{target}\"/>")
        };
        let relations = |inside: String| format!("<Relationships>{inside}</Relationships>");
        let styles = "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>";
        [
            ("_rels/.rels", relations(relation("m", "officeDocument", "/xl/workbook.xml"))),
            (
                "xl/workbook.xml",
                "<workbook xmlns=\"http://purl.oclc.org/ooxml/spreadsheetml/main\"><sheets>\
                 <sheet name=\"一班\" sheetId=\"1\" state=\"veryHidden\" r:id=\"s\"/></sheets></workbook>"
                    .to_owned(),
            ),
            (
                "xl/_rels/workbook.xml.rels",
                relations(
                    relation("s", "worksheet", "worksheets/sheet1.xml")
                        + &relation("t", "sharedStrings", "sharedStrings.xml")
                        + &relation("y", "styles", "styles.xml"),
                ),
            ),
            ("xl/sharedStrings.xml", "<sst uniqueCount=\"1\"><si><t>王芳</t></si></sst>".to_owned()),
            ("xl/styles.xml", styles.to_owned()),
            ("xl/worksheets/sheet1.xml", format!("<worksheet><sheetData>{sheet}</sheetData></worksheet>")),
        ]
        .map(|(name, text)| (name.to_owned(), text))
        .to_vec()
    }

    fn outcome(parts: &[(String, String)]) -> Result<String, OpenFault> {
        crate::open::quiet_panics();
        let parts: Vec<_> = parts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
        let book = caught::guarded(|| read(&zipped(&parts), &Limits::default()))?;
        let sheet = &book.sheets[0];
        assert_eq!((&*sheet.name, sheet.hidden), ("一班", true));
        let cells = sheet.rows.iter().flat_map(|row| row.cells.iter().map(move |cell| (row.index, cell)));
        let shown = cells.map(|(row, cell)| format!("{}={}", Address::new(row, cell.column), cell.value.shown()));
        Ok(shown.collect::<Vec<_>>().join(" "))
    }

    const ROW: &str = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" s=\"1\"><v>42248</v></c></row>";
    const READ: &str = "A1=王芳 B1=2015-09-01";

    #[test]
    fn one_odd_cell_costs_no_sheet() {
        for odd in [
            "<c r=\"C1\" t=\"e\"><v>#SPILL!</v></c>",
            "<c r=\"C1\" t=\"s\"><v>7</v></c>",
            "<c r=\"C1\" t=\"b\"><v>maybe</v></c>",
            "<c r=\"C1\" t=\"n\"><v>12,5</v></c>",
            "<c r=\"C1\" t=\"zz\"><v>1</v></c>",
            "<c r=\"C1\"><v>1</v><extLst/></c>",
            "<c r=\"C1\" t=\"str\"><v>甲</v><f>A1</f></c>",
            "<c r=\"C1\" t=\"str\"><v><![CDATA[甲]]></v></c>",
            "<c r=\"C1\" t=\"s\"><v> 0 </v></c>",
            "<c r=\"C?\"><v>1</v></c>",
            "<c r=\"C1\"><f>1+1</f></c>",
            "<c r=\"C1\"><f>1+1</f><v></v></c>",
            "<c r=\"C1\"><f>1+1</f><v/></c>",
        ] {
            let read = outcome(&parts(&ROW.replace("</row>", &format!("{odd}</row>")))).unwrap();
            assert!(read.starts_with(&format!("{READ} C1=")), "{odd}: {read}");
        }
        for nothing in [
            "<c r=\"C1\"><v/></c>",
            "<c r=\"C1\" t=\"s\"><v></v></c>",
            "<c r=\"C1\" t=\"str\"><f>1+1</f><v></v></c>",
            "<c r=\"C1\"><f>_xlfn.DISPIMG(\"ID_1\",1)</f></c>",
            "<c/>",
        ] {
            assert_eq!(
                outcome(&parts(&ROW.replace("</row>", &format!("{nothing}</row>")))).unwrap(),
                READ,
                "{nothing}"
            );
        }
    }

    #[test]
    fn a_lying_dimension_an_unknown_state_and_macro_sheets_cost_no_book() {
        for dimension in ["B2:A1", "A1:XFD1048576", "", "A", "A99999999999", "甲1", "A1:B2:C3"] {
            let mut parts = parts(ROW);
            parts[5].1 = parts[5].1.replace("<sheetData>", &format!("<dimension ref=\"{dimension}\"/><sheetData>"));
            assert_eq!(outcome(&parts).unwrap(), READ, "{dimension}");
        }
        let mut parts = parts(ROW);
        parts[1].1 = parts[1].1.replace("</sheets>", "<sheet name=\"m\" state=\"odd\" r:id=\"x\"/></sheets>");
        parts[2].1 = parts[2].1.replace(
            "</Relationships>",
            "<Relationship Id=\"x\" Type=\"http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet\" \
             Target=\"macro1.xml\"/></Relationships>",
        );
        assert_eq!(outcome(&parts).unwrap(), READ);
    }

    #[test]
    fn parts_are_found_under_other_names() {
        let mut capital = parts(ROW);
        for (name, _) in &mut capital {
            *name = name.to_uppercase().replace('/', "\\");
        }
        assert_eq!(outcome(&capital).unwrap(), READ);
        let mut elsewhere = parts(ROW);
        elsewhere[3].0 = "xl/texts.xml".to_owned();
        elsewhere[4].0 = "looks.xml".to_owned();
        elsewhere[2].1 =
            elsewhere[2].1.replace("sharedStrings.xml", "texts.xml").replace("\"styles.xml", "\"../looks.xml");
        assert_eq!(outcome(&elsewhere).unwrap(), READ);
        let mut absolute = parts(ROW);
        absolute[2].1 = absolute[2].1.replace("worksheets/", "xl/worksheets/");
        assert_eq!(outcome(&absolute).unwrap(), READ);
        assert_eq!(outcome(&parts(ROW)[1..]).unwrap(), READ, "without the package's relations");
    }

    #[test]
    fn prefixed_names_are_read() {
        let mut prefixed = parts(ROW);
        for (_, text) in &mut prefixed[1..] {
            *text = text.replace("</", "</x:").replace('<', "<x:").replace("<x:/x:", "</x:");
        }
        assert_eq!(outcome(&prefixed).unwrap(), READ);
    }

    #[test]
    fn missing_parts_are_refused_only_where_they_are_needed() {
        let mut bare = parts(ROW);
        bare.remove(4);
        assert_eq!(outcome(&bare).unwrap(), "A1=王芳 B1=42248");
        bare.remove(3);
        assert_eq!(outcome(&bare), Err(OpenFault::Truncated));
        let mut cut = parts(ROW);
        cut.pop();
        assert_eq!(outcome(&cut), Err(OpenFault::Truncated));
    }

    #[test]
    fn a_wrong_checksum_of_the_texts_is_told() {
        let parts = parts(ROW);
        let parts: Vec<_> = parts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
        let mut bytes = zipped(&parts);
        let at = memchr::memmem::find(&bytes, "王芳".as_bytes()).unwrap();
        bytes[at + 2] ^= 1;
        let fault = read(&bytes, &Limits::default()).unwrap_err();
        assert_eq!(fault, OpenFault::Checksum { part: "xl/sharedstrings.xml".to_owned() });
    }

    #[test]
    fn far_cells_and_formatted_rows_cost_nothing_and_places_beyond_are_refused() {
        let mut rows = String::new();
        for row in 2..200_000 {
            let row = row.to_string();
            rows.extend(["<row r=\"", &row, "\" s=\"1\"><c r=\"A", &row, "\" s=\"1\"/></row>"]);
        }
        let far = "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>";
        assert_eq!(outcome(&parts(&format!("{ROW}{rows}{far}"))).unwrap(), format!("{READ} XFD1048576=1"));
        for beyond in ["XFE1", "A1048577"] {
            let fault = outcome(&parts(&format!("{ROW}<row><c r=\"{beyond}\"><v>1</v></c></row>"))).unwrap_err();
            assert!(matches!(fault, OpenFault::Damaged { .. }), "{beyond}: {fault}");
        }
    }
}
