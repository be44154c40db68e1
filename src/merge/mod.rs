//! All records → schools, children, events, duplicates, conflicts. Identity in explained steps; never on likeness alone.

mod agreement;
mod event;
mod identity;
mod in_common;
mod likeness;
mod revision;
mod ruled;
mod school;
mod school_name;
mod school_words;
mod survivor;
mod tying;
mod witness;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::decision::Rulings;
use crate::form::{Form, Forms, Role};
use crate::model::{Child, Fate, FileReading, Fold, GRADES, Merged, Record, SharedId, Suspicion, Value};
use crate::settings::Settings;
use ruled::Ruled;
use survivor::Surroundings;
use witness::{RosterFields, Witness};

/// Merges the records of all files, which come in path order.
pub fn merge(files: &[FileReading], forms: &Forms, settings: &Settings) -> Merged {
    merge_as_ruled(files, forms, settings, &Rulings::default())
}

/// As [`merge`], following what somebody decided about children and values.
pub fn merge_as_ruled(files: &[FileReading], forms: &Forms, settings: &Settings, rulings: &Rulings) -> Merged {
    let schools = school::attribute(files, forms, settings);
    let mut merged = Merged { schools: schools.schools, school_of: schools.school_of, ..Merged::default() };
    let records = || files.iter().flat_map(|file| &file.sheets).flat_map(|sheet| &sheet.records);
    let fate = |record: &Record| if record.quarantine.is_some() { Fate::Quarantined } else { Fate::Merged };
    merged.fates = records().map(|record| (record.id, fate(record))).collect();
    if let Some((position, form)) = forms.roster() {
        let mut roster: Vec<&Record> =
            records().filter(|record| record.form == position && record.quarantine.is_none()).collect();
        roster.sort_by_key(|record| record.id);
        children(&roster, form, files, rulings, &mut merged);
        let hidden: BTreeSet<_> = roster.iter().filter(|record| record.hidden).map(|record| record.id).collect();
        merged.revised = revision::revised(&merged.children, files, &merged.school_of, &hidden);
    }
    merged.child_of = tying::tie(files, forms, &merged);
    event::fold(files, forms, &mut merged);
    merged.unknown_schools = school::unknown(files, &merged);
    merged
}

/// Makes the children of the roster's records, in input order.
fn children(roster: &[&Record], form: &Form, files: &[FileReading], rulings: &Rulings, merged: &mut Merged) {
    let fields = RosterFields::of(form);
    let witnesses: Vec<Witness<'_>> = roster.iter().map(|record| Witness::of(record, &fields)).collect();
    let school_of = std::mem::take(&mut merged.school_of);
    let schools = std::mem::take(&mut merged.schools);
    let ruled = Ruled::of(roster, form, (&schools, &school_of), rulings);
    let identities = identity::identify(&witnesses, &ruled.same, &ruled.apart);
    let around = Surroundings { files, schools: &schools, school_of: &school_of };
    let mut primary_of: Vec<usize> = (0..witnesses.len()).collect();
    for mut members in identities.children {
        survivor::rank(&mut members, &witnesses, &fields, around);
        let settled_school = ruled.school_first(&mut members);
        let Some(&first) = members.first() else {
            continue;
        };
        let ranked: Vec<&Record> = members.iter().map(|&at| witnesses[at].record).collect();
        let mut child = survivor::child(witnesses[first].record, &ranked, &fields, around);
        let settled = ruled.settle(&mut child, &members, roster);
        if members.len() > 1 {
            merged.ruled.extend(settled_school);
        }
        for &at in &members {
            primary_of[at] = first;
        }
        members.sort_unstable();
        for &at in members.iter().filter(|&&at| at != first) {
            let record = witnesses[at].record;
            let school = school_of.get(&record.id).copied().flatten();
            merged.fates.insert(record.id, Fate::Duplicate);
            merged.folds.push(Fold {
                record: record.id,
                primary: child.primary,
                reason: ruled.reason(at, identity::reason(&witnesses[first], &witnesses[at])),
                across_schools: school.zip(child.school).is_some_and(|(theirs, ours)| theirs != ours),
                silent: record.hidden,
            });
            if !record.hidden {
                let differs = survivor::conflicts(&child, record, &fields).into_iter();
                merged.conflicts.extend(differs.filter(|conflict| !settled.contains(&conflict.field)));
            }
        }
        merged.children.push(child);
    }
    let id = |at: &usize| witnesses[*at].record.id;
    merged.shared_ids =
        identities.shared.iter().map(|shared| SharedId { records: shared.iter().map(id).collect() }).collect();
    merged.suspicions = likeness::suspect(&witnesses, &primary_of)
        .into_iter()
        .map(|like| Suspicion { first: id(&like.first), second: id(&like.second), reason: like.reason })
        .collect();
    merged.suspicions.retain(|suspicion| !ruled.are_apart(suspicion.first, suspicion.second));
    merged.ruled.extend(ruled.followed());
    merged.folds.sort_by_key(|fold| fold.record);
    merged.conflicts.sort_by_key(|conflict| (conflict.record, conflict.field));
    merged.children.sort_by_cached_key(|child| (order(child, form), child.primary));
    (merged.schools, merged.school_of) = (schools, school_of);
}

/// Where a child stands on the roster: its school, the unknown one last; grade; class, numbers before words.
type Order = (usize, usize, (u8, u64, String));

fn order(child: &Child, form: &Form) -> Order {
    let value = |role| child.slots.get(form.role(role)?)?.value.as_ref().map(Value::shown);
    let position = |grade: String| GRADES.iter().position(|known| *known == grade);
    let grade = value(Role::Grade).and_then(position).unwrap_or(usize::MAX);
    let class = match value(Role::Class) {
        None => (2, 0, String::new()),
        Some(class) => match class.parse::<u64>() {
            Ok(number) => (0, number, String::new()),
            Err(_) => (1, 0, class),
        },
    };
    (child.school.unwrap_or(usize::MAX), grade, class)
}
