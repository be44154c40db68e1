//! A township made by hand, for looking at the outputs: six schools, one of them silent, children with long texts,
//! faults of every severity, a sheet that fits no form, files that could not be read.

use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;

use super::{Figures, Output, ReportError, Sources, Verify};
use crate::finding::{Code, Desk, Finding, Lang, Level, Rule, Severity, Words};
use crate::ledger::Ledger;
use crate::ledger::fixture::Township;
use crate::model::{Address, FileStatus, IgnoreReason, Place, Slot, Value};
use crate::settings::Edition;

const SCHOOLS: [&str; 6] =
    ["石桥镇中心小学", "石桥镇高桥小学", "柳林小学", "大坪村小学（教学点）", "石桥镇初级中学", "新村小学"];
const GRADES: [&str; 5] = ["学前", "一年级", "三年级", "六年级", "八年级"];
const SURNAMES: [&str; 8] = ["王", "李", "张", "刘", "陈", "欧阳", "赵", "黄"];
const NAMES: [&str; 7] = ["芳", "伟", "小燕", "子涵", "梦琪", "志强", "雨桐"];

/// The rules that the specimen's findings name.
pub(super) fn rules() -> Vec<Rule> {
    let rule = |code: &'static str, severity, level, zh: &'static str, en: &'static str| Rule {
        code: Code(code.into()),
        severity,
        level,
        title: Words::new(zh, en),
        why: Words::new("", ""),
        remedy: Words::new(
            "请对照户口本或身份证，把这一格改成正确的内容后重新报送。",
            "Compare with the identity card, correct the cell, and send the sheet again.",
        ),
        desk: Desk::of(severity, level),
        together: false,
    };
    vec![
        rule("id-checksum", Severity::Error, Level::Cell, "身份证号校验位不对", "wrong check character"),
        rule("missing-required", Severity::Error, Level::Cell, "必填项没有填", "a required field is empty"),
        rule("conflicting-values", Severity::Warning, Level::Cell, "重复的行内容不一致", "duplicate rows differ"),
        rule("column-unmapped", Severity::Info, Level::Column, "认不出的列", "a column that no field claims"),
        rule("file-unreadable", Severity::Error, Level::File, "文件打不开", "the file cannot be read"),
        rule("school-missing", Severity::Error, Level::School, "没有报送", "the school sent nothing"),
    ]
}

/// The township with `children` children at each school that sent something.
pub(super) fn township(children: u32) -> Township {
    let mut township = Township::empty();
    for name in SCHOOLS {
        township.school(name, &[]);
    }
    for (school, name) in SCHOOLS.iter().enumerate().take(5) {
        school_file(&mut township, school, name, children);
    }
    township.strange_sheet("课程表");
    township.file("高桥小学/扫描件.xlsx", FileStatus::Unreadable);
    township.file("通知.docx", FileStatus::Other);
    faults(&mut township);
    township
}

fn school_file(township: &mut Township, school: usize, name: &str, children: u32) {
    let path = format!("{}/{name}2026年秋季留守儿童信息采集表.xlsx", school + 1);
    township.file(&path, FileStatus::Read);
    let rows: Vec<&[_]> = vec![&[]; children as usize];
    township.table("留守儿童花名册", Some(school), &rows);
    let file = township.files.len() as u32 - 1;
    for index in 0..children {
        fill(township, (file, index), school);
        if index == 0 {
            continue;
        }
        if index + 1 == children {
            township.child(&[(file, 0, 0), (file, 0, index)], Some(school));
        } else {
            township.child(&[(file, 0, index)], if (school, index) == (4, 1) { None } else { Some(school) });
        }
    }
    township.merged.children.sort_by_key(|child| (child.school.is_none(), child.school, child.primary));
    let rows = &mut township.files[file as usize].sheets[0].reading.rows;
    let last = rows.len() - 1;
    rows[last].1 = crate::model::RowRole::Ignored(IgnoreReason::Signature);
}

/// Gives a record a value in nearly every field.
fn fill(township: &mut Township, (file, index): (u32, u32), school: usize) {
    let forms = township.forms.clone();
    let (_, form) = forms.roster().unwrap();
    let seed = index as usize + school * 3;
    let day = NaiveDate::from_ymd_opt(
        [2012, 2013, 2014, 2015, 2016, 2017, 2018, 2019][seed % 8],
        1 + index % 12,
        1 + index % 28,
    )
    .unwrap();
    let name = format!("{}{}", SURNAMES[seed % 8], NAMES[seed % 7]);
    let values: [(&str, Value); 20] = [
        ("school", Value::text(SCHOOLS[school])),
        ("grade", Value::text(GRADES[(seed + school) % 5])),
        ("class", Value::text((1 + index % 4).to_string())),
        ("name", Value::text(name.as_str())),
        ("sex", Value::text(["男", "女"][seed % 2])),
        (
            "id_number",
            Value::text(format!("52242320{:02}{:02}{:02}{:03}X", 12 + seed % 8, 1 + index % 12, 1 + index % 28, index)),
        ),
        ("birth_date", if index % 9 == 4 { Value::Month { year: 2019, month: 12 } } else { Value::Date(day) }),
        ("home_address", Value::text("贵州省黔西南州兴仁市石桥镇大坪村三组十八号附近老供销社旁")),
        ("boarding", Value::text(["是", "否", "不定"][seed % 3])),
        ("father_name", Value::text("王建国")),
        ("father_status", Value::text(["外出务工", "在家", "去世", "外出务工"][seed % 4])),
        ("father_workplace", Value::text("浙江省温州市龙湾区")),
        ("father_phone", Value::text("13812345678、0859-6212345")),
        ("mother_name", Value::text("李秀英")),
        ("mother_status", Value::text(["外出务工", "离异"][seed % 2])),
        ("guardian_name", Value::text("王大爷")),
        ("guardian_relation", Value::text("爷爷")),
        ("guardian_age", Value::Number(67.0)),
        ("difficulties", Value::text("=爷爷腿脚不便，冬天上学路远，需要帮助购买取暖物资和学习用品")),
        ("remark", Value::text("-")),
    ];
    let slots = Arc::make_mut(&mut township.files[file as usize].sheets[0].records[index as usize].slots);
    for (field, value) in values {
        let place = form.field(field).unwrap();
        if !(index == 3 && field == "sex") {
            slots[place] = Slot { value: Some(value), ..slots[place].clone() };
        }
    }
}

fn faults(township: &mut Township) {
    let forms = township.forms.clone();
    let (_, form) = forms.roster().unwrap();
    for file in 0..5u32 {
        let path = Arc::clone(&township.files[file as usize].source.path);
        let sheet = Place::sheet(&path, 0, &Arc::from("留守儿童花名册"));
        let school = SCHOOLS[file as usize];
        for (row, field, code) in
            [(3, "id_number", 0), (3, "guardian_phone", 1), (4, "mother_phone", 2), (2, "name", 2)]
        {
            let column = form.field(field).unwrap();
            let mut finding = rules()[code].at(
                sheet.at_cell(Address::new(row + file, column as u32)),
                Words::new(
                    "身份证号最后一位校验位不对，填的是“522423********001X”，按规则应是“5”。请对照户口本改正。",
                    "The last character of 522423********001X should be 5.",
                ),
            );
            finding.field = Some(Arc::clone(&form.fields[column].id));
            finding.subject = Some("王芳".to_owned());
            finding.school = Some(Arc::from(school));
            township.findings.push(finding);
        }
        let column = rules()[3]
            .at(sheet.at_column(27), Words::new("列“爱好”没有对应的项目，内容放进“其他信息”。", "Column kept."));
        township.findings.push(Finding { school: Some(Arc::from(school)), ..column });
    }
    let damaged = Place::file(&township.files[5].source.path);
    let words = Words::new("文件打不开：内容不是表格，可能传坏了。请重新保存后再报。", "The file is damaged.");
    township.findings.push(rules()[4].at(damaged, words));
    let missing = rules()[5].at(Place::default(), Words::new("新村小学在名单上，没有报来任何表。", "Nothing came."));
    township.findings.push(Finding { school: Some(Arc::from("新村小学")), ..missing });
}

/// Writes the outputs of a township into `folder`.
pub(super) fn write(township: &Township, lang: Lang, folder: &Path) -> Result<Vec<Output>, ReportError> {
    let mut settings = township.settings.clone();
    settings.lang = lang;
    let township = Township { settings, ..township.clone() };
    let ledger = Ledger::build(&township.facts(), &[]).unwrap();
    write_ledger(&township, &ledger, &Figures::load(None).unwrap(), folder)
}

/// The same with all editions, read back cell by cell by `verify`.
pub(super) fn write_verified(
    township: &Township,
    verify: Verify<'_>,
    folder: &Path,
) -> Result<Vec<Output>, ReportError> {
    let ledger = Ledger::build(&township.facts(), &[]).unwrap();
    let rules = rules();
    let rules: Vec<&Rule> = rules.iter().collect();
    let sources = sources(township, &ledger, &rules);
    let sources = Sources { verify: Some(verify), ..sources };
    super::write(&sources, &[Edition::Working, Edition::Public], &Figures::load(None).unwrap(), folder)
}

/// Writes the outputs of a ledger into `folder`.
pub(super) fn write_ledger(
    township: &Township,
    ledger: &Ledger,
    figures: &Figures,
    folder: &Path,
) -> Result<Vec<Output>, ReportError> {
    let rules = rules();
    let rules: Vec<&Rule> = rules.iter().collect();
    super::write(&sources(township, ledger, &rules), &[], figures, folder)
}

fn sources<'a>(township: &'a Township, ledger: &'a Ledger, rules: &'a [&'a Rule]) -> Sources<'a> {
    let (forms, settings) = (&township.forms, &township.settings);
    Sources { ledger, forms, rules, settings, town: "石桥镇", edition: Edition::Full, verify: None }
}
