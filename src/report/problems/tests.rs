use std::collections::BTreeMap;

use super::OtherQuarter;
use crate::finding::{Code, Desk, Finding, Lang, Level, Rule, Severity, Words};
use crate::form::Role;
use crate::ledger::fixture::Township;
use crate::model::{Address, Place};
use crate::report::tests::cells;
use crate::report::{Figures, Sources};

fn rule(code: &'static str, severity: Severity, level: Level) -> Rule {
    Rule {
        code: Code(code.into()),
        severity,
        level,
        title: Words::new("题", "title"),
        why: Words::default(),
        remedy: Words::new("请改。", "Correct it."),
        desk: Desk::of(severity, level),
        together: false,
    }
}

/// A finding: its rule, row and column from zero if it is pinned, child.
type Found<'a> = (&'a Rule, Option<(u32, u32)>, Option<&'a str>);

/// A small township with these findings.
fn with(findings: &[Found<'_>]) -> Township {
    let mut township = Township::small();
    township.findings.clear();
    let sheet = Place::sheet(&std::sync::Arc::from("高桥小学.xlsx"), 0, &std::sync::Arc::from("花名册"));
    for (rule, at, subject) in findings {
        let place = match at {
            Some((row, column)) if rule.level == Level::Cell => sheet.at_cell(Address::new(*row, *column)),
            Some((row, _)) => sheet.at_row(*row),
            None => Place::default(),
        };
        let who = subject.unwrap_or("高桥小学");
        let finding: Finding =
            rule.at(place, Words::made(format!("{who}：不对。请改。"), format!("{who}: wrong. Correct it.")));
        township.findings.push(Finding {
            school: Some("高桥小学".into()),
            subject: subject.map(str::to_owned),
            ..finding
        });
    }
    township
}

/// The cells of the workbook's sheets, in their order.
fn written(township: &Township, rules: &[&Rule]) -> Vec<BTreeMap<String, String>> {
    let folder = tempfile::tempdir().unwrap();
    let ledger = township.ledger();
    let (forms, settings) = (&township.forms, &township.settings);
    let sources = Sources {
        ledger: &ledger,
        forms,
        rules,
        settings,
        town: "石桥镇",
        edition: crate::settings::Edition::Full,
        verify: None,
    };
    let outputs = crate::report::write(&sources, &[], &Figures::load(None).unwrap(), folder.path()).unwrap();
    let file = folder.path().join(&outputs[1].path);
    (1..=5).map(|sheet| cells(&file, sheet)).collect()
}

fn of(sheet: &BTreeMap<String, String>, place: &str) -> String {
    sheet.get(place).cloned().unwrap_or_default()
}

#[test]
fn every_problem_stands_on_the_sheet_of_its_rule() {
    use Severity::{Error, Info, Warning};
    let cell = rule("a-cell", Error, Level::Cell);
    let folded = rule("b-folded", Error, Level::Row).on(Desk::Check);
    let doubt = rule("c-doubt", Warning, Level::Cell);
    let child = rule("d-child", Warning, Level::Child);
    let school = rule("e-school", Error, Level::School);
    let note = rule("f-note", Info, Level::Column);
    let township = with(&[
        (&cell, Some((2, 3)), Some("王芳")),
        (&child, Some((2, 0)), Some("王芳")),
        (&folded, Some((3, 0)), Some("王强")),
        (&doubt, Some((3, 4)), Some("王强")),
        (&note, None, None),
        (&school, None, None),
    ]);
    let sheets = written(&township, &[&cell, &folded, &doubt, &child, &school, &note]);
    let codes = |sheet: &BTreeMap<String, String>| [of(sheet, "N4"), of(sheet, "N5"), of(sheet, "N6")];
    assert_eq!(codes(&sheets[1]), ["a-cell", "", ""]);
    assert_eq!(codes(&sheets[2]), ["b-folded", "c-doubt", ""]);
    assert_eq!(codes(&sheets[4]), ["f-note", "", ""]);
    // The school comes before its children, each with what is said of it and nothing else.
    let duties = &sheets[3];
    assert_eq!([of(duties, "E4"), of(duties, "F4"), of(duties, "G4"), of(duties, "M4")], ["", "不对", "", "#1"]);
    assert_eq!([of(duties, "E5"), of(duties, "F5"), of(duties, "G5"), of(duties, "M5")], ["王芳", "", "不对", "#1"]);
    let summary = &sheets[0];
    let row = (1..30).find(|row| of(summary, &format!("A{row}")) == "高桥小学").unwrap();
    let counts = ["D", "E", "F", "G", "H"].map(|column| of(summary, &format!("{column}{row}")));
    assert_eq!(counts, ["#1", "#2", "#2", "#1", "=6"]);
    assert!(of(summary, "A1").starts_with("石桥镇问题汇总"), "{summary:?}");
}

#[test]
fn a_child_has_one_row_for_all_that_was_not_done() {
    let call = rule("call", Severity::Warning, Level::Child);
    let visit = rule("visit", Severity::Warning, Level::Child);
    let township = with(&[
        (&call, Some((2, 0)), Some("王芳")),
        (&visit, Some((2, 0)), Some("王芳")),
        (&visit, Some((3, 0)), Some("王强")),
    ]);
    let duties = &written(&township, &[&call, &visit])[3];
    assert_eq!(
        [of(duties, "D4"), of(duties, "E4"), of(duties, "G4"), of(duties, "H4"), of(duties, "N4")],
        ["2", "王芳", "不对", "不对", "#2"]
    );
    assert_eq!([of(duties, "E5"), of(duties, "G5"), of(duties, "H5"), of(duties, "N5")], ["王强", "", "不对", "#1"]);
    assert_eq!(of(duties, "E6"), "");
}

#[test]
fn a_column_full_of_one_thing_is_told_once() {
    let outside = rule("outside", Severity::Warning, Level::Cell).told_together();
    let other = rule("other", Severity::Warning, Level::Cell);
    let mut findings: Vec<Found<'_>> = Vec::new();
    for row in [2, 3, 4, 6, 7] {
        findings.push((&outside, Some((row, 2)), Some("王芳")));
        findings.push((&other, Some((row, 2)), Some("王芳")));
    }
    findings.push((&outside, Some((2, 5)), Some("王芳")));
    let check = &written(&with(&findings), &[&outside, &other])[2];
    // One row for five cells; three findings or fewer, and those of other rules, stand by themselves.
    let rows: Vec<(String, String, String)> = (4..=11)
        .map(|row| (of(check, &format!("N{row}")), of(check, &format!("H{row}")), of(check, &format!("M{row}"))))
        .collect();
    let together: Vec<_> = rows.iter().filter(|(code, ..)| code == "outside").collect();
    assert_eq!(together.len(), 2, "{rows:?}");
    assert_eq!((together[0].1.as_str(), together[0].2.as_str()), ("C3 等", "#5"));
    assert_eq!((together[1].1.as_str(), together[1].2.as_str()), ("F3", "#1"));
    assert!(check.values().any(|text| text.contains("同样的共 5 处：C3:C5、C7:C8")), "{check:?}");
    assert_eq!(rows.iter().filter(|(code, ..)| code == "other").count(), 5);
    assert_eq!(rows[7].0, "");
}

#[test]
fn most_dates_in_another_quarter_name_it() {
    let quarter = |days: &[&str], asked: &str| {
        let mut township = Township::small();
        let calls: Vec<_> = days.iter().map(|day| (Some(0), *day, (Role::EventContent, ""))).collect();
        township.records("call-log", Some(0), &calls);
        OtherQuarter::read(&township.ledger(), asked.parse().unwrap()).unwrap()
    };
    let other = quarter(&["2026-09-01", "2026-07-31", "2026-10-01", "九月"], "2026Q4").unwrap();
    assert_eq!((other.period.to_string().as_str(), other.records, other.dated), ("2026Q3", 2, 3));
    let words = other.words("2026Q4".parse().unwrap());
    let zh = "大多数记录（3 条中的 2 条）的日期在2026年第三季度（2026Q3），而这次汇总的是2026年第四季度（2026Q4）。\
        如果收的是上一季度的表，请加 --period 2026Q3 重新汇总。";
    assert_eq!(words.zh, zh);
    assert!(words.get(Lang::En).ends_with("run again with --period 2026Q3."), "{}", words.en);
    // Half is not most; one's own quarter is none other; what has not come yet speaks for none.
    assert_eq!(quarter(&["2026-09-01", "2026-10-01"], "2026Q4"), None);
    assert_eq!(quarter(&["2026-10-02", "2026-10-01"], "2026Q4"), None);
    assert_eq!(quarter(&["2027-01-02", "2027-01-01"], "2026Q4"), None);
    assert_eq!(quarter(&[], "2026Q4"), None);
    let far = quarter(&["2025-12-31"], "2026Q4").unwrap();
    assert!(far.words("2026Q4".parse().unwrap()).zh.contains("如果收的是那个季度的表"));
}
