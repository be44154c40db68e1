//! Ledger → workbooks and JSON. The only place that names rust_xlsxwriter.

mod book;
mod bulk;
mod consolidated;
mod contents;
mod datum;
pub mod dossiers;
mod figures;
mod grid;
mod indicators;
pub mod json;
mod measure;
mod new_file;
mod overview;
mod page;
mod paper;
mod problems;
pub mod protect;
mod public;
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
mod verify;
mod wording;

use std::path::Path;

pub use figures::Figures;
pub use problems::OtherQuarter;
use trouble::Trouble;
pub use verify::Verify;

use crate::finding::Rule;
use crate::form::{Form, Forms};
use crate::ledger::{Ledger, LedgerError};
use crate::settings::{Edition, Settings};

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
    /// For whom the outputs are.
    pub edition: Edition,
    /// How workbooks are read back cell by cell, where that is asked for.
    pub verify: Option<Verify<'a>>,
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

impl Output {
    /// Whether it is a workbook of this run's own: what goes back to a school is the school's, what is kept is as somebody
    /// left it.
    pub fn is_workbook(&self) -> bool {
        self.path.ends_with(WORKBOOK) && !matches!(self.kind, returned::KIND | KEPT)
    }
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

/// How the names of workbooks end.
const WORKBOOK: &str = ".xlsx";
/// The kind of an output that somebody edited.
pub const KEPT: &str = "kept";
/// The ledger's file.
const LEDGER: &str = "台账.sqlite";
/// What stands for a town that has no name a file may bear.
const SOME_TOWN: &str = "乡镇";
/// The most characters of a sheet's name.
const SHEET_NAME: usize = 31;

/// Writes the editions into `folder`, reads their workbooks back, and returns their list.
///
/// The fullest edition, which `sources` names, stands in `folder` itself; each other one in a folder of its own, to be
/// handed out as it is. `report.json` comes after them, by [`json::write`]: it lists them with their digests and may
/// carry the time that writing them took.
///
/// # Errors
///
/// Nothing in `folder` may be used then.
pub fn write(
    sources: &Sources<'_>,
    editions: &[Edition],
    figures: &Figures,
    folder: &Path,
) -> Result<Vec<Output>, ReportError> {
    let mut outputs = edition(sources, figures, folder, None)?;
    for &other in editions.iter().filter(|&&edition| edition != sources.edition) {
        let sources = Sources { edition: other, ..*sources };
        std::fs::create_dir(folder.join(other.label()))
            .map_err(|error| ReportError::Io { path: other.label().to_owned(), error })?;
        outputs.extend(edition(&sources, figures, folder, Some(other))?);
    }
    sources.ledger.mask(sources.edition != Edition::Full);
    Ok(outputs)
}

/// Writes one edition; `below` is the edition in whose folder, and under whose kind, it stands.
fn edition(
    sources: &Sources<'_>,
    figures: &Figures,
    folder: &Path,
    below: Option<Edition>,
) -> Result<Vec<Output>, ReportError> {
    sources.ledger.mask(sources.edition != Edition::Full);
    let period = sources.settings.period;
    let town = Some(measure::file_name_part(sources.town)).filter(|town| !town.is_empty());
    let town = town.unwrap_or_else(|| SOME_TOWN.to_owned());
    let place = |file: String| below.map_or_else(|| file.clone(), |edition| format!("{}/{file}", edition.label()));
    let kind = |kind: &'static str| below.map_or(kind, Edition::name);
    let consolidated = place(match sources.edition {
        Edition::Public => format!("{town}留守儿童统计表_{period}_{}.xlsx", Edition::Public.label()),
        _ => format!("{town}留守儿童汇总表_{period}.xlsx"),
    });
    // Asked once: the workbook and the page say the same.
    let answered = figures::ask_all(sources, &figures.0).map_err(|trouble| trouble.at(&consolidated))?;
    if sources.edition == Edition::Public {
        let write = |file: &Path| public::write(sources, &answered, file, folder);
        return Ok(vec![output(folder, kind(consolidated::KIND), consolidated, write)?]);
    }
    let mut outputs = vec![
        output(folder, kind(consolidated::KIND), consolidated, |file| {
            consolidated::write(sources, &answered, file, folder)
        })?,
        output(folder, kind(problems::KIND), place(format!("问题清单_{period}.xlsx")), |file| {
            problems::write(sources, file, folder)
        })?,
    ];
    if sources.edition == Edition::Full {
        outputs.push(output(folder, "ledger", LEDGER.to_owned(), |file| {
            sources.ledger.save(file)?;
            book::owner_only(file)
        })?);
    }
    outputs.push(output(folder, kind(page::KIND), place(page::FILE.to_owned()), |file| {
        page::write(sources, &answered, file)?;
        book::owner_only(file)
    })?);
    // The text goes to the schools, once.
    if below.is_none() && reminder::is_wanted(sources).map_err(|trouble| trouble.at(reminder::FILE))? {
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

/// What is written of a township made for a test.
#[cfg(test)]
fn sources_of<'a>(township: &'a crate::ledger::fixture::Township, ledger: &'a Ledger) -> Sources<'a> {
    let (forms, settings) = (&township.forms, &township.settings);
    Sources { ledger, forms, rules: &[], settings, town: "石桥镇", edition: Edition::Full, verify: None }
}
