//! What must not change what is merged: how files lie in the folder, how many are read at once, and how a sheet is laid out.

use std::collections::BTreeSet;
use std::path::Path;

use calamine::{Reader, open_workbook_auto};
use proptest::prelude::*;
use serde_json::Value;

use crate::desk::{Desk, assert_same, contents, list};
use crate::samples::{consolidated, rows_of, shown};
use crate::township::{Dice, HEAD, Sheet, TAIL, township};

/// A property starts the program twice for each of its cases.
fn few() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, max_shrink_iters: 8, ..ProptestConfig::with_cases(6) }
}

/// What a run made of an inbox, without places.
#[derive(Debug, PartialEq)]
struct Seen {
    children: Vec<String>,
    /// Records of help and calls.
    records: Vec<String>,
    /// What is counted of them.
    figures: Vec<String>,
    schools: Vec<(String, u64)>,
    /// Rows merged, duplicate, quarantined.
    rows: [u64; 3],
    /// Code, school, field and subject.
    problems: BTreeSet<[String; 4]>,
}

/// The columns of the roster that say where a child stands, or repeat its problems with their places.
const PLACES: [&str; 4] = ["问题", "来源文件", "来源工作表", "来源行"];

fn seen(sheets: &[Sheet]) -> Seen {
    let desk = Desk::new();
    for (name, bytes) in sheets.iter().map(Sheet::file) {
        desk.put(&name, bytes);
    }
    let report = desk.report(&[]);
    let text = |of: &Value, key: &str| of[key].as_str().unwrap_or_default().to_owned();
    let workbook = consolidated(&desk, &report);
    let said = |sheet: &str| {
        let rows = rows_of(&workbook, sheet);
        let cells = rows.iter().map(|row| {
            let cells = row.cells().filter(|(column, _)| !PLACES.contains(column));
            cells.map(|(_, text)| text).collect::<Vec<_>>().join("|")
        });
        let mut cells: Vec<String> = cells.collect();
        cells.sort();
        cells
    };
    let schools = list(&report, "schools").iter();
    Seen {
        children: said("花名册"),
        records: [said("帮扶记录"), said("通话记录")].concat(),
        figures: figures(&workbook),
        schools: schools.map(|school| (text(school, "name"), school["children"].as_u64().unwrap())).collect(),
        rows: ["merged", "duplicate", "quarantined"].map(|fate| report["totals"]["rows"][fate].as_u64().unwrap()),
        problems: list(&report, "problems")
            .iter()
            .map(|problem| ["code", "school", "field", "subject"].map(|key| text(problem, key)))
            .collect(),
    }
}

/// What `工作落实` counts: records that went to another child would show in it.
fn figures(workbook: &Path) -> Vec<String> {
    let mut book = open_workbook_auto(workbook).unwrap();
    let range = book.worksheet_range("工作落实").unwrap();
    range.rows().map(|row| row.iter().map(shown).collect::<Vec<_>>().join("|")).collect()
}

/// Asserts that a change to every sheet of a township changes nothing in what is merged.
fn changes_nothing(seed: u64, change: impl Fn(&mut Vec<Vec<String>>, &mut Dice)) {
    let (sheets, mut dice) = township(seed);
    let mut changed = sheets.clone();
    for sheet in &mut changed {
        change(&mut sheet.rows, &mut dice);
    }
    let (before, after) = (seen(&sheets), seen(&changed));
    assert!(before.children.len() > 5 && before.records.len() > 8, "{before:?}");
    assert_eq!(before, after);
}

fn insert_column(rows: &mut [Vec<String>], at: usize) {
    for row in rows.iter_mut().filter(|row| row.len() >= at) {
        row.insert(at, String::new());
    }
}

proptest! {
    #![proptest_config(few())]

    #[test]
    fn an_inserted_blank_row_changes_nothing(seed: u64) {
        changes_nothing(seed, |rows, dice| {
            let at = dice.below(rows.len() + 1);
            rows.insert(at, Vec::new());
        });
    }

    #[test]
    fn an_inserted_blank_column_changes_nothing(seed: u64) {
        changes_nothing(seed, |rows, dice| {
            let at = 1 + dice.below(rows[1].len());
            insert_column(rows, at);
        });
    }

    #[test]
    fn leading_empty_rows_and_columns_change_nothing(seed: u64) {
        changes_nothing(seed, |rows, dice| {
            for _ in 0..=dice.below(2) {
                insert_column(rows, 0);
            }
            for _ in 0..=dice.below(3) {
                rows.insert(0, Vec::new());
            }
        });
    }

    #[test]
    fn columns_in_another_order_change_nothing(seed: u64) {
        changes_nothing(seed, |rows, dice| {
            let order = dice.shuffled(rows[1].len());
            let table = 1..rows.len() - TAIL;
            for row in &mut rows[table] {
                *row = order.iter().map(|&column| row[column].clone()).collect();
            }
        });
    }

    #[test]
    fn a_sheet_as_text_or_as_a_workbook_is_the_same(seed: u64) {
        let (sheets, _) = township(seed);
        let mut turned = sheets.clone();
        for sheet in &mut turned {
            sheet.is_xlsx = !sheet.is_xlsx;
        }
        prop_assert_eq!(seen(&sheets), seen(&turned));
    }

    #[test]
    fn a_form_split_over_two_files_changes_nothing(seed: u64) {
        let (sheets, mut dice) = township(seed);
        let mut split = Vec::new();
        for sheet in &sheets {
            let data = sheet.rows.len() - HEAD - TAIL;
            let at = HEAD + 1 + dice.below(data - 1);
            let (mut first, mut second) = (sheet.clone(), sheet.clone());
            first.rows.drain(at..sheet.rows.len() - TAIL);
            second.rows.drain(HEAD..at);
            // The parts lie where the whole lay among the others: the path decides between equals.
            second.name += "（续）";
            split.extend([first, second]);
        }
        prop_assert_eq!(seen(&sheets), seen(&split));
    }

    #[test]
    fn order_of_files_jobs_and_a_second_run_change_no_byte(seed: u64) {
        let (sheets, mut dice) = township(seed);
        let files: Vec<(String, Vec<u8>)> = sheets.iter().map(Sheet::file).collect();
        let desk = Desk::new();
        for (name, bytes) in &files {
            desk.put(name, bytes);
        }
        desk.report(&["--jobs", "1"]);
        let first = contents(&desk.out());
        desk.report(&["--jobs", "3"]);
        assert_same(&first, &contents(&desk.out()));
        let other = Desk::new();
        for at in dice.shuffled(files.len()) {
            other.put(&files[at].0, &files[at].1);
        }
        other.report(&[]);
        assert_same(&first, &contents(&other.out()));
    }
}
