//! A table's rows, one after the other, and the lines around them.

use crate::form::{Form, FormKind, Kind, Role};
use crate::model::{Address, Cell, Clue, IgnoreReason, QuarantineReason, RawRecord, RowRole};

use super::blocks;
use super::clues;
use super::found::Found;
use super::grid::Span;
use super::members::{self, Member};
use super::once;
use super::preamble;
use super::records;
use super::roles::{self, Course, Frame, Line, Part};
use super::tables::Reader;

/// How many rows above a header a title over several tables is looked for.
pub(super) const TITLE_ROWS: usize = 8;

/// A table while its rows are read.
pub(super) struct Table<'f> {
    pub(super) found: &'f Found,
    pub(super) frame: Frame,
    pub(super) header_rows: Vec<u32>,
    pub(super) records: Vec<RawRecord>,
    /// The first row that belongs to it, its header's or a section line's.
    pub(super) top: u32,
    pub(super) clues: Vec<Clue>,
    /// The first block that its header began, before the section lines.
    pub(super) first_block: usize,
    /// What the lines below it say of the school.
    pub(super) signed: Vec<Clue>,
    /// The lines above it, to tell a repeated title from a new one.
    pub(super) lines: Vec<String>,
    pub(super) course: Course,
    /// The first row that can be data.
    pub(super) data_from: u32,
    pub(super) last_row: Option<u32>,
    /// A family's members by number, whose columns mean what each row says.
    pub(super) members: Vec<Member>,
}

/// Reads the tables that `found` begins, between two positions and within some columns.
pub(super) fn read(
    reader: &mut Reader<'_>,
    span: Span,
    start: usize,
    end: usize,
    found: &[Found],
    strangers: &[usize],
) {
    let before = found.first().map_or(end, |first| first.start);
    if found.is_empty() {
        return;
    }
    loose(reader, span, start, before);
    let mut table: Option<Table<'_>> = None;
    for (place, here) in found.iter().enumerate() {
        let lines = above(reader, span, here);
        let until = found.get(place + 1).map_or(end, |next| next.start);
        let after = reader.grid.position(here.heading.bottom + 1);
        let again = table.take().and_then(|open| go_on(reader, open, here, &lines));
        mark_heading(reader, span, here, again.is_some(), after);
        let mut open = again.unwrap_or_else(|| begin(reader, here, &lines));
        for position in after..until {
            if strangers.contains(&position) {
                // Another kind of table begins: what follows belongs to nobody until the next header that fits.
                strange(reader, span, position, until);
                break;
            }
            open = row(reader, open, span, position);
        }
        table = Some(open);
    }
    if let Some(open) = table {
        blocks::finish(reader, open);
    }
}

/// The lines above a header with their cells, as far as they touch the table's columns.
fn above(reader: &Reader<'_>, span: Span, found: &Found) -> Vec<(u32, Vec<Cell>, IgnoreReason)> {
    let labels = reader.lexicon.particulars(found.form);
    let top = reader.grid.position(found.heading.top);
    let mut lines = Vec::new();
    for position in found.start.min(top.saturating_sub(TITLE_ROWS))..top {
        let Some(row) = reader.grid.rows().get(position) else {
            continue;
        };
        let own = position >= found.start;
        // A title merged over several tables stands in the first one's columns.
        let cells: Vec<Cell> = row
            .cells
            .iter()
            .filter(|cell| {
                let inside = span.holds(cell.column);
                let merge = reader.grid.merge(Address::new(row.index, cell.column));
                (own && inside) || (!inside && merge.is_some() && preamble::touches(cell, merge, span.first, span.last))
            })
            .cloned()
            .collect();
        if cells.is_empty() {
            continue;
        }
        let reason = preamble::role(&cells, labels).unwrap_or(IgnoreReason::Title);
        lines.push((row.index, cells, reason));
    }
    lines
}

/// Begins a new table.
fn begin<'f>(reader: &Reader<'_>, found: &'f Found, lines: &[(u32, Vec<Cell>, IgnoreReason)]) -> Table<'f> {
    let form = reader.forms.get(found.form);
    let mut clues = clues::of_lines(lines, form, reader.lexicon.particulars(found.form));
    let mut head = super::card::head::clues(reader, found);
    head.retain(|clue| clues.iter().all(|known| known.field != clue.field));
    clues.extend(head);
    clues.extend(clues::of_names(&reader.grid.sheet.name, reader.path, form));
    clues.extend(once::listed(lines, &reader.grid.sheet.name, reader.path, form));
    clues.extend(once::month(lines, &reader.grid.sheet.name, reader.path, form));
    clues::prefer_names(&mut clues, form);
    clues.sort_by_key(|clue| clue.source);
    let mut frame = frame(form, found);
    let child = [Role::ChildName, Role::ChildId].map(|role| form.role(role));
    frame.given = frame.name.is_none()
        && clues.iter().chain(inherited(reader, form).iter()).any(|clue| child.contains(&Some(clue.field)));
    Table {
        found,
        frame,
        header_rows: (found.heading.top..=found.heading.bottom).collect(),
        records: Vec::new(),
        top: found.heading.top,
        clues,
        first_block: reader.blocks.len(),
        signed: Vec::new(),
        lines: texts(lines),
        course: Course { fresh: true, ..Course::default() },
        data_from: found.heading.bottom + 1,
        last_row: None,
        members: members::members(reader, found),
    }
}

/// What the table above says of the child, for a list of the same child's events.
fn inherited(reader: &Reader<'_>, form: &Form) -> Vec<Clue> {
    reader.blocks.last().map(|block| super::inherit::child(block, form, reader.forms)).unwrap_or_default()
}

fn texts(lines: &[(u32, Vec<Cell>, IgnoreReason)]) -> Vec<String> {
    lines
        .iter()
        .flat_map(|(_, cells, _)| cells.iter().map(|cell| super::looks::plain(&cell.value).into_owned()))
        .collect()
}

/// Continues a table whose header is printed again, unless the lines above speak of another school or class.
fn go_on<'f>(
    reader: &mut Reader<'_>,
    mut open: Table<'f>,
    here: &'f Found,
    lines: &[(u32, Vec<Cell>, IgnoreReason)],
) -> Option<Table<'f>> {
    let form = reader.forms.get(here.form);
    let clues = clues::of_lines(lines, form, reader.lexicon.particulars(here.form));
    let known = |clue: &Clue| open.clues.iter().any(|old| old.field == clue.field && old.text == clue.text);
    let new_title =
        lines.iter().filter(|(_, _, reason)| *reason == IgnoreReason::Title).flat_map(|(_, cells, _)| cells).any(
            |cell| {
                let text = super::looks::plain(&cell.value);
                !open.lines.iter().any(|line| **line == *text) && super::roles::is_titled(&text)
            },
        );
    if here.repeat && here.form == open.found.form && clues.iter().all(known) && !new_title && !open.course.ended {
        open.course.fresh = true;
        open.last_row = Some(here.heading.bottom);
        return Some(open);
    }
    blocks::finish(reader, open);
    None
}

fn mark_heading(reader: &mut Reader<'_>, span: Span, here: &Found, again: bool, after: usize) {
    let top = reader.grid.position(here.heading.top);
    let reason = if again { IgnoreReason::RepeatedHeader } else { IgnoreReason::Header };
    for position in top..after {
        if !reader.grid.cells(position, span).is_empty() {
            reader.mark(position, RowRole::Ignored(reason));
        }
    }
    let labels = reader.lexicon.particulars(here.form);
    for position in here.start..top {
        let cells = reader.grid.cells(position, span);
        if !cells.is_empty() {
            let reason = preamble::role(cells, labels).unwrap_or(IgnoreReason::Title);
            reader.mark(position, RowRole::Ignored(reason));
        }
    }
}

/// Rows above the first table that are not its own lines.
fn loose(reader: &mut Reader<'_>, span: Span, start: usize, end: usize) {
    let labels = reader.lexicon.particulars(0);
    for position in start..end {
        let cells = reader.grid.cells(position, span);
        if cells.is_empty() {
            continue;
        }
        let role = preamble::role(cells, labels)
            .map_or(RowRole::Quarantined(QuarantineReason::OutsideTable), RowRole::Ignored);
        reader.mark(position, role);
    }
}

/// Rows of a table that no form knows.
fn strange(reader: &mut Reader<'_>, span: Span, start: usize, end: usize) {
    for position in start..end {
        if !reader.grid.cells(position, span).is_empty() {
            reader.mark(position, RowRole::Quarantined(QuarantineReason::OutsideTable));
        }
    }
}

/// The columns that decide what a row is.
fn frame(form: &Form, found: &Found) -> Frame {
    let (events, school) = (form.kind == FormKind::Record, form.kind == FormKind::School);
    let mut frame = Frame { events, school, ..Frame::default() };
    for (head, matched) in &found.columns {
        if !head.parts.is_empty() {
            frame.headed.push(head.column);
        }
        if matched.serial {
            frame.serial.push(head.column);
        }
        let Some(field) = matched.taken.as_ref().and_then(|taken| form.fields.get(taken.field)) else {
            continue;
        };
        match field.role {
            Some(Role::ChildName) => frame.name = Some(head.column),
            Some(Role::ChildId) => frame.id = Some(head.column),
            Some(Role::EventDate) => frame.date = Some(head.column),
            Some(Role::School | Role::Grade | Role::Class) => frame.preset.push(head.column),
            _ if field.kind == Kind::Text && field.group.is_none() => frame.free.push(head.column),
            _ => {}
        }
    }
    frame
}

/// Reads one row into the open table; a section line closes it and opens the next.
fn row<'f>(reader: &mut Reader<'_>, mut open: Table<'f>, span: Span, position: usize) -> Table<'f> {
    let cells = reader.grid.cells(position, span);
    let (Some(number), Some(first)) = (reader.grid.number(position), cells.first()) else {
        return open;
    };
    let width = reader
        .grid
        .merge(Address::new(number, first.column))
        .map_or(1, |area| area.last.column - area.first.column + 1);
    let own =
        |column: Option<u32>| column.and_then(|column| records::cell(&reader.grid, number, column, open.data_from).1);
    let line = Line { cells, name: own(open.frame.name), id: own(open.frame.id), width };
    if open.last_row.is_some_and(|last| number > last + 1) {
        open.course.ended = true;
    }
    let part = roles::part(&line, &open.frame, &open.course, reader.lexicon);
    open.course.after_note = part == Part::Ignored(IgnoreReason::Note);
    match part {
        Part::Record | Part::Nameless => {
            let quarantine = (part == Part::Nameless).then_some(QuarantineReason::NoIdentity);
            let mut record = records::record(
                &reader.grid,
                open.found,
                open.records.last(),
                number,
                open.data_from,
                cells,
                quarantine,
            );
            records::share_days(reader.forms.get(open.found.form), &mut record);
            members::fill(reader, open.found, &open.members, &mut record);
            open.records.push(record);
            open.course.fresh = false;
            open.course.ended &= part == Part::Nameless;
            open.last_row = Some(number);
            reader.mark(position, RowRole::Data);
        }
        Part::Ignored(reason) => {
            open.course.ended |= matches!(reason, IgnoreReason::Note | IgnoreReason::Signature);
            open.course.fresh &= matches!(reason, IgnoreReason::Units | IgnoreReason::Example | IgnoreReason::Note);
            if !open.course.ended {
                open.last_row = Some(number);
            }
            if reason == IgnoreReason::Signature || reason == IgnoreReason::Note {
                let form = reader.forms.get(open.found.form);
                let labels = reader.lexicon.particulars(open.found.form);
                open.signed.extend(clues::of_signature(number, cells, form, labels));
            }
            reader.mark(position, RowRole::Ignored(reason));
        }
        Part::Outside => {
            open.course.ended = true;
            reader.mark(position, RowRole::Quarantined(QuarantineReason::OutsideTable));
        }
        Part::Section => {
            reader.mark(position, RowRole::Ignored(IgnoreReason::Title));
            open = blocks::section(reader, open, number, first);
        }
    }
    open
}
