//! Which children may be one and were left apart: names that sound alike, numbers one slip apart. It only suggests.

use std::collections::BTreeMap;

use pinyin::ToPinyin;

use super::in_common::in_common;
use super::witness::{Number, Witness};
use crate::model::SuspicionReason;

/// A key that costs more comparisons than this is shared by too many to tell anything.
const COMPARISONS_UNDER_ONE_KEY: usize = 1_000_000;

/// Two records, by position, that may be one child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Likeness {
    pub(super) first: usize,
    pub(super) second: usize,
    pub(super) reason: SuspicionReason,
}

/// How two records' names for the child stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Names {
    /// The same name.
    Same,
    /// Other characters of the same sound, traditional and simplified forms among them.
    SoundAlike,
    /// One character is another, missing or too many.
    OneApart,
    /// Two names.
    Differ,
    /// One has none.
    Unknown,
}

/// Compares the names for the child.
pub(super) fn names(a: &Witness<'_>, b: &Witness<'_>) -> Names {
    match (&a.name, &b.name) {
        (Some(ours), Some(theirs)) => compare(ours, theirs),
        _ => Names::Unknown,
    }
}

fn compare(a: &str, b: &str) -> Names {
    if a == b {
        Names::Same
    } else if sound(a) == sound(b) {
        Names::SoundAlike
    } else if a.chars().count().min(b.chars().count()) > 1 && strsim::levenshtein(a, b) == 1 && !are_siblings(a, b) {
        Names::OneApart
    } else {
        Names::Differ
    }
}

/// Whether two names differ as parents name twins and siblings, and not by a slip: 王大双 and 王小双.
fn are_siblings(a: &str, b: &str) -> bool {
    const MARKS: &str = "大小一二三四五六七八九十甲乙丙丁";
    let mut differing = a.chars().zip(b.chars()).filter(|(ours, theirs)| ours != theirs);
    differing.next().is_some_and(|(ours, theirs)| MARKS.contains(ours) && MARKS.contains(theirs))
}

/// A name's syllables without tones; a character that has none stands for itself.
fn sound(name: &str) -> String {
    let mut sound = String::new();
    for c in name.chars() {
        match c.to_pinyin() {
            Some(syllable) => sound.push_str(syllable.plain()),
            None => sound.push(c),
        }
        sound.push(' ');
    }
    sound
}

/// The children that may be one. `primary` gives for each record the record that stands for its child; each
/// child is suspected at most once, of being the earliest that it is like. Hidden sheets take no part.
pub(super) fn suspect(witnesses: &[Witness<'_>], primary: &[usize]) -> Vec<Likeness> {
    let mut found: BTreeMap<usize, (usize, SuspicionReason)> = BTreeMap::new();
    let heard: Vec<Heard<'_>> = witnesses.iter().map(Heard::of).collect();
    for (common, members) in meetings(&heard) {
        // Two sound numbers are two children, unless all else agrees: only one key is worth the pairs of those.
        let (loose, firm): (Vec<usize>, Vec<usize>) = members
            .iter()
            .partition(|&&at| witnesses[at].sound_number().is_none() || matches!(common, Common::BirthAndContact(..)));
        if loose.len().saturating_mul(members.len()) > COMPARISONS_UNDER_ONE_KEY {
            continue;
        }
        let among = loose.iter().enumerate().flat_map(|(nth, &a)| loose.iter().skip(nth + 1).map(move |&b| (a, b)));
        let across = loose.iter().flat_map(|&a| firm.iter().map(move |&b| (a, b)));
        for (a, b) in among.chain(across).filter(|&(a, b)| primary[a] != primary[b]) {
            let Some(reason) = judge(&witnesses[a], &witnesses[b]) else {
                continue;
            };
            let (first, second) = (primary[a].min(primary[b]), primary[a].max(primary[b]));
            let known = found.entry(second).or_insert((first, reason));
            if first < known.0 {
                *known = (first, reason);
            }
        }
    }
    found.into_iter().map(|(second, (first, reason))| Likeness { first, second, reason }).collect()
}

/// Something that two records have in common, which makes them worth comparing.
#[derive(PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Common<'w> {
    Name(&'w str),
    Number(&'w Number),
    BirthAndContact(super::witness::Birth, &'w str),
    BirthAndSound(super::witness::Birth, &'w str),
    ParentsAndSound(&'w str, &'w str, &'w str),
}

/// A record with its child's name and how that sounds; a hidden record's name is not heard.
struct Heard<'w> {
    witness: &'w Witness<'w>,
    name: Option<(&'w str, String)>,
}

impl<'w> Heard<'w> {
    fn of(witness: &'w Witness<'w>) -> Self {
        let name = witness.name.as_deref().filter(|_| !witness.record.hidden);
        Self { witness, name: name.map(|name| (name, sound(name))) }
    }
}

/// The records that have something in common, in order.
fn meetings<'w>(heard: &'w [Heard<'w>]) -> Vec<(Common<'w>, Vec<usize>)> {
    let mut meetings = in_common(heard, |Heard { witness, name }, add| {
        let Some((name, sound)) = name else {
            return;
        };
        add(Common::Name(name));
        if let Some(number) = &witness.number {
            add(Common::Number(number));
        }
        if let (Some(father), Some(mother)) = (&witness.father, &witness.mother) {
            add(Common::ParentsAndSound(father, mother, sound));
        }
        for &birth in &witness.births {
            add(Common::BirthAndSound(birth, sound));
            for contact in &witness.contacts {
                add(Common::BirthAndContact(birth, contact));
            }
        }
    });
    meetings.sort_unstable();
    meetings
}

/// Whether two records of different children may be one child, and by what.
fn judge(a: &Witness<'_>, b: &Witness<'_>) -> Option<SuspicionReason> {
    let name = names(a, b);
    if let (Some(_), Some(_)) = (a.sound_number(), b.sound_number()) {
        // Two sound numbers are two children, unless everything else says otherwise.
        let one =
            a.sound_number() != b.sound_number() && name == Names::Same && a.births_agree(b) && a.shares_contact(b);
        return one.then_some(SuspicionReason::NameAndBirth);
    }
    let near = match (&a.number, &b.number) {
        (Some(ours), Some(theirs)) => Some(ours.is_near(theirs)),
        _ => None,
    };
    match name {
        Names::Same if near == Some(true) => Some(SuspicionReason::IdNearlySame),
        Names::Same => {
            let one = a.births_agree(b) && (a.shares_contact(b) || (near.is_none() && !parents_differ(a, b)));
            // Without a birth date there is no folding, but one family has no two children of one name.
            let unborn = a.births.is_empty() || b.births.is_empty();
            let family = unborn && near.is_none() && a.shares_contact(b) && !parents_differ(a, b);
            match (one, family && !are_told_apart(a, b)) {
                (true, _) => Some(SuspicionReason::NameAndBirth),
                (_, true) => Some(SuspicionReason::NameAndContact),
                _ => None,
            }
        }
        Names::SoundAlike | Names::OneApart if near != Some(false) && !are_told_apart(a, b) => {
            near_names(a, b, name, near.is_some()).then_some(SuspicionReason::NameNearlySame)
        }
        _ => None,
    }
}

/// Whether two records with nearly the same name may be one child. `numbers` says that their ID numbers are near.
fn near_names(a: &Witness<'_>, b: &Witness<'_>, name: Names, numbers: bool) -> bool {
    if name == Names::SoundAlike {
        let born = a.births_agree(b) && !parents_differ(a, b);
        let parents = !a.births_differ(b) && parents_agree(a, b);
        return numbers || born || parents;
    }
    // Twins share birth date, parents and the head of the number, and are often one character apart.
    let cut = [a, b].iter().any(|witness| witness.number.as_ref().is_some_and(Number::is_cut));
    let sheet = |witness: &Witness<'_>| (witness.record.id.file, witness.record.id.sheet);
    let twins = sheet(a) == sheet(b) && a.number.is_none() && b.number.is_none();
    let born = a.births_agree(b) && a.shares_contact(b);
    if numbers { !cut && (born || a.number == b.number) } else { born && !twins }
}

/// Whether sex or student number tells two records with similar names apart.
pub(super) fn are_told_apart(a: &Witness<'_>, b: &Witness<'_>) -> bool {
    let differ =
        |ours: Option<&str>, theirs: Option<&str>| ours.zip(theirs).is_some_and(|(ours, theirs)| ours != theirs);
    a.sex.zip(b.sex).is_some_and(|(ours, theirs)| ours != theirs)
        || differ(a.student_number.as_deref(), b.student_number.as_deref())
}

/// Whether a parent is named on both sides, and none of those named is the same.
fn parents_differ(a: &Witness<'_>, b: &Witness<'_>) -> bool {
    let mut pairs = [(&a.father, &b.father), (&a.mother, &b.mother)]
        .into_iter()
        .filter_map(|(ours, theirs)| ours.as_deref().zip(theirs.as_deref()))
        .map(|(ours, theirs)| compare(ours, theirs))
        .peekable();
    pairs.peek().is_some() && pairs.all(|names| names == Names::Differ)
}

fn parents_agree(a: &Witness<'_>, b: &Witness<'_>) -> bool {
    a.father.is_some() && a.mother.is_some() && a.father == b.father && a.mother == b.mother
}
