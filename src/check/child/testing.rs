//! A few files of children for the rules' tests.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::check::file::testing::file;
use crate::finding::Finding;
use crate::form::{Forms, builtin};
use crate::model::{
    Address, FileReading, FileStatus, Fold, FoldReason, Merged, Record, RecordId, School, SheetReading, SheetRecords,
    Slot, Value,
};
use crate::settings::Settings;

/// The record in a file's only sheet.
pub(in crate::check) fn id((file, index): (u32, u32)) -> RecordId {
    RecordId { file, sheet: 0, block: 0, index }
}

pub(in crate::check) fn fold(
    record: (u32, u32),
    primary: (u32, u32),
    reason: FoldReason,
    across_schools: bool,
) -> Fold {
    Fold { record: id(record), primary: id(primary), reason, across_schools, silent: false }
}

pub(in crate::check) struct Village {
    forms: Forms,
    pub(in crate::check) files: Vec<FileReading>,
    pub(in crate::check) merged: Merged,
}

impl Village {
    /// Files of one school each (`甲.xlsx` is 甲's) with a child at each of these places.
    pub(in crate::check) fn of(paths: &[&str], children: &[(u32, u32)]) -> Self {
        let forms = builtin().unwrap();
        let (form, roster) = forms.roster().unwrap();
        let record = |index: u32, file: u32| {
            let mut slots: Vec<Slot> = (0..roster.fields.len())
                .map(|column| Slot { at: Some(Address::new(3 + index, column as u32)), ..Slot::default() })
                .collect();
            slots[roster.field("name").unwrap()].value = Some(Value::text("王芳"));
            Record {
                id: id((file, index)),
                form,
                rows: vec![3 + index],
                slots: slots.into(),
                extra: Vec::new(),
                hidden: false,
                quarantine: None,
            }
        };
        let mut merged = Merged::default();
        let mut files = Vec::new();
        for (number, path) in (0u32..).zip(paths) {
            let school: String = path.chars().take(1).collect();
            let position = merged.schools.iter().position(|known| *known.name == *school).unwrap_or_else(|| {
                merged.schools.push(School { name: school.into(), written: Vec::new(), listed: true });
                merged.schools.len() - 1
            });
            let records: Vec<Record> =
                children.iter().filter(|(file, _)| *file == number).map(|(_, index)| record(*index, number)).collect();
            merged.school_of.extend(records.iter().map(|record| (record.id, Some(position))));
            let sheet = SheetRecords {
                name: "Sheet1".into(),
                hidden: false,
                reading: SheetReading::default(),
                records,
                verbatim: std::collections::BTreeMap::new(),
                printed: Vec::new(),
            };
            files.push(FileReading { sheets: vec![sheet], ..file(path, FileStatus::Read, None) });
        }
        Self { forms, files, merged }
    }

    pub(in crate::check) fn slot(&mut self, (file, index): (u32, u32), field: &str) -> &mut Slot {
        let position = self.field(field);
        let records = &mut self.files[file as usize].sheets[0].records;
        &mut Arc::make_mut(&mut records.iter_mut().find(|record| record.id.index == index).unwrap().slots)[position]
    }

    pub(in crate::check) fn field(&self, field: &str) -> usize {
        self.forms.roster().unwrap().1.field(field).unwrap()
    }

    pub(in crate::check) fn findings(&self) -> Vec<Finding> {
        let settings = Settings::new(NaiveDate::from_ymd_opt(2026, 11, 22).unwrap());
        crate::check::merged(&self.merged, &self.files, &self.forms, &settings)
    }

    /// Each finding as code, file, and row or cell.
    pub(in crate::check) fn codes(&self) -> Vec<String> {
        let shown = |finding: &Finding| {
            let place = &finding.place;
            let at = match (place.cell(), place.row) {
                (Some(cell), _) => format!(" {cell}"),
                (None, Some(row)) => format!(" {}", row + 1),
                _ => String::new(),
            };
            format!("{} {}{at}", finding.code, place.file.as_deref().unwrap_or("-"))
        };
        self.findings().iter().map(shown).collect()
    }
}
