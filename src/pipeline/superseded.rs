//! Copies that a later copy of the same workbook takes the place of: nobody reads their rows, and none of them is lost.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::answer;
use crate::form::Forms;
use crate::model::{Fate, FileReading, FileStatus, Merged, Record, RecordId};

/// The records of superseded copies while the stages look at those of all other files.
#[derive(Debug, Default)]
pub(super) struct Aside {
    /// The copy's position: that of the later copy, and the records sheet by sheet.
    copies: BTreeMap<usize, (usize, Vec<Vec<Record>>)>,
}

impl Aside {
    /// Takes the records out of superseded copies, and marks those as such.
    pub(super) fn set(files: &mut [FileReading], forms: &Forms) -> Self {
        let mut aside = Self::default();
        for (older, newer) in answer::superseded(files, forms) {
            let path = files.get(newer).map(|newer| Arc::clone(&newer.source.path));
            let Some(file) = files.get_mut(older) else { continue };
            file.status = FileStatus::Superseded;
            file.source.same_as = path;
            let records = file.sheets.iter_mut().map(|sheet| std::mem::take(&mut sheet.records)).collect();
            aside.copies.insert(older, (newer, records));
        }
        aside
    }

    /// Whether the file at this position is such a copy.
    pub(super) fn has(&self, file: usize) -> bool {
        self.copies.contains_key(&file)
    }

    /// Puts the records back: they say again what the later copy says, and are its school's.
    pub(super) fn put_back(self, files: &mut [FileReading], merged: &mut Merged) {
        for (older, (newer, sheets)) in self.copies {
            let school = school_of(newer, files, merged);
            let Some(file) = files.get_mut(older) else { continue };
            for record in sheets.iter().flatten() {
                merged.fates.insert(record.id, Fate::Duplicate);
                merged.school_of.insert(record.id, school);
            }
            for (sheet, records) in file.sheets.iter_mut().zip(sheets) {
                sheet.records = records;
                sheet.verbatim.clear();
            }
        }
    }
}

/// The one school of all records of a file.
fn school_of(file: usize, files: &[FileReading], merged: &Merged) -> Option<usize> {
    let sheets = files.get(file).map(|file| file.sheets.as_slice()).unwrap_or_default();
    let ids = sheets.iter().flat_map(|sheet| &sheet.records).map(|record| record.id);
    let school = |id: RecordId| merged.school_of.get(&id).copied().flatten();
    let mut schools = ids.map(school);
    let first = schools.next().flatten()?;
    schools.all(|school| school == Some(first)).then_some(first)
}
