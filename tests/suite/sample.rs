//! `huibiao sample`: what it says of its township is what a run over it finds.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::desk::{AS_OF, Desk, assert_same, contents, huibiao, list};

/// Makes a township in the desk's inbox and returns what is true of it.
fn sample(desk: &Desk, more: &[&str]) -> Value {
    let inbox = desk.inbox();
    let mut arguments = vec!["sample", "-o", inbox.to_str().unwrap(), "--as-of", AS_OF, "--json"];
    arguments.extend(more);
    let output = huibiao(&arguments);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// How many children and records of each form the report has.
fn found(report: &Value) -> (u64, BTreeMap<String, u64>) {
    let mut records: BTreeMap<String, u64> = BTreeMap::new();
    for school in list(report, "schools") {
        for (form, count) in school["forms"].as_object().unwrap() {
            *records.entry(form.clone()).or_default() += count.as_u64().unwrap();
        }
    }
    (report["totals"]["children"].as_u64().unwrap(), records)
}

fn planted(truth: &Value) -> (u64, BTreeMap<String, u64>) {
    (truth["children"].as_u64().unwrap(), serde_json::from_value(truth["records"].clone()).unwrap())
}

#[test]
fn a_clean_township_has_no_problem() {
    for seed in ["1", "2"] {
        let desk = Desk::new();
        let truth = sample(&desk, &["--mess", "none", "--schools", "7", "--children", "150", "--seed", seed]);
        let run = desk.run(&["--strict"]);
        assert_eq!(run.status.code(), Some(0), "seed {seed}: {}", String::from_utf8_lossy(&run.stderr));
        let report: Value = serde_json::from_slice(&fs::read(desk.out().join("report.json")).unwrap()).unwrap();
        assert_eq!(found(&report), planted(&truth), "seed {seed}");
    }
}

#[test]
fn planted_problems_are_found() {
    let desk = Desk::new();
    let truth = sample(&desk, &["--mess", "heavy", "--schools", "9", "--children", "300", "--seed", "3"]);
    assert!(truth["problems"].as_object().unwrap().len() > 8, "{truth}");
    let report = desk.report(&[]);
    assert_eq!(found(&report), planted(&truth));
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for problem in list(&report, "problems") {
        *counts.entry(problem["code"].as_str().unwrap()).or_default() += 1;
    }
    let missed: Vec<_> = truth["problems"]
        .as_object()
        .unwrap()
        .iter()
        .filter(|(code, times)| counts.get(code.as_str()).copied() != times.as_u64())
        .map(|(code, times)| format!("{code}: {times} planted, {:?} found", counts.get(code.as_str())))
        .collect();
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn a_seed_decides_every_byte() {
    let made = |seed| {
        let desk = Desk::new();
        sample(&desk, &["--mess", "heavy", "--schools", "4", "--children", "40", "--seed", seed]);
        contents(&desk.inbox())
    };
    let one = made("5");
    assert_same(&one, &made("5"));
    assert!(made("6").keys().ne(one.keys()));
}

#[test]
fn nothing_is_written_over() {
    let desk = Desk::new();
    desk.put("名单.csv", "姓名\n");
    let inbox = desk.inbox();
    let output = huibiao(&["sample", "-o", inbox.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(contents(&inbox).len(), 1);
    for wrong in [["--children", "3"], ["--schools", "0"], ["--period", "2027Q1"]] {
        let new = desk.home().join("新");
        let output = huibiao(&["sample", "-o", new.to_str().unwrap(), "--as-of", AS_OF, wrong[0], wrong[1]]);
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
        assert!(!new.exists(), "{wrong:?}");
    }
}

#[test]
fn a_form_of_the_bureaus_own_is_filled_in_too() {
    let desk = Desk::new();
    let templates = desk.home().join("表样");
    fs::create_dir_all(templates.join("forms")).unwrap();
    fs::write(templates.join("forms/checkup.toml"), CHECKUP).unwrap();
    let templates = templates.to_str().unwrap();
    let truth = sample(&desk, &["--mess", "none", "--schools", "2", "--children", "12", "--templates", templates]);
    assert_eq!(truth["records"]["checkup"], 24);
    let report = desk.report(&["--templates", templates]);
    assert_eq!(found(&report), planted(&truth));
}

const CHECKUP: &str = r#"
id = "checkup"
title = "疫苗接种登记表"
title_en = "Vaccinations"
sheet = "疫苗接种"
order = 40
kind = "record"
required = true
titles = ["疫苗接种", "接种登记"]
[[field]]
id = "school"
same_as = "child-info"
[[field]]
id = "name"
same_as = "child-info"
required = true
[[field]]
id = "date"
label = "体检日期"
label_en = "Date"
kind = "date"
role = "event-date"
required = true
aliases = ["体检日期", "体检时间"]
width = 12
[[field]]
id = "height"
label = "身高厘米"
label_en = "Height (cm)"
kind = "number"
range = [80, 200]
aliases = ["身高厘米", "身高"]
width = 10
[[field]]
id = "findings"
label = "体检结论"
label_en = "Findings"
kind = "text"
aliases = ["体检结论", "结论"]
width = 20
"#;
