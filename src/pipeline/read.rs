//! The per-file stages, in parallel: open, recognise, normalise, check.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use rayon::prelude::*;

use super::{Event, Job, JobError, Watch, filled};
use crate::answer::{self, Answer};
use crate::decision::{Decision, Decisions, HeaderChoice};
use crate::finding::Finding;
use crate::model::{
    Book, Cell, FileReading, FileStatus, Format, IgnoreReason, OpenFault, Place, Record, RecordId, ReturnStamp,
    RowRole, Sheet, SheetReading, SheetRecords, Source, SourceKind, Version,
};
use crate::open::Reader;
use crate::recognise::Lexicon;
use crate::settings::ListedSchool;
use crate::{check, normalise, open, recognise};

/// A file with all that its own stages made of it.
#[derive(Debug)]
pub struct Gathered {
    /// The file with its records.
    pub file: FileReading,
    /// What is wrong in it, as far as the file alone tells.
    pub findings: Vec<Finding>,
    /// Schools of a list that it brings.
    pub schools: Vec<ListedSchool>,
    /// What it decides, where it is a workbook of problems that somebody filled in.
    pub decisions: Vec<Decision>,
    /// What the school answered, where it is a marked copy that came back.
    pub answers: Vec<Answer>,
}

/// Reads all files, as many at once as there are threads around it, and returns them in the order they came in.
pub(super) fn all(
    job: &Job,
    sources: Vec<Source>,
    decisions: &Decisions,
    watch: &Watch<'_>,
) -> Result<Vec<Gathered>, JobError> {
    let reader = Reader::new(job.settings.limits, job.worker.clone()).with_passwords(job.settings.passwords.clone());
    let mut lexicon = Lexicon::new(&job.templates.forms);
    for (_, decided) in decisions.of_headers(&job.templates.forms) {
        match decided.choice {
            HeaderChoice::Field(field) => lexicon.decide(decided.form, decided.header, Some(field)),
            HeaderChoice::NoField => lexicon.decide(decided.form, decided.header, None),
            HeaderChoice::Unknown => {}
        }
    }
    let tools = Tools { job, reader: &reader, lexicon: &lexicon };
    sources
        .into_par_iter()
        .enumerate()
        .map(|(index, source)| {
            watch.still_wanted()?;
            let path = Arc::clone(&source.path);
            let gathered = guarded(tools, index as u32, source);
            (watch.event)(Event::Read { path: &path });
            Ok(gathered)
        })
        .collect()
}

/// What all files are read with.
#[derive(Clone, Copy)]
struct Tools<'a> {
    job: &'a Job,
    reader: &'a Reader,
    lexicon: &'a Lexicon,
}

/// A fault of ours in the reading of a file costs that file, never the batch.
fn guarded(tools: Tools<'_>, index: u32, source: Source) -> Gathered {
    let kept = source.clone();
    catch_unwind(AssertUnwindSafe(|| one(tools, index, source))).unwrap_or_else(|_| {
        let fault = Some(OpenFault::Damaged { detail: "internal fault".to_owned() });
        let file = FileReading {
            source: kept,
            status: FileStatus::Unreadable,
            fault,
            sheets: Vec::new(),
            modified: None,
            version: Version::default(),
        };
        Gathered { file, findings: Vec::new(), schools: Vec::new(), decisions: Vec::new(), answers: Vec::new() }
    })
}

fn one(tools: Tools<'_>, index: u32, mut source: Source) -> Gathered {
    if source.kind == SourceKind::Archive {
        let file = FileReading {
            source,
            status: FileStatus::Read,
            fault: None,
            sheets: Vec::new(),
            modified: None,
            version: Version::default(),
        };
        return Gathered {
            file,
            findings: Vec::new(),
            schools: Vec::new(),
            decisions: Vec::new(),
            answers: Vec::new(),
        };
    }
    let opened = match source.kind {
        SourceKind::Table(_) | SourceKind::Encrypted => {
            open::open(&source, tools.reader).map_err(|fault| (status_of(&fault), Some(fault)))
        }
        kind => Err((status_of_kind(kind), source.detail.clone())),
    };
    let mut decisions = Vec::new();
    let book = match opened {
        Ok(book) if book.own => {
            decisions = super::decisions::of_book(tools.job, &source.path, &book);
            Err((FileStatus::Own, None))
        }
        Ok(book) if book.sheets.iter().all(|sheet| sheet.rows.is_empty()) => Err((FileStatus::Empty, None)),
        other => other,
    };
    match book {
        Ok(mut book) => {
            let lists = set_lists_aside(&mut book);
            if source.kind == SourceKind::Encrypted {
                source.kind = SourceKind::Table(Format::Xlsx);
            }
            read(tools, index, source, book, lists)
        }
        Err((status, fault)) => {
            let file =
                FileReading { source, status, fault, sheets: Vec::new(), modified: None, version: Version::default() };
            Gathered { file, findings: Vec::new(), schools: Vec::new(), decisions, answers: Vec::new() }
        }
    }
}

fn status_of(fault: &OpenFault) -> FileStatus {
    match fault {
        OpenFault::Encrypted => FileStatus::Encrypted,
        OpenFault::TooLarge { .. } => FileStatus::TooLarge,
        _ => FileStatus::Unreadable,
    }
}

const fn status_of_kind(kind: SourceKind) -> FileStatus {
    match kind {
        SourceKind::Encrypted => FileStatus::Encrypted,
        SourceKind::Other => FileStatus::Other,
        SourceKind::Archive => FileStatus::Read,
        SourceKind::TooLarge => FileStatus::TooLarge,
        SourceKind::Empty => FileStatus::Empty,
        SourceKind::Identical => FileStatus::Identical,
        SourceKind::Unreadable | SourceKind::Table(_) => FileStatus::Unreadable,
    }
}

fn read(tools: Tools<'_>, index: u32, source: Source, book: Book, mut lists: BTreeMap<usize, Sheet>) -> Gathered {
    let Tools { job, lexicon, .. } = tools;
    let stamp = lists.values().find_map(ReturnStamp::on).or_else(|| book.stamp.clone());
    let mut gathered = Gathered {
        file: FileReading {
            source,
            status: FileStatus::Read,
            fault: None,
            sheets: Vec::new(),
            modified: book.modified,
            version: Version { stamp, ..Version::default() },
        },
        findings: Vec::new(),
        schools: Vec::new(),
        decisions: Vec::new(),
        answers: lists.values().flat_map(answer::read).collect(),
    };
    let path = Arc::clone(&gathered.file.source.path);
    let readings = recognise::recognise(&book, &path, &job.templates.forms, lexicon);
    for (position, (sheet, reading)) in book.sheets.into_iter().zip(readings).enumerate() {
        let (sheet, reading) = match lists.remove(&position) {
            Some(list) => {
                let reading = without_data(&list, IgnoreReason::ProblemList);
                (list, reading)
            }
            None => (sheet, reading),
        };
        let place = Place::sheet(&path, position as u32, &sheet.name);
        let listed = if path.contains('/') { None } else { recognise::school_list(&sheet, &job.templates.forms) };
        let reading = match listed {
            None => reading,
            Some(schools) => {
                gathered.schools.extend(schools);
                without_data(&sheet, IgnoreReason::SchoolList)
            }
        };
        let version = &mut gathered.file.version;
        version.period = version.period.take().or_else(|| filled::period(&sheet, &reading, &path, job.settings.period));
        version.filled_on = version.filled_on.max(filled::on(&sheet, &reading, job.settings.as_of));
        let (sheet, findings) = records(job, index, position as u32, sheet, reading, &place);
        gathered.file.sheets.push(sheet);
        gathered.findings.extend(findings);
    }
    gathered
}

/// A list of schools is configuration, and one of problems ours: none of its rows is data.
fn without_data(sheet: &Sheet, why: IgnoreReason) -> SheetReading {
    let rows = sheet.rows.iter().map(|row| (row.index, RowRole::Ignored(why))).collect();
    SheetReading { blocks: Vec::new(), rows }
}

/// Takes the rows out of the lists of problems in a marked copy that came back, and gives those sheets with their rows.
fn set_lists_aside(book: &mut Book) -> BTreeMap<usize, Sheet> {
    let mut lists = BTreeMap::new();
    for (position, sheet) in book.sheets.iter_mut().enumerate() {
        if ReturnStamp::on(sheet).is_some() {
            lists.insert(position, sheet.clone());
            sheet.rows.clear();
            sheet.merges.clear();
        }
    }
    lists
}

/// The records of one sheet and what is wrong with them; the raw records are dropped here.
fn records(
    job: &Job,
    file: u32,
    position: u32,
    sheet: Sheet,
    mut reading: SheetReading,
    place: &Place,
) -> (SheetRecords, Vec<Finding>) {
    let mut records = Vec::with_capacity(reading.blocks.iter().map(|block| block.records.len()).sum());
    let mut findings = Vec::new();
    for (number, block) in reading.blocks.iter_mut().enumerate() {
        let raw = std::mem::take(&mut block.records);
        let form = job.templates.forms.get(block.form);
        for (index, raw) in raw.iter().enumerate() {
            let id = RecordId { file, sheet: position, block: number as u32, index: index as u32 };
            let record = normalise::record(raw, block, form, id, sheet.hidden, job.settings.as_of);
            if record.quarantine.is_none() {
                findings.extend(check::record(&record, form, place, &job.settings));
            }
            records.push(record);
        }
    }
    let is_list = |role| matches!(role, RowRole::Ignored(IgnoreReason::SchoolList | IgnoreReason::ProblemList));
    if !reading.rows.iter().all(|(_, role)| is_list(*role)) {
        findings.extend(check::sheet(&reading, &records, sheet.hidden, &job.templates.forms, place));
        findings.extend(check::texts(&sheet, place));
    }
    let (name, hidden) = (Arc::clone(&sheet.name), sheet.hidden);
    let printed = normalise::printed_totals(&sheet, &reading, &records, &job.templates.forms, job.settings.as_of);
    let verbatim = verbatim(sheet, &reading, &records);
    (SheetRecords { name, hidden, reading, records, verbatim, printed }, findings)
}

/// The rows that must be shown as they stand: those that cannot be placed.
fn verbatim(sheet: Sheet, reading: &SheetReading, records: &[Record]) -> BTreeMap<u32, Vec<(u32, String)>> {
    let outside = reading.rows.iter().filter(|(_, role)| matches!(role, RowRole::Quarantined(_))).map(|(row, _)| *row);
    let nameless =
        records.iter().filter(|record| record.quarantine.is_some()).flat_map(|record| record.rows.iter().copied());
    let wanted: BTreeSet<u32> = outside.chain(nameless).collect();
    let cells = |cells: Vec<Cell>| cells.into_iter().map(|cell| (cell.column, cell.value.shown())).collect();
    let rows = sheet.rows.into_iter().filter(|row| wanted.contains(&row.index));
    rows.map(|row| (row.index, cells(row.cells))).collect()
}
