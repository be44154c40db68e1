//! `birth-id-mismatch`: the birth date and the ID number disagree. A month alone is compared as a month.

use chrono::Datelike;

use super::Cell;
use crate::check::{Seen, rule};
use crate::finding::{Finding, Level, Rule, Severity};
use crate::form::Role;
use crate::model::Value;

pub(super) static RULE: Rule = rule(
    "birth-id-mismatch",
    Severity::Error,
    Level::Cell,
    ("出生日期与身份证号不一致", "the birth date and the ID number disagree"),
    (
        "身份证号第 7 到 14 位就是出生日期，两处不一样，必有一处是错的。",
        "Digits 7 to 14 of an ID number are the birth date: where the two differ, one is wrong.",
    ),
    (
        "请对照户口簿核对，把错的一处改正（填了农历生日的请改成公历）。",
        "Compare both with the household register and correct the wrong one; give the solar, not the lunar date.",
    ),
);

pub(super) fn check(seen: &Seen<'_>) -> Option<Finding> {
    let born = seen.id_number()?.birth()?;
    let agree = match seen.sound(Role::ChildBirth)? {
        Value::Date(day) => *day == born,
        Value::Month { year, month } => (*year, *month) == (born.year(), born.month()),
        _ => return None,
    };
    if agree {
        return None;
    }
    let cell = Cell::of(seen, Role::ChildBirth)?;
    Some(cell.find_stood(&RULE, &format!("身份证号里的出生日期却是 {born}"), &format!("the ID number has {born}")))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use crate::check::testing::Sample;
    use crate::model::{Fault, Value};

    #[test]
    fn fires_at_the_birth_date() {
        let other = Value::Date(NaiveDate::from_ymd_opt(2018, 3, 13).unwrap());
        assert_eq!(Sample::child().value("birth_date", other).codes(), ["birth-id-mismatch birth_date"]);
        let month = Value::Month { year: 2018, month: 4 };
        assert_eq!(Sample::child().value("birth_date", month).codes(), ["birth-id-mismatch birth_date"]);
    }

    #[test]
    fn stays_silent_on_the_same_month_and_beside_a_faulty_number() {
        assert!(Sample::child().value("birth_date", Value::Month { year: 2018, month: 3 }).codes().is_empty());
        let other = Value::Date(NaiveDate::from_ymd_opt(2018, 3, 13).unwrap());
        let sample = Sample::child().value("birth_date", other).fault("id_number", Fault::IdChecksum);
        assert_eq!(sample.codes(), ["id-checksum id_number"]);
        let old = Sample::child().value("id_number", Value::text("522401180312102")).fault("id_number", Fault::IdOld);
        assert_eq!(old.codes(), ["id-length id_number"]);
    }
}
