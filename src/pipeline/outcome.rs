//! What a job made, and what a face says of it.

use serde::{Deserialize, Serialize};

use super::Note;
use crate::answer::{Progress, State};
use crate::finding::{Finding, Severity, Words};
use crate::report::OtherQuarter;
use crate::report::returned::NotReturned;
use crate::settings::Period;

/// What a job made.
#[derive(Debug)]
pub struct Outcome {
    /// What there is to say of it, run after run.
    pub summary: Summary,
    /// What happened to the ledger that lay in OUT, where there is something to say.
    pub notes: Vec<Note>,
    /// `report.json` as written.
    pub report: Vec<u8>,
    /// Whether OUT was left as it lay, since all that it was made from is as it was.
    pub unchanged: bool,
}

/// What a face says of a job. What may bear a person's name, as files' names do, is not stored.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Summary {
    /// The township's name as it stands in the outputs.
    pub town: String,
    /// How many files were found and how many of them read.
    pub files: (usize, usize),
    /// How many schools there are.
    pub schools: usize,
    /// How many children there are.
    pub children: usize,
    /// How many findings there are.
    pub counts: Counts,
    /// The files that could not be read, and why.
    #[serde(skip)]
    pub unread: Vec<(String, Words)>,
    /// The kinds and paths of the outputs, in the order of `report.json`.
    #[serde(skip)]
    pub outputs: Vec<(String, String)>,
    /// The earlier periods that the ledger holds besides this one, in order.
    pub earlier: Vec<Period>,
    /// Workbooks with problems that do not go back marked: the path below the inbox, and why.
    #[serde(skip)]
    pub not_returned: Vec<(String, NotReturned)>,
    /// Another quarter than the run's, where most of the records lie in it.
    pub other_quarter: Option<OtherQuarter>,
    /// How many of the clerk's decisions were followed, and how many were not.
    pub decided: (usize, usize),
    /// How many workbooks are encrypted.
    pub encrypted: usize,
    /// How many problems of the run before became what, where there was one.
    pub progress: Option<Vec<(State, usize)>>,
}

/// How many findings of each severity there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Counts {
    /// What must be corrected.
    pub errors: usize,
    /// What must be corrected or explained.
    pub warnings: usize,
    /// What is good to know.
    pub notes: usize,
}

impl Counts {
    /// Of `findings`.
    pub fn of(findings: &[Finding]) -> Self {
        let mut counts = Self::default();
        for finding in findings {
            match finding.severity {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
                Severity::Info => counts.notes += 1,
            }
        }
        counts
    }
}

/// The files that an error speaks of as a whole.
pub(super) fn unread(findings: &[Finding]) -> Vec<(String, Words)> {
    let whole = |finding: &&Finding| finding.severity == Severity::Error && finding.place.sheet.is_none();
    findings
        .iter()
        .filter(whole)
        .filter_map(|finding| Some((finding.place.file.as_deref()?.to_owned(), finding.message.clone())))
        .collect()
}

/// How many problems became what.
pub(super) fn progress(progress: &Progress) -> Vec<(State, usize)> {
    State::ALL.into_iter().map(|state| (state, progress.count(state))).collect()
}
