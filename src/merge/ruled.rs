//! What somebody decided about children, held against the roster's records.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::decision::{Rulings, SUSPECTED, Teller, pair_mark, school_mark, value_mark};
use crate::form::Form;
use crate::model::{Child, FoldReason, Record, RecordId, School};

/// The rulings that speak of records which are there. Records are positions in the roster.
#[derive(Debug, Default)]
pub(super) struct Ruled {
    /// Pairs that are one child.
    pub(super) same: Vec<(usize, usize)>,
    /// Pairs that are two children.
    pub(super) apart: Vec<(usize, usize)>,
    /// Records whose school has the child, with the mark that says so.
    schools: BTreeMap<usize, String>,
    /// Values that stand, by record and field, with the mark that says so.
    values: BTreeMap<(usize, usize), String>,
    /// Of those that are one child.
    joined: BTreeSet<usize>,
    ids: BTreeMap<RecordId, usize>,
    followed: RefCell<BTreeSet<String>>,
}

impl Ruled {
    /// Finds the records that the rulings speak of.
    pub(super) fn of(
        roster: &[&Record],
        form: &Form,
        (schools, school_of): (&[School], &BTreeMap<RecordId, Option<usize>>),
        rulings: &Rulings,
    ) -> Self {
        let mut ruled = Self::default();
        if rulings.is_empty() {
            return ruled;
        }
        let mut whole: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut values: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
        for (person, field, value) in &rulings.values {
            values.entry(person).or_default().push((field, value));
        }
        for (at, record) in roster.iter().enumerate() {
            let school = school_of.get(&record.id).copied().flatten().and_then(|at| schools.get(at));
            let teller = Teller { record, form, school: school.map(|school| &*school.name) };
            whole.entry(teller.whole_person()).or_default().push(at);
            ruled.ids.insert(record.id, at);
            let person = teller.person();
            if rulings.schools.contains(&person) {
                ruled.schools.insert(at, school_mark(&person));
            }
            for &(id, value) in values.get(person.as_str()).into_iter().flatten() {
                if let Some(field) = form.field(id).filter(|field| teller.value(*field) == value) {
                    ruled.values.insert((at, field), value_mark(&person, id, value));
                }
            }
        }
        let pairs = |wanted: &BTreeSet<(String, String)>| -> Vec<(usize, usize)> {
            let both = wanted.iter().filter_map(|(one, other)| Some((one, other, whole.get(one)?, whole.get(other)?)));
            both.flat_map(|(one, other, ours, theirs)| {
                ruled.followed.borrow_mut().insert(pair_mark(SUSPECTED, one, other));
                ours.iter().flat_map(|a| theirs.iter().map(move |b| (*a, *b))).filter(|(a, b)| a != b)
            })
            .collect()
        };
        let (same, apart) = (pairs(&rulings.same), pairs(&rulings.apart));
        ruled.joined = same.iter().flat_map(|(a, b)| [*a, *b]).collect();
        (ruled.same, ruled.apart) = (same, apart);
        ruled
    }

    /// Puts the records of the school that has the child before the others; gives the mark that says so.
    pub(super) fn school_first(&self, members: &mut [usize]) -> Option<String> {
        let (at, mark) = members.iter().find_map(|at| Some((*at, self.schools.get(at)?)))?;
        let place = members.iter().position(|member| *member == at)?;
        members.get_mut(..=place)?.rotate_right(1);
        Some(mark.clone())
    }

    /// Lets the values stand that somebody said to be right; gives their fields.
    pub(super) fn settle(&self, child: &mut Child, members: &[usize], roster: &[&Record]) -> BTreeSet<usize> {
        let mut settled = BTreeSet::new();
        if self.values.is_empty() {
            return settled;
        }
        for &at in members {
            for ((_, field), mark) in self.values.range((at, 0)..=(at, usize::MAX)) {
                let said = roster.get(at).and_then(|record| Some((record.id, record.slots.get(*field)?)));
                let Some((id, slot)) = said.filter(|_| settled.insert(*field)) else { continue };
                if let Some(stands) = Arc::make_mut(&mut child.slots).get_mut(*field) {
                    stands.clone_from(slot);
                    child.said_by.insert(*field, id);
                    self.followed.borrow_mut().insert(mark.clone());
                }
            }
        }
        settled
    }

    /// Why a record was folded.
    pub(super) fn reason(&self, at: usize, found: FoldReason) -> FoldReason {
        let decided = found == FoldReason::NameBirthAndContact && self.joined.contains(&at);
        if decided { FoldReason::Decided } else { found }
    }

    /// Whether somebody said that two records are two children.
    pub(super) fn are_apart(&self, one: RecordId, other: RecordId) -> bool {
        let pair = self.ids.get(&one).zip(self.ids.get(&other));
        pair.is_some_and(|(one, other)| self.apart.contains(&(*one, *other)) || self.apart.contains(&(*other, *one)))
    }

    /// The marks of what was followed.
    pub(super) fn followed(&self) -> BTreeSet<String> {
        self.followed.borrow().clone()
    }
}
