use super::fixture::Township;
use super::tests::asked;
use super::*;
use crate::finding::Severity;

#[test]
fn questions_only_read() {
    let ledger = Township::small().ledger();
    for sql in [
        "DELETE FROM finding",
        "SELECT 1; SELECT 2",
        "SELECT 1; DROP TABLE run",
        "PRAGMA user_version",
        "ATTACH 'x' AS x",
        "VACUUM INTO 'x'",
        "CREATE TEMP TABLE x (y)",
        "INSERT INTO run DEFAULT VALUES",
        "SELECT random()",
        "SELECT datetime('now')",
        "SELECT current_timestamp",
        "SELECT load_extension('x')",
        "SELECT :other",
        "SELECT ?1",
        "-- nothing",
        "",
        "SELECT zeroblob(100000000)",
        "SELECT no_such FROM run",
    ] {
        let error = ledger.ask("checks/x.sql", sql).unwrap_err().to_string();
        assert!(error.starts_with("checks/x.sql: "), "{sql}: {error}");
    }
    assert_eq!(asked(&ledger, "SELECT :period, :as_of, :lang, :period -- end"), ["2026Q4|2026-11-22|zh|2026Q4"]);
    assert_eq!(
        asked(
            &ledger,
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4) SELECT count(*) FROM n"
        ),
        ["4"]
    );
}

#[test]
fn questions_end() {
    let ledger = Township::small().ledger();
    ledger.guard.hurry(1_000_000);
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
    assert_eq!(
        ledger.ask("checks/x.sql", endless).unwrap_err().to_string(),
        "checks/x.sql: 步骤太多，已停下 (stopped: too many steps)"
    );
    // The next question starts afresh.
    assert_eq!(asked(&ledger, "SELECT count(*) FROM run"), ["1"]);
}

#[test]
fn answers_come_row_by_row_too() {
    let ledger = Township::small().ledger();
    let mut names = Vec::new();
    ledger
        .each::<LedgerError>("test", "SELECT name FROM child_info ORDER BY n", |row| {
            names.extend(row[0].as_text().map(str::to_owned));
            Ok(())
        })
        .unwrap();
    assert_eq!(names, ["王芳", "王强", "张伟"]);
}

#[test]
fn the_same_facts_give_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let township = Township::small();
    let saved = |name: &str, again: bool| {
        let mut ledger = township.ledger();
        if again {
            ledger.ask("test", "SELECT 1").unwrap();
        }
        ledger.set_findings(&township.findings).unwrap();
        let file = folder.path().join(name);
        ledger.save(&file).unwrap();
        std::fs::read(file).unwrap()
    };
    let (first, second) = (saved("台账.sqlite", false), saved("台账2.sqlite", true));
    assert_eq!(first, second);
    assert_eq!(first[..16], *b"SQLite format 3\0");
    assert_eq!(u16::from_be_bytes([first[16], first[17]]), 8192);
    // No WAL; the change counter, the version it is valid for, and the application's number.
    assert_eq!(first[18..20], [1, 1]);
    assert_eq!(first[24..28], first[92..96]);
    assert_eq!(first[68..72], *b"HUIB");
}

#[test]
fn a_saved_ledger_is_sound_and_opens_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Township::small().ledger();
    let file = folder.path().join("台账.sqlite");
    ledger.save(&file).unwrap();
    let error = ledger.save(&file).unwrap_err().to_string();
    assert!(error.starts_with("台账.sqlite: "), "{error}");
    let again = Connection::open(&file).unwrap();
    let sound: String = again.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    let children: u32 = again.query_row("SELECT count(*) FROM child_info", [], |row| row.get(0)).unwrap();
    assert_eq!((sound.as_str(), children), ("ok", 3));
    // The guard is closed again after saving.
    assert!(ledger.ask("test", "DELETE FROM run").is_err());
}

#[test]
fn findings_are_replaced() {
    let mut township = Township::small();
    let mut ledger = township.ledger();
    let question = "SELECT n, code, file FROM finding ORDER BY n";
    assert_eq!(asked(&ledger, question), ["1|id-checksum|高桥小学.xlsx"]);
    township.problem("school-missing", Severity::Error, Some("新村小学"), None);
    ledger.set_findings(&township.findings).unwrap();
    assert_eq!(asked(&ledger, question), ["1|id-checksum|高桥小学.xlsx", "2|school-missing|-"]);
    assert!(ledger.ask("test", "DELETE FROM finding").is_err());
}
