//! `tests/cases/<behaviour>/`: an inbox of small text grids, and what the run makes of it in `expected.txt`.
//!
//! To add a case, add a folder with an `inbox` and run `HUIBIAO_REFRESH=1 cargo test cases`: it writes `expected.txt`.
//! Then read it against the contract, line by line; a diff that was not read is not a test.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use crate::desk::{Desk, project};
use crate::listing::listing;

/// The folders of `tests/cases`, sorted.
pub(crate) fn cases() -> Vec<PathBuf> {
    let entries = fs::read_dir(project("tests/cases")).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

#[test]
fn every_case_gives_what_it_should() {
    let refresh = std::env::var_os("HUIBIAO_REFRESH").is_some();
    let mut differences = String::new();
    for folder in cases() {
        let name = folder.file_name().unwrap().to_str().unwrap();
        let desk = Desk::with(&format!("tests/cases/{name}/inbox"));
        // Most cases are about one form: a school that sends no other is no part of what they show.
        let config = project("tests/cases/one-form.toml");
        let own = folder.join("inbox/huibiao.toml").exists();
        let options: &[&str] = if own { &[] } else { &["--config", config.to_str().unwrap()] };
        let found = listing(&desk, &desk.report(options));
        let path = folder.join("expected.txt");
        if refresh {
            fs::write(&path, &found).unwrap();
            continue;
        }
        let expected = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        if found != expected {
            writeln!(differences, "tests/cases/{name}/expected.txt:\n{}", difference(&expected, &found)).unwrap();
        }
    }
    assert!(differences.is_empty(), "HUIBIAO_REFRESH=1 writes what was found.\n{differences}");
}

/// The lines that stand in only one of the two.
fn difference(expected: &str, found: &str) -> String {
    let mut lines = String::new();
    for (sign, of, other) in [('-', expected, found), ('+', found, expected)] {
        for line in of.lines().filter(|line| !other.lines().any(|there| there == *line)) {
            writeln!(lines, "{sign} {line}").unwrap();
        }
    }
    if lines.is_empty() { "the same lines in another order\n".to_owned() } else { lines }
}
