//! What schools explained, and what became of the problems of the run before.

use rusqlite::{Transaction, params};

use super::LedgerError;
use super::insert::Insert;
use crate::answer::{Explanation, Progress, State};
use crate::model::Address;

/// Writes the explanations: by what they are about.
pub(super) fn explanations(
    transaction: &Transaction<'_>,
    period: &str,
    explanations: &[Explanation],
) -> Result<(), LedgerError> {
    let columns = [
        "mark", "origin", "code", "severity", "school", "subject", "said", "path", "sheet", "cell", "done", "words",
        "asked", "made", "used",
    ];
    let mut insert = Insert::into(transaction, period, "explanation", &columns)?;
    for one in explanations {
        let [path, sheet, cell] = &one.place;
        insert.row(&[
            &one.mark,
            &one.origin,
            &one.code,
            &one.severity,
            &one.school,
            &one.subject,
            &one.said,
            path,
            sheet,
            cell,
            &one.done,
            &one.words,
            &one.asked,
            &one.made,
            &one.used,
        ])?;
    }
    Ok(())
}

/// Writes what became of the problems of the run before, and which of this run's are new.
pub(super) fn progress(transaction: &Transaction<'_>, period: &str, progress: &Progress) -> Result<(), LedgerError> {
    let columns = [
        "n",
        "state",
        "code",
        "severity",
        "school",
        "origin",
        "file",
        "sheet_no",
        "sheet",
        "row_number",
        "column_number",
        "cell",
        "field",
        "subject",
        "message_zh",
        "message_en",
        "mark",
    ];
    let mut insert = Insert::into(transaction, period, "before", &columns)?;
    for (place, (state, one)) in (1u32..).zip(&progress.before) {
        let cell = one.row.zip(one.column).map(|(row, column)| Address::new(row, column).to_string());
        insert.row(&[
            &place,
            &state.name(),
            &one.code,
            &one.severity,
            &one.school,
            &one.origin,
            &one.file,
            &one.sheet.as_ref().map(|(number, _)| *number),
            &one.sheet.as_ref().map(|(_, name)| name.as_str()),
            &one.row.map(|row| row + 1),
            &one.column.map(|column| column + 1),
            &cell,
            &one.field,
            &one.subject,
            &one.message.0,
            &one.message.1,
            &one.mark,
        ])?;
    }
    let fault = LedgerError::at("finding");
    let mut update =
        transaction.prepare("UPDATE finding SET progress = ?3 WHERE period = ?1 AND n = ?2").map_err(&fault)?;
    for (n, state) in (1u32..).zip(&progress.now) {
        if let Some(state) = state {
            update.execute(params![period, n, State::name(*state)]).map_err(&fault)?;
        }
    }
    Insert::into(transaction, period, "setting", &["name", "value"])?.row(&[&"looked_back", &1])
}
