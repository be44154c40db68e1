//! Earlier periods: carried from the OUT that is replaced and from `--ledger`, and read by nobody by accident.

use std::fs;

use serde_json::Value;

use crate::desk::{Desk, assert_same, contents, huibiao};

const HEADER: &str = "学校,年级,班级,姓名,性别,身份证号,监护人姓名,监护人电话\n";
const FANG: &str = "青石镇柳林小学,三年级,1,王小芳,女,110105201709180023,王大山,13812345678\n";
const QIANG: &str = "青石镇柳林小学,三年级,1,李小强,男,110105201709180023,李大山,13812345678\n";

/// A township whose inbox holds this roster.
fn township(rows: &[&str]) -> Desk {
    let desk = Desk::new();
    desk.put("花名册.csv", format!("{HEADER}{}", rows.concat()));
    desk
}

/// Runs a quarter of the desk's inbox into its OUT.
fn quarter(desk: &Desk, period: &str, as_of: &str, more: &[&str]) -> std::process::Output {
    let (inbox, out) = (desk.inbox(), desk.out());
    let mut arguments = vec!["run", inbox.to_str().unwrap(), "-o", out.to_str().unwrap()];
    arguments.extend(["--period", period, "--as-of", as_of]);
    arguments.extend(more);
    huibiao(&arguments)
}

fn said(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn the_next_quarter_into_the_same_out_reads_only_itself() {
    let desk = township(&[FANG, QIANG]);
    // A quarter that shares no term with the next one: nothing of it may show but in the ledger.
    assert!(matches!(quarter(&desk, "2025Q4", "2025-12-20", &[]).status.code(), Some(0 | 1)));
    desk.put("花名册.csv", format!("{HEADER}{FANG}"));
    let output = quarter(&desk, "2026Q4", "2026-11-22", &[]);
    assert!(said(&output).contains("2025Q4"), "{}", said(&output));
    let carried = contents(&desk.out());
    let fresh = township(&[FANG]);
    quarter(&fresh, "2026Q4", "2026-11-22", &[]);
    let alone = contents(&fresh.out());
    assert_eq!(carried.keys().collect::<Vec<_>>(), alone.keys().collect::<Vec<_>>());
    assert!(carried["台账.sqlite"].len() > alone["台账.sqlite"].len());
    for (name, bytes) in &carried {
        // The ledger holds both quarters, and the report lists its digest.
        if name != "台账.sqlite" && name != "report.json" {
            assert!(alone[name] == *bytes, "{name} reads another quarter");
        }
    }
    let report = |bytes: &[u8]| {
        let mut report: Value = serde_json::from_slice(bytes).unwrap();
        report["outputs"].take();
        report
    };
    assert_eq!(report(&carried["report.json"]), report(&alone["report.json"]));
}

#[test]
fn a_run_over_its_own_out_changes_no_byte() {
    let desk = township(&[FANG]);
    quarter(&desk, "2026Q3", "2026-09-25", &[]);
    quarter(&desk, "2026Q4", "2026-11-22", &[]);
    let first = contents(&desk.out());
    quarter(&desk, "2026Q4", "2026-11-22", &[]);
    assert_same(&first, &contents(&desk.out()));
    let backup = desk.home().join("二季度 备份.sqlite");
    let other = township(&[FANG, QIANG]);
    quarter(&other, "2026Q2", "2026-06-20", &[]);
    fs::copy(other.out().join("台账.sqlite"), &backup).unwrap();
    let more = ["--ledger", backup.to_str().unwrap()];
    let output = quarter(&desk, "2026Q4", "2026-11-22", &more);
    assert!(["2026Q2", "2026Q3"].iter().all(|period| said(&output).contains(period)), "{}", said(&output));
    let with = contents(&desk.out());
    quarter(&desk, "2026Q4", "2026-11-22", &more);
    assert_same(&with, &contents(&desk.out()));
}

#[test]
fn a_given_ledger_that_cannot_be_used_gives_2_and_nothing_is_written() {
    let desk = township(&[FANG]);
    let broken = desk.home().join("坏台账.sqlite");
    fs::write(&broken, "SQLite format 3\0 and then nothing").unwrap();
    for path in [broken.to_str().unwrap(), "没有这本.sqlite", desk.home().to_str().unwrap()] {
        let output = quarter(&desk, "2026Q4", "2026-11-22", &["--ledger", path]);
        assert_eq!(output.status.code(), Some(2), "{path}: {}", said(&output));
        let name = path.rsplit('/').next().unwrap();
        assert!(said(&output).contains(name), "{}", said(&output));
        assert!(!desk.out().exists());
    }
}

#[test]
fn a_damaged_ledger_in_out_is_kept_and_stops_nobody() {
    let desk = township(&[FANG]);
    quarter(&desk, "2026Q3", "2026-09-25", &[]);
    fs::write(desk.out().join("台账.sqlite"), "damaged").unwrap();
    let output = quarter(&desk, "2026Q4", "2026-11-22", &[]);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", said(&output));
    assert!(said(&output).contains("留存/") && said(&output).contains("--ledger"), "{}", said(&output));
    let kept = |desk: &Desk| contents(&desk.out()).into_iter().find(|(name, _)| name.starts_with("留存/")).unwrap();
    assert!(kept(&desk).0.ends_with("-台账.sqlite") && kept(&desk).1 == b"damaged");
    let first = contents(&desk.out());
    let output = quarter(&desk, "2026Q4", "2026-11-22", &[]);
    assert!(!said(&output).contains("--ledger"), "{}", said(&output));
    assert_same(&first, &contents(&desk.out()));
}

/// A workbook as XML Spreadsheet 2003: sheets with lines of cells.
fn workbook(sheets: &[(&str, &str)]) -> String {
    let cell = |text: &str| format!("<Cell><Data ss:Type=\"String\">{text}</Data></Cell>");
    let row = |line: &str| format!("<Row>{}</Row>", line.split(',').map(cell).collect::<String>());
    let sheet = |(name, lines): &(&str, &str)| {
        let rows: String = lines.lines().map(row).collect();
        format!("<Worksheet ss:Name=\"{name}\"><Table>{rows}</Table></Worksheet>")
    };
    let sheets = sheets.iter().map(sheet).collect::<Vec<_>>().concat();
    format!(
        "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" \
         xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">{sheets}</Workbook>"
    )
}

#[test]
fn a_list_of_schools_beside_other_sheets_is_configuration() {
    let desk = Desk::new();
    let roster = format!("{HEADER}{FANG}");
    let list = "青石镇学校名册\n序号,学校名称,校长\n1,青石镇柳林小学,王芳\n2,青石镇中心小学,李强\n";
    let calls = "学校,姓名,通话日期,通话对象\n青石镇柳林小学,王小芳,2026-10-03,父亲\n";
    desk.put("汇总.xml", workbook(&[("花名册", &roster), ("学校名册", list), ("通话记录", calls)]));
    let report = desk.report(&[]);
    assert_eq!(report["totals"]["children"], 1, "{report}");
    let sheets = &report["files"][0]["sheets"];
    assert_eq!((&sheets[1]["form"], &sheets[1]["rows"]["ignored"]), (&Value::Null, &Value::from(4)), "{sheets}");
    assert_eq!(sheets[2]["rows"]["merged"], 1, "{sheets}");
    let problems = report["problems"].as_array().unwrap();
    let missing: Vec<&str> = problems
        .iter()
        .filter(|problem| problem["code"] == "school-missing")
        .map(|problem| problem["school"].as_str().unwrap())
        .collect();
    assert_eq!(missing, ["青石镇中心小学"]);
}
