//! What each question counts, on townships made by hand: a count that goes wrong fails here.

use chrono::NaiveDate;

use super::answer::{Answered, ask_all};
use super::*;
use crate::ledger::Datum;
use crate::ledger::fixture::{ID, Township};
use crate::model::{Fate, FileStatus, RecordId, Slot, Value};
use crate::report::sources_of;

/// Adds a file with a sheet of this form: a record per row, its values by the fields' ids. Records of other forms
/// belong to the child of the same name.
fn sent(township: &mut Township, form: &str, school: Option<usize>, rows: &[&[(&str, &str)]]) {
    let forms = township.forms.clone();
    let (position, form) = forms.by_id(form).unwrap();
    let file = township.files.len() as u32;
    township.file(&format!("{file}.xlsx"), FileStatus::Read);
    township.table("表", school, &vec![&[][..]; rows.len()]);
    let sheet = &mut township.files[file as usize].sheets[0];
    let block = &mut sheet.reading.blocks[0];
    block.form = position;
    for (record, row) in sheet.records.iter_mut().zip(rows) {
        record.form = position;
        let mut slots = vec![Slot::default(); form.fields.len()];
        for (id, text) in *row {
            let place = form.field(id).unwrap();
            let mut column = block.columns[0].clone();
            column.field = Some(place);
            block.columns.push(column);
            slots[place].value = Some(match NaiveDate::parse_from_str(text, "%Y-%m-%d") {
                Ok(day) => Value::Date(day),
                Err(_) if form.fields[place].kind.is_number() => Value::Number(text.parse().unwrap()),
                Err(_) => Value::text(*text),
            });
        }
        record.slots = slots.into();
    }
    let ids: Vec<RecordId> = sheet.records.iter().map(|record| record.id).collect();
    for (id, row) in ids.into_iter().zip(rows) {
        if position == forms.roster().unwrap().0 {
            township.child(&[(file, 0, id.index)], school);
            continue;
        }
        township.merged.fates.insert(id, Fate::Merged);
        let name = row.iter().find(|(field, _)| *field == "name").map(|(_, name)| Value::text(*name));
        let place = forms.roster().unwrap().1.field("name").unwrap();
        let children = &township.merged.children;
        if let Some(child) = children.iter().position(|child| child.slots[place].value == name) {
            township.merged.child_of.insert(id, child);
        }
    }
}

/// Two schools of the list, without anything sent.
fn schools() -> Township {
    let mut township = Township::empty();
    township.school("甲校", &[]);
    township.school("乙校", &[]);
    township
}

/// The rows that a question answers with, the named columns joined by spaces; NULL is a dash.
fn rows(township: &Township, question: &str, columns: &str) -> Vec<String> {
    let ledger = township.ledger();
    let sources = sources_of(township, &ledger);
    let figures = Figures::load(None).unwrap();
    let source = format!("reports/{question}.sql");
    let has = |figure: &&Figure| figure.sections.iter().any(|section| section.source == source);
    let figure = figures.0.iter().find(has).unwrap();
    let answered: Answered<'_> = ask_all(&sources, std::slice::from_ref(figure)).unwrap().remove(0);
    let table = answered.tables.iter().find(|table| table.section.source == source).unwrap();
    let shown = |datum: &Datum| match datum {
        Datum::Null => "-".to_owned(),
        Datum::Int(number) => number.to_string(),
        Datum::Real(number) => number.to_string(),
        Datum::Text(text) => text.clone(),
    };
    let place = |id: &str| table.answer.columns.iter().position(|name| name == id).unwrap();
    let line = |row: &Vec<Datum>| columns.split(' ').map(|id| shown(&row[place(id)])).collect::<Vec<_>>().join(" ");
    table.answer.rows.iter().map(line).collect()
}

#[test]
fn both_definitions_are_counted_side_by_side() {
    let mut township = schools();
    let born = ("birth_date", "2016-03-01");
    let parents: [(&str, &str, &str); 9] = [
        ("外出务工", "外出务工", ""),
        ("打工（广东）", "在家", ""),
        ("外出务工", "去世", ""),
        ("在家", "务农", ""),
        ("在家", "离异", ""),
        ("", "", "双亲留守"),
        ("", "", "单亲留守"),
        ("外出务工", "", ""),
        ("", "", ""),
    ];
    for (father, mother, category) in parents {
        let all = [("father_status", father), ("mother_status", mother), ("category", category), born];
        let row: Vec<(&str, &str)> = all.into_iter().filter(|(_, text)| !text.is_empty()).collect();
        sent(&mut township, "child-info", Some(0), &[&row]);
    }
    let away = [("father_status", "外出务工"), ("mother_status", "外出务工")];
    for birth in ["2010-11-22", "2010-11-23", "2010-11", "2024-01-01"] {
        sent(&mut township, "child-info", Some(1), &[&[away[0], away[1], ("birth_date", birth)]]);
    }
    sent(&mut township, "child-info", Some(1), &[&[away[0], away[1]]]);
    let columns = "school children xueji_yes xueji_no xueji_missing guofa_yes guofa_no guofa_missing";
    assert_eq!(rows(&township, "summary", columns), ["甲校 9 6 1 2 3 2 4", "乙校 5 2 2 1 3 1 1"]);
    township.settings.profile.greatest_age = 17;
    assert_eq!(rows(&township, "summary", columns)[1], "乙校 5 3 1 1 3 1 1");
}

#[test]
fn ages_are_counted_on_the_day() {
    let mut township = schools();
    let born: [(&str, &str); 10] = [
        ("2020-11-23", ""),
        ("2020-11-22", ""),
        ("2012-11", ""),
        ("2009-11-22", ""),
        ("", ID),
        ("", "110105194912310021"),
        ("2015-02-30", ""),
        ("2030-01-01", ""),
        ("2016-05-05", ID),
        ("", ""),
    ];
    for (birth, id) in born {
        let row: Vec<(&str, &str)> = [("birth_date", birth), ("id_number", id), ("sex", "男")]
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .collect();
        sent(&mut township, "child-info", Some(0), &[&row]);
    }
    // 13 although the month may make it 14: a year is complete once the month is over.
    assert_eq!(
        rows(&township, "ages", "band boys girls children"),
        ["0–5 周岁 1 0 1", "6–13 周岁 3 0 3", "14–16 周岁 0 0 0", "17 周岁及以上 2 0 2", "- 4 0 4"]
    );
}

#[test]
fn grades_and_guardians_sum_to_the_children() {
    let mut township = schools();
    sent(
        &mut township,
        "child-info",
        Some(0),
        &[
            &[
                ("grade", "一年级"),
                ("sex", "女"),
                ("guardian_relation", "奶奶"),
                ("father_status", "打工"),
                ("mother_status", "打工"),
            ],
            &[("grade", "高三"), ("guardian_relation", "继父"), ("father_status", "打工"), ("mother_status", "在家")],
            &[("grade", "大专"), ("guardian_relation", "无"), ("father_status", "在家"), ("mother_status", "在家")],
            &[("guardian_relation", "不详")],
        ],
    );
    let grades = rows(&township, "grades", "grade boys girls sex_missing children");
    assert_eq!((&*grades[1], &*grades[12], &*grades[13]), ("一年级 0 1 0 1", "高三 0 0 1 1", "- 0 0 2 2"));
    assert_eq!(
        rows(&township, "guardians", "both_away one_away parents_other parents_missing children"),
        ["1 0 0 0 1", "0 0 0 0 0", "0 1 0 0 1", "0 0 0 0 0", "0 0 1 0 1", "0 0 0 1 1"]
    );
}

/// Three children at 甲校, one at 乙校, which sends no calls.
fn with_calls() -> Township {
    let mut township = schools();
    let named: [&[(&str, &str)]; 3] = [&[("name", "王一")], &[("name", "王二")], &[("name", "王三")]];
    sent(&mut township, "child-info", Some(0), &named);
    sent(&mut township, "child-info", Some(1), &[&[("name", "李一")]]);
    let call = |name, day| [("name", name), ("date", day), ("callee", "父亲")];
    let calls = [
        call("王一", "2026-10-01"),
        call("王一", "2026-10-31"),
        call("王一", "2026-11-02"),
        call("王二", "2026-11-22"),
        call("王三", "2026-11-23"),
        call("王三", "2026-09-30"),
        call("李一", "2026-10-05"),
        call("陌生", "2026-10-05"),
    ];
    let calls: Vec<&[(&str, &str)]> = calls.iter().map(<[_; 3]>::as_slice).collect();
    sent(&mut township, "call-log", Some(0), &calls);
    township
}

#[test]
fn a_call_counts_once_a_month_at_the_child_s_school() {
    let columns = "school children due_1 done_1 due_2 done_2 due_3 done_3 due_all done_all state_3 note";
    assert_eq!(
        rows(&with_calls(), "calls", columns),
        ["甲校 3 3 1 3 2 0 0 6 3 未到期 -", "乙校 1 1 1 1 0 0 0 2 1 未到期 未报通话记录"]
    );
    let mut summer = with_calls();
    summer.settings.period = "2026Q3".parse().unwrap();
    let columns = "due_1 state_1 due_2 state_2 due_3 done_3 due_all done_all";
    assert_eq!(rows(&summer, "calls", columns)[0], "0 放假 0 放假 3 1 3 1");
}

#[test]
fn a_visit_counts_once_a_term() {
    let mut township = with_calls();
    let event = |name, day, method| {
        [("name", name), ("date", day), ("method", method), ("helper_name", "周老师"), ("content", "看望")]
    };
    let events = [
        event("王一", "2026-09-02", "家访"),
        event("王一", "2026-10-02", "入户走访"),
        event("王二", "2026-10-03", "谈心"),
        event("王三", "2026-12-01", "家访"),
    ];
    let events: Vec<&[(&str, &str)]> = events.iter().map(<[_; 5]>::as_slice).collect();
    sent(&mut township, "assistance", Some(0), &events);
    let columns = "school term children visited unvisited";
    assert_eq!(rows(&township, "visits", columns), ["甲校 2026年秋季学期 3 1 2", "乙校 2026年秋季学期 1 0 1"]);
}

#[test]
fn the_roster_s_helper_counts_before_the_records() {
    let mut township = schools();
    let names = ["王一", "王二", "王三", "王四", "王五"];
    let children: Vec<[(&str, &str); 2]> =
        names.iter().map(|name| [("name", *name), ("helper_name", "周老师")]).collect();
    let mut children: Vec<&[(&str, &str)]> = children.iter().map(<[_; 2]>::as_slice).collect();
    children[4] = &[("name", "王五")];
    sent(&mut township, "child-info", Some(0), &children);
    sent(&mut township, "child-info", Some(1), &[&[("name", "李一")]]);
    let event = |name, helper| [("name", name), ("helper_name", helper), ("date", "2026-10-02"), ("content", "看望")];
    let events = [event("王一", "郑老师"), event("王五", "吴老师"), event("王五", "郑老师")];
    let events: Vec<&[(&str, &str)]> = events.iter().map(<[_; 4]>::as_slice).collect();
    sent(&mut township, "assistance", Some(0), &events);
    assert_eq!(
        rows(&township, "pairing", "school children paired unpaired note"),
        ["甲校 5 5 0 -", "乙校 1 0 1 花名册没有“帮扶人”一栏，也未报帮扶记录"]
    );
    assert_eq!(
        rows(&township, "helpers", "helper school children most over"),
        ["周老师 甲校 4 3 超 1 人", "吴老师 甲校 1 3 -", "郑老师 甲校 1 3 -"]
    );
}

#[test]
fn who_needs_attention_is_told_why() {
    let mut township = schools();
    let children: [&[(&str, &str)]; 7] = [
        &[("name", "王一"), ("guardian_relation", "无人监护"), ("guardian_age", "80")],
        &[("name", "王二"), ("father_status", "去世"), ("mother_status", "失联")],
        &[("name", "王三"), ("guardian_relation", "奶奶"), ("guardian_health", "残疾"), ("mother_status", "在家")],
        &[("name", "王四"), ("guardian_relation", "奶奶"), ("guardian_health", "慢性病")],
        &[("name", "王五"), ("father_status", "打工"), ("mother_status", "打工"), ("family_economy", "困难")],
        &[("name", "王六"), ("guardian_relation", "奶奶"), ("guardian_age", "71"), ("health", "健康")],
        &[("name", "王七"), ("guardian_relation", "爷爷"), ("guardian_age", "70"), ("family_economy", "低保")],
    ];
    sent(&mut township, "child-info", Some(0), &children);
    let columns = "no name level reasons";
    assert_eq!(
        rows(&township, "attention", columns),
        [
            "1 王一 4 无人监护",
            "2 王二 4 父母均去世或无监护能力（事实无人抚养）",
            "3 王四 4 唯一的照料人患病或残疾",
            "4 王五 3 父母双方外出；家庭经济困难",
        ]
    );
    let call = [("name", "王七"), ("date", "2026-11-01"), ("callee", "父亲")];
    sent(&mut township, "call-log", Some(0), &[&call]);
    let with_calls = rows(&township, "attention", columns);
    assert_eq!(with_calls.len(), 5);
    assert_eq!(with_calls[4], "5 王六 3 监护人超过 70 周岁；11月没有通话记录");
    township.settings.as_of = NaiveDate::from_ymd_opt(2026, 12, 20).unwrap();
    assert_eq!(rows(&township, "attention", columns).len(), 7, "three months are due and nobody else has a call");
}

#[test]
fn the_remark_tells_of_the_missing_ledger() {
    let township = with_calls();
    let ledger = township.ledger();
    let sources = sources_of(&township, &ledger);
    let figures = Figures::load(None).unwrap();
    let duties = figures.0.iter().find(|figure| figure.sheet == "工作落实").unwrap();
    let answered = ask_all(&sources, std::slice::from_ref(duties)).unwrap().remove(0);
    let remarks: Vec<&String> = answered.tables.iter().flat_map(|table| &table.remarks).collect();
    assert!(remarks.len() == 1 && remarks[0].contains("缺 2026Q3 的台账"), "{remarks:?}");
    let months = answered.tables[0].section.groups.iter().map(|group| &*group.label.zh).collect::<Vec<_>>();
    assert_eq!(months, ["10月", "11月", "12月", "本季度（人月）"]);
}
