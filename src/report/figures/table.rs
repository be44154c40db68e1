//! One table of a sheet: grouped header, rows, totals as formulas, and below it what is counted.

use rust_xlsxwriter::{IgnoreError, Worksheet};

use super::answer::Table;
use super::place::{Columns, Rows, starts};
use super::{Column, ColumnKind};
use crate::finding::Lang;
use crate::ledger::Datum;
use crate::model::Address;
use crate::report::book::Long;
use crate::report::bulk::{self, LongRows};
use crate::report::datum;
use crate::report::grid::{Put, put};
use crate::report::measure;
use crate::report::put::put_long;
use crate::report::style::{self, Look, Styles, Tone};
use crate::report::trouble::Trouble;
use crate::report::wording::pick;

/// The least height of a row, and what a line of text adds, in points.
const ROW_HEIGHT: f64 = 20.0;
const LINE_HEIGHT: f64 = 15.0;

/// What a table is written with.
pub(super) struct Sheet<'a> {
    pub(super) on: &'a mut Worksheet,
    pub(super) styles: &'a Styles,
    pub(super) lang: Lang,
    pub(super) columns: Columns,
    /// The heights of the rows so far, in points, for placing charts.
    pub(super) heights: Vec<f64>,
    pub(super) long: Long<'a>,
    /// The rows of the long table being written.
    pub(super) rows: Option<LongRows>,
}

impl Sheet<'_> {
    /// Sets a row's height.
    pub(super) fn height(&mut self, row: u32, height: f64) -> Result<(), Trouble> {
        let row_at = row as usize;
        if self.heights.len() <= row_at {
            self.heights.resize(row_at + 1, LINE_HEIGHT);
        }
        self.heights[row_at] = height;
        match &mut self.rows {
            Some(rows) => rows.end_row(Some(height))?,
            None => drop(self.on.set_row_height(row, height)?),
        }
        Ok(())
    }

    /// Writes words over some columns side by side.
    pub(super) fn words(
        &mut self,
        row: u32,
        (first, count): (u16, u16),
        words: &str,
        format: &rust_xlsxwriter::Format,
    ) -> Result<(), Trouble> {
        if count > 1 {
            self.on.merge_range(row, first, row, first + count - 1, measure::fitting(words), format)?;
        } else {
            self.on.write_string_with_format(row, first, measure::fitting(words), format)?;
        }
        Ok(())
    }

    /// Writes the table from `row` on.
    pub(super) fn table(&mut self, table: &Table, row: u32) -> Result<Rows, Trouble> {
        let header = self.header(table, row)?;
        let first = header.1 + 1;
        let mut next = first;
        self.begin_long(table, first)?;
        for record in &table.answer.rows {
            self.record(table, record, next)?;
            next += 1;
        }
        self.long.rows.extend(self.rows.take());
        let rows = Rows { header, first, end: next };
        if table.answer.rows.is_empty() {
            let empty = match table.section.empty.get(self.lang) {
                "" => pick(self.lang, "没有。", "None."),
                empty => empty,
            };
            self.height(next, ROW_HEIGHT)?;
            self.on.write_string_with_format(next, 0, empty, &self.styles.subtitle)?;
        } else if table.has_total() {
            self.totals(table, rows)?;
        }
        Ok(rows)
    }

    /// The rows of a long table are not written by rust_xlsxwriter, but for those with formulas.
    fn begin_long(&mut self, table: &Table, first: u32) -> Result<(), Trouble> {
        let count = table.answer.rows.len();
        let columns = &table.section.columns;
        let has_formulas = columns.iter().any(|column| matches!(column.kind, ColumnKind::Rate { .. }));
        if count as u64 > self.long.library_rows && !has_formulas {
            let width = columns.iter().map(|column| column.span).sum();
            self.rows = Some(bulk::begin(self.on, self.styles, (first, count as u32), width, self.long.folder)?);
        }
        Ok(())
    }

    /// Writes a value of a record over some columns side by side.
    fn value(
        &mut self,
        row: u32,
        (first, count): (u16, u16),
        value: &Put<'_>,
        (look, tone): (Look, Tone),
    ) -> Result<(), Trouble> {
        let format = self.styles.cell(look, tone);
        match (&mut self.rows, value) {
            (Some(rows), _) => {
                let (columns, style) = (usize::from(first)..usize::from(first + count), style::number(look, tone));
                put_long(rows, columns.start, value, style)?;
                columns.clone().skip(1).for_each(|column| rows.blank(column, style));
                if count > 1 {
                    rows.merge(columns);
                }
                Ok(())
            }
            (None, Put::Text(text)) => self.words(row, (first, count), text, format),
            (None, _) => Ok(put(self.on, row, first, value, format)?),
        }
    }

    /// A row for groups where there are any, and a row for columns.
    fn header(&mut self, table: &Table, row: u32) -> Result<(u32, u32), Trouble> {
        let section = &table.section;
        let starts = starts(table);
        let grouped = section.columns.iter().any(|column| column.group.is_some());
        let last = if grouped { row + 1 } else { row };
        if grouped {
            self.height(row, 22.0)?;
        }
        let lines = section.columns.iter().zip(&starts).map(|(column, &start)| {
            let width = self.columns.width(start, column.span);
            measure::lines(column.label.get(self.lang), width - 1.0)
        });
        let lines = lines.max().unwrap_or(1);
        self.height(last, 17.0 * f64::from(lines) + 5.0)?;
        let format = &self.styles.header;
        let mut at = 0;
        while let Some(column) = section.columns.get(at) {
            let start = starts[at];
            let Some((place, group)) = column.group.and_then(|place| Some((place, section.groups.get(place)?))) else {
                let label = column.label.get(self.lang);
                let end = start + column.span - 1;
                if grouped || column.span > 1 {
                    self.on.merge_range(row, start, last, end, label, format)?;
                } else {
                    self.on.write_string_with_format(row, start, label, format)?;
                }
                at += 1;
                continue;
            };
            let mut count = 0;
            while let Some(member) = section.columns.get(at).filter(|member| member.group == Some(place)) {
                self.words(last, (starts[at], member.span), member.label.get(self.lang), format)?;
                count += member.span;
                at += 1;
            }
            self.words(row, (start, count), group.label.get(self.lang), format)?;
        }
        Ok((row, last))
    }

    fn record(&mut self, table: &Table, record: &[Datum], row: u32) -> Result<(), Trouble> {
        let starts = starts(table);
        let section = &table.section;
        if let Some(rows) = &mut self.rows {
            rows.begin_row(row);
        }
        let mut lines = 1;
        for (at, column) in section.columns.iter().enumerate() {
            let start = starts[at];
            let datum = table.value(record, at);
            let toned = |is: bool| if is { column.tone } else { Tone::Plain };
            match &column.kind {
                ColumnKind::Label | ColumnKind::Text | ColumnKind::Line | ColumnKind::Word => {
                    let absent = if column.kind == ColumnKind::Label { section.absent.get(self.lang) } else { "" };
                    let text = datum::text(datum).unwrap_or(absent);
                    let room = (self.columns.width(start, column.span) - 2.0) * 0.97;
                    lines = lines.max(measure::lines(text, room));
                    let look = match column.kind {
                        ColumnKind::Line => Look::Line,
                        ColumnKind::Word => Look::Centre,
                        _ => Look::Text,
                    };
                    let tone = toned(!text.is_empty());
                    self.value(row, (start, column.span), &Put::text(text), (look, tone))?;
                }
                ColumnKind::Number | ColumnKind::Count => {
                    let look = if column.kind == ColumnKind::Count { Look::Count } else { Look::Centre };
                    let tone = toned(datum::int(datum) > 0);
                    self.value(row, (start, 1), &Put::count(datum::int(datum)), (look, tone))?;
                }
                ColumnKind::Rate { of, by, otherwise } => {
                    let word = table.otherwise(record, otherwise.as_deref());
                    let value = rate((table, &starts), row, (of, by), |id| table.count(record, id), word);
                    self.value(row, (start, 1), &value, (Look::Share, Tone::Plain))?;
                }
            }
        }
        self.height(row, LINE_HEIGHT * f64::from(lines) + ROW_HEIGHT - LINE_HEIGHT)
    }

    fn totals(&mut self, table: &Table, rows: Rows) -> Result<(), Trouble> {
        let starts = starts(table);
        let row = rows.end;
        self.height(row, 22.0)?;
        let mut named = false;
        for (at, column) in table.section.columns.iter().enumerate() {
            let start = starts[at];
            match &column.kind {
                ColumnKind::Label if !named => {
                    named = true;
                    let format = self.styles.cell(Look::Centre, Tone::Total);
                    self.words(row, (start, column.span), table.section.total.get(self.lang), format)?;
                }
                ColumnKind::Count => {
                    let letters = Address::new(0, start.into()).column_letters();
                    let formula = format!("=SUM({letters}{}:{letters}{})", rows.first + 1, rows.end);
                    let value = Put::Formula(formula, table.sum(at) as f64);
                    put(self.on, row, start, &value, self.styles.cell(Look::Count, Tone::Total))?;
                }
                ColumnKind::Rate { of, by, otherwise } => {
                    let word = table.otherwise_in_all(otherwise.as_deref());
                    let count = |id: &str| table.column(id).map_or(0, |column| table.sum(column));
                    let value = rate((table, &starts), row, (of, by), count, word);
                    put(self.on, row, start, &value, self.styles.cell(Look::Share, Tone::Total))?;
                }
                _ if column.span > 1 => {
                    self.words(row, (start, column.span), "", self.styles.cell(Look::Text, Tone::Total))?;
                }
                _ => put(self.on, row, start, &Put::Nothing, self.styles.cell(Look::Text, Tone::Total))?,
            }
        }
        let last = self.columns.last_of_tables();
        self.on.ignore_error_range(row, 0, row, last, IgnoreError::FormulaOmitsCells)?;
        Ok(())
    }

    /// What each figure counts, below the table; gives the next free row.
    pub(super) fn definitions(&mut self, table: &Table, first: u32) -> Result<u32, Trouble> {
        let (section, lang) = (&table.section, self.lang);
        let groups = section.groups.iter().map(|group| (&group.label, &group.definition));
        let columns = section.columns.iter().map(|column: &Column| (&column.label, &column.definition));
        let said = columns.chain(groups).filter(|(_, definition)| !definition.get(lang).is_empty());
        let all = self.columns.last_of_tables() + 1;
        let width = self.columns.width(0, all);
        let mut row = first;
        for (label, definition) in said {
            if row == first {
                self.height(row, 24.0)?;
                let words = pick(lang, "口径说明", "What is counted");
                self.on.write_string_with_format(row, 0, words, &self.styles.subheading)?;
                row += 1;
            }
            let text = format!("{}{}{}", label.get(lang), pick(lang, "：", ": "), definition.get(lang));
            self.words(row, (0, all), &text, &self.styles.prose)?;
            self.height(row, 16.0 * f64::from(measure::lines(&text, width - 4.0)) + 3.0)?;
            row += 1;
        }
        Ok(row)
    }
}

/// One count by another, as a formula with the value it has now.
pub(super) fn rate(
    (table, starts): (&Table, &[u16]),
    row: u32,
    (of, by): (&str, &str),
    count: impl Fn(&str) -> i64,
    word: &str,
) -> Put<'static> {
    let cell = |id: &str| {
        let start = table.column(id).and_then(|column| starts.get(column)).copied().unwrap_or_default();
        format!("{}{}", Address::new(0, start.into()).column_letters(), row + 1)
    };
    let formula =
        format!("=IF({by}=0,\"{word}\",{of}/{by})", by = cell(by), of = cell(of), word = word.replace('"', "\"\""));
    match count(by) {
        0 => Put::FormulaText(formula, word.to_owned()),
        whole => Put::Formula(formula, count(of) as f64 / whole as f64),
    }
}
