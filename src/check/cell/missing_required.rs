//! `missing-required`: a required cell is empty. Where the table has no such column, `column-missing` says so once.

use super::Cell;
use crate::check::rule;
use crate::finding::{Finding, Level, Rule, Severity};

pub(super) static RULE: Rule = rule(
    "missing-required",
    Severity::Error,
    Level::Cell,
    ("必填项没有填", "a required cell is empty"),
    (
        "姓名、身份证号、年级和监护人是找到孩子、联系监护人的依据，缺一项就无法核对和帮扶。",
        "Without name, ID number, grade and guardian a child can neither be told apart nor be helped.",
    ),
    ("请补填后重新报送。", "Fill it in and send the sheet again."),
);

pub(super) fn check(cell: &Cell<'_>) -> Option<Finding> {
    let slot = cell.slot;
    if !cell.field.required || slot.value.is_some() || slot.fault.is_some() || slot.at.is_none() {
        return None;
    }
    let label = &cell.field.label;
    Some(match slot.typed.as_deref().filter(|typed| !crate::model::is_blank(typed)) {
        Some(typed) => {
            let typed = crate::finding::mask(typed);
            cell.find(
                &RULE,
                &format!("{}是必填项，写的却是“{typed}”，等于没有填", label.zh),
                &format!("{} is required, but \"{typed}\" says nothing", label.en),
            )
        }
        None => {
            cell.find(&RULE, &format!("{}是必填项，没有填", label.zh), &format!("{} is required and empty", label.en))
        }
    })
}

#[cfg(test)]
mod tests {
    use crate::check::testing::Sample;
    use crate::model::Fault;

    #[test]
    fn fires_at_the_empty_cell() {
        assert_eq!(Sample::child().empty("guardian_phone").codes(), ["missing-required guardian_phone"]);
        assert_eq!(Sample::child().empty("name").codes(), ["missing-required name"]);
    }

    #[test]
    fn stays_silent_without_a_column_and_beside_another_fault() {
        assert!(Sample::child().without_column("guardian_phone").codes().is_empty());
        assert!(Sample::child().empty("remark").codes().is_empty());
        assert_eq!(Sample::child().empty("sex").fault("sex", Fault::FormulaError).codes(), ["formula-error sex"]);
    }
}
