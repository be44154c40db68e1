//! Hostile values, and where they come out again: as text, cut where a spreadsheet can hold no more, never obeyed.

use rusqlite::Connection;

use crate::desk::{Desk, list};
use crate::samples::rows_of;

/// Each stands where a child's name does, in a row that has all else.
const NAMES: [&str; 12] = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "=HYPERLINK(\"http://example.invalid\",\"x\")",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "TRUE",
    "王\u{1B}[31m红",
    "王\u{202E}芳",
    "王\u{7}芳",
    "'); DROP TABLE child;--",
];

fn table(rows: &[(&str, &str)]) -> String {
    let mut text = "姓名,性别,年级,监护人姓名,监护人电话,备注\n".to_owned();
    for (name, remark) in rows {
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        text += &format!("{},女,三年级,王大山,13812345678,{}\n", quoted(name), quoted(remark));
    }
    text
}

#[test]
fn hostile_values_are_text_wherever_they_come_out() {
    let desk = Desk::new();
    desk.put("柳林小学.csv", table(&NAMES.map(|name| (name, name))));
    let output = desk.run(&[]);
    let talk = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
    assert!(!talk.chars().any(|c| c != '\n' && (c.is_control() || ('\u{202A}'..='\u{202E}').contains(&c))), "{talk:?}");
    let report: serde_json::Value =
        serde_json::from_slice(&std::fs::read(desk.out().join("report.json")).unwrap()).unwrap();
    let rows = &list(&list(&report, "files")[0], "sheets")[0]["rows"];
    assert_eq!(rows["nonempty"], NAMES.len() + 1);
    assert_eq!(
        rows["merged"].as_u64().unwrap() + rows["duplicate"].as_u64().unwrap() + rows["quarantined"].as_u64().unwrap(),
        NAMES.len() as u64
    );
    let book = list(&report, "outputs").iter().find(|output| output["kind"] == "consolidated").unwrap();
    let path = desk.out().join(book["path"].as_str().unwrap());
    let mut zip = zip::ZipArchive::new(std::fs::File::open(&path).unwrap()).unwrap();
    for index in 0..zip.len() {
        let mut part = zip.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        std::io::copy(&mut part, &mut bytes).unwrap();
        if name.starts_with("xl/worksheets/") {
            let text = String::from_utf8(bytes).unwrap();
            for formula in ["cmd|", "HYPERLINK", "SUM(A1)</f>", "<script", "<img"] {
                assert!(!text.contains(&format!("<f>{formula}")) && !text.contains("<script"), "{name}: {formula}");
            }
        }
    }
    let remarks: Vec<String> = rows_of(&path, "花名册")
        .iter()
        .flat_map(|row| row.cells().map(|(_, text)| text.to_owned()).collect::<Vec<_>>())
        .collect();
    for name in ["=cmd|' /C calc'!A0", "<script>alert(1)</script>", "+1+1"] {
        assert!(remarks.iter().any(|cell| cell == name), "{name} is not in the roster: {remarks:?}");
    }
    for page in ["report.html"] {
        if let Ok(text) = std::fs::read_to_string(desk.out().join(page)) {
            assert!(!text.contains("<script>alert(1)") && !text.contains("<img src=x"), "{page}");
        }
    }
}

#[test]
fn a_long_text_is_whole_in_the_ledger_and_cut_in_the_workbook() {
    let desk = Desk::new();
    let long = "很".repeat(100_000);
    desk.put("柳林小学.csv", table(&[("王小芳", &long), ("李小明", "短")]));
    let report = desk.report(&[]);
    let book = list(&report, "outputs").iter().find(|output| output["kind"] == "consolidated").unwrap();
    let cells: Vec<String> = rows_of(&desk.out().join(book["path"].as_str().unwrap()), "花名册")
        .iter()
        .flat_map(|row| row.cells().map(|(_, text)| text.to_owned()).collect::<Vec<_>>())
        .collect();
    assert_eq!(cells.iter().map(|cell| cell.encode_utf16().count()).max(), Some(32_767));
    let ledger = Connection::open(desk.out().join("台账.sqlite")).unwrap();
    let tables: Vec<String> = ledger
        .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%remark%'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let longest = |table: &String| -> i64 {
        ledger
            .query_row(&format!("SELECT COALESCE(MAX(LENGTH(remark)), 0) FROM \"{table}\""), [], |row| row.get(0))
            .unwrap()
    };
    assert!(tables.iter().map(longest).any(|length| length == 100_000), "{tables:?}");
}
