use serde_json::{Value, json};

use super::*;
use crate::finding::{Finding, Severity, Words};
use crate::ledger::fixture::Township;
use crate::model::{Address, FileStatus};

/// The report of a township, checked against the schema.
fn made(township: &Township, timings: Vec<(&'static str, f64)>) -> Value {
    let ledger = township.ledger();
    let sources = Sources {
        ledger: &ledger,
        forms: &township.forms,
        rules: &[],
        settings: &township.settings,
        town: "石桥镇",
        edition: crate::settings::Edition::Full,
        verify: None,
    };
    let folder = tempfile::tempdir().unwrap();
    let digest = Some(blake3::hash(b"x").to_hex().to_string());
    let mut outputs = vec![Output { kind: "consolidated", path: "汇总.xlsx".to_owned(), digest }];
    let bytes = write(&sources, &mut outputs, timings, folder.path()).unwrap();
    assert_eq!(std::fs::read(folder.path().join("report.json")).unwrap(), bytes);
    assert!(bytes.ends_with(b"}\n"));
    assert_eq!(outputs.last().unwrap().path, "report.json");
    let report: Value = serde_json::from_slice(&bytes).unwrap();
    let faults = faults(&report);
    assert!(faults.is_empty(), "{faults:#?}");
    report
}

fn faults(report: &Value) -> Vec<String> {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    validator.iter_errors(report).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn totals_and_schools_add_up() {
    let mut township = Township::small();
    township.file("乙.xlsx", FileStatus::Read);
    township.table("Sheet1", None, &[&[]]);
    township.child(&[(3, 0, 0)], None);
    township.problem("school-missing", Severity::Error, Some("新村小学"), None);
    township.problem("missing-required", Severity::Warning, None, Some(Address::new(0, 0)));
    let report = made(&township, Vec::new());
    assert_eq!(report["version"], 1);
    assert_eq!(
        (&report["town"], &report["period"], &report["as_of"]),
        (&json!("石桥镇"), &json!("2026Q4"), &json!("2026-11-22"))
    );
    assert_eq!(
        report["totals"],
        json!({"files": 4, "sheets": 4, "children": 4, "problems": {"error": 2, "warning": 1, "info": 0},
            "rows": {"nonempty": 17, "merged": 4, "duplicate": 1, "quarantined": 3, "ignored": 9}})
    );
    let school = |name: &str, children: u64, error: u64, warning: u64| {
        json!({"name": name, "children": children, "forms": {"child-info": children, "assistance": 0, "call-log": 0},
            "problems": {"error": error, "warning": warning, "info": 0}})
    };
    assert_eq!(
        report["schools"],
        json!([
            school("高桥小学", 2, 1, 0),
            school("柳林小学", 1, 0, 0),
            school("新村小学", 0, 1, 0),
            school("（学校不明）", 1, 0, 1)
        ])
    );
}

#[test]
fn a_sheet_repeats_its_largest_block() {
    let report = made(&Township::small(), Vec::new());
    let files = report["files"].as_array().unwrap();
    let paths: Vec<&Value> = files.iter().map(|file| &file["path"]).collect();
    assert_eq!(paths, ["柳林小学/花名册.xlsx", "高桥小学.xlsx", "高桥小学（坏）.xlsx"]);
    assert_eq!((&files[2]["status"], &files[2]["sheets"]), (&json!("unreadable"), &json!([])));
    let sheet = &files[0]["sheets"][0];
    let columns = json!([
        {"column": "B", "header": "年级", "field": "grade", "score": 0.95},
        {"column": "D", "header": "姓名", "field": "name", "score": 0.95},
        {"column": "O", "header": "父亲状况", "field": "father_status", "score": 0.95},
        {"column": "AY", "header": "编号123456********5678", "field": null, "score": 0.95},
    ]);
    assert_eq!(sheet["columns"], columns);
    assert_eq!(
        sheet["blocks"],
        json!([{"range": "A2:AY4", "form": "child-info", "layout": "table", "school": "柳林小学", "header_rows": [2],
            "records": {"read": 2, "merged": 1, "duplicate": 0, "quarantined": 1}, "columns": columns}])
    );
    assert_eq!(sheet["rows"], json!({"nonempty": 5, "merged": 1, "duplicate": 0, "quarantined": 1, "ignored": 3}));
    assert_eq!(
        (&sheet["school"], &sheet["form"], &sheet["layout"]),
        (&json!("柳林小学"), &json!("child-info"), &json!("table"))
    );
    let strange = &files[1]["sheets"][1];
    assert_eq!((&strange["hidden"], &strange["form"], &strange["blocks"]), (&json!(true), &Value::Null, &json!([])));
}

#[test]
fn a_problem_has_the_keys_that_apply() {
    let mut township = Township::small();
    let cell = township.findings[0].clone();
    let at = |change: &dyn Fn(&mut Finding)| {
        let mut finding = cell.clone();
        change(&mut finding);
        finding
    };
    township.findings = vec![
        cell.clone(),
        at(&|finding| finding.place.column = None),
        at(&|finding| finding.place.row = None),
        at(&|finding| {
            finding.place = crate::model::Place::default();
            (finding.field, finding.subject) = (None, None);
        }),
        at(&|finding| finding.message = Words::new("号码11010519491231002X", "number")),
    ];
    let report = made(&township, Vec::new());
    let base = json!({"code": "id-checksum", "severity": "error", "school": "高桥小学"});
    let with = |more: Value| {
        let mut problem = base.clone();
        problem.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        problem
    };
    let (file, sheet, message) = ("高桥小学.xlsx", "花名册", "身份证号校验位不对");
    assert_eq!(
        report["problems"],
        json!([
            with(
                json!({"file": file, "sheet": sheet, "cell": "G3", "row": 3, "field": "id_number", "subject": "王芳", "message": message})
            ),
            with(
                json!({"file": file, "sheet": sheet, "row": 3, "field": "id_number", "subject": "王芳", "message": message})
            ),
            with(
                json!({"file": file, "sheet": sheet, "column": "G", "field": "id_number", "subject": "王芳", "message": message})
            ),
            with(json!({"message": message})),
            with(
                json!({"file": file, "sheet": sheet, "cell": "G3", "row": 3, "field": "id_number", "subject": "王芳", "message": "号码110105********002X"})
            ),
        ])
    );
    township.settings.lang = Lang::En;
    assert_eq!(made(&township, Vec::new())["problems"][0]["message"], "wrong check character");
}

#[test]
fn timings_appear_only_when_asked_for() {
    assert!(made(&Township::small(), Vec::new()).get("timings").is_none());
    assert_eq!(
        made(&Township::small(), vec![("read", 0.123_456), ("ledger", 1.0)])["timings"],
        json!({"read": 0.123, "ledger": 1.0})
    );
}

#[test]
fn an_empty_township_is_a_report_too() {
    let report = made(&Township::empty(), Vec::new());
    assert_eq!((&report["files"], &report["schools"], &report["problems"]), (&json!([]), &json!([]), &json!([])));
    assert_eq!(report["outputs"][1], json!({"kind": "report", "path": "report.json"}));
}

#[test]
fn the_schema_refuses_what_the_contract_does_not_know() {
    let report = made(&Township::small(), Vec::new());
    let broken: [(&str, Value); 8] = [
        ("/version", json!(2)),
        ("/period", json!("2026Q5")),
        ("/files/0/status", json!("fine")),
        ("/files/0/path", json!("/x.xlsx")),
        ("/problems/0/cell", json!("7D")),
        ("/problems/0/severity", json!("fatal")),
        ("/totals/children", json!(-1)),
        ("/files/0/sheets/0/rows", json!({"nonempty": 0})),
    ];
    for (pointer, value) in broken {
        let mut report = report.clone();
        *report.pointer_mut(pointer).unwrap() = value;
        assert!(!faults(&report).is_empty(), "{pointer}");
    }
    for pointer in ["", "/totals", "/files/0", "/files/0/sheets/0", "/schools/0", "/problems/0", "/outputs/0"] {
        let mut report = report.clone();
        report.pointer_mut(pointer).unwrap().as_object_mut().unwrap().insert("strange".to_owned(), json!(1));
        assert!(!faults(&report).is_empty(), "{pointer}");
    }
}
