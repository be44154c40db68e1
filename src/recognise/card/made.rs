//! The form that a card is of, its record and its block.

use std::borrow::Cow;

use crate::form::{Form, FormKind, Meaning, Role, language, words};
use crate::model::{Area, Block, CellValue, Clue, ColumnMap, Layout, QuarantineReason, RawCell, RawRecord, Words};
use crate::recognise::candidates::Evidence;
use crate::recognise::lexicon::{Lexicon, Subject};
use crate::recognise::looks;
use crate::recognise::matching::{self, Match};
use crate::recognise::tables::Reader;
use crate::recognise::verdict::{self, Saying};

use super::entries::Entry;
use super::lines::is_options;
use super::people;

/// What a card's labels were taken for.
pub(super) struct Taken {
    /// The form's position.
    pub(super) form: usize,
    /// For each entry, its match; none for those that no field was looked for.
    pub(super) matches: Vec<Option<Match>>,
}

/// The form that fits a card best.
pub(super) fn choose(reader: &Reader<'_>, entries: &[Entry], title: &str, told: &Subject) -> Option<Taken> {
    let foreign = language().headers.foreign_titles.iter().any(|word| title.contains(word.as_str()));
    let mut best: Option<(f64, Taken)> = None;
    for (position, (form, words)) in reader.forms.0.iter().zip(&reader.cards().forms).enumerate() {
        let heads = people::heads(form, words, reader.cards(), entries);
        let columns: Vec<Evidence<'_>> = heads
            .iter()
            .map(|head| Evidence::new(Cow::Borrowed(&head.head), sample(entries.get(head.entry))))
            .collect();
        let saying = Saying { titled: told.names(position), foreign: foreign || told.is_foreign(form.kind) };
        if !verdict::may_be(form, words, &columns, saying) {
            continue;
        }
        let found = matching::assign(form, words, reader.cards(), &columns);
        let Some(score) = verdict::verdict(reader.forms, reader.cards(), form, words, &columns, &found, saying) else {
            continue;
        };
        if best.as_ref().is_none_or(|(known, _)| score > *known) {
            let mut matches: Vec<Option<Match>> = vec![None; entries.len()];
            for (head, found) in heads.iter().zip(found) {
                if let Some(place) = matches.get_mut(head.entry) {
                    *place = Some(found);
                }
            }
            best = Some((score, Taken { form: position, matches }));
        }
    }
    best.map(|(_, taken)| taken)
}

/// What a value tells of its field; options to tick tell nothing yet.
pub(super) fn sample(entry: Option<&Entry>) -> Vec<&CellValue> {
    let value = entry.and_then(|entry| entry.value.as_ref());
    value.into_iter().filter(|value| !looks::is_nothing(&value.shown()) && !is_options(&value.shown())).collect()
}

/// The record of a card, with its columns. A card that nobody filled in has none.
pub(super) fn record(
    form: &Form,
    lexicon: &Lexicon,
    entries: &[Entry],
    taken: &Taken,
    clues: &[Clue],
    rows: Vec<u32>,
) -> (Option<RawRecord>, Vec<ColumnMap>) {
    let mut cells = Vec::new();
    let mut extra = Vec::new();
    let mut columns = Vec::new();
    for (place, (entry, found)) in entries.iter().zip(&taken.matches).enumerate() {
        let header = header(entries, place, lexicon);
        let nothing = Match::default();
        let matched = found.as_ref().unwrap_or(&nothing);
        if let Some(taken) = &matched.taken {
            cells.push(RawCell {
                field: taken.field,
                also: matched.also,
                at: entry.at,
                value: entry.value.clone(),
                ditto: None,
            });
        } else if let Some(value) = entry.value.clone().filter(|_| !matched.serial && !repeats_person(entry)) {
            extra.push((header.clone(), entry.at, value));
        }
        if entry.plain.is_empty() {
            continue;
        }
        let mut column = verdict::column_map(form, entry.label.column, header, matched, entry.value.is_some());
        if let Some((field, winner)) = matched.lost.filter(|_| matched.taken.is_none()) {
            column.reason = lost(form, field, entries.get(winner as usize));
        }
        if repeats_person(entry) {
            column.serial = true;
            column.reason = Words::new("说明这一行是家里的谁", "says who of the family the row is about");
        }
        column.place = Some((entry.label, entry.at));
        columns.push(column);
    }
    cells.extend(dead_parents(form, &cells));
    let said = |role: Role| {
        let field = form.role(role);
        let here = |cell: &RawCell| {
            Some(cell.field) == field && cell.value.as_ref().is_some_and(|value| !looks::is_nothing(&value.shown()))
        };
        field.is_some() && (cells.iter().any(here) || clues.iter().any(|clue| Some(clue.field) == field))
    };
    let named = form.kind == FormKind::School || said(Role::ChildName) || said(Role::ChildId);
    let around = [Role::School, Role::Grade, Role::Class].map(|role| form.role(role));
    let filled = |cell: &&RawCell| {
        let ticked = |value: &CellValue| {
            let text = value.shown();
            !looks::is_nothing(&text) && (!is_options(&text) || has_tick(&text))
        };
        cell.value.as_ref().is_some_and(ticked) && !around.contains(&Some(cell.field))
    };
    if !cells.iter().any(|cell| filled(&cell)) {
        return (None, columns);
    }
    let quarantine = (!named).then_some(QuarantineReason::NoIdentity);
    (Some(RawRecord { rows, cells, extra, quarantine }), columns)
}

/// `—` in the place of a parent's name says that the parent is dead, where the card asks no more plainly.
fn dead_parents(form: &Form, cells: &[RawCell]) -> Vec<RawCell> {
    let pairs = [(Role::FatherName, Role::FatherStatus), (Role::MotherName, Role::MotherStatus)];
    let mut found = Vec::new();
    for (name, status) in pairs {
        let (Some(name), Some(status)) = (form.role(name), form.role(status)) else { continue };
        let Some(cell) = cells.iter().find(|cell| cell.field == name) else { continue };
        let dash = cell.value.as_ref().map(looks::plain).is_some_and(|text| {
            !text.is_empty() && text.chars().all(|c| matches!(c, '—' | '–' | '―' | '─' | '-' | '一'))
        });
        let dead = form.fields.get(status).and_then(|field| {
            field.values.iter().find(|choice| choice.means == Some(Meaning::Dead)).map(|choice| choice.value.clone())
        });
        let asked = cells.iter().any(|cell| cell.field == status);
        if let Some(dead) = dead.filter(|_| dash && !asked) {
            let ditto = cell.value.as_ref().map(|value| value.shown().into());
            found.push(RawCell { field: status, also: None, at: cell.at, value: Some(CellValue::text(dead)), ditto });
        }
    }
    found
}

/// Whether some option of a cell is ticked.
fn has_tick(text: &str) -> bool {
    let cells = &language().cells;
    let open = |c: char| "□☐▢○".contains(c);
    text.chars().any(|c| !open(c) && cells.ticks.iter().any(|tick| tick.starts_with(c)))
}

/// Whether an entry only says who its row is about.
fn repeats_person(entry: &Entry) -> bool {
    let said = entry.value.as_ref().map(looks::plain);
    entry.person.is_some() && entry.person.as_deref() == said.as_deref()
}

/// The reason of a label whose field stands elsewhere on the card.
fn lost(form: &Form, field: usize, winner: Option<&Entry>) -> Words {
    let label = form.fields.get(field).map(|field| field.label.clone()).unwrap_or_default();
    let at = winner.map(|winner| winner.label.to_string()).unwrap_or_default();
    Words::made(
        format!("{}已取自更清楚的 {at}", label.zh),
        format!("{} was taken from {at}, which is clearer", label.en),
    )
}

/// A label as it is shown: one that stands several times on the card with the person or block before it.
fn header(entries: &[Entry], place: usize, lexicon: &Lexicon) -> String {
    let Some(entry) = entries.get(place) else { return String::new() };
    if let Some(person) = &entry.person {
        return format!("{person}/{}", entry.text);
    }
    let again = entries.iter().filter(|other| other.plain == entry.plain).count() > 1;
    if !again || entry.plain.is_empty() {
        return entry.text.clone();
    }
    let mut before = entries.get(..place).unwrap_or_default().iter().rev();
    let person = before.find(|other| {
        other.label.row == entry.label.row
            && other.blocks == entry.blocks
            && (lexicon.is_bare_name(&other.plain) || lexicon.without_name(&other.plain) != other.plain)
    });
    let over = match person {
        Some(person) if !lexicon.is_bare_name(&person.plain) || person.plain != lexicon.without_name(&person.plain) => {
            Some(lexicon.without_name(&person.text))
        }
        _ => entry.blocks.last().map(String::as_str),
    };
    match over {
        Some(over) if words::header(over).plain != entry.plain => format!("{over}/{}", entry.text),
        _ => entry.text.clone(),
    }
}

/// The block of a card.
pub(super) fn block(
    form: usize,
    columns: Vec<ColumnMap>,
    clues: Vec<Clue>,
    record: Option<RawRecord>,
    area: Area,
) -> Block {
    Block {
        form,
        layout: Layout::Card,
        area,
        header_rows: Vec::new(),
        columns,
        clues,
        records: record.into_iter().collect(),
    }
}
