//! The figures of the consolidated workbook over `samples/`, against the generator's own count, by header words.

use std::collections::{BTreeMap, BTreeSet};

use calamine::{Data, Reader, open_workbook_auto};
use serde_json::Value;

use crate::desk::Desk;
use crate::samples::{consolidated, expected, shown};

/// The tables of a sheet of figures: heading → the row's name → header (group/column) → what stands there.
type Tables = BTreeMap<String, BTreeMap<String, BTreeMap<String, String>>>;

#[test]
fn every_figure_is_the_generators() {
    let (desk, expected) = (Desk::with("samples"), expected());
    let workbook = consolidated(&desk, &desk.report(&[]));
    let mut book = open_workbook_auto(workbook).unwrap();
    let mut wrong = Vec::new();
    for (sheet, wanted) in expected["figures"].as_object().unwrap() {
        let range = book.worksheet_range(sheet).unwrap();
        let rows: Vec<&[Data]> = range.rows().collect();
        let tables = tables(&rows);
        for (heading, wanted) in wanted.as_object().unwrap() {
            let table = tables.get(heading).unwrap_or_else(|| panic!("{sheet} {heading}: {:?}", tables.keys()));
            let wanted = wanted.as_object().unwrap();
            let (rows, names): (BTreeSet<_>, BTreeSet<_>) = (table.keys().collect(), wanted.keys().collect());
            assert_eq!(rows, names, "{sheet} {heading}");
            for (name, figures) in wanted {
                for (header, figure) in figures.as_object().unwrap() {
                    let found = table[name].get(header).map(String::as_str);
                    if !found.is_some_and(|found| is(figure, found)) {
                        wrong.push(format!("{sheet} {heading} {name} {header}: wanted {figure}, found {found:?}"));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn is(wanted: &Value, found: &str) -> bool {
    match wanted {
        Value::Number(number) => {
            found.parse::<f64>().is_ok_and(|found| (found - number.as_f64().unwrap()).abs() < 0.000_001)
        }
        text => text.as_str() == Some(found),
    }
}

/// Reads every table: its heading above it, where the sheet has several; a header of one or two rows; its rows.
fn tables(rows: &[&[Data]]) -> Tables {
    let texts: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(shown).collect()).collect();
    let filled = |row: &[String]| row.iter().filter(|text| !text.is_empty()).count();
    let (mut tables, mut heading, mut at) = (Tables::new(), String::new(), 0);
    while at < texts.len() {
        let row = &texts[at];
        if row[0].contains('、') && filled(row) == 1 {
            heading.clone_from(&row[0]);
        } else if filled(row) > 2 && !row[0].is_empty() {
            let deep = texts.get(at + 1).is_some_and(|below| below[0].is_empty() && filled(below) > 0);
            let headers = headers(row, deep.then(|| texts[at + 1].as_slice()));
            at += 1 + usize::from(deep);
            let table = tables.entry(heading.clone()).or_default();
            while let Some(row) = texts.get(at).filter(|row| !row[0].is_empty() && filled(row) > 1) {
                let cells = headers.iter().cloned().zip(row.iter().cloned()).filter(|(header, _)| !header.is_empty());
                table.insert(row[0].clone(), cells.collect());
                at += 1;
            }
        }
        at += 1;
    }
    tables
}

/// `group/column`, the group's name standing in its first column only.
fn headers(top: &[String], below: Option<&[String]>) -> Vec<String> {
    let Some(below) = below else {
        return top.to_vec();
    };
    let mut group = "";
    top.iter()
        .zip(below)
        .map(|(top, below)| {
            if !top.is_empty() {
                group = top;
            }
            if below.is_empty() { top.clone() } else { format!("{group}/{below}") }
        })
        .collect()
}
