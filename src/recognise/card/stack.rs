//! Where cards stand on a sheet: one, several below one another, several side by side.

use crate::form::{FormKind, words};
use crate::model::IgnoreReason;
use crate::recognise::grid::Span;
use crate::recognise::header::ColumnHead;
use crate::recognise::tables::Reader;
use crate::recognise::{preamble, roles};

use super::entries;
use super::layout::{heads_below, is_closing};
use super::lines::{Line, Piece};

/// How many lines of a sheet may stand above its first card.
const MOST_ABOVE: usize = 12;
/// How many lines from the child's name on are looked at to see whether they are a card's.
const LOOKED_AT: usize = 8;

/// The lines of one card.
#[derive(Clone, Copy, Debug)]
pub(super) struct Card {
    /// From its title, or what else stands above it.
    pub(super) top: usize,
    /// Its first line with labels.
    pub(super) first: usize,
    /// The line behind its last.
    pub(super) end: usize,
}

/// The sheet's lines within some columns.
pub(super) fn lines<'a>(reader: &Reader<'a>, span: Span) -> Vec<Line<'a>> {
    let count = reader.grid.rows().len();
    (0..count).filter_map(|position| Line::read(&reader.grid, reader.cards(), position, span)).collect()
}

/// The lines in which the first card of a sheet would begin.
pub(super) fn first_lines<'a>(reader: &Reader<'a>, span: Span) -> Vec<Line<'a>> {
    let most = (MOST_ABOVE + LOOKED_AT).min(reader.grid.rows().len());
    (0..most).filter_map(|position| Line::read(&reader.grid, reader.cards(), position, span)).collect()
}

/// Whether a piece asks for the child's name.
fn is_name(reader: &Reader<'_>, piece: &Piece<'_>) -> bool {
    let header = if piece.inline.is_some() {
        words::Header { plain: piece.plain.clone(), hint: String::new() }
    } else {
        reader.cards().header(&piece.text())
    };
    let head = ColumnHead { column: piece.at.column, parts: vec![piece.plain.clone()], words: vec![header] };
    piece.is_label() && reader.is_name(&head)
}

/// Whether a piece is what a card begins with: it asks for the child's name; of a card about a school, for anything.
fn begins(reader: &Reader<'_>, piece: &Piece<'_>) -> bool {
    if !reader.of_school {
        return is_name(reader, piece);
    }
    let forms = reader.forms.0.iter().zip(&reader.cards().forms);
    let mut of_school = forms.filter(|(form, _)| form.kind == FormKind::School);
    piece.is_label() && of_school.any(|(_, words)| !words.exact(&piece.plain).is_empty())
}

/// The line that asks for the child's name, if what stands around it is a card.
pub(super) fn anchor(reader: &Reader<'_>, lines: &[Line<'_>]) -> Option<usize> {
    let named = |line: &Line<'_>| line.pieces.iter().any(|piece| begins(reader, piece));
    let anchor = lines.iter().take(MOST_ABOVE).position(named)?;
    let line = lines.get(anchor)?;
    let below = heads_below(reader.cards(), line, lines.get(anchor + 1..).unwrap_or_default());
    let after = lines.get(anchor..).unwrap_or_default();
    let after = after.get(..LOOKED_AT.min(after.len())).unwrap_or_default();
    let is_card = if below { stands_over_values(reader, after, &named) } else { takes_turns(reader, line, after) };
    is_card.then_some(anchor)
}

/// Whether the labels in the line with the child's name stand over their values.
pub(super) fn is_over_values(reader: &Reader<'_>, lines: &[Line<'_>], anchor: usize) -> bool {
    let after = lines.get(anchor + 1..).unwrap_or_default();
    lines.get(anchor).is_some_and(|line| heads_below(reader.cards(), line, after))
}

/// Whether the lines from the child's name on are labels beside their values.
///
/// The rows of a table's header are labels too: only what stands beside them tells, or that nothing does anywhere.
fn takes_turns(reader: &Reader<'_>, anchor: &Line<'_>, lines: &[Line<'_>]) -> bool {
    let lexicon = reader.cards();
    let open: Vec<&Line<'_>> = lines.iter().take_while(|line| !is_closing(line)).collect();
    let (mut good, mut told, mut labels, mut rows) = (0, 0, 0, 0);
    let mut listed = false;
    for (place, line) in open.iter().enumerate() {
        // The people of a family stand under labels of their own.
        if listed && line.labels() * 2 <= line.pieces.len() {
            rows += 1;
            continue;
        }
        listed = heads_below(lexicon, line, lines.get(place + 1..).unwrap_or_default());
        let said = entries::entries(lexicon, std::slice::from_ref(*line));
        let known: Vec<_> = said.iter().filter(|entry| lexicon.is_label(&entry.plain)).collect();
        if known.is_empty() || known.len() * 2 < said.len() {
            continue;
        }
        let valued = known.iter().filter(|entry| entry.value.is_some()).count();
        good += 1;
        labels += known.len();
        told += usize::from(valued > 0 && valued * 3 >= known.len());
    }
    let inline = anchor.pieces.iter().any(|piece| piece.inline.is_some());
    let most = open.len() - rows;
    let blank = good == most && good >= 4 && rows == 0;
    labels >= 4 && (blank || (told >= 2 && good * 2 >= most && (!inline || good * 3 >= most * 2)))
}

/// Whether the line with the child's name is a card's: over one line of values, and other labels below those.
fn stands_over_values(reader: &Reader<'_>, lines: &[Line<'_>], named: &dyn Fn(&Line<'_>) -> bool) -> bool {
    let [head, values, rest @ ..] = lines else { return false };
    let Some(next) = rest.first().filter(|next| next.row == values.row + 1) else { return false };
    let same = |other: &Line<'_>| {
        let equal = head.pieces.iter().filter(|piece| other.pieces.iter().any(|one| one.plain == piece.plain)).count();
        equal * 2 >= head.pieces.len()
    };
    let labels = next.labels();
    let more = heads_below(reader.cards(), next, rest.get(1..).unwrap_or_default()) || labels * 2 >= next.pieces.len();
    values.labels() * 4 <= values.pieces.len()
        && labels >= 2
        && next.pieces.iter().all(|piece| piece.inline.is_none())
        && more
        && !same(next)
        && !named(next)
        && !is_closing(next)
        && head.labels() + labels >= 4
}

/// The columns of cards side by side; one element where there is only one.
pub(super) fn bands(reader: &Reader<'_>, line: &Line<'_>, span: Span) -> Vec<Span> {
    let names: Vec<usize> = (0..line.pieces.len())
        .filter(|&place| line.pieces.get(place).is_some_and(|piece| is_name(reader, piece)))
        .collect();
    let [first, second, ..] = names.as_slice() else { return vec![span] };
    let step = second - first;
    let labels: Vec<(usize, &str)> = line
        .pieces
        .iter()
        .enumerate()
        .filter(|(_, piece)| piece.is_label())
        .map(|(place, piece)| (place, piece.plain.as_str()))
        .collect();
    let of = |from: usize, to: usize| -> Vec<&str> {
        labels.iter().filter(|(place, _)| (from..to).contains(place)).map(|(_, word)| *word).collect()
    };
    let lead = first.min(&step);
    let lead = *lead;
    let own = of(first - lead.min(*first), second - lead.min(*first));
    let mut spans = Vec::new();
    let mut from = span.first;
    for pair in names.windows(2) {
        let [_, next] = pair else { continue };
        let begin = next.saturating_sub(lead);
        let theirs = of(begin, begin + step);
        let alike = theirs.iter().zip(&own).filter(|(a, b)| a == b).count();
        if alike * 3 < own.len().min(theirs.len()) * 2 {
            return vec![span];
        }
        let Some(cut) = line.pieces.get(begin).map(|piece| piece.at.column) else { return vec![span] };
        spans.push(Span { first: from, last: cut - 1 });
        from = cut;
    }
    spans.push(Span { first: from, last: span.last });
    spans
}

/// The cards among some lines, each like the first in the line with the child's name.
pub(super) fn cards(reader: &Reader<'_>, lines: &[Line<'_>]) -> Vec<Card> {
    let named = |line: &Line<'_>| line.pieces.iter().any(|piece| begins(reader, piece));
    let Some(anchor) = lines.iter().position(named) else { return Vec::new() };
    let first = lead(reader, lines, anchor);
    let depth = anchor - first;
    let anchors = (anchor..lines.len()).filter(|&place| place == anchor || is_like(lines, anchor, place, reader));
    let mut cards: Vec<Card> = Vec::new();
    for place in anchors {
        let own = place.saturating_sub(depth);
        let top =
            if cards.is_empty() { 0 } else { above(reader, lines, own, cards.last().map_or(0, |card| card.first + 1)) };
        if let Some(before) = cards.last_mut() {
            before.end = top;
        }
        cards.push(Card { top, first: own, end: lines.len() });
    }
    cards
}

/// The first line of the card whose name stands at `anchor`: lines of school and grade may stand before it.
fn lead(reader: &Reader<'_>, lines: &[Line<'_>], anchor: usize) -> usize {
    let mut first = anchor;
    while let Some(line) = first.checked_sub(1).and_then(|before| lines.get(before)) {
        let adjoins = lines.get(first).is_some_and(|next| next.row == line.row + 1);
        let said = entries::entries(reader.cards(), std::slice::from_ref(line));
        let asked = |plain: &str| reader.cards().forms.iter().any(|form| !form.exact(plain).is_empty());
        let paired = line.pieces.len() >= 2
            && said.iter().all(|entry| asked(&entry.plain) && entry.label != entry.at)
            && !line.pieces.iter().any(|piece| piece.is_label() && piece.text().trim_end().ends_with([':', '：']));
        let headed = matches!(
            line.pieces.as_slice(),
            [only] if reader.cards().is_group_name(&only.plain)
        );
        if !adjoins || !(paired || headed) {
            break;
        }
        first -= 1;
    }
    first
}

/// Whether the line at `place` begins a card as the one at `anchor` does.
fn is_like(lines: &[Line<'_>], anchor: usize, place: usize, reader: &Reader<'_>) -> bool {
    let (Some(first), Some(line)) = (lines.get(anchor), lines.get(place)) else { return false };
    let named = line.pieces.iter().find(|piece| begins(reader, piece));
    let same = |piece: &Piece<'_>| {
        first.pieces.iter().any(|one| one.at.column == piece.at.column && one.plain == piece.plain && one.is_label())
    };
    let labels = first.labels();
    let equal = line.pieces.iter().filter(|piece| piece.is_label() && same(piece)).count();
    let after = |at: usize| lines.get(at + 1..).unwrap_or_default();
    let below = |at: usize| lines.get(at).is_some_and(|line| heads_below(reader.cards(), line, after(at)));
    named.is_some_and(same) && equal >= labels.min(2) && equal * 3 >= labels * 2 && below(anchor) == below(place)
}

/// The first line above `first` that is the card's: its title, its line of particulars.
fn above(reader: &Reader<'_>, lines: &[Line<'_>], first: usize, floor: usize) -> usize {
    let labels = reader.cards().particulars(0);
    let mut top = first;
    let mut titled_below = false;
    while let Some(line) = top.checked_sub(1).filter(|before| *before >= floor).and_then(|before| lines.get(before)) {
        let gap = top >= 2 && lines.get(top - 2).is_some_and(|before| before.row + 1 < line.row);
        let role = preamble::role(line.cells, labels);
        let titled = || {
            line.cells.iter().any(|cell| {
                let text = crate::recognise::looks::plain(&cell.value);
                let said_before = lines.iter().take(3).any(|first| {
                    first.cells.len() == line.cells.len()
                        && first.cells.iter().any(|one| crate::recognise::looks::plain(&one.value) == text)
                });
                said_before || roles::is_titled(&text) || reader.cards().has_title(&text)
            })
        };
        let belongs = match role {
            Some(IgnoreReason::Title) => gap || titled(),
            // Above a title stands what closes the card before.
            Some(IgnoreReason::Particulars) => (!is_signature(line) && !titled_below) || gap,
            _ => false,
        };
        // 姓名：王小明 is the card's before.
        let of_card = line.pieces.iter().any(|piece| piece.is_label() && reader.lexicon.asks(&piece.plain));
        if !belongs || of_card || (is_closing(line) && !gap && !titled()) {
            break;
        }
        titled_below |= role == Some(IgnoreReason::Title);
        top -= 1;
    }
    top
}

fn is_signature(line: &Line<'_>) -> bool {
    is_closing(line)
}
