//! The figures of the further forms, and the sheet that explains every figure.

use calamine::{Data, Reader, Xlsx, open_workbook};
use serde_json::Value;

use crate::desk::{Desk, list};

const ROSTER: &str = "年级,班级,姓名,性别,身份证号,父亲状况,母亲状况,监护人姓名,与儿童关系,监护人电话\n\
    三年级,1班,王小明,男,520102201805120013,外出务工,外出务工,王老汉,爷爷,13885123456\n\
    五年级,2班,张小红,女,520102201603150028,外出务工,在家,陈兰,母亲,13985123456\n\
    六年级,1班,刘小刚,男,520102201502110034,外出务工,外出务工,刘大爷,爷爷,13785123456\n";
const TALKS: &str = "谈心谈话记录\n姓名,年级,时间,地点,谈话教师,谈话内容,谈话效果\n\
    王小明,三年级,2026-10-20,办公室,孙老师,学习态度,有进步\n\
    刘小刚,六年级,2026-11-05,操场,孙老师,想念父母,情绪好转\n";
const INCIDENTS: &str = "突发事件报告登记表\n\
    学生姓名,班级,发生时间,事件类型,发生地点,事件经过,通知监护人时间,通知家长时间,上报时间,是否报警,处理措施,处理结果,记录人\n\
    王小明,三(1)班,2026-11-03 14:20,意外伤害,操场,跑步摔倒,2026-11-03 14:35,2026-11-03 15:00,2026-11-03 15:30,是,送医院,已痊愈,周老师\n\
    张小红,五(2)班,2026-11-04 09:00,意外伤害,家中,摔倒,2026-11-04 12:00,2026-11-04 13:00,2026-11-05 09:00,否,安抚,跟进中,孙老师\n";
const AID: &str = "柳林小学2026年秋季学期寄宿生生活补助发放表\n姓名,身份证号,年级,发放时间,补助金额,领取人签字\n\
    王小明,520102201805120013,三年级,2026-11-10,500,\n\
    张小红,520102201603150028,五年级,2026-11-10,500.5,\n";

/// A township whose only school sent these.
fn desk(talks: &str) -> Desk {
    let desk = Desk::new();
    desk.put("柳林小学/花名册.csv", ROSTER).put("柳林小学/谈心.csv", talks);
    desk.put("柳林小学/突发.csv", INCIDENTS).put("柳林小学/补助.csv", AID);
    desk
}

/// The rows of a sheet with something in them: the texts and numbers of each.
fn rows(desk: &Desk, report: &Value, sheet: &str) -> Vec<Vec<String>> {
    let workbook = list(report, "outputs").iter().find(|output| output["kind"] == "consolidated").unwrap();
    let mut book: Xlsx<_> = open_workbook(desk.out().join(workbook["path"].as_str().unwrap())).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    let said = |row: &[Data]| row.iter().map(ToString::to_string).filter(|text| !text.is_empty()).collect();
    range.rows().map(said).filter(|row: &Vec<String>| !row.is_empty()).collect()
}

fn sheets(desk: &Desk, report: &Value) -> Vec<String> {
    let workbook = list(report, "outputs").iter().find(|output| output["kind"] == "consolidated").unwrap();
    let book: Xlsx<_> = open_workbook(desk.out().join(workbook["path"].as_str().unwrap())).unwrap();
    book.sheet_names()
}

fn has(rows: &[Vec<String>], wanted: &[&str]) {
    assert!(rows.iter().any(|row| row == wanted), "{wanted:?} is not in\n{rows:#?}");
}

#[test]
fn the_further_forms_are_counted_by_school() {
    let desk = desk(TALKS);
    let report = desk.report(&[]);
    let rows = rows(&desk, &report, "各表落实");
    // Two months are due, for three children; two of these six were talked to.
    has(&rows, &["谈心", "联系走访记录", "10月、11月", "人月", "1", "1", "6", "2", "4", "0.3333333333333333"]);
    has(&rows, &["柳林小学", "谈心", "人月", "1", "6", "2", "4", "0.3333333333333333"]);
    has(&rows, &["柳林小学", "2", "1", "1", "0", "1", "1", "0", "1", "1", "0"]);
    has(&rows, &["柳林小学", "寄宿生生活补助", "2", "2", "1001"]);
    has(&rows, &["亲情通话记录", "1", "0", "1", "0", "0", "柳林小学"]);
    assert!(!rows.iter().any(|row| row[0] == "留守儿童之家"), "no school sent the checklist: {rows:#?}");
}

#[test]
fn one_talk_more_changes_its_figures_alone() {
    let more = format!("{TALKS}张小红,五年级,2026-10-21,办公室,孙老师,学习态度,有进步\n");
    let [before, after] = [desk(TALKS), desk(&more)].map(|desk| {
        let report = desk.report(&[]);
        rows(&desk, &report, "各表落实")
    });
    let changed: Vec<_> = before.iter().zip(&after).filter(|(before, after)| before != after).collect();
    let named: Vec<(&str, &str)> = changed.iter().map(|(row, _)| (row[0].as_str(), row[1].as_str())).collect();
    // The form's records, the duty in the township and at the school.
    assert_eq!(named, [("联系走访记录", "0"), ("谈心", "联系走访记录"), ("柳林小学", "谈心")], "{changed:#?}");
    assert_eq!((changed[1].1[7].as_str(), changed[2].1[5].as_str()), ("3", "3"));
}

#[test]
fn without_the_further_forms_there_is_no_such_sheet() {
    let desk = Desk::with("samples");
    let report = desk.report(&[]);
    let sheets = sheets(&desk, &report);
    assert!(!sheets.contains(&"各表落实".to_owned()), "{sheets:?}");
    let at = |name: &str| sheets.iter().position(|sheet| sheet == name).unwrap();
    assert!(at("重点关注") < at("指标说明") && at("指标说明") < at("待核实"), "{sheets:?}");
}

#[test]
fn every_figure_is_explained() {
    let desk = desk(TALKS);
    let report = desk.report(&[]);
    let explained = rows(&desk, &report, "指标说明");
    for (sheet, figures) in [("统计总表", 24), ("分项统计", 13), ("工作落实", 17), ("各表落实", 30)] {
        let told: Vec<_> = explained.iter().filter(|row| row.get(1).is_some_and(|name| name == sheet)).collect();
        assert!(told.len() >= figures, "{sheet}: {} figures, {told:#?}", told.len());
        for row in told {
            assert!(row.len() >= 6 && row.last().unwrap().contains(".sql"), "{row:?}");
        }
    }
    let talks = explained.iter().find(|row| row.iter().any(|cell| cell.ends_with("duty-schools.sql"))).unwrap();
    assert!(talks.iter().any(|cell| cell.contains("[[duty]]")), "{talks:?}");
}
