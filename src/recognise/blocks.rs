//! A table that has been read becomes a block.

use crate::form::Role;
use crate::model::{Address, Area, Block, Cell, Clue, ClueSource, Layout};

use super::clues;
use super::grades;
use super::matching::Match;
use super::propose;
use super::records;
use super::roles::Course;
use super::rows::Table;
use super::tables::Reader;
use super::verdict::column_map;

/// The records below a line `三年级（2）班` are of that class: a block of their own under the same header.
pub(super) fn section<'f>(reader: &mut Reader<'_>, open: Table<'f>, number: u32, cell: &Cell) -> Table<'f> {
    let form = reader.forms.get(open.found.form);
    let standing = grades::in_words(&cell.value.shown());
    let at = Some(Address::new(number, cell.column));
    let mut clues: Vec<Clue> = Vec::new();
    for (role, text) in [(Role::Grade, standing.grade), (Role::Class, standing.class)] {
        if let (Some(field), Some(text)) = (form.role(role), text) {
            clues.push(Clue { field, text, source: ClueSource::Title, at });
        }
    }
    let ruled: Vec<usize> = [Role::Grade, Role::Class].iter().filter_map(|&role| form.role(role)).collect();
    clues.extend(open.clues.iter().filter(|clue| !ruled.contains(&clue.field)).cloned());
    clues.sort_by_key(|clue| clue.source);
    let next = Table {
        found: open.found,
        frame: open.frame.clone(),
        header_rows: open.header_rows.clone(),
        records: Vec::new(),
        top: if open.records.is_empty() { open.top } else { number },
        clues,
        first_block: open.first_block,
        signed: Vec::new(),
        lines: open.lines.clone(),
        course: Course::default(),
        data_from: number + 1,
        last_row: Some(number),
        members: open.members.clone(),
    };
    if !open.records.is_empty() {
        finish(reader, open);
    }
    next
}

/// Closes a table: its columns, its area, its block.
pub(super) fn finish(reader: &mut Reader<'_>, mut open: Table<'_>) {
    let form = reader.forms.get(open.found.form);
    if reader.grid.without_merges() {
        records::fill_down(form, &mut open.records);
    }
    let mut filled: Vec<bool> = Vec::new();
    let mut fill = |column: u32| {
        let at = column as usize;
        if filled.len() <= at {
            filled.resize(at + 1, false);
        }
        if let Some(filled) = filled.get_mut(at) {
            *filled = true;
        }
    };
    let mut headless: Vec<u32> = Vec::new();
    for record in &open.records {
        for cell in record.cells.iter().filter(|cell| cell.value.is_some()) {
            fill(cell.at.column);
        }
        for (header, at, _) in &record.extra {
            fill(at.column);
            if header.is_empty() && !headless.contains(&at.column) {
                headless.push(at.column);
            }
        }
    }
    let serial_filled = |column: u32| !open.records.is_empty() && open.frame.serial.contains(&column);
    let mut columns: Vec<_> = open
        .found
        .columns
        .iter()
        .filter(|(head, matched)| !head.parts.is_empty() || matched.taken.is_some() || headless.contains(&head.column))
        .map(|(head, matched)| {
            let filled = filled.get(head.column as usize) == Some(&true) || serial_filled(head.column);
            column_map(form, head.column, head.parts.join("/"), matched, filled)
        })
        .collect();
    for column in headless {
        if columns.iter().all(|known| known.column != column) {
            columns.push(column_map(form, column, String::new(), &Match::default(), true));
        }
    }
    columns.sort_by_key(|column| column.column);
    super::members::tell(&open.members, &open.records, &mut columns);
    if let Some(words) = reader.lexicon.forms.get(open.found.form) {
        propose::guesses(form, words, &open.found.columns, &open.records, &mut columns);
    }
    let first = columns.first().map_or(0, |column| column.column);
    let last = columns.last().map_or(0, |column| column.column);
    let bottom =
        open.records.last().and_then(|record| record.rows.last()).copied().unwrap_or(open.found.heading.bottom);
    let first_block = open.first_block.min(reader.blocks.len());
    let earlier = reader.blocks.get_mut(first_block..).unwrap_or_default();
    for clues in earlier.iter_mut().map(|block| &mut block.clues).chain([&mut open.clues]) {
        clues.extend(open.signed.iter().cloned());
        clues::prefer_names(clues, form);
        clues.sort_by_key(|clue| clue.source);
    }
    reader.blocks.push(Block {
        form: open.found.form,
        layout: Layout::Table,
        area: Area::new(Address::new(open.top, first), Address::new(bottom.max(open.top), last)),
        header_rows: open.header_rows,
        columns,
        clues: open.clues,
        records: open.records,
    });
}
