//! What the clerk decided: read back from the workbook of problems and the configuration, followed by the next run,
//! and remembered in the ledger.
//!
//! A decision is known by what it is about, not by where it was written: a header by its form and its words, a finding
//! by its code, its school, the child and the value. The words of the sheets that are written and read back stand here,
//! so that both sides use the same.

mod headers;
mod person;
mod rulings;
mod sheet;
#[cfg(test)]
mod tests;

pub use headers::{HEADERS, HeaderChoice, HeaderDecision, HeaderSheet, NO_FIELD, choice_of, header_mark, shown};
pub use person::{Teller, digest};
pub use rulings::{
    Ruling, Rulings, SUSPECTED, is_of_child, mark, pair_mark, ruling_of, school_mark, shown_ruling, value_mark,
};
pub use sheet::{EXPLAINED, FINDINGS, FindingSheet, SETTLED, finding_mark, has_sheet, read};
pub(crate) use sheet::{column, header_row, text};

use std::collections::BTreeMap;

use crate::form::Forms;

/// What a decision is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum About {
    /// Which field a header is.
    Header,
    /// What a finding comes to.
    Finding,
}

impl About {
    /// The name the ledger gives it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Finding => "finding",
        }
    }

    /// The one that the ledger calls so.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Header, Self::Finding].into_iter().find(|about| about.name() == name)
    }
}

/// One thing that somebody decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What kind of thing it is about.
    pub about: About,
    /// What it is about: `form|header`, or a finding's mark.
    pub key: String,
    /// What was decided, as the ledger keeps it: a field's id, [`NO_FIELD`], a [`Ruling`]'s name, words that nobody
    /// understood; empty where an earlier decision was taken back.
    pub choice: String,
    /// Where it was written: a file's name or its path below the inbox, no folder of the machine.
    pub source: String,
    /// Whether it stands in the configuration, which every run asks anew: it is not remembered.
    pub standing: bool,
    /// Who decided and when, where somebody wrote it.
    pub by: (String, String),
    /// The period of the run that heard it first; empty until a run did.
    pub made: String,
    /// Whether it stands as an earlier run printed it: it says again what was said, to those who do not know it.
    pub echo: bool,
    /// Whether this run followed it.
    pub used: bool,
    /// What it is about in words, for a finding that is no longer told.
    pub told: Told,
}

/// A finding in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// The school.
    pub school: String,
    /// The child.
    pub subject: String,
    /// What was wrong.
    pub message: String,
}

/// Decisions, the surest word for each thing.
#[derive(Clone, Debug, Default)]
pub struct Decisions {
    by_key: BTreeMap<(About, String), Decision>,
}

impl Decisions {
    /// Takes decisions in; what was decided before by a surer source stands.
    pub fn add(&mut self, decisions: impl IntoIterator<Item = Decision>) {
        for decision in decisions {
            self.by_key.entry((decision.about, decision.key.clone())).or_insert(decision);
        }
    }

    /// All of them in the order of what they are about, those that were taken back included.
    pub fn all(&self) -> impl Iterator<Item = &Decision> {
        self.by_key.values()
    }

    /// What was decided about one thing.
    pub fn get(&self, about: About, key: &str) -> Option<&Decision> {
        self.by_key.get(&(about, key.to_owned()))
    }

    /// Keeps those that are wanted.
    pub fn retain(&mut self, wanted: impl Fn(&Decision) -> bool) {
        self.by_key.retain(|_, decision| wanted(decision));
    }

    /// Notes what the run followed.
    pub fn note_used(&mut self, used: impl Fn(&Decision) -> bool) {
        for decision in self.by_key.values_mut() {
            decision.used = used(decision);
        }
    }

    /// How many were followed, and how many that nobody took back were not.
    pub fn counted(&self, forms: &Forms) -> (usize, usize) {
        let unknown =
            |decision: &Decision| decision.of_header(forms).is_some_and(|of| of.choice == HeaderChoice::Unknown);
        let standing = || self.all().filter(|decision| !decision.choice.is_empty());
        let followed = standing().filter(|decision| decision.used && !unknown(decision)).count();
        (followed, standing().count() - followed)
    }

    /// Says of those that no run heard before that this one did.
    pub fn heard_in(&mut self, period: &str) {
        for decision in self.by_key.values_mut().filter(|decision| decision.made.is_empty()) {
            period.clone_into(&mut decision.made);
        }
    }
}
