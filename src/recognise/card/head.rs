//! The head of a card whose events stand in a list below it: it says whose they are, and who helped.

use std::borrow::Cow;

use crate::form::FormKind;
use crate::model::{Clue, ClueSource, IgnoreReason, RowRole};
use crate::recognise::candidates::Evidence;
use crate::recognise::grid::Span;
use crate::recognise::matching;
use crate::recognise::tables::{Found, Reader};

use super::entries::{self, Entry};
use super::{made, people, stack};

/// How many cards of a sheet are looked at for lists below their heads.
const MOST: usize = 100;

/// Lines of labels and values above a list.
pub(in crate::recognise) struct Head {
    /// The header row of its list.
    list: u32,
    /// The positions of its lines.
    positions: Vec<usize>,
    entries: Vec<Entry>,
}

/// The heads on a sheet that begins with a child's name; none where no list of events follows one.
pub(super) fn heads(reader: &Reader<'_>, span: Span) -> Vec<Head> {
    let lexicon = reader.lexicon.of_cards();
    let lines = stack::lines(reader, span);
    let mut heads = Vec::new();
    for card in stack::cards(reader, &lines).into_iter().take(MOST) {
        let whole = lines.get(card.first..card.end).unwrap_or_default();
        let is_list = |place: usize| {
            let after = whole.get(place + 1..).unwrap_or_default();
            let line = whole.get(place)?;
            let below = line.labels() >= 3 && entries::heads_below(lexicon, line, after);
            let found = below.then(|| reader.find(span, line.position, line.position + 2).0)?;
            let first = found.first().filter(|found| reader.forms.get(found.form).kind == FormKind::Record)?;
            (first.heading.top == line.row).then_some(place)
        };
        let Some(list) = (1..whole.len()).find_map(is_list) else { continue };
        let above = whole.get(..list).unwrap_or_default();
        heads.push(Head {
            list: whole.get(list).map_or(0, |line| line.row),
            positions: above.iter().map(|line| line.position).collect(),
            entries: entries::entries(lexicon, above),
        });
    }
    heads
}

/// The position of the first line of the head above the list whose header is at `top`.
pub(in crate::recognise) fn first(heads: &[Head], top: u32) -> Option<usize> {
    heads.iter().find(|head| head.list == top)?.positions.first().copied()
}

/// The position behind the last line of a head that ends at or above `position`: no header reaches up into it.
pub(in crate::recognise) fn floor(heads: &[Head], position: usize) -> usize {
    let ends = heads.iter().filter_map(|head| head.positions.last()).map(|last| last + 1);
    ends.filter(|&end| end <= position).max().unwrap_or_default()
}

/// Notes that the heads' lines are no data.
pub(in crate::recognise) fn close(reader: &mut Reader<'_>) {
    for head in std::mem::take(&mut reader.heads) {
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
    let lexicon = reader.lexicon.of_cards();
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
