//! Rows of totals (合计, 小计) beside the sums of the rows that they speak of. Such a row is no record; what it prints
//! is compared before it is passed over.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{Asked, TableMonth, blank, read};
use crate::form::{Forms, language, words};
use crate::model::{
    Address, Area, Block, CellValue, IgnoreReason, Layout, PrintedTotal, Record, Row, RowRole, Sheet, SheetReading,
    Value,
};

/// The totals of all tables of a sheet whose form says that they are to be compared.
pub fn printed_totals(
    sheet: &Sheet,
    reading: &SheetReading,
    records: &[Record],
    forms: &Forms,
    as_of: NaiveDate,
) -> Vec<PrintedTotal> {
    let mut totals = Vec::new();
    let is_total = |role: &RowRole| matches!(role, RowRole::Ignored(IgnoreReason::Total));
    let rows: Vec<u32> = reading.rows.iter().filter(|(_, role)| is_total(role)).map(|(row, _)| *row).collect();
    if rows.is_empty() {
        return totals;
    }
    for (place, block) in reading.blocks.iter().enumerate() {
        if block.layout != Layout::Table || forms.get(block.form).printed.is_empty() {
            continue;
        }
        let reach = reach(block, &reading.blocks);
        let own: Vec<&Row> = rows.iter().filter(|row| reach.contains(row)).filter_map(|&row| sheet.row(row)).collect();
        let own: Vec<&Row> = own.into_iter().filter(|row| !says(row, &language().rows.unsummed)).collect();
        let table = Table { place, block, records, forms, as_of };
        for (nth, row) in own.iter().enumerate() {
            let before = nth.checked_sub(1).and_then(|nth| own.get(nth)).map(|row| row.index);
            table.row(row, before, &mut totals);
        }
    }
    totals
}

/// The rows below a table's header, up to the header of the next table below it.
fn reach(block: &Block, blocks: &[Block]) -> std::ops::Range<u32> {
    let columns = |area: Area| area.first.column..=area.last.column;
    let overlaps = |other: &Block| {
        columns(other.area).start() <= columns(block.area).end()
            && columns(block.area).start() <= columns(other.area).end()
    };
    let first = block.header_rows.last().map_or(block.area.first.row, |row| row + 1);
    let below = blocks.iter().filter(|other| overlaps(other) && other.area.first.row >= first);
    first..below.map(|other| other.area.first.row).min().unwrap_or(u32::MAX)
}

struct Table<'a> {
    place: usize,
    block: &'a Block,
    records: &'a [Record],
    forms: &'a Forms,
    as_of: NaiveDate,
}

impl Table<'_> {
    fn row(&self, row: &Row, before: Option<u32>, totals: &mut Vec<PrintedTotal>) {
        let form = self.forms.get(self.block.form);
        for column in self.block.columns.iter().filter(|column| column.place.is_none()) {
            let Some(position) = column.field.filter(|field| form.printed.contains(field)) else { continue };
            let (Some(value), Some(field)) = (row.get(column.column), form.fields.get(position)) else { continue };
            // What the row begins with says what it is, wherever the column stands: 合计：共3次.
            let is_first = row.cells.first().is_some_and(|first| first.column == column.column);
            if is_first && matches!(value, CellValue::Text(_)) {
                continue;
            }
            let value = without_word(value);
            let asked = Asked {
                value: &value,
                columns: &self.block.columns,
                field,
                form,
                as_of: self.as_of,
                joined: false,
                first_kind: field.kind,
                month: TableMonth::of(self.block, form),
            };
            let printed = match read(&asked).value {
                Some(Value::Number(number)) => Some(number),
                None if blank::is_formula_error(&value) => None,
                // Nothing is printed there, or words that may be about anything.
                _ => continue,
            };
            let Some(sum) = self.sum(row, before, position, printed) else { continue };
            let at = Address::new(row.index, column.column);
            totals.push(PrintedTotal {
                block: self.place,
                at,
                field: position,
                printed,
                summed: sum.sum,
                rows: sum.rows,
            });
        }
    }

    /// The sum that a total speaks of: of the rows above it, of those since the last row of totals, or, where it stands
    /// above all rows, of those below. A cell merged over several rows counts once, or once a row: whatever fits.
    fn sum(&self, row: &Row, before: Option<u32>, field: usize, printed: Option<f64>) -> Option<Sum> {
        let mine = || self.records.iter().filter(|record| record.id.block as usize == self.place);
        let above = |record: &&Record| record.row() < row.index;
        let since = |record: &&Record| above(record) && before.is_none_or(|before| record.row() > before);
        let of = |records: Vec<&Record>, once: bool| Sum::of(&records, field, once);
        let all = if mine().any(|record| above(&record)) {
            mine().filter(above).collect::<Vec<_>>()
        } else {
            mine().collect()
        };
        if all.is_empty() {
            return None;
        }
        let part: Vec<&Record> = mine().filter(since).collect();
        let mut likely =
            if says(row, &language().rows.partial) && !part.is_empty() { [part, all] } else { [all, part] };
        let fits = |sum: &Sum| {
            sum.rows > 0 && sum.sum.zip(printed).is_some_and(|(sum, printed)| (sum - printed).abs() < 0.005)
        };
        for records in &likely {
            for once in [true, false] {
                let sum = of(records.clone(), once);
                if fits(&sum) {
                    return Some(sum);
                }
            }
        }
        Some(of(std::mem::take(&mut likely[0]), true))
    }
}

struct Sum {
    sum: Option<f64>,
    rows: u32,
}

impl Sum {
    /// The sum over records; a cell that several of them share counts once if so asked.
    fn of(records: &[&Record], field: usize, once: bool) -> Self {
        let mut seen = BTreeSet::new();
        let mut sum = Some(0.0);
        for slot in records.iter().filter_map(|record| record.slots.get(field)) {
            if once && slot.at.is_some_and(|at| !seen.insert((at.row, at.column))) {
                continue;
            }
            match &slot.value {
                Some(Value::Number(number)) => sum = sum.map(|sum| sum + number),
                Some(_) => sum = None,
                None if slot.fault.is_some() => sum = None,
                None => {}
            }
        }
        Self { sum, rows: records.len() as u32 }
    }
}

/// A total's cell without the word for it: `合计：5000元`.
fn without_word(value: &CellValue) -> CellValue {
    let CellValue::Text(text) = value else { return value.clone() };
    let text = text.trim();
    let rest =
        language().rows.total.iter().filter_map(|word| text.strip_prefix(word.as_str())).min_by_key(|rest| rest.len());
    CellValue::text(rest.map_or(text, |rest| rest.trim_start_matches([':', '：', ' '])))
}

/// Whether the first words of a row begin with one of these.
fn says(row: &Row, words: &[String]) -> bool {
    let mut texts = row.cells.iter().filter_map(|cell| match &cell.value {
        CellValue::Text(text) => Some(words::value(text)),
        _ => None,
    });
    texts.next().is_some_and(|first| words.iter().any(|word| first.starts_with(word.as_str())))
}
