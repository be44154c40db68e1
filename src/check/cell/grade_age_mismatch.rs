//! `grade-age-mismatch`: the grade is implausible for the age: 一年级 at 6 or 7 on 1 September, two years off is too far.

use chrono::{Datelike, NaiveDate};

use super::Cell;
use crate::check::born::Born;
use crate::check::{Seen, rule};
use crate::finding::{Finding, Level, Rule, Severity};
use crate::form::{Kind, Role};
use crate::model::GRADES;

pub(super) static RULE: Rule = rule(
    "grade-age-mismatch",
    Severity::Warning,
    Level::Cell,
    ("年级与年龄不相称", "the grade does not fit the age"),
    (
        "按 9 月 1 日满 6、7 岁上一年级推算，相差两岁以上的多半是年级或出生日期填错了。",
        "Children enter the first grade at 6 or 7 on 1 September; two years off is mostly a slip in grade or birth date.",
    ),
    (
        "请核对年级和出生日期；确实留级、跳级或休学的，请在备注里说明。",
        "Check grade and birth date; if the child repeated, skipped or paused, say so in the remarks.",
    ),
);

/// So many years outside the usual ages are implausible.
const TOO_FAR: i32 = 2;

pub(super) fn check(seen: &Seen<'_>) -> Option<Finding> {
    let cell = Cell::of(seen, Role::Grade).filter(|cell| cell.field.kind == Kind::Grade)?;
    let grade = seen.sound(Role::Grade)?.as_text()?;
    let year = GRADES.iter().position(|known| *known == grade)?;
    let (youngest, oldest) = usual_ages(i32::try_from(year).ok()?);
    let (least, greatest) = Born::of(seen)?.ages_on(first_school_day(seen.settings.as_of)?);
    if greatest > youngest - TOO_FAR && least < oldest + TOO_FAR {
        return None;
    }
    Some(cell.find_stood(
        &RULE,
        &format!("孩子 9 月 1 日时 {greatest} 岁，这个年级一般是 {youngest} 到 {oldest} 岁"),
        &format!("the child was {greatest} on 1 September; in this grade they are {youngest} to {oldest}"),
    ))
}

/// The ages on 1 September that are usual in a school year, 0 being all years before school.
fn usual_ages(year: i32) -> (i32, i32) {
    if year == 0 { (3, 6) } else { (year + 5, year + 6) }
}

/// 1 September of the school year that `day` lies in.
fn first_school_day(day: NaiveDate) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(if day.month() >= 9 { day.year() } else { day.year() - 1 }, 9, 1)
}

#[cfg(test)]
mod tests {
    use crate::check::testing::Sample;
    use crate::model::Value;

    #[test]
    fn fires_two_years_off() {
        // Eight on 1 September 2026.
        for grade in ["六年级", "高一", "五年级"] {
            let fires = Sample::child().value("grade", Value::text(grade)).codes();
            assert_eq!(fires, ["grade-age-mismatch grade"], "{grade}");
        }
        assert_eq!(Sample::child().value("grade", Value::text("学前")).codes(), ["grade-age-mismatch grade"]);
    }

    #[test]
    fn stays_silent_one_year_off() {
        for grade in ["一年级", "二年级", "三年级", "四年级"] {
            assert!(Sample::child().value("grade", Value::text(grade)).codes().is_empty(), "{grade}");
        }
        assert!(
            Sample::child()
                .value("grade", Value::text("六年级"))
                .empty("birth_date")
                .without_column("id_number")
                .codes()
                .is_empty()
        );
    }
}
