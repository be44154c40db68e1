//! A table on a sheet: title, header, rows, and all that makes it pleasant to read. Rows are written once, in order;
//! those of a long sheet by [`bulk`](super::bulk).

use rust_xlsxwriter::{Formula, IgnoreError, Table, TableColumn, TableFunction, TableStyle, XlsxError};

use super::book::NewSheet;
use super::bulk::LongRows;
use super::measure;
use super::paper::{self, Paper};
use super::put::put_long;
pub(super) use super::put::{Entry, Put, excel_date, put};
use super::readback::Expected;
use super::style::{self, Look, Styles, Tone};
use super::trouble::Trouble;
use super::verify::Stated;
use crate::finding::Lang;

/// The most rows that are made a native table; a longer sheet has a filter and bands instead.
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

/// A sheet of a grid: what it holds when it is written, for the proof of it.
#[derive(Clone, Debug)]
pub(super) struct Page {
    /// The sheet's name.
    pub(super) sheet: String,
    /// How many rows stand on it.
    pub(super) rows: u64,
    first_row: u32,
    end_row: u32,
    /// How many numbers stand in the column that counts, and their sum.
    counted: (u64, i64),
    stated: Stated,
}

/// The sheets of a grid.
#[derive(Clone, Debug)]
pub(super) struct Pages(pub(super) Vec<Page>);

impl Pages {
    /// What must be found on the sheets, which together hold `rows` numbers of this sum.
    pub(super) fn expected(self, column: u32, rows: u64, sum: i64) -> Result<Vec<Expected>, Trouble> {
        let found = self.0.iter().fold((0, 0), |all, page| (all.0 + page.counted.0, all.1 + page.counted.1));
        if found != (rows, sum) {
            let name = self.0.first().map(|page| page.sheet.as_str()).unwrap_or_default();
            let detail = format!("{name}: {} rows with sum {}, the ledger has {rows} with {sum}", found.0, found.1);
            return Err(Trouble::TieOut(detail));
        }
        let expected = |page: Page| {
            let Page { sheet, first_row, end_row, counted: (rows, sum), stated, .. } = page;
            Expected { sheet, column, first_row, end_row, rows, sum, stated }
        };
        Ok(self.0.into_iter().map(expected).collect())
    }
}

/// A grid being written.
pub(super) struct Grid<'a> {
    new: NewSheet<'a>,
    styles: &'a Styles,
    /// The name of its first sheet.
    name: String,
    heading: Heading<'a>,
    /// The column whose numbers prove that every row is there.
    proof: usize,
    counted: (u64, i64),
    /// How many rows are still to come behind this sheet's.
    remaining: u64,
    /// How many rows this sheet holds.
    held: u64,
    pages: Vec<Page>,
    columns: Vec<Column>,
    widths: Vec<f64>,
    header: u32,
    next: u32,
    native: bool,
    stated: Stated,
    /// The rows of a long sheet, until all are there.
    long: Option<LongRows>,
}

impl<'a> Grid<'a> {
    /// Begins a grid of `rows` rows with its title and header. The numbers in the column `proof` are counted.
    pub(super) fn open(
        new: NewSheet<'a>,
        heading: Heading<'a>,
        columns: Vec<Column>,
        rows: u64,
        proof: u32,
    ) -> Result<Self, Trouble> {
        let widths = columns.iter().map(Column::least).collect();
        let mut grid = Self {
            stated: Stated::whole(new.is_stated),
            styles: new.styles,
            name: new.name.clone(),
            new,
            heading,
            proof: proof as usize,
            counted: (0, 0),
            remaining: rows,
            held: 0,
            pages: Vec::new(),
            columns: distinct(columns),
            widths,
            header: 2,
            next: 3,
            native: false,
            long: None,
        };
        grid.begin_sheet()?;
        Ok(grid)
    }

    /// Writes title and header of the sheet that takes the rows that follow.
    fn begin_sheet(&mut self) -> Result<(), Trouble> {
        let rows = self.remaining.min(self.new.most_rows);
        (self.held, self.remaining) = (rows, self.remaining - rows);
        (self.next, self.counted) = (self.header + 1, (0, 0));
        self.native = rows > 0 && rows <= TABLE_ROWS;
        let (heading, styles) = (self.heading, self.styles);
        let sheet = self.new.sheet()?;
        sheet.set_row_height(0, TITLE_HEIGHT)?;
        sheet.write_string_with_format(0, 0, heading.title, &styles.title)?;
        sheet.write_string_with_format(1, 0, heading.subtitle, &styles.subtitle)?;
        if !heading.hint.is_empty() {
            sheet.write_string_with_format(1, heading.frozen.max(1), heading.hint, &styles.subtitle)?;
        }
        self.stated.words(0, 0, heading.title);
        self.stated.words(1, 0, heading.subtitle);
        self.stated.words(1, heading.frozen.max(1), heading.hint);
        sheet.set_row_height(1, LINE_HEIGHT + 4.0)?;
        self.write_header(rows)?;
        if rows > self.new.library_rows {
            let (place, columns) = ((self.first_row(), rows as u32), self.columns.len());
            let styles = self.write_specimens(rows as u32)?;
            self.long = Some(LongRows::begin(&self.new.name, place, columns, styles, self.new.long.1));
        }
        Ok(())
    }

    /// Ends a full sheet and goes on on the next.
    fn turn(&mut self) -> Result<(), Trouble> {
        self.end_sheet(&[])?;
        self.new.go_on(&self.name, self.pages.len() + 1)?;
        self.begin_sheet()
    }

    /// Writes a cell of every style where the rows of a long sheet will stand, and one where the last of them ends;
    /// gives the styles' numbers in their order.
    fn write_specimens(&mut self, rows: u32) -> Result<Vec<u32>, XlsxError> {
        let (first, columns) = (self.first_row(), self.columns.len() as u32);
        let mut written = Vec::new();
        for (at, (number, format)) in self.styles.cells().enumerate() {
            let at = at as u32;
            self.new.sheet()?.write_blank(first + at / columns, (at % columns) as u16, format)?;
            written.push(number);
        }
        let corner = style::number(Look::Text, Tone::Plain);
        let plain = self.styles.cell(Look::Text, Tone::Plain);
        self.new.sheet()?.write_blank(first + rows - 1, columns as u16 - 1, plain)?;
        written.push(corner);
        Ok(written)
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
        let sheet = self.new.sheet()?;
        sheet.set_row_height(self.header, LINE_HEIGHT * f64::from(lines) + 8.0)?;
        let last = self.columns.len().saturating_sub(1) as u16;
        for (at, column) in self.columns.iter().enumerate() {
            sheet.write_string_with_format(self.header, at as u16, &column.title, &self.styles.header)?;
            self.stated.words(self.header, at as u16, &column.title);
        }
        if rows > 0 && !self.native {
            sheet.autofilter(self.header, 0, self.header + rows as u32, last)?;
        }
        Ok(())
    }

    /// Writes a row, a cell per column.
    pub(super) fn row(&mut self, entries: &[Entry<'_>]) -> Result<(), Trouble> {
        if self.remaining > 0 && u64::from(self.next - self.first_row()) == self.held {
            self.turn()?;
        }
        if let Some(Entry { put: Put::Number(number), .. }) = entries.get(self.proof) {
            self.counted = (self.counted.0 + 1, self.counted.1 + *number as i64);
        }
        self.put_row(entries)
    }

    fn put_row(&mut self, entries: &[Entry<'_>]) -> Result<(), Trouble> {
        if let Some(long) = &mut self.long {
            long.begin_row(self.next);
        }
        let mut lines = 1;
        for (at, (entry, column)) in entries.iter().zip(&self.columns).enumerate() {
            let look = match (&entry.put, column.look) {
                // A month, or words where a day should stand.
                (Put::Text(_), Look::Date | Look::Time | Look::Moment) => Look::Centre,
                (Put::Text(_), Look::Number) => Look::Text,
                (Put::Number(_), Look::Line | Look::Text) => Look::Number,
                (_, look) => look,
            };
            self.stated.cell(self.next, at as u16, &entry.put, look);
            // A sheet that is no table has its bands in its cells.
            let banded = entry.tone == Tone::Plain && !self.native && self.next.is_multiple_of(2);
            let tone = if banded { Tone::Band } else { entry.tone };
            match &mut self.long {
                Some(long) => put_long(long, at, &entry.put, style::number(look, tone))?,
                None => put(self.new.sheet()?, self.next, at as u16, &entry.put, self.styles.cell(look, tone))?,
            }
            if let (Put::Text(text), Some(width), false) = (&entry.put, self.widths.get_mut(at), column.hidden) {
                let text = measure::fitting(text);
                // No character is wider than it has bytes: most cells need not be measured.
                let most = text.len() as f64;
                if most * 1.06 + 2.0 <= *width && most <= column.room() && !text.contains(['\n', '\r']) {
                    continue;
                }
                let (widest, taken) = measure::measured(text, column.room());
                *width = width.max((widest * 1.06 + 2.0).min(column.widest));
                lines = lines.max(taken);
            }
        }
        self.end_row(lines)?;
        self.next += 1;
        Ok(())
    }

    /// Makes the row as high as its longest text, which wraps only where its column is as wide as it may be, takes lines.
    /// Not every program does this by itself.
    fn end_row(&mut self, lines: u32) -> Result<(), Trouble> {
        let high = lines > 1 || self.native;
        let height = high.then(|| (TEXT_HEIGHT * f64::from(lines) + 4.0).min(GREATEST_HEIGHT));
        match (&mut self.long, height) {
            (Some(long), height) => long.end_row(height)?,
            (None, Some(height)) => drop(self.new.sheet()?.set_row_height(self.next, height)?),
            (None, None) => {}
        }
        Ok(())
    }

    /// Ends the grid: totals, filters, widths, print set-up, frozen panes; `empty` says in words why there is no row.
    pub(super) fn close(mut self, empty: &str, totals: &[Entry<'_>]) -> Result<Pages, Trouble> {
        if self.next == self.first_row() {
            let (next, subtitle) = (self.next, &self.styles.subtitle);
            self.new.sheet()?.write_string_with_format(next, 0, empty, subtitle)?;
            self.stated.words(next, 0, empty);
        }
        self.end_sheet(totals)?;
        Ok(Pages(self.pages))
    }

    fn end_sheet(&mut self, totals: &[Entry<'_>]) -> Result<(), Trouble> {
        self.new.long.0.extend(self.long.take());
        let (first_row, end_row) = (self.first_row(), self.next);
        let last = self.columns.len().saturating_sub(1) as u16;
        if end_row > first_row {
            self.new.sheet()?.ignore_error_range(first_row, 0, end_row - 1, last, IgnoreError::NumberStoredAsText)?;
            if self.native {
                self.make_table(totals, last)?;
            }
            if !totals.is_empty() {
                self.put_row(totals)?;
            }
        }
        let (sheet, rows) = (self.new.name.clone(), u64::from(end_row - first_row));
        let stated = self.stated.take();
        self.pages.push(Page { sheet, rows, first_row, end_row, counted: self.counted, stated });
        let sheet = self.new.sheet()?;
        for (at, width) in self.widths.iter().enumerate() {
            sheet.set_column_width(at as u16, *width)?;
        }
        for (at, _) in self.columns.iter().enumerate().filter(|(_, column)| column.hidden) {
            sheet.set_column_hidden(at as u16)?;
        }
        let paper = Paper {
            lang: self.heading.lang,
            header: Some((self.header, self.header)),
            frozen: self.heading.frozen,
            width: self.widths.iter().sum(),
        };
        Ok(paper::lay(sheet, &paper)?)
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
        self.new.sheet()?.add_table(self.header, 0, end, last, &table)?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::book::Book;

    fn written(rows: u64, repeated: bool) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.xlsx");
        let mut book = Book::new(folder.path());
        let sheet = book.sheet_for("表").unwrap();
        let heading = Heading { title: "题", subtitle: "行", hint: "", lang: Lang::Zh, frozen: 1 };
        let second = if repeated { "姓名" } else { "行" };
        let columns = vec![Column::new("姓名", Look::Text, 20.0), Column::new(second, Look::Number, 8.0)];
        let mut grid = Grid::open(sheet, heading, columns, rows, 1).unwrap();
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
    fn a_longer_sheet_than_a_table_may_be_has_a_filter() {
        let (_folder, file) = written(TABLE_ROWS + 1, false);
        assert_eq!(part(&file, "xl/tables/table1.xml"), None);
        let sheet = part(&file, "xl/worksheets/sheet1.xml").unwrap();
        assert!(sheet.contains(&format!("<autoFilter ref=\"A3:B{}\"", TABLE_ROWS + 4)));
        assert!(sheet.contains(" t=\"str\"><v>=1+1</v>"));
        assert!(!sheet.contains("<f>"));
    }

    #[test]
    fn more_rows_than_a_sheet_holds_go_on_on_further_sheets() {
        // By the library, and as long sheets.
        for (library_rows, most_rows, rows) in [(100, 4, 10), (60, 100, 250)] {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("a.xlsx");
            let mut book = Book::new(folder.path());
            (book.library_rows, book.most_rows) = (library_rows, most_rows);
            let sheet = book.sheet_for("表").unwrap();
            let heading = Heading { title: "题", subtitle: "行", hint: "", lang: Lang::Zh, frozen: 1 };
            let columns = vec![Column::new("姓名", Look::Text, 20.0), Column::new("行", Look::Number, 8.0)];
            let mut grid = Grid::open(sheet, heading, columns, rows, 1).unwrap();
            for row in 1..=rows.cast_signed() {
                grid.row(&[Put::text("王芳").into(), Put::count(row).into()]).unwrap();
            }
            let pages = grid.close("没有", &[]).unwrap();
            let sum = (rows * (rows + 1) / 2).cast_signed();
            assert!(matches!(pages.clone().expected(1, rows, sum - 1), Err(Trouble::TieOut(_))));
            let expected = pages.expected(1, rows, sum).unwrap();
            book.save(&file).unwrap();
            let told: Vec<_> = expected.iter().map(|page| (page.sheet.as_str(), page.rows)).collect();
            assert_eq!(told, [("表", most_rows), ("表 (2)", most_rows), ("表 (3)", rows - 2 * most_rows)]);
            crate::report::readback::check(&file, &expected).unwrap();
            let last = part(&file, "xl/worksheets/sheet3.xml").unwrap();
            let end = 3 + rows - 2 * most_rows;
            assert!(
                last.contains(&format!("r=\"B{end}\"")) && !last.contains(&format!("r=\"B{}\"", end + 1)),
                "{last}"
            );
        }
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
