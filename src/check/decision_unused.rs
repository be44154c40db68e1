//! `decision-unused`: what somebody decided cannot be followed. It is kept as it was written, and told until it is put
//! right or taken back.

use super::{rule, with_remedy};
use crate::decision::{Decisions, HeaderChoice};
use crate::finding::{Finding, Level, Rule, Severity, mask};
use crate::form::Forms;
use crate::model::Place;

pub(super) static RULE: Rule = rule(
    "decision-unused",
    Severity::Info,
    Level::File,
    ("有一条意见没有用上", "a decision that was not followed"),
    (
        "写下的意见程序没有看懂，或者说的事情已经变了，所以没有照办。",
        "What was decided was not understood, or what it was about has changed; it was not followed.",
    ),
    (
        "请在问题清单里改过来，或者把这一格清空，再运行一次。",
        "Correct it in the workbook of problems, or empty the cell, and run again.",
    ),
);

/// The decisions that cannot be followed.
pub fn decisions(decisions: &Decisions, forms: &Forms) -> Vec<Finding> {
    let unknown = decisions.of_headers(forms).filter(|(_, of)| of.choice == HeaderChoice::Unknown);
    let told = unknown.filter_map(|(decision, of)| {
        let form = forms.0.get(of.form)?;
        let (header, choice, source) = (mask(of.header), mask(&decision.choice), mask(&decision.source));
        let message = with_remedy(
            &RULE,
            &format!("{source}：把{}的表头“{header}”定为“{choice}”，可是没有这一栏，没有采用", form.title.zh),
            &format!(
                "{source}: the header \"{header}\" of {} was said to be \"{choice}\", which is no field",
                form.title.en
            ),
        );
        Some(RULE.at(Place::default(), message))
    });
    told.collect()
}
