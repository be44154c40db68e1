//! Rules about children that several records speak of.

mod conflicting_values;
mod duplicate_across_schools;
mod duplicate_in_school;
mod same_id_different_child;
mod suspected_duplicate;
#[cfg(test)]
pub(super) mod testing;

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{subject, with_remedy};
use crate::finding::{Finding, Rule, Words, mask};
use crate::form::Forms;
use crate::model::{FileReading, Fold, FoldReason, Merged, Place, Record, RecordId};

type Check = fn(&Township<'_>) -> Vec<Finding>;

pub(super) static RULES: [(&Rule, Check); 5] = [
    (&duplicate_in_school::RULE, duplicate_in_school::check),
    (&duplicate_across_schools::RULE, duplicate_across_schools::check),
    (&same_id_different_child::RULE, same_id_different_child::check),
    (&suspected_duplicate::RULE, suspected_duplicate::check),
    (&conflicting_values::RULE, conflicting_values::check),
];

/// The township as the rules see it.
pub(super) struct Township<'a> {
    pub(super) merged: &'a Merged,
    pub(super) files: &'a [FileReading],
    pub(super) forms: &'a Forms,
}

impl<'a> Township<'a> {
    fn record(&self, id: RecordId) -> Option<&'a Record> {
        let records = &self.files.get(id.file as usize)?.sheets.get(id.sheet as usize)?.records;
        records.get(records.binary_search_by_key(&id, |record| record.id).ok()?)
    }

    /// A sheet.
    pub(super) fn sheet(&self, file: u32, sheet: u32) -> Option<Place> {
        let file = self.files.get(file as usize)?;
        Some(Place::sheet(&file.source.path, sheet, &file.sheets.get(sheet as usize)?.name))
    }

    /// The row a record begins in.
    fn row(&self, id: RecordId) -> Option<Place> {
        Some(self.sheet(id.file, id.sheet)?.at_row(self.record(id)?.row()))
    }

    /// A record's school.
    pub(super) fn school(&self, id: RecordId) -> Option<Arc<str>> {
        let position = (*self.merged.school_of.get(&id)?)?;
        Some(Arc::clone(&self.merged.schools.get(position)?.name))
    }

    /// The school of a file's first record that has one.
    pub(super) fn school_of_file(&self, file: u32) -> Option<Arc<str>> {
        let sheets = &self.files.get(file as usize)?.sheets;
        sheets.iter().flat_map(|sheet| &sheet.records).find_map(|record| self.school(record.id))
    }

    /// A finding about a record at its row.
    fn find(&self, rule: &Rule, id: RecordId, zh: &str, en: &str) -> Option<Finding> {
        let record = self.record(id)?;
        let mut finding = rule.at(self.row(id)?, with_remedy(rule, zh, en));
        finding = finding.subject(subject(record, self.forms.0.get(record.form)?));
        finding.school = self.school(id);
        Some(finding)
    }

    /// Where a record stands, as seen from another: the row alone on the same sheet, else with sheet and file.
    fn described(&self, id: RecordId, from: RecordId) -> Words {
        let row = self.record(id).map_or(0, |record| record.row() + 1);
        let sheet = self.sheet(id.file, id.sheet).unwrap_or_default();
        let (file, sheet) =
            (mask(sheet.file.as_deref().unwrap_or_default()), mask(sheet.sheet.as_deref().unwrap_or_default()));
        match (id.file == from.file, id.sheet == from.sheet) {
            (true, true) => Words::made(format!("本表第 {row} 行"), format!("row {row} of this sheet")),
            (true, false) => {
                Words::made(format!("工作表“{sheet}”第 {row} 行"), format!("row {row} of sheet \"{sheet}\""))
            }
            _ => Words::made(
                format!("“{file}”的“{sheet}”第 {row} 行"),
                format!("row {row} of \"{sheet}\" in \"{file}\""),
            ),
        }
    }

    /// Whether the two records' files are states of one list, told as a whole: one repeats the other, or both repeat
    /// a third.
    fn is_revision(&self, one: RecordId, other: RecordId) -> bool {
        one.file != other.file && self.first_state(one.file) == self.first_state(other.file)
    }

    /// The file that a file repeats, and so on to the first.
    fn first_state(&self, file: u32) -> u32 {
        let told = &self.merged.revised;
        let earlier = |file: u32| told.iter().find(|(later, _)| *later == file).map(|(_, earlier)| *earlier);
        let states = std::iter::successors(Some(file), |file| earlier(*file)).take(told.len() + 1);
        states.last().unwrap_or(file)
    }

    /// Whether the record was folded and nothing is to be told of it.
    fn is_silent(&self, id: RecordId) -> bool {
        self.merged.folds.iter().any(|fold| fold.silent && fold.record == id)
    }

    /// Whether a record stands on a hidden sheet, which is told once and as a whole.
    fn is_hidden(&self, id: RecordId) -> bool {
        self.record(id).is_some_and(|record| record.hidden)
    }

    /// The folds of children that are told one by one; an event that is told again is no fault.
    fn told_folds(&self) -> impl Iterator<Item = &'a Fold> {
        let settled = |fold: &&Fold| matches!(fold.reason, FoldReason::SameEvent | FoldReason::Decided);
        let children = self.merged.folds.iter().filter(move |fold| !settled(fold) && !fold.silent);
        children.filter(|fold| !self.is_revision(fold.record, fold.primary))
    }

    /// The different schools of some records, and whether there are several.
    fn in_several_schools(&self, records: &[RecordId]) -> bool {
        records.iter().map(|id| self.school(*id)).collect::<BTreeSet<_>>().len() > 1
    }
}
