//! The workbooks in a second program's hands, and what `check` and `explain` say and return.

#![allow(clippy::print_stdout, reason = "a test says what it skipped")]

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::desk::{AS_OF, Desk, assert_same, contents, huibiao, list, program};

const SOUND: &str = "学校,年级,班级,姓名,性别,身份证号,监护人姓名,监护人电话\n\
    青石镇柳林小学,三年级,1,王小芳,女,110105201709180023,王大山,13812345678\n";

#[test]
fn libreoffice_opens_and_prints_the_workbooks() {
    let office = "soffice";
    if Command::new(office).arg("--version").output().is_err() {
        println!("skipped: {office} is not here");
        return;
    }
    let desk = Desk::with("samples");
    let report = desk.report(&[]);
    let pages = desk.home().join("pages");
    for kind in ["consolidated", "problems"] {
        let workbook = list(&report, "outputs").iter().find(|output| output["kind"] == kind).unwrap();
        let path = desk.out().join(workbook["path"].as_str().unwrap());
        let output = Command::new(office)
            // A profile of its own: another LibreOffice may be running.
            .arg(format!("-env:UserInstallation=file://{}", desk.home().join("profile").display()))
            .args(["--headless", "--convert-to", "pdf", "--outdir"])
            .args([&pages, &path])
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        // LibreOffice returns 0 when a file does not load, and says so.
        assert!(output.status.success() && !said.contains("Error"), "{kind}: {said}");
        let page = pages.join(path.with_extension("pdf").file_name().unwrap());
        assert!(fs::read(&page).unwrap().starts_with(b"%PDF-"), "{kind}");
    }
}

/// Exit code and standard output.
fn told(arguments: &[&str], files: &[&Path]) -> (i32, String) {
    let output = program().args(arguments).args(files).args(["--as-of", AS_OF]).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn check_prints_each_problem_at_its_place_and_writes_nothing() {
    let desk = Desk::new();
    desk.put("好.csv", SOUND).put("错.csv", SOUND.replace("180023", "180024").replace("三年级", "六年级"));
    let before = contents(desk.home());
    let (good, bad) = (desk.inbox().join("好.csv"), desk.inbox().join("错.csv"));
    assert_eq!(told(&["check"], &[&good]), (0, String::new()));
    let (code, said) = told(&["check"], &[&bad]);
    assert_eq!(code, 1);
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 1, "{said}");
    assert!(lines[0].contains("F2") && lines[0].contains("id-checksum") && lines[0].contains("王小芳"), "{said}");
    assert!(!said.contains("110105201709180024"), "{said}");
    let (_, english) = told(&["check", "--lang", "en"], &[&bad]);
    let chinese = english.replace("王小芳", "").replace('错', "");
    assert!(english.starts_with("error") && chinese.is_ascii(), "{english}");
    assert_same(&before, &contents(desk.home()));
}

#[test]
fn check_counts_warnings_only_under_strict() {
    let desk = Desk::new();
    // Eight years old in the sixth grade: to be checked, not to be corrected.
    desk.put("问.csv", SOUND.replace("三年级", "六年级"));
    let file = desk.inbox().join("问.csv");
    let (code, said) = told(&["check"], &[&file]);
    assert_eq!((code, said.contains("grade-age-mismatch")), (0, true), "{said}");
    assert_eq!(told(&["check", "--strict"], &[&file]).0, 1);
}

#[test]
fn explain_tells_how_a_sheet_was_understood() {
    let desk = Desk::new();
    desk.put("名单.csv", SOUND.replace("班级", "鞋码"));
    let (code, said) = told(&["explain"], &[&desk.inbox().join("名单.csv")]);
    assert_eq!(code, 0);
    for word in ["名单.csv", "学校", "身份证号", "鞋码"] {
        assert!(said.contains(word), "{word} is not in\n{said}");
    }
}

#[test]
fn wrong_usage_of_any_command_gives_2() {
    for wrong in [
        &["explain", "id-cheksum"][..],
        &["explain", "没有这个文件.xlsx"],
        &["explain"],
        &["check"],
        &["check", "--colour", "x.csv"],
        &["run"],
        &["explain", "id-checksum", "--lang", "fr"],
    ] {
        let output = huibiao(wrong);
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{wrong:?}");
    }
    let known = huibiao(&["explain", "id-cheksum"]);
    assert!(String::from_utf8(known.stderr).unwrap().contains("id-checksum"), "the codes are named");
}

#[test]
fn check_of_a_missing_file_gives_3() {
    let desk = Desk::new();
    assert_eq!(told(&["check"], &[&desk.inbox().join("没有.xlsx")]).0, 3);
}

#[test]
fn check_writes_the_marked_copy_where_it_is_told_to_and_over_nothing() {
    let home = tempfile::tempdir().unwrap();
    let bad = home.path().join("表.csv");
    std::fs::write(&bad, "学校,姓名,性别,身份证号,年级,监护人姓名,监护人电话\n柳林小学,王小芳,女,110105201709180023,三年级,王大山,1381\n")
        .unwrap();
    let out = home.path().join("改");
    let shown = out.to_str().unwrap();
    for name in ["表.csv.xlsx", "表.csv (2).xlsx"] {
        assert_eq!(told(&["check", "-o", shown], &[&bad]).0, 1);
        assert!(out.join(name).is_file(), "{name}");
    }
    let file = home.path().join("标.xlsx");
    let shown = file.to_str().unwrap();
    assert_eq!(told(&["check", "-o", shown], &[&bad]).0, 1);
    let copy = std::fs::read(&file).unwrap();
    assert_eq!(told(&["check", "-o", shown], &[&bad]).0, 2);
    assert_eq!(std::fs::read(&file).unwrap(), copy);
    // The copy is checked as the workbook was, and its list is no data.
    assert_eq!(told(&["check"], &[&file]).0, 1);
}
