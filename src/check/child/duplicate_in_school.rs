//! `duplicate-in-school`: the same child twice from one school, by its ID number. It is told at the folded row.

use super::Township;
use crate::check::rule;
use crate::finding::{Finding, Level, Rule, Severity};
use crate::model::FoldReason;

pub(super) static RULE: Rule = rule(
    "duplicate-in-school",
    Severity::Warning,
    Level::Row,
    ("同一所学校重复填报", "the same child twice from one school"),
    ("同一个孩子填了两次，只能算一个人。", "A child that is listed twice counts once."),
    (
        "请只保留一行，把另一行删掉；不是同一个孩子的，请核对身份证号。",
        "Keep one of the rows; if they are two children, check their ID numbers.",
    ),
);

pub(super) fn check(township: &Township<'_>) -> Vec<Finding> {
    let folds =
        township.told_folds().filter(|fold| !fold.across_schools && fold.reason != FoldReason::NameBirthAndContact);
    let found = folds.filter_map(|fold| {
        let other = township.described(fold.primary, fold.record);
        let (zh, en) = match fold.reason {
            FoldReason::FaultyIdAndName => ("姓名和身份证号都相同", "the same name and ID number"),
            FoldReason::OldIdAndName => {
                ("姓名相同，15 位旧号码与 18 位号码相符", "the same name; the 15 digits fit the 18")
            }
            FoldReason::IdNumber | FoldReason::NameBirthAndContact | FoldReason::Decided | FoldReason::SameEvent => {
                ("身份证号相同", "the same ID number")
            }
        };
        township.find(
            &RULE,
            fold.record,
            &format!("这个孩子与{}重复（{zh}），已合并为一人", other.zh),
            &format!("the child stands in {} too ({en}) and was merged", other.en),
        )
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use crate::check::child::testing::{Village, fold};
    use crate::model::FoldReason;

    #[test]
    fn fires_at_the_folded_row() {
        let mut village = Village::of(&["甲.xlsx"], &[(0, 0), (0, 1)]);
        village.merged.folds.push(fold((0, 1), (0, 0), FoldReason::IdNumber, false));
        assert_eq!(village.codes(), ["duplicate-in-school 甲.xlsx 5"]);
        assert!(village.findings()[0].message.zh.contains("本表第 4 行"));
    }

    #[test]
    fn stays_silent_on_a_hidden_sheets_row() {
        let mut village = Village::of(&["甲.xlsx"], &[(0, 0), (0, 1)]);
        village.merged.folds.push(fold((0, 1), (0, 0), FoldReason::IdNumber, false));
        village.merged.folds[0].silent = true;
        assert!(village.codes().is_empty());
    }
}
