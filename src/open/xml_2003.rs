//! XML Spreadsheet 2003 (`urn:schemas-microsoft-com:office:spreadsheet`), as old export programs write it.

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};

use super::grid::{Budget, Grid};
use super::{number_format, xml};
use crate::decode;
use crate::model::{Address, Area, Book, CellValue, DatePrecision, OpenFault, STAMP_PROPERTY, Sheet, is_own};
use crate::settings::Limits;

type Reader<'a> = quick_xml::Reader<&'a [u8]>;

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Book, OpenFault> {
    let text = decode::markup(bytes).map_err(|_| OpenFault::NotAWorkbook { actual: "unknown" })?;
    let mut reader = quick_xml::Reader::from_str(text.trim_start_matches(crate::model::is_space));
    reader.config_mut().check_end_names = false;
    reader.config_mut().expand_empty_elements = true;
    let mut budget = Budget::new(limits);
    let mut book = Book::default();
    let mut styles = Styles::default();
    let mut is_closed = false;
    loop {
        match xml::next(&mut reader)? {
            Event::Start(element) => match element.local_name().as_ref() {
                "Worksheet" => {
                    let name = xml::attribute(&element, "Name").unwrap_or_default();
                    book.sheets.push(worksheet(&mut reader, &name, &styles, &mut budget)?);
                }
                "LastSaved" => {
                    book.modified = number_format::stamp(&text_of(&mut reader, "LastSaved")?);
                }
                STAMP_PROPERTY => book.own = book.own || is_own(&text_of(&mut reader, STAMP_PROPERTY)?),
                _ => styles.begin(&element),
            },
            Event::End(element) if element.local_name().as_ref() == "Workbook" => is_closed = true,
            Event::Eof if is_closed => break,
            Event::Eof => return Err(OpenFault::Truncated),
            _ => {}
        }
    }
    book.own = book.own || budget.own;
    Ok(book)
}

/// What cell styles show of a date.
#[derive(Default)]
struct Styles {
    shows: BTreeMap<String, DatePrecision>,
    open: String,
}

impl Styles {
    fn begin(&mut self, element: &BytesStart<'_>) {
        match element.local_name().as_ref() {
            "Style" => {
                self.open = xml::attribute(element, "ID").unwrap_or_default();
                let parent = xml::attribute(element, "Parent").and_then(|parent| self.shows.get(&parent).copied());
                if let Some(shows) = parent {
                    self.shows.insert(self.open.clone(), shows);
                }
            }
            "NumberFormat" => {
                let shows = xml::attribute(element, "Format").and_then(|format| named(&format));
                if let Some(shows) = shows {
                    self.shows.insert(self.open.clone(), shows);
                }
            }
            _ => {}
        }
    }
}

/// What a format shows; some have English names instead of a code.
fn named(format: &str) -> Option<DatePrecision> {
    match format {
        "General Date" | "Long Date" | "Medium Date" | "Short Date" => Some(DatePrecision::Day),
        "Long Time" | "Medium Time" | "Short Time" => Some(DatePrecision::Time),
        code => number_format::shows(code),
    }
}

fn worksheet(reader: &mut Reader<'_>, name: &str, styles: &Styles, budget: &mut Budget) -> Result<Sheet, OpenFault> {
    let mut grid = Grid::new(name, false);
    let (mut row, mut column) = (0u32, 0u32);
    let mut repeated = 1;
    let mut covered = Covered::default();
    loop {
        match xml::next(reader)? {
            Event::Start(element) => match element.local_name().as_ref() {
                "Row" => {
                    row = index(&element).unwrap_or(row);
                    // A span says how many more rows are like this one: only empty ones have it.
                    repeated = number(&element, "Span").saturating_add(1);
                    column = 0;
                }
                "Cell" => {
                    column = index(&element).unwrap_or_else(|| covered.first_free(row, column));
                    covered.add(&element, Address::new(row, column));
                    column = cell(reader, &element, Address::new(row, column), styles, (&mut grid, budget))?;
                }
                "Visible" => {
                    let visible = text_of(reader, "Visible")?;
                    grid.hide(visible.trim() != "SheetVisible");
                }
                _ => {}
            },
            Event::End(element) => match element.local_name().as_ref() {
                "Row" => row = row.saturating_add(repeated),
                "Worksheet" => return grid.finish(),
                _ => {}
            },
            Event::Eof => return Err(OpenFault::Truncated),
            _ => {}
        }
    }
}

/// What cells that reach downwards take of the rows below them. LibreOffice leaves the taken cells out of those rows
/// without an index to say so.
#[derive(Default)]
struct Covered(Vec<Area>);

impl Covered {
    fn add(&mut self, element: &BytesStart<'_>, at: Address) {
        let (across, down) = (number(element, "MergeAcross"), number(element, "MergeDown"));
        if down > 0 {
            self.0.retain(|area| area.last.row >= at.row);
            let last = Address::new(at.row.saturating_add(down), at.column.saturating_add(across));
            self.0.push(Area::new(Address::new(at.row.saturating_add(1), at.column), last));
        }
    }

    /// The first column from `column` on that no cell above takes in `row`.
    fn first_free(&self, row: u32, mut column: u32) -> u32 {
        while let Some(area) = self.0.iter().find(|area| area.contains(Address::new(row, column))) {
            column = area.last.column.saturating_add(1);
        }
        column
    }
}

/// Reads a cell to its end; gives the column behind it.
fn cell(
    reader: &mut Reader<'_>,
    element: &BytesStart<'_>,
    at: Address,
    styles: &Styles,
    (grid, budget): (&mut Grid, &mut Budget),
) -> Result<u32, OpenFault> {
    let (across, down) = (number(element, "MergeAcross"), number(element, "MergeDown"));
    let shows = xml::attribute(element, "StyleID").and_then(|style| styles.shows.get(&style).copied());
    if (across, down) != (0, 0) {
        grid.merge(Area::new(at, Address::new(at.row.saturating_add(down), at.column.saturating_add(across))));
    }
    loop {
        match xml::next(reader)? {
            Event::Start(element) => match element.local_name().as_ref() {
                "Data" => {
                    let kind = xml::attribute(&element, "Type").unwrap_or_default();
                    let text = text_of(reader, "Data")?;
                    grid.put(at, value(&kind, text, shows), budget)?;
                }
                // A note has data of its own, which is not the cell's.
                "Comment" => drop(text_of(reader, "Comment")?),
                _ => {}
            },
            Event::End(element) if element.local_name().as_ref() == "Cell" => break,
            Event::Eof => return Err(OpenFault::Truncated),
            _ => {}
        }
    }
    Ok(at.column.saturating_add(across).saturating_add(1))
}

fn value(kind: &str, text: String, shows: Option<DatePrecision>) -> CellValue {
    match kind {
        "Number" => match text.trim().parse() {
            Ok(number) => number_format::value(number, shows, false),
            Err(_) => CellValue::text(text),
        },
        "DateTime" => match number_format::iso(&text) {
            Some((at, stored)) => number_format::date(at, shows.unwrap_or(stored)),
            None => CellValue::text(text),
        },
        "Boolean" => CellValue::Bool(text.trim() == "1"),
        "Error" => CellValue::Error(text.into()),
        _ => CellValue::text(text),
    }
}

/// All text up to the end of the element that has just begun.
fn text_of(reader: &mut Reader<'_>, name: &str) -> Result<String, OpenFault> {
    let mut text = String::new();
    loop {
        match xml::next(reader)? {
            Event::End(element) if element.local_name().as_ref() == name => return Ok(text),
            Event::Eof => return Err(OpenFault::Truncated),
            event => xml::push_text(&event, &mut text),
        }
    }
}

fn index(element: &BytesStart<'_>) -> Option<u32> {
    xml::attribute(element, "Index")?.parse::<u32>().ok()?.checked_sub(1)
}

fn number(element: &BytesStart<'_>, name: &str) -> u32 {
    xml::attribute(element, name).and_then(|text| text.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOOK: &str = r#"<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Styles><Style ss:ID="m"><NumberFormat ss:Format="yyyy&quot;年&quot;m&quot;月&quot;"/></Style></Styles>
<Worksheet ss:Name="三&amp;四"><Table>
<Row><Cell ss:MergeAcross="1"><Data ss:Type="String">标题</Data></Cell><Cell><Data ss:Type="String">C</Data></Cell></Row>
<Row ss:Index="4"><Cell ss:Index="2"><Data ss:Type="Number">3</Data><Comment><ss:Data>note</ss:Data></Comment></Cell>
<Cell ss:StyleID="m"><Data ss:Type="DateTime">2015-09-01T00:00:00.000</Data></Cell>
<Cell><Data ss:Type="Boolean">1</Data></Cell><Cell ss:Formula="=1/0"><Data ss:Type="Error">#DIV/0!</Data></Cell></Row>
</Table></Worksheet>
<Worksheet ss:Name="旧"><Table/><WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>
</Workbook>"#;

    #[test]
    fn places_types_merges_and_hidden_sheets() {
        let book = read(BOOK.as_bytes(), &Limits::default()).unwrap();
        let shown = |at: &str| book.sheets[0].get(at.parse().unwrap()).map(CellValue::shown);
        assert_eq!(&*book.sheets[0].name, "三&四");
        assert_eq!(shown("A1").as_deref(), Some("标题"));
        assert_eq!(shown("C1").as_deref(), Some("C"));
        assert_eq!(shown("B4").as_deref(), Some("3"));
        assert_eq!(shown("C4").as_deref(), Some("2015-09"));
        assert_eq!(shown("D4").as_deref(), Some("TRUE"));
        assert_eq!(book.sheets[0].get("E4".parse().unwrap()), Some(&CellValue::Error("#DIV/0!".into())));
        assert_eq!(book.sheets[0].merges[0].to_string(), "A1:B1");
        assert_eq!((book.sheets.len(), book.sheets[1].hidden), (2, true));
    }

    #[test]
    fn a_cut_book_and_one_with_a_document_type_are_refused() {
        let cut = &BOOK[..BOOK.len() / 2];
        assert_eq!(read(cut.as_bytes(), &Limits::default()), Err(OpenFault::Truncated));
        let typed = BOOK.replace("<?mso", "<!DOCTYPE x [<!ENTITY a \"aa\">]><?mso");
        assert!(matches!(read(typed.as_bytes(), &Limits::default()), Err(OpenFault::Damaged { .. })));
    }

    #[test]
    fn two_sheets_of_one_name_are_refused() {
        let twice = BOOK.replace("\"旧\"", "\"三&amp;四\"");
        let fault = crate::open::read(crate::model::Format::Xml, twice.as_bytes(), "", &Limits::default()).unwrap_err();
        assert_eq!(fault.to_string(), "damaged: two sheets of one name");
    }

    #[test]
    fn cells_below_one_that_reaches_down_are_placed_beside_it() {
        let text = |name: &str| format!("<Cell><Data ss:Type=\"String\">{name}</Data></Cell>");
        let page = format!(
            "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" \
             xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet ss:Name=\"a\"><Table><Row>\
             <Cell ss:MergeDown=\"1\"><Data ss:Type=\"String\">姓名</Data></Cell>\
             <Cell ss:MergeAcross=\"1\"><Data ss:Type=\"String\">父亲</Data></Cell></Row><Row>{}{}</Row></Table></Worksheet></Workbook>",
            text("姓名"),
            text("电话"),
        );
        let book = read(page.as_bytes(), &Limits::default()).unwrap();
        let shown = |at: &str| book.sheets[0].get(at.parse().unwrap()).map(CellValue::shown);
        assert_eq!((shown("A2"), shown("B2"), shown("C2")), (None, Some("姓名".to_owned()), Some("电话".to_owned())));
    }
}
