//! Ledger → findings about the whole township: one `.sql` file each in `templates/checks/`.
//!
//! A file's head of comments gives the rule's code and words, as [`head`] reads them. Then comes one SELECT over the
//! tables of `ledger/schema.sql`. Each of its rows is a finding: the columns `school`, `file`, `sheet_no` (from zero),
//! `sheet`, `row_number` and `column_number` (from one), `field` and `subject` say where it is pinned, as far as they
//! are there and not NULL; any column may stand in the message as `{column}`.

mod head;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::finding::{Code, Finding, Rule, Words, mask};
use crate::form::{Forms, TemplateError};
use crate::ledger::{Answer, Datum, Facts, Ledger, LedgerError};
use crate::model::{CellValue, Merged, Place};
use crate::settings::Settings;

pub use head::Wording;

/// The rules inside the binary: file name and text.
const BUILTIN: &[(&str, &str)] = &[
    ("checks/activity-missing.sql", include_str!("../../templates/checks/activity-missing.sql")),
    ("checks/aid-off-standard.sql", include_str!("../../templates/checks/aid-off-standard.sql")),
    ("checks/balance-error.sql", include_str!("../../templates/checks/balance-error.sql")),
    ("checks/balance-skipped.sql", include_str!("../../templates/checks/balance-skipped.sql")),
    ("checks/call-missing.sql", include_str!("../../templates/checks/call-missing.sql")),
    ("checks/carer-underage.sql", include_str!("../../templates/checks/carer-underage.sql")),
    ("checks/change-not-shown.sql", include_str!("../../templates/checks/change-not-shown.sql")),
    ("checks/dropout-open.sql", include_str!("../../templates/checks/dropout-open.sql")),
    ("checks/duty-missing.sql", include_str!("../../templates/checks/duty-missing.sql")),
    ("checks/form-missing.sql", include_str!("../../templates/checks/form-missing.sql")),
    ("checks/helper-missing.sql", include_str!("../../templates/checks/helper-missing.sql")),
    ("checks/helper-overload.sql", include_str!("../../templates/checks/helper-overload.sql")),
    ("checks/helper-underage.sql", include_str!("../../templates/checks/helper-underage.sql")),
    ("checks/notify-late.sql", include_str!("../../templates/checks/notify-late.sql")),
    ("checks/record-no-child.sql", include_str!("../../templates/checks/record-no-child.sql")),
    ("checks/report-missing.sql", include_str!("../../templates/checks/report-missing.sql")),
    ("checks/school-missing.sql", include_str!("../../templates/checks/school-missing.sql")),
    ("checks/visit-missing.sql", include_str!("../../templates/checks/visit-missing.sql")),
];

/// The township's rules: their words and their questions.
#[derive(Clone, Debug, Default)]
pub struct Checks {
    /// Every rule with its question, sorted by code.
    pub checks: Vec<(Rule, Question)>,
}

/// What a rule asks the ledger, and how it tells what it finds.
#[derive(Clone, Debug)]
pub struct Question {
    /// The file it comes from: `checks/school-missing.sql`.
    pub file: String,
    /// The SELECT, with the file's comments.
    pub sql: String,
    /// The message, with columns in braces.
    pub message: Wording,
    /// What goes back to the school instead, where the message speaks of another school's child.
    pub to_school: Option<Wording>,
}

impl Checks {
    /// The rules inside the binary, with those of `templates/checks/*.sql` added, or put in the place of one of the
    /// same code.
    ///
    /// # Errors
    ///
    /// A file that cannot be read or decoded, and a rule whose head is faulty, with file, line and key.
    pub fn load(templates: Option<&Path>) -> Result<Self, TemplateError> {
        let mut checks: BTreeMap<Code, (Rule, Question)> = BTreeMap::new();
        for (file, text) in BUILTIN {
            let (rule, question) = head::parse(file, text)?;
            checks.insert(rule.code.clone(), (rule, question));
        }
        let mut added: BTreeMap<Code, (Rule, Question)> = BTreeMap::new();
        for (file, text) in templates.map(written).transpose()?.unwrap_or_default() {
            let (rule, question) = head::parse(&file, &text)?;
            if let Some((rule, earlier)) = added.insert(rule.code.clone(), (rule, question)) {
                let message = format!("code: {} stands in {} too", rule.code, earlier.file);
                return Err(TemplateError { file, line: 1, message });
            }
        }
        checks.extend(added);
        Ok(Self { checks: checks.into_values().collect() })
    }

    /// Sees whether every rule can be asked of a ledger of these forms, before anything is read.
    ///
    /// # Errors
    ///
    /// A form whose id or field is a table or column of the ledger already; the first rule whose statement the ledger
    /// refuses, or whose message names a column that it does not have.
    pub fn prove(&self, forms: &Forms, settings: &Settings) -> Result<(), TemplateError> {
        let merged = Merged::default();
        let facts = Facts { settings, town: "", forms, files: &[], merged: &merged, findings: &[] };
        let refused = |error| match error {
            LedgerError::Sql { what, detail } => TemplateError { file: what, line: 1, message: detail },
            other @ (LedgerError::Earlier { .. } | LedgerError::DiskFull(_)) => {
                TemplateError { file: String::new(), line: 1, message: other.to_string() }
            }
        };
        let ledger = Ledger::build(&facts, &[]).map_err(refused)?;
        for (_, question) in &self.checks {
            let columns = ledger.columns(&question.file, &question.sql)?;
            let wordings = std::iter::once(&question.message).chain(&question.to_school);
            for column in wordings.flat_map(|wording| wording.zh.columns().chain(wording.en.columns())) {
                if !columns.iter().any(|known| known == column) {
                    let (file, message) = (question.file.clone(), no_such_column(column));
                    return Err(TemplateError { file, line: 1, message });
                }
            }
        }
        Ok(())
    }

    /// Asks every rule of the ledger.
    ///
    /// # Errors
    ///
    /// When a rule's statement fails, or its message names a column that it does not have; the error names the file.
    pub fn audit(&self, ledger: &Ledger) -> Result<Vec<Finding>, LedgerError> {
        let mut findings = Vec::new();
        for (rule, question) in &self.checks {
            let answer = ledger.ask(&question.file, &question.sql)?;
            let columns = Columns::of(&answer);
            for row in &answer.rows {
                let fault = |detail| LedgerError::Sql { what: question.file.clone(), detail };
                findings.push(finding(rule, question, &columns, row).map_err(fault)?);
            }
        }
        Ok(findings)
    }
}

/// The `.sql` files in `checks` below `folder`, by name.
fn written(folder: &Path) -> Result<Vec<(String, String)>, TemplateError> {
    let folder = folder.join("checks");
    let fault = |file: &str, detail: String| TemplateError { file: file.to_owned(), line: 0, message: detail };
    let unreadable = |file: &str, error: &std::io::Error| fault(file, format!("cannot be read: {error}"));
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(|error| unreadable("checks", &error))? {
        let path = entry.map_err(|error| unreadable("checks", &error))?.path();
        if path.extension().is_some_and(|extension| extension == "sql") {
            paths.push(path);
        }
    }
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        let file = format!("checks/{}", path.file_name().unwrap_or_default().to_string_lossy());
        let bytes = std::fs::read(&path).map_err(|error| unreadable(&file, &error))?;
        let text = crate::decode::text(&bytes).map_err(|error| fault(&file, error.to_string()))?.into_owned();
        files.push((file, text));
    }
    Ok(files)
}

/// Where each column of an answer stands.
struct Columns<'a>(BTreeMap<&'a str, usize>);

impl<'a> Columns<'a> {
    fn of(answer: &'a Answer) -> Self {
        Self(answer.columns.iter().enumerate().map(|(place, name)| (name.as_str(), place)).collect())
    }

    fn get<'r>(&self, row: &'r [Datum], column: &str) -> Option<&'r Datum> {
        row.get(*self.0.get(column)?).filter(|datum| **datum != Datum::Null)
    }

    fn text(&self, row: &[Datum], column: &str) -> Option<String> {
        self.get(row, column).map(shown)
    }

    /// A number that counts from `first`, as one that counts from zero.
    fn number(&self, row: &[Datum], column: &str, first: i64) -> Result<Option<u32>, String> {
        let Some(datum) = self.get(row, column) else {
            return Ok(None);
        };
        let number = datum.as_int().and_then(|number| u32::try_from(number.checked_sub(first)?).ok());
        match number {
            Some(number) => Ok(Some(number)),
            None => {
                Err(format!("{column} 应为从 {first} 起的整数 (not a whole number from {first}): {}", shown(datum)))
            }
        }
    }
}

fn finding(rule: &Rule, question: &Question, columns: &Columns<'_>, row: &[Datum]) -> Result<Finding, String> {
    let arc = |column: &str| columns.text(row, column).map(Arc::from);
    let place = Place {
        file: arc("file"),
        sheet_index: columns.number(row, "sheet_no", 0)?,
        sheet: arc("sheet"),
        row: columns.number(row, "row_number", 1)?,
        column: columns.number(row, "column_number", 1)?,
    };
    let mut finding = rule.at(place, told(&question.message, columns, row)?);
    finding.school = arc("school");
    finding.field = arc("field");
    finding.subject = columns.text(row, "subject").filter(|subject| !subject.is_empty());
    finding.to_school = question.to_school.as_ref().map(|wording| told(wording, columns, row)).transpose()?;
    Ok(finding)
}

/// A wording with the row's values in it; nothing in a message may carry an identifier in full.
fn told(wording: &Wording, columns: &Columns<'_>, row: &[Datum]) -> Result<Words, String> {
    let value = |column: &str| {
        if !columns.0.contains_key(column) {
            return Err(no_such_column(column));
        }
        Ok(columns.get(row, column).map_or_else(String::new, |datum| match datum {
            Datum::Text(text) => mask(text),
            other => shown(other),
        }))
    };
    Ok(Words::made(wording.zh.told(value)?, wording.en.told(value)?))
}

fn no_such_column(column: &str) -> String {
    format!("message: 查询结果没有 {column} 这一列 (the SELECT has no such column)")
}

fn shown(datum: &Datum) -> String {
    match datum {
        Datum::Null => String::new(),
        Datum::Int(number) => number.to_string(),
        Datum::Real(number) => CellValue::Number(*number).shown(),
        Datum::Text(text) => text.clone(),
    }
}
