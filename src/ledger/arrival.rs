//! What came in from whom: a table of it, and views that say the same for the sheet and for the reminders.

use rusqlite::{Transaction, params};

use super::LedgerError;

/// Fills the table from everything that was written before, the forms' records included, and creates the views.
pub(super) fn create(transaction: &Transaction<'_>, period: &str) -> Result<(), LedgerError> {
    transaction
        .execute(include_str!("arrival_file.sql"), params![period])
        .map_err(LedgerError::at("arrival_file.sql"))?;
    transaction.execute_batch(include_str!("arrival.sql")).map_err(LedgerError::at("arrival.sql"))
}
