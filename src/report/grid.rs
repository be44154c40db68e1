//! A table on a sheet: title, header, rows, and all that makes it pleasant to read. Rows are written once, in order;
//! those of a long sheet by [`bulk`].

mod column;
mod pages;
#[cfg(test)]
mod tests;

use rust_xlsxwriter::{Formula, IgnoreError, Table, TableColumn, TableFunction, TableStyle, XlsxError};

pub(super) use column::Column;
pub(super) use pages::{Page, Pages};

use super::book::NewSheet;
use super::bulk::{self, LongRows};
use super::measure;
use super::paper::{self, Paper};
use super::put::put_long;
pub(super) use super::put::{Entry, Put, excel_date, put};
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
            columns: column::distinct(columns),
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
            let (place, columns, folder) =
                ((self.first_row(), rows as u32), self.columns.len() as u16, self.new.long.1);
            self.long = Some(bulk::begin(self.new.sheet()?, styles, place, columns, folder)?);
        }
        Ok(())
    }

    /// Ends a full sheet and goes on on the next.
    fn turn(&mut self) -> Result<(), Trouble> {
        self.end_sheet(&[])?;
        self.new.go_on(&self.name, self.pages.len() + 1)?;
        self.begin_sheet()
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
                // Most cells need not be measured.
                let most = measure::at_most(text);
                if most * 1.06 + 2.0 <= *width && most <= column.room() {
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
        let mut long = self.long.take();
        let (first_row, end_row) = (self.first_row(), self.next);
        let last = self.columns.len().saturating_sub(1) as u16;
        if end_row > first_row {
            self.new.sheet()?.ignore_error_range(first_row, 0, end_row - 1, last, IgnoreError::NumberStoredAsText)?;
            if self.native {
                self.make_table(totals, last, long.as_mut())?;
            }
            if !totals.is_empty() {
                self.put_row(totals)?;
            }
        }
        self.new.long.0.extend(long);
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

    fn make_table(&mut self, totals: &[Entry<'_>], last: u16, long: Option<&mut LongRows>) -> Result<(), XlsxError> {
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
        let mut end = if totals.is_empty() { self.next - 1 } else { self.next };
        // The library makes a note of every cell of a table. The rows of a long one belong to it from the join on.
        if let Some(long) = long.filter(|_| totals.is_empty()) {
            long.table(self.header, end, last);
            end = self.header + 1;
        }
        self.new.sheet()?.add_table(self.header, 0, end, last, &table)?;
        Ok(())
    }
}
