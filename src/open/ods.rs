//! OpenDocument spreadsheets, in one pass over `content.xml`.
//!
//! calamine reads their values but neither merges nor number formats, and fills up repeated rows; the pass that would
//! tell those places the cells anyway, so it takes the values along.

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};

use super::grid::{Budget, Grid, LAST};
use super::ods_cell::{self, Attributes};
use super::package::Package;
use super::{number_format, xml};
use crate::model::{Address, Area, Book, CellValue, DatePrecision, OpenFault, ReturnStamp, STAMP_PROPERTY, is_own};
use crate::settings::Limits;

/// How many cells of a file its repeated rows and columns may fill up: a whole column of the longest sheet, and some.
const FILLED_CELLS: u64 = 1_200_000;
/// How many bytes of text those may hold.
const FILLED_BYTES: u64 = 64 * 1024 * 1024;

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Book, OpenFault> {
    let mut package = Package::open(bytes, limits)?;
    if let Some(manifest) = package.part("META-INF/manifest.xml")?
        && memchr::memmem::find(&manifest, b"encryption-data").is_some()
    {
        return Err(OpenFault::Encrypted);
    }
    let mut styles = Styles::default();
    if let Some(part) = package.part("styles.xml")? {
        content(&part, &mut styles, &mut Budget::new(limits))?;
    }
    let part = package.part("content.xml")?.ok_or(OpenFault::Truncated)?;
    let mut budget = Budget::new(limits);
    let mut book = Book { sheets: content(&part, &mut styles, &mut budget)?, own: budget.own, ..Book::default() };
    if let Some(meta) = package.part("meta.xml")? {
        properties(&meta, &mut book)?;
    }
    Ok(book)
}

/// The styles that say whether a sheet is shown, and how dates are.
#[derive(Default)]
struct Styles {
    /// Sheet styles that hide.
    hiding: Vec<String>,
    /// Number styles by name.
    dates: BTreeMap<String, DatePrecision>,
    /// The number style of a cell style, and the style it is derived from.
    cells: BTreeMap<String, (Option<String>, Option<String>)>,
}

impl Styles {
    /// What a cell style shows of a date.
    fn shows(&self, style: &str) -> Option<DatePrecision> {
        let mut style = style;
        // A chain of styles is short; a circle of them must end.
        for _ in 0..16 {
            let (data, parent) = self.cells.get(style)?;
            if let Some(data) = data {
                return self.dates.get(data).copied();
            }
            style = parent.as_deref()?;
        }
        None
    }

    fn begin(&mut self, element: &BytesStart<'_>, open: &mut OpenStyle) {
        match element.local_name().as_ref() {
            "style" => {
                open.name = xml::attribute(element, "name").unwrap_or_default();
                let data = xml::attribute(element, "data-style-name");
                let parent = xml::attribute(element, "parent-style-name");
                self.cells.insert(open.name.clone(), (data, parent));
            }
            "table-properties" if xml::attribute(element, "display").is_some_and(|shown| shown == "false") => {
                self.hiding.push(open.name.clone());
            }
            "date-style" | "time-style" => {
                open.number = xml::attribute(element, "name");
                open.letters.clear();
            }
            "year" => open.letters.push('y'),
            "month" => open.letters.push('m'),
            "day" => open.letters.push('d'),
            "hours" | "minutes" | "seconds" | "am-pm" => open.letters.push('h'),
            _ => {}
        }
    }

    fn end(&mut self, name: &str, open: &mut OpenStyle) {
        if matches!(name, "date-style" | "time-style") {
            let shows = number_format::shows(&open.letters);
            if let (Some(name), Some(shows)) = (open.number.take(), shows) {
                self.dates.insert(name, shows);
            }
        }
    }
}

/// The style that is being read.
#[derive(Default)]
struct OpenStyle {
    name: String,
    number: Option<String>,
    letters: String,
}

fn content(part: &[u8], styles: &mut Styles, budget: &mut Budget) -> Result<Vec<crate::model::Sheet>, OpenFault> {
    let mut reader = xml::reader(part);
    let mut open = OpenStyle::default();
    let mut sheets = Vec::new();
    loop {
        match xml::next(&mut reader)? {
            Event::Start(element) if element.local_name().as_ref() == "table" => {
                let name = xml::attribute(&element, "name").unwrap_or_default();
                let hidden = xml::attribute(&element, "style-name").is_some_and(|style| styles.hiding.contains(&style));
                sheets.push(table(&mut reader, Grid::new(&name, hidden), styles, budget)?);
            }
            Event::Start(element) => styles.begin(&element, &mut open),
            Event::End(element) => styles.end(element.local_name().as_ref(), &mut open),
            Event::Eof => return Ok(sheets),
            _ => {}
        }
    }
}

fn table(
    reader: &mut quick_xml::Reader<&[u8]>,
    mut grid: Grid,
    styles: &Styles,
    budget: &mut Budget,
) -> Result<crate::model::Sheet, OpenFault> {
    let (mut row, mut aside) = (0u32, 0u32);
    loop {
        match xml::next(reader)? {
            // Pictures, forms and link sources of a sheet may hold tables of their own.
            Event::Start(element)
                if aside > 0 || matches!(element.local_name().as_ref(), "shapes" | "forms" | "table-source") =>
            {
                aside += 1;
            }
            Event::End(_) if aside > 0 => aside -= 1,
            Event::Start(element) if element.local_name().as_ref() == "table-row" => {
                let repeated =
                    xml::attribute(&element, "number-rows-repeated").and_then(|count| count.parse::<u32>().ok());
                let repeated = repeated.unwrap_or(1).max(1);
                let cells = cells(reader, styles)?;
                cells.put(&mut grid, row, repeated, budget)?;
                row = row.saturating_add(repeated);
            }
            Event::End(element) if element.local_name().as_ref() == "table" => {
                return grid.finish();
            }
            Event::Eof => return Err(OpenFault::Truncated),
            _ => {}
        }
    }
}

/// The cells of one row: column, how often repeated, value; and the merges that begin in it.
#[derive(Default)]
struct Cells {
    values: Vec<(u32, u32, CellValue)>,
    merges: Vec<(u32, (u32, u32))>,
}

impl Cells {
    /// Whether all that says something stands on the sheet as other programs know it: what lies beyond would be lost.
    fn within(&self, row: u32, repeated: u32) -> Result<(), OpenFault> {
        let says = |value: &CellValue| value.as_text().is_none_or(|text| !crate::model::is_blank(text));
        let beyond = |what: &'static str, last: u32, limit: u32| match last {
            last if last > limit => {
                Err(OpenFault::TooLarge { what, actual: u64::from(last) + 1, limit: u64::from(limit) + 1 })
            }
            _ => Ok(()),
        };
        for (column, columns, _) in self.values.iter().filter(|(.., value)| says(value)) {
            beyond("rows", row.saturating_add(repeated - 1), LAST.row)?;
            beyond("columns", column.saturating_add(columns - 1), LAST.column)?;
        }
        Ok(())
    }

    fn put(self, grid: &mut Grid, row: u32, repeated: u32, budget: &mut Budget) -> Result<(), OpenFault> {
        // Empty cells and rows that no spreadsheet has are passed over: they are not counted either.
        let width = |column: u32, columns: u32| columns.min((LAST.column + 1).saturating_sub(column));
        for (column, (columns, rows)) in self.merges.iter().copied() {
            let last = Address::new(row.saturating_add(rows - 1), column.saturating_add(columns - 1));
            grid.merge(Area::new(Address::new(row, column), last));
        }
        for (column, columns, value) in &self.values {
            let filled = u64::from(repeated) * u64::from(width(*column, *columns));
            budget.fill(filled.saturating_sub(1), value, (FILLED_CELLS, FILLED_BYTES))?;
        }
        self.within(row, repeated)?;
        if self.values.is_empty() || row > LAST.row {
            return Ok(());
        }
        let repeated = repeated.min(LAST.row - row + 1);
        for row in row..row + repeated {
            for (column, columns, value) in &self.values {
                for column in *column..*column + width(*column, *columns) {
                    grid.put(Address::new(row, column), value.clone(), budget)?;
                }
            }
        }
        Ok(())
    }
}

fn cells(reader: &mut quick_xml::Reader<&[u8]>, styles: &Styles) -> Result<Cells, OpenFault> {
    let mut cells = Cells::default();
    let mut column = 0u32;
    loop {
        match xml::next(reader)? {
            Event::Start(element) => {
                let name = element.local_name();
                let is_covered = name.as_ref() == "covered-table-cell";
                if !is_covered && name.as_ref() != "table-cell" {
                    continue;
                }
                let attributes = Attributes::of(&element);
                let text = ods_cell::paragraphs(reader)?;
                if !is_covered && attributes.spanned != (1, 1) {
                    cells.merges.push((column, attributes.spanned));
                }
                let shows = attributes.style.as_deref().and_then(|style| styles.shows(style));
                let value = attributes.value(text, shows);
                if !is_covered && value.as_text() != Some("") {
                    cells.values.push((column, attributes.repeated, value));
                }
                column = column.saturating_add(attributes.repeated);
            }
            Event::End(element) if element.local_name().as_ref() == "table-row" => {
                return Ok(cells);
            }
            Event::Eof => return Err(OpenFault::Truncated),
            _ => {}
        }
    }
}

/// When the document was changed, and whether it carries our stamp.
fn properties(part: &[u8], book: &mut Book) -> Result<(), OpenFault> {
    let mut reader = xml::reader(part);
    let (mut date, mut stamp) = (None, None);
    loop {
        match xml::next(&mut reader)? {
            Event::Start(element) if element.name().as_ref() == "dc:date" => {
                date = Some(String::new());
            }
            Event::Start(element) if element.local_name().as_ref() == "user-defined" => {
                let is_stamp = xml::attribute(&element, "name").is_some_and(|name| name == STAMP_PROPERTY);
                stamp = is_stamp.then(String::new);
            }
            Event::End(element) if element.local_name().as_ref() == "user-defined" => {
                let said = stamp.take().unwrap_or_default();
                book.own = book.own || (!said.is_empty() && is_own(&said));
                book.stamp = book.stamp.take().or_else(|| ReturnStamp::read(&said));
            }
            Event::End(element) if element.name().as_ref() == "dc:date" => {
                book.modified = date.take().as_deref().and_then(number_format::stamp);
            }
            Event::Eof => return Ok(()),
            event => {
                if let Some(text) = date.as_mut().or(stamp.as_mut()) {
                    xml::push_text(&event, text);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::open::tests::zipped;

    fn sheet(rows: &str) -> Result<Book, OpenFault> {
        let content = format!(
            "<o:document-content xmlns:o=\"o\" xmlns:office=\"office\" xmlns:t=\"t\" xmlns:p=\"p\">\
             <t:table t:name=\"x\">{rows}</t:table></o:document-content>"
        );
        read(&zipped(&[("content.xml", content.as_bytes())]), &Limits::default())
    }

    fn row(rows: u32, columns: u32, text: &str) -> String {
        format!(
            "<t:table-row t:number-rows-repeated=\"{rows}\"><t:table-cell t:number-columns-repeated=\"{columns}\" \
             office:value-type=\"string\"><p:p>{text}</p:p></t:table-cell></t:table-row>"
        )
    }

    #[test]
    fn repeated_cells_are_counted_before_they_are_made() {
        let fault = sheet(&row(999_999_999, 999_999_999, "X")).unwrap_err();
        assert!(matches!(fault, OpenFault::TooLarge { what: "cells", limit: FILLED_CELLS, .. }), "{fault}");
        // Many small repetitions count together.
        let fault = sheet(&row(1000, 500, "X").repeat(3)).unwrap_err();
        assert!(matches!(fault, OpenFault::TooLarge { what: "cells", .. }), "{fault}");
        let fault = sheet(&row(1000, 1000, &"学".repeat(100))).unwrap_err();
        assert!(matches!(fault, OpenFault::TooLarge { what: "unpacked", .. }), "{fault}");
    }

    #[test]
    fn repeated_cells_stand_in_every_place() {
        let book = sheet(&format!("{}{}", row(3, 2, "是"), row(1, 1, "否"))).unwrap();
        assert_eq!(book.sheets[0].rows.len(), 4);
        assert_eq!(book.sheets[0].get(Address::new(2, 1)), Some(&CellValue::text("是")));
        assert_eq!(book.sheets[0].get(Address::new(3, 0)), Some(&CellValue::text("否")));
    }

    #[test]
    fn a_column_filled_to_its_end_is_read_whole_and_empty_rows_cost_nothing() {
        let book = sheet(&format!(
            "{}<t:table-row t:number-rows-repeated=\"4000000000\"><t:table-cell/></t:table-row>{}",
            row(1, 1, "X"),
            row(9, 1, " ")
        ))
        .unwrap();
        assert_eq!(book.sheets[0].rows.len(), 1);
        let book = sheet(&row(1_048_576, 1, "X")).unwrap();
        assert_eq!(book.sheets[0].rows.len(), 1_048_576);
    }

    #[test]
    fn what_stands_beyond_a_sheets_last_cell_is_not_passed_over() {
        let fault = sheet(&format!("{}{}", row(1_048_576, 1, " "), row(1, 1, "X"))).unwrap_err();
        assert!(matches!(fault, OpenFault::TooLarge { what: "rows", actual: 1_048_577, limit: 1_048_576 }), "{fault}");
        let fault = sheet(&row(1_048_577, 1, "X")).unwrap_err();
        assert!(matches!(fault, OpenFault::TooLarge { what: "rows", .. }), "{fault}");
        let fault = sheet(&row(1, 16_385, "X")).unwrap_err();
        assert!(matches!(fault, OpenFault::TooLarge { what: "columns", .. }), "{fault}");
    }
}
