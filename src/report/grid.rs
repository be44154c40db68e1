//! A table on a sheet: title, header, rows, and all that makes it pleasant to read. Rows are written once, in order,
//! so that a sheet too long to hold is streamed.

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{
    ExcelDateTime, Format, Formula, IgnoreError, Table, TableColumn, TableFunction, TableStyle, Workbook, Worksheet,
    XlsxError,
};

use super::measure;
use super::paper::{self, Paper};
use super::style::{Look, Styles, Tone};
use crate::finding::Lang;

/// The most rows that are held in memory and made a native table; above, the sheet is streamed.
pub(super) const TABLE_ROWS: u64 = 5_000;
/// The height of a title row, in points.
const TITLE_HEIGHT: f64 = 32.0;
const LINE_HEIGHT: f64 = 16.0;
const TEXT_HEIGHT: f64 = 14.5;
/// What a spreadsheet allows.
const GREATEST_HEIGHT: f64 = 409.0;

/// A column of a grid.
#[derive(Clone, Debug)]
pub(super) struct Column {
    title: String,
    look: Look,
    widest: f64,
    hidden: bool,
}

impl Column {
    /// A column that grows with its content up to `widest` half-width characters.
    pub(super) fn new(title: impl Into<String>, look: Look, widest: f64) -> Self {
        let column = Self { title: title.into(), look, widest, hidden: false };
        Self { widest: widest.max(column.least()), ..column }
    }

    /// A column of text for the program's own eyes.
    pub(super) fn hidden(title: impl Into<String>) -> Self {
        Self { title: title.into(), look: Look::Line, widest: 0.0, hidden: true }
    }

    /// Room for the header with its filter arrow; a long header takes two lines.
    fn least(&self) -> f64 {
        if self.hidden {
            return 0.0;
        }
        let title = measure::width(&self.title);
        let line = if title > 12.0 { (title / 4.0).ceil() * 2.0 } else { title };
        let least = match self.look {
            Look::Date => 12.5,
            Look::Number | Look::Count => 8.0,
            _ => 6.0,
        };
        (line + 4.0).max(least)
    }

    /// How much text fits on a line of the column at its widest: the font is a little wider than the width's unit.
    fn room(&self) -> f64 {
        (self.widest - 1.0) * 0.95
    }
}

/// What a cell is given.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Put<'a> {
    Nothing,
    Text(std::borrow::Cow<'a, str>),
    Number(f64),
    Date(NaiveDate),
    /// A formula and the value it has now.
    Formula(String, f64),
    /// A formula and the words it shows now.
    FormulaText(String, String),
}

impl<'a> Put<'a> {
    pub(super) fn text(text: impl Into<std::borrow::Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }

    pub(super) fn maybe(text: Option<&'a str>) -> Self {
        text.map_or(Self::Nothing, Self::text)
    }

    pub(super) fn count(number: i64) -> Self {
        Self::Number(number as f64)
    }

    /// Adds a tone to the value.
    pub(super) fn toned(self, tone: Tone) -> Entry<'a> {
        Entry { put: self, tone }
    }
}

/// A cell's content and colour.
#[derive(Clone, Debug)]
pub(super) struct Entry<'a> {
    pub(super) put: Put<'a>,
    pub(super) tone: Tone,
}

impl<'a> From<Put<'a>> for Entry<'a> {
    fn from(put: Put<'a>) -> Self {
        put.toned(Tone::Plain)
    }
}

/// The words above a grid.
#[derive(Clone, Copy, Debug)]
pub(super) struct Heading<'a> {
    /// The sheet's title.
    pub(super) title: &'a str,
    /// What the sheet is, in a line; where columns are frozen, no longer than these are wide.
    pub(super) subtitle: &'a str,
    /// More of it, right of the frozen columns.
    pub(super) hint: &'a str,
    /// The reader's language.
    pub(super) lang: Lang,
    /// How many columns stay in sight when the sheet is moved sideways.
    pub(super) frozen: u16,
}

/// A grid being written.
pub(super) struct Grid<'a> {
    sheet: &'a mut Worksheet,
    styles: &'a Styles,
    heading: Heading<'a>,
    columns: Vec<Column>,
    widths: Vec<f64>,
    header: u32,
    next: u32,
    native: bool,
}

/// Adds a sheet for `rows` rows: one that is streamed when they are too many to hold.
pub(super) fn sheet_for<'a>(book: &'a mut Workbook, name: &str, rows: u64) -> Result<&'a mut Worksheet, XlsxError> {
    let sheet = if rows > TABLE_ROWS { book.add_worksheet_with_constant_memory()? } else { book.add_worksheet() };
    sheet.set_name(name)
}

impl<'a> Grid<'a> {
    /// Begins a grid of `rows` rows with its title and header.
    pub(super) fn open(
        sheet: &'a mut Worksheet,
        styles: &'a Styles,
        heading: Heading<'a>,
        columns: Vec<Column>,
        rows: u64,
    ) -> Result<Self, XlsxError> {
        sheet.set_row_height(0, TITLE_HEIGHT)?;
        sheet.write_string_with_format(0, 0, heading.title, &styles.title)?;
        sheet.write_string_with_format(1, 0, heading.subtitle, &styles.subtitle)?;
        if !heading.hint.is_empty() {
            sheet.write_string_with_format(1, heading.frozen.max(1), heading.hint, &styles.subtitle)?;
        }
        sheet.set_row_height(1, LINE_HEIGHT + 4.0)?;
        let widths = columns.iter().map(Column::least).collect();
        let columns = distinct(columns);
        let native = rows > 0 && rows <= TABLE_ROWS;
        let mut grid = Self { sheet, styles, heading, columns, widths, header: 2, next: 3, native };
        grid.write_header(rows)?;
        Ok(grid)
    }

    /// The row of the first record, from zero.
    pub(super) const fn first_row(&self) -> u32 {
        self.header + 1
    }

    /// The row that is written next, from zero.
    pub(super) const fn next_row(&self) -> u32 {
        self.next
    }

    fn write_header(&mut self, rows: u64) -> Result<(), XlsxError> {
        let lines = self.columns.iter().zip(&self.widths);
        let lines = lines
            .filter(|(column, _)| !column.hidden)
            .map(|(column, width)| measure::lines(&column.title, *width - 1.0))
            .max()
            .unwrap_or(1);
        self.sheet.set_row_height(self.header, LINE_HEIGHT * f64::from(lines) + 8.0)?;
        let last = self.columns.len().saturating_sub(1) as u16;
        for (at, column) in self.columns.iter().enumerate() {
            self.sheet.write_string_with_format(self.header, at as u16, &column.title, &self.styles.header)?;
        }
        if rows > 0 && !self.native {
            self.sheet.autofilter(self.header, 0, self.header + rows as u32, last)?;
        }
        Ok(())
    }

    /// Writes a row, a cell per column.
    pub(super) fn row(&mut self, entries: &[Entry<'_>]) -> Result<(), XlsxError> {
        let mut lines = 1;
        for (at, (entry, column)) in entries.iter().zip(&self.columns).enumerate() {
            let look = match (&entry.put, column.look) {
                // A month, or words where a day should stand.
                (Put::Text(_), Look::Date | Look::Time) => Look::Centre,
                (Put::Text(_), Look::Number) => Look::Text,
                (Put::Number(_), Look::Line | Look::Text) => Look::Number,
                (_, look) => look,
            };
            // A streamed sheet is no table: its bands stand in its cells.
            let banded = entry.tone == Tone::Plain && !self.native && self.next.is_multiple_of(2);
            let format = self.styles.cell(look, if banded { Tone::Band } else { entry.tone });
            put(self.sheet, self.next, at as u16, &entry.put, format)?;
            if let (Put::Text(text), Some(width), false) = (&entry.put, self.widths.get_mut(at), column.hidden) {
                let (widest, taken) = measure::measured(measure::fitting(text), column.room());
                *width = width.max((widest * 1.06 + 2.0).min(column.widest));
                lines = lines.max(taken);
            }
        }
        self.set_height(lines)?;
        self.next += 1;
        Ok(())
    }

    /// Makes the row as high as its longest text, which wraps only where its column is as wide as it may be, takes lines.
    /// Not every program does this by itself.
    fn set_height(&mut self, lines: u32) -> Result<(), XlsxError> {
        if lines > 1 || self.native {
            let height = (TEXT_HEIGHT * f64::from(lines) + 4.0).min(GREATEST_HEIGHT);
            self.sheet.set_row_height(self.next, height)?;
        }
        Ok(())
    }

    /// Ends the grid: totals, filters, widths, print set-up, frozen panes; `empty` says in words why there is no row.
    pub(super) fn close(mut self, empty: &str, totals: &[Entry<'_>]) -> Result<(), XlsxError> {
        let last = self.columns.len().saturating_sub(1) as u16;
        if self.next == self.first_row() {
            self.sheet.write_string_with_format(self.next, 0, empty, &self.styles.subtitle)?;
        } else {
            self.sheet.ignore_error_range(self.first_row(), 0, self.next - 1, last, IgnoreError::NumberStoredAsText)?;
            if self.native {
                self.make_table(totals, last)?;
            }
            if !totals.is_empty() {
                self.row(totals)?;
            }
        }
        for (at, width) in self.widths.iter().enumerate() {
            self.sheet.set_column_width(at as u16, *width)?;
        }
        for (at, _) in self.columns.iter().enumerate().filter(|(_, column)| column.hidden) {
            self.sheet.set_column_hidden(at as u16)?;
        }
        let paper = Paper {
            lang: self.heading.lang,
            header: Some((self.header, self.header)),
            frozen: self.heading.frozen,
            width: self.widths.iter().sum(),
        };
        paper::lay(self.sheet, &paper)
    }

    fn make_table(&mut self, totals: &[Entry<'_>], last: u16) -> Result<(), XlsxError> {
        let mut columns = Vec::with_capacity(self.columns.len());
        for (at, column) in self.columns.iter().enumerate() {
            let made = TableColumn::new().set_header(&column.title).set_header_format(&self.styles.header);
            columns.push(match totals.get(at).map(|total| &total.put) {
                Some(Put::Text(label)) => made.set_total_label(label.as_ref()),
                Some(Put::Formula(formula, now)) => {
                    let formula = Formula::new(formula).set_result(now.to_string());
                    made.set_total_function(TableFunction::Custom(formula))
                }
                _ => made,
            });
        }
        let table = Table::new().set_columns(&columns).set_style(TableStyle::Light1).set_total_row(!totals.is_empty());
        let end = if totals.is_empty() { self.next - 1 } else { self.next };
        self.sheet.add_table(self.header, 0, end, last, &table)?;
        Ok(())
    }
}

/// Headers of a native table must differ: a repeated one gets its number.
fn distinct(mut columns: Vec<Column>) -> Vec<Column> {
    let mut seen = std::collections::BTreeMap::<String, usize>::new();
    for column in &mut columns {
        let times = seen.entry(column.title.to_lowercase()).or_default();
        *times += 1;
        if *times > 1 {
            column.title = format!("{} {times}", column.title);
        }
    }
    columns
}

/// Writes one value; text is text whatever it begins with.
pub(super) fn put(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    value: &Put<'_>,
    format: &Format,
) -> Result<(), XlsxError> {
    match value {
        Put::Nothing => sheet.write_blank(row, column, format)?,
        Put::Text(text) => sheet.write_string_with_format(row, column, measure::fitting(text), format)?,
        Put::Number(number) => sheet.write_number_with_format(row, column, *number, format)?,
        Put::Formula(formula, now) => {
            let formula = Formula::new(formula).set_result(now.to_string());
            sheet.write_formula_with_format(row, column, formula, format)?
        }
        Put::FormulaText(formula, now) => {
            sheet.write_formula_with_format(row, column, Formula::new(formula).set_result(now), format)?
        }
        Put::Date(date) => match excel_date(*date) {
            Some(day) => sheet.write_datetime_with_format(row, column, &day, format)?,
            None => sheet.write_string_with_format(row, column, date.to_string(), format)?,
        },
    };
    Ok(())
}

/// A day as a spreadsheet counts it, from 1900 on.
pub(super) fn excel_date(date: NaiveDate) -> Option<ExcelDateTime> {
    let year = u16::try_from(date.year()).ok()?;
    ExcelDateTime::from_ymd(year, date.month() as u8, date.day() as u8).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(rows: u64, repeated: bool) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.xlsx");
        let mut book = Workbook::new();
        book.set_tempdir(folder.path()).unwrap();
        let styles = Styles::new();
        let sheet = sheet_for(&mut book, "表", rows).unwrap();
        let heading = Heading { title: "题", subtitle: "行", hint: "", lang: Lang::Zh, frozen: 1 };
        let second = if repeated { "姓名" } else { "行" };
        let columns = vec![Column::new("姓名", Look::Text, 20.0), Column::new(second, Look::Number, 8.0)];
        let mut grid = Grid::open(sheet, &styles, heading, columns, rows).unwrap();
        for row in 0..rows {
            grid.row(&[Put::text("=1+1").into(), Put::Number(row as f64).into()]).unwrap();
        }
        grid.close("没有", &[]).unwrap();
        book.save(&file).unwrap();
        (folder, file)
    }

    fn part(file: &std::path::Path, name: &str) -> Option<String> {
        let mut package = zip::ZipArchive::new(std::fs::File::open(file).unwrap()).unwrap();
        let part = package.by_name(name).ok()?;
        Some(std::io::read_to_string(part).unwrap())
    }

    #[test]
    fn a_long_sheet_is_streamed_and_filtered_without_a_table() {
        let (_folder, file) = written(TABLE_ROWS + 1, false);
        assert_eq!(part(&file, "xl/tables/table1.xml"), None);
        let sheet = part(&file, "xl/worksheets/sheet1.xml").unwrap();
        assert!(sheet.contains(&format!("<autoFilter ref=\"A3:B{}\"", TABLE_ROWS + 4)));
        assert!(sheet.contains("<is><t>=1+1</t></is>"));
        assert!(!sheet.contains("<f>"));
    }

    #[test]
    fn a_table_names_its_columns_once() {
        let (_folder, file) = written(2, true);
        let table = part(&file, "xl/tables/table1.xml").unwrap();
        assert!(
            table.contains("ref=\"A3:B5\"") && table.contains("name=\"姓名\"") && table.contains("name=\"姓名 2\"")
        );
    }

    #[test]
    fn an_empty_sheet_says_so() {
        let (_folder, file) = written(0, false);
        assert!(part(&file, "xl/sharedStrings.xml").unwrap().contains("没有"));
        assert_eq!(part(&file, "xl/tables/table1.xml"), None);
    }
}
