//! A sound child for the rules' tests to put one thing wrong with.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::finding::{Code, Finding};
use crate::form::{Form, Forms, builtin};
use crate::model::{Address, Fault, Place, Record, RecordId, Slot, Value};
use crate::settings::{Definition, Settings};

/// The ID number of the sound child: a girl born on 12 March 2018.
pub(super) const ID: &str = "522401201803121029";

/// The row of the record, from zero.
const ROW: u32 = 4;

/// A record to be checked.
pub(super) struct Sample {
    forms: Forms,
    pub(super) record: Record,
    pub(super) settings: Settings,
}

impl Sample {
    /// A girl in the third grade whose parents are both away and whose grandfather looks after her.
    pub(super) fn child() -> Self {
        let text = [
            ("school", "柳林小学"),
            ("grade", "三年级"),
            ("name", "王芳"),
            ("sex", "女"),
            ("id_number", ID),
            ("father_name", "王大明"),
            ("father_status", "外出务工"),
            ("mother_name", "李秀英"),
            ("mother_status", "外出务工"),
            ("guardian_name", "王长贵"),
            ("guardian_relation", "祖父"),
            ("guardian_phone", "13812345678"),
        ];
        let child = text
            .iter()
            .fold(Self::empty_row("child-info"), |child, (field, value)| child.value(field, Value::text(*value)));
        child.value("birth_date", Value::Date(NaiveDate::from_ymd_opt(2018, 3, 12).unwrap()))
    }

    /// A talk that her teacher had with her.
    pub(super) fn assistance() -> Self {
        let text = [
            ("school", "柳林小学"),
            ("name", "王芳"),
            ("helper_name", "周老师"),
            ("method", "谈心"),
            ("content", "学习辅导"),
        ];
        let record = text
            .iter()
            .fold(Self::empty_row("assistance"), |record, (field, value)| record.value(field, Value::text(*value)));
        record.value("date", Value::Date(NaiveDate::from_ymd_opt(2026, 10, 15).unwrap()))
    }

    /// A record of the form with a cell for every field and nothing in it.
    fn empty_row(form: &str) -> Self {
        let forms = builtin().unwrap();
        let (position, form) = forms.by_id(form).unwrap();
        let slots = (0..form.fields.len())
            .map(|column| Slot { at: Some(Address::new(ROW, column as u32)), ..Slot::default() })
            .collect();
        let id = RecordId { file: 0, sheet: 0, block: 0, index: 0 };
        let record =
            Record { id, form: position, rows: vec![ROW], slots, extra: Vec::new(), hidden: false, quarantine: None };
        let settings = Settings::new(NaiveDate::from_ymd_opt(2026, 11, 22).unwrap());
        Self { forms, record, settings }
    }

    fn form(&self) -> &Form {
        self.forms.get(self.record.form)
    }

    fn slot(&mut self, field: &str) -> &mut Slot {
        let position = self.form().field(field).unwrap();
        &mut Arc::make_mut(&mut self.record.slots)[position]
    }

    pub(super) fn value(mut self, field: &str, value: Value) -> Self {
        self.slot(field).value = Some(value);
        self
    }

    pub(super) fn fault(mut self, field: &str, fault: Fault) -> Self {
        self.slot(field).fault = Some(fault);
        self
    }

    pub(super) fn empty(mut self, field: &str) -> Self {
        self.slot(field).value = None;
        self
    }

    /// Lets a field stand in the cell of another.
    pub(super) fn at(mut self, field: &str, other: &str) -> Self {
        self.slot(field).at = self.slot(other).at;
        self
    }

    pub(super) fn without_column(mut self, field: &str) -> Self {
        *self.slot(field) = Slot::default();
        self
    }

    /// Adds a cell that no field claims.
    pub(super) fn extra(mut self, header: &str, text: &str) -> Self {
        self.record.extra.push((header.to_owned(), text.to_owned()));
        self
    }

    pub(super) fn definition(mut self, definition: Definition) -> Self {
        self.settings.profile.definition = definition;
        self
    }

    pub(super) fn findings(&self) -> Vec<Finding> {
        let sheet = Place::sheet(&"柳林小学.xlsx".into(), 0, &"Sheet1".into());
        super::record(&self.record, self.form(), &sheet, &self.settings)
    }

    /// Each finding as its code and the field at whose cell it is pinned, or `row`.
    pub(super) fn codes(&self) -> Vec<String> {
        let fields = &self.form().fields;
        let pinned = |finding: &Finding| match finding.place.cell() {
            Some(at) => fields[at.column as usize].id.to_string(),
            None => "row".to_owned(),
        };
        self.findings().iter().map(|finding| format!("{} {}", finding.code, pinned(finding))).collect()
    }
}

#[test]
fn a_sound_child_raises_nothing() {
    assert!(crate::model::IdNumber::new(ID).is_some_and(crate::model::IdNumber::check_holds));
    assert_eq!(Sample::child().codes(), Vec::<String>::new());
}

#[test]
fn a_finding_names_its_child_and_its_field() {
    let findings = Sample::child().fault("id_number", Fault::IdChecksum).findings();
    let finding = findings.first().unwrap();
    assert_eq!((finding.code.clone(), finding.subject.as_deref()), (Code("id-checksum".into()), Some("王芳")));
    assert_eq!(finding.field.as_deref(), Some("id_number"));
    assert_eq!(finding.place.row, Some(ROW));
}

#[test]
fn a_quarantined_record_is_not_judged() {
    let mut sample = Sample::child().empty("guardian_name");
    sample.record.quarantine = Some(crate::model::QuarantineReason::NoIdentity);
    assert!(sample.findings().is_empty());
}
