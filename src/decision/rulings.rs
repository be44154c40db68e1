//! What was decided about findings, and what follows from it.

use std::collections::BTreeSet;

use crate::form::words;
use crate::model::{Lang, Words};

use super::{About, Decision, Decisions};

/// A word from the list that a clerk chooses from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ruling {
    /// Two rows are one child.
    Same,
    /// Two rows are two children.
    Apart,
    /// Of two values this row's is right.
    ThisRow,
    /// Of two schools the child is this row's.
    ThisSchool,
    /// It was looked into, and it is right as it stands.
    Verified,
}

impl Ruling {
    /// All of them, in the order of the list.
    pub const ALL: [Self; 5] = [Self::Same, Self::Apart, Self::ThisRow, Self::ThisSchool, Self::Verified];

    /// The words of the list, in Chinese and in English.
    pub const fn both(self) -> (&'static str, &'static str) {
        match self {
            Self::Same => ("同一人", "same child"),
            Self::Apart => ("不是同一人", "different children"),
            Self::ThisRow => ("以本行为准", "this row is right"),
            Self::ThisSchool => ("归本校", "belongs to this school"),
            Self::Verified => ("已核实无误", "checked, correct"),
        }
    }

    /// The words of the list.
    pub const fn words(self) -> Words {
        let (zh, en) = self.both();
        Words::new(zh, en)
    }

    /// The name the ledger gives it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Apart => "apart",
            Self::ThisRow => "this-row",
            Self::ThisSchool => "this-school",
            Self::Verified => "verified",
        }
    }

    /// The one that the ledger calls so.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ruling| ruling.name() == name)
    }

    /// Whether it can be said of findings with this code. Of the rows that were folded by their number it is no news
    /// that they are one child: to say so is to have looked.
    pub fn suits(self, code: &str) -> bool {
        match self {
            Self::Same => code == SUSPECTED || code == FOLDED,
            Self::Apart => code == SUSPECTED,
            Self::ThisRow => code == CONFLICT,
            Self::ThisSchool => code == ACROSS,
            Self::Verified => true,
        }
    }
}

/// The codes of the findings that something besides silence follows from.
pub const SUSPECTED: &str = "suspected-duplicate";
const FOLDED: &str = "duplicate-in-school";
const CONFLICT: &str = "conflicting-values";
const ACROSS: &str = "duplicate-across-schools";

/// The longest text that is kept of what somebody wrote instead of choosing.
const LONGEST: usize = 60;

/// What somebody wrote about a finding, as the ledger keeps it: a ruling's name, or the words themselves; empty where
/// it says that an earlier word is taken back.
pub fn ruling_of(written: &str) -> String {
    let plain = words::value(written);
    let is = |words: &Words| words::value(&words.zh) == plain || words::value(&words.en) == plain;
    if plain.is_empty() || plain == "撤销" || plain == "取消" || plain == "undo" {
        return String::new();
    }
    match Ruling::ALL.into_iter().find(|ruling| is(&ruling.words())) {
        Some(ruling) => ruling.name().to_owned(),
        None => plain_text(written),
    }
}

/// Text that may stand in a mark: masked, in one line, no longer than needed.
pub(super) fn plain_text(written: &str) -> String {
    let masked = crate::finding::mask(written.trim());
    masked.chars().filter(|c| !c.is_control() && !matches!(c, '=' | '|')).take(LONGEST).collect()
}

/// How a ruling stands on the sheets.
pub fn shown_ruling(choice: &str, lang: Lang) -> String {
    Ruling::named(choice).map_or_else(|| choice.to_owned(), |ruling| ruling.words().get(lang).to_owned())
}

/// What merging must follow. Records are known by their keys ([`super::Teller`]).
#[derive(Clone, Debug, Default)]
pub struct Rulings {
    /// Pairs of records that are one child.
    pub same: BTreeSet<(String, String)>,
    /// Pairs of records that are two children.
    pub apart: BTreeSet<(String, String)>,
    /// Values that stand: person, field's id, value.
    pub values: BTreeSet<(String, String, String)>,
    /// The persons whose school has the child.
    pub schools: BTreeSet<String>,
}

impl Rulings {
    /// Whether merging has nothing to follow.
    pub fn is_empty(&self) -> bool {
        self.same.is_empty() && self.apart.is_empty() && self.values.is_empty() && self.schools.is_empty()
    }
}

/// The mark of a finding about two records.
pub fn pair_mark(code: &str, one: &str, other: &str) -> String {
    let (first, second) = if one <= other { (one, other) } else { (other, one) };
    format!("{code}:{first}+{second}")
}

/// The mark of a finding about a record, or about a school where there is none.
pub fn mark(code: &str, person: &str, field: &str, value: &str) -> String {
    format!("{code}:{person}:{field}:{value}")
}

/// The mark of a finding about a value that stands in two rows.
pub fn value_mark(person: &str, field: &str, value: &str) -> String {
    mark(CONFLICT, person, field, value)
}

/// The mark of a finding about a child of two schools, in this school's row.
pub fn school_mark(person: &str) -> String {
    mark(ACROSS, person, "", "")
}

/// Whether findings with this code are about the child alone, whatever else its row says.
pub fn is_of_child(code: &str) -> bool {
    [FOLDED, ACROSS, "same-id-different-child"].contains(&code)
}

impl Decision {
    /// The code of the finding that it is about.
    pub fn code(&self) -> &str {
        self.key.split(':').next().unwrap_or_default()
    }

    /// What it says of a finding, where it was chosen from the list and can be said of such a finding.
    pub fn ruling(&self) -> Option<Ruling> {
        let ruling = Ruling::named(&self.choice).filter(|_| self.about == About::Finding)?;
        ruling.suits(self.code()).then_some(ruling)
    }
}

impl Decisions {
    /// What merging must follow.
    pub fn rulings(&self) -> Rulings {
        let mut rulings = Rulings::default();
        for decision in self.all() {
            let (Some(ruling), Some((code, rest))) = (decision.ruling(), decision.key.split_once(':')) else {
                continue;
            };
            let pair = || rest.split_once('+').map(|(one, other)| (one.to_owned(), other.to_owned()));
            let mut parts = rest.split(':').map(str::to_owned);
            match ruling {
                Ruling::Same if code == SUSPECTED => rulings.same.extend(pair()),
                Ruling::Apart => rulings.apart.extend(pair()),
                Ruling::ThisRow => {
                    if let (Some(person), Some(field), Some(value)) = (parts.next(), parts.next(), parts.next()) {
                        rulings.values.insert((person, field, value));
                    }
                }
                Ruling::ThisSchool => rulings.schools.extend(parts.next()),
                Ruling::Same | Ruling::Verified => {}
            }
        }
        rulings
    }

    /// What was decided about the finding with this mark, and not taken back.
    pub fn of_finding(&self, mark: &str) -> Option<&Decision> {
        self.get(About::Finding, mark).filter(|decision| !decision.choice.is_empty())
    }
}
