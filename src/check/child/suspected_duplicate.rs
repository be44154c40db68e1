//! `suspected-duplicate`: likely the same child, not certain. It is told once, at the folded or the second row.

use super::Township;
use crate::check::{rule, with_remedy};
use crate::finding::{Finding, Level, Rule, Severity};
use crate::model::{FoldReason, RecordId, SuspicionReason};

pub(super) static RULE: Rule = rule(
    "suspected-duplicate",
    Severity::Warning,
    Level::Row,
    ("可能是同一个孩子", "probably the same child"),
    (
        "几项内容相同，但不能肯定是同一个孩子，算一个还是两个要由人来定。",
        "Much agrees, but not enough to be certain: a person must say whether it is one child or two.",
    ),
    (
        "请核对两行：是同一个孩子的，只保留一行并补全身份证号；不是的，请说明。",
        "Compare the two rows: if they are one child, keep one with its full ID number; if not, say so.",
    ),
);

pub(super) fn check(township: &Township<'_>) -> Vec<Finding> {
    let by_likeness = township.told_folds().filter(|fold| fold.reason == FoldReason::NameBirthAndContact);
    let folded = by_likeness.map(|fold| {
        let (zh, en) = (
            "姓名、出生日期和家长（或电话）都相同，其中一行没有身份证号，已先合并为一人",
            "the same name, birth date and parent, guardian or phone, one without an ID number; merged for now",
        );
        (fold.primary, fold.record, zh, en)
    });
    let visible = |id| !township.is_hidden(id);
    let apart =
        township.merged.suspicions.iter().filter(|suspicion| visible(suspicion.first) && visible(suspicion.second));
    let apart = apart.map(|suspicion| {
        let (zh, en) = match suspicion.reason {
            SuspicionReason::IdNearlySame => {
                ("姓名相同，身份证号只差一点", "the same name, and ID numbers that nearly agree")
            }
            SuspicionReason::NameNearlySame => {
                ("姓名相近，其他内容相同", "names that nearly agree, and the same in the rest")
            }
            SuspicionReason::NameAndBirth => ("姓名和出生日期相同", "the same name and birth date"),
            SuspicionReason::NameAndContact => {
                ("姓名和家长（或电话）都相同", "the same name, and a parent, guardian or phone in common")
            }
        };
        (suspicion.first, suspicion.second, zh, en)
    });
    folded.chain(apart).filter_map(|(first, second, zh, en)| told(township, first, second, zh, en)).collect()
}

fn told(township: &Township<'_>, first: RecordId, second: RecordId, zh: &str, en: &str) -> Option<Finding> {
    let other = township.described(first, second);
    let mut finding = township.find(
        &RULE,
        second,
        &format!("可能与{}是同一个孩子：{zh}", other.zh),
        &format!("probably the child of {}: {en}", other.en),
    )?;
    if township.in_several_schools(&[first, second]) {
        let (zh, en) = (
            format!("另一所学校可能也报了这个孩子：{zh}"),
            format!("another school probably lists the child too: {en}"),
        );
        finding.to_school = Some(with_remedy(&RULE, &zh, &en));
    }
    Some(finding)
}

#[cfg(test)]
mod tests {
    use crate::check::child::testing::{Village, fold, id};
    use crate::model::{FoldReason, Suspicion, SuspicionReason};

    #[test]
    fn fires_once_at_the_second_row_instead_of_a_duplicate() {
        let mut village = Village::of(&["甲.xlsx", "乙.xlsx"], &[(0, 0), (1, 0), (1, 1)]);
        village.merged.folds.push(fold((1, 0), (0, 0), FoldReason::NameBirthAndContact, true));
        village.merged.suspicions.push(Suspicion {
            first: id((0, 0)),
            second: id((1, 1)),
            reason: SuspicionReason::IdNearlySame,
        });
        assert_eq!(village.codes(), ["suspected-duplicate 乙.xlsx 4", "suspected-duplicate 乙.xlsx 5"]);
        assert!(!village.findings()[0].to_school.as_ref().unwrap().zh.contains('甲'));
    }

    #[test]
    fn stays_silent_on_a_fold_by_id_number() {
        let mut village = Village::of(&["甲.xlsx"], &[(0, 0), (0, 1)]);
        village.merged.folds.push(fold((0, 1), (0, 0), FoldReason::FaultyIdAndName, false));
        assert_eq!(village.codes(), ["duplicate-in-school 甲.xlsx 5"]);
    }
}
