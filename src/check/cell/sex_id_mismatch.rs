//! `sex-id-mismatch`: the sex and the ID number disagree.

use super::Cell;
use crate::check::parents::meaning;
use crate::check::{Seen, rule};
use crate::finding::{Finding, Level, Rule, Severity};
use crate::form::{Meaning, Role};

pub(super) static RULE: Rule = rule(
    "sex-id-mismatch",
    Severity::Error,
    Level::Cell,
    ("性别与身份证号不一致", "the sex and the ID number disagree"),
    (
        "身份证号第 17 位单数为男、双数为女，两处不一样，必有一处是错的。",
        "Digit 17 of an ID number is odd for a male and even for a female: where the two differ, one is wrong.",
    ),
    ("请对照户口簿核对，把错的一处改正。", "Compare both with the household register and correct the wrong one."),
);

pub(super) fn check(seen: &Seen<'_>) -> Option<Finding> {
    let male = seen.id_number()?.is_male()?;
    let written = match meaning(seen, Role::ChildSex)? {
        Meaning::Male => true,
        Meaning::Female => false,
        _ => return None,
    };
    if written == male {
        return None;
    }
    let (zh, en) = if male { ("男", "male") } else { ("女", "female") };
    let cell = Cell::of(seen, Role::ChildSex)?;
    Some(cell.find_stood(&RULE, &format!("身份证号却是{zh}性的"), &format!("the ID number is a {en}'s")))
}

#[cfg(test)]
mod tests {
    use crate::check::testing::Sample;
    use crate::model::{Fault, Value};

    #[test]
    fn fires_at_the_sex() {
        assert_eq!(Sample::child().value("sex", Value::text("男")).codes(), ["sex-id-mismatch sex"]);
    }

    #[test]
    fn stays_silent_beside_a_faulty_number() {
        let sample = Sample::child().value("sex", Value::text("男")).fault("id_number", Fault::IdChecksum);
        assert_eq!(sample.codes(), ["id-checksum id_number"]);
    }
}
