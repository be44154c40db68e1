//! Ledger → workbooks and JSON. The only place that names rust_xlsxwriter.

mod book;
mod bulk;
mod consolidated;
mod contents;
mod datum;
mod figures;
mod grid;
mod indicators;
pub mod json;
mod measure;
mod overview;
mod page;
mod paper;
mod problems;
mod put;
mod quarantine;
mod readback;
mod reconcile;
mod records;
mod remarks;
mod reminder;
pub mod returned;
pub mod school_form;
#[cfg(test)]
mod specimen;
mod style;
#[cfg(test)]
mod tests;
mod trouble;
mod wording;

use std::path::Path;

pub use figures::Figures;
pub use problems::OtherQuarter;
use trouble::Trouble;

use crate::finding::Rule;
use crate::form::{Form, Forms};
use crate::ledger::{Ledger, LedgerError};
use crate::settings::Settings;

/// What the outputs are written from.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'a> {
    /// The database of the run.
    pub ledger: &'a Ledger,
    /// The forms, for labels and widths.
    pub forms: &'a Forms,
    /// Every rule, for titles and remedies.
    pub rules: &'a [&'a Rule],
    /// The run's settings.
    pub settings: &'a Settings,
    /// The township's name.
    pub town: &'a str,
}

/// An output that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Its kind in `report.json`.
    pub kind: &'static str,
    /// Its path below OUT, with `/`.
    pub path: String,
    /// BLAKE3 of its bytes, in hexadecimal; `None` for `report.json` itself.
    pub digest: Option<String>,
}

/// An output could not be written, or does not say what the ledger says.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The ledger refused.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The workbook could not be made.
    #[error("{path}: {detail}")]
    Workbook {
        /// The output.
        path: String,
        /// The writer's words.
        detail: String,
    },
    /// The disk refused.
    #[error("{path}: {error}")]
    Io {
        /// The output.
        path: String,
        /// The system's words.
        error: std::io::Error,
    },
    /// What was written does not hold what the ledger holds.
    #[error("{path}: {detail}")]
    TieOut {
        /// The output.
        path: String,
        /// What differs.
        detail: String,
    },
}

/// The sheets of the township's workbook that no form and no template names (CONTRACT §5).
const CONTENTS: &str = "目录";
const INDICATORS: &str = "指标说明";
const QUARANTINE: &str = "待核实";
const RECONCILE: &str = "对账表";

/// The ledger's file.
const LEDGER: &str = "台账.sqlite";
/// What stands for a town that has no name a file may bear.
const SOME_TOWN: &str = "乡镇";
/// The most characters of a sheet's name.
const SHEET_NAME: usize = 31;

/// Writes the workbooks and the ledger into `folder`, reads the workbooks back, and returns their list.
///
/// `report.json` comes after them, by [`json::write`]: it lists them with their digests and may carry the time that
/// writing them took.
///
/// # Errors
///
/// Nothing in `folder` may be used then.
pub fn write(sources: &Sources<'_>, figures: &Figures, folder: &Path) -> Result<Vec<Output>, ReportError> {
    let period = sources.settings.period;
    let town = Some(measure::file_name_part(sources.town)).filter(|town| !town.is_empty());
    let town = town.unwrap_or_else(|| SOME_TOWN.to_owned());
    let consolidated = format!("{town}留守儿童汇总表_{period}.xlsx");
    // Asked once: the workbook and the page say the same.
    let answered = figures::ask_all(sources, &figures.0).map_err(|trouble| trouble.at(&consolidated))?;
    let mut outputs = vec![
        output(folder, consolidated::KIND, consolidated, |file| consolidated::write(sources, &answered, file, folder))?,
        output(folder, problems::KIND, format!("问题清单_{period}.xlsx"), |file| {
            problems::write(sources, file, folder)
        })?,
        output(folder, "ledger", LEDGER.to_owned(), |file| {
            sources.ledger.save(file)?;
            book::owner_only(file)
        })?,
        output(folder, page::KIND, page::FILE.to_owned(), |file| {
            page::write(sources, &answered, file)?;
            book::owner_only(file)
        })?,
    ];
    if reminder::is_wanted(sources).map_err(|trouble| trouble.at(reminder::FILE))? {
        outputs.push(output(folder, reminder::KIND, reminder::FILE.to_owned(), |file| {
            reminder::write(sources, file)?;
            book::owner_only(file)
        })?);
    }
    Ok(outputs)
}

/// Writes one output and takes its digest.
fn output(
    folder: &Path,
    kind: &'static str,
    path: String,
    write: impl FnOnce(&Path) -> Result<(), Trouble>,
) -> Result<Output, ReportError> {
    let file = folder.join(&path);
    match write(&file).and_then(|()| book::digest(&file)) {
        Ok(digest) => Ok(Output { kind, path, digest: Some(digest) }),
        Err(trouble) => Err(trouble.at(&path)),
    }
}

/// The name of a form's sheet, as a workbook takes it.
fn sheet_name(form: &Form) -> String {
    let plain = form.sheet.chars().filter(|character| !r"[]:*?/\".contains(*character));
    plain.take(SHEET_NAME).collect::<String>().trim_matches('\'').to_owned()
}
