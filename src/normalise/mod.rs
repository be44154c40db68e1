//! Cell + field kind → typed value or fault. One file per kind.

use chrono::NaiveDate;

use crate::form::Form;
use crate::model::{Block, RawRecord, Record, RecordId};

/// Gives every field of `form` its slot: cells of the record first, then what its block's clues say.
pub fn record(raw: &RawRecord, block: &Block, form: &Form, id: RecordId, hidden: bool, as_of: NaiveDate) -> Record {
    let _ = (raw, block, form, as_of);
    Record {
        id,
        form: block.form,
        rows: raw.rows.clone(),
        slots: Vec::new(),
        extra: Vec::new(),
        hidden,
        quarantine: raw.quarantine,
    }
}
