//! Labels and the places of their values: beside them, below them, in the same cell, or a row of a small table.

use crate::form::language;
use crate::model::{Address, CellValue, is_blank};
use crate::recognise::lexicon::Lexicon;
use crate::recognise::looks;

use super::lines::{Line, Piece, What};

/// A label with the place of its value.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// The label's cell.
    pub(super) label: Address,
    /// The label as written, white space left out.
    pub(super) text: String,
    /// The label as a header's word.
    pub(super) plain: String,
    /// The blocks it stands in, from the outermost: 家庭情况, 父亲.
    pub(super) blocks: Vec<String>,
    /// The place of its value.
    pub(super) at: Address,
    pub(super) value: Option<CellValue>,
    /// In a table of people, who the row is about: 父亲, 爷爷.
    pub(super) person: Option<String>,
    /// Whether it is one of several rows that repeat, or a signature: no field is looked for.
    pub(super) closed: bool,
}

/// A block's label and the lines it speaks of.
struct Block {
    text: String,
    last_row: u32,
    /// Only what stands right of this column is in it.
    right: u32,
    /// Without a merge it ends where something stands in its own column again.
    loose: bool,
}

pub(super) struct Walk<'w, 'a> {
    lexicon: &'w Lexicon,
    lines: &'w [Line<'a>],
    blocks: Vec<Block>,
    entries: Vec<Entry>,
}

/// All that a card's lines say, in reading order.
pub(super) fn entries(lexicon: &Lexicon, lines: &[Line<'_>]) -> Vec<Entry> {
    let mut walk = Walk { lexicon, lines, blocks: Vec::new(), entries: Vec::new() };
    let mut place = 0;
    while place < lines.len() {
        place = walk.line(place);
    }
    walk.entries
}

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

fn over_value(over: &Piece<'_>, piece: &Piece<'_>) -> bool {
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
fn without_block<'l, 'a>(
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
fn is_block(lexicon: &Lexicon, piece: &Piece<'_>, next: Option<&Piece<'_>>, after: &[Line<'_>]) -> bool {
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

impl Walk<'_, '_> {
    /// Reads the line at `place`, and those below it that hold its values; gives the next line's place.
    fn line(&mut self, place: usize) -> usize {
        let lines = self.lines;
        let Some(line) = lines.get(place) else { return place + 1 };
        self.blocks.retain(|block| {
            line.row <= block.last_row
                && !(block.loose && line.pieces.iter().any(|piece| piece.at.column <= block.right))
        });
        let after = lines.get(place + 1..).unwrap_or_default();
        let (block, pieces) = without_block(self.lexicon, line, after);
        if let Some(block) = block {
            let tall = block.bottom > block.at.row;
            self.blocks.push(Block {
                text: written(&block.text()),
                last_row: if tall { block.bottom } else { u32::MAX },
                right: block.right,
                loose: !tall,
            });
        }
        if let [only] = pieces
            && block.is_none()
        {
            return self.alone(place, only);
        }
        if heads_below(self.lexicon, line, after) {
            return self.below(place, pieces);
        }
        self.beside(pieces);
        place + 1
    }

    /// A line with a single cell: `姓名：王小明`, a heading, a label over its value, text under a tall label.
    fn alone(&mut self, place: usize, only: &Piece<'_>) -> usize {
        if only.inline.is_some() || only.what != What::Label {
            if self.goes_on(only) || only.inline.is_some() || only.what == What::Value {
                self.beside(std::slice::from_ref(only));
            } else if only.is_wide() || self.lexicon.is_group(&only.plain) {
                self.heading(only);
            } else {
                self.beside(std::slice::from_ref(only));
            }
            return place + 1;
        }
        let next = self.lines.get(place + 1);
        let under = next.and_then(|next| match next.pieces.as_slice() {
            [below] if below.at.column == only.at.column && !below.is_label() && only.is_wide() => Some(below),
            _ => None,
        });
        if let Some(below) = under {
            self.add(only, below.at, Some(below.value.clone()));
            return place + 2;
        }
        let field = self.lexicon.forms.iter().any(|form| !form.exact(&only.plain).is_empty());
        if only.is_wide() && (self.lexicon.is_group(&only.plain) || !field) {
            self.heading(only);
        } else {
            self.beside(std::slice::from_ref(only));
        }
        place + 1
    }

    fn heading(&mut self, piece: &Piece<'_>) {
        self.blocks.retain(|block| !(block.right == 0 && block.last_row == u32::MAX));
        let text = written(&piece.text());
        self.blocks.insert(0, Block { text, last_row: u32::MAX, right: 0, loose: false });
    }

    /// Labels and values that take turns from left to right.
    fn beside(&mut self, pieces: &[Piece<'_>]) {
        let mut place = 0;
        while let Some(piece) = pieces.get(place) {
            place += 1;
            if let Some(value) = &piece.inline {
                self.add(piece, piece.at, Some(CellValue::Text(value.clone())));
                continue;
            }
            let next = pieces.get(place).filter(|next| next.at.column == piece.right + 1);
            let takes = next.filter(|next| match next.inline {
                None => !next.is_label() || is_value_of(self.lexicon, &piece.plain, next),
                Some(_) => is_only_pair(self.lexicon, pieces, place),
            });
            let label = match piece.what {
                What::Label => true,
                // After a pair comes the next label, known or not; a unit stands before one.
                What::Text => takes.is_some() && piece.text().chars().count() <= 20,
                What::Value => false,
            };
            if !label {
                self.loose(piece);
                continue;
            }
            if is_block(self.lexicon, piece, next, &[]) && takes.is_none() {
                let last_row = if piece.bottom > piece.at.row { piece.bottom } else { piece.at.row };
                let text = written(&piece.text());
                self.blocks.push(Block { text, last_row, right: piece.right, loose: false });
                continue;
            }
            let at = Address::new(piece.at.row, piece.right + 1);
            let Some(value) = takes else {
                self.add(piece, at, None);
                continue;
            };
            place += 1;
            let boxed = boxed(pieces.get(place - 1..).unwrap_or_default());
            if let Some((text, count)) = boxed {
                self.add(piece, value.at, Some(CellValue::Text(text)));
                place += count - 1;
            } else {
                self.add(piece, value.at, Some(value.value.clone()));
            }
        }
    }

    /// Labels over their values: one row of them, or a small table of people.
    fn below(&mut self, place: usize, heads: &[Piece<'_>]) -> usize {
        let lines = self.lines;
        let rows = lines.get(place + 1..).unwrap_or_default();
        let mut last = bottom_of(heads);
        let mut taken: Vec<&Line<'_>> = Vec::new();
        for (at, line) in rows.iter().enumerate() {
            let after = rows.get(at + 1..).unwrap_or_default();
            if line.row > last + 1 || !self.is_row_of(heads, line, after, taken.is_empty()) {
                break;
            }
            last = line.row;
            taken.push(line);
        }
        let relation = heads.iter().find(|head| self.lexicon.tells_relation(&head.plain));
        let named = heads.iter().any(|head| self.lexicon.is_bare_name(&head.plain));
        let of_people = relation.filter(|_| named);
        if taken.is_empty() {
            for head in heads {
                self.add(head, Address::new(head.bottom + 1, head.at.column), None);
            }
        }
        for line in &taken {
            let under = |head: &Piece<'_>| line.pieces.iter().find(|piece| over_value(head, piece));
            let person = of_people.and_then(&under).map(|piece| looks::plain(piece.value).into_owned());
            for head in heads {
                let found = under(head);
                let at = found.map_or(Address::new(line.row, head.at.column), |piece| piece.at);
                self.add(head, at, found.map(|piece| piece.value.clone()));
                let closed = taken.len() > 1 && of_people.is_none();
                if let Some(entry) = self.entries.last_mut() {
                    entry.person.clone_from(&person);
                    entry.closed |= closed;
                }
            }
        }
        place + 1 + taken.len()
    }

    /// Whether a line holds values of the labels above it.
    fn is_row_of(&self, heads: &[Piece<'_>], line: &Line<'_>, after: &[Line<'_>], first: bool) -> bool {
        if heads_below(self.lexicon, line, after) || is_closing(line) {
            return false;
        }
        let labels = line.pieces.iter().filter(|piece| {
            piece.is_label()
                && !heads.iter().any(|head| over_value(head, piece) && is_value_of(self.lexicon, &head.plain, piece))
        });
        let aligned = line.pieces.iter().filter(|piece| heads.iter().any(|head| over_value(head, piece))).count();
        let wide = line.pieces.iter().any(|piece| {
            heads.iter().filter(|head| (piece.at.column..=piece.right).contains(&head.at.column)).count() > 1
        });
        labels.count() * 4 <= line.pieces.len() && aligned * 4 >= line.pieces.len() * 3 && (first || !wide)
    }

    /// A value without a label of its own: it goes on with the tall label left of it, or stands alone.
    fn loose(&mut self, piece: &Piece<'_>) {
        if self.goes_on(piece)
            && let Some(entry) = self.entries.iter_mut().rev().find(|entry| entry.at.column == piece.at.column)
        {
            let text = match &entry.value {
                Some(before) => format!("{}\n{}", before.shown(), piece.text()),
                None => piece.text(),
            };
            entry.value = Some(CellValue::Text(text));
            return;
        }
        self.entries.push(Entry {
            label: piece.at,
            text: String::new(),
            plain: String::new(),
            blocks: Vec::new(),
            at: piece.at,
            value: Some(piece.value.clone()),
            person: None,
            closed: true,
        });
    }

    /// Whether a cell stands beside a label that is merged down to its row.
    fn goes_on(&self, piece: &Piece<'_>) -> bool {
        let labels = self.lines.iter().take_while(|line| line.row < piece.at.row).flat_map(|line| &line.pieces);
        let mut left = labels.filter(|label| label.bottom >= piece.at.row && label.right + 1 == piece.at.column);
        left.any(|label| self.entries.iter().any(|entry| entry.label == label.at && entry.at.column == piece.at.column))
    }

    fn add(&mut self, piece: &Piece<'_>, at: Address, value: Option<CellValue>) {
        let text = match piece.inline {
            Some(_) => piece.plain.clone(),
            None => written(&piece.text()),
        };
        let blocks = self.blocks.iter().filter(|block| block.right == 0 || block.right < piece.at.column);
        let signed = language().rows.signed.iter().any(|word| piece.text().contains(word.as_str()));
        self.entries.push(Entry {
            label: piece.at,
            text,
            plain: piece.plain.clone(),
            blocks: blocks.map(|block| block.text.clone()).collect(),
            at,
            value: value.filter(|value| !is_blank(&value.shown())),
            person: None,
            closed: signed,
        });
    }
}

/// Whether a label and the cell behind it are all that stands in a line: 变更前, then 监护人：祖父, is what was before.
fn is_only_pair(lexicon: &Lexicon, pieces: &[Piece<'_>], place: usize) -> bool {
    let asks = |label: &Piece<'_>| {
        label.is_label()
            && label.inline.is_none()
            && label.bottom == label.at.row
            && lexicon.forms.iter().any(|form| !form.exact(&label.plain).is_empty())
    };
    place == 1 && matches!(pieces, [label, _] if asks(label))
}

fn bottom_of(heads: &[Piece<'_>]) -> u32 {
    heads.iter().map(|head| head.bottom).min().unwrap_or_default()
}

/// An ID number written one digit to a cell.
fn boxed(pieces: &[Piece<'_>]) -> Option<(String, usize)> {
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

/// A label as people read it, without white space.
fn written(text: &str) -> String {
    text.chars().filter(|&c| !crate::model::is_space(c)).collect()
}
