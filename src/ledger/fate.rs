//! What became of every non-empty row (CONTRACT §3).

use std::collections::BTreeMap;

use super::insert::spelled;
use super::standing::Standing;
use crate::model::{Fate, Layout, QuarantineReason, RowRole, SheetRecords};

/// Why a row of a copy is not read that a later copy takes the place of.
const SUPERSEDED: &str = "superseded";

/// A row's fate and why.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct RowFate {
    /// The row, from zero.
    pub(super) row: u32,
    /// Its fate.
    pub(super) fate: Fate,
    /// Why it is ignored or quarantined, or not read; empty otherwise.
    pub(super) reason: String,
}

/// How many rows or records met each fate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) merged: u32,
    pub(super) duplicate: u32,
    pub(super) quarantined: u32,
    pub(super) ignored: u32,
}

impl Tally {
    /// Counts fates.
    pub(super) fn of(fates: impl Iterator<Item = Fate>) -> Self {
        let mut tally = Self::default();
        for fate in fates {
            *match fate {
                Fate::Merged => &mut tally.merged,
                Fate::Duplicate => &mut tally.duplicate,
                Fate::Quarantined => &mut tally.quarantined,
                Fate::Ignored => &mut tally.ignored,
            } += 1;
        }
        tally
    }
}

/// What the records that stand in a row make of it.
#[derive(Clone, Copy)]
struct Said {
    fate: Fate,
    reason: Option<QuarantineReason>,
    /// Whether one of them is a table's: then the row is data whatever else stands in it.
    table: bool,
}

/// The fates of a sheet's rows, in their order. A row of data that belongs to no record has none: the ledger does not
/// tie out then.
pub(super) fn of_rows(sheet: &SheetRecords, standings: &[Standing<'_>]) -> Vec<RowFate> {
    let said = said_by_records(sheet, standings);
    let mut fates = Vec::with_capacity(sheet.reading.rows.len());
    for &(row, role) in &sheet.reading.rows {
        let said = said.get(&row).copied();
        let fate = match (role, said) {
            (RowRole::Quarantined(reason), _) => Some((Fate::Quarantined, spelled(reason))),
            (RowRole::Ignored(_), Some(said)) if said.table => Some(of_records(said)),
            (RowRole::Ignored(reason), _) => Some((Fate::Ignored, spelled(reason))),
            (RowRole::Data, said) => said.map(of_records),
        };
        fates.extend(fate.map(|(fate, reason)| RowFate { row, fate, reason }));
    }
    fates
}

/// Every row of data says again what a later copy of the file says.
pub(super) fn supersede(fates: &mut [RowFate]) {
    for row in fates.iter_mut().filter(|row| row.fate != Fate::Ignored) {
        (row.fate, row.reason) = (Fate::Duplicate, SUPERSEDED.to_owned());
    }
}

fn of_records(said: Said) -> (Fate, String) {
    (said.fate, said.reason.map(spelled).unwrap_or_default())
}

/// For every row with records the first fate that applies of quarantined, merged, duplicate.
fn said_by_records(sheet: &SheetRecords, standings: &[Standing<'_>]) -> BTreeMap<u32, Said> {
    let mut rows: BTreeMap<u32, Said> = BTreeMap::new();
    for &Standing { record, fate, .. } in standings {
        let Some(fate) = fate else { continue };
        let block = sheet.reading.blocks.get(record.id.block as usize);
        let reason = record.quarantine.filter(|_| fate == Fate::Quarantined);
        let new = Said { fate, reason, table: block.is_some_and(|block| block.layout == Layout::Table) };
        for &row in &record.rows {
            let said = rows.entry(row).or_insert(new);
            if new.fate < said.fate {
                *said = Said { table: said.table || new.table, ..new };
            }
            said.table |= new.table;
        }
    }
    rows
}
