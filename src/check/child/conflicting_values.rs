//! `conflicting-values`: a folded row says something else than the row that stands for the child.

use super::Township;
use crate::check::cell::stood;
use crate::check::{rule, with_remedy};
use crate::finding::{Finding, Level, Rule, Severity};
use crate::model::Conflict;

pub(super) static RULE: Rule = rule(
    "conflicting-values",
    Severity::Warning,
    Level::Cell,
    ("同一个孩子两处填写不一致", "two rows of a child disagree"),
    (
        "同一个孩子的两行内容不一样，汇总时只能取一个，没取的保留备查。",
        "Two rows of one child differ; one value stands, the other is kept for reference.",
    ),
    ("请核对哪一处是对的，把错的改正。", "Find out which is right and correct the other."),
);

pub(super) fn check(township: &Township<'_>) -> Vec<Finding> {
    let told = township.merged.conflicts.iter().filter(|conflict| !township.is_silent(conflict.record));
    told.filter_map(|conflict| find(township, conflict)).collect()
}

fn find(township: &Township<'_>, conflict: &Conflict) -> Option<Finding> {
    let (record, primary) = (township.record(conflict.record)?, township.record(conflict.primary)?);
    let field = township.forms.0.get(record.form)?.fields.get(conflict.field)?;
    let slot = record.slots.get(conflict.field)?;
    let (here, there) = (stood(field, slot), stood(field, primary.slots.get(conflict.field)?));
    let other = township.described(conflict.primary, conflict.record);
    let (zh, en) = (&field.label.zh, &field.label.en);
    let mut finding = township
        .find(
            &RULE,
            conflict.record,
            &format!("{zh}这里写的是“{here}”，{}写的是“{there}”，汇总时采用后者", other.zh),
            &format!("{en} is \"{here}\" here and \"{there}\" in {}, which stands", other.en),
        )?
        .field(&field.id);
    if let Some(at) = slot.at {
        finding.place = finding.place.at_cell(at);
    }
    if township.in_several_schools(&[conflict.record, conflict.primary]) {
        let (zh, en) = (
            format!("{zh}这里写的是“{here}”，与另一所学校所填的不一致"),
            format!("{en} is \"{here}\" here; another school says otherwise"),
        );
        finding.to_school = Some(with_remedy(&RULE, &zh, &en));
    }
    Some(finding)
}

#[cfg(test)]
mod tests {
    use crate::check::child::testing::{Village, fold, id};
    use crate::model::{Conflict, FoldReason, Value};

    fn village() -> Village {
        let mut village = Village::of(&["甲.xlsx", "甲二.xlsx"], &[(0, 0), (1, 0)]);
        village.slot((0, 0), "guardian_phone").value = Some(Value::text("13812345678"));
        village.slot((1, 0), "guardian_phone").value = Some(Value::text("13987654321"));
        village.merged.folds.push(fold((1, 0), (0, 0), FoldReason::IdNumber, false));
        let field = village.field("guardian_phone");
        village.merged.conflicts.push(Conflict { record: id((1, 0)), primary: id((0, 0)), field });
        village
    }

    #[test]
    fn fires_at_the_folded_rows_cell_and_masks_both() {
        let village = village();
        let column = crate::model::Address::new(3, village.field("guardian_phone") as u32);
        assert_eq!(
            village.codes(),
            ["duplicate-in-school 甲二.xlsx 4".to_owned(), format!("conflicting-values 甲二.xlsx {column}")]
        );
        let message = village.findings()[1].message.zh.to_string();
        assert!(message.contains("139****4321") && message.contains("138****5678"), "{message}");
    }

    #[test]
    fn stays_silent_on_a_hidden_sheets_row() {
        let mut village = village();
        village.merged.folds[0].silent = true;
        assert!(village.codes().is_empty());
    }
}
