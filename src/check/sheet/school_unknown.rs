//! `school-unknown`: nobody can tell the sheet's school, or it is not on the list.

use crate::check::child::Township;
use crate::check::{rule, with_remedy};
use crate::finding::{Finding, Level, Rule, Severity};

pub(super) static RULE: Rule = rule(
    "school-unknown",
    Severity::Warning,
    Level::Sheet,
    ("学校不明或不在名册上", "the school is unknown or not on the list"),
    (
        "不知道是哪所学校的孩子，就无法计入学校，也无法退回修改。",
        "Children of no known school can be counted for none, and nobody can correct them.",
    ),
    (
        "请在表头写明学校全称，或放进以学校命名的文件夹；名册漏了这所学校的，请补进名册。",
        "Write the school's full name above the table, or put the file into a folder of that name; if the list lacks the school, add it.",
    ),
);

pub(super) fn check(township: &Township<'_>) -> Vec<Finding> {
    let found = township.merged.unknown_schools.iter().filter_map(|&(file, sheet)| {
        let place = township.sheet(file, sheet)?;
        let records = &township.files.get(file as usize)?.sheets.get(sheet as usize)?.records;
        // A sheet may hold records of listed schools beside those that nobody knows.
        let listed = |name: &str| township.merged.schools.iter().any(|school| *school.name == *name && school.listed);
        let strange = records
            .iter()
            .map(|record| township.school(record.id))
            .find(|school| school.as_ref().is_none_or(|name| !listed(name)));
        let school = strange.flatten();
        let (zh, en) = match &school {
            Some(name) => (format!("“{name}”不在学校名册上"), format!("\"{name}\" is not on the list of schools")),
            None => ("看不出这张表是哪所学校的".to_owned(), "nothing tells whose school this sheet is".to_owned()),
        };
        let mut finding = RULE.at(place, with_remedy(&RULE, &zh, &en));
        finding.school = school;
        Some(finding)
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use crate::check::child::testing::Village;

    #[test]
    fn fires_on_the_sheet() {
        let mut village = Village::of(&["甲.xlsx"], &[]);
        village.merged.unknown_schools.push((0, 0));
        assert_eq!(village.codes(), ["school-unknown 甲.xlsx"]);
    }

    #[test]
    fn stays_silent_on_known_schools() {
        assert!(Village::of(&["甲.xlsx"], &[]).codes().is_empty());
    }
}
