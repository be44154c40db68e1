//! The records of one child → the child: which record stands for it, what the others add, and where they differ.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDateTime;

use super::agreement::says_same;
use super::witness::{RosterFields, Witness, digits, phones};
use crate::form::{Field, Kind, Role};
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
    let (mut slots, said_by) = match ranked {
        [only] if only.id == primary.id => (Arc::clone(&only.slots), BTreeMap::new()),
        _ => surviving(primary, ranked, fields, around, school),
    };
    for (at, field) in fields.form.fields.iter().enumerate() {
        let Some(slot) = slots.get(at) else { continue };
        let name = school.and_then(|at| around.schools.get(at)).filter(|_| field.role == Some(Role::School));
        let changed = match name {
            Some(school) => renamed(slot, &school.name),
            None if field.kind == Kind::Phone => {
                joined_phones(slot, at, ranked).map(|value| Slot { value: Some(value), ..slot.clone() })
            }
            None => None,
        };
        if let Some(changed) = changed
            && let Some(slot) = Arc::make_mut(&mut slots).get_mut(at)
        {
            *slot = changed;
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

/// For every field what survives of what the records say, and who says it, as [`Child::said_by`].
fn surviving(
    primary: &Record,
    ranked: &[&Record],
    fields: &RosterFields<'_>,
    around: Surroundings<'_>,
    school: Option<usize>,
) -> (Arc<[Slot]>, BTreeMap<usize, RecordId>) {
    let mut said_by = BTreeMap::new();
    let slot = |(at, field): (usize, &Field)| {
        let from_other_school = |record: &Record| {
            record.id != primary.id && matches!(field.role, Some(Role::Class)) && around.school(record) != school
        };
        let heard = || ranked.iter().filter(|record| !from_other_school(record));
        let (slot, by) = match field.role {
            Some(Role::School) if school.is_some() => heard()
                .find(|record| around.school(record) == school)
                .map_or((Slot::default(), None), |record| said(record, at)),
            _ => heard()
                .find(|record| record.sound(at).is_some())
                .or_else(|| heard().find(|record| record.slots.get(at).is_some_and(|slot| slot.value.is_some())))
                .map_or_else(|| (primary.slots.get(at).cloned().unwrap_or_default(), None), |record| said(record, at)),
        };
        if let Some(by) = by.filter(|by| *by != primary.id) {
            said_by.insert(at, by);
        }
        slot
    };
    let slots = fields.form.fields.iter().enumerate().map(slot).collect();
    (slots, said_by)
}

fn said(record: &Record, field: usize) -> (Slot, Option<RecordId>) {
    (record.slots.get(field).cloned().unwrap_or_default(), Some(record.id))
}

/// A second phone joins the first.
fn joined_phones(slot: &Slot, field: usize, ranked: &[&Record]) -> Option<Value> {
    let is_single = slot.value.as_ref().and_then(Value::as_text).is_none_or(|text| !text.contains('、'));
    if ranked.len() == 1 && is_single {
        return None;
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
    (joined.len() > 1).then(|| Value::text(joined.join("、")))
}

/// The school's one name in the place of the name as written; `None` where that is it.
fn renamed(slot: &Slot, name: &str) -> Option<Slot> {
    let written = slot.value.as_ref().map(Value::written).filter(|written| written != name);
    if written.is_none() && slot.value.is_some() && slot.fault.is_none() {
        return None;
    }
    let typed = slot.typed.clone().or_else(|| written.map(Into::into));
    Some(Slot { at: slot.at, value: Some(Value::text(name)), typed, fault: None })
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
