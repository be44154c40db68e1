//! Tables that lie on their side: a field to a row, a child to a column.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::form::Forms;
use crate::model::{Address, Area, Cell, IgnoreReason, Row, RowRole, Sheet, SheetReading};

use super::clues;
use super::lexicon::Lexicon;
use super::looks;
use super::preamble;
use super::reshape;
use super::upright;

/// How many rows are looked at for labels below one another.
const LOOKED_AT: usize = 60;
/// More rows than this have no table on its side.
const MOST_ROWS: usize = 200;
/// The fewest fields of such a table.
const FEWEST: usize = 5;

/// The rows of a table on its side, by position, and the column of its labels.
struct Side {
    first: usize,
    last: usize,
    column: u32,
}

/// Reads a sheet whose table lies on its side; `None` where it has none.
pub(super) fn read(sheet: &Sheet, path: &str, forms: &Forms, lexicon: &Lexicon) -> Option<SheetReading> {
    let side = find(sheet, lexicon)?;
    let (turned, top, left) = turned(sheet, &side)?;
    let mut reading = upright::upright(&turned, path, forms, lexicon);
    reading.blocks.retain(|block| !block.records.is_empty());
    let block = reading.blocks.first()?;
    let form = forms.get(block.form);
    let labels = lexicon.particulars(block.form);
    let back = |at: Address| Some(Address::new(at.column + top, at.row + left));
    let rows: Vec<u32> = sheet.rows.get(side.first..=side.last)?.iter().map(|row| row.index).collect();
    let above: Vec<(u32, Vec<Cell>, IgnoreReason)> = sheet
        .rows
        .get(..side.first)?
        .iter()
        .map(|row| {
            let reason = preamble::role(&row.cells, labels).unwrap_or(IgnoreReason::Title);
            (row.index, row.cells.clone(), reason)
        })
        .collect();
    let said = clues::of_lines(&above, form, labels);
    for block in &mut reading.blocks {
        let labels_at = block.header_rows.last().copied().unwrap_or_default();
        for column in &mut block.columns {
            let label = Address::new(labels_at, column.column);
            column.place = Some((label, Address::new(labels_at + 1, column.column)));
        }
        reshape::put_back(block, back);
        for column in &mut block.columns {
            column.column = column.place.map_or(left, |(label, _)| label.column);
        }
        block.header_rows = Vec::new();
        block.clues.extend(said.iter().cloned());
        clues::prefer_names(&mut block.clues, form);
        block.clues.sort_by_key(|clue| clue.source);
        for record in &mut block.records {
            record.rows.clone_from(&rows);
        }
    }
    let role = |position: usize, row: &Row| {
        if position < side.first {
            RowRole::Ignored(above.get(position).map_or(IgnoreReason::Title, |(_, _, reason)| *reason))
        } else if position <= side.last {
            RowRole::Data
        } else {
            RowRole::Ignored(match preamble::role(&row.cells, labels) {
                Some(IgnoreReason::Note) => IgnoreReason::Note,
                _ => IgnoreReason::Signature,
            })
        }
    };
    let rows = sheet.rows.iter().enumerate().map(|(position, row)| (row.index, role(position, row))).collect();
    Some(SheetReading { blocks: reading.blocks, rows })
}

/// Where labels stand below one another in one column, with the values of several children beside each.
fn find(sheet: &Sheet, lexicon: &Lexicon) -> Option<Side> {
    if sheet.rows.len() > MOST_ROWS || sheet.rows.len() < FEWEST {
        return None;
    }
    let label = |cell: &Cell| {
        let text = cell.value.as_text();
        text.is_some_and(|text| lexicon.is_label(&lexicon.header(text).plain) && !preamble::is_standing(text))
    };
    let rows = sheet.rows.get(..LOOKED_AT.min(sheet.rows.len()))?;
    let mut columns: BTreeMap<u32, usize> = BTreeMap::new();
    for row in rows {
        for cell in row.cells.iter().take(2).filter(|cell| label(cell)) {
            *columns.entry(cell.column).or_default() += 1;
        }
    }
    let (&column, &count) = columns.iter().max_by_key(|(column, count)| (**count, std::cmp::Reverse(**column)))?;
    if count < FEWEST {
        return None;
    }
    let labelled = |row: &Row| row.cells.iter().any(|cell| cell.column == column && label(cell));
    let first = sheet.rows.iter().position(labelled)?;
    let last = sheet.rows.iter().rposition(labelled)?;
    let inside = sheet.rows.get(first..=last)?;
    let beside: Vec<usize> =
        inside.iter().map(|row| row.cells.iter().filter(|cell| cell.column > column).count()).collect();
    let several = beside.iter().filter(|count| **count >= 2).count();
    let strays = inside.iter().flat_map(|row| &row.cells).filter(|cell| cell.column > column && label(cell)).count();
    let values: usize = beside.iter().sum();
    let names = inside.iter().any(|row| {
        let named = row.cells.iter().any(|cell| {
            cell.column == column
                && lexicon.is_bare_name(&lexicon.header(&cell.value.shown()).plain)
                && !super::card::lines::is_options(&cell.value.shown())
        });
        let people = row.cells.iter().filter(|cell| cell.column > column);
        named && people.clone().count() >= 2 && people.clone().all(|cell| looks::is_person(&looks::plain(&cell.value)))
    });
    let upright = inside.iter().filter(|row| labelled(row)).count() * 10 < inside.len() * 7;
    let fits = names && !upright && several * 3 >= inside.len() * 2 && strays * 10 <= values;
    fits.then_some(Side { first, last, column })
}

/// The table set upright: its rows as columns. Also what its first row and column were.
fn turned(sheet: &Sheet, side: &Side) -> Option<(Sheet, u32, u32)> {
    let inside = sheet.rows.get(side.first..=side.last)?;
    let top = inside.first()?.index;
    let left = inside.iter().filter_map(|row| row.cells.first()).map(|cell| cell.column).min()?.min(side.column);
    let bottom = inside.last()?.index;
    let mut rows: BTreeMap<u32, Vec<Cell>> = BTreeMap::new();
    for row in inside {
        for cell in &row.cells {
            let turned = Cell { column: row.index - top, value: cell.value.clone() };
            rows.entry(cell.column - left).or_default().push(turned);
        }
    }
    let merges = sheet.merges.iter().filter(|area| area.first.row >= top && area.last.row <= bottom);
    let merges = merges.filter(|area| area.first.column >= left).map(|area| {
        let turn = |at: Address| Address::new(at.column - left, at.row - top);
        Area::new(turn(area.first), turn(area.last))
    });
    let turned = Sheet {
        name: Arc::clone(&sheet.name),
        hidden: sheet.hidden,
        rows: rows.into_iter().map(|(index, cells)| Row { index, cells }).collect(),
        merges: merges.collect(),
    };
    Some((turned, top, left))
}
