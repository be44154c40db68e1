//! What the clerk decided: read back from the workbook of problems and the configuration, followed by the next run,
//! and remembered in the ledger.
//!
//! A decision is known by what it is about, not by where it was written: a header by its form and its words. The words
//! of the sheets that are written and read back stand here, so that both sides use the same.

mod headers;
mod sheet;

pub use headers::{HEADERS, HeaderChoice, HeaderDecision, HeaderSheet, NO_FIELD, choice_of, header_mark, shown};
pub use sheet::{has_sheet, read};

use std::collections::BTreeMap;

/// What a decision is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum About {
    /// Which field a header is.
    Header,
}

impl About {
    /// The name the ledger gives it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Header => "header",
        }
    }

    /// The one that the ledger calls so.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Header].into_iter().find(|about| about.name() == name)
    }
}

/// One thing that somebody decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What kind of thing it is about.
    pub about: About,
    /// What it is about: `form|header`.
    pub key: String,
    /// What was decided, as the ledger keeps it: a field's id, [`NO_FIELD`], words that nobody understood; empty where
    /// an earlier decision was taken back.
    pub choice: String,
    /// Where it was written: a file's name or its path below the inbox, no folder of the machine.
    pub source: String,
    /// Whether it stands in the configuration, which every run asks anew: it is not remembered.
    pub standing: bool,
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
}
