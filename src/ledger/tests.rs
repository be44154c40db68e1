use super::fixture::{ID, Township};
use super::*;
use crate::finding::{Severity, Words};
use crate::form::{Choice, Field, Form, FormKind, Kind, Role};
use crate::model::{Address, Fate, FileStatus, Fold, FoldReason, Layout, RecordId, RowRole, Slot, Value};

/// The answer's rows, each as its values joined by `|`.
fn asked(ledger: &Ledger, sql: &str) -> Vec<String> {
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
    township.merged.children[0].slots[age].value = Some(Value::Number(67.0));
    township.merged.children[1].slots[age].value = Some(Value::text("约六十"));
    township.merged.children[0].slots[status].value = Some(Value::text("在月球"));
    assert_eq!(
        asked(
            &township.ledger(),
            "SELECT guardian_age, typeof(guardian_age), father_status, father_status_as FROM child_info ORDER BY n LIMIT 2"
        ),
        ["67.0|real|在月球|-", "约六十|text|-|-"]
    );
}

#[test]
fn every_row_has_its_fate_and_sheets_add_up() {
    let ledger = Township::small().ledger();
    assert_eq!(
        asked(
            &ledger,
            "SELECT file, sheet, row_number, fate, reason, coalesce(content, '-') FROM row_fate ORDER BY file, sheet, row_number"
        ),
        [
            "0|0|1|ignored|title|-",
            "0|0|2|ignored|header|-",
            "0|0|3|merged||-",
            "0|0|4|quarantined|no-identity|[[\"A\",\"1\"],[\"AA\",\"旁\"]]",
            "0|0|5|ignored|total|-",
            "1|0|1|ignored|title|-",
            "1|0|2|ignored|header|-",
            "1|0|3|merged||-",
            "1|0|4|merged||-",
            "1|0|5|duplicate||-",
            "1|0|6|ignored|total|-",
            "1|1|1|quarantined|no-form|[[\"A\",\"星期一\"]]",
            "1|1|5|quarantined|no-form|[[\"B\",\"语文\"]]",
        ]
    );
    assert_eq!(
        asked(
            &ledger,
            "SELECT file, sheet, name, hidden, school_no, form, layout, main_block, nonempty, merged, duplicate, quarantined, ignored FROM sheet ORDER BY file, sheet"
        ),
        [
            "0|0|一年级|0|1|child-info|table|0|5|1|0|1|3",
            "1|0|花名册|0|0|child-info|table|0|6|2|1|0|3",
            "1|1|课程表|1|-|-|-|-|2|0|0|2|0"
        ]
    );
    assert_eq!(
        asked(
            &ledger,
            "SELECT file, area, school_no, header_rows, read, merged, duplicate, quarantined FROM block ORDER BY file"
        ),
        ["0|A2:AY4|1|2|2|1|0|1", "1|A2:AY5|0|2|3|2|1|0"]
    );
    assert_eq!(ledger.tie_out(), Ok(()));
}

#[test]
fn a_row_of_two_tables_takes_the_first_fate_that_applies() {
    let mut township = Township::small();
    let sheet = &mut township.files[1].sheets[0];
    let mut right = sheet.reading.blocks[0].clone();
    right.area.first = Address::new(1, 60);
    right.area.last = Address::new(3, 70);
    sheet.reading.blocks.push(right);
    let mut records = sheet.records.clone();
    records.truncate(2);
    for record in &mut records {
        record.id.block = 1;
    }
    sheet.records.extend(records);
    // Beside the first child a row that cannot be placed, beside the second a duplicate; the total's row is data here.
    let first = RecordId { file: 1, sheet: 0, block: 1, index: 0 };
    let second = RecordId { index: 1, ..first };
    sheet.records[4].rows = vec![5];
    township.merged.fates.extend([(first, Fate::Quarantined), (second, Fate::Duplicate)]);
    township.merged.school_of.extend([(first, Some(1)), (second, Some(1))]);
    township.merged.children[1].records.push(second);
    let ledger = township.ledger();
    assert_eq!(
        asked(&ledger, "SELECT row_number, fate FROM row_fate WHERE file = 1 AND sheet = 0 ORDER BY row_number"),
        ["1|ignored", "2|ignored", "3|quarantined", "4|merged", "5|duplicate", "6|duplicate"]
    );
    assert_eq!(asked(&ledger, "SELECT school_no, main_block FROM sheet WHERE file = 1 AND sheet = 0"), ["-|0"]);
    assert_eq!(
        asked(&ledger, "SELECT block, school_no, quarantined FROM block WHERE file = 1 ORDER BY block"),
        ["0|0|0", "1|1|1"]
    );
    assert_eq!(ledger.tie_out(), Ok(()));
}

#[test]
fn a_card_keeps_its_title_ignored() {
    let mut township = Township::small();
    let sheet = &mut township.files[0].sheets[0];
    sheet.reading.blocks[0].layout = Layout::Card;
    sheet.records[0].rows = vec![0, 1, 2];
    sheet.reading.rows[1].1 = RowRole::Data;
    assert_eq!(
        asked(&township.ledger(), "SELECT fate FROM row_fate WHERE file = 0 ORDER BY row_number"),
        ["ignored", "merged", "merged", "quarantined", "ignored"]
    );
    assert_eq!(township.ledger().tie_out(), Ok(()));
}

#[test]
fn what_does_not_add_up_is_told() {
    let mut township = Township::small();
    // A row of data without a record.
    township.files[0].sheets[0].reading.rows.push((9, RowRole::Data));
    // A record without a fate, and one that is folded into no child.
    township.merged.fates.remove(&RecordId { file: 1, sheet: 0, block: 0, index: 1 });
    township.merged.children.remove(1);
    township.merged.children[0].records.pop();
    let breaches = township.ledger().tie_out().unwrap_err();
    assert!(breaches[0].contains("花名册.xlsx › 一年级：非空行 6，去向合计 5"), "{breaches:?}");
    assert!(breaches[1].contains("高桥小学.xlsx › 花名册：非空行 6，去向合计 5"), "{breaches:?}");
    assert!(breaches[2].contains("A2:AY5：记录 3，去向合计 2"), "{breaches:?}");
    assert!(breaches[3].contains("重复 1 条，汇总表 2 行，来源 2 条与 0 条"), "{breaches:?}");
    assert_eq!(breaches.len(), 4, "{breaches:?}");
}

#[test]
fn a_record_on_a_row_the_sheet_has_not_is_told() {
    let mut township = Township::small();
    township.files[0].sheets[0].reading.rows.remove(2);
    let breaches = township.ledger().tie_out().unwrap_err();
    assert!(breaches.len() == 1 && breaches[0].contains("第 3 行是一条记录"), "{breaches:?}");
}

#[test]
fn receipts_tell_who_said_what() {
    let mut township = Township::small();
    let (_, form) = township.forms.roster().unwrap();
    let name = form.role(Role::ChildName).unwrap();
    township.files[1].sheets[0].records[2].slots[name].at = None;
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
            "definition|xueji",
            "greatest_age|15",
            "helper_children|3",
            "least_age|3",
            "listed_schools|3",
            "month_due_day|20"
        ]
    );
    assert_eq!(
        asked(&ledger, "SELECT month, first_day, last_day, due FROM calendar ORDER BY month"),
        ["2026-10|2026-10-01|2026-10-31|1", "2026-11|2026-11-01|2026-11-30|1", "2026-12|2026-12-01|2026-12-31|0"]
    );
    assert_eq!(
        asked(&ledger, "SELECT form, title_zh, sheet, table_name, kind, required FROM form"),
        ["child-info|儿童信息表|花名册|child_info|roster|1"]
    );
    assert_eq!(
        asked(&ledger, "SELECT field, kind, required FROM field WHERE role = 'child-id'"),
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
        asked(&township.ledger(), "SELECT due FROM calendar ORDER BY month").concat()
    };
    assert_eq!(due((2026, 2, 19), 20), "100");
    assert_eq!(due((2026, 2, 20), 20), "110");
    assert_eq!(due((2026, 2, 28), 31), "100");
    assert_eq!(due((2026, 3, 1), 31), "110");
}

/// A form beside the roster, as a bureau could add it, with a record folded into another.
fn with_events() -> Township {
    let mut township = Township::small();
    let field = |id: &str, kind: Kind, role: Option<Role>| Field {
        id: id.into(),
        label: Words::made(id, id),
        kind,
        role,
        required: false,
        aliases: Vec::new(),
        group: None,
        short: Vec::new(),
        values: vec![Choice { value: "是".to_owned(), aliases: vec!["√".to_owned()], means: None }],
        closed: false,
        range: None,
        width: 8.0,
    };
    let fields = vec![field("order", Kind::Number, None), field("done", Kind::YesNo, None)];
    township.forms.0.push(Form {
        id: "house-visit".into(),
        title: Words::new("走访", "Visits"),
        sheet: "走访".to_owned(),
        order: 50,
        kind: FormKind::Record,
        required: true,
        titles: Vec::new(),
        groups: Vec::new(),
        fields,
    });
    township.file("走访.csv", FileStatus::Read);
    township.table("走访", Some(1), &[&[], &[]]);
    let position = township.forms.0.len() - 1;
    let sheet = &mut township.files[3].sheets[0];
    sheet.reading.blocks[0].form = position;
    let ids: Vec<RecordId> = sheet.records.iter().map(|record| record.id).collect();
    for record in &mut sheet.records {
        record.form = position;
        record.slots = vec![
            Slot { value: Some(Value::Number(7.0)), ..Slot::default() },
            Slot { value: Some(Value::text("√")), ..Slot::default() },
        ];
    }
    township.merged.fates.extend([(ids[0], Fate::Merged), (ids[1], Fate::Duplicate)]);
    township.merged.folds.push(Fold {
        record: ids[1],
        primary: ids[0],
        reason: FoldReason::IdNumber,
        across_schools: false,
        silent: true,
    });
    township
}

#[test]
fn another_form_has_a_row_per_merged_record() {
    let ledger = with_events().ledger();
    assert_eq!(
        asked(
            &ledger,
            "SELECT n, school_no, file, row_number, child, \"order\", done, done_as, extra FROM house_visit"
        ),
        ["1|1|3|3|-|7.0|√|是|-"]
    );
    assert_eq!(
        asked(&ledger, "SELECT n, record, fate FROM receipt WHERE form = 'house-visit' ORDER BY record"),
        ["1|0|merged", "1|1|duplicate"]
    );
    assert_eq!(ledger.tie_out(), Ok(()));
}

#[test]
fn a_form_that_takes_a_table_of_ours_is_refused() {
    let mut township = with_events();
    township.forms.0[1].id = "row-fate".into();
    let error = Ledger::build(&township.facts(), Path::new("")).unwrap_err().to_string();
    assert!(error.starts_with("form row-fate:"), "{error}");
}

#[test]
fn questions_only_read() {
    let ledger = Township::small().ledger();
    for sql in [
        "DELETE FROM finding",
        "SELECT 1; SELECT 2",
        "SELECT 1; DROP TABLE run",
        "PRAGMA user_version",
        "ATTACH 'x' AS x",
        "VACUUM INTO 'x'",
        "CREATE TEMP TABLE x (y)",
        "INSERT INTO run DEFAULT VALUES",
        "SELECT random()",
        "SELECT datetime('now')",
        "SELECT current_timestamp",
        "SELECT load_extension('x')",
        "SELECT :other",
        "SELECT ?1",
        "-- nothing",
        "",
        "SELECT zeroblob(100000000)",
        "SELECT no_such FROM run",
    ] {
        let error = ledger.ask("checks/x.sql", sql).unwrap_err().to_string();
        assert!(error.starts_with("checks/x.sql: "), "{sql}: {error}");
    }
    assert_eq!(asked(&ledger, "SELECT :period, :as_of, :lang, :period -- end"), ["2026Q4|2026-11-22|zh|2026Q4"]);
    assert_eq!(
        asked(
            &ledger,
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4) SELECT count(*) FROM n"
        ),
        ["4"]
    );
}

#[test]
fn answers_come_row_by_row_too() {
    let ledger = Township::small().ledger();
    let mut names = Vec::new();
    ledger
        .each::<LedgerError>("test", "SELECT name FROM child_info ORDER BY n", |row| {
            names.extend(row[0].as_text().map(str::to_owned));
            Ok(())
        })
        .unwrap();
    assert_eq!(names, ["王芳", "王强", "张伟"]);
}

#[test]
fn the_same_facts_give_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let township = Township::small();
    let saved = |name: &str, again: bool| {
        let mut ledger = township.ledger();
        if again {
            ledger.ask("test", "SELECT 1").unwrap();
        }
        ledger.set_findings(&township.findings).unwrap();
        let file = folder.path().join(name);
        ledger.save(&file).unwrap();
        std::fs::read(file).unwrap()
    };
    let (first, second) = (saved("台账.sqlite", false), saved("台账2.sqlite", true));
    assert_eq!(first, second);
    assert_eq!(first[..16], *b"SQLite format 3\0");
    assert_eq!(u16::from_be_bytes([first[16], first[17]]), 4096);
    // No WAL; the change counter, the version it is valid for, and the application's number.
    assert_eq!(first[18..20], [1, 1]);
    assert_eq!(first[24..28], first[92..96]);
    assert_eq!(first[68..72], *b"HUIB");
}

#[test]
fn a_saved_ledger_is_sound_and_opens_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Township::small().ledger();
    let file = folder.path().join("台账.sqlite");
    ledger.save(&file).unwrap();
    let error = ledger.save(&file).unwrap_err().to_string();
    assert!(error.starts_with("台账.sqlite: "), "{error}");
    let again = Connection::open(&file).unwrap();
    let sound: String = again.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    let children: u32 = again.query_row("SELECT count(*) FROM child_info", [], |row| row.get(0)).unwrap();
    assert_eq!((sound.as_str(), children), ("ok", 3));
    // The guard is closed again after saving.
    assert!(ledger.ask("test", "DELETE FROM run").is_err());
}

#[test]
fn findings_are_replaced() {
    let mut township = Township::small();
    let mut ledger = township.ledger();
    township.problem("school-missing", Severity::Error, Some("新村小学"), None);
    ledger.set_findings(&township.findings).unwrap();
    assert_eq!(
        asked(&ledger, "SELECT n, code, file FROM finding ORDER BY n"),
        ["1|id-checksum|高桥小学.xlsx", "2|school-missing|-"]
    );
    assert!(ledger.ask("test", "DELETE FROM finding").is_err());
}

/// The size of a county's roster in one run: told with `cargo test --release -- --ignored --nocapture`.
#[test]
#[ignore = "tells how long a large ledger takes"]
fn a_large_ledger() {
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
    let start = std::time::Instant::now();
    let ledger = township.ledger();
    println!("built in {:?}", start.elapsed());
    ledger.tie_out().unwrap();
    println!("tied out at {:?}", start.elapsed());
    let folder = tempfile::tempdir().unwrap();
    ledger.save(&folder.path().join("l.sqlite")).unwrap();
    println!("saved at {:?}; {} rows", start.elapsed(), asked(&ledger, "SELECT count(*) FROM row_fate")[0]);
}
