//! `phone-invalid`: neither a mobile nor a landline number.

use super::Cell;
use crate::check::rule;
use crate::finding::{Finding, Level, Rule, Severity};
use crate::model::Fault;

pub(super) static RULE: Rule = rule(
    "phone-invalid",
    Severity::Error,
    Level::Cell,
    ("电话号码不对", "no valid phone number"),
    (
        "打不通的号码联系不上家长和监护人，出了事会耽误。",
        "With a number that does not work nobody can be reached when it matters.",
    ),
    (
        "手机号填 11 位；座机填区号和号码，如 0851-82345678；几个号码之间用顿号隔开。",
        "Give a mobile number of 11 digits, or a landline with its area code such as 0851-82345678; part several by 、.",
    ),
);

pub(super) fn check(cell: &Cell<'_>) -> Option<Finding> {
    cell.has(&Fault::PhoneInvalid).then(|| {
        cell.find_stood(
            &RULE,
            "不是手机号，也不是带区号的座机号",
            "neither a mobile number nor a landline with its area code",
        )
    })
}

#[cfg(test)]
mod tests {
    use crate::check::testing::Sample;
    use crate::model::Fault;

    #[test]
    fn fires_on_any_phone() {
        assert_eq!(Sample::child().fault("father_phone", Fault::PhoneInvalid).codes(), ["phone-invalid father_phone"]);
    }

    #[test]
    fn stays_silent_on_a_sound_record() {
        assert!(Sample::child().codes().is_empty());
    }
}
