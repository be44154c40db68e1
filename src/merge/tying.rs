//! Records of other forms → the children they are about: by ID number; else by name and school, grade and class
//! deciding between namesakes; else by a name that stands once in the township. Nothing is guessed: a record that fits
//! two children is nobody's.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::fast::FixedState;

use super::witness::{Number, plain_name};
use crate::form::{Form, FormKind, Forms, Role};
use crate::model::{Child, FileReading, Merged, Record, RecordId, Value};

/// What is looked up, and never walked through.
type Index<K, V> = std::collections::HashMap<K, V, FixedState>;

/// The child of every record that is about one: its position in [`Merged::children`].
pub(super) fn tie(files: &[FileReading], forms: &Forms, merged: &Merged) -> BTreeMap<RecordId, usize> {
    let Some((position, form)) = forms.roster() else {
        return BTreeMap::new();
    };
    let records = || files.iter().flat_map(|file| &file.sheets).flat_map(|sheet| &sheet.records);
    let fields = Fields::of(form);
    let rows: Index<RecordId, &Record> =
        records().filter(|record| record.form == position).map(|record| (record.id, record)).collect();
    let mut roster = Roster::default();
    for (at, child) in merged.children.iter().enumerate() {
        roster.add(at, child, &rows, &fields, merged);
    }
    let places: Index<RecordId, usize> =
        merged.children.iter().enumerate().map(|(at, child)| (child.primary, at)).collect();
    let likely = |id: &RecordId| places.get(id).copied();
    roster.seems = merged.suspicions.iter().filter_map(|like| likely(&like.second).zip(likely(&like.first))).collect();
    let asking: Vec<Option<Fields>> =
        forms.0.iter().map(|form| (form.kind == FormKind::Record).then(|| Fields::of(form))).collect();
    let mut child_of = Vec::with_capacity(records().count());
    for record in records().filter(|record| record.quarantine.is_none()) {
        let Some(fields) = asking.get(record.form).and_then(Option::as_ref) else {
            continue;
        };
        let school = merged.school_of.get(&record.id).copied().flatten();
        if let Some(child) = roster.child_of(&fields.said(record), school, || fields.in_class(record)) {
            child_of.push((record.id, child));
        }
    }
    // In order as they come, which a tree takes in at once.
    child_of.into_iter().collect()
}

/// Where a form says whom a record is about.
struct Fields {
    name: Option<usize>,
    number: Option<usize>,
    grade: Option<usize>,
    class: Option<usize>,
}

impl Fields {
    fn of(form: &Form) -> Self {
        Self {
            name: form.role(Role::ChildName),
            number: form.role(Role::ChildId),
            grade: form.role(Role::Grade),
            class: form.role(Role::Class),
        }
    }

    fn said(&self, record: &Record) -> Said {
        let name = self.name.and_then(|field| record.sound(field)).and_then(Value::as_text).map(plain_name);
        Said {
            name: name.filter(|name| !name.is_empty()),
            number: self.number.and_then(|field| Number::of(record, field)),
        }
    }

    fn in_class(&self, record: &Record) -> InClass {
        let shown = |field: Option<usize>| field.and_then(|field| record.sound(field)).map(Value::shown);
        InClass { grade: shown(self.grade), class: shown(self.class) }
    }
}

/// Whom a record is about, in its own words.
struct Said {
    name: Option<String>,
    number: Option<Number>,
}

/// A grade and a class, as far as they are told.
#[derive(Clone, PartialEq, Eq)]
struct InClass {
    grade: Option<String>,
    class: Option<String>,
}

impl InClass {
    /// Whether the child's place is all that the record says of it.
    fn holds(&self, said: &Self) -> bool {
        let fits = |ours: &Option<String>, theirs: &Option<String>| theirs.is_none() || ours == theirs;
        fits(&self.grade, &said.grade) && fits(&self.class, &said.class)
    }

    /// Whether grade or class are told on both sides and differ.
    fn differs(&self, said: &Self) -> bool {
        let differ =
            |ours: &Option<String>, theirs: &Option<String>| ours.is_some() && theirs.is_some() && ours != theirs;
        differ(&self.grade, &said.grade) || differ(&self.class, &said.class)
    }
}

/// What the records of one child say of it.
#[derive(Default)]
struct Known {
    numbers: Vec<Number>,
    schools: Vec<usize>,
    classes: Vec<InClass>,
}

impl Known {
    /// Two sound ID numbers are two children, whatever their names are.
    fn has_another_number(&self, number: Option<&Number>) -> bool {
        let sound = || self.numbers.iter().filter(|known| matches!(known, Number::Sound(_)));
        matches!(number, Some(Number::Sound(_)))
            && sound().next().is_some()
            && sound().all(|known| Some(known) != number)
    }

    fn has_number_near(&self, number: &Number) -> bool {
        self.numbers.iter().any(|known| known.is_near(number))
    }
}

/// The children, to be looked up.
#[derive(Default)]
struct Roster {
    children: Vec<Known>,
    by_number: Index<String, Vec<usize>>,
    by_name: Index<String, Vec<usize>>,
    /// Children that are likely another one, the first of the two, and were left apart.
    seems: Index<usize, usize>,
}

impl Roster {
    /// Adds a child under every name, number and school of its records: one that moved is known at both schools.
    fn add(&mut self, at: usize, child: &Child, rows: &Index<RecordId, &Record>, fields: &Fields, merged: &Merged) {
        let mut known = Known::default();
        for record in child.records.iter().filter_map(|id| rows.get(id)) {
            let said = fields.said(record);
            if let Some(Number::Sound(number)) = &said.number {
                list(&mut self.by_number, number, at);
            }
            if let Some(name) = &said.name {
                list(&mut self.by_name, name, at);
            }
            known.numbers.extend(said.number.filter(|number| !known.numbers.contains(number)));
            let school = merged.school_of.get(&record.id).copied().flatten();
            known.schools.extend(school.filter(|school| !known.schools.contains(school)));
            known.classes.push(fields.in_class(record));
        }
        self.children.push(known);
    }

    /// The child that a record of this school is about; `class` is asked for only where namesakes need it.
    fn child_of(&self, said: &Said, school: Option<usize>, class: impl FnOnce() -> InClass) -> Option<usize> {
        let named = || said.name.as_ref().and_then(|name| self.by_name.get(name)).map_or(&[][..], Vec::as_slice);
        if let Some(Number::Sound(number)) = &said.number
            && let Some(holders) = self.by_number.get(number)
        {
            let of_name = only(holders.iter().copied().filter(|child| named().contains(child)));
            if let Some(child) = only(holders.iter().copied()).or(of_name) {
                return Some(child);
            }
        }
        let known = |child: usize| self.children.get(child);
        let namesakes: Vec<usize> = named()
            .iter()
            .copied()
            .filter(|&child| known(child).is_some_and(|known| !known.has_another_number(said.number.as_ref())))
            .collect();
        // A faulty number tells a child only together with the name.
        let numbered = |number: &Number| {
            let by = |like: &dyn Fn(&Known) -> bool| {
                only(namesakes.iter().copied().filter(|&child| known(child).is_some_and(like)))
            };
            by(&|known| known.numbers.contains(number)).or_else(|| by(&|known| known.has_number_near(number)))
        };
        if let Some(child) = said.number.as_ref().and_then(numbered) {
            return Some(child);
        }
        let at_school =
            |child: usize| school.zip(known(child)).is_some_and(|(school, known)| known.schools.contains(&school));
        let here: Vec<usize> = namesakes.iter().copied().filter(|&child| at_school(child)).collect();
        match here[..] {
            [] => self.only_one(&namesakes),
            [child] => Some(child),
            _ => self.of_class(&here, &class()).or_else(|| self.only_one(&here)),
        }
    }

    /// The only one of the children; of a child that seems to stand on the roster twice, the first.
    fn only_one(&self, children: &[usize]) -> Option<usize> {
        let first = |child: usize| self.seems.get(&child).copied().unwrap_or(child);
        let firsts: BTreeSet<usize> = children.iter().map(|&child| first(child)).collect();
        only(firsts.into_iter())
    }

    /// The one of several namesakes that is in the class that the record names.
    fn of_class(&self, namesakes: &[usize], said: &InClass) -> Option<usize> {
        let classes = |child: usize| self.children.get(child).map_or(&[][..], |known| known.classes.as_slice());
        let holds = |child: usize| classes(child).iter().any(|class| class.holds(said));
        let may_hold = |child: usize| classes(child).iter().any(|class| !class.differs(said));
        only(namesakes.iter().copied().filter(|&child| holds(child)))
            .or_else(|| only(namesakes.iter().copied().filter(|&child| may_hold(child))))
    }
}

/// Lists the child under the key, once.
fn list(index: &mut Index<String, Vec<usize>>, key: &str, child: usize) {
    let listed = index.entry(key.to_owned()).or_default();
    if listed.last() != Some(&child) {
        listed.push(child);
    }
}

/// The only one, if there is only one.
fn only(mut candidates: impl Iterator<Item = usize>) -> Option<usize> {
    let first = candidates.next()?;
    candidates.next().is_none().then_some(first)
}
