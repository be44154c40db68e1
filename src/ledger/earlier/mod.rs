//! Ledgers of earlier runs, from which the periods that this run does not make are copied.
//!
//! Such a file is input like any other and nobody's word is taken for it: it is opened for reading alone and as it
//! lies there (no lock, no journal, nothing beside it), what it calls its views, triggers and functions is never run,
//! and its structure is checked before a row is taken.

mod answers;
mod copy;
mod listed;
mod remembered;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags};

pub(super) use answers::{explanations, previous};
pub(super) use copy::{all, periods};
pub use listed::Listed;
pub(super) use remembered::remembered;

use super::insert::quoted;
use super::record_view::VIEW;
use super::{APPLICATION_ID, SCHEMA_VERSION, in_words};
use crate::settings::Period;

/// The largest file that is taken for a ledger, in bytes: a province's year would fit.
const MOST_BYTES: u64 = 8 * 1024 * 1024 * 1024;

/// The longest value or row of an earlier ledger, in bytes.
const LONGEST_ROW: i32 = 64 * 1024 * 1024;

/// The most tables of an earlier ledger; a form has one.
const MOST_TABLES: usize = 1_000;

/// Steps of SQLite's machine between two looks at the count.
const STEPS_AT_ONCE: i32 = 1_000_000;

/// The most steps that one question to an earlier ledger may take, in the unit above.
const MOST_ROUNDS: u32 = 20_000;

/// Why a file cannot serve as an earlier ledger.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EarlierFault {
    /// The system would not give it.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// It is larger than any ledger.
    #[error("{bytes} bytes; the limit is {limit}")]
    TooLarge {
        /// How large it is.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// It is no ledger of this program.
    #[error("not a ledger")]
    Foreign,
    /// A newer version of this program wrote it.
    #[error("written by a newer version (tables {found}, this program knows {known})")]
    Newer {
        /// The version of its tables.
        found: i64,
        /// The latest version that this program knows.
        known: u32,
    },
    /// It is damaged, or somebody changed its tables.
    #[error("damaged: {0}")]
    Damaged(String),
}

/// A ledger of an earlier run, opened for reading and checked.
#[derive(Debug)]
pub struct Earlier {
    connection: Connection,
    name: String,
    periods: BTreeSet<Period>,
    tables: Vec<Table>,
}

/// A table whose rows belong to periods.
#[derive(Debug)]
struct Table {
    name: String,
    columns: Vec<Column>,
}

/// A column as it was made.
#[derive(Clone, Debug)]
struct Column {
    name: String,
    kind: &'static str,
    /// Its place in the key, from one; 0 outside of it.
    key: i64,
}

impl Earlier {
    /// Opens the ledger at `path`, and sees whether it is one and whole.
    ///
    /// # Errors
    ///
    /// Why it cannot be used. The file is only read, and nothing is written beside it.
    pub fn open(path: &Path) -> Result<Self, EarlierFault> {
        let whole = std::path::absolute(path).map_err(|error| EarlierFault::Unreadable(error.kind().to_string()))?;
        let about = whole.metadata().map_err(|error| EarlierFault::Unreadable(error.kind().to_string()))?;
        if !about.is_file() {
            return Err(EarlierFault::Unreadable("不是文件 (not a file)".to_owned()));
        }
        if about.len() > MOST_BYTES {
            return Err(EarlierFault::TooLarge { bytes: about.len(), limit: MOST_BYTES });
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(as_it_lies(&whole), flags).map_err(EarlierFault::of)?;
        harden(&mut connection).map_err(EarlierFault::of)?;
        let mut earlier = Self { connection, name, periods: BTreeSet::new(), tables: Vec::new() };
        earlier.check()?;
        earlier.tables = earlier.list_tables()?;
        earlier.periods = earlier.list_periods()?;
        Ok(earlier)
    }

    /// The file's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The periods whose rows it holds.
    pub fn periods(&self) -> &BTreeSet<Period> {
        &self.periods
    }

    /// Whether it is a ledger that this program knows, and whole.
    fn check(&self) -> Result<(), EarlierFault> {
        let asked = |pragma: &str| -> Result<i64, EarlierFault> {
            self.connection.pragma_query_value(None, pragma, |row| row.get(0)).map_err(EarlierFault::of)
        };
        if asked("application_id")? != i64::from(APPLICATION_ID) {
            return Err(EarlierFault::Foreign);
        }
        let found = asked("user_version")?;
        if found > i64::from(SCHEMA_VERSION) {
            return Err(EarlierFault::Newer { found, known: SCHEMA_VERSION });
        }
        if found < 1 {
            return Err(EarlierFault::Foreign);
        }
        let said: String =
            self.connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(EarlierFault::of)?;
        if said == "ok" { Ok(()) } else { Err(EarlierFault::damaged(&said)) }
    }

    /// Its tables in the order of their names: those, and only those, whose rows name their period.
    fn list_tables(&self) -> Result<Vec<Table>, EarlierFault> {
        let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
                   AND coalesce(sql, '') NOT LIKE 'CREATE VIRTUAL%' ORDER BY name";
        let mut statement = self.connection.prepare(sql).map_err(EarlierFault::of)?;
        let names: Result<Vec<String>, _> =
            statement.query_map([], |row| row.get(0)).map_err(EarlierFault::of)?.take(MOST_TABLES + 1).collect();
        let names = names.map_err(EarlierFault::of)?;
        if names.len() > MOST_TABLES {
            return Err(EarlierFault::damaged("too many tables"));
        }
        if names.iter().any(|name| name.eq_ignore_ascii_case(VIEW)) {
            return Err(EarlierFault::damaged(VIEW));
        }
        let mut tables = Vec::new();
        for name in names {
            let columns = columns_of(&self.connection, &name).map_err(EarlierFault::of)?;
            if columns.iter().any(|column| column.name == "period") && !copy::made_anew(&name) {
                tables.push(Table { name, columns });
            }
        }
        Ok(tables)
    }

    fn list_periods(&self) -> Result<BTreeSet<Period>, EarlierFault> {
        let mut statement = self.connection.prepare("SELECT period FROM run").map_err(EarlierFault::of)?;
        let mut rows = statement.query([]).map_err(EarlierFault::of)?;
        let mut periods = BTreeSet::new();
        while let Some(row) = rows.next().map_err(EarlierFault::of)? {
            let text: String = row.get(0).map_err(EarlierFault::of)?;
            let period: Period = text.parse().map_err(|_| EarlierFault::damaged("run.period"))?;
            if period.to_string() != text {
                return Err(EarlierFault::damaged("run.period"));
            }
            periods.insert(period);
        }
        Ok(periods)
    }
}

impl EarlierFault {
    #[allow(clippy::needless_pass_by_value, reason = "the shape that map_err takes")]
    fn of(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::NotADatabase) => Self::Foreign,
            Some(rusqlite::ErrorCode::CannotOpen | rusqlite::ErrorCode::PermissionDenied) => {
                Self::Unreadable("SQLite".to_owned())
            }
            _ => Self::damaged(&in_words(error).1),
        }
    }

    /// With words of the database, which may quote what stands in it.
    fn damaged(words: &str) -> Self {
        let words: String = words.chars().filter(|c| !c.is_control()).take(120).collect();
        Self::Damaged(crate::finding::mask(&words))
    }
}

/// The URI by which SQLite reads a file as it lies there: no lock, no journal beside it.
fn as_it_lies(path: &Path) -> std::ffi::OsString {
    let mut uri = String::from("file:");
    let bytes = path.as_os_str().as_encoded_bytes();
    if cfg!(windows) {
        uri.push_str("///");
    }
    for &byte in bytes {
        match byte {
            b'\\' if cfg!(windows) => uri.push('/'),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b':' => uri.push(char::from(byte)),
            other => uri.extend(['%', hex(other >> 4), hex(other & 15)]),
        }
    }
    uri.push_str("?mode=ro&immutable=1");
    uri.into()
}

fn hex(digit: u8) -> char {
    char::from_digit(u32::from(digit), 16).unwrap_or('0')
}

/// Nothing that the file says of itself is carried out.
fn harden(connection: &mut Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, LONGEST_ROW)?;
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    let mut rounds = 0u32;
    connection.progress_handler(
        STEPS_AT_ONCE,
        Some(move || {
            rounds = rounds.saturating_add(1);
            rounds > MOST_ROUNDS
        }),
    )
}

/// The columns of a table in their order. Columns that the table computes hold nothing of their own.
fn columns_of(connection: &Connection, table: &str) -> rusqlite::Result<Vec<Column>> {
    let mut statement = connection.prepare(&format!("PRAGMA table_xinfo({})", quoted(table)))?;
    let columns = statement.query_map([], |row| {
        let (name, kind): (String, String) = (row.get("name")?, row.get("type")?);
        let (key, hidden): (i64, i64) = (row.get("pk")?, row.get("hidden")?);
        let kind = ["INTEGER", "REAL", "TEXT"].into_iter().find(|known| kind.eq_ignore_ascii_case(known));
        Ok((hidden == 0).then_some(Column { name, kind: kind.unwrap_or(""), key }))
    })?;
    let columns: rusqlite::Result<Vec<Option<Column>>> = columns.collect();
    Ok(columns?.into_iter().flatten().collect())
}
