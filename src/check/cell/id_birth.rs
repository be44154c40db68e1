//! `id-birth`: digits 7 to 14 of an ID number are no date.

use super::Cell;
use crate::check::rule;
use crate::finding::{Finding, Level, Rule, Severity};
use crate::model::Fault;

pub(super) static RULE: Rule = rule(
    "id-birth",
    Severity::Error,
    Level::Cell,
    ("身份证号里的出生日期不对", "no date inside an ID number"),
    (
        "身份证号第 7 到 14 位是出生年月日，这几位不是一个真实的日期，说明号码输错了。",
        "Digits 7 to 14 of an ID number are the birth date; where they are no date, a digit is wrong.",
    ),
    ("请对照户口簿或身份证逐位核对后改正。", "Compare it with the household register, digit by digit, and correct it."),
);

pub(super) fn check(cell: &Cell<'_>) -> Option<Finding> {
    cell.has(&Fault::IdBirth).then(|| {
        cell.find_stood(&RULE, "其中第 7 到 14 位不是真实的出生日期", "digits 7 to 14 are no possible birth date")
    })
}

#[cfg(test)]
mod tests {
    use crate::check::testing::Sample;
    use crate::model::Fault;

    #[test]
    fn fires_alone() {
        assert_eq!(Sample::child().fault("id_number", Fault::IdBirth).codes(), ["id-birth id_number"]);
    }

    #[test]
    fn stays_silent_on_a_sound_number() {
        assert!(Sample::child().codes().is_empty());
    }
}
