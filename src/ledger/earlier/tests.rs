use std::path::PathBuf;

use tempfile::TempDir;

use super::*;
use crate::form::{Field, Kind, Role};
use crate::ledger::Ledger;
use crate::ledger::fixture::{ID, Township};
use crate::ledger::tests::asked;

/// A folder of ledgers.
struct Shelf(TempDir);

impl Shelf {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Builds the ledger of a township over earlier ones and puts it here.
    fn put(&self, name: &str, township: &Township, earlier: &[&str]) -> Ledger {
        let earlier: Vec<Earlier> = earlier.iter().map(|name| Earlier::open(&self.path(name)).unwrap()).collect();
        let ledger = Ledger::build(&township.facts(), &earlier).unwrap();
        let _ = std::fs::remove_file(self.path(name));
        ledger.save(&self.path(name)).unwrap();
        ledger
    }

    /// Changes a ledger as another program would.
    fn change(&self, name: &str, sql: &str) {
        Connection::open(self.path(name)).unwrap().execute_batch(sql).unwrap();
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }

    fn refused(&self, name: &str) -> EarlierFault {
        Earlier::open(&self.path(name)).unwrap_err()
    }
}

fn of(period: &str) -> Township {
    let mut township = Township::small();
    township.settings.period = period.parse().unwrap();
    township
}

/// A form's other version: a field less, a field more.
fn with_other_fields(mut township: Township) -> Township {
    let form = &mut township.forms.0[0];
    let place = form.role(Role::HelperName).unwrap();
    form.fields[place] = Field { id: "shoe_size".into(), kind: Kind::Number, role: None, ..form.fields[place].clone() };
    township
}

const CHILDREN: &str = "SELECT period, count(*), count(name) FROM child_info GROUP BY period ORDER BY period";

#[test]
fn every_other_period_is_copied_and_this_one_is_the_runs_own() {
    let shelf = Shelf::new();
    shelf.put("q2", &of("2026Q2"), &[]);
    shelf.put("q3", &of("2026Q3"), &["q2"]);
    let ledger = shelf.put("q4", &of("2026Q4"), &["q3"]);
    assert_eq!(asked(&ledger, CHILDREN), ["2026Q2|3|3", "2026Q3|3|3", "2026Q4|3|3"]);
    let rows =
        |table: &str| asked(&ledger, &format!("SELECT count(*) FROM {table} WHERE period = '2026Q3'"))[0].clone();
    for table in ["run", "setting", "calendar", "duty", "form", "field", "school", "file", "row_fate", "finding"] {
        assert_eq!(
            rows(table),
            asked(&ledger, &format!("SELECT count(*) FROM {table} WHERE period = :period"))[0],
            "{table}"
        );
    }
    assert_eq!(ledger.tie_out(), Ok(()));
    let mut smaller = of("2026Q4");
    smaller.merged.children.truncate(1);
    let again = shelf.put("again", &smaller, &["q4"]);
    assert_eq!(asked(&again, CHILDREN), ["2026Q2|3|3", "2026Q3|3|3", "2026Q4|1|1"]);
}

#[test]
fn a_run_over_its_own_ledger_gives_the_same_bytes() {
    let shelf = Shelf::new();
    shelf.put("q2", &of("2026Q2"), &[]);
    shelf.put("old", &with_other_fields(of("2026Q1")), &[]);
    shelf.change(
        "old",
        "CREATE TABLE letters (period TEXT, n INTEGER, \"to whom\" TEXT, PRIMARY KEY (period, n)) WITHOUT ROWID;
        INSERT INTO letters VALUES ('2026Q1', 1, '妈妈');",
    );
    shelf.put("out", &of("2026Q3"), &["old"]);
    shelf.put("out", &of("2026Q4"), &["q2", "out"]);
    let first = shelf.bytes("out");
    for _ in 0..2 {
        shelf.put("out", &of("2026Q4"), &["q2", "out"]);
        assert!(shelf.bytes("out") == first);
    }
    let other = Shelf::new();
    std::fs::copy(shelf.path("out"), other.path("out")).unwrap();
    other.put("out", &of("2026Q4"), &["out"]);
    let second = other.bytes("out");
    other.put("out", &of("2026Q4"), &["out"]);
    assert!(other.bytes("out") == second);
}

#[test]
fn the_first_that_has_a_period_gives_it() {
    let shelf = Shelf::new();
    let named = |name: &str, period: &str, town: &str| {
        let mut township = of(period);
        township.settings.town = Some(town.to_owned());
        shelf.put(name, &township, &[]);
        shelf.change(name, &format!("UPDATE run SET town = '{town}'"));
    };
    named("a", "2026Q3", "甲");
    named("b", "2026Q3", "乙");
    named("c", "2026Q2", "丙");
    let town = |earlier: &[&str]| {
        let ledger = shelf.put("x", &of("2026Q4"), earlier);
        asked(&ledger, "SELECT town FROM run WHERE period < :period ORDER BY period").join(" ")
    };
    assert_eq!(town(&["a", "b"]), "甲");
    assert_eq!(town(&["b", "c", "a"]), "丙 乙");
}

#[test]
fn what_only_an_earlier_definition_knows_is_kept() {
    let shelf = Shelf::new();
    shelf.put("q3", &with_other_fields(of("2026Q3")), &[]);
    shelf.change(
        "q3",
        "UPDATE child_info SET shoe_size = 31 WHERE n = 1;
        CREATE TABLE \"let\"\"ters\" (period TEXT, n INTEGER, \"to whom\" TEXT, PRIMARY KEY (period, n)) WITHOUT ROWID;
        INSERT INTO \"let\"\"ters\" VALUES ('2026Q3', 2, '爸爸'), ('2026Q3', 1, '妈妈'), ('2019Q1', 1, '无主');
        CREATE TABLE mine (note TEXT); CREATE VIEW sly AS SELECT period FROM run;",
    );
    let ledger = shelf.put("q4", &of("2026Q4"), &["q3"]);
    assert_eq!(
        asked(&ledger, "SELECT period, n, shoe_size, helper_name FROM child_info WHERE n < 3 ORDER BY period, n"),
        ["2026Q3|1|31|-", "2026Q3|2|李老师|-", "2026Q4|1|-|李老师", "2026Q4|2|-|李老师"]
    );
    assert_eq!(asked(&ledger, "SELECT * FROM \"let\"\"ters\" ORDER BY n"), ["2026Q3|1|妈妈", "2026Q3|2|爸爸"]);
    assert_eq!(asked(&ledger, "SELECT name FROM sqlite_schema WHERE name IN ('mine', 'sly')").len(), 0);
}

#[test]
fn a_term_misses_only_periods_that_the_ledger_lacks() {
    let missing = |ledger: &Ledger| {
        asked(ledger, "SELECT term, missing FROM term WHERE period = :period ORDER BY term").join(" ")
    };
    let shelf = Shelf::new();
    assert_eq!(missing(&shelf.put("q4", &of("2026Q4"), &[])), "2026-autumn|2026Q3");
    shelf.put("q3", &of("2026Q3"), &[]);
    assert_eq!(missing(&shelf.put("both", &of("2026Q4"), &["q3"])), "2026-autumn|");
    assert_eq!(missing(&shelf.put("later", &of("2027Q1"), &["q4"])), "2026-autumn|2026Q3 2027-spring|");
    assert_eq!(missing(&shelf.put("later", &of("2027Q1"), &["both"])), "2026-autumn| 2027-spring|");
}

#[test]
fn a_child_is_found_again_in_earlier_rosters() {
    let shelf = Shelf::new();
    let mut before = of("2026Q3");
    // 王芳 stood last there, 王强 had no birth date, 张伟 went to a school of another name.
    before.merged.children.rotate_left(1);
    shelf.put("q3", &before, &[]);
    shelf.change("q3", "UPDATE child_info SET birth_date = NULL WHERE name = '王强'");
    let ledger = shelf.put("q4", &of("2026Q4"), &["q3"]);
    let same = "SELECT c.id_number, s.period, s.earlier, s.earlier_child FROM same_child s
        JOIN child_info c ON c.period = s.period AND c.n = s.child ORDER BY s.child, s.earlier, s.earlier_child";
    assert_eq!(asked(&ledger, same), [format!("{ID}|2026Q4|2026Q3|3")]);
    let ledger = shelf.put("q1", &of("2027Q1"), &["q4"]);
    let children = "SELECT child, earlier, earlier_child FROM same_child ORDER BY child, earlier, earlier_child";
    assert_eq!(asked(&ledger, children), ["1|2026Q3|3", "1|2026Q4|1", "2|2026Q4|2"]);
}

#[test]
fn nothing_but_a_whole_ledger_of_ours_is_taken() {
    let shelf = Shelf::new();
    assert!(matches!(shelf.refused("missing"), EarlierFault::Unreadable(_)));
    assert!(matches!(Earlier::open(shelf.0.path()), Err(EarlierFault::Unreadable(_))));
    std::fs::write(
        shelf.path("text"),
        "no database, but longer than a header of a hundred bytes, as many are; ".repeat(9),
    )
    .unwrap();
    assert_eq!(shelf.refused("text"), EarlierFault::Foreign);
    std::fs::write(shelf.path("empty"), "").unwrap();
    assert_eq!(shelf.refused("empty"), EarlierFault::Foreign);
    shelf.change("strange", "CREATE TABLE run (period TEXT)");
    assert_eq!(shelf.refused("strange"), EarlierFault::Foreign);
    shelf.put("newer", &of("2026Q3"), &[]);
    shelf.change("newer", "PRAGMA user_version = 7");
    assert_eq!(shelf.refused("newer"), EarlierFault::Newer { found: 7, known: SCHEMA_VERSION });
    shelf.put("torn", &of("2026Q3"), &[]);
    let bytes = shelf.bytes("torn");
    std::fs::write(shelf.path("torn"), &bytes[..bytes.len() / 2]).unwrap();
    assert!(matches!(shelf.refused("torn"), EarlierFault::Damaged(_)));
    let mut smeared = bytes.clone();
    smeared[8192..12288].fill(0x5A);
    std::fs::write(shelf.path("smeared"), smeared).unwrap();
    assert!(matches!(shelf.refused("smeared"), EarlierFault::Damaged(_)));
    shelf.put("emptied", &of("2026Q3"), &[]);
    shelf.change("emptied", "DROP TABLE run");
    assert!(matches!(shelf.refused("emptied"), EarlierFault::Damaged(_)));
    shelf.put("sly", &of("2026Q3"), &[]);
    shelf.change("sly", "DROP VIEW record; CREATE TABLE record (period TEXT); INSERT INTO record VALUES ('2026Q3')");
    assert!(matches!(shelf.refused("sly"), EarlierFault::Damaged(_)));
    shelf.put("odd", &of("2026Q3"), &[]);
    shelf.change("odd", "UPDATE run SET period = '../x'");
    assert!(matches!(shelf.refused("odd"), EarlierFault::Damaged(_)));
}

#[test]
fn rows_that_do_not_fit_are_the_files_fault() {
    let shelf = Shelf::new();
    shelf.put("twice", &of("2026Q3"), &[]);
    shelf.change(
        "twice",
        "DROP VIEW arrival_note; DROP VIEW arrival; CREATE TABLE s AS SELECT * FROM school; INSERT INTO s SELECT * FROM school;
        DROP TABLE school; ALTER TABLE s RENAME TO school;",
    );
    let earlier = Earlier::open(&shelf.path("twice")).unwrap();
    let error = Ledger::build(&of("2026Q4").facts(), &[earlier]).unwrap_err();
    assert!(
        matches!(&error, crate::ledger::LedgerError::Earlier { place: 0, name, fault: EarlierFault::Damaged(_) } if name == "twice"),
        "{error}"
    );
}

#[test]
fn reading_leaves_nothing_beside_the_file() {
    let shelf = Shelf::new();
    shelf.put("a #1?.sqlite", &of("2026Q3"), &[]);
    shelf.change(
        "a #1?.sqlite",
        "PRAGMA journal_mode = WAL; UPDATE run SET town = '甲'; PRAGMA wal_checkpoint(TRUNCATE)",
    );
    let before = shelf.bytes("a #1?.sqlite");
    let ledger = shelf.put("out", &of("2026Q4"), &["a #1?.sqlite"]);
    assert_eq!(asked(&ledger, "SELECT town FROM run WHERE period = '2026Q3'"), ["甲"]);
    assert!(shelf.bytes("a #1?.sqlite") == before);
    let mut names: Vec<String> = std::fs::read_dir(shelf.0.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["a #1?.sqlite", "out"]);
}
