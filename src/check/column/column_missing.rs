//! `column-missing`: a required field has no column, and nothing around the table tells it. It is told once for a
//! table, in place of a `missing-required` in every row.

use crate::check::sheet::Seen;
use crate::check::{rule, with_remedy};
use crate::finding::{Desk, Finding, Level, Rule, Severity};
use crate::model::{Layout, Record};

pub(super) static RULE: Rule = rule(
    "column-missing",
    Severity::Warning,
    Level::Column,
    ("缺少必填的一栏", "a required column is missing"),
    (
        "必填的内容整栏都没有，这张表里每个孩子都缺这一项。",
        "What every child needs is not asked for on this sheet at all.",
    ),
    (
        "请加上这一栏并填写；表里其实有这一栏的，请把表头改成规定的名称。",
        "Add the column and fill it in; if it is there under another name, give it the usual header.",
    ),
)
.on(Desk::School);

pub(super) fn check(seen: &Seen<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut cards: Vec<(usize, usize)> = Vec::new();
    for (number, block) in (0..).zip(&seen.reading.blocks) {
        let Some(form) = seen.forms.0.get(block.form) else { continue };
        let records: Vec<&Record> =
            seen.records.iter().filter(|record| record.id.block == number && record.quarantine.is_none()).collect();
        if records.is_empty() {
            continue;
        }
        for (position, field) in form.fields.iter().enumerate().filter(|(_, field)| field.required) {
            let column = block.columns.iter().any(|column| [column.field, column.also].contains(&Some(position)));
            let told = |record: &&Record| {
                record.slots.get(position).is_some_and(|slot| slot.at.is_some() || slot.value.is_some())
            };
            if column || records.iter().any(told) {
                continue;
            }
            // Cards of one sheet are copies of one: what one does not ask for, none does.
            let card = block.layout == Layout::Card;
            if card && cards.contains(&(block.form, position)) {
                continue;
            }
            cards.extend(card.then_some((block.form, position)));
            let (zh, en) = (&field.label.zh, &field.label.en);
            let message = if card {
                with_remedy(
                    &RULE,
                    &format!("{} 的登记卡上没有必填的“{zh}”一项", block.area),
                    &format!("the card in {} does not ask for {en}, which is required", block.area),
                )
            } else {
                with_remedy(
                    &RULE,
                    &format!("{} 的表里没有必填的“{zh}”一栏", block.area),
                    &format!("the table in {} has no column for {en}, which is required", block.area),
                )
            };
            findings.push(RULE.at(seen.place.clone(), message).field(&field.id));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use crate::check::sheet::testing::Page;

    #[test]
    fn fires_once_for_a_table() {
        let page = Page::of(&["grade", "name", "sex", "id_number", "guardian_name"], 3);
        assert_eq!(page.codes(), ["column-missing guardian_phone Sheet1"]);
    }

    #[test]
    fn stays_silent_where_the_field_is_known_or_nothing_was_read() {
        let columns = ["grade", "name", "sex", "id_number", "guardian_name", "guardian_phone"];
        assert!(Page::of(&columns, 3).codes().is_empty());
        assert!(Page::of(&columns[..5], 0).codes().is_empty());
        assert!(Page::of(&columns[1..], 3).telling("grade", "三年级").codes().is_empty());
    }
}
