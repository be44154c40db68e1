//! What columns may be whose headers nobody knows, and what the clerk decided.

use rusqlite::Transaction;

use super::insert::Insert;
use super::{Facts, LedgerError};
use crate::decision::Decisions;
use crate::form::{Form, words};

/// Writes the decisions: in the order of what they are about.
pub(super) fn fill(transaction: &Transaction<'_>, period: &str, decisions: &Decisions) -> Result<(), LedgerError> {
    let columns =
        ["about", "key", "choice", "source", "standing", "who", "day", "made", "school", "subject", "said", "used"];
    let mut insert = Insert::into(transaction, period, "decision", &columns)?;
    for decision in decisions.all() {
        insert.row(&[
            &decision.about.name(),
            &decision.key,
            &decision.choice,
            &decision.source,
            &decision.standing,
            &decision.by.0,
            &decision.by.1,
            &decision.made,
            &decision.told.school,
            &decision.told.subject,
            &decision.told.message,
            &decision.used,
        ])?;
    }
    Ok(())
}

/// Writes what columns may be whose headers nobody knows.
pub(super) fn guesses(transaction: &Transaction<'_>, period: &str, facts: &Facts<'_>) -> Result<(), LedgerError> {
    let columns = [
        "file",
        "sheet",
        "block",
        "position",
        "header",
        "state",
        "fields",
        "score",
        "reason_zh",
        "reason_en",
        "samples",
    ];
    let mut insert = Insert::into(transaction, period, "column_guess", &columns)?;
    for (file, reading) in facts.files.iter().enumerate() {
        for (sheet, records) in reading.sheets.iter().enumerate() {
            for (block, found) in records.reading.blocks.iter().enumerate() {
                let form = facts.forms.0.get(found.form);
                for (position, column) in found.columns.iter().enumerate() {
                    let Some(guess) = column.guess.as_deref() else { continue };
                    insert.row(&[
                        &(file as u32),
                        &(sheet as u32),
                        &(block as u32),
                        &(position as u32),
                        &words::header_key(&column.header),
                        &guess.state.name(),
                        &ids(form, &guess.fields),
                        &guess.score,
                        &guess.why.zh.as_ref(),
                        &guess.why.en.as_ref(),
                        &guess.samples.join("、"),
                    ])?;
                }
            }
        }
    }
    Ok(())
}

/// The ids of fields, joined by `,`.
fn ids(form: Option<&Form>, fields: &[usize]) -> String {
    let ids = fields.iter().filter_map(|field| form?.fields.get(*field)).map(|field| &*field.id);
    ids.collect::<Vec<_>>().join(",")
}
