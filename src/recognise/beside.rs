//! Tables beside each other: where one ends and the next begins.

use crate::form::{Form, Role};

use super::candidates;
use super::grid::Span;
use super::header::{ColumnHead, Heading};
use super::tables::Reader;

/// How many empty columns are tried as gaps between tables.
const MOST_GAPS: usize = 16;

impl Reader<'_> {
    /// Tables beside each other under one line of headers, by columns. One element when there is only one table.
    pub(super) fn segments(&self, heading: &Heading, span: Span) -> Vec<Span> {
        let names: Vec<usize> =
            heading.columns.iter().enumerate().filter(|(_, head)| self.is_name(head)).map(|(place, _)| place).collect();
        let mut cuts: Vec<u32> = Vec::new();
        let Some(&first) = names.first() else {
            return vec![span];
        };
        let mut left = 0;
        for pair in names.windows(2) {
            let [before, name] = pair else { continue };
            if let Some(place) = self.cut(heading, left.min(first), *before, *name)
                && let Some(head) = heading.columns.get(place)
            {
                cuts.push(head.column);
                left = place;
            }
        }
        let mut segments = Vec::new();
        let mut from = span.first;
        for cut in cuts {
            segments.push(Span { first: from, last: cut - 1 });
            from = cut;
        }
        segments.push(Span { first: from, last: span.last });
        segments
    }

    /// Whether a header is the child's name, by itself or under the child's own group.
    pub(super) fn is_name(&self, head: &ColumnHead) -> bool {
        let named = |(form, words): (&Form, &super::lexicon::FormWords)| {
            let Some(name) = form.role(Role::ChildName) else { return false };
            // Only a word that means the name by itself or in its group is worth as much.
            let may_be =
                [words.exact(head.leaf()), words.short(head.leaf())].iter().any(|fields| fields.contains(&name));
            let found = if may_be { candidates::named(form, words, head) } else { Vec::new() };
            found.first().is_some_and(|candidate| candidate.field == name && candidate.score >= 1.0)
        };
        self.forms.0.iter().zip(&self.lexicon.forms).any(named)
    }

    /// Where the second table begins whose name column stands at `name`, if its headers repeat those of the first.
    fn cut(&self, heading: &Heading, left: usize, before: usize, name: usize) -> Option<usize> {
        let columns = &heading.columns;
        let leaf = |place: usize| columns.get(place).map(ColumnHead::leaf);
        let gap = (before + 1..=name).rev().find(|&place| {
            let pair = columns.get(place).zip(columns.get(place - 1));
            pair.is_some_and(|(here, last)| here.column > last.column + 1)
        });
        let begins = (before + 1..=name).find(|&place| leaf(place) == leaf(left));
        let place = gap.or(begins)?;
        let own: Vec<&str> = (left..place).filter_map(leaf).collect();
        let right: Vec<&str> = (place..columns.len()).filter_map(leaf).collect();
        let repeated = right.iter().filter(|word| own.contains(word)).count();
        let known = right.iter().filter(|word| self.lexicon.is_label(word)).count();
        (repeated >= 3 || (repeated >= 2 && right.len() <= 4) || (gap.is_some() && known >= 4 && repeated >= 2))
            .then_some(place)
    }

    /// Columns that stand apart, an empty column between them, each with a table of its own.
    pub(super) fn bands(&self, span: Span, start: usize, end: usize) -> Option<Vec<Span>> {
        let width = (span.last - span.first + 1) as usize;
        let mut used = vec![false; width];
        for position in start..end {
            for cell in self.grid.cells(position, span) {
                if let Some(used) = used.get_mut((cell.column - span.first) as usize) {
                    *used = true;
                }
            }
        }
        let last = used.iter().rposition(|&used| used)?;
        let first = used.iter().position(|&used| used)?;
        let gaps: Vec<u32> = (first..last)
            .filter(|&place| used.get(place) == Some(&false) && used.get(place + 1) == Some(&true))
            .map(|place| span.first + place as u32 + 1)
            .take(MOST_GAPS)
            .collect();
        let mut bands: Vec<Span> = Vec::new();
        let mut from = span.first;
        for cut in gaps {
            let right = Span { first: cut, last: span.last };
            let left = Span { first: from, last: cut - 1 };
            if !self.find(left, start, end).0.is_empty()
                && self
                    .find(right, start, end)
                    .0
                    .first()
                    .is_some_and(|found| found.heading.columns.iter().any(|head| self.is_name(head)))
            {
                bands.push(left);
                from = cut;
            }
        }
        bands.push(Span { first: from, last: span.last });
        (bands.len() > 1).then_some(bands)
    }
}
