//! Records as they stand on a table: cells with their places, merges and `同上` filled in.

use std::borrow::Cow;

use crate::form::{Form, Role};
use crate::model::{Address, Cell, CellValue, QuarantineReason, RawCell, RawRecord, Row};

use super::date_parts;
use super::found::Found;
use super::grid::Grid;
use super::looks;

/// The cell of a column in a row: its own, or that of the merge from above that covers it, if data began by then.
pub(super) fn cell<'a>(grid: &Grid<'a>, row: u32, column: u32, data_from: u32) -> (Address, Option<&'a CellValue>) {
    cell_of(grid, grid.sheet.row(row), Address::new(row, column), data_from)
}

/// The same, where the row has been found.
fn cell_of<'a>(grid: &Grid<'a>, row: Option<&'a Row>, at: Address, data_from: u32) -> (Address, Option<&'a CellValue>) {
    if let Some(value) = row.and_then(|row| row.get(at.column)) {
        return (at, Some(value));
    }
    match grid.tall(at) {
        Some(area) if area.first.row >= data_from && area.first.row < at.row && area.first.column == at.column => {
            (area.first, grid.get(area.first))
        }
        _ => (at, None),
    }
}

/// The record of one row. `above` is the record before it in the same table.
pub(super) fn record(
    grid: &Grid<'_>,
    found: &Found,
    above: Option<&RawRecord>,
    row: u32,
    data_from: u32,
    own: &[Cell],
    quarantine: Option<QuarantineReason>,
) -> RawRecord {
    let mut cells = Vec::with_capacity(found.columns.len());
    let mut extra = Vec::new();
    let line = grid.sheet.row(row);
    let parted = found.columns.iter().any(|(_, matched)| matched.joined.is_some());
    for (head, matched) in &found.columns {
        let (at, value) = cell_of(grid, line, Address::new(row, head.column), data_from);
        let Some(taken) = &matched.taken else {
            if let Some(value) = value.filter(|_| !matched.serial && matched.joined.is_none()) {
                extra.push((head.parts.join("/"), at, value.clone()));
            }
            continue;
        };
        let before = || {
            let cell = above?.cells.iter().find(|cell| cell.field == taken.field)?;
            cell.value.clone()
        };
        let repeated =
            value.filter(|typed| looks::is_ditto(typed)).and_then(|typed| Some((before()?, typed.shown().into())));
        let whole = parted.then(|| date_parts::value(grid, found, row, head.column, data_from)).flatten();
        let (value, ditto) = match (whole, repeated) {
            (Some(whole), _) => (whole.0, None),
            (None, Some((value, typed))) => (Some(value), Some(typed)),
            (None, None) => (value.cloned(), None),
        };
        cells.push(RawCell { field: taken.field, also: matched.also, at, value, ditto });
    }
    // Both stand in order: they are walked side by side.
    let mut heads = found.columns.iter().map(|(head, _)| head.column).peekable();
    for cell in own {
        while heads.next_if(|&head| head < cell.column).is_some() {}
        if heads.peek() == Some(&cell.column) {
            continue;
        }
        extra.push((String::new(), Address::new(row, cell.column), cell.value.clone()));
    }
    extra.sort_by_key(|(_, at, _): &(String, Address, CellValue)| at.column);
    RawRecord { rows: vec![row], cells, extra, quarantine }
}

/// A day merged over several events is the day of all of them; the time of day behind it is that of the first.
pub(super) fn share_days(form: &Form, record: &mut RawRecord) {
    let Some(clock) = form.role(Role::EventTime) else { return };
    let first = record.rows.first().copied().unwrap_or_default();
    for cell in record.cells.iter_mut().filter(|cell| cell.at.row < first && cell.also == Some(clock)) {
        cell.also = None;
    }
}

/// Fills school, grade and class downwards where a file keeps no merges and only each run's first row has the value.
pub(super) fn fill_down(form: &Form, records: &mut [RawRecord]) {
    for role in [Role::School, Role::Grade, Role::Class] {
        let Some(field) = form.role(role) else {
            continue;
        };
        if !written_once(field, records) {
            continue;
        }
        let mut last: Option<CellValue> = None;
        for record in records.iter_mut() {
            let Some(cell) = record.cells.iter_mut().find(|cell| cell.field == field) else {
                continue;
            };
            match &cell.value {
                Some(value) => last = Some(value.clone()),
                None => cell.value.clone_from(&last),
            }
        }
    }
}

/// Whether a field stands in the first record of each run only: never twice in a row, and empty in most records.
fn written_once(field: usize, records: &[RawRecord]) -> bool {
    let values = || {
        let cells = records.iter().filter_map(|record| record.cells.iter().find(|cell| cell.field == field));
        cells.map(|cell| cell.value.as_ref())
    };
    let (all, written) = (values().count(), values().flatten().count());
    if all < 3 || written * 2 > all || values().next().flatten().is_none() {
        return false;
    }
    let written: Vec<Cow<'_, str>> = values().flatten().map(looks::plain).collect();
    written.windows(2).all(|pair| matches!(pair, [a, b] if a != b))
}
