//! `file-revised`: nearly all children of a file stand in another file of the same school. It is told once; the
//! duplicates between the two are grouped under it.

use crate::check::child::Township;
use crate::check::{rule, with_remedy};
use crate::finding::{Finding, Level, Rule, Severity, mask};
use crate::model::Place;

pub(super) static RULE: Rule = rule(
    "file-revised",
    Severity::Info,
    Level::File,
    ("像是同一所学校重报的表", "a school's sheet sent again"),
    (
        "两个文件里的孩子几乎一样，多半是改正后重报；孩子只算一次，不一致的地方另行列出。",
        "Nearly the same children stand in two files, mostly because one was corrected; each is counted once, differences are listed.",
    ),
    ("请只留下最新的一份，把旧的从收件文件夹里拿走。", "Keep the newest one and take the other out of the inbox."),
);

pub(super) fn check(township: &Township<'_>) -> Vec<Finding> {
    let found = township.merged.revised.iter().filter_map(|&(later, earlier)| {
        let path = |file: u32| township.files.get(file as usize).map(|file| &file.source.path);
        let other = mask(path(earlier)?);
        let message = with_remedy(
            &RULE,
            &format!("里面的孩子几乎都在“{other}”里，重复的已合并"),
            &format!("nearly all its children stand in \"{other}\" too and were merged"),
        );
        let mut finding = RULE.at(Place::file(path(later)?), message);
        finding.school = township.school_of_file(later);
        Some(finding)
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use crate::check::child::testing::{Village, fold};
    use crate::model::FoldReason;

    #[test]
    fn fires_once_and_groups_the_duplicates() {
        let mut village = Village::of(&["甲.xlsx", "甲（改）.xlsx"], &[(0, 0), (1, 0)]);
        village.merged.revised.push((1, 0));
        village.merged.folds.push(fold((0, 0), (1, 0), FoldReason::IdNumber, false));
        assert_eq!(village.codes(), ["file-revised 甲（改）.xlsx"]);
    }

    #[test]
    fn groups_the_duplicates_of_two_files_that_repeat_a_third() {
        let mut village = Village::of(&["甲1.xlsx", "甲2.xlsx", "甲3.xlsx"], &[(0, 0), (1, 0), (2, 0)]);
        village.merged.revised.extend([(1, 0), (2, 0)]);
        village.merged.folds.push(fold((0, 0), (2, 0), FoldReason::IdNumber, false));
        village.merged.folds.push(fold((1, 0), (2, 0), FoldReason::IdNumber, false));
        assert_eq!(village.codes(), ["file-revised 甲2.xlsx", "file-revised 甲3.xlsx"]);
    }

    #[test]
    fn stays_silent_where_a_few_children_repeat() {
        let mut village = Village::of(&["甲.xlsx", "乙.xlsx"], &[(0, 0), (1, 0)]);
        village.merged.folds.push(fold((1, 0), (0, 0), FoldReason::IdNumber, false));
        assert_eq!(village.codes(), ["duplicate-in-school 乙.xlsx 4"]);
    }
}
