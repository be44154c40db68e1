//! `age-out-of-range`: by age on the day of the count no left-behind child (DOMAIN §1; 3 to 15 by default).

use crate::check::born::Born;
use crate::check::{Seen, rule};
use crate::finding::{Finding, Level, Rule, Severity};

pub(super) static RULE: Rule = rule(
    "age-out-of-range",
    Severity::Warning,
    Level::Row,
    ("年龄不在统计范围内", "the age is out of range"),
    (
        "留守儿童按统计日期的周岁计算，超出范围的孩子不应计入。",
        "Left-behind children are counted by their age in completed years on the day of the count.",
    ),
    (
        "请核对出生日期和身份证号；确实超龄或不足龄的，请从表中移出或说明原因。",
        "Check birth date and ID number; if the age is right, take the child off the list or say why it stays.",
    ),
);

pub(super) fn check(seen: &Seen<'_>) -> Option<Finding> {
    let (as_of, profile) = (seen.settings.as_of, seen.settings.profile);
    let (least, greatest) = Born::of(seen)?.ages_on(as_of);
    if greatest >= profile.least_age && least <= profile.greatest_age {
        return None;
    }
    let (from, to) = (profile.least_age, profile.greatest_age);
    Some(seen.row(
        &RULE,
        &format!("到 {as_of} 这个孩子 {greatest} 周岁，不在 {from} 到 {to} 周岁之间"),
        &format!("on {as_of} the child is {greatest}, not between {from} and {to}"),
    ))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use crate::check::testing::Sample;
    use crate::model::Value;

    fn born(year: i32, month: u32, day: u32) -> Vec<String> {
        let date = Value::Date(NaiveDate::from_ymd_opt(year, month, day).unwrap());
        Sample::child().without_column("id_number").without_column("grade").value("birth_date", date).codes()
    }

    #[test]
    fn fires_below_three_and_above_fifteen() {
        assert_eq!(born(2010, 11, 22), ["age-out-of-range row"]);
        assert_eq!(born(2023, 11, 23), ["age-out-of-range row"]);
    }

    #[test]
    fn a_birth_date_that_the_id_number_contradicts_makes_no_age() {
        let mistyped = Value::Date(NaiveDate::from_ymd_opt(2008, 3, 12).unwrap());
        assert_eq!(Sample::child().value("birth_date", mistyped).codes(), ["birth-id-mismatch birth_date"]);
        let too_old = Sample::child().without_column("grade").value("id_number", Value::text("522401200803121024"));
        let both = too_old.value("birth_date", Value::Date(NaiveDate::from_ymd_opt(2007, 3, 12).unwrap()));
        assert_eq!(both.codes(), ["birth-id-mismatch birth_date", "age-out-of-range row"]);
    }

    #[test]
    fn stays_silent_on_the_bounds_and_where_the_month_leaves_it_open() {
        assert!(born(2010, 11, 23).is_empty());
        assert!(born(2023, 11, 22).is_empty());
        let open = Sample::child().without_column("id_number").without_column("grade");
        assert!(open.value("birth_date", Value::Month { year: 2010, month: 11 }).codes().is_empty());
    }
}
