//! `sheet-hidden`: a hidden sheet with content, which is read like the others.

use super::Seen;
use crate::check::{rule, with_remedy};
use crate::finding::{Finding, Level, Rule, Severity};

pub(super) static RULE: Rule = rule(
    "sheet-hidden",
    Severity::Info,
    Level::Sheet,
    ("有隐藏的工作表", "a hidden sheet"),
    (
        "隐藏的工作表常常是旧表，打开文件时看不到，但里面的孩子同样会被读取。",
        "A hidden sheet is often an old one that nobody sees; its rows are read all the same.",
    ),
    ("还有用的，请取消隐藏；没用的旧表，请删除。", "If it is needed, show it; if it is an old one, delete it."),
);

pub(super) fn check(seen: &Seen<'_>) -> Option<Finding> {
    if !seen.hidden || seen.reading.rows.is_empty() {
        return None;
    }
    let message = with_remedy(
        &RULE,
        &format!("这张工作表是隐藏的，里面有 {} 行内容，已照常读取", seen.reading.rows.len()),
        &format!("the sheet is hidden and has {} rows, which were read like any other", seen.reading.rows.len()),
    );
    Some(RULE.at(seen.place.clone(), message))
}

#[cfg(test)]
mod tests {
    use super::super::testing::Page;

    #[test]
    fn fires_on_a_hidden_sheet_with_content() {
        let mut page = Page::of(&["grade", "name", "sex", "id_number", "guardian_name", "guardian_phone"], 1);
        page.hidden = true;
        assert_eq!(page.codes(), ["sheet-hidden - Sheet1"]);
    }

    #[test]
    fn stays_silent_on_a_hidden_sheet_that_is_empty() {
        let mut page = Page::strange();
        (page.hidden, page.reading.rows) = (true, Vec::new());
        assert!(page.codes().is_empty());
    }
}
