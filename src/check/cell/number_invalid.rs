//! `number-invalid`: not a number, or out of the field's range.

use super::Cell;
use crate::check::rule;
use crate::finding::{Finding, Level, Rule, Severity};
use crate::model::{CellValue, Fault};

pub(super) static RULE: Rule = rule(
    "number-invalid",
    Severity::Error,
    Level::Cell,
    ("数字不对", "no valid number"),
    ("这一栏要用来统计，只能填数字。", "The column is counted, so it holds numbers only."),
    ("请只填阿拉伯数字，如 65。", "Give a plain number such as 65."),
);

pub(super) fn check(cell: &Cell<'_>) -> Option<Finding> {
    match cell.slot.fault {
        Some(Fault::NumberInvalid) => Some(cell.find_stood(&RULE, "不是一个确定的数字", "not a definite number")),
        Some(Fault::NumberOutOfRange) => {
            let (least, greatest) = cell.field.range.unwrap_or_default();
            let (least, greatest) = (CellValue::Number(least).shown(), CellValue::Number(greatest).shown());
            Some(cell.find_stood(
                &RULE,
                &format!("超出了 {least} 到 {greatest} 的范围"),
                &format!("outside {least} to {greatest}"),
            ))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::Sample;
    use crate::model::{Fault, Value};

    #[test]
    fn fires_on_words_and_on_a_number_out_of_range() {
        let sample =
            Sample::child().value("guardian_age", Value::text("六十多")).fault("guardian_age", Fault::NumberInvalid);
        assert_eq!(sample.codes(), ["number-invalid guardian_age"]);
        let sample =
            Sample::child().value("guardian_age", Value::Number(650.0)).fault("guardian_age", Fault::NumberOutOfRange);
        assert_eq!(sample.codes(), ["number-invalid guardian_age"]);
        assert!(sample.findings()[0].message.zh.contains("0 到 120"));
    }

    #[test]
    fn stays_silent_on_a_sound_record() {
        assert!(Sample::child().codes().is_empty());
    }
}
