//! What came out of a run, as lines that a person can check by eye: fates, columns, children, records, problems with places.

use std::fmt::Write;
use std::path::Path;

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use serde_json::Value;

use crate::desk::{Desk, list};
use crate::samples::rows_of;

/// Columns of the roster that say where a child comes from, and what else the listing shows elsewhere.
const RECEIPT: [&str; 3] = ["来源文件", "来源工作表", "来源行"];
const ELSEWHERE: &str = "问题";

/// The listing of a desk's outputs and their report.
pub(crate) fn listing(desk: &Desk, report: &Value) -> String {
    let mut lines = String::new();
    let problems = &report["totals"]["problems"];
    let graves = ["error", "warning", "info"].map(|grave| format!("{} {grave}", problems[grave]));
    writeln!(lines, "{}: {} children; {}", text(&report["town"]), report["totals"]["children"], graves.join(", "))
        .unwrap();
    let ledger = Connection::open(desk.out().join("台账.sqlite")).unwrap();
    for file in list(report, "files") {
        writeln!(lines, "\n== {} ({}, {})", text(&file["path"]), text(&file["format"]), text(&file["status"])).unwrap();
        for sheet in list(file, "sheets") {
            lines += &sheet_lines(sheet, &fates(&ledger, text(&file["path"]), text(&sheet["name"])));
        }
    }
    lines += "\n-- children\n";
    let workbook = list(report, "outputs").iter().find(|output| output["kind"] == "consolidated").unwrap();
    lines += &children(&desk.out().join(text(&workbook["path"])));
    lines += &records(&ledger);
    lines += "\n-- problems\n";
    for problem in list(report, "problems") {
        lines += &problem_line(problem);
    }
    lines
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("?")
}

/// `2 header; 3 merged`, in the order of the rows; rows of one fate that follow each other stand together.
fn fates(ledger: &Connection, path: &str, sheet: &str) -> String {
    let mut statement = ledger
        .prepare(
            "SELECT r.row_number, r.fate, r.reason FROM row_fate r
             JOIN file f ON f.period = r.period AND f.file = r.file
             JOIN sheet s ON s.period = r.period AND s.file = r.file AND s.sheet = r.sheet
             WHERE f.path = ? AND s.name = ? ORDER BY r.row_number",
        )
        .unwrap();
    let rows = statement
        .query_map([path, sheet], |row| {
            let (fate, reason): (String, String) = (row.get(1)?, row.get(2)?);
            let fate = match (&*fate, &*reason) {
                ("ignored", reason) => reason.to_owned(),
                (_, "") => fate,
                (_, reason) => format!("{fate} ({reason})"),
            };
            Ok((row.get::<_, i64>(0)?, fate))
        })
        .unwrap();
    let mut runs: Vec<(i64, i64, String)> = Vec::new();
    for (row, fate) in rows.map(Result::unwrap) {
        match runs.last_mut() {
            Some((_, last, said)) if *said == fate && *last + 1 == row => *last = row,
            _ => runs.push((row, row, fate)),
        }
    }
    let shown =
        runs.into_iter().map(
            |(first, last, fate)| {
                if first == last { format!("{first} {fate}") } else { format!("{first}-{last} {fate}") }
            },
        );
    shown.collect::<Vec<_>>().join("; ")
}

fn sheet_lines(sheet: &Value, fates: &str) -> String {
    let count = |of: &Value, key: &str| format!("{} {key}", of[key]);
    let hidden = if sheet["hidden"] == true { " hidden" } else { "" };
    let rows = ["merged", "duplicate", "quarantined", "ignored"].map(|key| count(&sheet["rows"], key)).join(" + ");
    let name = text(&sheet["name"]);
    let mut lines =
        format!("{name}{hidden}, school {}: {} rows = {rows}\n", text(&sheet["school"]), sheet["rows"]["nonempty"]);
    writeln!(lines, "  {fates}").unwrap();
    for block in list(sheet, "blocks") {
        let header: Vec<String> = list(block, "header_rows").iter().map(Value::to_string).collect();
        let records = ["merged", "duplicate", "quarantined"].map(|key| count(&block["records"], key)).join(" + ");
        writeln!(
            lines,
            "  {} {} {}, header {}, school {}: {} records = {records}",
            text(&block["range"]),
            text(&block["form"]),
            text(&block["layout"]),
            header.join(","),
            text(&block["school"]),
            block["records"]["read"],
        )
        .unwrap();
        for column in list(block, "columns") {
            let field = column["field"].as_str().unwrap_or("-");
            writeln!(lines, "    {} {:?} → {field}", text(&column["column"]), text(&column["header"])).unwrap();
        }
    }
    lines
}

/// A line for each child: its place, then every cell that is filled.
fn children(workbook: &Path) -> String {
    let mut lines = String::new();
    for row in rows_of(workbook, "花名册") {
        let place = RECEIPT.map(|column| row.get(column)).join(" ");
        let cells =
            row.cells().filter(|(column, text)| !text.is_empty() && !RECEIPT.contains(column) && *column != ELSEWHERE);
        let cells: Vec<String> = cells.map(|(column, text)| format!("{column}={text:?}")).collect();
        writeln!(lines, "{place}: {}", cells.join(" ")).unwrap();
    }
    lines
}

/// A section for each form whose records are events, with a line for each: its place, the child it is about by its
/// position above, then every field that is filled.
fn records(ledger: &Connection) -> String {
    let forms = "SELECT form, table_name FROM form WHERE kind = 'record' ORDER BY position, form";
    let mut statement = ledger.prepare(forms).unwrap();
    let forms = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))).unwrap();
    let mut lines = String::new();
    for (form, table) in forms.map(Result::unwrap) {
        let select = format!(
            "SELECT f.path || ' ' || t.row_number, t.child, t.* FROM \"{table}\" t
             JOIN file f ON f.period = t.period AND f.file = t.file ORDER BY t.n"
        );
        let mut statement = ledger.prepare(&select).unwrap();
        let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let first = columns.iter().rposition(|column| column == "event_day").unwrap() + 1;
        let told = statement.query_map([], |row| {
            let child = row.get::<_, Option<i64>>(1)?.map_or("nobody".to_owned(), |child| format!("child {child}"));
            let mut line = format!("{}, {child}:", row.get::<_, String>(0)?);
            for (at, column) in columns.iter().enumerate().skip(first).filter(|(_, column)| !column.ends_with("_as")) {
                match row.get_ref(at)? {
                    ValueRef::Text(text) => write!(line, " {column}={:?}", String::from_utf8_lossy(text)).unwrap(),
                    ValueRef::Real(number) => write!(line, " {column}={number}").unwrap(),
                    _ => {}
                }
            }
            Ok(line)
        });
        let told: Vec<String> = told.unwrap().map(Result::unwrap).collect();
        if !told.is_empty() {
            writeln!(lines, "\n-- {form}\n{}", told.join("\n")).unwrap();
        }
    }
    lines
}

fn problem_line(problem: &Value) -> String {
    let part = |key: &str| problem[key].as_str();
    let place = part("cell").map(str::to_owned).or_else(|| problem["row"].as_u64().map(|row| format!("row {row}")));
    let place = [part("file"), part("sheet"), place.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let about = [part("field"), part("subject")].into_iter().flatten().map(|about| format!(" {about}"));
    let school = part("school").unwrap_or("?");
    let about: String = about.collect();
    format!("{} {} @ {place}{about} [{school}]\n", text(&problem["severity"]), text(&problem["code"]))
}
