//! A clerk's desk for one test: an inbox in a temporary folder, the built program, and what it made.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// The program under test.
const PROGRAM: &str = env!("CARGO_BIN_EXE_huibiao");

/// The day that every test runs on.
pub(crate) const AS_OF: &str = "2026-11-22";

/// A folder of the project.
pub(crate) fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A temporary folder with an inbox in it.
pub(crate) struct Desk {
    home: tempfile::TempDir,
}

impl Desk {
    /// An empty inbox.
    pub(crate) fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join("收件夹")).unwrap();
        Self { home }
    }

    /// An inbox with a copy of a folder of the project.
    pub(crate) fn with(folder: &str) -> Self {
        let desk = Self::new();
        copy(&project(folder), &desk.inbox());
        desk
    }

    /// The folder around the inbox.
    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    /// The inbox.
    pub(crate) fn inbox(&self) -> PathBuf {
        self.home().join("收件夹")
    }

    /// The folder that [`Desk::run`] writes to.
    pub(crate) fn out(&self) -> PathBuf {
        self.home().join("汇总结果")
    }

    /// Puts a file into the inbox.
    pub(crate) fn put(&self, path: &str, bytes: impl AsRef<[u8]>) -> &Self {
        let path = self.inbox().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    /// Runs the main job with the default output folder and some more arguments.
    pub(crate) fn run(&self, more: &[&str]) -> Output {
        let inbox = self.inbox();
        let mut arguments = vec!["run", inbox.to_str().unwrap(), "--as-of", AS_OF];
        arguments.extend(more);
        huibiao(&arguments)
    }

    /// Runs the main job, which must write outputs, and returns its report, checked against the schema.
    pub(crate) fn report(&self, more: &[&str]) -> Value {
        let output = self.run(more);
        let code = output.status.code();
        assert!(matches!(code, Some(0 | 1)), "exit {code:?}: {}", String::from_utf8_lossy(&output.stderr));
        let report: Value = serde_json::from_slice(&fs::read(self.out().join("report.json")).unwrap()).unwrap();
        check_schema(&report);
        check_tie_out(&report);
        report
    }
}

/// The program, which remembers nothing: a second run does all its work again.
pub(crate) fn program() -> Command {
    let mut program = Command::new(PROGRAM);
    program.env("XDG_CACHE_HOME", "/dev/null");
    program
}

/// Runs the program.
pub(crate) fn huibiao(arguments: &[&str]) -> Output {
    program().args(arguments).output().unwrap()
}

/// The list at `key`, empty where there is none.
pub(crate) fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map(Vec::as_slice).unwrap_or_default()
}

/// Every file below a folder with its bytes.
pub(crate) fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(folder: &Path, prefix: &str, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type().unwrap().is_dir() {
                walk(&entry.path(), &format!("{name}/"), found);
            } else {
                found.insert(name, fs::read(entry.path()).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(folder, "", &mut found);
    found
}

/// Asserts that two folders hold the same files with the same bytes.
pub(crate) fn assert_same(one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>) {
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    for (name, bytes) in one {
        assert!(other[name] == *bytes, "{name} differs");
    }
}

/// Copies a folder.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn check_schema(report: &Value) {
    let schema: Value = serde_json::from_slice(&fs::read(project("templates/report.schema.json")).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let faults: Vec<String> =
        validator.iter_errors(report).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
    assert!(faults.is_empty(), "report.json does not fit its schema:\n{}", faults.join("\n"));
}

/// The law of conservation, for every sheet and every block.
fn check_tie_out(report: &Value) {
    let number = |counts: &Value, key: &str| counts[key].as_u64().unwrap();
    let mut total = [0; 5];
    let keys = ["nonempty", "merged", "duplicate", "quarantined", "ignored"];
    for sheet in report["files"].as_array().unwrap().iter().flat_map(|file| file["sheets"].as_array().unwrap()) {
        let rows = keys.map(|key| number(&sheet["rows"], key));
        assert_eq!(rows[0], rows[1..].iter().sum::<u64>(), "{sheet}");
        for (sum, row) in total.iter_mut().zip(rows) {
            *sum += row;
        }
        for block in sheet["blocks"].as_array().unwrap() {
            let records = &block["records"];
            let fates: u64 = keys[1..4].iter().map(|key| number(records, key)).sum();
            assert_eq!(number(records, "read"), fates, "{block}");
        }
    }
    assert_eq!(keys.map(|key| number(&report["totals"]["rows"], key)), total);
}
