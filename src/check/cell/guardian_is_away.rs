//! `guardian-is-away`: the named guardian is a parent who is away.

use super::Cell;
use crate::check::parents::{Parents, meaning};
use crate::check::{Seen, rule};
use crate::finding::{Finding, Level, Rule, Severity};
use crate::form::{Meaning, Role};

pub(super) static RULE: Rule = rule(
    "guardian-is-away",
    Severity::Error,
    Level::Cell,
    ("监护人是外出的父亲或母亲", "the named guardian is away"),
    (
        "监护人应是在家照看孩子的成年人；外出的父母要委托别人照护（未成年人保护法第二十二条）。",
        "The guardian is an adult who is at home with the child; parents who are away entrust one (Law on the Protection of Minors, art. 22).",
    ),
    (
        "请填写在家实际照看孩子的人；父亲或母亲其实在家的，请改正其状况。",
        "Name the person at home who looks after the child; if the parent is at home, correct the whereabouts.",
    ),
);

pub(super) fn check(seen: &Seen<'_>) -> Option<Finding> {
    let guardian = seen.sound(Role::GuardianName)?.as_text()?;
    let parents = Parents::of(seen);
    let relation = meaning(seen, Role::GuardianRelation);
    let named = |role| seen.sound(role).and_then(|name| name.as_text()) == Some(guardian);
    let father =
        parents.father == Some(Meaning::Away) && (relation == Some(Meaning::Father) || named(Role::FatherName));
    let mother =
        parents.mother == Some(Meaning::Away) && (relation == Some(Meaning::Mother) || named(Role::MotherName));
    let (zh, en) = match (father, mother) {
        (true, _) => ("父亲", "father"),
        (_, true) => ("母亲", "mother"),
        _ => return None,
    };
    let cell = Cell::of(seen, Role::GuardianName)?;
    Some(cell.find_stood(&RULE, &format!("是孩子的{zh}，而{zh}外出不在家"), &format!("the child's {en}, who is away")))
}

#[cfg(test)]
mod tests {
    use crate::check::testing::Sample;
    use crate::model::Value;

    #[test]
    fn fires_by_name_and_by_relation() {
        let by_name = Sample::child().value("guardian_name", Value::text("王大明"));
        assert_eq!(by_name.codes(), ["guardian-is-away guardian_name"]);
        let by_relation = Sample::child().value("guardian_relation", Value::text("妈妈"));
        assert_eq!(by_relation.codes(), ["guardian-is-away guardian_name"]);
    }

    #[test]
    fn stays_silent_when_that_parent_is_at_home() {
        let at_home =
            Sample::child().value("guardian_name", Value::text("王大明")).value("father_status", Value::text("在家"));
        assert!(at_home.codes().is_empty());
        let other =
            Sample::child().value("guardian_relation", Value::text("父亲")).value("father_status", Value::text("在家"));
        assert!(other.codes().is_empty());
    }

    #[test]
    fn stays_silent_on_a_stepparent_who_is_not_the_one_away() {
        assert!(Sample::child().value("guardian_relation", Value::text("继父")).codes().is_empty());
    }
}
