//! Every foreign spreadsheet of `../shared/corpus` is opened, or refused with a plain fault: no crash, no hang.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on fails, and says what it skipped"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use huibiao::discover::discover;
use huibiao::model::{Book, OpenFault, Source, SourceKind};
use huibiao::open::{Reader, open, quiet_panics};
use huibiao::settings::Limits;

fn corpus() -> Option<PathBuf> {
    let folder = match std::env::var_os("HUIBIAO_CORPUS") {
        Some(folder) => PathBuf::from(folder),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus"),
    };
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: {} is not here", folder.display());
    None
}

fn reader() -> Reader {
    quiet_panics();
    Reader::new(Limits::default(), PathBuf::from(env!("CARGO_BIN_EXE_huibiao")))
}

type Outcome = Result<Book, OpenFault>;

/// What became of every file, several at a time as in a run.
fn outcomes(folder: &Path) -> BTreeMap<String, (Source, Outcome, Duration)> {
    let sources = discover(&[folder.to_path_buf()], None, &Limits::default()).unwrap();
    let reader = reader();
    let threads = 2;
    let share = sources.len().div_ceil(threads);
    std::thread::scope(|scope| {
        let opened: Vec<_> = sources
            .chunks(share)
            .map(|sources| {
                let reader = &reader;
                scope.spawn(move || sources.iter().map(|source| timed(source, reader)).collect::<Vec<_>>())
            })
            .collect();
        opened
            .into_iter()
            .flat_map(|thread| thread.join().unwrap())
            .map(|entry| (entry.0.path.to_string(), entry))
            .collect()
    })
}

fn timed(source: &Source, reader: &Reader) -> (Source, Outcome, Duration) {
    let start = Instant::now();
    let outcome = open(source, reader);
    (source.clone(), outcome, start.elapsed())
}

#[test]
fn every_foreign_file_is_opened_or_plainly_refused() {
    let Some(folder) = corpus() else { return };
    let outcomes = outcomes(&folder);
    assert!(outcomes.len() > 1000, "{} files", outcomes.len());
    let (mut read, mut tables) = (0, 0);
    for (path, (source, outcome, time)) in &outcomes {
        if std::env::var_os("HUIBIAO_CORPUS_LISTED").is_some() {
            let said = match outcome {
                Ok(book) => format!(
                    "ok {:?}",
                    book.sheets.iter().map(|sheet| (&*sheet.name, sheet.rows.len())).collect::<Vec<_>>()
                ),
                Err(fault) => format!("{fault}"),
            };
            println!("{path}\t{:?}\t{}ms\t{said}", source.kind, time.as_millis());
        }
        if matches!(source.kind, SourceKind::Table(_)) {
            tables += 1;
            read += usize::from(outcome.is_ok());
            let is_host = matches!(outcome, Err(OpenFault::Io { .. }));
            assert!(!is_host, "{path}: {outcome:?}");
        }
    }
    println!("{} files, {tables} taken for tables, {read} read", outcomes.len());
}

/// What is known of some of them.
const KNOWN: &[(&str, &str)] = &[
    ("phpspreadsheet/tests__data__Reader__XLS__oleloop.xls", "truncated"),
    ("phpspreadsheet/tests__data__Reader__XLS__pwtest3.xls", "encrypted"),
    ("poi/test-data__spreadsheet__duplicate-filename.xlsx", "damaged"),
    ("calamine/tests__issue_594_dos.ods", "cells is 16383999983615, the limit is 1200000"),
    ("exceldatareader/src__TestData__EmptyZipFile.xlsb", "not a workbook"),
    ("openpyxl/openpyxl__reader__tests__data__null_file.xlsx", "truncated"),
    ("exceldatareader/src__TestData__strict__Test255x10.xlsx", "Sheet1!A1=col1"),
    ("exceldatareader/src__TestData__Test_git_issue_385_backslash.xlsx", "Sheet1!A1="),
    ("readxl/tests__testthat__sheets__mtcars.xls", "head(mtcars)!A1=mpg"),
    ("sheetjs/BlankSheetTypes.xlsm", ""),
    ("calamine/tests__issue_174.xlsx", "Sheet1!E1=City"),
];

#[test]
fn known_files_come_out_as_they_should() {
    let Some(folder) = corpus() else { return };
    let reader = reader();
    for (path, expected) in KNOWN {
        let mut source = discover(&[folder.join(path)], None, &Limits::default()).unwrap();
        let said = match open(&source.remove(0), &reader) {
            Err(fault) => fault.to_string(),
            Ok(book) => {
                let sheet = &book.sheets[0];
                let first = sheet.rows.first().map(|row| (row.index, &row.cells));
                let cells = first.into_iter().flat_map(|(row, cells)| cells.iter().map(move |cell| (row, cell)));
                let shown = cells.map(|(row, cell)| {
                    let at = huibiao::model::Address::new(row, cell.column);
                    format!("{}!{at}={}", sheet.name, cell.value.shown())
                });
                shown.collect::<Vec<_>>().join(" ")
            }
        };
        assert!(said.contains(expected), "{path}: {said}");
    }
}
