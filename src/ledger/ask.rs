//! Questions to the ledger. SQL in templates is data, not power: it reads, and it ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Rows, Statement};

use super::insert::quoted;
use super::{Answer, Datum, Ledger, LedgerError, in_words};
use crate::form::TemplateError;

/// Steps of SQLite's machine between two looks at the count.
const STEPS_AT_ONCE: i32 = 100_000;

/// The most steps one question may take: minutes of work, where the figures of a county take seconds.
const MOST_STEPS: u64 = 20_000_000_000;

/// The most rows of an answer that is remembered until the ledger writes: a row per school of a county.
const ROWS_TO_REMEMBER: usize = 1000;

/// The longest text that a question may make, in bytes.
const LONGEST_TEXT: i32 = 64 * 1024 * 1024;

/// Functions that a question may not use: what they say differs from run to run, or they reach outside.
const FORBIDDEN: &[&str] = &[
    "changes",
    "current_date",
    "current_time",
    "current_timestamp",
    "date",
    "datetime",
    "julianday",
    "last_insert_rowid",
    "load_extension",
    "random",
    "randomblob",
    "strftime",
    "time",
    "timediff",
    "total_changes",
    "unixepoch",
];

/// Keeps questions to reading. Lifted only while the ledger itself writes.
#[derive(Debug)]
pub(super) struct Guard {
    closed: Arc<AtomicBool>,
    steps: Arc<AtomicU64>,
    most_steps: Arc<AtomicU64>,
}

/// While it lives, the ledger may write.
pub(super) struct Lifted(Arc<AtomicBool>);

impl Drop for Lifted {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Guard {
    /// Puts the guard on a connection, closed.
    pub(super) fn set(connection: &mut Connection) -> rusqlite::Result<Self> {
        let guard = Self {
            closed: Arc::new(AtomicBool::new(true)),
            steps: Arc::new(AtomicU64::new(0)),
            most_steps: Arc::new(AtomicU64::new(MOST_STEPS)),
        };
        connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, LONGEST_TEXT)?;
        let closed = Arc::clone(&guard.closed);
        connection.authorizer(Some(move |context: AuthContext<'_>| {
            if !closed.load(Ordering::Relaxed) || only_reads(context.action) {
                Authorization::Allow
            } else {
                Authorization::Deny
            }
        }))?;
        let (closed, steps) = (Arc::clone(&guard.closed), Arc::clone(&guard.steps));
        let most = Arc::clone(&guard.most_steps);
        connection.progress_handler(
            STEPS_AT_ONCE,
            Some(move || {
                let taken = steps.fetch_add(STEPS_AT_ONCE.unsigned_abs().into(), Ordering::Relaxed);
                closed.load(Ordering::Relaxed) && taken >= most.load(Ordering::Relaxed)
            }),
        )?;
        Ok(guard)
    }

    /// Lets the ledger write until the result is dropped.
    pub(super) fn lift(&self) -> Lifted {
        self.closed.store(false, Ordering::Relaxed);
        Lifted(Arc::clone(&self.closed))
    }

    /// Lets questions take fewer steps than otherwise.
    #[cfg(test)]
    pub(super) fn hurry(&self, most_steps: u64) {
        self.most_steps.store(most_steps, Ordering::Relaxed);
    }

    fn start(&self) {
        self.steps.store(0, Ordering::Relaxed);
    }
}

fn only_reads(action: AuthAction<'_>) -> bool {
    match action {
        AuthAction::Select | AuthAction::Read { .. } | AuthAction::Recursive => true,
        AuthAction::Function { function_name } => {
            !FORBIDDEN.iter().any(|forbidden| forbidden.eq_ignore_ascii_case(function_name))
        }
        _ => false,
    }
}

impl Ledger {
    /// Asks a question of a template: one SELECT, read-only, with `:period`, `:as_of` and `:lang` bound where they
    /// occur. Functions of date and time and of chance are refused: an answer depends on the facts alone.
    ///
    /// # Errors
    ///
    /// When the statement is faulty, does more than select, or takes too many steps; `what` names it in the message.
    pub fn ask(&self, what: &str, sql: &str) -> Result<Answer, LedgerError> {
        // Many tables of a report are columns of one question, and sum to the same number.
        let known = self.answered.borrow().get(sql).cloned();
        let mut answer = match known {
            Some(answer) => answer,
            None => self.ask_plainly(what, sql)?,
        };
        if answer.rows.len() <= ROWS_TO_REMEMBER {
            self.answered.borrow_mut().entry(sql.to_owned()).or_insert_with(|| answer.clone());
        }
        answer.rows.iter_mut().for_each(|row| self.hide(row));
        Ok(answer)
    }

    /// Masks ID numbers and phones in every answer from now on, or no longer. Questions are asked of the facts as they
    /// are: what is counted does not change.
    pub fn mask(&self, masked: bool) {
        self.masked.set(masked);
    }

    fn hide(&self, row: &mut [Datum]) {
        if self.masked.get() {
            for datum in row {
                if let Datum::Text(text) = datum {
                    *text = crate::finding::mask(text);
                }
            }
        }
    }

    fn ask_plainly(&self, what: &str, sql: &str) -> Result<Answer, LedgerError> {
        let mut statement = self.prepare(what, sql)?;
        let columns = statement.column_names().map(str::to_owned).collect();
        let mut answer = Answer { columns, rows: Vec::new() };
        self.guard.start();
        let mut rows = statement.raw_query();
        let mut row = vec![Datum::Null; answer.columns.len()];
        while next(what, &mut rows, &mut row)? {
            answer.rows.push(row.clone());
        }
        Ok(answer)
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
        let mut statement = self.prepare(what, sql)?;
        let mut row = vec![Datum::Null; statement.column_count()];
        self.guard.start();
        let mut rows = statement.raw_query();
        while next(what, &mut rows, &mut row)? {
            self.hide(&mut row);
            each(&row)?;
        }
        Ok(())
    }

    /// Asks a question of a template as [`Ledger::ask`] does, and keeps the answer as the table `table`, for questions
    /// that come after it. The table is no part of the ledger that is saved; one of that name is replaced.
    ///
    /// # Errors
    ///
    /// As [`Ledger::ask`].
    pub fn keep(&self, table: &str, what: &str, sql: &str) -> Result<(), LedgerError> {
        // Proves that the question does no more than select. What the database then prepares is the same question.
        let columns: Vec<String> = self.prepare(what, sql)?.column_names().map(quoted).collect();
        let at = LedgerError::at(what);
        let table = quoted(table);
        let create = format!("DROP TABLE IF EXISTS temp.{table}; CREATE TEMP TABLE {table} ({})", columns.join(", "));
        let mut insert = {
            let _open = self.unlocked();
            self.connection.execute_batch(&create).map_err(&at)?;
            self.connection.prepare(&format!("INSERT INTO temp.{table}\n{sql}")).map_err(&at)?
        };
        self.bind(what, &mut insert)?;
        self.guard.start();
        insert.raw_execute().map(drop).map_err(&at)
    }

    /// The columns that a template's question answers with, without asking it.
    ///
    /// # Errors
    ///
    /// As [`Ledger::ask`], with the line where the database knows it: the template's fault, found before anything is
    /// read.
    pub fn columns(&self, file: &str, sql: &str) -> Result<Vec<String>, TemplateError> {
        let fault = |line: Option<usize>, message: String| TemplateError {
            file: file.to_owned(),
            line: line.unwrap_or(1),
            message,
        };
        match self.prepare(file, sql) {
            Ok(statement) => Ok(statement.column_names().map(str::to_owned).collect()),
            // What the database itself refuses it tells the line of.
            Err(refused) => Err(match (self.connection.prepare(sql), refused) {
                (Err(error), _) => {
                    let (line, message) = in_words(error);
                    fault(line, message)
                }
                (Ok(_), LedgerError::Sql { detail, .. }) => fault(None, detail),
                (Ok(_), other) => fault(None, other.to_string()),
            }),
        }
    }

    fn prepare(&self, what: &str, sql: &str) -> Result<Statement<'_>, LedgerError> {
        let fault = |detail: String| LedgerError::Sql { what: what.to_owned(), detail };
        let mut statement = self.connection.prepare(sql).map_err(LedgerError::at(what))?;
        if statement.column_count() == 0 || !statement.readonly() {
            return Err(fault("没有可执行的 SELECT 语句 (no SELECT statement)".to_owned()));
        }
        self.bind(what, &mut statement)?;
        Ok(statement)
    }

    /// Binds what a question may name.
    fn bind(&self, what: &str, statement: &mut Statement<'_>) -> Result<(), LedgerError> {
        for place in 1..=statement.parameter_count() {
            let value = match statement.parameter_name(place) {
                Some(":period") => self.period.as_str(),
                Some(":as_of") => self.as_of.as_str(),
                Some(":lang") => self.lang,
                other => {
                    let name = other.unwrap_or("?");
                    let detail = format!("未知参数，只有 :period :as_of :lang (unknown parameter): {name}");
                    return Err(LedgerError::Sql { what: what.to_owned(), detail });
                }
            };
            statement.raw_bind_parameter(place, value).map_err(LedgerError::at(what))?;
        }
        Ok(())
    }

    /// Lets the ledger write until the result is dropped. What it answered so far no longer holds.
    pub(super) fn unlocked(&self) -> Lifted {
        self.answered.borrow_mut().clear();
        self.guard.lift()
    }
}

/// Puts the next row into `values`, whose texts keep their room from row to row; false when there is none.
fn next(what: &str, rows: &mut Rows<'_>, values: &mut [Datum]) -> Result<bool, LedgerError> {
    let Some(row) = rows.next().map_err(LedgerError::at(what))? else {
        return Ok(false);
    };
    for (column, datum) in values.iter_mut().enumerate() {
        match (row.get_ref(column).map_err(LedgerError::at(what))?, datum) {
            // Grade, class and school are mostly those of the row before.
            (ValueRef::Text(bytes), Datum::Text(text)) if text.as_bytes() == bytes => {}
            (ValueRef::Text(bytes) | ValueRef::Blob(bytes), Datum::Text(text)) => {
                text.clear();
                match std::str::from_utf8(bytes) {
                    Ok(sound) => text.push_str(sound),
                    Err(_) => text.push_str(&String::from_utf8_lossy(bytes)),
                }
            }
            (ValueRef::Text(bytes) | ValueRef::Blob(bytes), datum) => {
                *datum = Datum::Text(String::from_utf8_lossy(bytes).into_owned());
            }
            (ValueRef::Null, datum) => *datum = Datum::Null,
            (ValueRef::Integer(number), datum) => *datum = Datum::Int(number),
            (ValueRef::Real(number), datum) => *datum = Datum::Real(number),
        }
    }
    Ok(true)
}
