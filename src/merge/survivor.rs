//! The records of one child → the child: which record stands for it, what the others add, and where they differ.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::NaiveDateTime;

use super::agreement::says_same;
use super::witness::{RosterFields, Witness, digits, phones};
use crate::form::{Kind, Role};
use crate::model::{Child, Conflict, FileReading, Record, RecordId, School, Slot, Value};

/// What the survivor's rule looks at besides the records.
#[derive(Clone, Copy, Debug)]
pub(super) struct Surroundings<'t> {
    pub(super) files: &'t [FileReading],
    pub(super) schools: &'t [School],
    pub(super) school_of: &'t BTreeMap<RecordId, Option<usize>>,
}

impl Surroundings<'_> {
    fn school(&self, record: &Record) -> Option<usize> {
        self.school_of.get(&record.id).copied().flatten()
    }

    fn modified(&self, record: &Record) -> Option<NaiveDateTime> {
        self.files.get(record.id.file as usize)?.modified
    }
}

/// Puts the records of a child into the order in which they are believed: on a visible sheet, agrees with the ID
/// number, more complete, the later document, the earlier place.
pub(super) fn rank(
    members: &mut [usize],
    witnesses: &[Witness<'_>],
    fields: &RosterFields<'_>,
    around: Surroundings<'_>,
) {
    let number = members.iter().find_map(|&at| witnesses[at].sound_number());
    members.sort_by_cached_key(|&at| {
        let witness = &witnesses[at];
        let agreement = match (number, witness.sound_number()) {
            (Some(number), _) if witness.contradicts(number, fields) => 2,
            (_, Some(_)) => 0,
            _ => 1,
        };
        let record = witness.record;
        let filled = (0..record.slots.len()).filter(|&field| record.sound(field).is_some()).count();
        (record.hidden, agreement, Reverse(filled), Reverse(around.modified(record)), at)
    });
}

/// The child of `ranked` records, the first of which stands for it.
pub(super) fn child(
    primary: &Record,
    ranked: &[&Record],
    fields: &RosterFields<'_>,
    around: Surroundings<'_>,
) -> Child {
    let school = ranked.iter().find_map(|record| around.school(record));
    let mut slots = Vec::with_capacity(fields.form.fields.len());
    let mut said_by = BTreeMap::new();
    for (at, field) in fields.form.fields.iter().enumerate() {
        let from_other_school = |record: &Record| {
            record.id != primary.id && matches!(field.role, Some(Role::Class)) && around.school(record) != school
        };
        let heard = || ranked.iter().filter(|record| !from_other_school(record));
        let (mut slot, by) = match field.role {
            Some(Role::School) if school.is_some() => heard()
                .find(|record| around.school(record) == school)
                .map_or((Slot::default(), None), |record| said(record, at)),
            _ => heard()
                .find(|record| record.sound(at).is_some())
                .or_else(|| heard().find(|record| record.slots.get(at).is_some_and(|slot| slot.value.is_some())))
                .map_or_else(|| (primary.slots.get(at).cloned().unwrap_or_default(), None), |record| said(record, at)),
        };
        if field.kind == Kind::Phone {
            join_phones(&mut slot, at, ranked);
        }
        if let (Some(Role::School), Some(school)) = (field.role, school.and_then(|at| around.schools.get(at))) {
            rename(&mut slot, &school.name);
        }
        slots.push(slot);
        if let Some(by) = by.filter(|by| *by != primary.id) {
            said_by.insert(at, by);
        }
    }
    let mut records: Vec<RecordId> = ranked.iter().map(|record| record.id).collect();
    records.sort_unstable();
    let mut extra: Vec<(String, String)> = Vec::new();
    for said in ranked.iter().flat_map(|record| &record.extra) {
        if !extra.contains(said) {
            extra.push(said.clone());
        }
    }
    Child { primary: primary.id, records, slots, said_by, extra, school }
}

fn said(record: &Record, field: usize) -> (Slot, Option<RecordId>) {
    (record.slots.get(field).cloned().unwrap_or_default(), Some(record.id))
}

/// A second phone joins the first.
fn join_phones(slot: &mut Slot, field: usize, ranked: &[&Record]) {
    let is_single = slot.value.as_ref().and_then(Value::as_text).is_none_or(|text| !text.contains('、'));
    if ranked.len() == 1 && is_single {
        return;
    }
    let sound = ranked.iter().filter_map(|record| record.sound(field)).filter_map(Value::as_text).flat_map(phones);
    let mut known: Vec<String> = Vec::new();
    let mut joined: Vec<&str> = Vec::new();
    for phone in sound {
        if !known.contains(&digits(phone)) {
            known.push(digits(phone));
            joined.push(phone);
        }
    }
    if joined.len() > 1 {
        slot.value = Some(Value::text(joined.join("、")));
    }
}

/// Puts the school's one name in the place of the name as written.
fn rename(slot: &mut Slot, name: &str) {
    let written = slot.value.replace(Value::text(name)).map(|value| value.shown());
    if let Some(written) = written.filter(|written| written != name) {
        slot.typed.get_or_insert(written.into());
    }
    slot.fault = None;
}

/// Where a folded record says something else than the child. Its school is no conflict, a phone joins the first,
/// and a value with a fault takes no part.
pub(super) fn conflicts(child: &Child, record: &Record, fields: &RosterFields<'_>) -> Vec<Conflict> {
    let mut conflicts = Vec::new();
    for (at, field) in fields.form.fields.iter().enumerate() {
        let compared = !matches!(field.kind, Kind::School | Kind::Phone);
        let values = (record.sound(at), child.slots.get(at).and_then(|slot| slot.value.as_ref()));
        let (Some(theirs), Some(ours), true) = (values.0, values.1, compared) else {
            continue;
        };
        if !says_same(field, ours, theirs) {
            let primary = child.said_by.get(&at).copied().unwrap_or(child.primary);
            conflicts.push(Conflict { record: record.id, primary, field: at });
        }
    }
    conflicts
}
