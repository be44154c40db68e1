//! What the clerk decides: written into the workbook of problems, followed by the next run, remembered, taken back.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use calamine::{Data, Reader, Xlsx, open_workbook};
use rust_xlsxwriter::Workbook;
use serde_json::Value;

use crate::desk::{Desk, assert_same, contents, huibiao, list};

const ROSTER: &str = "年级,班级,姓名,性别,身份证号,出生日期,父亲姓名,父亲状况,母亲姓名,母亲状况,监护人,与儿童关系,监护人年龄,监护人电话,健康状况";
const FANG: &str =
    "三年级,1,王小芳,女,110105201709180023,2017-09-18,王大军,外出务工,李梅,外出务工,王大山,爷爷,60,13812345601,健康";
const MING: &str =
    "三年级,1,李明,男,110105201803120019,2018-03-12,李小军,外出务工,张丽,外出务工,李有福,爷爷,61,13812345602,健康";
const HONG: &str = "九年级,1,赵小红,女,,2017-05-01,赵军,外出务工,孙丽,外出务工,赵有福,爷爷,61,13812345604,健康";
const WEI: &str = "三年级,2,陈大伟,男,,2018-05-05,陈军,外出务工,周丽,外出务工,陈有福,爷爷,61,13812345605,健康";

/// Two schools of which the first sent a second list.
fn township() -> Desk {
    let desk = Desk::new();
    desk.put("huibiao.toml", "required_forms = [\"child-info\"]\n");
    desk.put("青石镇柳林小学/花名册.csv", [ROSTER, FANG, MING, HONG, WEI].join("\n"));
    let (ill, sounds) = (MING.replace("健康", "残疾"), HONG.replace("小红", "晓红").replace("九年级", "三年级"));
    desk.put("青石镇柳林小学/补充.csv", [ROSTER, &ill, &sounds].join("\n"));
    desk.put("青石镇石桥小学/花名册.csv", [ROSTER, FANG, WEI].join("\n"));
    desk
}

pub(crate) fn problems(desk: &Desk) -> PathBuf {
    desk.out().join("问题清单_2026Q4.xlsx")
}

/// A row by its column's titles.
pub(crate) type Row = BTreeMap<String, String>;

/// Saves a workbook anew as another program would that keeps no properties, with what somebody writes into its rows:
/// sheet, row → column and text.
pub(crate) fn filled(from: &Path, to: &Path, says: impl Fn(&str, &Row) -> Vec<(&'static str, &'static str)>) {
    let mut book: Xlsx<_> = open_workbook(from).unwrap();
    let mut copy = Workbook::new();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).unwrap();
        let sheet = copy.add_worksheet().set_name(&name).unwrap();
        let Some((top, left)) = range.start() else { continue };
        let titles: Vec<String> = range
            .rows()
            .nth(2 - (top as usize).min(2))
            .map(|row| row.iter().map(ToString::to_string).collect())
            .unwrap_or_default();
        for (at, row) in (top..).zip(range.rows()) {
            let known: Row = titles.iter().cloned().zip(row.iter().map(ToString::to_string)).collect();
            let written = if at > 2 { says(&name, &known) } else { Vec::new() };
            for ((column, value), title) in
                (left as u16..).zip(row).zip(titles.iter().map(Some).chain(std::iter::repeat(None)))
            {
                let new = written.iter().find(|(to, _)| title.is_some_and(|title| title == to)).map(|(_, text)| *text);
                match (new, value) {
                    (Some(text), _) if !text.is_empty() => drop(sheet.write_string(at, column, text).unwrap()),
                    (Some(_), _) | (None, Data::Empty) => {}
                    (None, Data::Float(number)) => drop(sheet.write_number(at, column, *number).unwrap()),
                    (None, other) => drop(sheet.write_string(at, column, other.to_string()).unwrap()),
                }
            }
        }
    }
    copy.save(to).unwrap();
}

/// Writes into OUT's own workbook.
fn decide(desk: &Desk, says: impl Fn(&str, &Row) -> Vec<(&'static str, &'static str)>) {
    let copy = desk.home().join("copy.xlsx");
    filled(&problems(desk), &copy, says);
    fs::rename(copy, problems(desk)).unwrap();
}

/// What is said of a finding with this code and child.
fn of(
    code: &'static str,
    child: &'static str,
    word: &'static str,
) -> impl Fn(&str, &Row) -> Vec<(&'static str, &'static str)> {
    move |_, row| {
        let mark = row.get("识别码（请勿改动）").cloned().unwrap_or_default();
        let meant = mark.starts_with(&format!("{code}:")) && row.get("儿童/对象").is_some_and(|name| name == child);
        if meant {
            vec![("处理意见", word), ("处理人", "张干事"), ("处理日期", "2026-11-20")]
        } else {
            Vec::new()
        }
    }
}

/// What is said of a header.
pub(crate) fn header(
    header: &'static str,
    field: &'static str,
) -> impl Fn(&str, &Row) -> Vec<(&'static str, &'static str)> {
    move |sheet, row| {
        let meant = sheet == "待确认" && row.get("表头").is_some_and(|written| written == header);
        if meant { vec![("定为", field)] } else { Vec::new() }
    }
}

/// Each problem with this code as its child and its file.
fn raised(report: &Value, code: &str) -> Vec<String> {
    let problems = list(report, "problems").iter().filter(|problem| problem["code"] == code);
    let text = |problem: &Value, key: &str| problem[key].as_str().unwrap_or_default().to_owned();
    problems.map(|problem| format!("{} {}", text(problem, "subject"), text(problem, "file"))).collect()
}

/// The rows of a sheet of OUT's workbook, by title.
fn rows(desk: &Desk, sheet: &str) -> Vec<Row> {
    let mut book: Xlsx<_> = open_workbook(problems(desk)).unwrap();
    let Ok(range) = book.worksheet_range(sheet) else { return Vec::new() };
    let titles: Vec<String> = range.rows().nth(2).unwrap().iter().map(ToString::to_string).collect();
    range.rows().skip(3).map(|row| titles.iter().cloned().zip(row.iter().map(ToString::to_string)).collect()).collect()
}

fn children(report: &Value) -> Vec<(String, u64)> {
    let of = |school: &Value| (school["name"].as_str().unwrap().to_owned(), school["children"].as_u64().unwrap());
    list(report, "schools").iter().map(of).collect()
}

fn is(cell: &Data, text: &str) -> bool {
    matches!(cell, Data::String(written) if written == text)
}

/// A roster with a header that nobody knows.
const WHERE: &str = "年级,班级,姓名,性别,身份证号,父亲姓名,在哪打工,监护人,监护人电话\n三年级,1,王小芳,女,110105201709180023,王大军,广东东莞,王大山,13812345601\n三年级,1,李明,男,110105201803120019,李小军,福建,李有福,13812345602";

pub(crate) fn field_of(report: &Value, letters: &str) -> Value {
    let columns = list(&list(&list(report, "files")[0], "sheets")[0], "columns");
    columns.iter().find(|column| column["column"] == letters).unwrap()["field"].clone()
}

pub(crate) fn one_roster() -> Desk {
    let desk = Desk::new();
    desk.put("huibiao.toml", "required_forms = [\"child-info\"]\n").put("名单.csv", WHERE);
    desk
}

#[test]
fn a_header_is_what_the_clerk_says_until_it_is_taken_back() {
    let desk = one_roster();
    assert_eq!(field_of(&desk.report(&[]), "G"), Value::Null);
    let asked = &rows(&desk, "待确认")[0];
    assert_eq!((asked["表头"].as_str(), asked["定为"].as_str()), ("在哪打工", ""));
    assert!(asked["像哪一栏（建议）"].starts_with("父亲务工地"), "{asked:?}");
    decide(&desk, header("在哪打工", "父亲务工地"));
    let report = desk.report(&[]);
    assert_eq!(field_of(&report, "G"), "father_workplace");
    assert!(raised(&report, "column-unmapped").is_empty());
    assert!(desk.out().join("留存").is_dir());
    let once = contents(&desk.out());
    desk.report(&[]);
    assert_same(&once, &contents(&desk.out()));
    // Whoever has not heard it hears it from the workbook as it stands.
    let copy = desk.home().join("意见.xlsx");
    fs::copy(problems(&desk), &copy).unwrap();
    let fresh = one_roster();
    assert_eq!(field_of(&fresh.report(&["--decisions", copy.to_str().unwrap()]), "G"), "father_workplace");
    decide(&desk, header("在哪打工", ""));
    assert_eq!(field_of(&desk.report(&["--decisions", copy.to_str().unwrap()]), "G"), Value::Null);
    // It stays taken back, whatever the ledger remembers.
    assert_eq!(field_of(&desk.report(&[]), "G"), Value::Null);
}

#[test]
fn the_surest_word_decides() {
    let desk = one_roster();
    desk.report(&[]);
    let named = desk.home().join("意见.xlsx");
    filled(&problems(&desk), &named, header("在哪打工", "母亲务工地"));
    let options = ["--decisions", named.to_str().unwrap()];
    assert_eq!(field_of(&desk.report(&options), "G"), "mother_workplace");
    // The ledger remembers; a workbook in the inbox is asked before it, whatever its name, but not one in a folder.
    assert_eq!(field_of(&desk.report(&[]), "G"), "mother_workplace");
    let fresh = one_roster();
    fresh.report(&[]);
    filled(&problems(&fresh), &desk.inbox().join("甲.xlsx"), header("在哪打工", "家庭住址"));
    let report = desk.report(&[]);
    let columns = list(&list(&report, "files")[0], "sheets");
    assert!(columns[0]["columns"].to_string().contains("home_address"), "{}", columns[0]["columns"]);
    fs::create_dir(desk.inbox().join("石桥小学")).unwrap();
    fs::rename(desk.inbox().join("甲.xlsx"), desk.inbox().join("石桥小学/甲.xlsx")).unwrap();
    fs::remove_dir_all(desk.out()).unwrap();
    let report = desk.report(&[]);
    assert_eq!(field_of(&report, "G"), Value::Null);
    desk.put("huibiao.toml", "[headers.child-info]\n\"在哪打工\" = \"父亲务工地\"\n");
    let report = desk.report(&options);
    assert_eq!(field_of(&report, "G"), "father_workplace");
    desk.put("huibiao.toml", "\n[headers.child-info]\n\"在哪打工\" = \"打工处\"\n");
    let output = desk.run(&[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("huibiao.toml:3"));
}

#[test]
fn the_next_quarter_remembers() {
    let desk = one_roster();
    desk.report(&[]);
    decide(&desk, header("在哪打工", "父亲务工地"));
    desk.report(&[]);
    let (inbox, out) = (desk.inbox(), desk.out());
    let arguments = ["run", inbox.to_str().unwrap(), "-o", out.to_str().unwrap(), "--as-of", "2027-01-10"];
    assert!(matches!(huibiao(&arguments).status.code(), Some(0 | 1)));
    let report: Value = serde_json::from_slice(&fs::read(out.join("report.json")).unwrap()).unwrap();
    assert_eq!((report["period"].as_str(), field_of(&report, "G")), (Some("2027Q1"), "father_workplace".into()));
}

#[test]
fn what_is_no_workbook_of_decisions_is_refused() {
    let desk = one_roster();
    for (path, bytes) in [("甲.csv", "姓名\n王芳"), ("乙.txt", "")] {
        let file = desk.home().join(path);
        fs::write(&file, bytes).unwrap();
        assert_eq!(desk.run(&["--decisions", file.to_str().unwrap()]).status.code(), Some(2), "{path}");
    }
    assert!(!desk.out().exists());
}

#[test]
fn children_are_one_or_two_as_the_clerk_says() {
    let desk = township();
    let before = desk.report(&[]);
    assert_eq!(raised(&before, "suspected-duplicate").len(), 2);
    assert_eq!(children(&before), [("青石镇柳林小学".to_owned(), 5), ("青石镇石桥小学".to_owned(), 0)]);
    decide(&desk, |sheet, row| {
        let same = of("suspected-duplicate", "赵晓红", "同一人")(sheet, row);
        if same.is_empty() { of("suspected-duplicate", "陈大伟", "不是同一人")(sheet, row) } else { same }
    });
    let report = desk.report(&[]);
    assert!(raised(&report, "suspected-duplicate").is_empty());
    assert_eq!(children(&report), [("青石镇柳林小学".to_owned(), 4), ("青石镇石桥小学".to_owned(), 1)]);
    let settled = rows(&desk, "已处理");
    let told: Vec<_> = settled.iter().map(|row| (row["处理意见"].as_str(), row["处理人"].as_str())).collect();
    assert_eq!(told, [("同一人", "张干事"), ("不是同一人", "张干事")]);
    decide(&desk, |sheet, row| of("suspected-duplicate", "赵晓红", "撤销")(sheet, row));
    let report = desk.report(&[]);
    assert_eq!(raised(&report, "suspected-duplicate"), ["赵晓红 青石镇柳林小学/补充.csv"]);
}

#[test]
fn a_value_and_a_school_stand_as_the_clerk_says() {
    let desk = township();
    let before = desk.report(&[]);
    assert_eq!(raised(&before, "conflicting-values"), ["李明 青石镇柳林小学/补充.csv"]);
    decide(&desk, |sheet, row| {
        let right = of("conflicting-values", "李明", "以本行为准")(sheet, row);
        let here = row.get("学校").is_some_and(|school| school == "青石镇石桥小学");
        if right.is_empty() && here {
            of("duplicate-across-schools", "王小芳", "归本校")(sheet, row)
        } else {
            right
        }
    });
    let report = desk.report(&[]);
    assert!(raised(&report, "conflicting-values").is_empty());
    assert_eq!(children(&report), [("青石镇柳林小学".to_owned(), 4), ("青石镇石桥小学".to_owned(), 1)]);
    // An error is for the schools to put right: it stays, with what was decided.
    assert_eq!(raised(&report, "duplicate-across-schools").len(), 2);
    let shown: Vec<String> = rows(&desk, "请核对").into_iter().map(|row| row["处理意见"].clone()).collect();
    assert!(shown.contains(&"归本校".to_owned()), "{shown:?}");
    let mut book: Xlsx<_> = open_workbook(desk.out().join("青石镇留守儿童汇总表_2026Q4.xlsx")).unwrap();
    let roster = book.worksheet_range("花名册").unwrap();
    let ming = roster.rows().find(|row| row.iter().any(|cell| is(cell, "李明"))).unwrap();
    assert!(ming.iter().any(|cell| is(cell, "残疾")), "{ming:?}");
}

#[test]
fn what_was_verified_is_not_told_until_it_changes() {
    let desk = township();
    desk.report(&[]);
    decide(&desk, |sheet, row| {
        let grade = of("grade-age-mismatch", "赵小红", "已核实无误")(sheet, row);
        if grade.is_empty() { of("missing-required", "赵小红", "已核实无误")(sheet, row) } else { grade }
    });
    let report = desk.report(&[]);
    assert!(raised(&report, "grade-age-mismatch").is_empty());
    // Nothing silences an error.
    assert_eq!(raised(&report, "missing-required").len(), 4);
    let settled = rows(&desk, "已处理");
    assert_eq!((settled.len(), settled[0]["现在怎样算"].as_str()), (1, "已核实"));
    // Rows in another order under another name are the same rows.
    fs::remove_file(desk.inbox().join("青石镇柳林小学/花名册.csv")).unwrap();
    desk.put("青石镇柳林小学/新花名册.csv", [ROSTER, "", WEI, HONG, MING, FANG].join("\n"));
    let report = desk.report(&[]);
    assert!(raised(&report, "grade-age-mismatch").is_empty());
    assert!(raised(&report, "decision-unused").is_empty());
    // Another value is another problem.
    desk.put("青石镇柳林小学/新花名册.csv", [ROSTER, &HONG.replace("九年级", "八年级"), WEI, MING, FANG].join("\n"));
    let report = desk.report(&[]);
    assert_eq!(raised(&report, "grade-age-mismatch"), ["赵小红 青石镇柳林小学/新花名册.csv"]);
    assert_eq!(raised(&report, "decision-unused").len(), 1);
}
