//! What is written into a school's own workbook.

use std::collections::BTreeMap;

use crate::model::Address;

/// What our part of a note begins with: below it nothing is anybody else's.
pub(crate) const NOTE_HEAD: &str = "【汇表核查】";

/// The colour of a marked cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tone {
    /// It must be corrected.
    Error,
    /// It must be checked.
    Warning,
}

/// A note and a colour for a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mark {
    /// The note's text, its head included.
    pub(crate) note: String,
    /// The colour; none where nothing has to be done.
    pub(crate) tone: Option<Tone>,
}

/// The marks of a sheet.
pub(crate) type Marks = BTreeMap<Address, Mark>;

/// The list that is appended to a workbook.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct List {
    /// The sheet's name, unless another sheet bears it.
    pub(crate) name: String,
    /// Its title.
    pub(crate) title: String,
    /// What to do, and what is different in this copy: a line each.
    pub(crate) lines: Vec<String>,
    /// Whose copy this is, for the program that reads it back.
    pub(crate) stamp: String,
    /// The columns' headers and widths in half-width characters.
    pub(crate) columns: Vec<(String, f64)>,
    /// The column to choose in, from zero, and what to choose from.
    pub(crate) choices: (u32, Vec<String>),
    /// The problems, a row each.
    pub(crate) rows: Vec<Vec<Entry>>,
    /// What is said of the columns in a printed page's footer.
    pub(crate) footer: String,
}

/// A cell of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    /// Text over several lines.
    Text(String),
    /// A word or a number in the middle.
    Centre(String),
    /// The same in the colour of a severity.
    Severity(String, Option<Tone>),
    /// A place in the workbook: what is shown, the sheet's name, the cell.
    Link(String, String, Address),
    /// To be filled in.
    Answer,
    /// For the program alone.
    Faint(String),
}
