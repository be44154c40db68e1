mod duties;

use std::sync::Arc;

use super::*;
use crate::finding::Severity;
use crate::form::Role;
use crate::ledger::fixture::Township;
use crate::model::FileStatus;

fn builtin() -> Checks {
    Checks::load(None).unwrap()
}

/// The findings of one rule, each as where and about whom.
fn raised(township: &Township, code: &str) -> Vec<String> {
    let findings = builtin().audit(&township.ledger()).unwrap();
    let of_rule = findings.into_iter().filter(|finding| finding.code.0 == code);
    let shown = |text: Option<&str>| text.unwrap_or("-").to_owned();
    of_rule
        .map(|finding| {
            let place = &finding.place;
            let row = place.row.map_or("-".to_owned(), |row| row.to_string());
            let parts = [
                finding.school.as_deref(),
                place.file.as_deref(),
                place.sheet.as_deref(),
                Some(&*row),
                finding.subject.as_deref(),
            ];
            parts.map(shown).join("|")
        })
        .collect()
}

#[test]
fn every_rule_has_its_words_and_its_file() {
    let checks = builtin().checks;
    let codes: Vec<String> = checks.iter().map(|(rule, _)| rule.code.to_string()).collect();
    let known = "activity-missing aid-off-standard balance-error balance-skipped call-missing carer-underage \
                 change-not-shown dropout-open duty-missing form-missing helper-missing helper-overload helper-underage notify-late \
                 record-no-child report-missing school-missing visit-missing";
    assert_eq!(codes.join(" "), known);
    for (rule, question) in &checks {
        assert_eq!(question.file, format!("checks/{}.sql", rule.code));
    }
    let severities: Vec<Severity> = checks.iter().map(|(rule, _)| rule.severity).collect();
    assert_eq!(severities, {
        use Severity::{Error as E, Info as I, Warning as W};
        [W, W, E, I, W, W, W, W, W, W, W, I, W, W, W, E, E, W]
    });
}

#[test]
fn a_listed_school_that_sent_nothing_is_missing() {
    let mut township = Township::small();
    assert_eq!(raised(&township, "school-missing"), ["新村小学|-|-|-|-"]);
    let findings = builtin().audit(&township.ledger()).unwrap();
    let finding = findings.iter().find(|finding| finding.code.0 == "school-missing").unwrap();
    assert!(finding.message.zh.starts_with("新村小学没有报送"), "{}", finding.message.zh);
    assert!(finding.message.en.starts_with("新村小学 sent no form"), "{}", finding.message.en);
    // Without a list nobody can be missing.
    township.settings.schools.clear();
    township.school("无名小学", &[]);
    assert_eq!(raised(&township, "school-missing"), [""; 0]);
}

#[test]
fn an_empty_form_or_a_row_in_anothers_table_is_no_missing_school() {
    let mut township = Township::small();
    township.school("新村小学", &["新村完小"]);
    // Its only record stands in the table of 高桥小学.
    let record = township.files[1].sheets[0].records[1].id;
    township.merged.school_of.insert(record, Some(2));
    assert_eq!(raised(&township, "school-missing"), [""; 0]);
    // An empty table with its name above.
    let mut township = Township::small();
    township.school("新村小学", &["新村完小"]);
    township.file("新村.xlsx", FileStatus::Read);
    township.table("Sheet1", None, &[]);
    assert_eq!(raised(&township, "school-missing").len(), 1);
    let (_, form) = township.forms.roster().unwrap();
    let clue = crate::model::Clue {
        field: form.role(Role::School).unwrap(),
        text: "新村完小".to_owned(),
        source: crate::model::ClueSource::Title,
        at: None,
    };
    township.files[3].sheets[0].reading.blocks[0].clues.push(clue);
    assert_eq!(raised(&township, "school-missing"), [""; 0]);
}

#[test]
fn a_required_form_is_missing_only_beside_others() {
    let mut township = Township::small();
    // Both schools sent rosters only; 新村小学, which sent nothing at all, is no part of this.
    let both = ["高桥小学|-|-|-|-", "高桥小学|-|-|-|-", "柳林小学|-|-|-|-", "柳林小学|-|-|-|-"];
    assert_eq!(raised(&township, "form-missing"), both);
    let findings = builtin().audit(&township.ledger()).unwrap();
    let told: Vec<&str> = findings.iter().take(2).map(|finding| &*finding.message.zh).collect();
    assert!(told[0].contains("没有报送《帮扶记录表》") && told[1].contains("没有报送《亲情通话记录》"), "{told:?}");
    township.forms.require(&["child-info".to_owned(), "call-log".to_owned()]).unwrap();
    assert_eq!(raised(&township, "form-missing"), ["高桥小学|-|-|-|-", "柳林小学|-|-|-|-"]);
    township.forms.require(&["child-info".to_owned()]).unwrap();
    assert_eq!(raised(&township, "form-missing"), [""; 0]);
}

#[test]
fn a_child_without_a_helper_is_told_where_the_school_was_asked() {
    let mut township = Township::small();
    // 柳林小学's roster has no such column; all of 高桥小学's children have a helper.
    assert_eq!(raised(&township, "helper-missing"), [""; 0]);
    let (_, form) = township.forms.roster().unwrap();
    let helper = form.role(Role::HelperName).unwrap();
    Arc::make_mut(&mut township.merged.children[1].slots)[helper].value = None;
    assert_eq!(raised(&township, "helper-missing"), ["高桥小学|高桥小学.xlsx|花名册|3|王强"]);
    // A second sheet of the school without the column: the school was asked all the same.
    township.table("二年级", Some(0), &[&[(Role::ChildName, "赵一")]]);
    township.child(&[(2, 0, 0)], Some(0));
    assert_eq!(
        raised(&township, "helper-missing"),
        ["高桥小学|高桥小学.xlsx|花名册|3|王强", "高桥小学|高桥小学（坏）.xlsx|二年级|2|赵一"]
    );
    // Children whose school nobody knows are taken file by file.
    township.file("甲.xlsx", FileStatus::Read);
    township.table(
        "Sheet1",
        None,
        &[&[(Role::ChildName, "钱二"), (Role::HelperName, "周老师")], &[(Role::ChildName, "孙三")]],
    );
    township.file("乙.xlsx", FileStatus::Read);
    township.table("Sheet1", None, &[&[(Role::ChildName, "李四")]]);
    for record in [(3, 0, 0), (3, 0, 1), (4, 0, 0)] {
        township.child(&[record], None);
    }
    assert_eq!(raised(&township, "helper-missing").last().unwrap(), "-|甲.xlsx|Sheet1|3|孙三");
}

#[test]
fn a_helper_with_many_children_is_told_once() {
    let mut township = Township::small();
    assert_eq!(raised(&township, "helper-overload"), [""; 0]);
    township.settings.duties.helper_children = 1;
    assert_eq!(raised(&township, "helper-overload"), ["高桥小学|-|-|-|李老师"]);
    let findings = builtin().audit(&township.ledger()).unwrap();
    let finding = findings.iter().find(|finding| finding.code.0 == "helper-overload").unwrap();
    assert_eq!(finding.message.zh, "帮扶人李老师在高桥小学结对了 2 个孩子，超过 1 个。建议分给其他帮扶人。");
}

const HEAD: &str = "-- code: no-phone\n-- severity: warning\n-- level: child\n-- title.zh: 没有电话\n-- title.en: No phone\n\
    -- why.zh: 联系不上。\n-- why.en: Nobody can be reached.\n-- remedy.zh: 请填。\n-- remedy.en: Enter one.\n\
    -- message.zh: {subject}的号码 {id_number}\n--   没有电话\n-- message.en: {subject} has no\n--    phone ({n})\n";

fn loaded(files: &[(&str, &str)]) -> Result<Checks, TemplateError> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("checks")).unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join("checks").join(name), text).unwrap();
    }
    Checks::load(Some(folder.path()))
}

#[test]
fn a_bureau_adds_and_overrides_rules() {
    let question = "\nSELECT id_number, n, name AS subject, row_number, 2 AS column_number, 'name' AS field FROM child_info WHERE n = 1";
    let text = format!("{HEAD}-- school.zh: 请补\n-- school.en: please\n{question}");
    let over = text.replace("no-phone", "school-missing").replace("severity: warning", "severity: info");
    let checks = loaded(&[("a.sql", &text), ("b.sql", &over), ("readme.txt", "no rule")]).unwrap();
    assert_eq!(checks.checks.len(), 19);
    let findings = checks.audit(&Township::small().ledger()).unwrap();
    let findings: Vec<Finding> = findings
        .into_iter()
        .filter(|finding| finding.code.0 == "no-phone" || finding.severity == Severity::Info)
        .collect();
    assert_eq!(findings.len(), 2);
    assert_eq!(findings[0].message.zh, "王芳的号码 110105********002X没有电话");
    assert_eq!(findings[0].message.en, "王芳 has no phone (1)");
    assert_eq!(findings[0].to_school, Some(Words::new("请补", "please")));
    assert_eq!((findings[0].place.row, findings[0].place.column), (Some(2), Some(1)));
    assert_eq!(findings[0].field.as_deref(), Some("name"));
    assert_eq!((findings[1].code.0.as_ref(), findings[1].severity), ("school-missing", Severity::Info));
}

#[test]
fn a_faulty_head_names_file_line_and_key() {
    for (from, to, told) in [
        ("-- level: child", "-- levle: child", "checks/a.sql:3: levle: unknown key"),
        ("-- level: child", "-- level: pupil", "checks/a.sql:3: level: one of cell, row"),
        ("-- severity: warning", "-- severity: bad", "checks/a.sql:2: severity: one of error, warning, info"),
        ("-- code: no-phone", "-- code: No Phone", "checks/a.sql:1: code: lower-case"),
        ("-- title.zh: 没有电话\n", "", "checks/a.sql:1: title.zh: missing"),
        ("-- title.en: No phone", "-- title.en:", "checks/a.sql:5: title.en: empty"),
        ("-- level: child", "-- level: child\n-- level: child", "checks/a.sql:4: level: stands twice"),
        ("-- level: child", "-- a remark", "checks/a.sql:3: the head has lines `-- key: value` only"),
        ("{id_number}", "{id_number", "checks/a.sql:10: message.zh: { without }"),
        ("{id_number}", "{ID}", "checks/a.sql:10: message.zh: {ID} is no column"),
        ("{id_number}", "id_number}", "checks/a.sql:10: message.zh: } without {"),
    ] {
        let text = HEAD.replace(from, to);
        assert_ne!(text, HEAD, "{from}");
        let error = loaded(&[("a.sql", &text)]).unwrap_err().to_string();
        assert!(error.starts_with(told), "{error}");
    }
    let error = loaded(&[("a.sql", HEAD), ("b.sql", HEAD)]).unwrap_err().to_string();
    assert_eq!(error, "checks/b.sql:1: code: no-phone stands in checks/a.sql too");
}

#[test]
fn a_faulty_question_names_its_file() {
    let ledger = Township::small().ledger();
    for (sql, told) in [
        ("SELECT unheard FROM child_info", "checks/a.sql: line 15: no such column: unheard"),
        ("SELECT 1 AS subject, 2 AS n", "id_number"),
        ("SELECT 1 AS subject, 2 AS n, 3 AS id_number, 'x' AS row_number", "row_number"),
        ("SELECT 1 AS subject, 2 AS n, 3 AS id_number, 0 AS row_number", "row_number"),
        ("DELETE FROM finding", "not authorized"),
    ] {
        let checks = loaded(&[("a.sql", &format!("{HEAD}\n{sql}"))]).unwrap();
        let error = checks.audit(&ledger).unwrap_err().to_string();
        assert!(error.starts_with("checks/a.sql: ") && error.contains(told), "{error}");
    }
}

#[test]
fn a_faulty_question_is_found_before_anything_is_read() {
    let Township { forms, settings, .. } = Township::empty();
    assert_eq!(builtin().prove(&forms, &settings), Ok(()));
    for (sql, told) in [
        ("SELECT unheard FROM child_info", "checks/a.sql:15: no such column: unheard"),
        ("SELECT 1 AS subject, 2 AS n", "checks/a.sql:1: message: 查询结果没有 id_number"),
        ("SELECT :who", "checks/a.sql:1: 未知参数"),
        ("DROP TABLE run", "checks/a.sql:1: not authorized"),
        ("", "checks/a.sql:1: 没有可执行的 SELECT"),
    ] {
        let checks = loaded(&[("a.sql", &format!("{HEAD}\n{sql}"))]).unwrap();
        let error = checks.prove(&forms, &settings).unwrap_err().to_string();
        assert!(error.starts_with(told), "{error}");
    }
}

#[test]
fn a_form_without_the_field_fails_with_the_rules_file() {
    let mut township = Township::empty();
    let fields = &mut township.forms.0[0].fields;
    fields.retain(|field| field.role != Some(Role::HelperName));
    let error = builtin().audit(&township.ledger()).unwrap_err().to_string();
    assert!(error.starts_with("checks/helper-missing.sql: ") && error.contains("helper_name"), "{error}");
}
