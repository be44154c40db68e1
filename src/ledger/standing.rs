//! What merging says of every record, looked up once for all the tables that ask for it.

use std::collections::btree_map::{BTreeMap, Iter};
use std::iter::Peekable;

use super::{Facts, LedgerError};
use crate::model::{Event, Fate, Record, RecordId};

/// A record and what merging says of it.
#[derive(Clone, Copy)]
pub(super) struct Standing<'a> {
    pub(super) record: &'a Record,
    pub(super) fate: Option<Fate>,
    /// The position of its school, where somebody can tell.
    pub(super) school: Option<u32>,
    /// The position of the child it is about; `None` for a roster's.
    pub(super) child: Option<u32>,
    /// The event that it stands for, where several records tell it.
    pub(super) event: Option<&'a Event>,
}

/// All records in the order of their ids: by file, sheet, block and position.
pub(super) struct Standings<'a> {
    records: Vec<Standing<'a>>,
    /// Where each sheet's records begin and end, by file and sheet.
    sheets: Vec<Vec<(usize, usize)>>,
}

impl<'a> Standings<'a> {
    pub(super) fn of_all(facts: &Facts<'a>) -> Self {
        let merged = facts.merged;
        let (mut fates, mut schools) = (Beside::new(&merged.fates), Beside::new(&merged.school_of));
        let (mut children, mut events) = (Beside::new(&merged.child_of), Beside::new(&merged.events));
        let all = facts.files.iter().flat_map(|file| &file.sheets).map(|sheet| sheet.records.len()).sum();
        let (mut records, mut sheets) = (Vec::with_capacity(all), Vec::with_capacity(facts.files.len()));
        for file in facts.files {
            let mut of_file = Vec::with_capacity(file.sheets.len());
            for sheet in &file.sheets {
                let start = records.len();
                records.extend(sheet.records.iter().map(|record| Standing {
                    record,
                    fate: fates.of(record.id).copied(),
                    school: schools.of(record.id).copied().flatten().map(|school| school as u32),
                    child: children.of(record.id).map(|&child| child as u32),
                    event: events.of(record.id),
                }));
                of_file.push((start, records.len()));
            }
            sheets.push(of_file);
        }
        Self { records, sheets }
    }

    /// Of all records.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Standing<'a>> {
        self.records.iter()
    }

    /// Of a sheet's records, in their order.
    pub(super) fn of_sheet(&self, file: u32, sheet: u32) -> &[Standing<'a>] {
        let place = self.sheets.get(file as usize).and_then(|sheets| sheets.get(sheet as usize));
        place.and_then(|&(start, end)| self.records.get(start..end)).unwrap_or_default()
    }

    /// Of one record.
    pub(super) fn of(&self, id: RecordId) -> Result<&Standing<'a>, LedgerError> {
        let records = self.of_sheet(id.file, id.sheet);
        // On most sheets all records stand in one block: their position in it is their position on the sheet.
        let here = records.get(id.index as usize).filter(|standing| standing.record.id == id);
        let found = here.or_else(|| {
            let place = records.binary_search_by_key(&id, |standing| standing.record.id).ok()?;
            records.get(place)
        });
        found
            .ok_or_else(|| LedgerError::Sql { what: "record".to_owned(), detail: format!("{id:?} stands on no sheet") })
    }
}

/// What is told of records, gone through beside them in the order of their ids.
struct Beside<'a, V> {
    told: Peekable<Iter<'a, RecordId, V>>,
}

impl<'a, V> Beside<'a, V> {
    fn new(told: &'a BTreeMap<RecordId, V>) -> Self {
        Self { told: told.iter().peekable() }
    }

    /// What is told of the record, which comes after all that were asked for before.
    fn of(&mut self, id: RecordId) -> Option<&'a V> {
        while self.told.next_if(|(told, _)| **told < id).is_some() {}
        self.told.next_if(|(told, _)| **told == id).map(|(_, value)| value)
    }
}
