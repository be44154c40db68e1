//! The run in figures, asked once for the pages that open the workbooks.

use std::collections::BTreeMap;

use super::Sources;
use super::datum;
use super::remarks::sql_name;
use super::trouble::Trouble;
use crate::finding::Severity;
use crate::form::{Form, FormKind};

/// The facts of a run.
#[derive(Debug, Default)]
pub(super) struct Overview {
    /// How many files have each status, by its public name.
    pub(super) files: BTreeMap<String, i64>,
    /// Schools known, and those among them that have no child on the roster.
    pub(super) schools: i64,
    pub(super) schools_without: i64,
    /// The sheet of each form but the roster that every school must send or that some school sent, and its records.
    pub(super) records: Vec<(String, i64)>,
    /// Children on the roster.
    pub(super) children: i64,
    /// Problems by severity: errors, warnings, notes.
    pub(super) problems: [i64; 3],
}

impl Overview {
    /// Asks the ledger.
    pub(super) fn read(sources: &Sources<'_>) -> Result<Self, Trouble> {
        let mut overview = Self::default();
        let sql = "SELECT status, COUNT(*) FROM file WHERE period = :period GROUP BY status ORDER BY status";
        sources.ledger.each("report: files", sql, |row| -> Result<(), Trouble> {
            let status = datum::text(row.first()).unwrap_or_default();
            overview.files.insert(status.to_owned(), datum::int(row.get(1)));
            Ok(())
        })?;
        let sql = "SELECT severity, COUNT(*) FROM finding WHERE period = :period GROUP BY severity ORDER BY severity";
        sources.ledger.each("report: severities", sql, |row| -> Result<(), Trouble> {
            if let Some(count) = overview.problems.get_mut(datum::severity(row.first()) as usize) {
                *count = datum::int(row.get(1));
            }
            Ok(())
        })?;
        for form in sources.forms.0.iter().filter(|form| form.kind != FormKind::Roster) {
            let sql = format!("SELECT COUNT(*) FROM \"{}\" WHERE period = :period", form.table_name());
            let answer = sources.ledger.ask(&sql_name(form), &sql)?;
            let count = datum::int(answer.rows.first().and_then(|row| row.first()));
            if form.required || count > 0 {
                overview.records.push((form.sheet.clone(), count));
            }
        }
        if let Some((_, roster)) = sources.forms.roster() {
            let table = roster.table_name();
            let sql = format!(
                "SELECT (SELECT COUNT(*) FROM school WHERE period = :period),
                   (SELECT COUNT(*) FROM school s WHERE s.period = :period AND s.school_no NOT IN
                     (SELECT c.school_no FROM \"{table}\" c WHERE c.period = :period AND c.school_no IS NOT NULL)),
                   (SELECT COUNT(*) FROM \"{table}\" WHERE period = :period)"
            );
            let answer = sources.ledger.ask("report: schools", &sql)?;
            let row = answer.rows.first();
            let count = |at: usize| datum::int(row.and_then(|row| row.get(at)));
            (overview.schools, overview.schools_without, overview.children) = (count(0), count(1), count(2));
        }
        Ok(overview)
    }

    /// Whether the workbook has a sheet for a form's records.
    pub(super) fn shows(&self, form: &Form) -> bool {
        self.records.iter().any(|(sheet, _)| *sheet == form.sheet)
    }

    /// Files received, and of these the ones that were read.
    pub(super) fn file_counts(&self) -> (i64, i64) {
        (self.files.values().sum(), self.files.get("read").copied().unwrap_or_default())
    }

    /// How many problems have this severity.
    pub(super) fn problems_of(&self, severity: Severity) -> i64 {
        self.problems.get(severity as usize).copied().unwrap_or_default()
    }
}
