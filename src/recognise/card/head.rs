//! The head of a card whose events stand in a list below it: it says whose they are, and who helped.

use std::borrow::Cow;

use crate::form::FormKind;
use crate::model::{Clue, ClueSource, IgnoreReason, RowRole};
use crate::recognise::candidates::Evidence;
use crate::recognise::grid::Span;
use crate::recognise::matching;
use crate::recognise::tables::{Found, Reader};

use super::entries::{self, Entry};
use super::lines::Line;
use super::{made, people, stack};

/// Lines of labels and values above a list.
pub(in crate::recognise) struct Head {
    /// The header row of its list.
    list: u32,
    /// The positions of its lines.
    positions: Vec<usize>,
    entries: Vec<Entry>,
}

/// The heads on a sheet whose first child's name stands in the row at `anchor`; none where no list follows it.
pub(super) fn heads(reader: &Reader<'_>, span: Span, anchor: usize) -> Vec<Head> {
    let (found, _) = reader.find(span, anchor, reader.grid.rows().len());
    let tops: Vec<u32> = found
        .iter()
        .filter(|found| reader.forms.get(found.form).kind == FormKind::Record)
        .map(|found| found.heading.top)
        .filter(|&top| reader.grid.position(top) > anchor)
        .collect();
    if tops.is_empty() {
        return Vec::new();
    }
    let lines = stack::lines(reader, span);
    let mut heads = Vec::new();
    for card in stack::cards(reader, &lines) {
        let whole = lines.get(card.first..card.end).unwrap_or_default();
        let (Some(first), Some(last)) = (whole.first(), whole.last()) else { continue };
        let Some(&list) = tops.iter().find(|&&top| (first.row..=last.row).contains(&top)) else { continue };
        let above: Vec<Line<'_>> = whole.iter().take_while(|line| line.row < list).cloned().collect();
        heads.push(Head {
            list,
            positions: above.iter().map(|line| line.position).collect(),
            entries: entries::entries(reader.lexicon.of_cards(), &above),
        });
    }
    heads
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
