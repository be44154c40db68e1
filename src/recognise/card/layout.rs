//! How the cells of a line stand to each other: which label is over which value, which names a block, which line closes.

use crate::form::language;
use crate::recognise::lexicon::Lexicon;
use crate::recognise::looks;

use super::lines::{Line, Piece, What};

/// Whether a line's labels stand over their values, as a table's header does.
pub(super) fn heads_below(lexicon: &Lexicon, line: &Line<'_>, after: &[Line<'_>]) -> bool {
    let pieces = without_block(lexicon, line, after).1;
    let [first, second, ..] = pieces else { return false };
    let gaps = pieces.windows(2).filter(|pair| matches!(pair, [a, b] if b.at.column != a.right + 1)).count();
    // A header of several rows has gaps where cells are merged down; a card that nobody filled in, one behind each label.
    let adjacent = gaps == 0 || (gaps * 3 <= pieces.len() && pieces.iter().all(Piece::is_label));
    // 家访 behind 帮扶形式 is no label.
    let of_before = |place: usize| {
        let before = place.checked_sub(1).and_then(|before| pieces.get(before));
        before.zip(pieces.get(place)).is_some_and(|(before, piece)| is_value_of(lexicon, &before.plain, piece))
    };
    let plainly =
        |(place, piece): &(usize, &Piece<'_>)| piece.is_label() && piece.inline.is_none() && !of_before(*place);
    let labels = pieces.iter().enumerate().filter(plainly).count();
    if !adjacent
        || labels * 4 < pieces.len() * 3
        || labels < 2
        || (pieces.len() == 2 && is_value_of(lexicon, &first.plain, second))
        || !first.is_label()
    {
        return false;
    }
    let Some(next) = after.first().filter(|next| next.row <= bottom(line) + 1) else {
        return labels >= 3;
    };
    let below = without_block(lexicon, next, after.get(1..).unwrap_or_default()).1;
    let headed = |piece: &&Piece<'_>| {
        piece.is_label()
            && !pieces.iter().any(|over| over_value(over, piece) && is_value_of(lexicon, &over.plain, piece))
    };
    // Five labels and nothing else are a header, though 母亲 and 电话 stand below it.
    let most = if pieces.len() >= 5 && labels == pieces.len() { 2 } else { 4 };
    below.iter().filter(headed).count() * most <= below.len()
}

pub(super) fn over_value(over: &Piece<'_>, piece: &Piece<'_>) -> bool {
    (over.at.column..=over.right).contains(&piece.at.column)
}

/// The lowest row that a line's cells are merged down to.
fn bottom(line: &Line<'_>) -> u32 {
    line.pieces.iter().filter(|piece| piece.is_label()).map(|piece| piece.bottom).min().unwrap_or(line.row)
}

/// Whether a cell that may be a label is the value of the label before it: 父亲 under 关系, 班主任 under 身份.
pub(super) fn is_value_of(lexicon: &Lexicon, label: &str, piece: &Piece<'_>) -> bool {
    piece.inline.is_none() && lexicon.offers(label, &piece.text())
}

/// The block's label that begins a line, and the rest of the line.
pub(super) fn without_block<'l, 'a>(
    lexicon: &Lexicon,
    line: &'l Line<'a>,
    after: &[Line<'_>],
) -> (Option<&'l Piece<'a>>, &'l [Piece<'a>]) {
    let pieces = line.pieces.as_slice();
    match pieces.split_first() {
        Some((first, rest)) if is_block(lexicon, first, rest.first(), after) => (Some(first), rest),
        _ => (None, pieces),
    }
}

/// Whether a cell names what the labels right of it are about; `after` are the lines below.
pub(super) fn is_block(lexicon: &Lexicon, piece: &Piece<'_>, next: Option<&Piece<'_>>, after: &[Line<'_>]) -> bool {
    let Some(next) = next.filter(|next| next.at.column == piece.right + 1) else {
        return false;
    };
    if next.what == What::Text {
        // A label that no form knows, over one that some form does.
        let mut inside = after.iter().take_while(|line| line.row <= piece.bottom);
        let known = |line: &Line<'_>| {
            line.pieces.first().is_some_and(|first| first.is_label() && first.at.column == piece.right + 1)
        };
        return piece.inline.is_none() && inside.any(known);
    }
    if !next.is_label() {
        return false;
    }
    if piece.inline.is_some() || piece.what == What::Value || is_value_of(lexicon, &piece.plain, next) {
        return false;
    }
    // 父亲 before 姓名 is over it; 监护人 before 与儿童关系 is a label itself.
    let tall = piece.bottom > piece.at.row;
    tall || (lexicon.is_bare_name(&next.plain) && lexicon.is_grouped(&piece.plain, &next.plain))
}

/// Whether a label and the cell behind it are all that stands in a line: 变更前, then 监护人：祖父, is what was before.
pub(super) fn is_only_pair(lexicon: &Lexicon, pieces: &[Piece<'_>], place: usize) -> bool {
    let asks = |label: &Piece<'_>| {
        label.is_label()
            && label.inline.is_none()
            && label.bottom == label.at.row
            && lexicon.forms.iter().any(|form| !form.exact(&label.plain).is_empty())
    };
    place == 1 && matches!(pieces, [label, _] if asks(label))
}

pub(super) fn bottom_of(heads: &[Piece<'_>]) -> u32 {
    heads.iter().map(|head| head.bottom).min().unwrap_or_default()
}

/// An ID number written one digit to a cell.
pub(super) fn boxed(pieces: &[Piece<'_>]) -> Option<(String, usize)> {
    let mut text = String::new();
    let mut last: Option<u32> = None;
    for piece in pieces {
        let digit = piece.text();
        let one = digit.chars().count() == 1 && digit.chars().all(|c| c.is_ascii_digit() || "Xx".contains(c));
        if !one || last.is_some_and(|last| piece.at.column != last + 1) {
            break;
        }
        text.push_str(&digit);
        last = Some(piece.right);
    }
    let count = text.chars().count();
    (count >= 11).then_some((text, count))
}

/// Whether a line is a note or a signature, which no table's row is.
pub(super) fn is_closing(line: &Line<'_>) -> bool {
    let Some(first) = line.pieces.first() else { return false };
    let text = looks::plain(first.value);
    let rows = &language().rows;
    let begins = |word: &String| {
        text.strip_prefix(word.as_str()).is_some_and(|rest| rest.starts_with([':', '.', '、', '(', ';', ',']))
    };
    rows.note.iter().any(begins)
        || rows.signature.iter().any(|word| begins(word) || (text == *word && line.pieces.len() <= 6))
        || rows.signed.iter().any(|word| text.contains(word.as_str()))
}
