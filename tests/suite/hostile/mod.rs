//! What nobody would send by mistake, and what some do: every file has the state that the table here gives it, and a
//! good file beside it loses nothing.
//!
//! The files are made by hand, byte for byte where they lie. `HUIBIAO_HOSTILE=DIR` writes them there to be looked at.

#![allow(clippy::format_collect, clippy::format_push_string, reason = "what is made here is small, and read by people")]

mod mutations;
mod others;
mod packages;
mod sheets;
mod surgery;
mod values;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::desk::{Desk, list};

/// A file and what must become of it.
#[derive(Clone)]
struct Case {
    name: String,
    bytes: Vec<u8>,
    /// The status, and the rows with content where it is read; for an archive its members behind it. `?`: whatever,
    /// as long as it is said plainly.
    expected: &'static str,
}

impl Case {
    fn new(name: &str, bytes: impl AsRef<[u8]>, expected: &'static str) -> Self {
        Self { name: name.to_owned(), bytes: bytes.as_ref().to_vec(), expected }
    }
}

const GOOD: &str =
    "姓名,性别,身份证号,年级,监护人姓名,监护人电话\n赵小兰,女,110105201709180023,三年级,赵大海,13812345678\n";

/// The problem code that goes with a status.
const CODES: [(&str, &str); 5] = [
    ("unreadable", "file-unreadable"),
    ("encrypted", "file-encrypted"),
    ("too-large", "file-too-large"),
    ("empty", "file-empty"),
    ("other", "file-other"),
];

/// Each in its own folder, so that no two are of one name; the same bytes twice are told apart by nothing else.
fn run(cases: &[Case]) -> (Value, String) {
    let desk = Desk::new();
    desk.put("好的.csv", GOOD);
    for (number, case) in cases.iter().enumerate() {
        desk.put(&format!("{number:03}/{}", case.name), &case.bytes);
    }
    if let Some(folder) = std::env::var_os("HUIBIAO_HOSTILE") {
        crate::desk::copy(&desk.inbox(), std::path::Path::new(&folder));
    }
    let output = desk.run(&[]);
    let talk = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
    assert!(matches!(output.status.code(), Some(0 | 1)), "{talk}");
    (serde_json::from_slice(&std::fs::read(desk.out().join("report.json")).unwrap()).unwrap(), talk)
}

fn rows(file: &Value) -> u64 {
    list(file, "sheets").iter().map(|sheet| sheet["rows"]["nonempty"].as_u64().unwrap()).sum()
}

/// `read 3`, `unreadable`.
fn state(file: &Value) -> String {
    let status = file["status"].as_str().unwrap();
    if status == "read" { format!("read {}", rows(file)) } else { status.to_owned() }
}

#[test]
fn every_file_has_its_state_and_its_code() {
    let cases: Vec<Case> = [packages::cases(), sheets::cases(), others::cases()].concat();
    let (report, talk) = run(&cases);
    assert!(!talk.contains("panick") && !talk.contains('\u{1B}') && !talk.contains('\u{202E}'), "{talk}");
    let files: BTreeMap<&str, &Value> =
        list(&report, "files").iter().map(|file| (file["path"].as_str().unwrap(), file)).collect();
    assert_eq!(state(files["好的.csv"]), "read 2");
    let mut wrong = Vec::new();
    for (number, case) in cases.iter().enumerate() {
        let path = format!("{number:03}/{}", case.name);
        let Some(file) = files.get(path.as_str()) else {
            wrong.push(format!("{path:?} is not listed"));
            continue;
        };
        let mut said = state(file);
        // What an earlier case holds as well is a copy of it.
        if said == "identical" && case.expected.starts_with("read") {
            continue;
        }
        let below = format!("{path}/");
        for (path, member) in files.range(below.as_str()..).take_while(|(path, _)| path.starts_with(&below)) {
            let state = if member["status"] == "identical" { "read 3".to_owned() } else { state(member) };
            said = format!("{said}; {} {state}", &path[below.len()..]);
        }
        let sorted = |text: &str| text.split("; ").map(str::to_owned).collect::<std::collections::BTreeSet<_>>();
        if case.expected != "?" && sorted(&said) != sorted(case.expected) {
            wrong.push(format!("{path:?}: {said}, not {}", case.expected));
        }
        let codes: Vec<&str> = list(&report, "problems")
            .iter()
            .filter(|problem| problem["file"] == path.as_str() && problem.get("sheet").is_none())
            .map(|problem| problem["code"].as_str().unwrap())
            .collect();
        let status = file["status"].as_str().unwrap();
        let due = CODES.iter().find(|(of, _)| *of == status).map(|(_, code)| *code);
        if !due.is_none_or(|code| codes.contains(&code)) {
            wrong.push(format!("{path:?}: {status} without its problem: {codes:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}
