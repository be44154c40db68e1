//! Townships written out by hand, and what merging makes of them.

mod children;
mod events;
mod property;
mod schools;
mod survivors;
mod tying;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{NaiveDate, NaiveTime};

use super::merge;
use crate::form::{Form, Forms, Kind};
use crate::model::{
    Address, Area, Block, Clue, ClueSource, Fault, FileReading, FileStatus, FoldReason, IdNumber, Layout, Merged,
    Record, RecordId, SheetReading, SheetRecords, Slot, Source, SourceKind, Value,
};
use crate::settings::{ListedSchool, Settings};

/// A row: field ids and what stands in them.
type Row<'a> = &'a [(&'a str, &'a str)];

const BORN: &str = "2014-03-05";

/// A township under construction.
struct Township {
    forms: Forms,
    settings: Settings,
    files: Vec<FileReading>,
}

impl Township {
    fn new() -> Self {
        let settings = Settings::new(NaiveDate::from_ymd_opt(2026, 11, 22).unwrap());
        Self { forms: crate::form::builtin().unwrap(), settings, files: Vec::new() }
    }

    fn listing(mut self, schools: &[&str]) -> Self {
        let listed = |name: &&str| ListedSchool { name: (*name).to_owned(), aliases: Vec::new() };
        self.settings.schools = schools.iter().map(listed).collect();
        self
    }

    fn form(&self) -> &Form {
        self.forms.roster().unwrap().1
    }

    /// A file with one visible sheet.
    fn file(self, rows: &[Row<'_>]) -> Self {
        self.empty_file().sheet(false, &[], rows)
    }

    /// A file whose only sheet has clues of its school.
    fn file_of(self, source: ClueSource, school: &str, rows: &[Row<'_>]) -> Self {
        self.empty_file().sheet(false, &[(source, school)], rows)
    }

    fn empty_file(mut self) -> Self {
        let source = Source {
            path: Arc::from(format!("{:03}.xlsx", self.files.len())),
            absolute: std::path::PathBuf::new(),
            member: None,
            size: 1,
            digest: String::new(),
            kind: SourceKind::Table(crate::model::Format::Xlsx),
            same_as: None,
            detail: None,
        };
        self.files.push(FileReading {
            source,
            status: FileStatus::Read,
            fault: None,
            sheets: Vec::new(),
            modified: None,
            version: crate::model::Version::default(),
        });
        self
    }

    /// Adds a sheet of the roster's form to the last file.
    fn sheet(self, hidden: bool, clues: &[(ClueSource, &str)], rows: &[Row<'_>]) -> Self {
        let roster = self.forms.roster().unwrap().0;
        self.table(roster, hidden, clues, rows)
    }

    /// A file with one visible sheet of another form, sent by a school.
    fn records_of(self, school: &str, form: &str, rows: &[Row<'_>]) -> Self {
        let form = self.forms.by_id(form).unwrap().0;
        let clues: &[(ClueSource, &str)] = if school.is_empty() { &[] } else { &[(ClueSource::Title, school)] };
        self.empty_file().table(form, false, clues, rows)
    }

    /// Adds a sheet to the last file.
    fn table(mut self, form_at: usize, hidden: bool, clues: &[(ClueSource, &str)], rows: &[Row<'_>]) -> Self {
        let form = self.forms.get(form_at);
        let school = form.role(crate::form::Role::School);
        let clue = |(source, text): &(ClueSource, &str)| Clue {
            field: school.unwrap(),
            text: (*text).to_owned(),
            source: *source,
            at: None,
        };
        let clues: Vec<Clue> = clues.iter().map(clue).collect();
        let (file, sheet) = (self.files.len() - 1, self.files.last().unwrap().sheets.len());
        let record = |(index, row): (usize, &Row<'_>)| Record {
            id: RecordId { file: file as u32, sheet: sheet as u32, block: 0, index: index as u32 },
            form: form_at,
            rows: vec![index as u32 + 1],
            slots: slots(form, row, clues.first().map(|clue| clue.text.as_str())).into(),
            extra: Vec::new(),
            hidden,
            quarantine: None,
        };
        let records = rows.iter().enumerate().map(record).collect();
        let block = Block {
            form: form_at,
            layout: Layout::Table,
            area: Area::new(Address::new(0, 0), Address::new(9, 9)),
            header_rows: vec![0],
            columns: Vec::new(),
            clues,
            records: Vec::new(),
        };
        let reading = SheetReading { blocks: vec![block], rows: Vec::new() };
        let sheet = SheetRecords {
            name: Arc::from("Sheet"),
            hidden,
            reading,
            records,
            verbatim: BTreeMap::new(),
            printed: Vec::new(),
        };
        self.files.last_mut().unwrap().sheets.push(sheet);
        self
    }

    fn merge(&self) -> Merged {
        merge(&self.files, &self.forms, &self.settings)
    }

    /// Each child as its records' file and index, by the order of the roster.
    fn children(&self) -> Vec<Vec<(u32, u32)>> {
        self.merge().children.iter().map(|child| child.records.iter().map(place).collect()).collect()
    }

    /// What the only child's field says.
    fn says(&self, field: &str) -> String {
        let merged = self.merge();
        assert_eq!(merged.children.len(), 1);
        merged.children[0].slots[self.form().field(field).unwrap()].value.as_ref().unwrap().shown()
    }
}

fn reasons(merged: &Merged) -> Vec<(FoldReason, bool, bool)> {
    merged.folds.iter().map(|fold| (fold.reason, fold.across_schools, fold.silent)).collect()
}

/// File and index: all these tests' sheets have one block.
fn place(id: &RecordId) -> (u32, u32) {
    (id.file, id.index)
}

fn slots(form: &Form, row: Row<'_>, school: Option<&str>) -> Vec<Slot> {
    let slot = |(column, field): (usize, &crate::form::Field)| {
        let Some((_, text)) = row.iter().find(|(id, _)| *id == &*field.id) else {
            let clue = school.filter(|_| field.kind == Kind::School).map(Value::text);
            return Slot { value: clue, ..Slot::default() };
        };
        let (value, fault) = typed(field.kind, text);
        Slot { at: Some(Address::new(1, column as u32)), value: Some(value), typed: None, fault }
    };
    form.fields.iter().enumerate().map(slot).collect()
}

fn typed(kind: Kind, text: &str) -> (Value, Option<Fault>) {
    match kind {
        Kind::BirthDate if text.len() == 7 => {
            let (year, month) = text.split_once('-').unwrap();
            (Value::Month { year: year.parse().unwrap(), month: month.parse().unwrap() }, None)
        }
        Kind::BirthDate => (Value::Date(text.parse().unwrap()), None),
        Kind::IdNumber => {
            let fault = match IdNumber::new(text) {
                _ if text.ends_with("***") => Some(Fault::IdPrecisionLost),
                None => Some(Fault::IdLength { characters: text.chars().count() as u16 }),
                Some(id) if id.is_old() => Some(Fault::IdOld),
                Some(id) if !id.check_holds() => Some(Fault::IdChecksum),
                Some(_) => None,
            };
            (Value::text(text), fault)
        }
        Kind::Date => match text.parse::<NaiveDate>() {
            Ok(day) => (Value::Date(day), None),
            Err(_) => (Value::text(text), Some(Fault::DateInvalid)),
        },
        Kind::Time => (Value::Time(text.parse::<NaiveTime>().unwrap()), None),
        Kind::Minutes => (Value::Number(text.parse().unwrap()), None),
        Kind::Phone => (Value::text(text), (text.len() < 11).then_some(Fault::PhoneInvalid)),
        _ => (Value::text(text), None),
    }
}

/// A sound ID number.
fn id(birth: &str, sequence: u32) -> String {
    let head = format!("522121{}{sequence:03}", birth.replace('-', ""));
    let whole = "0123456789X".chars().map(|check| format!("{head}{check}"));
    whole.into_iter().find(|number| IdNumber::new(number).unwrap().check_holds()).unwrap()
}
