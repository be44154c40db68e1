//! A card's lines: which of their cells are labels, and which only values can be.

use crate::form::{language, words};
use crate::model::{Address, Cell, CellValue};
use crate::recognise::grid::{Grid, Span};
use crate::recognise::lexicon::Lexicon;
use crate::recognise::{looks, preamble};

/// A label's longest text.
const LONGEST: usize = 30;

/// What a cell can be by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// A word that forms use as a label.
    Label,
    /// Text that is a label or a value by where it stands.
    Text,
    /// What only a value can be: a date, a number, options to tick.
    Value,
}

/// A cell of a line, with the merge that it fills.
#[derive(Clone, Debug)]
pub(super) struct Piece<'a> {
    pub(super) at: Address,
    /// Its last column.
    pub(super) right: u32,
    /// Its last row.
    pub(super) bottom: u32,
    pub(super) value: &'a CellValue,
    pub(super) what: What,
    /// Its text as a header's word.
    pub(super) plain: String,
    /// What stands behind the colon of `姓名：王小明`, its label being `plain`.
    pub(super) inline: Option<String>,
}

impl Piece<'_> {
    pub(super) fn is_label(&self) -> bool {
        self.what == What::Label
    }

    /// Whether it is merged over several columns.
    pub(super) fn is_wide(&self) -> bool {
        self.right > self.at.column
    }

    pub(super) fn text(&self) -> String {
        self.value.shown()
    }
}

/// A row of a card.
#[derive(Clone, Debug)]
pub(super) struct Line<'a> {
    pub(super) row: u32,
    /// The row's position among those with content.
    pub(super) position: usize,
    pub(super) cells: &'a [Cell],
    pub(super) pieces: Vec<Piece<'a>>,
}

impl<'a> Line<'a> {
    /// The row at a position, as far as it lies within `span`; `None` where nothing stands there.
    pub(super) fn read(grid: &Grid<'a>, lexicon: &Lexicon, position: usize, span: Span) -> Option<Self> {
        let row = grid.number(position)?;
        let cells = grid.cells(position, span);
        if cells.is_empty() {
            return None;
        }
        let pieces = cells.iter().map(|cell| piece(grid, lexicon, row, cell)).collect();
        Some(Self { row, position, cells, pieces })
    }

    /// How many of its cells are labels, those with their value behind a colon included.
    pub(super) fn labels(&self) -> usize {
        self.pieces.iter().filter(|piece| piece.is_label()).count()
    }
}

fn piece<'a>(grid: &Grid<'a>, lexicon: &Lexicon, row: u32, cell: &'a Cell) -> Piece<'a> {
    let at = Address::new(row, cell.column);
    let (right, bottom) = grid.merge(at).map_or((cell.column, row), |area| (area.last.column, area.last.row));
    let mut piece =
        Piece { at, right, bottom, value: &cell.value, what: What::Value, plain: String::new(), inline: None };
    let CellValue::Text(text) = &cell.value else {
        return piece;
    };
    if let Some((label, value)) = inline(lexicon, text) {
        piece.plain = label;
        piece.inline = Some(value);
        piece.what = What::Label;
        return piece;
    }
    piece.plain = lexicon.header(text).plain;
    piece.what = if is_options(text) || looks::is_datum(&cell.value) || is_quantity(text) {
        What::Value
    } else if text.chars().count() <= LONGEST && lexicon.is_label(&piece.plain) && !preamble::is_standing(text) {
        What::Label
    } else {
        What::Text
    };
    piece
}

/// `12分钟`, `131 cm`: a number with its unit, which no numbered label is.
fn is_quantity(text: &str) -> bool {
    let plain = words::value(text);
    let unit = plain.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    unit.len() < plain.len() && language().rows.units.iter().any(|known| known == unit)
}

/// `姓名：王小明` as label and value; a label with nothing behind its colon is an ordinary one.
fn inline(lexicon: &Lexicon, text: &str) -> Option<(String, String)> {
    let (label, value) = text.split_once([':', '：'])?;
    let plain = lexicon.header(label).plain;
    let value = value.trim_matches(|c: char| crate::model::is_space(c) || c == '_');
    let known = label.chars().count() <= LONGEST && lexicon.is_label(&plain);
    // Two labels in one cell are a line of particulars.
    (known && !value.is_empty() && !value.contains([':', '：'])).then(|| (plain, value.to_owned()))
}

/// Whether a text offers options to tick: `健康( ) 残疾(√)`, `□男 ☑女`, `男√ 女`.
pub(in crate::recognise) fn is_options(text: &str) -> bool {
    let cells = &language().cells;
    let is = |list: &[String], c: char| list.iter().any(|mark| mark.starts_with(c));
    if text.chars().any(|c| is(&cells.boxes, c)) {
        return true;
    }
    let mut inside: Option<String> = None;
    for c in text.chars() {
        match (c, inside.as_mut()) {
            ('(' | '（' | '[' | '［' | '【', _) => inside = Some(String::new()),
            (')' | '）' | ']' | '］' | '】', Some(mark)) => {
                if mark.chars().all(|c| crate::model::is_space(c) || c == '_' || is(&cells.ticks, c)) {
                    return true;
                }
                inside = None;
            }
            (c, Some(mark)) => mark.push(c),
            _ => {}
        }
    }
    text.chars().count() > 1 && text.chars().any(|c| is(&cells.ticks, c) && !c.is_alphanumeric())
}
