//! `id-checksum`: the check character of an ID number is wrong (GB 11643).

use super::Cell;
use crate::check::rule;
use crate::finding::{Finding, Level, Rule, Severity};
use crate::model::Fault;

pub(super) static RULE: Rule = rule(
    "id-checksum",
    Severity::Error,
    Level::Cell,
    ("身份证号校验位不对", "the check character of an ID number is wrong"),
    (
        "身份证号最后一位由前 17 位算出（GB 11643），对不上说明至少有一位输错了。",
        "The last character follows from the 17 before it (GB 11643); where it does not, at least one digit is wrong.",
    ),
    ("请对照户口簿或身份证逐位核对后改正。", "Compare it with the household register, digit by digit, and correct it."),
);

pub(super) fn check(cell: &Cell<'_>) -> Option<Finding> {
    cell.has(&Fault::IdChecksum).then(|| {
        cell.find_stood(
            &RULE,
            "校验不通过，至少有一位输错了",
            "its check character does not fit, so at least one digit is wrong",
        )
    })
}

#[cfg(test)]
mod tests {
    use crate::check::testing::{ID, Sample};
    use crate::finding::Lang;
    use crate::model::Fault;

    #[test]
    fn fires_and_masks_what_stood_there() {
        let sample = Sample::child().fault("id_number", Fault::IdChecksum);
        assert_eq!(sample.codes(), ["id-checksum id_number"]);
        let message = sample.findings()[0].message.get(Lang::Zh).to_owned();
        assert!(message.contains("522401********") && !message.contains(ID), "{message}");
    }

    #[test]
    fn stays_silent_on_a_sound_number() {
        assert!(Sample::child().codes().is_empty());
    }
}
