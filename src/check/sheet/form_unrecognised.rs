//! `form-unrecognised`: no form fits the sheet; all its rows go to 待核实.

use super::Seen;
use crate::check::{rule, with_remedy};
use crate::finding::{Finding, Level, Rule, Severity};
use crate::model::RowRole;

pub(super) static RULE: Rule = rule(
    "form-unrecognised",
    Severity::Warning,
    Level::Sheet,
    ("认不出是什么表", "a sheet that fits no form"),
    (
        "表头与各种报表都对不上，里面的内容没有计入汇总，原样列在“待核实”里。",
        "Its headers fit none of the forms: nothing of it is counted, and its rows are listed verbatim.",
    ),
    (
        "是要报的表，请按下发的表样改好表头；不用报的，请删掉这张工作表。",
        "If it belongs to the report, give it the headers of the form; if not, delete the sheet.",
    ),
);

pub(super) fn check(seen: &Seen<'_>) -> Option<Finding> {
    let rows = seen.reading.rows.iter().filter(|(_, role)| matches!(role, RowRole::Quarantined(_))).count();
    if !seen.reading.blocks.is_empty() || rows == 0 {
        return None;
    }
    let message = with_remedy(
        &RULE,
        &format!("这张工作表对不上任何一种报表，{rows} 行内容都没有计入"),
        &format!("the sheet fits no form; none of its {rows} rows is counted"),
    );
    Some(RULE.at(seen.place.clone(), message))
}

#[cfg(test)]
mod tests {
    use super::super::testing::Page;

    #[test]
    fn fires_on_a_sheet_without_a_table() {
        assert_eq!(Page::strange().codes(), ["form-unrecognised - Sheet1"]);
    }

    #[test]
    fn stays_silent_on_an_empty_sheet() {
        let mut page = Page::strange();
        page.reading.rows.clear();
        assert!(page.codes().is_empty());
    }
}
