//! A table that goes on on the next sheet without a header: the header is the one of the sheet before.

use std::sync::Arc;

use crate::form::{Forms, Role};
use crate::model::{Address, Block, Book, Layout, Row, Sheet, SheetReading};

use super::lexicon::Lexicon;
use super::looks;
use super::reshape;
use super::upright;

/// Reads every sheet that fits no form and looks like more rows of the table on the sheet before.
pub(super) fn follow(book: &Book, path: &str, forms: &Forms, lexicon: &Lexicon, readings: &mut [SheetReading]) {
    for at in 1..readings.len() {
        let (Some(before), Some(here)) = (readings.get(at - 1), readings.get(at)) else { continue };
        let (Some(earlier), Some(sheet)) = (book.sheets.get(at - 1), book.sheets.get(at)) else { continue };
        let Some(block) = before.blocks.last().filter(|_| here.blocks.is_empty() && !sheet.rows.is_empty()) else {
            continue;
        };
        if let Some(reading) = goes_on(earlier, block, sheet, forms)
            .then(|| under(earlier, block, sheet))
            .flatten()
            .and_then(|(joined, depth)| read(&joined, depth, sheet, path, forms, lexicon))
            && let Some(place) = readings.get_mut(at)
        {
            *place = reading;
        }
    }
}

/// Whether most rows of a sheet have a child where the table before has its children.
fn goes_on(earlier: &Sheet, block: &Block, sheet: &Sheet, forms: &Forms) -> bool {
    if block.layout != Layout::Table || block.records.is_empty() || block.header_rows.is_empty() {
        return false;
    }
    let last = earlier.rows.last().map_or(0, |row| row.index);
    // What follows the table there closed it.
    if last > block.area.last.row + 3 {
        return false;
    }
    let form = forms.get(block.form);
    let column = |role: Role| {
        let field = form.role(role)?;
        block.columns.iter().find(|column| column.field == Some(field)).map(|column| column.column)
    };
    let Some(name) = column(Role::ChildName) else { return false };
    let id = column(Role::ChildId).or_else(|| column(Role::EventDate));
    let child = |row: &&Row| {
        let named = row.get(name).map(looks::plain).is_some_and(|text| looks::is_person(&text));
        let known = id.is_none_or(|id| row.get(id).is_some_and(looks::is_datum));
        named && known && row.cells.len() * 2 >= block.columns.iter().filter(|column| column.filled).count()
    };
    let good = sheet.rows.iter().filter(child).count();
    good > 0 && good * 2 >= sheet.rows.len()
}

/// The sheet's rows below the title and header of the table before, and how far they were moved down.
fn under(earlier: &Sheet, block: &Block, sheet: &Sheet) -> Option<(Sheet, u32)> {
    let depth = block.header_rows.iter().max()? + 1;
    let mut rows: Vec<Row> = earlier.rows.iter().filter(|row| row.index < depth).cloned().collect();
    rows.extend(sheet.rows.iter().map(|row| Row { index: row.index + depth, cells: row.cells.clone() }));
    let mut merges: Vec<_> = earlier.merges.iter().filter(|area| area.last.row < depth).copied().collect();
    merges.extend(sheet.merges.iter().map(|area| {
        let down = |at: Address| Address::new(at.row + depth, at.column);
        crate::model::Area::new(down(area.first), down(area.last))
    }));
    Some((Sheet { name: Arc::clone(&sheet.name), hidden: sheet.hidden, rows, merges }, depth))
}

/// Reads the joined sheet and puts its rows back.
fn read(
    joined: &Sheet,
    depth: u32,
    sheet: &Sheet,
    path: &str,
    forms: &Forms,
    lexicon: &Lexicon,
) -> Option<SheetReading> {
    let mut reading = upright::upright(joined, path, forms, lexicon);
    let up = |at: Address| at.row.checked_sub(depth).map(|row| Address::new(row, at.column));
    reading.blocks.retain(|block| !block.records.is_empty());
    if reading.blocks.is_empty() {
        return None;
    }
    for block in &mut reading.blocks {
        block.area.first.row = block.records.iter().flat_map(|record| &record.rows).min().copied()?;
        reshape::put_back(block, up);
        block.header_rows = Vec::new();
        for record in &mut block.records {
            for row in &mut record.rows {
                *row = row.checked_sub(depth)?;
            }
        }
    }
    let rows = reading.rows.into_iter().filter_map(|(row, role)| Some((row.checked_sub(depth)?, role)));
    reading.rows = rows.collect();
    (reading.rows.len() == sheet.rows.len()).then_some(reading)
}
