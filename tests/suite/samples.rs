//! `samples/` against what its generator knows (`tests/samples/expected.json`): rows, columns, problems, every cell.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use calamine::{Data, Reader, open_workbook_auto};
use rusqlite::Connection;
use serde_json::Value;

use crate::desk::{Desk, list, project};

pub(crate) fn expected() -> Value {
    serde_json::from_slice(&std::fs::read(project("tests/samples/expected.json")).unwrap()).unwrap()
}

/// The items of `of` under their text at `key`.
fn by<'a>(of: &'a [Value], key: &str) -> BTreeMap<&'a str, &'a Value> {
    of.iter().map(|item| (item[key].as_str().unwrap(), item)).collect()
}

#[test]
fn files_rows_and_columns_are_what_the_generator_knows() {
    let (report, expected) = (Desk::with("samples").report(&[]), expected());
    for key in ["files", "sheets", "children"] {
        assert_eq!(report["totals"][key], expected["totals"][key], "{key}");
    }
    assert_eq!(report["totals"]["rows"], expected["totals"]["rows"]);
    let files = by(list(&report, "files"), "path");
    for (path, wanted) in by(list(&expected, "files"), "path") {
        let file = files[path];
        assert_eq!(file["status"], wanted["status"], "{path}");
        let sheets = by(list(file, "sheets"), "name");
        for (name, wanted) in by(list(wanted, "sheets"), "name") {
            let sheet = sheets[name];
            for key in ["hidden", "school", "form", "layout", "rows"] {
                assert_eq!(sheet[key], wanted[key], "{path} {name} {key}");
            }
            assert_eq!(list(sheet, "blocks").len(), list(wanted, "blocks").len(), "{path} {name}");
            for (block, wanted) in list(sheet, "blocks").iter().zip(list(wanted, "blocks")) {
                assert_eq!(block["form"], wanted["form"], "{path} {name}");
                assert_eq!(block["records"], wanted["records"], "{path} {name}");
                assert_eq!(block["header_rows"], wanted["header_rows"], "{path} {name}");
                let columns = by(list(block, "columns"), "column");
                for (letters, wanted) in by(list(wanted, "columns"), "column") {
                    let field = columns.get(letters).map_or(&Value::Null, |column| &column["field"]);
                    assert_eq!(*field, wanted["field"], "{path} {name} {letters} {}", wanted["header"]);
                }
            }
        }
    }
    let schools = by(list(&report, "schools"), "name");
    for (name, wanted) in by(list(&expected, "schools"), "name") {
        assert_eq!(schools[name]["children"], wanted["children"], "{name}");
        assert_eq!(schools[name]["forms"], wanted["forms"], "{name}");
    }
}

/// What a problem must agree in: the keys that the expected one has.
const PINS: [&str; 8] = ["code", "severity", "school", "file", "sheet", "cell", "row", "field"];

fn agrees(problem: &Value, wanted: &Value) -> bool {
    PINS.iter().chain(&["subject"]).all(|key| wanted[key].is_null() || problem[key] == wanted[key])
}

#[test]
fn problems_are_the_planted_ones_and_no_others() {
    let (report, expected) = (Desk::with("samples").report(&[]), expected());
    let problems = list(&report, "problems");
    let mut left: BTreeSet<usize> = (0..problems.len()).collect();
    let mut missing = Vec::new();
    for wanted in list(&expected, "problems") {
        match left.iter().copied().find(|&at| agrees(&problems[at], wanted)) {
            Some(at) => {
                left.remove(&at);
            }
            None => missing.push(wanted),
        }
    }
    // What the contract leaves open may be told or not; it has a place and no severity.
    let open = |problem: &Value| {
        list(&expected, "problems_open").iter().any(|open| {
            ["code", "file", "sheet", "row"].iter().all(|key| open[key].is_null() || open[key] == problem[key])
        })
    };
    let extra: Vec<&Value> = left.into_iter().map(|at| &problems[at]).filter(|problem| !open(problem)).collect();
    assert!(missing.is_empty() && extra.is_empty(), "missing:\n{}\nnot planted:\n{}", lines(&missing), lines(&extra));
}

fn lines(problems: &[&Value]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_cell_is_what_was_planted() {
    let (desk, expected) = (Desk::with("samples"), expected());
    let workbook = consolidated(&desk, &desk.report(&[]));
    let forms = huibiao::form::builtin().unwrap();
    for form in forms.0.iter().filter(|form| form.required) {
        let is_roster = &*form.id == "child-info";
        let wanted: Vec<&Value> = if is_roster {
            list(&expected, "children").iter().collect()
        } else {
            list(&expected, "records").iter().filter(|record| record["form"] == *form.id).collect()
        };
        let labels: Vec<(&str, &str)> = form.fields.iter().map(|f| (&*f.id, &*f.label.zh)).collect();
        let rows = rows_of(&workbook, &form.sheet);
        assert_eq!(rows.len(), wanted.len(), "{}", form.sheet);
        let wrong: Vec<String> = wanted.iter().flat_map(|record| unlike(record, &rows, &labels)).collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

/// In which cells a record on a sheet of the workbook differs from what was planted.
fn unlike(record: &Value, rows: &[SheetRow], labels: &[(&str, &str)]) -> Vec<String> {
    let place = place_of(record);
    let name = record["values"]["name"].as_str().unwrap_or_default();
    let Some(row) = rows.iter().find(|row| row.place() == place && row.get("姓名") == name) else {
        return vec![format!("{place:?} {name}: not on the sheet")];
    };
    let mut wrong = Vec::new();
    for (field, label) in labels {
        let (wanted, unreadable) = (&record["values"][field], &record["unreadable"][field]);
        let found = row.get(label);
        let same = match wanted {
            Value::Null => found.is_empty() || !unreadable.is_null() || *field == "school",
            Value::Array(parts) => parts.iter().all(|part| found.contains(part.as_str().unwrap())),
            Value::Number(number) => {
                found.parse::<f64>().is_ok_and(|found| (found - number.as_f64().unwrap()).abs() < 0.01)
            }
            other => found == other.as_str().unwrap(),
        };
        if !same {
            wrong.push(format!("{place:?} {name} {field}: wanted {wanted}, found {found:?}"));
        }
    }
    for (header, text) in record["other"].as_object().into_iter().flatten() {
        let other = row.get("其他信息");
        if !other.contains(header) || !other.contains(text.as_str().unwrap()) {
            wrong.push(format!("{place:?} {name}: {header} {text} is not in {other:?}"));
        }
    }
    wrong
}

/// File, sheet and row of a record or of the child that it is about.
fn place_of(of: &Value) -> (&str, &str, u64) {
    (of["file"].as_str().unwrap(), of["sheet"].as_str().unwrap(), of["row"].as_u64().unwrap())
}

#[test]
fn every_record_belongs_to_the_child_that_it_is_about() {
    let (desk, expected) = (Desk::with("samples"), expected());
    desk.report(&[]);
    let ledger = Connection::open(desk.out().join("台账.sqlite")).unwrap();
    let tie = "SELECT r.form, f.path, t.name, r.row_number, g.path, u.name, c.row_number, c.name FROM record r
         JOIN file f ON f.period = r.period AND f.file = r.file
         JOIN sheet t ON t.period = r.period AND t.file = r.file AND t.sheet = r.sheet
         LEFT JOIN child_info c ON c.period = r.period AND c.n = r.child
         LEFT JOIN file g ON g.period = c.period AND g.file = c.file
         LEFT JOIN sheet u ON u.period = c.period AND u.file = c.file AND u.sheet = c.sheet";
    let mut asked = ledger.prepare(tie).unwrap();
    let text = |row: &rusqlite::Row<'_>, at| row.get::<_, Option<String>>(at).unwrap().unwrap_or_default();
    let number = |row: &rusqlite::Row<'_>, at| row.get::<_, Option<i64>>(at).unwrap().unwrap_or_default();
    let found: BTreeSet<_> = asked
        .query_map([], |row| {
            let record = (text(row, 0), text(row, 1), text(row, 2), number(row, 3));
            Ok((record, (text(row, 4), text(row, 5), number(row, 6), text(row, 7))))
        })
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let said = |of: &Value, key: &str| of[key].as_str().unwrap_or_default().to_owned();
    let wanted: BTreeSet<_> = list(&expected, "records")
        .iter()
        .map(|record| {
            let (child, row) = (&record["child"], |of: &Value| of["row"].as_i64().unwrap_or_default());
            let place = (said(record, "form"), said(record, "file"), said(record, "sheet"), row(record));
            (place, (said(child, "file"), said(child, "sheet"), row(child), said(child, "name")))
        })
        .collect();
    let (missing, extra) = (wanted.difference(&found), found.difference(&wanted));
    assert!(found == wanted, "wanted: {:#?}\nfound: {:#?}", missing.collect::<Vec<_>>(), extra.collect::<Vec<_>>());
}

/// The township's workbook among the outputs.
pub(crate) fn consolidated(desk: &Desk, report: &Value) -> PathBuf {
    let workbook = list(report, "outputs").iter().find(|output| output["kind"] == "consolidated").unwrap();
    desk.out().join(workbook["path"].as_str().unwrap())
}

/// A row of the roster or of a sheet of records: header and text.
pub(crate) struct SheetRow(Vec<(String, String)>);

impl SheetRow {
    /// The text under a header.
    pub(crate) fn get(&self, header: &str) -> &str {
        self.cells().find(|(column, _)| *column == header).map(|(_, text)| text).unwrap_or_default()
    }

    /// Headers and texts in the order of the columns.
    pub(crate) fn cells(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(column, text)| (column.as_str(), text.as_str()))
    }

    fn place(&self) -> (&str, &str, u64) {
        (self.get("来源文件"), self.get("来源工作表"), self.get("来源行").parse().unwrap_or_default())
    }
}

/// The rows of a sheet with a row per child or record, read by another library than the one that wrote them.
pub(crate) fn rows_of(workbook: &Path, sheet: &str) -> Vec<SheetRow> {
    let mut book = open_workbook_auto(workbook).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    let mut rows = range.rows().skip_while(|row| !row.iter().any(|cell| shown(cell) == "来源文件"));
    let headers: Vec<String> = rows.next().unwrap().iter().map(shown).collect();
    rows.map(|row| SheetRow(headers.iter().cloned().zip(row.iter().map(shown)).collect()))
        .filter(|row| !row.get("来源文件").is_empty())
        .collect()
}

/// A cell's text: a day as ISO, a time of day as HH:MM.
pub(crate) fn shown(cell: &Data) -> String {
    match cell {
        Data::DateTime(at) if at.as_f64() < 1.0 => at.as_datetime().unwrap().format("%H:%M").to_string(),
        Data::DateTime(at) => at.as_datetime().unwrap().format("%Y-%m-%d").to_string(),
        other => other.to_string(),
    }
}
