//! Prepared INSERT statements.

use rusqlite::{Statement, ToSql, Transaction};

use super::LedgerError;

/// An INSERT into one table, prepared once, run for every row.
pub(super) struct Insert<'c> {
    table: String,
    statement: Statement<'c>,
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
        let marks: Vec<String> = (2..columns.len() + 2).map(|place| format!("?{place}")).collect();
        let sql =
            format!("INSERT INTO {} (period, {}) VALUES (?1, {})", quoted(table), names.join(", "), marks.join(", "));
        let mut statement = transaction.prepare(&sql).map_err(LedgerError::at(table))?;
        statement.raw_bind_parameter(1, period).map_err(LedgerError::at(table))?;
        Ok(Self { table: table.to_owned(), statement })
    }

    /// Inserts a row: the values of the columns after the period.
    pub(super) fn row(&mut self, values: &[&dyn ToSql]) -> Result<(), LedgerError> {
        let Self { table, statement } = self;
        for (place, value) in values.iter().enumerate() {
            statement.raw_bind_parameter(place + 2, value).map_err(LedgerError::at(table))?;
        }
        statement.raw_execute().map(drop).map_err(LedgerError::at(table))
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
