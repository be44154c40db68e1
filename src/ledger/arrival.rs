//! The views of what came in from whom, which say the same for the sheet and for the reminders.

use rusqlite::Transaction;

use super::LedgerError;

/// Creates the views, over those of the forms' records.
pub(super) fn create(transaction: &Transaction<'_>) -> Result<(), LedgerError> {
    transaction.execute_batch(include_str!("arrival.sql")).map_err(LedgerError::at("arrival.sql"))
}
