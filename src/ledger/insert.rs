//! Prepared INSERT statements.

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Statement, ToSql, Transaction};

use super::LedgerError;

/// The rows that a statement of many inserts: one after the other costs less there than by statements of their own.
const BATCH: usize = 16;

/// Hands on a row: the values of the columns after the period.
pub(super) type Bind<'b> = dyn FnMut(&[&dyn ToSql]) -> Result<(), LedgerError> + 'b;

/// An INSERT into one table, prepared once, run for every row.
pub(super) struct Insert<'c> {
    table: String,
    /// How many columns follow the period.
    columns: usize,
    one: Prepared<'c>,
    /// The same of so many rows; prepared once there are as many.
    batch: Option<Prepared<'c>>,
    connection: &'c Connection,
    period: String,
    sql: String,
}

impl<'c> Insert<'c> {
    /// Prepares it. The period is bound once: it is the first column of every table.
    pub(super) fn into(
        transaction: &'c Transaction<'_>,
        period: &str,
        table: &str,
        columns: &[&str],
    ) -> Result<Self, LedgerError> {
        let names: Vec<String> = columns.iter().map(|column| quoted(column)).collect();
        // A refused row ends the whole transaction: nothing need be kept that would undo its statement alone.
        let sql = format!("INSERT OR FAIL INTO {} (period, {}) VALUES ", quoted(table), names.join(", "));
        let (columns, period, table) = (columns.len(), period.to_owned(), table.to_owned());
        let one = Prepared::new(transaction, &period, &sql, (columns, 1)).map_err(LedgerError::at(&table))?;
        Ok(Self { table, columns, one, batch: None, connection: transaction, period, sql })
    }

    /// Inserts a row: the values of the columns after the period.
    pub(super) fn row(&mut self, values: &[&dyn ToSql]) -> Result<(), LedgerError> {
        self.one.bind(0, values).and_then(|()| self.one.run()).map_err(LedgerError::at(&self.table))
    }

    /// Inserts a row for each of `items`: `of` hands on its values.
    pub(super) fn rows<T>(
        &mut self,
        items: &[T],
        mut of: impl FnMut(&T, &mut Bind<'_>) -> Result<(), LedgerError>,
    ) -> Result<(), LedgerError> {
        let table = self.table.as_str();
        let (batches, rest) = items.as_chunks::<BATCH>();
        if !batches.is_empty() {
            let batch = match self.batch.take() {
                Some(batch) => batch,
                None => Prepared::new(self.connection, &self.period, &self.sql, (self.columns, BATCH))
                    .map_err(LedgerError::at(table))?,
            };
            let batch = self.batch.insert(batch);
            for items in batches {
                for (row, item) in items.iter().enumerate() {
                    let first = row * self.columns;
                    of(item, &mut |values| batch.bind(first, values).map_err(LedgerError::at(table)))?;
                }
                batch.run().map_err(LedgerError::at(table))?;
            }
        }
        let one = &mut self.one;
        for item in rest {
            of(item, &mut |values| one.bind(0, values).map_err(LedgerError::at(table)))?;
            one.run().map_err(LedgerError::at(table))?;
        }
        Ok(())
    }
}

/// A statement, and what its parameters hold beside the period. They keep it from one run to the next: what a row says
/// as the row in its place before, like its school or its class, is not copied again.
struct Prepared<'c> {
    statement: Statement<'c>,
    held: Vec<Held>,
}

/// What a parameter holds.
#[derive(Clone)]
enum Held {
    Null,
    Integer(i64),
    Text(Vec<u8>),
    /// What is handed on every time.
    Other,
}

impl<'c> Prepared<'c> {
    /// The statement for so many columns and rows, its period bound.
    fn new(
        connection: &'c Connection,
        period: &str,
        sql: &str,
        (columns, rows): (usize, usize),
    ) -> rusqlite::Result<Self> {
        let mut place = 1;
        let mut marks = Vec::with_capacity(rows);
        for _ in 0..rows {
            let row: Vec<String> = (place + 1..=place + columns).map(|place| format!("?{place}")).collect();
            marks.push(format!("(?1, {})", row.join(", ")));
            place += columns;
        }
        let mut statement = connection.prepare(&format!("{sql}{}", marks.join(", ")))?;
        statement.raw_bind_parameter(1, period)?;
        Ok(Self { statement, held: vec![Held::Null; columns * rows] })
    }

    /// Binds the values from the one after the period on, those of the rows before it passed over.
    fn bind(&mut self, first: usize, values: &[&dyn ToSql]) -> rusqlite::Result<()> {
        for (place, value) in (first..).zip(values) {
            let value = value.to_sql()?;
            if self.held.get_mut(place).is_none_or(|held| held.takes(&value)) {
                self.statement.raw_bind_parameter(place + 2, value)?;
            }
        }
        Ok(())
    }

    fn run(&mut self) -> rusqlite::Result<()> {
        self.statement.raw_execute().map(drop)
    }
}

impl Held {
    /// Holds the value; false where it held it before.
    fn takes(&mut self, value: &ToSqlOutput<'_>) -> bool {
        let value = match value {
            ToSqlOutput::Borrowed(value) => *value,
            ToSqlOutput::Owned(value) => ValueRef::from(value),
            _ => ValueRef::Blob(&[]),
        };
        match (&mut *self, value) {
            (Self::Null, ValueRef::Null) => return false,
            (Self::Integer(held), ValueRef::Integer(number)) if *held == number => return false,
            (Self::Text(held), ValueRef::Text(text)) => {
                if held == text {
                    return false;
                }
                held.clear();
                held.extend_from_slice(text);
            }
            (_, ValueRef::Null) => *self = Self::Null,
            (_, ValueRef::Integer(number)) => *self = Self::Integer(number),
            (_, ValueRef::Text(text)) => *self = Self::Text(text.to_vec()),
            (_, ValueRef::Real(_) | ValueRef::Blob(_)) => *self = Self::Other,
        }
        true
    }
}

/// An identifier in SQL, whatever words the language claims for itself.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// How a fieldless enum is spelled in definitions and outputs: `child-name`.
pub(super) fn spelled(value: impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        _ => String::new(),
    }
}
