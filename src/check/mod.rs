//! Records, sheets, files and children → findings. One file per rule; the folder says what a finding is about.
//!
//! A rule's file holds its code and words, the check, an input that fires it and one that must not. Every message
//! says what is wrong and what stood there, masked, and ends with the rule's remedy.

mod born;
mod cell;
mod child;
mod column;
mod decision_unused;
mod file;
mod parents;
mod row;
mod sheet;
#[cfg(test)]
mod testing;

use std::borrow::Cow;

use crate::finding::{Code, Desk, Finding, Level, Rule, Severity, Words, mask};
use crate::form::{Form, FormKind, Forms, Role};
use crate::model::{FileReading, IdNumber, Merged, Place, Record, Sheet, SheetReading, Value};
use crate::settings::Settings;

/// Every rule that is written in Rust.
pub fn rules() -> Vec<&'static Rule> {
    let mut rules = Vec::new();
    rules.extend(cell::rules());
    rules.extend(row::RULES.iter().map(|(rule, _)| *rule));
    rules.extend(column::RULES.iter().map(|(rule, _)| *rule));
    rules.extend(sheet::rules());
    rules.extend(file::rules());
    rules.extend(child::RULES.iter().map(|(rule, _)| *rule));
    rules.push(&decision_unused::RULE);
    rules
}

/// What is wrong in one record: its cells, then the record as a whole.
///
/// A record in quarantine is shown verbatim with its reason; its cells are not judged.
pub fn record(record: &Record, form: &Form, sheet: &Place, settings: &Settings) -> Vec<Finding> {
    if record.quarantine.is_some() {
        return Vec::new();
    }
    let seen = Seen { record, form, sheet, settings };
    let mut findings = cell::check(&seen);
    if form.kind == FormKind::Roster {
        findings.extend(row::RULES.iter().filter_map(|(_, check)| check(&seen)));
    }
    findings
}

/// What is wrong with a sheet and its columns.
pub fn sheet(reading: &SheetReading, records: &[Record], hidden: bool, forms: &Forms, sheet: &Place) -> Vec<Finding> {
    let seen = sheet::Seen { reading, records, hidden, forms, place: sheet };
    let mut findings: Vec<Finding> = sheet::RULES.iter().filter_map(|(_, check)| check(&seen)).collect();
    findings.extend(column::RULES.iter().flat_map(|(_, check)| check(&seen)));
    findings
}

/// The cells of a sheet that hold more text than the outputs can show, wherever they stand on it.
pub fn texts(sheet: &Sheet, place: &Place) -> Vec<Finding> {
    cell::texts(sheet, place)
}

/// What is wrong with a file as a whole.
pub fn file(file: &FileReading) -> Vec<Finding> {
    file::RULES.iter().filter_map(|(_, check)| check(file)).collect()
}

pub use decision_unused::decisions;

/// What merging found out about children and schools, in words.
pub fn merged(merged: &Merged, files: &[FileReading], forms: &Forms, settings: &Settings) -> Vec<Finding> {
    let _ = settings;
    let township = child::Township { merged, files, forms };
    let checks = file::TOWNSHIP.iter().chain(&sheet::TOWNSHIP).chain(&child::RULES);
    checks.flat_map(|(_, check)| check(&township)).collect()
}

/// A record as the rules see it.
struct Seen<'a> {
    record: &'a Record,
    form: &'a Form,
    sheet: &'a Place,
    settings: &'a Settings,
}

impl Seen<'_> {
    /// The value of the field in this role, if a comparing rule may use it.
    fn sound(&self, role: Role) -> Option<&Value> {
        self.record.sound(self.form.role(role)?)
    }

    /// The child's ID number, if it is a sound one. The 15 digits of the first generation do not write the century,
    /// and no child of today ever had one: they are told of by themselves and compared with nothing.
    fn id_number(&self) -> Option<IdNumber<'_>> {
        IdNumber::new(self.sound(Role::ChildId)?.as_text()?).filter(|id| !id.is_old())
    }

    /// A finding about the record as a whole.
    fn row(&self, rule: &Rule, zh: &str, en: &str) -> Finding {
        rule.at(self.sheet.at_row(self.record.row()), with_remedy(rule, zh, en))
            .subject(subject(self.record, self.form))
    }
}

/// The child's name; masked, for a shifted column may have put an ID number there.
fn subject(record: &Record, form: &Form) -> Option<String> {
    let name = record.slots.get(form.role(Role::ChildName)?)?.value.as_ref()?;
    Some(mask(&name.shown()))
}

/// What is wrong, then what to do about it.
fn with_remedy(rule: &Rule, zh: &str, en: &str) -> Words {
    Words::made(format!("{zh}。{}", rule.remedy.zh), format!("{en}. {}", rule.remedy.en))
}

/// A text in Chinese and in English.
type Both = (&'static str, &'static str);

/// A rule whose words are known when the program is built.
const fn rule(code: &'static str, severity: Severity, level: Level, title: Both, why: Both, remedy: Both) -> Rule {
    Rule {
        code: Code(Cow::Borrowed(code)),
        severity,
        level,
        title: Words::new(title.0, title.1),
        why: Words::new(why.0, why.1),
        remedy: Words::new(remedy.0, remedy.1),
        desk: Desk::of(severity, level),
        together: false,
    }
}
