//! The loop with a school: its marked copy comes back corrected and explained, and the list shrinks.

#![allow(clippy::print_stdout, reason = "a test says what it skipped")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::process::Command;

use calamine::{Reader, Xlsx, open_workbook, open_workbook_from_rs};
use serde_json::Value;

use crate::desk::{Desk, assert_same, contents, list};

/// A roster: a phone too short, a child too old, a number without a phone, an unknown word.
const ROSTER: &str = "姓名,性别,身份证号,年级,班级,健康状况,父亲姓名,父亲状况,母亲姓名,母亲状况,监护人姓名,监护人电话\n\
    王小芳,女,110105201709180023,三年级,1,健康,王大军,外出务工,李梅,外出务工,王大山,1381\n\
    李明,男,110105201803120019,三年级,1,健康,李小军,外出务工,张丽,外出务工,李有福,13812345602\n\
    赵大勇,男,11010520060101001X,三年级,1,健康,赵军,外出务工,孙丽,外出务工,赵有福,13812345604\n\
    陈大伟,男,,三年级,2,健康,陈军,外出务工,周丽,外出务工,陈有福,13812345605\n";

const ORIGINAL: &str = "青石镇柳林小学/花名册.csv";
const COPY: &str = "退回修改/青石镇柳林小学/花名册.csv.xlsx";

fn desk() -> Desk {
    let desk = Desk::new();
    desk.put("huibiao.toml", "required_forms = [\"child-info\"]\n").put(ORIGINAL, ROSTER);
    desk
}

/// A cell with its column's letters and row, and what is typed into it.
type Typed<'a> = (&'a str, &'a str);

/// A copy with something typed into its roster, and into rows of its list: (code, 处理情况, 说明).
fn answered(copy: &[u8], cells: &[Typed<'_>], explained: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(copy.to_vec())).unwrap();
    let listed = book.worksheet_range("问题清单").unwrap();
    let mut answers = Vec::new();
    for (row, values) in (1..).zip(listed.rows()) {
        let code = values.get(8).map(ToString::to_string).unwrap_or_default();
        for (_, done, words) in explained.iter().filter(|(of, ..)| *of == code) {
            answers.extend([(format!("G{row}"), *done), (format!("H{row}"), *words)]);
        }
    }
    assert!(answers.len() >= explained.len() * 2, "{explained:?}");
    let typed: Vec<Typed<'_>> = answers.iter().map(|(at, text)| (at.as_str(), *text)).collect();
    with_parts(copy, |name, text| match name {
        "xl/worksheets/sheet1.xml" => typed_into(text, cells),
        "xl/worksheets/sheet2.xml" => typed_into(text, &typed),
        _ => text,
    })
}

fn typed_into(sheet: String, cells: &[Typed<'_>]) -> String {
    cells.iter().fold(sheet, |sheet, (at, text)| {
        let start = sheet.find(&format!("<c r=\"{at}\"")).unwrap();
        let rest = &sheet[start..];
        let tag = &rest[..=rest.find('>').unwrap()];
        let end = if tag.ends_with("/>") { tag.len() } else { rest.find("</c>").unwrap() + 4 };
        let style = tag.split(" s=\"").nth(1).map_or("0", |style| style.split('"').next().unwrap());
        let cell = format!("<c r=\"{at}\" s=\"{style}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
        format!("{}{cell}{}", &sheet[..start], &rest[end..])
    })
}

/// A package with its parts of text rewritten.
fn with_parts(package: &[u8], rewrite: impl Fn(&str, String) -> String) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(Cursor::new(package)).unwrap();
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..from.len() {
        let mut part = from.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        to.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        match String::from_utf8(bytes) {
            Ok(text) => to.write_all(rewrite(&name, text).as_bytes()).unwrap(),
            Err(bytes) => to.write_all(&bytes.into_bytes()).unwrap(),
        }
    }
    to.finish().unwrap().into_inner()
}

fn copy(desk: &Desk) -> Vec<u8> {
    fs::read(desk.out().join(COPY)).unwrap()
}

/// The rows of a sheet of the workbook of problems, by title.
fn rows(desk: &Desk, sheet: &str) -> Vec<BTreeMap<String, String>> {
    let mut book: Xlsx<_> = open_workbook(desk.out().join("问题清单_2026Q4.xlsx")).unwrap();
    let Ok(range) = book.worksheet_range(sheet) else { return Vec::new() };
    let titles: Vec<String> = range.rows().nth(2).unwrap().iter().map(ToString::to_string).collect();
    range.rows().skip(3).map(|row| titles.iter().cloned().zip(row.iter().map(ToString::to_string)).collect()).collect()
}

/// What became of the problems: code and state.
fn progress(desk: &Desk) -> Vec<(String, String)> {
    let mut told: Vec<(String, String)> =
        rows(desk, "进展").iter().map(|row| (row["代码"].clone(), row["进展"].clone())).collect();
    told.sort();
    told
}

fn codes(report: &Value) -> Vec<&str> {
    list(report, "problems").iter().filter_map(|problem| problem["code"].as_str()).collect()
}

fn status(report: &Value, path: &str) -> String {
    let files = list(report, "files");
    files.iter().find(|file| file["path"] == path).unwrap()["status"].as_str().unwrap().to_owned()
}

#[test]
fn the_list_shrinks_run_after_run() {
    for is_beside in [true, false] {
        let desk = desk();
        let first = desk.report(&[]);
        assert_eq!(codes(&first), ["phone-invalid", "age-out-of-range", "grade-age-mismatch", "missing-required"]);
        assert_eq!(progress(&desk), []);
        let back = answered(
            &copy(&desk),
            &[("L2", "13812345601")],
            &[("age-out-of-range", "属实无需改", "休学两年"), ("missing-required", "暂时无法填写", "正在补办")],
        );
        desk.put("青石镇柳林小学/改好了.xlsx", back);
        if !is_beside {
            fs::remove_file(desk.inbox().join(ORIGINAL)).unwrap();
        }
        let second = desk.report(&[]);
        assert_eq!(codes(&second), ["grade-age-mismatch", "missing-required"]);
        assert_eq!(second["totals"]["children"], 4);
        if is_beside {
            assert_eq!(status(&second, ORIGINAL), "superseded");
            let rows = &list(&list(&second, "files")[0], "sheets")[0];
            assert!(list(&second, "files").iter().any(|file| file["status"] == "read"));
            let superseded = list(&second, "files").iter().find(|file| file["status"] == "superseded").unwrap();
            let rows = if superseded["path"] == ORIGINAL { &list(superseded, "sheets")[0] } else { rows };
            assert_eq!((&rows["rows"]["duplicate"], &rows["rows"]["merged"]), (&4.into(), &0.into()));
        }
        let told = [
            ("age-out-of-range", "已说明"),
            ("grade-age-mismatch", "未改"),
            ("missing-required", "未改"),
            ("phone-invalid", "已改"),
        ];
        assert_eq!(progress(&desk), told.map(|(code, state)| (code.to_owned(), state.to_owned())));
        let explained = rows(&desk, "已说明");
        assert_eq!(explained.len(), 1);
        assert_eq!((&*explained[0]["学校说明"], &*explained[0]["儿童/对象"]), ("休学两年", "赵大勇"));
        // What was said of an error stands beside it.
        assert_eq!(rows(&desk, "请学校改")[0]["学校说明"], "正在补办");
        // A run that only repeats it changes no byte.
        let before = contents(&desk.out());
        desk.report(&[]);
        assert_same(&before, &contents(&desk.out()));
    }
}

#[test]
fn an_explanation_holds_while_the_value_stays() {
    let desk = desk();
    desk.report(&[]);
    let said = [("age-out-of-range", "属实无需改", "休学两年")];
    let marked = copy(&desk);
    desk.put(ORIGINAL, ROSTER).put("青石镇柳林小学/改.xlsx", answered(&marked, &[], &said));
    assert!(!codes(&desk.report(&[])).contains(&"age-out-of-range"));
    // The next copy tells no more of it; when it comes back, what was said still holds.
    let next = copy_of(&desk, "改.xlsx");
    desk.put("青石镇柳林小学/再改.xlsx", answered(&next, &[("L2", "13812345601")], &[]));
    let report = desk.report(&[]);
    assert_eq!(status(&report, "青石镇柳林小学/改.xlsx"), "superseded");
    assert_eq!(codes(&report), ["grade-age-mismatch", "missing-required"]);
    // Another value is asked about anew, though the old words still stand on the list.
    fs::remove_file(desk.inbox().join("青石镇柳林小学/再改.xlsx")).unwrap();
    desk.put("青石镇柳林小学/改.xlsx", answered(&marked, &[("C4", "110105200501010012")], &said));
    assert!(codes(&desk.report(&[])).contains(&"age-out-of-range"));
    // Said anew it holds again; taken back it does not.
    let anew = [("age-out-of-range", "属实无需改", "休学三年")];
    desk.put("青石镇柳林小学/改.xlsx", answered(&marked, &[("C4", "110105200501010012")], &anew));
    assert!(!codes(&desk.report(&[])).contains(&"age-out-of-range"));
    desk.put("青石镇柳林小学/改.xlsx", answered(&marked, &[("C4", "110105200501010012")], &[]));
    assert!(codes(&desk.report(&[])).contains(&"age-out-of-range"));
}

fn copy_of(desk: &Desk, name: &str) -> Vec<u8> {
    fs::read(desk.out().join("退回修改/青石镇柳林小学").join(name)).unwrap()
}

#[test]
fn the_later_of_two_copies_is_read() {
    let dated = |day: &str| format!("学校：青石镇柳林小学,填报日期：{day}\n{ROSTER}");
    let first = desk();
    first.put(ORIGINAL, dated("2026年11月1日"));
    first.report(&[]);
    let marked = copy(&first);
    let with_day =
        |day: &str, phone: &str| answered(&marked, &[("B1", &format!("填报日期：{day}")), ("L3", phone)], &[]);
    // The name that sorts first is the later one.
    let desk = desk();
    desk.put(ORIGINAL, dated("2026年11月1日"));
    desk.put("a.xlsx", with_day("2026年11月20日", "13812345601")).put("b.xlsx", with_day("2026年11月9日", "138"));
    let report = desk.report(&[]);
    assert_eq!((status(&report, "a.xlsx"), status(&report, "b.xlsx")), ("read".to_owned(), "superseded".to_owned()));
    assert!(!codes(&report).contains(&"phone-invalid"));
    // Where nothing tells them apart, both are read, and what differs is told.
    desk.put("b.xlsx", with_day("2026年11月20日", "13812345699"));
    let report = desk.report(&[]);
    assert_eq!((status(&report, "a.xlsx"), status(&report, "b.xlsx")), ("read".to_owned(), "read".to_owned()));
    assert!(codes(&report).contains(&"duplicate-in-school"), "{:?}", codes(&report));
}

#[test]
fn a_copy_used_as_a_pattern_loses_no_child() {
    let desk = desk();
    desk.report(&[]);
    let marked = copy(&desk);
    let others: Vec<(String, String)> = (2..6)
        .flat_map(|row| {
            let name = ["钱多多", "孙悟净", "周星辰", "吴所谓"][row - 2];
            let number =
                ["110105201709180015", "110105201802030070", "110105201705110052", "110105201802030070"][row - 2];
            [(format!("A{row}"), name.to_owned()), (format!("C{row}"), number.to_owned())]
        })
        .collect();
    let typed: Vec<Typed<'_>> = others.iter().map(|(at, text)| (at.as_str(), text.as_str())).collect();
    desk.put("青石镇柳林小学/四年级.xlsx", answered(&marked, &typed, &[]));
    let report = desk.report(&[]);
    assert!(list(&report, "files").iter().filter(|file| file["status"] == "read").count() == 2);
    assert_eq!(report["totals"]["children"], 8);
}

#[test]
fn a_copy_with_a_few_rows_loses_no_child() {
    let desk = desk();
    desk.report(&[]);
    let gone = ["A3", "C3", "A4", "C4", "A5", "C5"].map(|at| (at, ""));
    desk.put("青石镇柳林小学/只改了一行.xlsx", answered(&copy(&desk), &gone, &[]));
    let report = desk.report(&[]);
    assert_eq!(status(&report, ORIGINAL), "read");
    assert_eq!(report["totals"]["children"], 4);
}

#[test]
fn a_copy_that_libreoffice_saved_is_known_by_its_list() {
    let office = "soffice";
    if Command::new(office).arg("--version").output().is_err() {
        println!("skipped: {office} is not here");
        return;
    }
    let desk = desk();
    desk.report(&[]);
    let back = answered(&copy(&desk), &[("L2", "13812345601")], &[("age-out-of-range", "属实无需改", "休学两年")]);
    let typed = desk.home().join("改好.xlsx");
    fs::write(&typed, back).unwrap();
    for format in ["xlsx", "ods", "xls"] {
        let output = Command::new(office)
            .arg(format!("-env:UserInstallation=file://{}", desk.home().join("profile").display()))
            .args(["--headless", "--convert-to", format, "--outdir"])
            .arg(desk.home().join("saved"))
            .arg(&typed)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let saved = fs::read(desk.home().join(format!("saved/改好.{format}"))).unwrap();
        let second = Desk::new();
        second.put("huibiao.toml", "required_forms = [\"child-info\"]\n").put(ORIGINAL, ROSTER);
        second.report(&[]);
        second.put(&format!("青石镇柳林小学/改好.{format}"), saved);
        let report = second.report(&[]);
        assert_eq!(status(&report, ORIGINAL), "superseded", "{format}");
        assert_eq!(codes(&report), ["grade-age-mismatch", "missing-required"], "{format}");
        assert_eq!(rows(&second, "已说明").len(), 1, "{format}");
    }
}
