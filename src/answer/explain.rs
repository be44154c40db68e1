//! What schools explained: which finding an explanation is about, whether it still holds, and what need not be asked again.

use std::collections::{BTreeMap, BTreeSet};

use super::{Answer, Spot};
use crate::decision::digest;
use crate::finding::{Finding, Severity};
use crate::model::FileReading;

/// An explanation with what it is about, as the ledger keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explanation {
    /// The finding's mark: another value makes it another mark.
    pub mark: String,
    /// The digest of the workbook that was sent first.
    pub origin: String,
    /// The finding's code.
    pub code: String,
    /// Its severity: an explanation does not silence an error.
    pub severity: String,
    /// The school.
    pub school: String,
    /// The child.
    pub subject: String,
    /// The finding's words.
    pub said: String,
    /// Its file, sheet and cell (or row) when it was last seen.
    pub place: [String; 3],
    /// What the school says that it did.
    pub done: String,
    /// What it explains.
    pub words: String,
    /// The row of the list that it was written into, as a digest.
    pub asked: String,
    /// The period of the run that heard it first.
    pub made: String,
    /// Whether it holds in this run.
    pub used: bool,
}

/// What this run heard, and what it knows from earlier ones.
#[derive(Clone, Copy, Debug)]
pub struct Heard<'a> {
    /// The files.
    pub files: &'a [FileReading],
    /// The answers in them, by the file's position.
    pub answers: &'a BTreeMap<usize, Vec<Answer>>,
    /// What earlier runs heard.
    pub remembered: &'a [Explanation],
    /// This run's period.
    pub period: &'a str,
}

/// Takes out the warnings that schools explained and gives them, with all explanations that are to be remembered.
/// An explanation touches findings in its own file, as long as what they say stays the same.
pub fn explain(findings: &mut Vec<Finding>, heard: Heard<'_>) -> (Vec<Explanation>, Vec<Finding>) {
    let mut hearing = Hearing { heard, said: BTreeMap::new(), done: BTreeSet::new() };
    let mut by_file: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, finding) in findings.iter().enumerate().filter(|(_, finding)| finding.severity != Severity::Info) {
        by_file.entry(finding.place.file.as_deref().unwrap_or_default()).or_default().push(at);
    }
    for (position, answers) in heard.answers {
        let Some(file) = heard.files.get(*position) else { continue };
        let here = by_file.get(&*file.source.path).map(Vec::as_slice).unwrap_or_default();
        hearing.file(file, answers, here, findings);
    }
    hearing.remember(findings);
    hearing.finish(findings)
}

/// Explanations as they are matched with findings.
struct Hearing<'a> {
    heard: Heard<'a>,
    /// What explains a finding, by its position.
    said: BTreeMap<usize, Explanation>,
    /// Remembered explanations that need no further look: taken back, or heard again.
    done: BTreeSet<usize>,
}

impl Hearing<'_> {
    /// Hears what stands on one file's list.
    fn file(&mut self, file: &FileReading, answers: &[Answer], here: &[usize], findings: &[Finding]) {
        for answer in answers {
            let asked = asked(file, answer);
            let known = self.heard.remembered.iter().position(|known| known.asked == asked);
            let memory = known.and_then(|known| self.heard.remembered.get(known));
            if !answer.explains() {
                self.done.extend(known);
                continue;
            }
            let Some(at) = self.meant(file, answer, here, findings) else { continue };
            let Some(finding) = findings.get(at) else { continue };
            // The same words on the same row were about a value that is gone.
            let is_stale = memory.is_some_and(|memory| {
                memory.words == answer.words && !is_of(memory, finding) && memory.said != *finding.message.zh
            });
            if is_stale {
                continue;
            }
            let made = memory.filter(|memory| memory.words == answer.words).map(|memory| memory.made.clone());
            let made = made.unwrap_or_else(|| self.heard.period.to_owned());
            let told = Explanation {
                done: answer.done.clone(),
                words: answer.words.clone(),
                asked,
                made,
                ..of(finding, file)
            };
            self.done.extend(known);
            self.said.insert(at, told);
        }
    }

    /// The finding that a row of the list is about: at its place, else of its child in the same column.
    fn meant(&self, file: &FileReading, answer: &Answer, here: &[usize], findings: &[Finding]) -> Option<usize> {
        let free = || {
            let free = here.iter().filter(|at| !self.said.contains_key(at));
            free.filter_map(|&at| findings.get(at).map(|finding| (at, finding)))
        };
        let fits = |finding: &Finding| {
            let subject = finding.subject.as_deref().map(crate::finding::mask_long).unwrap_or_default();
            finding.code.0 == answer.code && subject == answer.subject && on_sheet(finding, file, &answer.spot)
        };
        let at_place =
            |finding: &Finding| (finding.place.row, finding.place.column) == (answer.spot.row, answer.spot.column);
        let found = free().find(|(_, finding)| fits(finding) && at_place(finding));
        let moved = |finding: &Finding| {
            !answer.subject.is_empty()
                && finding.place.column == answer.spot.column
                && finding.place.row.is_some() == answer.spot.row.is_some()
        };
        let distance =
            |finding: &Finding| finding.place.row.unwrap_or_default().abs_diff(answer.spot.row.unwrap_or_default());
        let near = || free().filter(|(_, finding)| fits(finding) && moved(finding));
        found.or_else(|| near().min_by_key(|(at, finding)| (distance(finding), *at))).map(|(at, _)| at)
    }

    /// Lets what earlier runs heard stand where a finding still says the same.
    fn remember(&mut self, findings: &[Finding]) {
        let files: BTreeMap<&str, &FileReading> =
            self.heard.files.iter().map(|file| (&*file.source.path, file)).collect();
        for (at, finding) in findings.iter().enumerate().filter(|(_, finding)| finding.severity != Severity::Info) {
            let file = finding.place.file.as_deref().and_then(|path| files.get(path));
            let Some(file) = file.filter(|_| !self.said.contains_key(&at)) else { continue };
            let holds = |known: &Explanation| {
                let same_file = known.origin == file.origin();
                let same_words = known.said == *finding.message.zh
                    && known.code == *finding.code.0
                    && known.subject == finding.subject.as_deref().unwrap_or_default();
                (is_of(known, finding) && (same_file || finding.school.is_some())) || (same_file && same_words)
            };
            let mut known = self.heard.remembered.iter().enumerate();
            let Some((_, known)) = known.find(|(place, known)| !self.done.contains(place) && holds(known)) else {
                continue;
            };
            let told = Explanation {
                done: known.done.clone(),
                words: known.words.clone(),
                asked: known.asked.clone(),
                made: known.made.clone(),
                ..of(finding, file)
            };
            self.said.insert(at, told);
        }
    }

    /// Parts the findings, and adds explanations whose finding may come again while their file is there.
    fn finish(self, findings: &mut Vec<Finding>) -> (Vec<Explanation>, Vec<Finding>) {
        let mut kept: BTreeMap<(String, String), Explanation> = BTreeMap::new();
        for told in self.said.values() {
            kept.entry((told.mark.clone(), told.origin.clone())).or_insert_with(|| told.clone());
        }
        let heard: BTreeSet<String> = kept.values().map(|told| told.asked.clone()).collect();
        let origins: BTreeSet<&str> = self.heard.files.iter().map(FileReading::origin).collect();
        for (place, known) in self.heard.remembered.iter().enumerate() {
            let is_taken = self.done.contains(&place) || heard.contains(&known.asked);
            if !is_taken && origins.contains(known.origin.as_str()) {
                let known = Explanation { used: false, ..known.clone() };
                kept.entry((known.mark.clone(), known.origin.clone())).or_insert(known);
            }
        }
        let (mut left, mut silenced) = (Vec::new(), Vec::new());
        for (at, finding) in std::mem::take(findings).into_iter().enumerate() {
            let is_explained = finding.severity == Severity::Warning && self.said.contains_key(&at);
            if is_explained { silenced.push(finding) } else { left.push(finding) }
        }
        *findings = left;
        (kept.into_values().collect(), silenced)
    }
}

/// Whether it was said of this finding, with the value that it has now.
fn is_of(known: &Explanation, finding: &Finding) -> bool {
    finding.mark.as_deref() == Some(known.mark.as_str())
}

/// Whether a finding stands on the sheet that a place names; a place without one is on the first sheet, or is the file.
fn on_sheet(finding: &Finding, file: &FileReading, spot: &Spot) -> bool {
    let place = &finding.place;
    match &spot.sheet {
        Some(name) => place.sheet.as_deref().is_some_and(|sheet| crate::finding::mask_long(sheet) == *name),
        None if spot.row.is_none() && spot.column.is_none() => place.sheet.is_none(),
        None => place.sheet_index.is_none_or(|at| at == 0) || file.sheets.len() <= 2,
    }
}

/// A row of a list as the ledger knows it: the copy and what it asked there.
fn asked(file: &FileReading, answer: &Answer) -> String {
    let versions = file.version.stamp.as_ref().map(|stamp| stamp.versions).unwrap_or_default().to_string();
    let number = |number: Option<u32>| number.map_or_else(String::new, |number| number.to_string());
    let (row, column) = (number(answer.spot.row), number(answer.spot.column));
    let sheet = answer.spot.sheet.as_deref().unwrap_or_default();
    digest([file.origin(), &versions, sheet, &row, &column, &answer.code, &answer.subject])
}

/// What an explanation is about.
fn of(finding: &Finding, file: &FileReading) -> Explanation {
    let place = &finding.place;
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let cell = place.cell().map(|at| at.to_string());
    let cell = cell.or_else(|| place.row.map(|row| (row + 1).to_string())).unwrap_or_default();
    Explanation {
        mark: text(finding.mark.as_deref()),
        origin: file.origin().to_owned(),
        code: finding.code.0.to_string(),
        severity: finding.severity.name().to_owned(),
        school: text(finding.school.as_deref()),
        subject: text(finding.subject.as_deref()),
        said: finding.message.zh.to_string(),
        place: [text(place.file.as_deref()), text(place.sheet.as_deref()), cell],
        used: true,
        ..Explanation::default()
    }
}
