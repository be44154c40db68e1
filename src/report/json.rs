//! `report.json`, version 1 (CONTRACT §6): the ledger's facts for programs.

mod files;
mod shape;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::Path;

use super::{Output, ReportError, Sources};
use crate::finding::{Lang, mask_numbers};
use crate::form::Form;
use crate::ledger::{Datum, LedgerError};
use crate::settings::Edition;
use shape::{ByFate, BySeverity, Problem, Report, School, Totals};

/// The file's name in OUT.
pub const FILE: &str = "report.json";

/// The JSON Schema that every report fits.
pub const SCHEMA: &str = include_str!("../../templates/report.schema.json");

/// The version of the report's shape. A removal or a change of meaning raises it.
const VERSION: u32 = 1;

/// The row of the children whose school nobody can tell.
const SCHOOL_UNKNOWN: &str = "（学校不明）";

/// Writes `report.json` into `folder`, puts it on the list of outputs, and returns its bytes.
///
/// `timings` are the seconds that each stage took, in order; none when nobody asked for them.
///
/// # Errors
///
/// When the ledger or the disk refuses.
pub fn write(
    sources: &Sources<'_>,
    outputs: &mut Vec<Output>,
    timings: Vec<(&'static str, f64)>,
    folder: &Path,
) -> Result<Vec<u8>, ReportError> {
    outputs.push(Output { kind: "report", path: FILE.to_owned(), digest: None });
    let report = report(sources, outputs, timings)?;
    let io = |error| ReportError::Io { path: FILE.to_owned(), error };
    let mut bytes = serde_json::to_vec_pretty(&report).map_err(|error| io(error.into()))?;
    bytes.push(b'\n');
    std::fs::write(folder.join(FILE), &bytes).map_err(io)?;
    Ok(bytes)
}

fn report(sources: &Sources<'_>, outputs: &[Output], timings: Vec<(&'static str, f64)>) -> Result<Report, LedgerError> {
    let open = sources.edition == Edition::Public;
    // Milliseconds are as fine as anybody can use.
    let timings =
        timings.into_iter().map(|(stage, seconds)| (stage.to_owned(), ((seconds * 1000.0).round() / 1000.0).into()));
    let timings: serde_json::Map<String, serde_json::Value> = timings.collect();
    Ok(Report {
        version: VERSION,
        town: mask_numbers(sources.town),
        period: sources.settings.period.to_string(),
        as_of: sources.settings.as_of.to_string(),
        totals: totals(sources)?,
        // What everybody may see names no file, no school's few children and no child.
        files: if open { Vec::new() } else { files::files(sources)? },
        schools: if open { Vec::new() } else { schools(sources)? },
        problems: if open { Vec::new() } else { problems(sources)? },
        outputs: outputs.iter().map(shape::Output::from).collect(),
        timings: (!timings.is_empty()).then_some(timings),
    })
}

fn totals(sources: &Sources<'_>) -> Result<Totals, LedgerError> {
    let asked = |sql: &str| sources.ledger.ask("report.json: totals", sql);
    let sheets = asked(
        "SELECT (SELECT count(*) FROM file WHERE period = :period) AS files, count(*) AS sheets,
           coalesce(sum(nonempty), 0) AS nonempty, coalesce(sum(merged), 0) AS merged, coalesce(sum(duplicate), 0) AS duplicate,
           coalesce(sum(quarantined), 0) AS quarantined, coalesce(sum(ignored), 0) AS ignored
         FROM sheet WHERE period = :period",
    )?;
    let sheets = Cells(sheets.rows.first().map(Vec::as_slice).unwrap_or_default());
    let mut problems = BySeverity::default();
    for row in
        asked("SELECT severity, count(*) AS problems FROM finding WHERE period = :period GROUP BY severity")?.rows
    {
        let row = Cells(&row);
        problems.add(&row.text(0), row.count(1));
    }
    Ok(Totals {
        files: sheets.count(0),
        sheets: sheets.count(1),
        rows: ByFate::of(sheets, 2),
        children: children(sources)?.values().sum(),
        problems,
    })
}

/// The children of every school, by its number; those of no school under `None`.
fn children(sources: &Sources<'_>) -> Result<BTreeMap<Option<i64>, u64>, LedgerError> {
    let roster = sources.forms.roster().map(|(_, form)| merged_records(sources, form)).transpose()?;
    Ok(roster.unwrap_or_default())
}

/// The merged records of a form, by the number of their school.
fn merged_records(sources: &Sources<'_>, form: &Form) -> Result<BTreeMap<Option<i64>, u64>, LedgerError> {
    let table = form.table_name();
    let sql = format!("SELECT school_no FROM \"{table}\" WHERE period = :period");
    let mut records = BTreeMap::new();
    // Counted here: the records stand school by school, which the database does not know and would sort them for.
    sources.ledger.each("report.json: records", &sql, |row| -> Result<(), LedgerError> {
        *records.entry(Cells(row).number(0)).or_default() += 1;
        Ok(())
    })?;
    Ok(records)
}

fn schools(sources: &Sources<'_>) -> Result<Vec<School>, LedgerError> {
    let mut forms = Vec::new();
    for form in &sources.forms.0 {
        let records = merged_records(sources, form)?;
        // Of forms that nobody must send, those that somebody sent.
        if form.required || !records.is_empty() {
            forms.push((form.id.to_string(), records));
        }
    }
    let children = children(sources)?;
    let mut problems: BTreeMap<Option<String>, BySeverity> = BTreeMap::new();
    let sql =
        "SELECT school, severity, count(*) AS problems FROM finding WHERE period = :period GROUP BY school, severity";
    for row in sources.ledger.ask("report.json: schools", sql)?.rows {
        let row = Cells(&row);
        problems.entry(row.maybe(0)).or_default().add(&row.text(1), row.count(2));
    }
    let school = |number: Option<i64>, name: Option<String>| School {
        name: name.as_deref().map_or(SCHOOL_UNKNOWN.to_owned(), mask_numbers),
        children: children.get(&number).copied().unwrap_or(0),
        forms: forms
            .iter()
            .map(|(form, records)| (form.clone(), records.get(&number).copied().unwrap_or(0).into()))
            .collect(),
        problems: problems.get(&name).copied().unwrap_or_default(),
    };
    let sql = "SELECT school_no, name FROM school WHERE period = :period ORDER BY school_no NULLS FIRST";
    let rows = sources.ledger.ask("report.json: schools", sql)?.rows;
    let mut schools: Vec<School> =
        rows.iter().map(|row| school(Cells(row).number(0), Some(Cells(row).text(1)))).collect();
    if children.contains_key(&None) {
        schools.push(school(None, None));
    }
    Ok(schools)
}

fn problems(sources: &Sources<'_>) -> Result<Vec<Problem>, LedgerError> {
    let message = match sources.settings.lang {
        Lang::Zh => "message_zh",
        Lang::En => "message_en",
    };
    let sql = format!(
        "SELECT code, severity, school, file, sheet, cell, row_number, column_number, field, subject, {message}
         FROM finding WHERE period = :period ORDER BY n NULLS FIRST"
    );
    let mut problems = Vec::new();
    sources.ledger.each("report.json: problems", &sql, |row| {
        let row = Cells(row);
        let number = row.number(6);
        problems.push(Problem {
            code: row.text(0),
            severity: row.text(1),
            school: row.shown(2),
            // A path stays as it is: it must lead to the file.
            file: row.maybe(3),
            sheet: row.shown(4),
            cell: row.maybe(5),
            row: number,
            column: row.number(7).filter(|_| number.is_none()).map(files::letters),
            field: row.maybe(8),
            subject: row.shown(9),
            message: row.shown(10).unwrap_or_default(),
        });
        Ok::<(), LedgerError>(())
    })?;
    Ok(problems)
}

/// A row of an answer, by position.
#[derive(Clone, Copy)]
struct Cells<'a>(&'a [Datum]);

impl Cells<'_> {
    fn maybe(self, place: usize) -> Option<String> {
        self.0.get(place).and_then(Datum::as_text).map(str::to_owned)
    }

    fn text(self, place: usize) -> String {
        self.maybe(place).unwrap_or_default()
    }

    /// Text that stands in no data cell here: long numbers in it are hidden.
    fn shown(self, place: usize) -> Option<String> {
        self.maybe(place).map(|text| mask_numbers(&text))
    }

    fn number(self, place: usize) -> Option<i64> {
        self.0.get(place).and_then(Datum::as_int)
    }

    fn count(self, place: usize) -> u64 {
        self.number(place).and_then(|number| u64::try_from(number).ok()).unwrap_or(0)
    }
}
