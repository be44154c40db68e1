//! Whose a label is: 出生日期 stands six times on the official card, each time somebody else's.

use std::collections::BTreeSet;

use crate::form::{Form, Kind, Role, words};
use crate::recognise::candidates;
use crate::recognise::header::ColumnHead;
use crate::recognise::lexicon::{FormWords, Lexicon};

use super::entries::Entry;

/// A label as a form sees it: an entry's place, and its header with the person or block over it.
pub(super) struct Head {
    /// The position among the card's entries.
    pub(super) entry: usize,
    pub(super) head: ColumnHead,
}

/// The person that the labels are about at the moment.
struct Person {
    /// The label that named the person.
    label: String,
    row: u32,
    /// Whether only the person's labels have followed.
    unbroken: bool,
}

/// The labels of a card with those whose they are; of two alike the one that is filled in stays.
pub(super) fn heads(form: &Form, words: &FormWords, lexicon: &Lexicon, entries: &[Entry]) -> Vec<Head> {
    let mut person: Option<Person> = None;
    let mut heads: Vec<Head> = Vec::new();
    let mut own: BTreeSet<&str> = BTreeSet::new();
    for (place, entry) in entries.iter().enumerate() {
        if entry.closed || entry.plain.is_empty() {
            continue;
        }
        let over = match &entry.person {
            Some(who) => Some(who.clone()),
            None => over(form, words, entry, &mut person, &mut own),
        };
        let parts: Vec<String> = over.into_iter().chain([entry.text.clone()]).collect();
        let header = parts.iter().map(|part| lexicon.header(part)).collect();
        heads.push(Head { entry: place, head: ColumnHead { column: place as u32, parts, words: header } });
    }
    without_repeats(heads, entries)
}

/// The word for the person or block that a label stands under, and who is spoken of from here on.
fn over<'e>(
    form: &Form,
    words: &FormWords,
    entry: &'e Entry,
    person: &mut Option<Person>,
    own: &mut BTreeSet<&'e str>,
) -> Option<String> {
    let plain = entry.plain.as_str();
    if names_somebody(form, words, plain) {
        *person = Some(Person { label: entry.text.clone(), row: entry.label.row, unbroken: true });
        return None;
    }
    let of_block = entry.blocks.iter().rev().find(|block| {
        let group = words.group(&words::header(block).plain);
        group.is_some_and(|group| Some(group) != words.own_group)
    });
    if of_block.is_some() && (!words.short(plain).is_empty() || words.exact(plain).is_empty()) {
        return of_block.cloned();
    }
    let exact = words.exact(plain);
    let text = |&field: &usize| form.fields.get(field).is_some_and(|field| field.kind == Kind::Text);
    let is_own = !exact.is_empty() && exact.iter().all(|&field| words.group_of(field) == words.own_group);
    let free = is_own && !own.contains(plain);
    let taken = match person {
        Some(who) if is_anybodys(form, words, plain) && (exact.is_empty() || is_own) => {
            // On the person's own line the label is the person's; further down the child's own comes first.
            let here = who.row == entry.label.row && !(free && exact.iter().all(text));
            (here || (who.unbroken && !free)).then(|| who.label.clone())
        }
        _ => None,
    };
    if taken.is_none() {
        if let Some(who) = person.as_mut().filter(|_| !exact.is_empty()) {
            who.unbroken = false;
        }
        own.insert(plain);
    }
    taken
}

/// Whether a label itself says whom it is about: 父亲姓名, 委托监护人, 班主任.
fn names_somebody(form: &Form, words: &FormWords, plain: &str) -> bool {
    let other = |field: &usize| {
        form.fields.get(*field).is_some_and(|known| {
            known.kind == Kind::Person
                && known.role != Some(Role::ChildName)
                && (known.group.is_none() || known.group != words.own_group)
        })
    };
    let composed = words.composed(plain);
    words.exact(plain).iter().any(other)
        || composed.iter().any(|(group, _)| Some(*group) != words.own_group)
        || (words.exact(plain).is_empty()
            && words.group(plain).is_some_and(|group| Some(group) != words.own_group && of_person(form, group)))
        || candidates::is_strangers(words, plain)
}

/// Whether a group of fields is a person's.
fn of_person(form: &Form, group: usize) -> bool {
    form.fields.iter().any(|field| field.group == Some(group) && field.kind == Kind::Person)
}

/// Whether a label is asked of several people: 出生日期, 联系电话.
fn is_anybodys(form: &Form, words: &FormWords, plain: &str) -> bool {
    words.short(plain).iter().any(|&field| words.group_of(field).is_some_and(|group| of_person(form, group)))
}

/// Of labels that say the same of the same person the first that is filled in, else the first.
fn without_repeats(heads: Vec<Head>, entries: &[Entry]) -> Vec<Head> {
    let filled = |head: &Head| entries.get(head.entry).is_some_and(|entry| entry.value.is_some());
    let mut kept: Vec<Head> = Vec::with_capacity(heads.len());
    for head in heads {
        match kept.iter_mut().find(|known| known.head.words == head.head.words) {
            Some(known) if !filled(known) && filled(&head) => *known = head,
            Some(_) => {}
            None => kept.push(head),
        }
    }
    kept
}
