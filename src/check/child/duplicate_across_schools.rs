//! `duplicate-across-schools`: the same child from two schools, counted once. It is told at each school's row; what
//! goes back to a school does not name the other.

use std::collections::{BTreeMap, BTreeSet};

use super::Township;
use crate::check::{rule, with_remedy};
use crate::finding::{Desk, Finding, Level, Rule, Severity};
use crate::model::{FoldReason, RecordId};

pub(super) static RULE: Rule = rule(
    "duplicate-across-schools",
    Severity::Error,
    Level::Row,
    ("两所学校都报了同一个孩子", "the same child from two schools"),
    (
        "一个孩子只能有一所学校的学籍，两边都报就会重复计算。",
        "A child is registered at one school; from two it would be counted twice.",
    ),
    (
        "请核对孩子现在在哪所学校就读，由另一所学校从表中移出。",
        "Find out which school the child attends now; the other takes it off its list.",
    ),
)
.on(Desk::Check);

pub(super) fn check(township: &Township<'_>) -> Vec<Finding> {
    let mut groups: BTreeMap<RecordId, BTreeSet<RecordId>> = BTreeMap::new();
    for fold in township.told_folds() {
        if fold.across_schools && fold.reason != FoldReason::NameBirthAndContact {
            groups.entry(fold.primary).or_default().insert(fold.record);
        }
    }
    let mut findings = Vec::new();
    for (primary, folded) in &groups {
        findings.extend(folded.first().and_then(|other| told(township, *primary, *other)));
        findings.extend(folded.iter().filter_map(|record| told(township, *record, *primary)));
    }
    findings
}

fn told(township: &Township<'_>, here: RecordId, there: RecordId) -> Option<Finding> {
    let other = township.described(there, here);
    let school = township.school(there);
    let (zh, en) = match &school {
        Some(name) => (format!("{name}也报了这个孩子"), format!("{name} lists the child too")),
        None => ("另一所学校也报了这个孩子".to_owned(), "another school lists the child too".to_owned()),
    };
    let mut finding = township.find(
        &RULE,
        here,
        &format!("{zh}（{}），只计一次", other.zh),
        &format!("{en} ({}); it counts once", other.en),
    )?;
    finding.to_school = Some(with_remedy(
        &RULE,
        "另一所学校也报了这个孩子，只计一次",
        "another school lists the child too; it counts once",
    ));
    Some(finding)
}

#[cfg(test)]
mod tests {
    use crate::check::child::testing::{Village, fold};
    use crate::model::FoldReason;

    #[test]
    fn fires_at_each_schools_row() {
        let mut village = Village::of(&["甲.xlsx", "乙.xlsx"], &[(0, 0), (1, 0)]);
        village.merged.folds.push(fold((1, 0), (0, 0), FoldReason::IdNumber, true));
        assert_eq!(village.codes(), ["duplicate-across-schools 甲.xlsx 4", "duplicate-across-schools 乙.xlsx 4"]);
        let findings = village.findings();
        assert!(findings[0].message.zh.contains("乙.xlsx") && findings[0].school.as_deref() == Some("甲"));
        assert!(!findings[0].to_school.as_ref().unwrap().zh.contains('乙'));
    }

    #[test]
    fn stays_silent_within_one_school() {
        let mut village = Village::of(&["甲.xlsx"], &[(0, 0), (0, 1)]);
        village.merged.folds.push(fold((0, 1), (0, 0), FoldReason::IdNumber, false));
        assert_eq!(village.codes(), ["duplicate-in-school 甲.xlsx 5"]);
    }
}
