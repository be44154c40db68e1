//! Which records are one child, in explained steps: the ID number, a faulty ID number with the name, then name,
//! birth date and a contact. Likeness never joins records; see [`likeness`](super::likeness).

use std::collections::BTreeMap;

use super::in_common::in_common;
use super::likeness::{Names, are_told_apart, names};
use super::witness::{Birth, Number, Witness};
use crate::model::FoldReason;

/// More names than this under one ID number are not looked at for likeness: somebody filled the number down.
const NAMES_UNDER_ONE_NUMBER: usize = 40;
/// So many differing statements of one child are held against a newcomer.
const STATEMENTS_HELD: usize = 16;

/// The records of each child, and the ID numbers under several names. Records are positions in the list given.
#[derive(Debug, Default)]
pub(super) struct Identities {
    /// The records of each child in input order; the children by their first record.
    pub(super) children: Vec<Vec<usize>>,
    /// The records of each ID number that stands under different names, in input order.
    pub(super) shared: Vec<Vec<usize>>,
}

/// Finds the children. `witnesses` come in input order; of pairs that somebody decided about, `apart` are not joined by
/// name, birth date and contact, and `same` are joined whatever they say.
pub(super) fn identify(witnesses: &[Witness<'_>], same: &[(usize, usize)], apart: &[(usize, usize)]) -> Identities {
    let mut bonds = Bonds::new(witnesses);
    bonds.apart = apart.to_vec();
    let shared = by_sound_number(&mut bonds);
    by_faulty_number(&mut bonds);
    by_name_birth_and_contact(&mut bonds);
    for &(one, other) in same {
        bonds.join(one, other);
    }
    Identities { children: bonds.groups(), shared }
}

/// Why `record` is the child of `primary`, given that it is.
pub(super) fn reason(primary: &Witness<'_>, record: &Witness<'_>) -> FoldReason {
    let same_name = primary.name.is_some() && primary.name == record.name;
    match (&primary.number, &record.number) {
        (Some(Number::Sound(ours)), Some(Number::Sound(theirs))) if ours == theirs => FoldReason::IdNumber,
        (Some(ours), Some(theirs)) if same_name && ours == theirs => FoldReason::FaultyIdAndName,
        (Some(Number::Cut(kept)), Some(Number::Sound(whole)))
        | (Some(Number::Sound(whole)), Some(Number::Cut(kept)))
            if same_name && whole.starts_with(kept.as_str()) =>
        {
            FoldReason::FaultyIdAndName
        }
        _ => FoldReason::NameBirthAndContact,
    }
}

/// Joins the records of a sound ID number whose names are one name; returns the numbers under several names.
fn by_sound_number(bonds: &mut Bonds<'_>) -> Vec<Vec<usize>> {
    let mut by_number: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, witness) in bonds.witnesses.iter().enumerate() {
        if let Some(number) = witness.sound_number() {
            by_number.entry(number).or_default().push(at);
        }
    }
    let mut shared: Vec<Vec<usize>> = Vec::new();
    for members in by_number.into_values().filter(|members| members.len() > 1) {
        let children = by_name(bonds.witnesses, &members);
        for child in &children {
            for pair in child.windows(2) {
                bonds.join(pair[0], pair[1]);
            }
        }
        let visible = |child: &&Vec<usize>| {
            child.iter().any(|&at| bonds.witnesses[at].name.is_some() && !bonds.witnesses[at].record.hidden)
        };
        if children.iter().filter(visible).count() > 1 {
            shared.push(members.into_iter().filter(|&at| !bonds.witnesses[at].record.hidden).collect());
        }
    }
    shared.sort();
    shared
}

/// Parts the records of one ID number by name. A record without a name goes with the only name there is.
fn by_name(witnesses: &[Witness<'_>], members: &[usize]) -> Vec<Vec<usize>> {
    let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut nameless = Vec::new();
    for &at in members {
        match &witnesses[at].name {
            Some(name) => by_name.entry(name).or_default().push(at),
            None => nameless.push(at),
        }
    }
    let mut children: Vec<Vec<usize>> = Vec::new();
    let few = by_name.len() <= NAMES_UNDER_ONE_NUMBER;
    for newcomers in by_name.into_values() {
        let (mut same, others): (Vec<_>, Vec<_>) =
            children.into_iter().partition(|child| few && is_one_name(witnesses, child, &newcomers));
        same.push(newcomers);
        children = others;
        children.push(same.concat());
    }
    match children.as_mut_slice() {
        _ if nameless.is_empty() => {}
        [only] => only.append(&mut nameless),
        _ => children.push(nameless),
    }
    for child in &mut children {
        child.sort_unstable();
    }
    children
}

/// Whether two names under one ID number are one name, misspelt: it sounds the same, or one character differs on
/// another sheet while a contact agrees. On one sheet such names are twins' before they are a slip.
fn is_one_name(witnesses: &[Witness<'_>], ours: &[usize], theirs: &[usize]) -> bool {
    let theirs = || theirs.iter().take(STATEMENTS_HELD);
    let mut pairs =
        ours.iter().take(STATEMENTS_HELD).flat_map(|&a| theirs().map(move |&b| (&witnesses[a], &witnesses[b])));
    pairs.any(|(a, b)| match names(a, b) {
        Names::Same | Names::SoundAlike => true,
        Names::OneApart => {
            let sheet = |witness: &Witness<'_>| (witness.record.id.file, witness.record.id.sheet);
            sheet(a) != sheet(b) && !are_told_apart(a, b) && !a.states_otherwise(b) && a.shares_contact(b)
        }
        Names::Differ | Names::Unknown => false,
    })
}

/// Joins records with the same name and the same faulty (or old, or cut) ID number, and a cut number with the only
/// whole one that it begins under that name.
fn by_faulty_number(bonds: &mut Bonds<'_>) {
    let mut by_text: BTreeMap<(&Number, &str), Vec<usize>> = BTreeMap::new();
    let mut whole: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (at, witness) in bonds.witnesses.iter().enumerate() {
        match (&witness.number, witness.name.as_deref()) {
            (Some(Number::Sound(number)), Some(name)) => {
                let head = number.get(..15).unwrap_or_default();
                whole.entry((head, name)).or_default().push(at);
            }
            (Some(number), Some(name)) => by_text.entry((number, name)).or_default().push(at),
            _ => {}
        }
    }
    for ((number, name), members) in by_text {
        let mut firsts: Vec<usize> = Vec::new();
        for at in members {
            match firsts.iter().find(|&&first| !bonds.witnesses[first].births_differ(&bonds.witnesses[at])) {
                Some(&first) => {
                    bonds.join(first, at);
                }
                None if firsts.len() < STATEMENTS_HELD => firsts.push(at),
                None => {}
            }
        }
        let Some(candidates) = whole.get(&(number.text(), name)).filter(|_| number.is_cut()) else {
            continue;
        };
        let numbers = |&at: &usize| bonds.witnesses[at].sound_number();
        if candidates.windows(2).all(|pair| numbers(&pair[0]) == numbers(&pair[1])) {
            for first in firsts {
                bonds.join_if_possible(candidates[0], first);
            }
        }
    }
}

/// Joins records with the same name and birth date that name an adult or a phone in common, unless their ID
/// numbers tell them apart.
fn by_name_birth_and_contact(bonds: &mut Bonds<'_>) {
    let meetings = in_common(bonds.witnesses, |witness, add| {
        let Some(name) = witness.name.as_deref() else {
            return;
        };
        let mut last = None;
        for month in witness.births.iter().map(|birth| (birth.year, birth.month)) {
            if last.replace(month) != Some(month) {
                witness.contacts.iter().for_each(|contact| add((name, month, contact.as_str())));
            }
        }
    });
    // The pairs are put in order below, whatever order they are found in.
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (_, members) in meetings {
        // One record stands for all that state the same number and dates, so that a thousand copies stay cheap.
        let mut stated: BTreeMap<(Option<&Number>, &[Birth]), usize> = BTreeMap::new();
        for at in members {
            let witness = &bonds.witnesses[at];
            let same = stated.get(&(witness.number.as_ref(), &*witness.births)).copied();
            pairs.extend(
                stated.values().filter(|&&other| same.is_none_or(|same| same == other)).map(|&other| (other, at)),
            );
            if same.is_none() && stated.len() < STATEMENTS_HELD {
                stated.insert((witness.number.as_ref(), &witness.births), at);
            }
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    for (first, second) in pairs {
        bonds.join_if_possible(first, second);
    }
}

/// Records joined so far: a union-find whose roots know the differing statements of their records.
struct Bonds<'w> {
    witnesses: &'w [Witness<'w>],
    parent: Vec<usize>,
    statements: Vec<Vec<usize>>,
    /// Pairs that somebody said to be two children.
    apart: Vec<(usize, usize)>,
}

impl<'w> Bonds<'w> {
    fn new(witnesses: &'w [Witness<'w>]) -> Self {
        let all = 0..witnesses.len();
        Self {
            witnesses,
            parent: all.clone().collect(),
            statements: all.map(|at| vec![at]).collect(),
            apart: Vec::new(),
        }
    }

    fn root(&mut self, mut at: usize) -> usize {
        while self.parent[at] != at {
            self.parent[at] = self.parent[self.parent[at]];
            at = self.parent[at];
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        let (root, child) = (a.min(b), a.max(b));
        if root == child {
            return;
        }
        self.parent[child] = root;
        for at in std::mem::take(&mut self.statements[child]) {
            let new = &self.witnesses[at];
            let known = &self.statements[root];
            let said = known
                .iter()
                .any(|&k| (&self.witnesses[k].number, &self.witnesses[k].births) == (&new.number, &new.births));
            if !said && known.len() < STATEMENTS_HELD {
                self.statements[root].push(at);
            }
        }
    }

    /// Joins the two unless something that either child's records state rules it out.
    fn join_if_possible(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        let ruled_out = self.statements[a].iter().any(|&ours| {
            self.statements[b].iter().any(|&theirs| !self.witnesses[ours].may_be(&self.witnesses[theirs]))
        });
        if a != b && !ruled_out && !self.is_apart(a, b) {
            self.join(a, b);
        }
    }

    /// Whether somebody said that a record of the one is another child than a record of the other.
    fn is_apart(&mut self, a: usize, b: usize) -> bool {
        (0..self.apart.len()).any(|at| {
            let (one, other) = self.apart[at];
            let roots = (self.root(one), self.root(other));
            roots == (a, b) || roots == (b, a)
        })
    }

    fn groups(mut self) -> Vec<Vec<usize>> {
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for at in 0..self.parent.len() {
            let root = self.root(at);
            groups.entry(root).or_default().push(at);
        }
        groups.into_values().collect()
    }
}
