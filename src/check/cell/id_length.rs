//! `id-length`: an ID number has not 18 characters. A 15-digit number of the first generation is only a warning.

use super::Cell;
use crate::check::rule;
use crate::finding::{Finding, Level, Rule, Severity};
use crate::model::Fault;

pub(super) static RULE: Rule = rule(
    "id-length",
    Severity::Error,
    Level::Cell,
    ("身份证号位数不对", "an ID number of the wrong length"),
    (
        "居民身份证号是 18 位（GB 11643），多一位少一位都查不到人。",
        "An ID number has 18 characters (GB 11643); with one more or fewer it finds nobody.",
    ),
    (
        "请对照户口簿或身份证逐位核对，填写完整的 18 位号码。",
        "Compare it with the household register, character by character, and give all 18.",
    ),
);

pub(super) fn check(cell: &Cell<'_>) -> Option<Finding> {
    match cell.slot.fault {
        Some(Fault::IdLength { characters }) => Some(cell.find_stood(
            &RULE,
            &format!("有 {characters} 位，应为 18 位"),
            &format!("{characters} characters instead of 18"),
        )),
        Some(Fault::IdOld) => Some(
            cell.find_stood(&RULE, "是 15 位的旧号码，现已停用", "a 15-digit number, which is no longer valid")
                .severity(Severity::Warning),
        ),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::Sample;
    use crate::finding::Severity;
    use crate::model::{Fault, Value};

    #[test]
    fn fires_as_error_and_as_warning() {
        let sample = Sample::child()
            .value("id_number", Value::text("5224012018031210"))
            .fault("id_number", Fault::IdLength { characters: 16 });
        assert_eq!(sample.codes(), ["id-length id_number"]);
        assert_eq!(sample.findings()[0].severity, Severity::Error);
        let sample = Sample::child()
            .value("id_number", Value::text("522401180312102"))
            .fault("id_number", Fault::IdOld)
            .empty("birth_date")
            .empty("grade");
        assert!(sample.codes().contains(&"id-length id_number".to_owned()));
        assert_eq!(
            sample.findings().iter().find(|finding| finding.code.0 == "id-length").unwrap().severity,
            Severity::Warning
        );
    }

    #[test]
    fn stays_silent_on_18_characters() {
        assert!(Sample::child().codes().is_empty());
    }
}
