//! A small township made by hand, for the tests of everything that asks the ledger.
//!
//! 高桥小学 sent two children, a duplicate of the first, and a sheet that fits no form; 柳林小学 sent one child without
//! a helper and a row without a name; 新村小学 is on the list and sent nothing; one file is damaged.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::Facts;
use crate::finding::{Code, Finding, Severity, Words};
use crate::form::{Form, Forms, Kind, Role};
use crate::model::*;
use crate::settings::{ListedSchool, Settings};

/// Everything that [`Facts`] borrows.
#[derive(Clone)]
pub(crate) struct Township {
    pub(crate) settings: Settings,
    pub(crate) forms: Forms,
    pub(crate) files: Vec<FileReading>,
    pub(crate) merged: Merged,
    pub(crate) findings: Vec<Finding>,
}

/// A record of another form: the child it is about, its day as written, and a value for one more role.
pub(crate) type Event<'a> = (Option<usize>, &'a str, (Role, &'a str));

/// The column of every table that no field claims: `AY`.
const LAST_COLUMN: usize = 50;

pub(crate) const ID: &str = "11010519491231002X";

impl Township {
    pub(crate) fn empty() -> Self {
        let settings = Settings::new(NaiveDate::from_ymd_opt(2026, 11, 22).unwrap());
        let forms = crate::form::builtin().unwrap();
        Self { settings, forms, files: Vec::new(), merged: Merged::default(), findings: Vec::new() }
    }

    /// The township of this module's doc.
    pub(crate) fn small() -> Self {
        let mut township = Self::empty();
        township.settings.schools = ["高桥小学", "柳林小学", "新村小学"]
            .map(|name| ListedSchool { name: name.to_owned(), aliases: Vec::new() })
            .to_vec();
        township.school("高桥小学", &["高桥镇高桥小学"]);
        township.school("柳林小学", &[]);
        township.file("柳林小学/花名册.xlsx", FileStatus::Read);
        township.table(
            "一年级",
            Some(1),
            &[
                &[(Role::ChildName, "张伟"), (Role::Grade, "一年级"), (Role::FatherStatus, "打工")],
                &[(Role::Grade, "一年级")],
            ],
        );
        township.file("高桥小学.xlsx", FileStatus::Read);
        township.table(
            "花名册",
            Some(0),
            &[
                &[(Role::ChildName, "王芳"), (Role::ChildId, ID), (Role::HelperName, "李老师"), (Role::Class, "2")],
                &[(Role::ChildName, "王强"), (Role::HelperName, "李老师"), (Role::ChildBirth, "2019-12")],
                &[(Role::ChildName, "王 芳"), (Role::ChildId, ID), (Role::FatherPhone, "13812345678")],
            ],
        );
        township.strange_sheet("课程表");
        township.file("高桥小学（坏）.xlsx", FileStatus::Unreadable);
        township.child(&[(1, 0, 0), (1, 0, 2)], Some(0));
        township.child(&[(1, 0, 1)], Some(0));
        township.child(&[(0, 0, 0)], Some(1));
        township.quarantine((0, 0, 1));
        township.problem("id-checksum", Severity::Error, Some("高桥小学"), Some(Address::new(2, 6)));
        township
    }

    pub(crate) fn facts(&self) -> Facts<'_> {
        Facts {
            settings: &self.settings,
            town: "石桥镇",
            forms: &self.forms,
            files: &self.files,
            merged: &self.merged,
            findings: &self.findings,
        }
    }

    pub(crate) fn ledger(&self) -> super::Ledger {
        super::Ledger::build(&self.facts(), &[]).unwrap()
    }

    pub(crate) fn school(&mut self, name: &str, written: &[&str]) {
        let written = written.iter().map(|&name| name.to_owned()).collect();
        self.merged.schools.push(School { name: Arc::from(name), written, listed: true });
    }

    pub(crate) fn file(&mut self, path: &str, status: FileStatus) {
        let source = Source {
            path: Arc::from(path),
            absolute: path.into(),
            member: None,
            size: 100,
            digest: blake3::hash(path.as_bytes()).to_hex().to_string(),
            kind: SourceKind::Table(Format::Xlsx),
            same_as: None,
            detail: None,
        };
        self.files.push(FileReading {
            source,
            status,
            fault: None,
            sheets: Vec::new(),
            modified: None,
            version: Version::default(),
        });
    }

    /// A sheet of the roster's form in the last file: title, header, a row per record, a total.
    pub(crate) fn table(&mut self, name: &str, school: Option<usize>, rows: &[&[(Role, &str)]]) {
        let (position, form) = self.forms.roster().unwrap();
        let (file, sheet) = (self.files.len() as u32 - 1, self.files.last().unwrap().sheets.len() as u32);
        let mut records = Vec::new();
        let mut roles = vec![(0, RowRole::Ignored(IgnoreReason::Title)), (1, RowRole::Ignored(IgnoreReason::Header))];
        for (index, values) in rows.iter().enumerate() {
            let row = index as u32 + 2;
            roles.push((row, RowRole::Data));
            let id = RecordId { file, sheet, block: 0, index: index as u32 };
            records.push(record(id, position, form, row, values));
            self.merged.school_of.insert(id, school);
        }
        roles.push((rows.len() as u32 + 2, RowRole::Ignored(IgnoreReason::Total)));
        let filled: Vec<Role> = rows.iter().flat_map(|row| row.iter().map(|(role, _)| *role)).collect();
        let block = block(position, form, rows.len() as u32, &filled);
        let verbatim = (2..rows.len() as u32 + 2).map(|row| (row, vec![(0, "1".to_owned()), (26, "旁".to_owned())]));
        self.files.last_mut().unwrap().sheets.push(SheetRecords {
            name: Arc::from(name),
            hidden: false,
            reading: SheetReading { blocks: vec![block], rows: roles },
            records,
            verbatim: verbatim.collect(),
            printed: Vec::new(),
        });
    }

    /// A sheet of two rows that fit no form.
    pub(crate) fn strange_sheet(&mut self, name: &str) {
        let rows = [0, 4].map(|row| (row, RowRole::Quarantined(QuarantineReason::NoForm))).to_vec();
        let verbatim = [(0, vec![(0, "星期一".to_owned())]), (4, vec![(1, "语文".to_owned())])];
        self.files.last_mut().unwrap().sheets.push(SheetRecords {
            name: Arc::from(name),
            hidden: true,
            reading: SheetReading { blocks: Vec::new(), rows },
            records: Vec::new(),
            verbatim: BTreeMap::from(verbatim),
            printed: Vec::new(),
        });
    }

    /// A child of these records (file, sheet, position), the first of which stands for it.
    pub(crate) fn child(&mut self, records: &[(u32, u32, u32)], school: Option<usize>) {
        let ids: Vec<RecordId> =
            records.iter().map(|&(file, sheet, index)| RecordId { file, sheet, block: 0, index }).collect();
        let primary = ids[0];
        for &id in &ids {
            let fate = if id == primary { Fate::Merged } else { Fate::Duplicate };
            self.merged.fates.insert(id, fate);
            if id != primary {
                let reason = FoldReason::IdNumber;
                self.merged.folds.push(Fold { record: id, primary, reason, across_schools: false, silent: false });
            }
        }
        let first = &self.files[primary.file as usize].sheets[primary.sheet as usize].records[primary.index as usize];
        let child = Child {
            primary,
            records: ids,
            slots: first.slots.clone(),
            said_by: BTreeMap::new(),
            extra: vec![("爱好".to_owned(), "画画".to_owned()), ("特长".to_owned(), "唱歌".to_owned())],
            school,
        };
        self.merged.children.push(child);
    }

    /// A file with a sheet of merged records of another form than the roster; an empty one tells its school above it.
    pub(crate) fn records(&mut self, form: &str, school: Option<usize>, events: &[Event<'_>]) {
        let forms = self.forms.clone();
        let (position, form) = forms.by_id(form).unwrap();
        self.file(&format!("{}/{}.csv", self.files.len(), form.title.zh), FileStatus::Read);
        let rows: Vec<&[(Role, &str)]> = events.iter().map(|_| &[][..]).collect();
        self.table("记录", school, &rows);
        let sheet = &mut self.files.last_mut().unwrap().sheets[0];
        sheet.reading.blocks[0].form = position;
        sheet.reading.blocks[0].columns.clear();
        if let (Some(school), true) = (school, events.is_empty()) {
            sheet.reading.blocks[0].clues.push(Clue {
                field: form.role(Role::School).unwrap(),
                text: self.merged.schools[school].name.to_string(),
                source: ClueSource::Title,
                at: None,
            });
        }
        for (record, (child, day, (role, text))) in sheet.records.iter_mut().zip(events) {
            record.form = position;
            let mut slots = vec![Slot::default(); form.fields.len()];
            let written = day.parse::<NaiveDate>().map_or_else(|_| Value::text(*day), Value::Date);
            slots[form.role(Role::EventDate).unwrap()].value = Some(written);
            if !text.is_empty() {
                slots[form.role(*role).unwrap()].value = Some(Value::text(*text));
            }
            record.slots = slots.into();
            self.merged.fates.insert(record.id, Fate::Merged);
            if let Some(child) = child {
                self.merged.child_of.insert(record.id, *child);
            }
        }
    }

    pub(crate) fn quarantine(&mut self, (file, sheet, index): (u32, u32, u32)) {
        self.merged.fates.insert(RecordId { file, sheet, block: 0, index }, Fate::Quarantined);
        let record = &mut self.files[file as usize].sheets[sheet as usize].records[index as usize];
        record.quarantine = Some(QuarantineReason::NoIdentity);
    }

    /// A finding on the first sheet of 高桥小学.xlsx, or of a whole school.
    pub(crate) fn problem(
        &mut self,
        code: &'static str,
        severity: Severity,
        school: Option<&str>,
        at: Option<Address>,
    ) {
        let sheet = Place::sheet(&Arc::from("高桥小学.xlsx"), 0, &Arc::from("花名册"));
        self.findings.push(Finding {
            code: Code(code.into()),
            severity,
            place: at.map(|at| sheet.at_cell(at)).unwrap_or_default(),
            school: school.map(Arc::from),
            field: at.map(|_| Arc::from("id_number")),
            subject: at.map(|_| "王芳".to_owned()),
            message: Words::new("身份证号校验位不对", "wrong check character"),
            to_school: None,
            mark: None,
        });
    }
}

fn record(id: RecordId, position: usize, form: &Form, row: u32, values: &[(Role, &str)]) -> Record {
    let mut slots: Vec<Slot> = (0..form.fields.len())
        .map(|place| Slot { at: Some(Address::new(row, place as u32)), ..Slot::default() })
        .collect();
    for (role, text) in values {
        let place = form.role(*role).unwrap();
        let number = matches!(form.fields[place].kind, Kind::Class | Kind::Number);
        slots[place].value = Some(match text.split_once('-') {
            _ if number => Value::Number(text.parse().unwrap()),
            Some((year, month)) => Value::Month { year: year.parse().unwrap(), month: month.parse().unwrap() },
            None => Value::text(*text),
        });
    }
    Record {
        id,
        form: position,
        rows: vec![row],
        slots: slots.into(),
        extra: Vec::new(),
        hidden: false,
        quarantine: None,
    }
}

fn block(position: usize, form: &Form, records: u32, filled: &[Role]) -> Block {
    let column = |column: usize, field: Option<usize>, header: String| ColumnMap {
        column: column as u32,
        header,
        field,
        also: None,
        score: 0.95,
        reason: Words::new("表头相同", "same header"),
        rivals: Vec::new(),
        filled: true,
        serial: false,
        place: None,
        guess: None,
    };
    let mut columns: Vec<ColumnMap> = Vec::new();
    for (place, field) in form.fields.iter().enumerate() {
        if field.role.is_some_and(|role| filled.contains(&role)) {
            columns.push(column(place, Some(place), field.label.zh.to_string()));
        }
    }
    columns.push(column(LAST_COLUMN, None, "编号123456789012345678".to_owned()));
    Block {
        form: position,
        layout: Layout::Table,
        area: Area::new(Address::new(1, 0), Address::new(records + 1, LAST_COLUMN as u32)),
        header_rows: vec![1],
        columns,
        clues: Vec::new(),
        records: Vec::new(),
    }
}
