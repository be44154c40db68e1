//! Prepared INSERT statements.

use rusqlite::{Connection, Statement, ToSql, Transaction};

use super::LedgerError;

/// The rows that a statement of many inserts: one after the other costs less there than by statements of their own.
const BATCH: usize = 16;

/// An INSERT into one table, prepared once, run for every row.
pub(super) struct Insert<'c> {
    table: String,
    /// How many columns follow the period.
    columns: usize,
    statement: Statement<'c>,
    /// The same of so many rows; prepared once there are as many.
    batch: Option<Statement<'c>>,
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
        let sql = format!("INSERT INTO {} (period, {}) VALUES ", quoted(table), names.join(", "));
        let (columns, period, table) = (columns.len(), period.to_owned(), table.to_owned());
        let statement = prepared(transaction, &period, &table, &sql, (columns, 1))?;
        Ok(Self { table, columns, statement, batch: None, connection: transaction, period, sql })
    }

    /// Inserts a row: the values of the columns after the period.
    pub(super) fn row(&mut self, values: &[&dyn ToSql]) -> Result<(), LedgerError> {
        bind(&mut self.statement, 2, values).map_err(LedgerError::at(&self.table))?;
        self.statement.raw_execute().map(drop).map_err(LedgerError::at(&self.table))
    }

    /// Inserts a row for each of `items`: `of` hands on its values.
    pub(super) fn rows<T>(
        &mut self,
        items: &[T],
        of: impl Fn(&T, &mut dyn FnMut(&[&dyn ToSql]) -> rusqlite::Result<()>) -> rusqlite::Result<()>,
    ) -> Result<(), LedgerError> {
        let (batches, rest) = items.as_chunks::<BATCH>();
        if !batches.is_empty() {
            let batch = match self.batch.take() {
                Some(batch) => batch,
                None => prepared(self.connection, &self.period, &self.table, &self.sql, (self.columns, BATCH))?,
            };
            let batch = self.batch.insert(batch);
            for items in batches {
                let mut place = 2;
                for item in items {
                    of(item, &mut |values| bind(batch, place, values)).map_err(LedgerError::at(&self.table))?;
                    place += self.columns;
                }
                batch.raw_execute().map_err(LedgerError::at(&self.table))?;
            }
        }
        for item in rest {
            of(item, &mut |values| bind(&mut self.statement, 2, values)).map_err(LedgerError::at(&self.table))?;
            self.statement.raw_execute().map_err(LedgerError::at(&self.table))?;
        }
        Ok(())
    }
}

/// The statement for so many columns and rows, its period bound.
fn prepared<'c>(
    connection: &'c Connection,
    period: &str,
    table: &str,
    sql: &str,
    (columns, rows): (usize, usize),
) -> Result<Statement<'c>, LedgerError> {
    let mut place = 1;
    let mut marks = Vec::with_capacity(rows);
    for _ in 0..rows {
        let row: Vec<String> = (place + 1..=place + columns).map(|place| format!("?{place}")).collect();
        marks.push(format!("(?1, {})", row.join(", ")));
        place += columns;
    }
    let mut statement = connection.prepare(&format!("{sql}{}", marks.join(", "))).map_err(LedgerError::at(table))?;
    statement.raw_bind_parameter(1, period).map_err(LedgerError::at(table))?;
    Ok(statement)
}

/// Binds the values from the parameter `first` on.
fn bind(statement: &mut Statement<'_>, first: usize, values: &[&dyn ToSql]) -> rusqlite::Result<()> {
    values.iter().enumerate().try_for_each(|(place, value)| statement.raw_bind_parameter(first + place, value))
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
