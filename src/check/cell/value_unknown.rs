//! `value-unknown`: a value that is not in its field's closed list.

use super::Cell;
use crate::check::rule;
use crate::finding::{Desk, Finding, Level, Rule, Severity};
use crate::form::Kind;
use crate::model::Fault;

pub(super) static RULE: Rule = rule(
    "value-unknown",
    Severity::Warning,
    Level::Cell,
    ("填写的内容不在选项里", "a value that is not on the list"),
    (
        "这一栏按固定选项统计，别的写法计不进去。",
        "The column is counted by a fixed list; anything else is not counted.",
    ),
    (
        "请改成选项中的一个；确实不在选项中的，请在备注里说明。",
        "Use one of the listed values; if none fits, say why in the remarks.",
    ),
)
.on(Desk::School);

/// More options than these are not all named.
const MOST_NAMED: usize = 6;

pub(super) fn check(cell: &Cell<'_>) -> Option<Finding> {
    cell.has(&Fault::ValueUnknown).then(|| match options(cell) {
        Some(options) => cell.find_stood(&RULE, &format!("不在选项（{options}）里"), &format!("not one of {options}")),
        None => cell.find_stood(&RULE, "不在选项里", "not on the list of values"),
    })
}

fn options(cell: &Cell<'_>) -> Option<String> {
    let values: Vec<&str> = cell.field.values.iter().map(|choice| choice.value.as_str()).collect();
    match cell.field.kind {
        Kind::Grade => Some("学前、一年级到九年级、高一到高三".to_owned()),
        Kind::YesNo => Some("是、否".to_owned()),
        _ if (1..=MOST_NAMED).contains(&values.len()) => Some(values.join("、")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::check::testing::Sample;
    use crate::model::{Fault, Value};

    #[test]
    fn fires_and_names_the_options() {
        let sample = Sample::child().value("sex", Value::text("未知")).fault("sex", Fault::ValueUnknown);
        assert_eq!(sample.codes(), ["value-unknown sex"]);
        assert!(sample.findings()[0].message.zh.contains("男、女"));
    }

    #[test]
    fn stays_silent_on_an_open_list() {
        assert!(Sample::child().value("health", Value::text("近视")).codes().is_empty());
    }
}
