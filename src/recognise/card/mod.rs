//! Cards: one child each, labels beside their values or above them, one card to a sheet, or several below one another
//! or side by side.
//!
//! | file | what it knows |
//! |---|---|
//! | `lines` | which cells of a line are labels |
//! | `stack` | whether a sheet is one of cards, and where each begins |
//! | `entries` | the place of each label's value |
//! | `layout` | how a line's cells stand to each other |
//! | `head` | a card whose events are listed below it |
//! | `people` | whose a label is |
//! | `made` | the form, the record and the block |

mod entries;
pub(super) mod head;
mod layout;
pub(super) mod lines;
mod made;
mod people;
mod stack;

use crate::form::FormKind;
use crate::model::{Address, Area, Cell, IgnoreReason, RowRole};

use super::grid::Span;
use super::lexicon::Subject;
use super::tables::Reader;
use super::{clues, looks, once, preamble};

use entries::Entry;
use lines::Line;
use stack::Card;

/// Reads a sheet of cards; false where it is none, and nothing was noted.
pub(super) fn read(reader: &mut Reader<'_>, span: Span) -> bool {
    let first = stack::first_lines(reader, span);
    let Some(anchor) = stack::anchor(reader, &first) else { return false };
    let Some(line) = first.get(anchor) else { return false };
    let bands = stack::bands(reader, line, span);
    let heads = if stack::is_over_values(reader, &first, anchor) { Vec::new() } else { head::heads(reader, span) };
    if !heads.is_empty() {
        reader.heads = heads;
        return false;
    }
    let (blocks, roles) = (reader.blocks.len(), reader.roles.clone());
    let mut fits = false;
    for band in bands {
        fits |= band_of_cards(reader, band);
    }
    if !fits {
        reader.blocks.truncate(blocks);
        reader.roles = roles;
    }
    fits
}

/// Reads a sheet of cards of any form, those about a school included; false where it is none.
pub(super) fn read_any(reader: &mut Reader<'_>, span: Span) -> bool {
    if read(reader, span) {
        return true;
    }
    reader.of_school = reader.heads.is_empty();
    reader.of_school && read(reader, span)
}

/// Reads the cards of some columns.
fn band_of_cards(reader: &mut Reader<'_>, span: Span) -> bool {
    let lines = stack::lines(reader, span);
    let mut told: Option<(Subject, String)> = None;
    let mut fits = false;
    for card in stack::cards(reader, &lines) {
        fits |= one(reader, &lines, &card, &mut told);
    }
    fits
}

/// Reads one card. `told` is what the title of the card before speaks of, for cards without one.
fn one(reader: &mut Reader<'_>, lines: &[Line<'_>], card: &Card, told: &mut Option<(Subject, String)>) -> bool {
    let above = lines.get(card.top..card.first).unwrap_or_default();
    let whole = lines.get(card.first..card.end).unwrap_or_default();
    let body = whole.get(..end_of_body(whole)).unwrap_or_default();
    let closing = whole.get(body.len()..).unwrap_or_default();
    let said = entries::entries(reader.cards(), body);
    let (subject, title) = subject(reader, above, told.as_ref());
    *told = Some((subject.clone(), title.clone()));
    let Some(taken) = made::choose(reader, &said, &title, &subject) else {
        return false;
    };
    let form = reader.forms.get(taken.form);
    // Without a child's name only its title tells a card from other lines of words.
    if reader.of_school && (form.kind != FormKind::School || !subject.names(taken.form)) {
        return false;
    }
    let labels = reader.cards().particulars(taken.form);
    let last = last_row(&said, &taken, body);
    let (body, signed): (Vec<&Line<'_>>, Vec<&Line<'_>>) = body.iter().partition(|line| line.row <= last);
    let heading: Vec<(u32, Vec<Cell>, IgnoreReason)> = above
        .iter()
        .map(|line| {
            let reason = preamble::role(line.cells, labels).unwrap_or(IgnoreReason::Title);
            (line.row, line.cells.to_vec(), reason)
        })
        .collect();
    let mut clues = clues::of_lines(&heading, form, labels);
    clues.extend(clues::of_names(&reader.grid.sheet.name, reader.path, form));
    clues.extend(once::listed(&heading, &reader.grid.sheet.name, reader.path, form));
    clues.extend(once::month(&heading, &reader.grid.sheet.name, reader.path, form));
    for line in signed.iter().copied().chain(closing) {
        clues.extend(clues::of_signature(line.row, line.cells, form, labels));
    }
    clues::prefer_names(&mut clues, form);
    clues.sort_by_key(|clue| clue.source);
    let rows: Vec<u32> = body.iter().map(|line| line.row).collect();
    let kept: Vec<bool> = said.iter().map(|entry| entry.label.row <= last).collect();
    let entries: Vec<Entry> = said.into_iter().zip(&kept).filter(|(_, kept)| **kept).map(|(entry, _)| entry).collect();
    let matches = taken.matches.into_iter().zip(&kept).filter(|(_, kept)| **kept).map(|(found, _)| found).collect();
    let taken = made::Taken { form: taken.form, matches };
    let (record, columns) = made::record(form, reader.cards(), &entries, &taken, &clues, rows.clone());
    let filled = |line: &&&Line<'_>| line.cells.iter().any(|cell| looks::is_datum(&cell.value));
    if record.is_none() && body.iter().filter(filled).count() >= 2 {
        // Not a blank card, but something else that was taken for one.
        return false;
    }
    let data = match &record {
        Some(_) => RowRole::Data,
        None => RowRole::Ignored(IgnoreReason::Preprinted),
    };
    for line in &body {
        reader.mark(line.position, data);
    }
    for (line, (_, _, reason)) in above.iter().zip(&heading) {
        reader.mark(line.position, RowRole::Ignored(*reason));
    }
    for line in signed.into_iter().chain(closing) {
        reader.mark(line.position, RowRole::Ignored(closing_reason(line)));
    }
    let pieces = || body.iter().flat_map(|line| &line.pieces);
    let left = pieces().map(|piece| piece.at.column).min().unwrap_or_default();
    let right = pieces().map(|piece| piece.right).max().unwrap_or_default();
    let bottom = pieces().map(|piece| piece.bottom).max().unwrap_or(last).max(last);
    let first = Address::new(rows.first().copied().unwrap_or_default(), left);
    let area = Area::new(first, Address::new(bottom, right));
    reader.blocks.push(made::block(taken.form, columns, clues, record, area));
    true
}

/// What the lines above a card speak of; without a title, what the card before was of, or sheet and file.
fn subject(reader: &Reader<'_>, above: &[Line<'_>], told: Option<&(Subject, String)>) -> (Subject, String) {
    let texts: Vec<String> =
        above.iter().flat_map(|line| line.cells).map(|cell| looks::plain(&cell.value).into_owned()).collect();
    let title = texts.join("\n");
    let subject = reader.cards().subject(&title);
    match told {
        Some(told) if subject.is_silent() => told.clone(),
        _ if subject.is_silent() => (reader.named.clone(), title),
        _ => (subject, title),
    }
}

/// How many of a card's lines stand before the notes and signatures that close it.
fn end_of_body(lines: &[Line<'_>]) -> usize {
    let closes =
        |line: &Line<'_>| layout::is_closing(line) || (line.pieces.len() <= 2 && line.labels() == 0 && line.row > 0);
    let open = lines.iter().rposition(|line| !closes(line)).map_or(0, |last| last + 1);
    let tail = lines.get(open..).unwrap_or_default();
    open + tail.iter().position(layout::is_closing).unwrap_or(tail.len())
}

/// The last row of a card: behind it stand only labels that no field claims and a signature's words.
fn last_row(entries: &[Entry], taken: &made::Taken, body: &[Line<'_>]) -> u32 {
    let claimed = |line: &Line<'_>| {
        entries.iter().zip(&taken.matches).any(|(entry, found)| {
            (entry.label.row == line.row || entry.at.row == line.row)
                && (found.as_ref().is_some_and(|found| found.taken.is_some()) || !is_signing(entry))
        })
    };
    body.iter().rev().find(|line| claimed(line)).or(body.last()).map_or(0, |line| line.row)
}

/// Whether an entry's label is a signature's.
fn is_signing(entry: &Entry) -> bool {
    let rows = &crate::form::language().rows;
    rows.signature.iter().chain(&rows.signed).any(|word| entry.plain == *word || entry.plain.ends_with(word.as_str()))
}

fn closing_reason(line: &Line<'_>) -> IgnoreReason {
    let text = line.pieces.first().map(|piece| looks::plain(piece.value)).unwrap_or_default();
    let rows = &crate::form::language().rows;
    let note = rows.note.iter().any(|word| text.starts_with(word.as_str()));
    let number = text.starts_with(|c: char| c.is_ascii_digit()) || text.chars().count() > 30;
    if note || number { IgnoreReason::Note } else { IgnoreReason::Signature }
}
