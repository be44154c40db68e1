//! `not-left-behind`: by the parents' whereabouts, both known, or by a column that asks just that (是否留守儿童), the
//! child is not left behind (DOMAIN §1).

use crate::check::parents::Parents;
use crate::check::{Seen, rule};
use crate::finding::{Finding, Level, Rule, Severity};
use crate::form::{language, words};
use crate::settings::Definition;

pub(super) static RULE: Rule = rule(
    "not-left-behind",
    Severity::Warning,
    Level::Row,
    ("按父母状况不属于留守儿童", "not left behind by the parents' whereabouts"),
    (
        "父母是否外出决定孩子算不算留守儿童，两栏都填了却不符合，统计就会偏大。",
        "Whether a child counts depends on its parents being away; where neither is, the count is too high.",
    ),
    (
        "请核对父母状况；父母都没有外出的，请从表中移出或说明原因。",
        "Check the parents' whereabouts; if they are right, take the child off the list or say why it stays.",
    ),
);

pub(super) fn check(seen: &Seen<'_>) -> Option<Finding> {
    if Parents::of(seen).left_behind(seen) != Some(false) {
        let (header, said) = denied(seen)?;
        return Some(seen.row(&RULE, &format!("“{header}”填的是“{said}”"), &format!("{header} says {said}")));
    }
    let (zh, en) = match seen.settings.profile.definition {
        Definition::Xueji => ("父母双方都没有外出", "neither parent is away"),
        Definition::Guofa => (
            "不是父母双方外出，也不是一方外出、另一方无监护能力",
            "neither are both parents away nor one while the other cannot care",
        ),
        Definition::Local => ("不符合本县留守儿童口径", "the bureau's own definition is not met"),
    };
    Some(seen.row(&RULE, &format!("按填写的父母状况，{zh}"), &format!("by the whereabouts given, {en}")))
}

/// The column that says the child is none of those the form lists, with what stands there.
fn denied<'s>(seen: &'s Seen<'_>) -> Option<(&'s str, &'s str)> {
    let asks = |header: &str| seen.form.denials.contains(&words::header(header).plain);
    let (header, said) = seen.record.extra.iter().find(|(header, said)| asks(header) && says_no(said))?;
    Some((header, said))
}

/// Whether an answer is no, as a word or as the ticked one of two options: `是( ) 否(√)`, `□是 ☑否`.
fn says_no(said: &str) -> bool {
    let plain = words::value(said);
    let cells = &language().cells;
    if cells.denied.contains(&plain) {
        return true;
    }
    let ticks = |c: Option<char>| c.is_some_and(|c| cells.ticks.iter().any(|tick| tick.starts_with(c)));
    cells.denied.iter().filter(|word| plain.chars().count() > 2 && !ticks(word.chars().next())).any(|word| {
        plain.split_once(word.as_str()).is_some_and(|(before, after)| {
            let boxed = cells.boxes.iter().any(|mark| before.ends_with(mark.as_str()));
            if boxed {
                ticks(before.chars().last())
            } else {
                ticks(after.trim_start_matches(['(', '[']).chars().next())
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::check::testing::Sample;
    use crate::model::Value;
    use crate::settings::{Definition, LocalParents};

    fn parents(father: &str, mother: &str) -> Sample {
        Sample::child().value("father_status", Value::text(father)).value("mother_status", Value::text(mother))
    }

    #[test]
    fn fires_when_neither_is_away() {
        assert_eq!(parents("在家", "务农").codes(), ["not-left-behind row"]);
        assert_eq!(parents("去世", "在家").codes(), ["not-left-behind row"]);
        let state_council = parents("打工", "在家").definition(Definition::Guofa);
        assert_eq!(state_council.codes(), ["not-left-behind row"]);
    }

    #[test]
    fn a_bureau_s_own_definition_may_ask_for_both_parents_or_for_work_outside_the_county() {
        let local = |father: &str, mother: &str| parents(father, mother).definition(Definition::Local);
        assert!(local("打工", "在家").codes().is_empty());
        let mut both = local("打工", "在家");
        both.settings.local.parents = LocalParents::Both;
        assert_eq!(both.codes(), ["not-left-behind row"]);
        let inside = |county: &str| {
            let mut sample = local("打工", "在家").value("father_workplace", Value::text("平川县城关镇"));
            sample.settings.local.county = county.to_owned();
            sample.codes()
        };
        assert_eq!(inside("平川"), ["not-left-behind row"]);
        assert!(inside("石桥").is_empty() && inside("").is_empty());
    }

    #[test]
    fn fires_when_the_sheet_itself_says_so() {
        for (header, said) in [
            ("是否留守儿童", "否"),
            ("是否留守儿童（是/否）", "否"),
            ("是否留守", "是( ) 否(√)"),
            ("是否留守儿童", "□是 ☑否"),
            ("是否为留守儿童", "是 否√"),
        ] {
            assert_eq!(
                parents("打工", "打工").extra(header, said).codes(),
                ["not-left-behind row"],
                "{header}: {said}"
            );
        }
        for said in ["是", "是(√) 否( )", "☑是 □否", "是√ 否", ""] {
            assert!(parents("打工", "打工").extra("是否留守儿童", said).codes().is_empty(), "{said}");
        }
        assert!(parents("打工", "打工").extra("是否残疾", "否").codes().is_empty());
    }

    #[test]
    fn stays_silent_when_one_is_away_or_unknown() {
        assert!(parents("打工", "在家").codes().is_empty());
        assert!(parents("在家", "离异").codes().is_empty());
        assert!(parents("在家", "说不清").codes().is_empty());
        assert!(Sample::child().value("father_status", Value::text("在家")).empty("mother_status").codes().is_empty());
        assert!(parents("外出务工（广东）", "重病").definition(Definition::Guofa).codes().is_empty());
    }
}
