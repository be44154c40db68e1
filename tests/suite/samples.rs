//! `samples/` against what its generator knows (`tests/samples/expected.json`): rows, columns, problems, every cell.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use calamine::{Data, Reader, open_workbook_auto};
use serde_json::Value;

use crate::desk::{Desk, list, project};

fn expected() -> Value {
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
fn every_cell_of_the_roster_is_what_was_planted() {
    let (desk, expected) = (Desk::with("samples"), expected());
    let report = desk.report(&[]);
    let consolidated = list(&report, "outputs").iter().find(|output| output["kind"] == "consolidated").unwrap();
    let roster = roster(&desk.out().join(consolidated["path"].as_str().unwrap()));
    let labels = labels();
    let children = list(&expected, "children");
    assert_eq!(roster.len(), children.len());
    let mut wrong = Vec::new();
    for child in children {
        let place = (child["file"].as_str().unwrap(), child["sheet"].as_str().unwrap(), child["row"].as_u64().unwrap());
        let name = child["values"]["name"].as_str().unwrap_or_default();
        let Some(row) = roster.iter().find(|row| row.place() == place && row.get("姓名") == name) else {
            wrong.push(format!("{place:?} {name}: not on the roster"));
            continue;
        };
        for (field, label) in &labels {
            let (wanted, unreadable) = (&child["values"][field], &child["unreadable"][field]);
            let found = row.get(label);
            let same = match wanted {
                Value::Null => found.is_empty() || !unreadable.is_null() || *field == "school",
                Value::Array(parts) => parts.iter().all(|part| found.contains(part.as_str().unwrap())),
                Value::Number(number) => found == number.to_string(),
                other => found == other.as_str().unwrap(),
            };
            if !same {
                wrong.push(format!("{place:?} {name} {field}: wanted {wanted}, found {found:?}"));
            }
        }
        for (header, text) in child["other"].as_object().into_iter().flatten() {
            let other = row.get("其他信息");
            if !other.contains(header) || !other.contains(text.as_str().unwrap()) {
                wrong.push(format!("{place:?} {name}: {header} {text} is not in {other:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Field ids and the labels that stand on the roster.
fn labels() -> Vec<(String, String)> {
    let forms = huibiao::form::builtin().unwrap();
    let (_, form) = forms.roster().unwrap();
    form.fields.iter().map(|field| (field.id.to_string(), field.label.zh.to_string())).collect()
}

/// A row of the roster: header and text.
pub(crate) struct RosterRow(Vec<(String, String)>);

impl RosterRow {
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

/// The rows of `花名册`, read by another library than the one that wrote them.
pub(crate) fn roster(workbook: &Path) -> Vec<RosterRow> {
    let mut book = open_workbook_auto(workbook).unwrap();
    let range = book.worksheet_range("花名册").unwrap();
    let mut rows = range.rows().skip_while(|row| !row.iter().any(|cell| shown(cell) == "来源文件"));
    let headers: Vec<String> = rows.next().unwrap().iter().map(shown).collect();
    rows.map(|row| RosterRow(headers.iter().cloned().zip(row.iter().map(shown)).collect()))
        .filter(|row| !row.get("来源文件").is_empty())
        .collect()
}

fn shown(cell: &Data) -> String {
    match cell {
        Data::DateTime(at) => at.as_datetime().unwrap().format("%Y-%m-%d").to_string(),
        other => other.to_string(),
    }
}
