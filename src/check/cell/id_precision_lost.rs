//! `id-precision-lost`: an ID number was stored as a number, which keeps 15 digits.

use super::Cell;
use crate::check::rule;
use crate::finding::{Finding, Level, Rule, Severity};
use crate::model::Fault;

pub(super) static RULE: Rule = rule(
    "id-precision-lost",
    Severity::Error,
    Level::Cell,
    ("身份证号末尾几位已丢失", "the last digits of an ID number are gone"),
    (
        "表格软件的数字只保留 15 位，18 位身份证号当数字存，后 3 位就变成了 0，无法找回。",
        "A spreadsheet keeps 15 digits of a number: the last three of an ID number become zeros and cannot be recovered.",
    ),
    (
        "请先把这一格设为“文本”格式，再照户口簿重新输入 18 位号码。",
        "Format the cell as text, then type the 18 characters again from the household register.",
    ),
);

pub(super) fn check(cell: &Cell<'_>) -> Option<Finding> {
    cell.has(&Fault::IdPrecisionLost).then(|| {
        cell.find_stood(
            &RULE,
            "这个号码被当作数字保存，末尾几位已经丢失",
            "it was stored as a number and its last digits are gone",
        )
    })
}

#[cfg(test)]
mod tests {
    use crate::check::testing::Sample;
    use crate::model::{Fault, Value};

    #[test]
    fn fires_alone_and_spoils_the_comparing_rules() {
        let sample = Sample::child()
            .value("id_number", Value::text("522401199903121***"))
            .fault("id_number", Fault::IdPrecisionLost);
        assert_eq!(sample.codes(), ["id-precision-lost id_number"]);
    }

    #[test]
    fn stays_silent_on_another_fault() {
        assert_eq!(Sample::child().fault("id_number", Fault::IdChecksum).codes(), ["id-checksum id_number"]);
    }
}
