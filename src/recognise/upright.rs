//! A sheet whose tables have their headers above: it is read as tables first, and as cards where rows are left over.

use crate::form::{FormKind, Forms, Role, words};
use crate::model::{Area, Block, Cell, IgnoreReason, QuarantineReason, RowRole, Sheet, SheetReading};

use super::grid::{Grid, Span};
use super::lexicon::Lexicon;
use super::moments::{self, Moment};
use super::tables::Reader;
use super::{card, inherit, looks};

/// A table of a record or two is told from a card by so many columns, all of them fields, on a sheet of few rows.
const LEAST_FIELDS: usize = 6;
const FEW_ROWS: usize = 9;
/// The fewest columns, fields or numbers of rows, of a list below the name of its child.
const LEAST_OF_LIST: usize = 3;

/// A sheet of more cells holds no cards: a thousand of eighty cells are fewer, and looking takes its time.
const MOST_CARD_CELLS: usize = 100_000;

/// Reads a sheet whose tables have their headers above.
pub(super) fn upright(sheet: &Sheet, path: &str, forms: &Forms, lexicon: &Lexicon) -> SheetReading {
    let named = Some(lexicon.subject(&words::value(&sheet.name))).filter(|named| !named.is_silent());
    let named = named.unwrap_or_else(|| lexicon.subject(&words::value(path)));
    let count = sheet.rows.len();
    let begun = || {
        let (roles, named) = (vec![None; count], named.clone());
        let grid = Grid::new(sheet);
        let (blocks, heads) = (Vec::new(), Vec::new());
        Reader { grid, forms, lexicon, is_wide: false, path, roles, blocks, named, of_school: false, heads }
    };
    let mut reader = begun();
    let whole = Span { first: 0, last: reader.grid.width() };
    reader.read(whole, 0, count);
    if !reader.is_all_tables() && sheet.rows.iter().map(|row| row.cells.len()).sum::<usize>() <= MOST_CARD_CELLS {
        let tables = std::mem::replace(&mut reader, begun());
        // A sheet of cards is read better as cards: else a stack of small tables with a line in their way is none.
        let is_of_cards =
            card::read(&mut reader, whole) && (!tables.holds_records() || tables.left_over() >= reader.left_over());
        if !is_of_cards {
            reader = Reader { heads: std::mem::take(&mut reader.heads), ..begun() };
        }
        let wide = || Reader { is_wide: true, ..begun() };
        if !is_of_cards && !reader.heads.is_empty() {
            reader.read(whole, 0, count);
            card::head::close(&mut reader, whole);
        } else if !is_of_cards && tables.holds_records() {
            reader = tables;
        } else if !is_of_cards {
            let mut again = wide();
            reader = if card::read_any(&mut again, whole) { again } else { tables };
        } else if reader.blocks.iter().any(|block| !forms.get(block.form).required) {
            // Their labels are known better by the words of their own form.
            let mut again = wide();
            let is_better = card::read(&mut again, whole) && again.is_alike(&reader);
            reader = if is_better { again } else { reader };
        }
    }
    let any = !reader.blocks.is_empty();
    reader.blocks.sort_by_key(|block| (block.area.first.row, block.area.first.column));
    // The header of a small table inside a card, whose lines are the card's, is none of its own.
    let mut around: Vec<Area> = Vec::new();
    reader.blocks.retain(|block| {
        around.retain(|area| area.last.row >= block.area.first.row);
        let is_inside = |area: &Area| area.contains(block.area.first) && area.contains(block.area.last);
        if block.records.is_empty() {
            return !around.iter().any(is_inside);
        }
        around.push(block.area);
        true
    });
    inherit::inherit(&mut reader.blocks, forms);
    let missing = RowRole::Quarantined(if any { QuarantineReason::OutsideTable } else { QuarantineReason::NoForm });
    let role = |role: Option<RowRole>| {
        if any { role.unwrap_or(missing) } else { missing }
    };
    let rows = sheet.rows.iter().zip(&reader.roles).map(|(row, &known)| (row.index, role(known))).collect();
    SheetReading { blocks: reader.blocks, rows }
}

impl<'a> Reader<'a> {
    /// The words of cards, compiled when the first card is looked for.
    pub(super) fn cards(&self) -> &'a Lexicon {
        if self.is_wide { self.lexicon.of_all_cards(self.forms) } else { self.lexicon.of_cards() }
    }

    /// Whether the tables found are all there is: no row is left over, and most rows are records. A small table of the
    /// family on a card is not.
    fn is_all_tables(&self) -> bool {
        let records: usize = self.blocks.iter().map(|block| block.records.len()).sum();
        let left = |role: &Option<RowRole>| !matches!(role, Some(RowRole::Data | RowRole::Ignored(_)));
        let blank = records == 0 && !self.blocks.is_empty();
        let listed = (records >= 2 && records * 2 >= self.roles.len())
            || (records >= 1 && (self.is_plain_table() || self.is_lists_of_children()));
        (blank || listed) && !self.roles.iter().any(left)
    }

    /// Whether each table lists the events of the child named above it, and what stands for their days are days, as good
    /// as all of them. On a card a label stands there sooner or later.
    fn is_lists_of_children(&self) -> bool {
        let (mut days, mut others) = (0, 0);
        for table in &self.blocks {
            let Some(day) = self.day_of_list(table) else { return false };
            let cells = table.records.iter().filter_map(|record| record.cells.iter().find(|cell| cell.field == day));
            for value in cells.filter_map(|cell| cell.value.as_ref()).filter(|value| !looks::holds_nothing(value)) {
                match moments::moment(value) {
                    Some(Moment::Day | Moment::Both) => days += 1,
                    _ => others += 1,
                }
            }
        }
        days > 0 && others * 4 <= days && !self.has_labels_in_titles()
    }

    /// Whether a line that was passed over as a title has labels beside what they say, as a card's head has.
    fn has_labels_in_titles(&self) -> bool {
        let titles = self.grid.rows().iter().zip(&self.roles);
        let titles = titles.filter(|(_, role)| **role == Some(RowRole::Ignored(IgnoreReason::Title)));
        let label = |cell: &Cell| self.lexicon.is_label(&self.lexicon.header(&cell.value.shown()).plain);
        titles.filter(|(row, _)| row.cells.len() >= 2).any(|(row, _)| row.cells.iter().any(label))
    }

    /// The field of the day, where a table has the child it speaks of above it and most of its columns are fields.
    fn day_of_list(&self, table: &Block) -> Option<usize> {
        let form = Some(self.forms.get(table.form)).filter(|form| form.kind == FormKind::Record)?;
        let name = form.role(Role::ChildName)?;
        let known = table.columns.iter().filter(|column| column.field.is_some() || column.serial).count();
        let is_list = table.clues.iter().any(|clue| clue.field == name)
            && table.columns.iter().all(|column| column.field != Some(name))
            && known >= LEAST_OF_LIST
            && known * 5 >= table.columns.len() * 3;
        form.role(Role::EventDate).filter(|_| is_list)
    }

    /// Whether every column of the only table is a field's, and there are many: among a card's labels there are values,
    /// which no field claims.
    fn is_plain_table(&self) -> bool {
        let [table] = self.blocks.as_slice() else { return false };
        if self.roles.len() > FEW_ROWS {
            return false;
        }
        let fields = table.columns.iter().filter(|column| column.field.is_some()).count();
        fields >= LEAST_FIELDS && table.columns.iter().all(|column| column.field.is_some() || column.serial)
    }

    /// How many rows are neither data of somebody nor passed over.
    fn left_over(&self) -> usize {
        let nobodys = self.blocks.iter().flat_map(|block| &block.records).filter(|record| record.quarantine.is_some());
        let known = |role: &&Option<RowRole>| matches!(role, Some(RowRole::Data | RowRole::Ignored(_)));
        let unknown = self.roles.iter().filter(|role| !known(role)).count();
        unknown.max(nobodys.map(|record| record.rows.len()).sum())
    }

    /// Whether the blocks found are of the same forms as another reader's.
    fn is_alike(&self, other: &Self) -> bool {
        self.blocks.iter().map(|block| block.form).eq(other.blocks.iter().map(|block| block.form))
    }

    /// Whether a table with more than one record was found.
    fn holds_records(&self) -> bool {
        self.blocks.iter().any(|block| block.records.len() >= 2)
    }
}
