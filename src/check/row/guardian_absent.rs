//! `guardian-absent`: a child whose parents are both away has no guardian at home.

use crate::check::parents::{Parents, meaning};
use crate::check::{Seen, rule};
use crate::finding::{Finding, Level, Rule, Severity};
use crate::form::{Meaning, Role};

pub(super) static RULE: Rule = rule(
    "guardian-absent",
    Severity::Error,
    Level::Row,
    ("父母都外出，家里没有监护人", "both parents away and no guardian at home"),
    (
        "未满十六周岁的孩子不得单独居住生活，父母外出必须委托有能力的成年人照护（未成年人保护法第二十一、二十二条）。",
        "A child under 16 may not live alone; parents who are away must entrust an able adult (Law on the Protection of Minors, arts. 21 and 22).",
    ),
    (
        "请尽快落实并填写在家照看孩子的监护人；确实无人照看的，请立即上报。",
        "Find and name the adult who looks after the child; if there is none, report it at once.",
    ),
);

pub(super) fn check(seen: &Seen<'_>) -> Option<Finding> {
    let guardian = seen.record.slots.get(seen.form.role(Role::GuardianName)?)?;
    if !Parents::of(seen).both_away(seen) {
        return None;
    }
    // A table that never asks for the guardian says nothing of one; a formula's error hides whoever it was.
    let nobody = guardian.value.is_none() && guardian.fault.is_none() && guardian.at.is_some();
    let itself = is_the_child(seen);
    if !(nobody || itself) {
        return None;
    }
    if itself {
        return Some(seen.row(
            &RULE,
            "父母双方都外出，监护人写的是孩子自己",
            "both parents are away and the guardian named is the child itself",
        ));
    }
    let told = meaning(seen, Role::GuardianRelation) == Some(Meaning::Nobody);
    let zh = if told {
        "父母双方都外出，并写明无人监护"
    } else {
        "父母双方都外出，却没有填监护人"
    };
    Some(seen.row(&RULE, zh, "both parents are away and no guardian is named"))
}

/// Whether the guardian's cell names the child, or says 本人 or 自己. Where the relation is a parent's, that parent
/// is judged instead.
fn is_the_child(seen: &Seen<'_>) -> bool {
    let Some(guardian) = seen.sound(Role::GuardianName) else { return false };
    let relation = seen.form.role(Role::GuardianRelation).and_then(|position| seen.form.fields.get(position));
    let says_so = || relation.and_then(|field| field.meaning(guardian.as_text()?)) == Some(Meaning::Nobody);
    let is_parents = matches!(meaning(seen, Role::GuardianRelation), Some(Meaning::Father | Meaning::Mother));
    !is_parents && (seen.sound(Role::ChildName) == Some(guardian) || says_so())
}

#[cfg(test)]
mod tests {
    use crate::check::testing::Sample;
    use crate::model::Value;

    #[test]
    fn fires_beside_the_empty_cell() {
        assert_eq!(
            Sample::child().empty("guardian_name").codes(),
            ["missing-required guardian_name", "guardian-absent row"]
        );
        let by_category = Sample::child()
            .empty("guardian_name")
            .without_column("father_status")
            .without_column("mother_status")
            .value("category", Value::text("双亲留守"));
        assert_eq!(by_category.codes(), ["missing-required guardian_name", "guardian-absent row"]);
    }

    #[test]
    fn fires_where_the_child_is_its_own_guardian() {
        let alone = Sample::child().value("guardian_name", Value::text("王芳"));
        assert_eq!(alone.codes(), ["guardian-absent row"]);
        assert_eq!(Sample::child().value("guardian_name", Value::text("本人")).codes(), ["guardian-absent row"]);
        let fathers = Sample::child().value("guardian_name", Value::text("王芳"));
        let fathers = fathers.value("guardian_relation", Value::text("父亲"));
        assert_eq!(fathers.codes(), ["guardian-is-away guardian_name"]);
    }

    #[test]
    fn stays_silent_when_a_parent_is_at_home_or_nobody_was_asked() {
        let at_home = Sample::child().empty("guardian_name").value("mother_status", Value::text("在家"));
        assert_eq!(at_home.codes(), ["missing-required guardian_name"]);
        assert!(Sample::child().without_column("guardian_name").codes().is_empty());
    }
}
