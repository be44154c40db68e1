//! A sheet as it was understood: blocks, columns, and what every row is.

use super::{Address, Area, CellValue, IgnoreReason, QuarantineReason, Words};

/// How a block lays its records out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Layout {
    /// A header above, a record per row.
    Table,
    /// Labels beside or above their values, a record per card.
    Card,
}

impl Layout {
    /// The name `report.json` gives it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Card => "card",
        }
    }
}

/// Everything that recognition makes of one sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SheetReading {
    /// The tables and cards on it, from top to bottom, then from left to right.
    pub blocks: Vec<Block>,
    /// What each non-empty row is, in the order of the sheet's rows, one entry for each.
    pub rows: Vec<(u32, RowRole)>,
}

/// What a non-empty row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowRole {
    /// It belongs to one record or several (of blocks side by side).
    Data,
    /// It is not data.
    Ignored(IgnoreReason),
    /// It may be data, and belongs to no record.
    Quarantined(QuarantineReason),
}

/// One table, or one card.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// The form's position in [`Forms`](crate::form::Forms).
    pub form: usize,
    /// How its records are laid out.
    pub layout: Layout,
    /// From the first header cell to the last cell of the last record.
    pub area: Area,
    /// The header's rows, from zero.
    pub header_rows: Vec<u32>,
    /// Its columns from left to right, those that no field claims included.
    pub columns: Vec<ColumnMap>,
    /// What its surroundings say of all its records: school, grade, class.
    pub clues: Vec<Clue>,
    /// Its records from top to bottom.
    pub records: Vec<RawRecord>,
}

/// A column of a table (or a labelled place of a card) and the field it was taken for.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnMap {
    /// The column, from zero.
    pub column: u32,
    /// The header as written, the parts of several rows joined by `/` from top to bottom.
    pub header: String,
    /// The field's position in its form; `None` when no field claims the column.
    pub field: Option<usize>,
    /// A second field that the same column carries (a grade inside a class, `三(2)班`).
    pub also: Option<usize>,
    /// How sure the match is, from 0 to 1.
    pub score: f64,
    /// Why it was matched or left, for `explain`: Chinese, then English.
    pub reason: Words,
    /// Fields that the column could also be, where neither is clearly better: none is guessed.
    pub rivals: Vec<usize>,
    /// Whether any record has content in the column.
    pub filled: bool,
    /// Whether the column only numbers the rows: no field, and no fault either.
    pub serial: bool,
    /// Of a card or a table whose fields stand below one another: the label's cell, and that of its value.
    pub place: Option<(Address, Address)>,
    /// What it may be, where no field has such a header; `None` for headers that are known, as fields or as none.
    pub guess: Option<Box<Guess>>,
}

/// What a column may be whose header nobody knows.
#[derive(Clone, Debug, PartialEq)]
pub struct Guess {
    /// How far it went.
    pub state: GuessState,
    /// The fields that it is likely to be, the likeliest first; none where nothing is likely.
    pub fields: Vec<usize>,
    /// How likely the first of them is, from 0 to 1.
    pub score: f64,
    /// What speaks for it; empty where nothing does.
    pub why: Words,
    /// Some of what stands in the column, masked.
    pub samples: Vec<String>,
}

/// How far a guess about a column went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GuessState {
    /// Nothing was done: somebody should say what the column is.
    Open,
    /// The column was taken for the field.
    Adopted,
    /// Somebody said what the column is: the field, or none.
    Decided,
}

impl GuessState {
    /// The name the ledger gives it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Adopted => "adopted",
            Self::Decided => "decided",
        }
    }
}

/// What stands around a table and holds for all its records.
#[derive(Clone, Debug, PartialEq)]
pub struct Clue {
    /// The field's position in the block's form.
    pub field: usize,
    /// What stands there, trimmed to the value itself (`学校：柳林小学` gives `柳林小学`).
    pub text: String,
    /// Where it was found. The first of these in order wins.
    pub source: ClueSource,
    /// The cell, where it is one.
    pub at: Option<Address>,
}

/// Where a clue comes from, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClueSource {
    /// A cell beside or after its label: `学校：…`.
    LabelledCell,
    /// The title above the table.
    Title,
    /// A line below the table with the sender's name.
    Signature,
    /// The sheet's name.
    SheetName,
    /// The other sheets of the same file.
    OtherSheet,
    /// The file's name.
    FileName,
    /// The folder directly below the inbox.
    Folder,
}

impl ClueSource {
    /// The words people read.
    pub const fn words(self) -> Words {
        match self {
            Self::LabelledCell => Words::new("表头上方填写", "labelled cell"),
            Self::Title => Words::new("标题", "title"),
            Self::Signature => Words::new("表后落款", "signature line"),
            Self::SheetName => Words::new("工作表名", "sheet name"),
            Self::OtherSheet => Words::new("同一文件的其他工作表", "another sheet of the file"),
            Self::FileName => Words::new("文件名", "file name"),
            Self::Folder => Words::new("文件夹名", "folder name"),
        }
    }
}

/// A record as it stands on the sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct RawRecord {
    /// The rows it takes, from zero; one for a table.
    pub rows: Vec<u32>,
    /// A cell for every mapped column, the empty ones included, so that a missing value has its place.
    pub cells: Vec<RawCell>,
    /// Cells that no field claims: header, place, value.
    pub extra: Vec<(String, Address, CellValue)>,
    /// Set when the row holds data but nobody can say whose: neither a name nor an ID number.
    pub quarantine: Option<QuarantineReason>,
}

/// A field's cell in a record.
#[derive(Clone, Debug, PartialEq)]
pub struct RawCell {
    /// The field's position in the form.
    pub field: usize,
    /// A second field that the same cell carries, as [`ColumnMap::also`].
    pub also: Option<usize>,
    /// The cell a finding about it is pinned to: the top left of a merge.
    pub at: Address,
    /// What it says, merges and `同上` already filled in; `None` when empty.
    pub value: Option<CellValue>,
    /// What was typed, where that was `同上` or `〃`.
    pub ditto: Option<Box<str>>,
}
