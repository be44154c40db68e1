//! The list of rules against CONTRACT §4: every code, its severity and level, its words, and a case that raises it.

use std::collections::BTreeSet;
use std::fs;

use huibiao::audit::Checks;
use huibiao::catalogue;
use huibiao::finding::Rule;
use serde_json::Value;

use crate::cases::cases;
use crate::desk::{huibiao, list, project};

/// The table of CONTRACT §4: code, severity, what it is raised for.
const CONTRACT: &[(&str, &str, &str)] = &[
    ("missing-required", "error", "cell"),
    ("id-length", "error", "cell"),
    ("id-checksum", "error", "cell"),
    ("id-region", "warning", "cell"),
    ("id-birth", "error", "cell"),
    ("id-precision-lost", "error", "cell"),
    ("phone-invalid", "error", "cell"),
    ("date-invalid", "error", "cell"),
    ("date-future", "error", "cell"),
    ("value-unknown", "warning", "cell"),
    ("number-invalid", "error", "cell"),
    ("formula-error", "error", "cell"),
    ("birth-id-mismatch", "error", "cell"),
    ("sex-id-mismatch", "error", "cell"),
    ("age-out-of-range", "warning", "row"),
    ("not-left-behind", "warning", "row"),
    ("grade-age-mismatch", "warning", "cell"),
    ("guardian-absent", "error", "row"),
    ("guardian-is-away", "error", "cell"),
    ("duplicate-in-school", "warning", "row"),
    ("duplicate-across-schools", "error", "row"),
    ("same-id-different-child", "error", "row"),
    ("suspected-duplicate", "warning", "row"),
    ("conflicting-values", "warning", "cell"),
    ("record-no-child", "warning", "row"),
    ("record-outside-period", "warning", "cell"),
    ("call-missing", "warning", "child"),
    ("visit-missing", "warning", "child"),
    ("helper-missing", "warning", "child"),
    ("helper-overload", "info", "helper"),
    ("school-missing", "error", "school"),
    ("form-missing", "warning", "school"),
    ("school-unknown", "warning", "sheet"),
    ("file-unreadable", "error", "file"),
    ("file-encrypted", "error", "file"),
    ("file-too-large", "error", "file"),
    ("file-empty", "warning", "file"),
    ("file-identical", "info", "file"),
    ("file-other", "info", "file"),
    ("file-own", "info", "file"),
    ("file-revised", "info", "file"),
    ("form-unrecognised", "warning", "sheet"),
    ("column-unmapped", "info", "column"),
    ("column-missing", "warning", "column"),
    ("sheet-hidden", "info", "sheet"),
    ("alias-guessed", "info", "column"),
    ("decision-unused", "info", "file"),
    ("activity-missing", "warning", "school"),
    ("aid-off-standard", "warning", "row"),
    ("balance-error", "error", "row"),
    ("balance-skipped", "info", "row"),
    ("helper-underage", "warning", "row"),
    ("carer-underage", "warning", "row"),
    ("change-not-shown", "warning", "row"),
    ("dropout-open", "warning", "row"),
    ("duty-missing", "warning", "child"),
    ("notify-late", "warning", "row"),
    ("report-missing", "error", "row"),
    ("text-too-long", "info", "cell"),
];

/// The catalogue, looked through one by one.
fn each_rule(mut look: impl FnMut(&Rule)) {
    let checks = Checks::load(None).unwrap();
    for rule in catalogue::rules(&checks) {
        look(rule);
    }
}

#[test]
fn the_catalogue_is_the_contract_s_table() {
    let mut found = BTreeSet::new();
    each_rule(|rule| {
        let code = rule.code.to_string();
        let level = format!("{:?}", rule.level).to_lowercase();
        let row = CONTRACT.iter().find(|(known, _, _)| *known == code);
        assert_eq!(row, Some(&(&*code, rule.severity.name(), &*level)));
        assert!(found.insert(code), "{} stands twice", rule.code);
    });
    let missing: Vec<&str> = CONTRACT.iter().map(|(code, _, _)| *code).filter(|code| !found.contains(*code)).collect();
    assert!(missing.is_empty(), "no rule raises {missing:?}");
}

#[test]
fn every_rule_is_explained_in_both_languages() {
    each_rule(|rule| {
        let code = rule.code.to_string();
        for (lang, other) in [("zh", "en"), ("en", "zh")] {
            let output = huibiao(&["explain", &code, "--lang", lang]);
            assert_eq!(output.status.code(), Some(0), "{code}");
            let said = String::from_utf8(output.stdout).unwrap();
            assert!(said.contains(&code), "{said}");
            for words in [&rule.title, &rule.why, &rule.remedy] {
                let (text, foreign) = match lang {
                    "zh" => (&words.zh, &words.en),
                    _ => (&words.en, &words.zh),
                };
                assert!(!text.trim().is_empty(), "{code} lacks words in {lang}");
                assert!(said.contains(&**text), "{code} {lang}: {text:?} is not in\n{said}");
                assert!(!said.contains(&**foreign), "{code}: words in {other} stand in\n{said}");
            }
        }
    });
}

#[test]
fn every_rule_has_a_case_that_raises_it() {
    let raised = raised();
    let mut without = Vec::new();
    each_rule(|rule| {
        if !raised.contains(&(rule.severity.name().to_owned(), rule.code.to_string())) {
            without.push(rule.code.to_string());
        }
    });
    assert_eq!(without, [""; 0], "these need a folder in tests/cases");
}

/// Severity and code of every problem that the cases and the samples expect.
fn raised() -> BTreeSet<(String, String)> {
    let mut raised = BTreeSet::new();
    for folder in cases() {
        let expected = fs::read_to_string(folder.join("expected.txt")).unwrap();
        let problems = expected.split_once("-- problems").unwrap().1;
        for (severity, rest) in problems.lines().filter_map(|line| line.split_once(' ')) {
            raised.insert((severity.to_owned(), rest.split(' ').next().unwrap().to_owned()));
        }
    }
    let samples: Value = serde_json::from_slice(&fs::read(project("tests/samples/expected.json")).unwrap()).unwrap();
    for problem in list(&samples, "problems") {
        let text = |key: &str| problem[key].as_str().unwrap().to_owned();
        raised.insert((text("severity"), text("code")));
    }
    raised
}
