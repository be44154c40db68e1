//! A run with nothing new leaves OUT as it lies; a run with anything new does not.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::Output;

use crate::desk::{AS_OF, Desk, assert_same, contents, copy, program, project};
use crate::formats::wide_content;

/// What the program says of a run that had nothing to do.
const UNCHANGED: &str = "都没有变";

/// Runs the main job, which may remember, with more arguments.
fn run(desk: &Desk, more: &[&str]) -> Output {
    let mut program = program();
    program.env("XDG_CACHE_HOME", desk.home().join("cache"));
    program.arg("run").arg(desk.inbox()).args(["--as-of", AS_OF]).args(more).output().unwrap()
}

/// What is changed, how, and with which options the program runs then.
type Change<'a> = (&'a str, fn(&Desk), &'a [&'a str]);

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn node(path: &Path) -> u64 {
    fs::metadata(path).unwrap().ino()
}

/// What OUT holds when everything is made anew in another place.
fn anew(desk: &Desk, more: &[&str]) -> std::collections::BTreeMap<String, Vec<u8>> {
    let other = desk.home().join("另一处");
    let mut arguments = vec!["-o", other.to_str().unwrap(), "--no-cache"];
    arguments.extend(more);
    let output = run(desk, &arguments);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", said(&output));
    let made = contents(&other);
    fs::remove_dir_all(other).unwrap();
    made
}

#[test]
fn a_run_with_nothing_new_leaves_the_outputs_as_they_lie_and_says_the_same() {
    let desk = Desk::with("samples");
    let first = run(&desk, &["--json"]);
    let made = contents(&desk.out());
    let before = node(&desk.out().join("report.json"));
    let second = run(&desk, &["--json"]);
    assert!(!said(&first).contains(UNCHANGED) && said(&second).contains(UNCHANGED), "{}", said(&second));
    assert_eq!(node(&desk.out().join("report.json")), before);
    assert_same(&made, &contents(&desk.out()));
    assert_eq!(first.status.code(), second.status.code());
    assert!(first.stdout == second.stdout && !first.stdout.is_empty());
    for line in said(&first).lines() {
        assert!(said(&second).contains(line), "{line}");
    }
    // What the cache could only have told: the same as a run that has none.
    let third = run(&desk, &["--no-cache"]);
    assert!(!said(&third).contains(UNCHANGED));
    assert_ne!(node(&desk.out().join("report.json")), before);
    assert_same(&made, &contents(&desk.out()));
}

#[test]
fn the_cache_is_its_owners_and_holds_no_person() {
    let desk = Desk::with("samples");
    run(&desk, &[]);
    let entries = contents(&desk.home().join("cache"));
    assert_eq!(entries.len(), 1);
    for (path, bytes) in entries {
        let mode = fs::metadata(desk.home().join("cache").join(path)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let text = String::from_utf8(bytes).unwrap();
        let ledger = rusqlite::Connection::open(desk.out().join("台账.sqlite")).unwrap();
        let mut people = ledger.prepare("SELECT DISTINCT name FROM child_info WHERE length(name) > 1").unwrap();
        let people: Vec<String> = people.query_map([], |row| row.get(0)).unwrap().flatten().collect();
        assert!(people.len() > 100);
        assert_eq!(people.iter().find(|name| text.contains(name.as_str())), None);
    }
}

#[test]
fn what_the_machine_may_have_kept_from_being_read_is_tried_again() {
    let desk = Desk::with("samples");
    desk.put("李芳13900000001.ods", wide_content());
    desk.put("huibiao.toml", "[limits]\nworker_mib = 64\nratio = 1000000\n");
    let first = said(&run(&desk, &[]));
    assert!(first.contains("没有读成：李芳139****0001.ods"), "{first}");
    let again = said(&run(&desk, &[]));
    assert!(again.contains("没有读成") && !again.contains(UNCHANGED), "{again}");
    assert!(!desk.home().join("cache").exists());
    // What is remembered bears no file's name.
    desk.put("huibiao.toml", "");
    let rosters = desk.inbox().join("柳林小学补报.csv");
    fs::rename(&rosters, desk.inbox().join("王小明522423补报.csv")).unwrap();
    run(&desk, &[]);
    assert!(contents(&desk.out()).keys().any(|path| path.starts_with("退回修改/")));
    for bytes in contents(&desk.home().join("cache")).into_values() {
        let text = String::from_utf8(bytes).unwrap();
        assert!(!text.contains("522423") && !text.contains(".csv") && !text.contains("退回"), "{text}");
    }
}

#[test]
fn anything_new_is_seen() {
    let town = ["--town", "新名镇"];
    let twice: &[&str] = &["--edition", "full,public"];
    let changes: [Change<'_>; 8] = [
        ("a byte of a file", |desk| edit(&desk.inbox().join("柳林小学补报.csv")), &[]),
        ("a file less", |desk| fs::remove_file(desk.inbox().join("留守儿童名单.csv")).unwrap(), &[]),
        ("a file more", more, &[]),
        ("another name", rename, &[]),
        ("a configuration", configure, &[]),
        ("an option", |_| {}, &town),
        ("another edition", |_| {}, twice),
        ("a rule", rule, &[]),
    ];
    for (what, change, options) in changes {
        let desk = Desk::with("samples");
        let folder = desk.home().join("本县");
        fs::create_dir(&folder).unwrap();
        let mut with = vec!["--templates", folder.to_str().unwrap()];
        run(&desk, &with);
        assert!(said(&run(&desk, &with)).contains(UNCHANGED), "before {what}");
        change(&desk);
        with.extend(options);
        let output = run(&desk, &with);
        assert!(!said(&output).contains(UNCHANGED), "{what}");
        // What became of the problems since is told too, so only another run over the same OUT is the same.
        let made = contents(&desk.out());
        assert!(said(&run(&desk, &with)).contains(UNCHANGED), "after {what}");
        assert_same(&made, &contents(&desk.out()));
    }
}

#[test]
fn outputs_that_were_touched_are_made_again() {
    let desk = Desk::with("samples");
    run(&desk, &[]);
    let whole = contents(&desk.out());
    for touch in [|page: &Path| fs::remove_file(page).unwrap(), |page: &Path| fs::write(page, "…").unwrap()] {
        touch(&desk.out().join("report.html"));
        let output = run(&desk, &[]);
        assert!(!said(&output).contains(UNCHANGED), "{}", said(&output));
        assert!(contents(&desk.out())["report.html"] == whole["report.html"]);
    }
}

#[test]
fn a_damaged_or_strange_cache_is_passed_over() {
    let desk = Desk::with("samples");
    run(&desk, &[]);
    let cache = desk.home().join("cache");
    let (path, entry) = contents(&cache).pop_first().unwrap();
    let path = cache.join(path);
    let other = |text: &str, to: &str| String::from_utf8(entry.clone()).unwrap().replace(text, to).into_bytes();
    for bytes in [Vec::new(), entry[..entry.len() / 2].to_vec(), other("\"state\":\"", "\"state\":\"0")] {
        fs::write(&path, bytes).unwrap();
        let output = run(&desk, &[]);
        assert!(!said(&output).contains(UNCHANGED) && output.status.code() == Some(1), "{}", said(&output));
        assert!(said(&run(&desk, &[])).contains(UNCHANGED));
    }
    fs::remove_dir_all(&cache).unwrap();
    fs::write(&cache, "in the way").unwrap();
    assert_eq!(run(&desk, &[]).status.code(), Some(1));
}

#[test]
fn what_was_remembered_is_what_would_be_made() {
    let desk = Desk::new();
    copy(&project("samples"), &desk.inbox());
    run(&desk, &[]);
    assert!(said(&run(&desk, &[])).contains(UNCHANGED));
    assert_same(&anew(&desk, &[]), &contents(&desk.out()));
}

fn edit(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    bytes.push(b'\n');
    fs::write(path, bytes).unwrap();
}

fn more(desk: &Desk) {
    desk.put("说明.txt", "请查收");
}

fn configure(desk: &Desk) {
    desk.put("huibiao.toml", "town = \"云溪镇\"\n");
}

fn rename(desk: &Desk) {
    fs::rename(desk.inbox().join("柳林小学补报.csv"), desk.inbox().join("柳林小学补报（新）.csv")).unwrap();
}

fn rule(desk: &Desk) {
    let rule = fs::read_to_string(project("templates/checks/helper-missing.sql")).unwrap();
    fs::create_dir(desk.home().join("本县/checks")).unwrap();
    fs::write(desk.home().join("本县/checks/helper-missing.sql"), rule + "\n-- 本县\n").unwrap();
}
