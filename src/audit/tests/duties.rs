//! The rules that ask the records of forms other than the roster.

use std::sync::Arc;

use super::{builtin, raised};
use crate::form::Role;
use crate::ledger::fixture::{Event, Township};

/// 王芳 (0), 王强 (1) of 高桥小学; 张伟 (2) of 柳林小学.
const ALL: [usize; 3] = [0, 1, 2];

fn called(child: usize, day: &str) -> Event<'_> {
    (Some(child), day, (Role::EventContent, ""))
}

fn visited(child: usize, day: &str) -> Event<'_> {
    (Some(child), day, (Role::EventMethod, "入户家访"))
}

/// What a rule says of each child, in Chinese, up to the first full stop.
fn said(township: &Township, code: &str) -> Vec<String> {
    let findings = builtin().audit(&township.ledger()).unwrap();
    let of_rule = findings.iter().filter(|finding| finding.code.0 == code);
    of_rule.map(|finding| finding.message.zh.split('。').next().unwrap().to_owned()).collect()
}

/// The small township on a day of another quarter.
fn on(day: &str) -> Township {
    let mut township = Township::small();
    township.settings.as_of = day.parse().unwrap();
    township.settings.period = crate::settings::Period::of(township.settings.as_of);
    township
}

#[test]
fn a_call_is_missing_in_each_month_that_is_due() {
    let mut township = Township::small();
    assert_eq!(said(&township, "call-missing"), [""; 0], "nobody sent a log");
    township.records("call-log", Some(0), &[called(0, "2026-10-08"), called(0, "2026-11-02"), called(1, "2026-10-31")]);
    // 柳林小学 sent no log; December has not come.
    assert_eq!(said(&township, "call-missing"), ["王强：11月没有亲情通话"]);
    assert_eq!(raised(&township, "call-missing"), ["高桥小学|高桥小学.xlsx|花名册|3|王强"]);
    township.settings.as_of = "2026-11-19".parse().unwrap();
    assert_eq!(said(&township, "call-missing"), [""; 0], "November is due from its 20th");
    township.settings.as_of = "2026-12-31".parse().unwrap();
    assert_eq!(said(&township, "call-missing"), ["王芳：12月没有亲情通话", "王强：11月、12月没有亲情通话"]);
}

#[test]
fn an_empty_log_was_sent_and_a_faulty_date_counts_for_no_month() {
    let mut township = Township::small();
    township.records("call-log", Some(1), &[]);
    assert_eq!(said(&township, "call-missing"), ["张伟：10月、11月没有亲情通话"]);
    let mut township = Township::small();
    let faulty = [called(2, "2026-10"), called(2, "十月初"), called(2, "2026-11-30"), called(2, "2026-09-30")];
    township.records("call-log", Some(1), &faulty);
    assert_eq!(said(&township, "call-missing"), ["张伟：10月、11月没有亲情通话"]);
    let findings = builtin().audit(&township.ledger()).unwrap();
    let finding = findings.iter().find(|finding| finding.code.0 == "call-missing").unwrap();
    assert!(finding.message.zh.contains("另有 3 条通话的日期不对"), "{}", finding.message.zh);
    assert!(finding.message.en.contains("no call in 2026-10, 2026-11. 3 more with"), "{}", finding.message.en);
}

#[test]
fn a_school_without_a_log_is_not_asked_though_another_logs_its_child() {
    let mut township = Township::small();
    let stray = (None, "2026-10-08", (Role::EventContent, ""));
    township.records(
        "call-log",
        Some(0),
        &[called(0, "2026-10-08"), called(1, "2026-10-08"), called(2, "2026-10-08"), stray],
    );
    // 张伟 is of 柳林小学, which sent no log: form-missing stands for all its children.
    let lacking = ["王芳：11月没有亲情通话", "王强：11月没有亲情通话"];
    assert_eq!(said(&township, "call-missing"), lacking);
}

#[test]
fn more_calls_may_be_asked_for_and_holidays_ask_for_none() {
    let mut township = Township::small();
    township.settings.duties.calls_per_month = 2;
    township.records("call-log", Some(1), &[called(2, "2026-10-08"), called(2, "2026-10-09"), called(2, "2026-11-09")]);
    assert_eq!(said(&township, "call-missing"), ["张伟：11月亲情通话不足 2 次"]);
    township.settings.duties.calls_per_month = 0;
    assert_eq!(said(&township, "call-missing"), [""; 0]);
    let mut summer = on("2026-09-30");
    summer.records("call-log", Some(1), &[called(2, "2026-09-01")]);
    assert_eq!(said(&summer, "call-missing"), [""; 0]);
}

#[test]
fn a_visit_is_missing_once_the_term_is_due_and_known_whole() {
    let mut township = Township::small();
    township.records("assistance", Some(0), &[visited(0, "2026-10-08")]);
    assert_eq!(said(&township, "visit-missing"), [""; 0], "the term is not due before January");
    // Of the spring term only the period itself is asked for when it is the first: 2026Q1, long after the term ended.
    let mut township = on("2026-03-31");
    township.settings.as_of = "2026-08-31".parse().unwrap();
    let other = (Some(0), "2026-03-02", (Role::EventMethod, "谈心"));
    township.records("assistance", Some(0), &[visited(0, "2025-12-08"), other, visited(1, "2026-02-01")]);
    assert_eq!(said(&township, "visit-missing"), ["王芳：2026年春季学期没有家访记录"]);
    assert_eq!(raised(&township, "visit-missing"), ["高桥小学|高桥小学.xlsx|花名册|2|王芳"]);
    township.settings.duties.visits_per_term = 2;
    let lacking = ["王芳：2026年春季学期家访不足 2 次", "王强：2026年春季学期家访不足 2 次"];
    assert_eq!(said(&township, "visit-missing"), lacking);
    // An earlier quarter of the term is not in the ledger.
    township.settings.period = "2026Q3".parse().unwrap();
    assert_eq!(said(&township, "visit-missing"), [""; 0]);
}

#[test]
fn an_assistance_record_pairs_the_child_and_asks_the_school() {
    let mut township = Township::small();
    assert_eq!(raised(&township, "helper-missing"), [""; 0]);
    township.records("assistance", Some(1), &[]);
    assert_eq!(raised(&township, "helper-missing"), ["柳林小学|柳林小学/花名册.xlsx|一年级|2|张伟"]);
    let mut township = Township::small();
    township.records("assistance", Some(1), &[(Some(2), "2026-10-08", (Role::HelperName, "周老师"))]);
    assert_eq!(raised(&township, "helper-missing"), [""; 0]);
    // A record that names nobody pairs with nobody.
    let mut township = Township::small();
    township.records("assistance", Some(1), &[(Some(2), "2026-10-08", (Role::HelperName, ""))]);
    assert_eq!(raised(&township, "helper-missing").len(), 1);
}

#[test]
fn a_helper_s_children_are_counted_by_roster_else_by_record() {
    let mut township = Township::small();
    township.settings.duties.helper_children = 2;
    let helped = |child, name| (Some(child), "2026-10-08", (Role::HelperName, name));
    // Both children of 李老师 by the roster have another helper's records; 张伟 has none in his.
    let events: Vec<Event<'_>> =
        ALL.iter().flat_map(|&child| [helped(child, "周老师"), helped(child, "周老师")]).collect();
    township.records("assistance", Some(1), &events);
    assert_eq!(raised(&township, "helper-overload"), [""; 0]);
    township.settings.duties.helper_children = 1;
    assert_eq!(raised(&township, "helper-overload"), ["高桥小学|-|-|-|李老师"]);
    // Without the roster's column the records speak; the same name at two schools is two people.
    let (_, form) = township.forms.roster().unwrap();
    let column = form.role(Role::HelperName).unwrap();
    for child in &mut township.merged.children {
        Arc::make_mut(&mut child.slots)[column].value = None;
    }
    assert_eq!(raised(&township, "helper-overload"), ["高桥小学|-|-|-|周老师"]);
}

#[test]
fn a_school_that_sent_records_only_is_heard_of_and_lacks_the_roster() {
    let mut township = Township::small();
    township.school("新村小学", &[]);
    township.records("call-log", Some(2), &[]);
    assert_eq!(raised(&township, "school-missing"), [""; 0]);
    let lacking = said(&township, "form-missing");
    let of_school: Vec<&String> = lacking.iter().filter(|message| message.starts_with("新村小学")).collect();
    assert_eq!(of_school.len(), 2, "{lacking:?}");
    assert!(of_school[0].contains("《儿童信息表》") && of_school[1].contains("《帮扶记录表》"), "{lacking:?}");
}
