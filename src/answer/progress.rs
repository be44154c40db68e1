//! What became of the problems of the run before: corrected, explained, still there, new.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};

use crate::finding::{Finding, Severity};
use crate::model::{FileReading, FileStatus};

/// What became of a problem since the run before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
pub enum State {
    /// It is still there.
    Left,
    /// It was not there.
    New,
    /// It is gone.
    Solved,
    /// The school explained it.
    Explained,
    /// The clerk decided it.
    Decided,
    /// Its school sent nothing this time.
    Gone,
}

impl State {
    /// All of them, in the order of the sheet.
    pub const ALL: [Self; 6] = [Self::Left, Self::New, Self::Solved, Self::Explained, Self::Decided, Self::Gone];

    /// The name the ledger gives it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::New => "new",
            Self::Solved => "solved",
            Self::Explained => "explained",
            Self::Decided => "decided",
            Self::Gone => "gone",
        }
    }

    /// The one that the ledger calls so.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// A problem of the run before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Before {
    /// Its code.
    pub code: String,
    /// Its severity's name.
    pub severity: String,
    /// The school.
    pub school: Option<String>,
    /// The digest of the workbook that was sent first.
    pub origin: Option<String>,
    /// The file's path.
    pub file: Option<String>,
    /// The sheet's position and name.
    pub sheet: Option<(u32, String)>,
    /// The row, from zero.
    pub row: Option<u32>,
    /// The column, from zero.
    pub column: Option<u32>,
    /// The field's id.
    pub field: Option<String>,
    /// The child.
    pub subject: Option<String>,
    /// Its words in Chinese and English.
    pub message: (String, String),
    /// Its mark.
    pub mark: Option<String>,
}

/// The run before, over the same period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Previous {
    /// Its problems in their order, notes included.
    pub findings: Vec<Before>,
    /// Its files: path, digest, status.
    pub files: Vec<(String, String, String)>,
    /// What it found when it looked back itself; `None` where there was nothing to look back to.
    pub looked_back: Option<Progress>,
}

/// What became of the problems of an earlier run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// The problems of the run before, each with what became of it.
    pub before: Vec<(State, Before)>,
    /// For each finding of this run in its order, whether it is new; `None` for notes.
    pub now: Vec<Option<State>>,
}

/// What this run found.
#[derive(Clone, Copy, Debug)]
pub struct Now<'a> {
    /// Findings in the order of the outputs.
    pub findings: &'a [Finding],
    /// Warnings that schools explained.
    pub explained: &'a [Finding],
    /// Warnings that the clerk settled.
    pub decided: &'a [Finding],
    /// The files.
    pub files: &'a [FileReading],
}

impl Progress {
    /// Looks back. A run that only repeats the one before looks back to where that one did.
    pub fn since(previous: &Previous, now: Now<'_>) -> Option<Self> {
        let origins = now.files.iter().map(|file| (&*file.source.path, file.origin())).collect();
        let ours: Vec<Before> = now.findings.iter().map(|finding| before(finding, &origins)).collect();
        let file = |file: &FileReading| {
            (file.source.path.to_string(), file.source.digest.clone(), file.status.name().to_owned())
        };
        let same_files = now.files.iter().map(file).eq(previous.files.iter().cloned());
        let theirs = &previous.findings;
        let is_repeated =
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(one, other)| says_the_same(one, other));
        if same_files && is_repeated {
            return previous.looked_back.clone();
        }
        Some(Self::compared(previous, &ours, now, &origins))
    }

    fn compared(previous: &Previous, ours: &[Before], now: Now<'_>, origins: &BTreeMap<&str, &str>) -> Self {
        let is_asked = |finding: &Before| finding.severity != Severity::Info.name();
        let theirs: Vec<&Before> = previous.findings.iter().filter(|finding| is_asked(finding)).collect();
        let silenced =
            |findings: &[Finding]| -> Vec<Before> { findings.iter().map(|finding| before(finding, origins)).collect() };
        let (explained, decided) = (silenced(now.explained), silenced(now.decided));
        let all: Vec<(State, &Before)> = (ours.iter().filter(|finding| is_asked(finding)).map(|f| (State::Left, f)))
            .chain(explained.iter().map(|finding| (State::Explained, finding)))
            .chain(decided.iter().map(|finding| (State::Decided, finding)))
            .collect();
        let ours_of: BTreeMap<usize, usize> =
            paired(&theirs, &all.iter().map(|(_, finding)| *finding).collect::<Vec<_>>());
        let known: BTreeSet<usize> = ours_of.values().copied().collect();
        let sent = Sent::of(now.files, ours.iter().chain(&explained).chain(&decided));
        let of = |(at, finding): (usize, &&Before)| {
            let found = ours_of.get(&at).and_then(|ours| all.get(*ours));
            let state = match found {
                Some((state, _)) => *state,
                None if sent.knows(finding) => State::Solved,
                None => State::Gone,
            };
            (state, (*finding).clone())
        };
        let before = theirs.iter().enumerate().map(of).collect();
        let mut place = 0;
        let mut state = |finding: &Before| {
            if !is_asked(finding) {
                return None;
            }
            place += 1;
            Some(if known.contains(&(place - 1)) { State::Left } else { State::New })
        };
        let now = ours.iter().map(&mut state).collect();
        Self { before, now }
    }

    /// How many problems came to this.
    pub fn count(&self, state: State) -> usize {
        if state == State::New {
            return self.now.iter().filter(|now| **now == Some(State::New)).count();
        }
        self.before.iter().filter(|(became, _)| *became == state).count()
    }
}

/// What was sent this time.
struct Sent<'a> {
    origins: BTreeSet<&'a str>,
    paths: BTreeSet<&'a str>,
    schools: BTreeSet<String>,
}

impl<'a> Sent<'a> {
    fn of<'f>(files: &'a [FileReading], findings: impl Iterator<Item = &'f Before>) -> Self {
        let read = || files.iter().filter(|file| file.status == FileStatus::Read);
        let of_files = findings.filter(|finding| finding.file.is_some());
        Self {
            origins: read().map(FileReading::origin).collect(),
            paths: read().map(|file| &*file.source.path).collect(),
            schools: of_files.filter_map(|finding| finding.school.clone()).collect(),
        }
    }

    /// Whether what a problem stood in was sent this time, as far as anybody can tell.
    fn knows(&self, finding: &Before) -> bool {
        let Some(file) = finding.file.as_deref() else { return true };
        let origin = finding.origin.as_deref();
        let school = finding.school.as_ref();
        self.paths.contains(file)
            || origin.is_some_and(|origin| self.origins.contains(origin))
            || school.is_some_and(|school| self.schools.contains(school))
    }
}

/// Pairs of problems that are one and the same: (before, now). Each step takes those that the surer ones left.
fn paired(theirs: &[&Before], ours: &[&Before]) -> BTreeMap<usize, usize> {
    let steps: [fn(&Before) -> Option<Key>; 6] = [
        |of| Some(key(of, [of.mark.clone()?, of.origin.clone().unwrap_or_default(), shown(of.row)])),
        |of| Some(key(of, [of.mark.clone()?, of.origin.clone().unwrap_or_default(), String::new()])),
        |of| Some(key(of, [of.origin.clone()?, of.subject.clone()?, format!("{} {}", sheet(of), shown(of.row))])),
        |of| Some(key(of, [of.origin.clone()?, of.subject.clone()?, sheet(of)])),
        |of| Some(key(of, [of.origin.clone()?, sheet(of), format!("{} {}", shown(of.row?.into()), shown(of.column))])),
        |of| Some(key(of, [of.school.clone()?, of.subject.clone().unwrap_or_default(), String::new()])),
    ];
    let mut pairs = BTreeMap::new();
    let mut left: BTreeSet<usize> = (0..theirs.len()).collect();
    let mut open: BTreeSet<usize> = (0..ours.len()).collect();
    for step in steps {
        let mut waiting: BTreeMap<Key, VecDeque<usize>> = BTreeMap::new();
        for &at in &left {
            if let Some(key) = theirs.get(at).and_then(|finding| step(finding)) {
                waiting.entry(key).or_default().push_back(at);
            }
        }
        for at in open.clone() {
            let key = ours.get(at).and_then(|finding| step(finding));
            if let Some(theirs) = key.and_then(|key| waiting.get_mut(&key)?.pop_front()) {
                pairs.insert(theirs, at);
                left.remove(&theirs);
                open.remove(&at);
            }
        }
    }
    pairs
}

/// What two problems have in common that are one: code and field, and three more words.
type Key = (String, Option<String>, [String; 3]);

fn key(of: &Before, words: [String; 3]) -> Key {
    (of.code.clone(), of.field.clone(), words)
}

fn shown(number: Option<u32>) -> String {
    number.map_or_else(String::new, |number| number.to_string())
}

fn sheet(of: &Before) -> String {
    of.sheet.as_ref().map_or_else(String::new, |(_, name)| name.clone())
}

/// Whether two runs found the same.
fn says_the_same(one: &Before, other: &Before) -> bool {
    let place = |of: &Before| (of.row, of.column);
    (&one.code, &one.severity, &one.school, &one.file) == (&other.code, &other.severity, &other.school, &other.file)
        && (place(one), &one.message.0, &one.mark) == (place(other), &other.message.0, &other.mark)
}

fn before(finding: &Finding, origins: &BTreeMap<&str, &str>) -> Before {
    let place = &finding.place;
    let file = place.file.as_deref();
    Before {
        code: finding.code.0.to_string(),
        severity: finding.severity.name().to_owned(),
        school: finding.school.as_deref().map(str::to_owned),
        origin: file.and_then(|path| origins.get(path)).map(|origin| (*origin).to_owned()),
        file: file.map(str::to_owned),
        sheet: place.sheet_index.zip(place.sheet.as_deref().map(str::to_owned)),
        row: place.row,
        column: place.column,
        field: finding.field.as_deref().map(str::to_owned),
        subject: finding.subject.as_deref().map(str::to_owned),
        message: (finding.message.zh.to_string(), finding.message.en.to_string()),
        mark: finding.mark.as_deref().map(str::to_owned),
    }
}
