//! Records of events → the events: one that is told twice is one event, whoever sent it.
//!
//! Two records are one event when child and day are the same and nothing tells them apart: with the same helper or
//! callee and the same content they are, whatever else they say; where one of these is not told, the poorer record must
//! say nothing that the fuller does not say. Without a day the whole record must be the same.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashSet};

use chrono::NaiveDate;
use foldhash::fast::FixedState;

use super::agreement::plain;
use super::in_common::in_common;
use super::witness::{Number, plain_name};
use crate::form::{BySpelling, Field, Form, FormKind, Forms, Kind, Role, words};
use crate::model::{Child, Event, Fate, FileReading, Fold, FoldReason, Merged, Record, Slot, Value};

/// A child with more different events on one day is no child: they are compared with the first of them only.
const EVENTS_COMPARED: usize = 200;

/// Folds the events that are told again. Every record must have its fate, school and child.
pub(super) fn fold(files: &[FileReading], forms: &Forms, merged: &mut Merged) {
    let relations = relations(forms);
    let rostered = rostered(forms, merged);
    let tellers: Vec<Option<EventFields<'_>>> =
        forms.0.iter().map(|form| (form.kind == FormKind::Record).then(|| EventFields::of(form, &relations))).collect();
    let teller = |form: usize| tellers.get(form).and_then(Option::as_ref);
    let records = files.iter().flat_map(|file| &file.sheets).flat_map(|sheet| &sheet.records);
    let records: Vec<&Record> =
        records.filter(|record| record.quarantine.is_none() && teller(record.form).is_some()).collect();
    let meetings = in_common(&records, |record, add| {
        if let Some(meeting) = teller(record.form).and_then(|fields| fields.meeting(record, merged, &rostered)) {
            add(meeting);
        }
    });
    let mut repeated: Vec<Vec<&Record>> = Vec::new();
    for (meeting, members) in meetings {
        if let Some(fields) = teller(meeting.form) {
            let records = members.into_iter().filter_map(|at| records.get(at).copied()).collect();
            repeated.extend(fields.events(&meeting, records).into_iter().filter(|told| told.len() > 1));
        }
    }
    repeated.sort_by_key(|told| told.first().map(|record| record.id));
    for ranked in repeated {
        keep(&ranked, forms, merged);
    }
    merged.folds.sort_by_key(|fold| fold.record);
}

/// Writes down one event: the first record stands for it, the others are folded into it.
fn keep(ranked: &[&Record], forms: &Forms, merged: &mut Merged) {
    let Some((primary, others)) = ranked.split_first() else {
        return;
    };
    let school_of = |record: &Record| merged.school_of.get(&record.id).copied().flatten();
    let school = ranked.iter().find_map(|record| school_of(record));
    let form = forms.get(primary.form);
    let own = |field: usize, record: &Record| {
        let around = matches!(form.fields[field].role, Some(Role::School | Role::Grade | Role::Class));
        record.id == primary.id || !around || school_of(record) == school
    };
    let slots = (0..form.fields.len()).map(|field| said(field, primary, ranked, |record| own(field, record))).collect();
    let mut extra: Vec<(String, String)> = Vec::new();
    for said in ranked.iter().flat_map(|record| &record.extra) {
        if !extra.contains(said) {
            extra.push(said.clone());
        }
    }
    let folds: Vec<Fold> = others
        .iter()
        .map(|record| Fold {
            record: record.id,
            primary: primary.id,
            reason: FoldReason::SameEvent,
            across_schools: school_of(record).zip(school).is_some_and(|(theirs, ours)| theirs != ours),
            silent: record.hidden,
        })
        .collect();
    merged.fates.extend(folds.iter().map(|fold| (fold.record, Fate::Duplicate)));
    merged.folds.extend(folds);
    merged.events.insert(primary.id, Event { slots, extra, school });
}

/// The field's sound value from the first record that has one, else what the first says that says anything.
fn said(field: usize, primary: &Record, ranked: &[&Record], counts: impl Fn(&Record) -> bool) -> Slot {
    let heard = || ranked.iter().filter(|record| counts(record));
    let found = heard()
        .find(|record| record.sound(field).is_some())
        .or_else(|| heard().find(|record| record.slots.get(field).is_some_and(|slot| slot.value.is_some())));
    found.map_or(primary, |record| *record).slots.get(field).cloned().unwrap_or_default()
}

/// What records must have in common to be worth comparing.
#[derive(PartialEq, Eq, Hash)]
struct Meeting {
    form: usize,
    about: About,
    day: Option<NaiveDate>,
}

/// Whom a record is about.
#[derive(PartialEq, Eq, Hash)]
enum About {
    /// A child of the roster.
    Child(usize),
    /// A name that is on no roster, as one school writes it.
    Name(String, Option<usize>),
    /// An ID number without a name.
    Number(String),
}

/// The names on the rosters. A record of such a name that is tied to no child could be any of several.
fn rostered(forms: &Forms, merged: &Merged) -> Names {
    let Some(field) = forms.roster().and_then(|(_, form)| form.role(Role::ChildName)) else {
        return Names::default();
    };
    let name = |child: &Child| child.slots.get(field)?.value.as_ref()?.as_text().map(plain_name);
    merged.children.iter().filter_map(name).collect()
}

/// Names: looked up, and never walked through.
type Names = HashSet<String, FixedState>;

/// The other spellings of the words for relatives, by which callees are named.
fn relations(forms: &Forms) -> BySpelling<'_> {
    let relation = forms.roster().and_then(|(_, form)| form.fields.get(form.role(Role::GuardianRelation)?));
    relation.map(Field::by_spelling).unwrap_or_default()
}

/// Where a form says what happened.
struct EventFields<'f> {
    form: &'f Form,
    name: Option<usize>,
    number: Option<usize>,
    day: Option<usize>,
    time: Option<usize>,
    /// The helper and the callee.
    persons: Vec<usize>,
    content: Option<usize>,
    /// For every field: spelling → listed value.
    listed: Vec<BySpelling<'f>>,
    relations: &'f BySpelling<'f>,
}

/// A record as one telling of an event.
struct Telling<'r> {
    record: &'r Record,
    /// For each field that is not about the child what it says, made comparable.
    says: Vec<Option<String>>,
    extra: BTreeSet<(&'r str, String)>,
    time: Option<&'r Value>,
    /// Grade, class and ID number, by which two of one name may be told apart.
    child: [Option<String>; 3],
}

impl Telling<'_> {
    /// Whether the two say the same, and say anything.
    fn is_copy(&self, other: &Self) -> bool {
        let anything = self.says.iter().any(Option::is_some) || !self.extra.is_empty();
        anything && self.says == other.says && self.extra == other.extra
    }

    /// Whether it says nothing that `fuller` does not say.
    fn is_within(&self, fuller: &Self) -> bool {
        let fields = self.says.iter().zip(&fuller.says).all(|(ours, theirs)| ours.is_none() || ours == theirs);
        fields && self.extra.is_subset(&fuller.extra)
    }
}

impl<'f> EventFields<'f> {
    fn of(form: &'f Form, relations: &'f BySpelling<'f>) -> Self {
        Self {
            form,
            name: form.role(Role::ChildName),
            number: form.role(Role::ChildId),
            day: form.role(Role::EventDate),
            time: form.role(Role::EventTime),
            persons: [Role::HelperName, Role::EventPerson].into_iter().filter_map(|role| form.role(role)).collect(),
            content: form.role(Role::EventContent),
            listed: form.fields.iter().map(Field::by_spelling).collect(),
            relations,
        }
    }

    /// What the record has in common with every other telling of its event; `None` when it speaks of nobody.
    fn meeting(&self, record: &Record, merged: &Merged, rostered: &Names) -> Option<Meeting> {
        let about = if let Some(&child) = merged.child_of.get(&record.id) {
            About::Child(child)
        } else {
            let name = self.name.and_then(|field| record.sound(field)?.as_text()).map(plain_name);
            match name.filter(|name| !name.is_empty()) {
                Some(name) if !rostered.contains(&name) => {
                    About::Name(name, merged.school_of.get(&record.id).copied().flatten())
                }
                _ => About::Number(Number::of(record, self.number?)?.text().to_owned()),
            }
        };
        let day = self.day.and_then(|field| record.sound(field)).and_then(|value| match value {
            Value::Date(day) => Some(*day),
            _ => None,
        });
        Some(Meeting { form: record.form, about, day })
    }

    /// Parts records of one child and day into events, each with the record first that stands for it: on a visible
    /// sheet, fuller, earlier.
    fn events<'r>(&self, meeting: &Meeting, records: Vec<&'r Record>) -> Vec<Vec<&'r Record>> {
        let mut tellings: Vec<Telling<'r>> = records.into_iter().map(|record| self.telling(record)).collect();
        tellings.sort_by_cached_key(|telling| {
            let record = telling.record;
            let filled = (0..record.slots.len()).filter(|&field| record.sound(field).is_some()).count();
            (record.hidden, Reverse(filled), record.id)
        });
        let mut events: Vec<Vec<Telling<'r>>> = Vec::new();
        for telling in tellings {
            let is_told_apart = |first: &Telling<'_>| {
                !matches!(meeting.about, About::Child(_))
                    && first
                        .child
                        .iter()
                        .zip(&telling.child)
                        .any(|(ours, theirs)| ours.is_some() && theirs.is_some() && ours != theirs)
            };
            let compared = || {
                let firsts = events.iter().take(EVENTS_COMPARED).enumerate();
                firsts.filter_map(|(at, event)| Some((at, event.first()?))).filter(|(_, first)| !is_told_apart(first))
            };
            let copied = compared().find(|(_, first)| telling.is_copy(first)).map(|(at, _)| at);
            // A poor record that fits two events is not folded into either.
            let repeated = || {
                let mut same = compared().filter(|(_, first)| meeting.day.is_some() && self.is_same(first, &telling));
                let (at, _) = same.next()?;
                same.next().is_none().then_some(at)
            };
            match copied.or_else(repeated).and_then(|at| events.get_mut(at)) {
                Some(event) => event.push(telling),
                None => events.push(vec![telling]),
            }
        }
        events.into_iter().map(|event| event.into_iter().map(|telling| telling.record).collect()).collect()
    }

    /// Whether two tellings of one child and day are one event.
    fn is_same(&self, a: &Telling<'_>, b: &Telling<'_>) -> bool {
        let pair = |field: usize| Some((a.says.get(field)?.as_ref()?, b.says.get(field)?.as_ref()?));
        let agree = |field: usize| pair(field).is_some_and(|(ours, theirs)| ours == theirs);
        let differ = |field: usize| pair(field).is_some_and(|(ours, theirs)| ours != theirs);
        let times_differ = a.time.zip(b.time).is_some_and(|(ours, theirs)| ours != theirs);
        if times_differ || self.persons.iter().chain(&self.content).any(|&field| differ(field)) {
            return false;
        }
        let person = self.persons.iter().any(|&field| agree(field));
        let content = self.content.is_some_and(agree);
        (person && content) || ((person || content) && (a.is_within(b) || b.is_within(a)))
    }

    fn telling<'r>(&self, record: &'r Record) -> Telling<'r> {
        let says = (0..self.form.fields.len()).map(|field| self.says(field, record)).collect();
        let extra = record.extra.iter().map(|(header, text)| (header.as_str(), plain(text)));
        let shown = |role| self.form.role(role).and_then(|field| record.sound(field)).map(Value::shown);
        let number = self.number.and_then(|field| Number::of(record, field)).map(|number| number.text().to_owned());
        Telling {
            record,
            says,
            extra: extra.filter(|(_, text)| !text.is_empty()).collect(),
            time: self.time.and_then(|field| record.sound(field)),
            child: [shown(Role::Grade), shown(Role::Class), number],
        }
    }

    fn says(&self, at: usize, record: &Record) -> Option<String> {
        let field = self.form.fields.get(at)?;
        if matches!(field.role, Some(Role::School | Role::Grade | Role::Class | Role::ChildName | Role::ChildId)) {
            return None;
        }
        let said = match record.slots.get(at)?.value.as_ref()? {
            Value::Text(text) if field.kind == Kind::Person => plain_name(text),
            Value::Text(text) => {
                let relations = (field.role == Some(Role::EventPerson)).then_some(self.relations);
                let lists = self.listed.get(at).into_iter().chain(relations).filter(|list| !list.is_empty());
                let mut listed = lists.filter_map(|list| list.get(&words::value(text)));
                listed.next().map_or_else(|| plain(text), |value| (*value).to_owned())
            }
            other => other.shown(),
        };
        (!said.is_empty()).then_some(said)
    }
}
