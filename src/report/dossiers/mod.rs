//! 一人一档: a workbook for every class, with its roster and a sheet for every child: the card, the contacts, the level of
//! care, and every record of every form in the order of their days.
//!
//! The ledger is read for some hundred children at once ([`Shelf`]); their workbooks ([`Binder`]) are then written
//! without it, several at a time. What is private stands in no record of the ledger, and so in no dossier.

mod names;
mod read;
mod sheet;
#[cfg(test)]
mod tests;

use std::path::Path;

pub use read::Shelf;

use super::trouble::Trouble;
use super::{Output, ReportError, book};
use crate::settings::Settings;

/// The kind of this output.
pub const KIND: &str = "dossier";

/// The folder of the dossiers in OUT.
pub(super) const FOLDER: &str = "一人一档";

/// The workbook of a class.
#[derive(Clone, Debug)]
pub struct Binder {
    /// Its path below OUT.
    path: String,
    /// Whose it is: school, grade and class.
    title: String,
    labels: Labels,
    children: Vec<Dossier>,
}

/// The roster's own words for what stands on a class's sheets.
#[derive(Clone, Debug, Default)]
struct Labels {
    name: String,
    sex: String,
    birth: String,
    helper: String,
}

/// What is kept of a child.
#[derive(Clone, Debug, Default)]
struct Dossier {
    name: String,
    /// The sheet's name, of which there is none other in the workbook.
    sheet: String,
    /// For the roster: sex, birth date.
    sex: String,
    birth: String,
    /// Label and value of all that the roster says.
    card: Vec<(String, String)>,
    /// Who is to be reached: who, name, phone, where.
    contacts: Vec<[String; 4]>,
    level: i64,
    reasons: String,
    next: String,
    records: Vec<Told>,
}

/// A record in words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Told {
    /// The day, and empty text where nobody knows it.
    day: String,
    /// The position of its form and its own, for records of one day.
    order: (usize, i64),
    what: String,
    text: String,
}

/// Writes a class's workbook below `folder`.
///
/// # Errors
///
/// A disk that refuses.
pub fn write(binder: &Binder, settings: &Settings, folder: &Path) -> Result<Output, ReportError> {
    let file = folder.join(&binder.path);
    let made = || -> Result<String, Trouble> {
        if let Some(parent) = file.parent() {
            std::fs::create_dir_all(parent)?;
        }
        let mut book = book::open_for(settings, KIND, &binder.title, folder);
        sheet::roster(&mut book, binder, settings)?;
        for child in &binder.children {
            sheet::child(&mut book, binder, child, settings)?;
        }
        book.save(&file)?;
        book::digest(&file)
    };
    match made() {
        Ok(digest) => Ok(Output { kind: KIND, path: binder.path.clone(), digest: Some(digest) }),
        Err(trouble) => Err(trouble.at(&binder.path)),
    }
}
