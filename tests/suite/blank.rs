//! `huibiao template`: blank forms that the same definitions read back.

use std::fs;

use crate::desk::{Desk, huibiao, list};

#[test]
fn every_blank_form_is_read_back_without_a_problem() {
    let desk = Desk::new();
    let inbox = desk.inbox();
    let output = huibiao(&["template", "all", "-o", inbox.to_str().unwrap(), "--school", "柳林小学"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let report = desk.report(&[]);
    let mut forms: Vec<&str> = Vec::new();
    for file in list(&report, "files") {
        let sheet = &list(file, "sheets")[0];
        forms.extend(sheet["form"].as_str());
        let unmapped = list(sheet, "columns").iter().find(|column| column["field"].is_null());
        assert_eq!(unmapped, None, "{}", file["path"]);
    }
    forms.sort_unstable();
    let mut known: Vec<String> = huibiao::form::builtin().unwrap().0.iter().map(|form| form.id.to_string()).collect();
    known.sort();
    assert_eq!(forms, known);
    assert!(list(&report, "problems").is_empty(), "{:?}", list(&report, "problems"));
}

#[test]
fn last_periods_children_are_filled_in() {
    let desk = Desk::new();
    desk.put(
        "柳林小学/名单.csv",
        "姓名,性别,身份证号,年级,监护人姓名,监护人电话\n王小芳,女,110105201709180023,三年级,王大山,13812345678\n",
    );
    desk.report(&[]);
    let (ledger, forms) = (desk.out().join("台账.sqlite"), desk.home().join("空表"));
    let arguments = ["template", "-o", forms.to_str().unwrap(), "--prefill", ledger.to_str().unwrap()];
    assert_eq!(huibiao(&arguments).status.code(), Some(0));
    let next = Desk::new();
    for entry in fs::read_dir(&forms).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, next.inbox().join(path.file_name().unwrap())).unwrap();
    }
    let report = next.report(&[]);
    assert_eq!(
        (report["totals"]["children"].as_u64(), report["schools"][0]["name"].as_str()),
        (Some(1), Some("柳林小学"))
    );
    // No file is replaced.
    let again = huibiao(&arguments);
    assert_eq!(again.status.code(), Some(2));
}

#[test]
fn an_unknown_form_is_told() {
    let desk = Desk::new();
    let output = huibiao(&["template", "成绩单", "-o", desk.home().join("空表").to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("child-info"));
    assert!(!desk.home().join("空表").exists());
}
