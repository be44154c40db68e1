//! Findings and what was decided about them: the mark of each, and which need not be told any more.

use std::collections::{BTreeMap, BTreeSet};

use crate::decision::{self, About, Decisions, Ruling, Teller};
use crate::finding::{Finding, Severity};
use crate::form::Forms;
use crate::model::{FileReading, Merged, Place, Record, RecordId};

/// Where a record stands: file, sheet, row.
type Spot = (u32, u32, u32);

/// Gives every error and warning its mark, once schools are known.
pub(super) fn mark(findings: &mut [Finding], files: &[FileReading], merged: &Merged, forms: &Forms) {
    let paths: BTreeMap<&str, u32> = (0..).zip(files).map(|(at, file)| (&*file.source.path, at)).collect();
    let spot =
        |place: &Place| -> Option<Spot> { Some((*paths.get(place.file.as_deref()?)?, place.sheet_index?, place.row?)) };
    let marked = |finding: &Finding| finding.severity != Severity::Info && finding.mark.is_none();
    let wanted: BTreeSet<Spot> =
        findings.iter().filter(|finding| marked(finding)).filter_map(|finding| spot(&finding.place)).collect();
    let mut records: BTreeMap<Spot, Vec<&Record>> = BTreeMap::new();
    let mut by_id: BTreeMap<RecordId, &Record> = BTreeMap::new();
    let partner: BTreeMap<RecordId, RecordId> = merged
        .folds
        .iter()
        .map(|fold| (fold.record, fold.primary))
        .chain(merged.suspicions.iter().map(|suspicion| (suspicion.second, suspicion.first)))
        .collect();
    let partners: BTreeSet<RecordId> = partner.values().copied().collect();
    for record in files.iter().flat_map(|file| &file.sheets).flat_map(|sheet| &sheet.records) {
        for row in &record.rows {
            let spot = (record.id.file, record.id.sheet, *row);
            if wanted.contains(&spot) {
                records.entry(spot).or_default().push(record);
            }
        }
        if partners.contains(&record.id) {
            by_id.insert(record.id, record);
        }
    }
    let teller = |record: &'_ Record| -> Option<(Option<&str>, usize)> {
        let school = merged.school_of.get(&record.id).copied().flatten().and_then(|at| merged.schools.get(at));
        Some((school.map(|school| &*school.name), record.form))
    };
    for finding in findings.iter_mut().filter(|finding| marked(finding)) {
        let here = spot(&finding.place)
            .and_then(|spot| records.get(&spot))
            .and_then(|records| of_place(records, &finding.place));
        let told = here.and_then(|record| {
            let (school, form) = teller(record)?;
            Some(Teller { record, form: forms.0.get(form)?, school })
        });
        let code = finding.code.0.clone();
        let Some(told) = told else {
            finding.mark = Some(without_record(finding).into());
            continue;
        };
        let other = partner.get(&told.record.id).and_then(|id| by_id.get(id)).filter(|_| code == decision::SUSPECTED);
        let other = other.and_then(|record| {
            let (school, form) = teller(record)?;
            Some(Teller { record, form: forms.0.get(form)?, school })
        });
        let mark = match other {
            Some(other) => decision::pair_mark(&code, &told.whole_person(), &other.whole_person()),
            None => of_record(&code, finding.field.as_deref(), told),
        };
        finding.mark = Some(mark.into());
    }
}

/// Of the records in a row (of tables side by side) the one whose cells are meant.
fn of_place<'r>(records: &[&'r Record], place: &Place) -> Option<&'r Record> {
    let holds = |record: &&&Record| {
        let column = place.column;
        column.is_none() || record.slots.iter().any(|slot| slot.at.map(|at| at.column) == column)
    };
    records.iter().find(holds).or_else(|| records.first()).copied()
}

fn of_record(code: &str, field: Option<&str>, told: Teller<'_>) -> String {
    let value = match field.and_then(|id| told.form.field(id)) {
        Some(field) => told.value(field),
        None if decision::is_of_child(code) => String::new(),
        None => told.standing(),
    };
    decision::mark(code, &told.person(), field.unwrap_or_default(), &value)
}

/// A finding about a sheet, file or school: its words without the letters and numbers that name places.
fn without_record(finding: &Finding) -> String {
    let words: String = finding.message.zh.chars().filter(|c| !c.is_ascii() && !c.is_numeric()).collect();
    let school = finding.school.as_deref().unwrap_or_default();
    let subject = finding.subject.as_deref().unwrap_or_default();
    let about = decision::digest([school, subject]);
    decision::mark(&finding.code.0, &about, finding.field.as_deref().unwrap_or_default(), &decision::digest([&*words]))
}

/// Takes out the warnings that somebody looked into and found right. Nothing silences an error. `seen` gets the marks of
/// all findings that something was decided about. Gives what it took out.
pub(super) fn follow(findings: &mut Vec<Finding>, decisions: &Decisions, seen: &mut BTreeSet<String>) -> Vec<Finding> {
    let is_settled = |finding: &mut Finding| {
        let decided = finding.mark.as_deref().and_then(|mark| decisions.of_finding(mark));
        let Some(decided) = decided else { return false };
        seen.insert(decided.key.clone());
        let verified = matches!(decided.ruling(), Some(Ruling::Verified | Ruling::Same));
        verified && finding.severity == Severity::Warning
    };
    findings.extract_if(.., is_settled).collect()
}

/// Notes what of the decisions was followed: by merging, or because the finding is still there. Those of earlier periods
/// whose finding is gone have done their work.
pub(super) fn settle(decisions: &mut Decisions, seen: &BTreeSet<String>, ruled: &BTreeSet<String>, period: &str) {
    decisions.heard_in(period);
    decisions.note_used(|decision| match decision.about {
        About::Header => true,
        About::Finding => {
            let there = seen.contains(&decision.key) || ruled.contains(&decision.key);
            there && (decision.ruling().is_some() || Ruling::named(&decision.choice).is_none())
        }
    });
    decisions.retain(|decision| {
        decision.about == About::Header || decision.used || decision.choice.is_empty() || decision.made == period
    });
}
