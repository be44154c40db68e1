//! Labels and the places of their values: beside them, below them, in the same cell, or a row of a small table.

use crate::form::language;
use crate::model::{Address, CellValue, is_blank};
use crate::recognise::lexicon::Lexicon;
use crate::recognise::looks;

use super::layout::{
    bottom_of, boxed, heads_below, is_block, is_closing, is_only_pair, is_value_of, over_value, without_block,
};
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
                self.add(piece, piece.at, Some(CellValue::text(value.as_str())));
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
                self.add(piece, value.at, Some(CellValue::text(text)));
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
            entry.value = Some(CellValue::text(text));
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

/// A label as people read it, without white space.
fn written(text: &str) -> String {
    text.chars().filter(|&c| !crate::model::is_space(c)).collect()
}
