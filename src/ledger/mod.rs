//! Everything → one SQLite database, in which the township's rules and every figure are asked for in SQL.
//! The only place that names rusqlite.

mod answers;
mod arrival;
mod ask;
#[cfg(test)]
mod ask_tests;
mod asked;
mod calendar;
mod days;
mod decisions;
mod earlier;
#[cfg(test)]
mod event_tests;
mod fate;
#[cfg(test)]
mod fate_tests;
mod fill;
mod findings;
#[cfg(test)]
#[path = "township_for_tests.rs"]
pub(crate) mod fixture;
mod form_table;
mod insert;
mod record_view;
mod records;
mod same_child;
mod sender;
mod sheets;
mod standing;
#[cfg(test)]
mod tests;
mod tie_out;
mod tied;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::{Connection, ErrorCode, ToSql, params, types::ToSqlOutput, types::ValueRef};

use crate::answer::{Explanation, Previous, Progress};
use crate::decision::{Decision, Decisions};
use crate::finding::{Finding, Lang};
use crate::form::Forms;
use crate::model::{FileReading, Merged};
use crate::settings::{Period, Settings};

use ask::Guard;
pub use earlier::{Earlier, EarlierFault, Listed};

/// What earlier runs were told, and what the last one over this period found.
#[derive(Clone, Debug, Default)]
pub struct Remembered {
    /// What the clerk decided: for each thing the word of the latest period that has one.
    pub decisions: Vec<Decision>,
    /// What schools explained, likewise.
    pub explanations: Vec<Explanation>,
    /// What the last run over this period found.
    pub previous: Option<Previous>,
}

/// What earlier ledgers remember for a run over the period `this`.
///
/// # Errors
///
/// A ledger that turns out to be damaged.
pub fn remembered(earlier: &[Earlier], this: Period) -> Result<Remembered, EarlierFault> {
    Ok(Remembered {
        decisions: earlier::remembered(earlier, this)?,
        explanations: earlier::explanations(earlier, this)?,
        previous: earlier::previous(earlier, this)?,
    })
}

/// The database's page size. Fixed, so that equal facts give equal bytes on every system.
const PAGE_BYTES: u32 = 8192;

/// `HUIB` in SQLite's header, by which any program can tell a ledger from another database.
const APPLICATION_ID: u32 = 0x4855_4942;

/// The version of the tables, in SQLite's header.
const SCHEMA_VERSION: u32 = 1;

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

impl Datum {
    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The whole number, if it is one.
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            _ => None,
        }
    }
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
    /// No room for the file of this name.
    #[error("{0}: disk full")]
    DiskFull(String),
    /// An earlier ledger turned out to be damaged while its rows were copied.
    #[error("{name}: {fault}")]
    Earlier {
        /// Its place among those given.
        place: usize,
        /// The file's name.
        name: String,
        /// What is wrong with it.
        fault: EarlierFault,
    },
}

impl LedgerError {
    fn at(what: &str) -> impl Fn(rusqlite::Error) -> Self {
        move |error| {
            let detail = match in_words(error) {
                (Some(line), message) => format!("line {line}: {message}"),
                (None, message) => message,
            };
            Self::Sql { what: what.to_owned(), detail }
        }
    }
}

/// The database's words, with the line of the statement (from one) where it knows it.
fn in_words(error: rusqlite::Error) -> (Option<usize>, String) {
    match error {
        rusqlite::Error::SqlInputError { msg, sql, offset, .. } => {
            let before = usize::try_from(offset).ok().and_then(|offset| sql.get(..offset));
            (before.map(|before| before.matches('\n').count() + 1), msg)
        }
        rusqlite::Error::MultipleStatement => (None, "只能有一条语句 (only one statement)".to_owned()),
        other if other.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) => {
            (None, "步骤太多，已停下 (stopped: too many steps)".to_owned())
        }
        other => (None, other.to_string()),
    }
}

/// The database of one run.
#[derive(Debug)]
pub struct Ledger {
    connection: Connection,
    guard: Guard,
    period: String,
    as_of: String,
    lang: &'static str,
    /// Whether answers are masked.
    masked: Cell<bool>,
    /// Short answers by question, unmasked.
    answered: RefCell<BTreeMap<String, Answer>>,
}

impl Ledger {
    /// Builds the ledger in memory: this run's period of the facts, every other period of the first of `earlier` that
    /// has it.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Earlier`] when rows of an earlier ledger cannot be copied. Otherwise when the database refuses,
    /// which is a fault of ours, or of a form whose id or field is a table or column of the ledger already.
    pub fn build(facts: &Facts<'_>, earlier: &[Earlier]) -> Result<Self, LedgerError> {
        let mut connection = open().map_err(LedgerError::at("ledger"))?;
        let transaction = connection.transaction().map_err(LedgerError::at("ledger"))?;
        transaction.execute_batch(include_str!("schema.sql")).map_err(LedgerError::at("schema.sql"))?;
        fill::all(&transaction, facts, earlier)?;
        transaction.commit().map_err(LedgerError::at("ledger"))?;
        let guard = Guard::set(&mut connection).map_err(LedgerError::at("ledger"))?;
        Ok(Self {
            connection,
            guard,
            period: facts.settings.period.to_string(),
            as_of: facts.settings.as_of.to_string(),
            lang: lang_name(facts.settings.lang),
            masked: Cell::new(false),
            answered: RefCell::default(),
        })
    }

    /// Puts the findings in the place of those it was built with (after the audit).
    ///
    /// # Errors
    ///
    /// As [`Ledger::build`].
    pub fn set_findings(&mut self, findings: &[Finding]) -> Result<(), LedgerError> {
        let _open = self.unlocked();
        let transaction = self.connection.transaction().map_err(LedgerError::at("finding"))?;
        transaction
            .execute("DELETE FROM finding WHERE period = ?1", params![self.period])
            .map_err(LedgerError::at("finding"))?;
        findings::fill(&transaction, &self.period, findings)?;
        transaction.commit().map_err(LedgerError::at("finding"))
    }

    /// Puts down what was decided, once it is known what this run followed of it.
    ///
    /// # Errors
    ///
    /// As [`Ledger::build`].
    pub fn set_decisions(&mut self, decisions: &Decisions) -> Result<(), LedgerError> {
        let _open = self.unlocked();
        let transaction = self.connection.transaction().map_err(LedgerError::at("decision"))?;
        transaction
            .execute("DELETE FROM decision WHERE period = ?1", params![self.period])
            .map_err(LedgerError::at("decision"))?;
        decisions::fill(&transaction, &self.period, decisions)?;
        transaction.commit().map_err(LedgerError::at("decision"))
    }

    /// Puts down what schools explained, and what became of the problems of the run before, where there was one.
    ///
    /// # Errors
    ///
    /// As [`Ledger::build`].
    pub fn set_answers(
        &mut self,
        explanations: &[Explanation],
        progress: Option<&Progress>,
    ) -> Result<(), LedgerError> {
        let _open = self.unlocked();
        let transaction = self.connection.transaction().map_err(LedgerError::at("explanation"))?;
        answers::explanations(&transaction, &self.period, explanations)?;
        if let Some(progress) = progress {
            answers::progress(&transaction, &self.period, progress)?;
        }
        transaction.commit().map_err(LedgerError::at("explanation"))
    }

    /// Proves the law of conservation (CONTRACT §3) on what the ledger holds.
    ///
    /// # Errors
    ///
    /// A line for every sheet, block or form whose rows or records do not add up.
    pub fn tie_out(&self) -> Result<(), Vec<String>> {
        tie_out::tie_out(self)
    }

    /// Writes the database to `file`, which must not exist: the same bytes for the same facts.
    ///
    /// # Errors
    ///
    /// As [`Ledger::build`], or when the disk refuses.
    pub fn save(&self, file: &Path) -> Result<(), LedgerError> {
        let _open = self.guard.lift();
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        match self.connection.execute("VACUUM INTO ?1", [FileName(file)]) {
            Ok(_) => Ok(()),
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DiskFull) => {
                Err(LedgerError::DiskFull(name.into_owned()))
            }
            Err(error) => Err(LedgerError::at(&name)(error)),
        }
    }
}

/// A path as SQLite takes it: its bytes, whether or not they are UTF-8.
struct FileName<'a>(&'a Path);

impl ToSql for FileName<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Text(self.0.as_os_str().as_encoded_bytes())))
    }
}

fn open() -> rusqlite::Result<Connection> {
    let connection = Connection::open_in_memory()?;
    connection.pragma_update(None, "page_size", PAGE_BYTES)?;
    connection.pragma_update(None, "encoding", "UTF-8")?;
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    connection.pragma_update(None, "user_version", SCHEMA_VERSION)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(connection)
}

const fn lang_name(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "zh",
        Lang::En => "en",
    }
}
