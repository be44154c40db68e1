//! The table `finding`.

use rusqlite::Transaction;

use super::LedgerError;
use super::insert::Insert;
use crate::finding::Finding;
use crate::model::Address;

/// Writes the findings, numbered from one in their order.
pub(super) fn fill(transaction: &Transaction<'_>, period: &str, findings: &[Finding]) -> Result<(), LedgerError> {
    let columns = [
        "n",
        "code",
        "severity",
        "school",
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
        "school_zh",
        "school_en",
        "mark",
    ];
    let mut insert = Insert::into(transaction, period, "finding", &columns)?;
    for (place, finding) in findings.iter().enumerate() {
        let at = &finding.place;
        let to_school = finding.to_school.as_ref();
        insert.row(&[
            &(place as u32 + 1),
            &finding.code.0.as_ref(),
            &finding.severity.name(),
            &finding.school.as_deref(),
            &at.file.as_deref(),
            &at.sheet_index,
            &at.sheet.as_deref(),
            &at.row.map(|row| row + 1),
            &at.column.map(|column| column + 1),
            &at.cell().as_ref().map(Address::to_string),
            &finding.field.as_deref(),
            &finding.subject.as_deref(),
            &finding.message.zh.as_ref(),
            &finding.message.en.as_ref(),
            &to_school.map(|words| words.zh.as_ref()),
            &to_school.map(|words| words.en.as_ref()),
            &finding.mark.as_deref(),
        ])?;
    }
    Ok(())
}
