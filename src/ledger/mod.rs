//! Everything → one SQLite database, in which the township's rules and every figure are asked for in SQL.
//! The only place that names rusqlite.

use std::path::Path;

use crate::finding::Finding;
use crate::form::Forms;
use crate::model::{FileReading, Merged};
use crate::settings::Settings;

/// What the ledger is built of.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The run's settings.
    pub settings: &'a Settings,
    /// The township's name as it stands in the outputs.
    pub town: &'a str,
    /// The forms.
    pub forms: &'a Forms,
    /// The files in path order.
    pub files: &'a [FileReading],
    /// The township.
    pub merged: &'a Merged,
    /// Findings so far, in the order of the outputs.
    pub findings: &'a [Finding],
}

/// One value that the ledger answers with.
#[derive(Clone, Debug, PartialEq)]
pub enum Datum {
    /// Nothing.
    Null,
    /// A whole number.
    Int(i64),
    /// A number.
    Real(f64),
    /// Text.
    Text(String),
}

/// An answer: named columns, rows of values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// The columns' names.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<Datum>>,
}

/// The ledger could not be built or asked.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// A statement of ours or of a template failed.
    #[error("{what}: {detail}")]
    Sql {
        /// The statement's name: a template's file, or what was being written.
        what: String,
        /// The database's words.
        detail: String,
    },
}

/// The database of one run.
#[derive(Debug)]
pub struct Ledger {}

impl Ledger {
    /// Builds the ledger in memory (or a temporary file in `scratch`).
    ///
    /// # Errors
    ///
    /// When the database refuses, which is a fault of ours or a full disk.
    pub fn build(facts: &Facts<'_>, scratch: &Path) -> Result<Self, LedgerError> {
        let _ = (facts, scratch);
        Ok(Self {})
    }

    /// Asks a question of a template: one SELECT, read-only, with `:period` and `:as_of` bound where they occur.
    ///
    /// # Errors
    ///
    /// When the statement is faulty, does more than select, or takes too many steps; `what` names it in the message.
    pub fn ask(&self, what: &str, sql: &str) -> Result<Answer, LedgerError> {
        let _ = (what, sql);
        Ok(Answer::default())
    }

    /// As [`Ledger::ask`], row by row, for answers too long to hold.
    ///
    /// # Errors
    ///
    /// As [`Ledger::ask`], and whatever `each` fails with.
    pub fn each<E: From<LedgerError>>(
        &self,
        what: &str,
        sql: &str,
        mut each: impl FnMut(&[Datum]) -> Result<(), E>,
    ) -> Result<(), E> {
        for row in self.ask(what, sql)?.rows {
            each(&row)?;
        }
        Ok(())
    }

    /// Puts the findings in the place of those it was built with (after the audit).
    ///
    /// # Errors
    ///
    /// As [`Ledger::build`].
    pub fn set_findings(&mut self, findings: &[Finding]) -> Result<(), LedgerError> {
        let _ = findings;
        Ok(())
    }

    /// Writes the database to `file`, the same bytes for the same facts.
    ///
    /// # Errors
    ///
    /// As [`Ledger::build`].
    pub fn save(&self, file: &Path) -> Result<(), LedgerError> {
        let _ = file;
        Ok(())
    }
}

impl Ledger {
    /// x
    pub fn tie_out(&self) -> Result<(), Vec<String>> {
        Ok(())
    }
}
