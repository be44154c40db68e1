//! A workbook edited as a package: notes, fills and a list are put in, every part that need not change stays to the byte.
//!
//! What is unusual is refused rather than guessed at: such a workbook is written anew from its values.

mod cells;
mod comments;
mod content_types;
mod geometry;
mod list_sheet;
mod macros;
mod notes;
mod parts;
mod properties;
mod relations;
mod styles;
mod threads;
mod vml;
mod workbook;
mod xml;

use std::collections::BTreeMap;
use std::fmt;

use super::mark::{List, Marks};
use crate::model::{ReturnStamp, STAMP_CELL};
use parts::Parts;
use styles::Styles;
use workbook::Workbook;

/// Why a package is not edited.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// It is built in a way that nobody was prepared for.
    Strange(String),
    /// A part that would have to be edited is too large.
    TooLarge,
}

impl Refused {
    fn strange(error: &impl fmt::Display) -> Self {
        Self::Strange(error.to_string())
    }
}

/// What an editor finds before it edits.
pub(super) struct Found {
    /// The stamp of the copy that this workbook was made from.
    pub(super) stamp: Option<ReturnStamp>,
    /// Whether it carries macros, which are never carried back out.
    pub(super) has_macros: bool,
}

/// Puts marks into sheets, by their names, and appends a list; `words` says them once it is known what the workbook is.
pub(super) fn edit(
    bytes: &[u8],
    words: impl FnOnce(Found) -> (BTreeMap<String, Marks>, List),
) -> Result<Vec<u8>, Refused> {
    let mut parts = Parts::open(bytes)?;
    let workbook = Workbook::open(&mut parts)?;
    let lists = workbook.lists(&mut parts)?;
    let stamp = match lists.first() {
        Some((_, stamp)) => Some(stamp.clone()),
        None => properties::stamp(&mut parts)?,
    };
    let is_returned = stamp.is_some();
    let (marks, list) = words(Found { stamp, has_macros: macros::has(&mut parts, &workbook)? });
    if let Some(unknown) = marks.keys().find(|name| !workbook.sheets.iter().any(|sheet| sheet.name == **name)) {
        return Err(Refused::Strange(format!("no sheet {unknown}")));
    }
    macros::strip(&mut parts, &workbook)?;
    let mut styles = Styles::open(&mut parts, &workbook.styles, &workbook.namespace)?;
    let mut blocks = notes::blocks(&mut parts)?;
    let none = Marks::new();
    for sheet in &workbook.sheets {
        let marks = marks.get(&sheet.name).unwrap_or(&none);
        // A copy that comes back carries the notes and fills of the run before.
        if sheet.is_worksheet && (!marks.is_empty() || is_returned) {
            notes::put(&mut parts, &workbook.part, &sheet.part, marks, &mut styles, is_returned, &mut blocks)?;
        }
    }
    let sheet = list_sheet::write(&list, &mut styles, &workbook.namespace);
    match lists.first() {
        Some((part, _)) => Workbook::replace(&mut parts, part, sheet),
        None => workbook.append(&mut parts, &list.name, sheet)?,
    }
    workbook.ensure_styles(&mut parts)?;
    styles.save(&mut parts)?;
    properties::set(&mut parts, list.stamp.trim_start_matches(STAMP_CELL), workbook.is_strict())?;
    parts.finish()
}
