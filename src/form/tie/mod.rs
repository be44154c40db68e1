//! Tie-outs (勾稽关系) as data: what must equal what on a form, one line each in its definition.
//!
//! ```text
//! rule  = side ("=" | "≤" | "≥") side                  also <= and >=; marks of full width are the same
//! side  = term (("+" | "-") term)*
//! term  = a number | a field, by its id or label | N列 or N栏: the field with `column = N`
//!       | count(form) | sum(form.field)                of the same school; form: an id or title
//!       | total(field)                                 what a 合计 row prints; * for every field of numbers
//!       | sum(field)                                   the rows above that row, in `total(f) = sum(f)` alone
//! ```
//!
//! Behind a form in `count` or `sum` there may stand `where field = value` (of a list, or as written) and `by field`:
//! only records that say the same there as the one the tie is of.

mod parse;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::{Form, Forms};
use crate::finding::Words;

pub(super) use parse::parse;

/// What must hold between the numbers of a record, and of the school's other records.
#[derive(Clone, Debug, PartialEq)]
pub struct Tie {
    /// The rule in words: labels for ids.
    pub words: Words,
    /// What stands before the sign.
    pub left: Side,
    /// How the two sides compare.
    pub sign: Sign,
    /// What stands behind it.
    pub right: Side,
    /// Whether nothing is said where the left side is not stated: a number that a sheet need not print.
    pub optional: bool,
}

/// Terms that are added up.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    /// The side in words.
    pub words: Words,
    /// The terms.
    pub terms: Vec<Term>,
}

/// A term of a side.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// Whether it is taken away.
    pub minus: bool,
    /// The term in words.
    pub words: Words,
    /// What it is.
    pub what: What,
}

/// What a term is.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A number.
    Number(f64),
    /// The record's own field, by its position.
    Field(usize),
    /// Records of a form.
    Records(Records),
}

/// Records of one school, counted, or a field of theirs summed.
#[derive(Clone, Debug, PartialEq)]
pub struct Records {
    /// The form's id.
    pub form: Arc<str>,
    /// The field that is summed; none where the records are counted.
    pub sum: Option<Arc<str>>,
    /// A field, whether it has a list of values, and the value that it must have.
    pub only: Option<(Arc<str>, bool, String)>,
    /// The field that must say the same as the record's own.
    pub by: Option<Arc<str>>,
}

/// How two sides compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// They are equal.
    Equal,
    /// The left one is not greater.
    AtMost,
    /// The left one is not less.
    AtLeast,
}

impl Sign {
    /// The sign as people write it.
    pub const fn shown(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::AtMost => "≤",
            Self::AtLeast => "≥",
        }
    }
}

/// What one line says: a tie of every record, or fields whose printed totals are compared with the rows above them.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Line {
    Tie(Tie),
    Printed(Vec<usize>),
}

impl Forms {
    /// The form with this id or title.
    fn named(&self, name: &str) -> Option<&Form> {
        let name = name.trim();
        self.0.iter().find(|form| *form.id == *name || form.title.zh == name || form.sheet == name)
    }
}

impl Form {
    /// The field that a rule names: its id, else its label, however that is decorated.
    fn called(&self, name: &str) -> Option<usize> {
        let word = super::words::header(name).plain;
        self.field(name.trim())
            .or_else(|| self.fields.iter().position(|field| super::words::header(&field.label.zh).plain == word))
    }

    /// The field that bears this number on the printed form.
    fn numbered(&self, number: u32) -> Option<usize> {
        self.fields.iter().position(|field| field.column == Some(number))
    }
}
