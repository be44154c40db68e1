use super::fixture::{ID, Township};
use std::sync::Arc;

use super::*;
use crate::finding::Words;
use crate::form::Role;
use crate::model::{FileStatus, RowRole, Value};

/// The answer's rows, each as its values joined by `|`.
pub(super) fn asked(ledger: &Ledger, sql: &str) -> Vec<String> {
    let shown = |datum: &Datum| match datum {
        Datum::Null => "-".to_owned(),
        Datum::Int(number) => number.to_string(),
        Datum::Real(number) => format!("{number:?}"),
        Datum::Text(text) => text.clone(),
    };
    let rows = ledger.ask("test", sql).unwrap().rows;
    rows.iter().map(|row| row.iter().map(shown).collect::<Vec<_>>().join("|")).collect()
}

#[test]
fn a_child_is_a_row_with_typed_values() {
    let ledger = Township::small().ledger();
    assert_eq!(
        asked(
            &ledger,
            "SELECT n, school_no, file, sheet, record, row_number, school, name, id_number, class, birth_date, father_status, father_status_as, extra FROM child_info ORDER BY n"
        ),
        [
            format!("1|0|1|0|0|3|高桥小学|王芳|{ID}|2|-|-|-|爱好：画画；特长：唱歌"),
            "2|0|1|0|1|4|高桥小学|王强|-|-|2019-12|-|-|爱好：画画；特长：唱歌".to_owned(),
            "3|1|0|0|0|3|柳林小学|张伟|-|-|-|打工|外出务工|爱好：画画；特长：唱歌".to_owned(),
        ]
    );
    assert_eq!(asked(&ledger, "SELECT typeof(class) FROM child_info WHERE n = 1"), ["text"]);
}

#[test]
fn numbers_are_numbers_and_unlisted_values_stand_for_nothing() {
    let mut township = Township::small();
    let (_, form) = township.forms.roster().unwrap();
    let (age, status) = (form.role(Role::GuardianAge).unwrap(), form.role(Role::FatherStatus).unwrap());
    Arc::make_mut(&mut township.merged.children[0].slots)[age].value = Some(Value::Number(67.0));
    Arc::make_mut(&mut township.merged.children[1].slots)[age].value = Some(Value::text("约六十"));
    Arc::make_mut(&mut township.merged.children[0].slots)[status].value = Some(Value::text("在月球"));
    assert_eq!(
        asked(
            &township.ledger(),
            "SELECT guardian_age, typeof(guardian_age), father_status, father_status_as FROM child_info ORDER BY n LIMIT 2"
        ),
        ["67.0|real|在月球|-", "约六十|text|-|-"]
    );
}

#[test]
fn receipts_tell_who_said_what() {
    let mut township = Township::small();
    let (_, form) = township.forms.roster().unwrap();
    let name = form.role(Role::ChildName).unwrap();
    Arc::make_mut(&mut township.files[1].sheets[0].records[2].slots)[name].at = None;
    let ledger = township.ledger();
    assert_eq!(
        asked(
            &ledger,
            "SELECT n, file, record, row_number, fate, reason, school_no FROM receipt ORDER BY n, file, record"
        ),
        ["1|1|0|3|merged||0", "1|1|2|5|duplicate|id-number|0", "2|1|1|4|merged||0", "3|0|0|3|merged||1"]
    );
    assert_eq!(
        asked(&ledger, "SELECT n, record, field, value, cell FROM receipt_value ORDER BY field"),
        ["1|2|father_phone|13812345678|Q5", "1|2|name|王 芳|-"]
    );
}

#[test]
fn files_schools_columns_and_findings_are_told() {
    let mut township = Township::small();
    township.findings[0].to_school = Some(Words::new("给学校", "to the school"));
    township.files[2].source.kind = crate::model::SourceKind::Identical;
    township.files[2].source.same_as = Some("高桥小学.xlsx".into());
    township.files[0].modified = chrono::NaiveDate::from_ymd_opt(2026, 11, 1).and_then(|day| day.and_hms_opt(8, 30, 0));
    let ledger = township.ledger();
    assert_eq!(
        asked(&ledger, "SELECT path, format, status, bytes, same_as, modified FROM file ORDER BY file"),
        [
            "柳林小学/花名册.xlsx|xlsx|read|100|-|2026-11-01T08:30:00",
            "高桥小学.xlsx|xlsx|read|100|-|-",
            "高桥小学（坏）.xlsx|xlsx|unreadable|100|高桥小学.xlsx|-"
        ]
    );
    assert_eq!(
        asked(&ledger, "SELECT school_no, name, listed, written FROM school ORDER BY school_no"),
        ["0|高桥小学|1|高桥镇高桥小学", "1|柳林小学|1|", "2|新村小学|1|"]
    );
    assert_eq!(
        asked(
            &ledger,
            "SELECT position, letters, header, field, also, score, reason_zh FROM block_column WHERE file = 0 ORDER BY position"
        ),
        [
            "0|B|年级|grade|-|0.95|表头相同",
            "1|D|姓名|name|-|0.95|表头相同",
            "2|O|父亲状况|father_status|-|0.95|表头相同",
            "3|AY|编号123456789012345678|-|-|0.95|表头相同"
        ]
    );
    assert_eq!(
        asked(
            &ledger,
            "SELECT n, code, severity, school, file, sheet_no, sheet, row_number, column_number, cell, field, subject, message_zh, school_zh FROM finding"
        ),
        ["1|id-checksum|error|高桥小学|高桥小学.xlsx|0|花名册|3|7|G3|id_number|王芳|身份证号校验位不对|给学校"]
    );
}

#[test]
fn the_run_its_calendar_and_its_forms_are_told() {
    let ledger = Township::small().ledger();
    assert_eq!(
        asked(&ledger, "SELECT period, town, as_of, lang, profile FROM run"),
        ["2026Q4|石桥镇|2026-11-22|zh|xueji"]
    );
    assert_eq!(
        asked(&ledger, "SELECT name, value FROM setting ORDER BY name"),
        [
            "adult_age|18",
            "aid_junior|800",
            "aid_primary|500",
            "aid_senior|1300",
            "carer_years|70",
            "county|",
            "deadline|2026-12-15",
            "definition|xueji",
            "greatest_age|15",
            "guardian_minutes|30",
            "helper_children|3",
            "least_age|3",
            "listed_schools|3",
            "local_months|3",
            "local_parents|one",
            "month_due_day|20",
            "parent_minutes|60",
            "report_minutes|120",
            "silent_months|3",
            "target_filed|100",
            "target_kept|100",
            "target_paired|100",
            "yellow_flags|2"
        ]
    );
    assert_eq!(
        asked(&ledger, "SELECT month, first_day, last_day, due FROM calendar ORDER BY month"),
        ["2026-10|2026-10-01|2026-10-31|1", "2026-11|2026-11-01|2026-11-30|1", "2026-12|2026-12-01|2026-12-31|0"]
    );
    assert_eq!(
        asked(
            &ledger,
            "SELECT form, title_zh, sheet, table_name, kind, required FROM form WHERE required = 1 ORDER BY position"
        ),
        [
            "child-info|儿童信息表|花名册|child_info|roster|1",
            "assistance|帮扶记录表|帮扶记录|assistance|record|1",
            "call-log|亲情通话记录|通话记录|call_log|record|1"
        ]
    );
    assert_eq!(
        asked(&ledger, "SELECT field, kind, required FROM field WHERE form = 'child-info' AND role = 'child-id'"),
        ["id_number|id-number|1"]
    );
    assert_eq!(asked(&ledger, "SELECT means FROM meaning WHERE field = 'father_status' AND value = '在家'"), ["home"]);
}

#[test]
fn a_month_is_due_from_its_day_on_or_once_it_has_ended() {
    let due = |as_of: (i32, u32, u32), day: u32| {
        let mut township = Township::empty();
        township.settings = Settings::new(chrono::NaiveDate::from_ymd_opt(as_of.0, as_of.1, as_of.2).unwrap());
        township.settings.period = "2026Q1".parse().unwrap();
        township.settings.duties.month_due_day = day;
        township.settings.duties.holidays = [None; crate::settings::MOST_HOLIDAYS];
        asked(&township.ledger(), "SELECT due FROM calendar ORDER BY month").concat()
    };
    assert_eq!(due((2026, 2, 19), 20), "100");
    assert_eq!(due((2026, 2, 20), 20), "110");
    assert_eq!(due((2026, 2, 28), 31), "100");
    assert_eq!(due((2026, 3, 1), 31), "110");
}

#[test]
fn a_month_that_is_mostly_holidays_has_no_duty() {
    let mut township = Township::empty();
    township.settings.as_of = chrono::NaiveDate::from_ymd_opt(2027, 1, 1).unwrap();
    let mut holidays = |period: &str| {
        township.settings.period = period.parse().unwrap();
        asked(&township.ledger(), "SELECT due, holiday FROM calendar ORDER BY month").join(" ")
    };
    assert_eq!(holidays("2026Q1"), "1|0 0|1 1|0", "20 January to 20 February: most of February alone");
    assert_eq!(holidays("2026Q3"), "0|1 0|1 1|0", "10 July to 31 August");
}

#[test]
fn a_countys_roster_ties_out() {
    let mut township = Township::empty();
    let values: &[(Role, &str)] = &[
        (Role::ChildName, "王芳"),
        (Role::ChildId, ID),
        (Role::Grade, "三年级"),
        (Role::ChildSex, "女"),
        (Role::FatherStatus, "打工"),
        (Role::MotherStatus, "在家"),
        (Role::GuardianName, "李秀英"),
        (Role::GuardianPhone, "13812345678"),
    ];
    for file in 0..600u32 {
        township.file(&format!("{file:04}.xlsx"), FileStatus::Read);
        township.table("花名册", None, &vec![values; 33]);
        for row in 40..295 {
            township.files[file as usize].sheets[0]
                .reading
                .rows
                .push((row, RowRole::Ignored(crate::model::IgnoreReason::Preprinted)));
        }
        for index in 0..33 {
            township.child(&[(file, 0, index)], None);
        }
    }
    let ledger = township.ledger();
    assert_eq!(ledger.tie_out(), Ok(()));
    let children = "SELECT count(*) FROM child_info WHERE period = :period";
    assert_eq!(asked(&ledger, children)[0], (600 * 33).to_string());
    // Children, preprinted rows, and the three lines that every table of the test begins with.
    assert_eq!(asked(&ledger, "SELECT count(*) FROM row_fate")[0], (600 * (33 + 255 + 3)).to_string());
}
