//! `formula-error`: a formula gave an error instead of a value.

use super::Cell;
use crate::check::rule;
use crate::finding::{Finding, Level, Rule, Severity};
use crate::model::Fault;

pub(super) static RULE: Rule = rule(
    "formula-error",
    Severity::Error,
    Level::Cell,
    ("公式出错", "a formula error"),
    (
        "单元格里是公式，公式算不出结果（#REF!、#N/A 等），真正的内容已经看不到了。",
        "A formula in the cell failed (#REF!, #N/A …), so what it should say is lost.",
    ),
    ("请删掉公式，直接填写内容。", "Delete the formula and type the value itself."),
);

pub(super) fn check(cell: &Cell<'_>) -> Option<Finding> {
    cell.has(&Fault::FormulaError).then(|| cell.find_stood(&RULE, "是公式错误", "a formula error"))
}

#[cfg(test)]
mod tests {
    use crate::check::testing::Sample;
    use crate::model::Fault;

    #[test]
    fn fires_on_any_field() {
        assert_eq!(
            Sample::child().empty("remark").fault("remark", Fault::FormulaError).codes(),
            ["formula-error remark"]
        );
    }

    #[test]
    fn stays_silent_on_a_sound_record() {
        assert!(Sample::child().codes().is_empty());
    }
}
