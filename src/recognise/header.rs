//! Header rows: where they stand, how many there are, and what stands over each column.

use crate::form::language;
use crate::form::words::{self, Header};
use crate::model::{Address, Cell, is_blank};

use super::grid::{Grid, Span};
use super::lexicon::Lexicon;
use super::looks;
use super::preamble;

/// The most rows a header takes.
const DEEPEST: u32 = 4;
/// A header's longest text; instructions of more characters are no header.
const LONGEST: usize = 60;

/// A table's header.
#[derive(Clone, Debug)]
pub(super) struct Heading {
    /// Its first row.
    pub(super) top: u32,
    /// Its last row.
    pub(super) bottom: u32,
    /// What stands over each column, from left to right; columns without a header are left out.
    pub(super) columns: Vec<ColumnHead>,
}

/// What stands over a column.
#[derive(Clone, Debug)]
pub(super) struct ColumnHead {
    /// The column.
    pub(super) column: u32,
    /// The parts from top to bottom as written, white space folded.
    pub(super) parts: Vec<String>,
    /// The same, normalised.
    pub(super) words: Vec<Header>,
}

impl ColumnHead {
    /// The lowest part.
    pub(super) fn leaf(&self) -> &str {
        self.words.last().map_or("", |word| word.plain.as_str())
    }
}

impl Heading {
    /// What stands over `column`.
    pub(super) fn over(&self, column: u32) -> Option<&ColumnHead> {
        let found = self.columns.binary_search_by_key(&column, |head| head.column).ok()?;
        self.columns.get(found)
    }

    /// The same header, of the columns in `span` only.
    pub(super) fn within(&self, span: Span) -> Self {
        let columns = self.columns.iter().filter(|head| span.holds(head.column)).cloned().collect();
        Self { top: self.top, bottom: self.bottom, columns }
    }

    /// Whether two headers say the same over the same columns.
    pub(super) fn repeats(&self, other: &Self) -> bool {
        let same = |head: &&ColumnHead| other.over(head.column).is_some_and(|over| over.leaf() == head.leaf());
        let equal = self.columns.iter().filter(same).count();
        equal >= 2 && equal * 10 >= self.columns.len().max(other.columns.len()) * 8
    }
}

/// How like a header a row is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Likeness {
    /// How many of its cells are known labels.
    pub(super) known: usize,
    /// How many cells it has.
    pub(super) cells: usize,
    /// Whether a label and what looks like its value take turns: `学校 | 柳林小学 | 年级 | 三年级`.
    alternating: bool,
    /// Whether most labels end in a colon.
    colons: bool,
}

impl Likeness {
    /// Whether the row is a header.
    pub(super) const fn is_header(self) -> bool {
        // An export has dozens of columns that no form knows: a row of many known labels is a header all the same.
        let enough =
            self.known * 2 >= self.cells || (self.known >= 5 && self.known * 8 >= self.cells) || self.known >= 8;
        self.known >= 2 && enough && !self.alternating && (!self.colons || self.known >= 5)
    }

    /// Whether the row is a header even inside a table, where a row of short words is more likely a record.
    pub(super) const fn is_surely_header(self) -> bool {
        self.is_header() && self.known >= 3 && self.known * 5 >= self.cells * 3
    }
}

/// Whether a row's cells are a record's: what only records hold, but for a stray one among many labels.
fn holds_data(cells: &[Cell], lexicon: &Lexicon) -> bool {
    let label = |cell: &&Cell| cell.value.as_text().is_some_and(|text| heads_column(lexicon, text));
    // What stands in brackets is a hint: 出生日期（如20150101）.
    let datum = |cell: &&Cell| {
        looks::is_datum(&cell.value)
            && cell.value.as_text().is_none_or(|text| {
                text.bytes().all(|byte| byte.is_ascii_digit()) || looks::is_bare_datum(&words::header(text).plain)
            })
    };
    let data = cells.iter().filter(datum).take(2).count();
    if data <= 1 {
        if data == 0 {
            return false;
        }
        // A header has at most one cell in three that is no label: one more, and the row is a record's.
        let (mut known, mut others, mut strange) = (0, 0, 0);
        for cell in cells {
            if label(&cell) {
                known += 1;
                strange += usize::from(is_anothers(lexicon, &lexicon.header(&cell.value.shown()).plain));
            } else {
                others += 1;
            }
            if others * 3 > cells.len() {
                return true;
            }
        }
        if strange == 1 {
            (known, others) = (known - 1, others + 1);
        }
        return known < 4 || others * 3 > cells.len();
    }
    true
}

/// Whether a text is a label, and no number with its unit: `2年级`, `10月` and `8分钟` are a record's.
fn heads_column(lexicon: &Lexicon, text: &str) -> bool {
    let plain = lexicon.header(text).plain;
    let is_unit = || {
        let (headers, rows) = (&language().headers, &language().rows);
        rows.units.iter().chain(&headers.date_parts).any(|unit| *unit == plain)
    };
    lexicon.is_label(&plain)
        && !preamble::is_standing(text)
        && !(text.trim_start().starts_with(char::is_numeric) && is_unit())
}

/// Whether a label heads another kind of list, and none of ours. Several of them head one; a single one is a record's
/// word: 星期三 beside a day.
fn is_anothers(lexicon: &Lexicon, plain: &str) -> bool {
    language().headers.foreign.iter().any(|word| word == plain)
        && lexicon.forms.iter().all(|form| form.exact(plain).is_empty())
}

/// Looks at the row at `position` as a header.
pub(super) fn likeness(grid: &Grid<'_>, lexicon: &Lexicon, position: usize, span: Span) -> Likeness {
    let cells = grid.cells(position, span);
    if cells.len() < 2 || holds_data(cells, lexicon) {
        return Likeness::default();
    }
    let mut known = Vec::with_capacity(cells.len());
    let (mut colons, mut strange) = (0, Vec::new());
    for cell in cells {
        let text = cell.value.shown();
        if text.trim_end().ends_with(['：', ':']) {
            colons += 1;
        }
        let label = text.chars().count() <= LONGEST && heads_column(lexicon, &text);
        if label && is_anothers(lexicon, &lexicon.header(&text).plain) {
            strange.push(known.len());
        }
        known.push(label);
    }
    if let [alone] = strange[..] {
        known[alone] = false;
    }
    let count = known.iter().filter(|&&label| label).count();
    let turns = known.iter().enumerate().all(|(place, &label)| label == (place % 2 == 0));
    Likeness {
        known: count,
        cells: cells.len(),
        alternating: cells.len() >= 4 && (turns || preamble::takes_turns(cells, lexicon)),
        colons: colons * 2 >= count.max(1),
    }
}

/// The header that begins at the row at `position`, with the rows above and below that belong to it.
pub(super) fn heading(
    grid: &Grid<'_>,
    lexicon: &Lexicon,
    position: usize,
    span: Span,
    floor: usize,
) -> Option<Heading> {
    let row = grid.number(position)?;
    let mut top = row;
    let mut bottom = lowest_merged(grid, position, span, row);
    let mut next = grid.position(bottom + 1);
    while bottom - top + 1 < DEEPEST
        && grid.number(next) == Some(bottom + 1)
        && continues(grid, lexicon, next, span, bottom, top)
    {
        bottom = lowest_merged(grid, next, span, bottom + 1).max(bottom + 1);
        next = grid.position(bottom + 1);
    }
    let mut above = position;
    while above > floor && bottom - top + 1 < DEEPEST {
        above -= 1;
        if grid.number(above)? + 1 != top || !heads(grid, lexicon, above, span, top) {
            break;
        }
        top -= 1;
    }
    let columns = columns(grid, lexicon, span, top, bottom);
    (!columns.is_empty()).then_some(Heading { top, bottom, columns })
}

/// Whether a line's cells are one of the header's rows, printed again.
pub(super) fn is_row_of(grid: &Grid<'_>, heading: &Heading, cells: &[Cell]) -> bool {
    (heading.top..=heading.bottom).any(|row| {
        let same = cells.iter().filter(|cell| grid.get(Address::new(row, cell.column)) == Some(&cell.value)).count();
        same * 2 > cells.len()
    })
}

/// The last row that cells of this header row are merged down to.
fn lowest_merged(grid: &Grid<'_>, position: usize, span: Span, row: u32) -> u32 {
    let merged = grid.cells(position, span).iter().filter_map(|cell| grid.tall(Address::new(row, cell.column)));
    merged.map(|area| area.last.row).filter(|&last| last < row + DEEPEST).max().unwrap_or(row).max(row)
}

/// Whether the row at `position` completes the header above it: its labels stand under wider or empty cells.
fn continues(grid: &Grid<'_>, lexicon: &Lexicon, position: usize, span: Span, above: u32, top: u32) -> bool {
    let cells = grid.cells(position, span);
    if cells.is_empty() || holds_data(cells, lexicon) {
        return false;
    }
    let known =
        cells.iter().filter(|cell| cell.value.as_text().is_some_and(|text| heads_column(lexicon, text))).count();
    let under_group = cells.iter().filter(|cell| {
        (top..=above).any(|row| {
            grid.merge(Address::new(row, cell.column)).is_some_and(|area| area.first.column < area.last.column)
        })
    });
    if under_group.count() == cells.len()
        && grid.cells(grid.position(above), span).len() >= 2
        && known * 2 >= cells.len()
    {
        return true;
    }
    let wide_or_empty = |column: u32| {
        let at = Address::new(above, column);
        match grid.get(at) {
            None => true,
            Some(_) => grid.get(Address::new(above, column + 1)).is_none(),
        }
    };
    // Nothing but labels, each where the cell above spreads over empty ones: 家庭情况 over 母亲 and 父亲, as a text file
    // has it.
    let spreads = |column: u32| {
        let taken = |column: u32| grid.get(Address::new(above, column)).is_some();
        taken(column) && !taken(column + 1) && column < span.last
    };
    if cells.len() >= 2 && known == cells.len() && cells.iter().all(|cell| spreads(cell.column)) {
        return true;
    }
    // A row of group names leaves gaps, which the row below fills.
    let gaps = cells.iter().any(|cell| grid.get(Address::new(above, cell.column)).is_none());
    // A group of one column leaves no gap: 父亲 over 姓名, 母亲 over 姓名.
    let grouped = |cell: &Cell| {
        let over = grid.get(Address::new(above, cell.column)).map(|over| lexicon.header(&over.shown()).plain);
        over.is_some_and(|over| lexicon.is_grouped(&over, &lexicon.header(&cell.value.shown()).plain))
    };
    let named = cells.iter().filter(|cell| grouped(cell)).count();
    if named == cells.len() {
        return true;
    }
    let under = cells.iter().filter(|cell| wide_or_empty(cell.column) || grouped(cell)).count();
    known >= 2 && known * 5 >= cells.len() * 3 && under * 3 >= cells.len() * 2 && (gaps || named >= 2)
}

/// Whether the row above a header belongs to it: group names over some of its columns.
fn heads(grid: &Grid<'_>, lexicon: &Lexicon, position: usize, span: Span, below: u32) -> bool {
    let cells = grid.cells(position, span);
    let Some(row) = grid.number(position) else {
        return false;
    };
    let Some(first) = cells.first() else {
        return false;
    };
    if holds_data(cells, lexicon) || cells.iter().any(|cell| cell.value.shown().contains(['：', ':'])) {
        return false;
    }
    let merged_down = cells.iter().any(|cell| {
        grid.tall(Address::new(row, cell.column))
            .is_some_and(|area| area.last.row >= below && area.last.row < below + DEEPEST)
    });
    if merged_down && cells.len() >= 2 {
        return true;
    }
    if preamble::is_labels_with_values(cells, lexicon) || preamble::names_one(cells, lexicon) {
        return false;
    }
    let begins = grid.cells(position + 1, span).first().map_or(0, |cell| cell.column);
    let known = cells.iter().filter(|cell| heads_column(lexicon, &cell.value.shown())).count();
    let wide =
        |column: u32| grid.merge(Address::new(row, column)).is_some_and(|area| area.last.column > area.first.column);
    if cells.len() == 1 {
        // 班主任 by itself over a column that has a header of its own is no group's name.
        let group = wide(first.column) || lexicon.is_group(&lexicon.header(&first.value.shown()).plain);
        return first.column > begins && known == 1 && group;
    }
    let short = cells.iter().all(|cell| cell.value.shown().chars().count() <= 16);
    short && (known * 2 >= cells.len() || (known >= 1 && cells.iter().any(|cell| wide(cell.column))))
}

/// What stands over each column in the header's rows.
fn columns(grid: &Grid<'_>, lexicon: &Lexicon, span: Span, top: u32, bottom: u32) -> Vec<ColumnHead> {
    let mut last = span.first;
    for row in top..=bottom {
        for cell in grid.cells(grid.position(row), span).iter().filter(|_| grid.number(grid.position(row)) == Some(row))
        {
            let end = grid.merge(Address::new(row, cell.column)).map_or(cell.column, |area| area.last.column);
            last = last.max(end.min(span.last));
        }
    }
    let mut columns = Vec::new();
    for column in span.first..=last {
        let mut parts: Vec<String> = Vec::new();
        for row in top..=bottom {
            if let Some(text) = part(grid, span, Address::new(row, column), top, bottom)
                && parts.last() != Some(&text)
            {
                parts.push(text);
            }
        }
        if !parts.is_empty() {
            let words = parts.iter().map(|part| lexicon.header(part)).collect();
            columns.push(ColumnHead { column, parts, words });
        }
    }
    columns
}

/// The header's text at one place: its own, that of the merge over it, or of the group name to the left.
fn part(grid: &Grid<'_>, span: Span, at: Address, top: u32, bottom: u32) -> Option<String> {
    if let Some(value) = grid.get(at) {
        return written(&value.shown());
    }
    if let Some(area) = grid.merge(at) {
        // A merge downwards was taken at its first row; one that begins above the header is a title.
        if area.first.row != at.row || area.first.row < top || area.first.column < span.first {
            return None;
        }
        return grid.get(area.first).and_then(|value| written(&value.shown()));
    }
    if at.row == bottom || !headed_below(grid, at, bottom) {
        return None;
    }
    let mut column = at.column;
    while column > span.first {
        column -= 1;
        let left = Address::new(at.row, column);
        if !headed_below(grid, left, bottom) || grid.merge(left).is_some() {
            return None;
        }
        if let Some(value) = grid.get(left) {
            return written(&value.shown());
        }
    }
    None
}

/// Whether a header stands below `at` in the same column.
fn headed_below(grid: &Grid<'_>, at: Address, bottom: u32) -> bool {
    (at.row + 1..=bottom).any(|row| grid.get(Address::new(row, at.column)).is_some())
}

/// A header as people read it: line breaks and white space inside gone; between Latin words one space stays.
fn written(text: &str) -> Option<String> {
    if is_blank(text) {
        return None;
    }
    let mut shown = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if crate::model::is_space(c) {
            gap = true;
            continue;
        }
        if gap && c.is_ascii_alphanumeric() && shown.ends_with(|last: char| last.is_ascii_alphanumeric()) {
            shown.push(' ');
        }
        gap = false;
        shown.push(c);
    }
    Some(shown)
}
