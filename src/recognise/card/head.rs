//! The head of a card whose events stand in a list below it: it says whose they are, and who helped.

use std::borrow::Cow;

use crate::form::FormKind;
use crate::model::{Clue, ClueSource, IgnoreReason, RowRole};
use crate::recognise::candidates::Evidence;
use crate::recognise::found::Found;
use crate::recognise::grid::Span;
use crate::recognise::tables::Reader;
use crate::recognise::{looks, matching};

use super::entries::{self, Entry};
use super::layout::heads_below;
use super::lines::{Line, Piece};
use super::stack::Card;
use super::{made, people, stack};

/// How many cards of a sheet are looked at for lists below their heads.
const MOST: usize = 1000;

/// Lines of labels and values above a list.
pub(in crate::recognise) struct Head {
    /// The header row of its list.
    list: u32,
    /// The positions of its lines.
    positions: Vec<usize>,
    entries: Vec<Entry>,
    /// What stands alone between its lines and its list: 帮扶记录.
    title: String,
    /// Where it is a child's card in its own right.
    card: Option<Card>,
}

/// The heads on a sheet that begins with a child's name; none where no list of events follows one.
pub(super) fn heads(reader: &Reader<'_>, span: Span) -> Vec<Head> {
    let lexicon = reader.lexicon.of_all_cards(reader.forms);
    let lines = stack::lines(reader, span);
    let mut heads = Vec::new();
    let mut alike: Option<(Vec<String>, bool)> = None;
    for card in stack::cards(reader, &lines).into_iter().take(MOST) {
        let whole = lines.get(card.first..card.end).unwrap_or_default();
        let is_list = |place: usize| {
            let after = whole.get(place + 1..).unwrap_or_default();
            let line = Line::read(&reader.grid, lexicon, whole.get(place)?.position, span)?;
            let below = line.labels() >= 3 && heads_below(lexicon, &line, after);
            let found = below.then(|| reader.find(span, line.position, line.position + 2).0)?;
            let first = found.first().filter(|found| reader.forms.get(found.form).kind == FormKind::Record)?;
            (first.heading.top == line.row).then_some((place, first.form))
        };
        let Some((list, form)) = (1..whole.len()).find_map(is_list) else { continue };
        let entitles = |line: &&Line<'_>| matches!(line.pieces.as_slice(), [only] if is_title(reader, only));
        let titles = whole.get(1..list).unwrap_or_default().iter().rev().take_while(entitles).count();
        let above = whole.get(..list - titles).unwrap_or_default();
        let title = whole.get(list - titles..list).unwrap_or_default();
        let own = Card { top: card.top, first: card.first, end: card.first + list - titles };
        let entries = entries::entries(reader.cards(), above);
        let labels: Vec<String> = entries.iter().map(|entry| entry.plain.clone()).collect();
        // Of cards that ask the same each is what the first of them is.
        let known = alike.as_ref().filter(|(known, _)| *known == labels).map(|(_, is_card)| *is_card);
        let is_card = known.unwrap_or_else(|| is_card(reader, &lines, &own, form));
        alike = Some((labels, is_card));
        heads.push(Head {
            list: whole.get(list).map_or(0, |line| line.row),
            positions: above.iter().map(|line| line.position).collect(),
            entries,
            title: title.iter().flat_map(|line| &line.pieces).map(|piece| looks::plain(piece.value)).collect(),
            card: is_card.then_some(own),
        });
    }
    heads
}

/// Whether a lone cell says what the list below it is of.
fn is_title(reader: &Reader<'_>, piece: &Piece<'_>) -> bool {
    piece.inline.is_none() && reader.lexicon.has_title(&looks::plain(piece.value))
}

/// Whether a head is the card of a child that the roster should have, and not just says whose the list is: its title
/// says so, or, where there is none, most of what the roster demands stands on it.
fn is_card(reader: &Reader<'_>, lines: &[Line<'_>], card: &Card, list: usize) -> bool {
    let above = lines.get(card.top..card.first).unwrap_or_default();
    let body = lines.get(card.first..card.end).unwrap_or_default();
    let (subject, title) = super::subject(reader, above, None);
    let said = entries::entries(reader.cards(), body);
    let Some(taken) = made::choose(reader, &said, &title, &subject) else { return false };
    let form = reader.forms.get(taken.form);
    let found = |field: usize| {
        taken.matches.iter().flatten().any(|found| found.taken.as_ref().is_some_and(|taken| taken.field == field))
    };
    let demanded = form.fields.iter().enumerate().filter(|(_, field)| field.required);
    let (have, all) = demanded.fold((0, 0), |(have, all), (field, _)| (have + usize::from(found(field)), all + 1));
    let titled = subject.names(taken.form) && !subject.names(list);
    form.kind == FormKind::Roster && (titled || (!subject.names(list) && have * 3 >= all * 2))
}

/// What stands between a head and the list whose header is at `top`.
pub(in crate::recognise) fn title(heads: &[Head], top: u32) -> Option<&str> {
    heads.iter().find(|head| head.list == top).map(|head| head.title.as_str()).filter(|title| !title.is_empty())
}

/// The position of the first line of the head above the list whose header is at `top`.
pub(in crate::recognise) fn first(heads: &[Head], top: u32) -> Option<usize> {
    heads.iter().find(|head| head.list == top)?.positions.first().copied()
}

/// The position at which the list below a head ends because the next head begins; `None` without a next one.
pub(in crate::recognise) fn end_of_list(heads: &[Head], top: u32) -> Option<usize> {
    let place = heads.iter().position(|head| head.list == top)?;
    heads.get(place + 1)?.positions.first().copied()
}

/// The position behind the last line of a head that ends at or above `position`: no header reaches up into it.
pub(in crate::recognise) fn floor(heads: &[Head], position: usize) -> usize {
    let ends = heads.iter().filter_map(|head| head.positions.last()).map(|last| last + 1);
    ends.filter(|&end| end <= position).max().unwrap_or_default()
}

/// Reads the heads that are children's cards; notes of the others that their lines are no data.
pub(in crate::recognise) fn close(reader: &mut Reader<'_>, span: Span) {
    let heads = std::mem::take(&mut reader.heads);
    let lines = if heads.iter().any(|head| head.card.is_some()) { stack::lines(reader, span) } else { Vec::new() };
    let mut told = None;
    for head in heads {
        if let Some(card) = &head.card {
            let own = lines.get(card.top..card.end).unwrap_or_default().iter().map(|line| line.position);
            own.for_each(|position| reader.roles.iter_mut().skip(position).take(1).for_each(|role| *role = None));
            if super::one(reader, &lines, card, &mut told) {
                continue;
            }
        }
        for position in head.positions {
            if let Some(role) = reader.roles.get_mut(position) {
                *role = Some(RowRole::Ignored(IgnoreReason::Particulars));
            }
        }
    }
}

/// What the head above a list says of its records.
pub(in crate::recognise) fn clues(reader: &Reader<'_>, found: &Found) -> Vec<Clue> {
    let Some(head) = reader.heads.iter().find(|head| head.list == found.heading.top) else { return Vec::new() };
    let lexicon = reader.cards();
    let (form, Some(words)) = (reader.forms.get(found.form), lexicon.forms.get(found.form)) else {
        return Vec::new();
    };
    let heads = people::heads(form, words, lexicon, &head.entries);
    let columns: Vec<Evidence<'_>> = heads
        .iter()
        .map(|label| Evidence::new(Cow::Borrowed(&label.head), made::sample(head.entries.get(label.entry))))
        .collect();
    let matches = matching::assign(form, words, lexicon, &columns);
    let mut clues = Vec::new();
    for (label, matched) in heads.iter().zip(matches) {
        let entry = head.entries.get(label.entry);
        let Some((entry, taken)) = entry.zip(matched.taken) else { continue };
        let Some(value) = &entry.value else { continue };
        for field in std::iter::once(taken.field).chain(matched.also) {
            let text = value.shown();
            clues.push(Clue { field, text, source: ClueSource::LabelledCell, at: Some(entry.at) });
        }
    }
    clues
}
