//! `decision-unused`: what somebody decided cannot be followed. It is kept as it was written, and told until it is put
//! right or taken back.

use super::{rule, with_remedy};
use crate::decision::{About, Decision, Decisions, HeaderChoice, Ruling, shown_ruling};
use crate::finding::{Finding, Lang, Level, Rule, Severity, mask};
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

/// The decisions that cannot be followed, once it is known which were.
pub fn decisions(decisions: &Decisions, forms: &Forms) -> Vec<Finding> {
    let unknown = decisions.of_headers(forms).filter(|(_, of)| of.choice == HeaderChoice::Unknown);
    let headers = unknown.filter_map(|(decision, of)| {
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
    let unused = decisions
        .all()
        .filter(|decision| decision.about == About::Finding && !decision.used && !decision.choice.is_empty());
    headers.chain(unused.map(of_finding)).collect()
}

fn of_finding(decision: &Decision) -> Finding {
    let (code, source) = (decision.code(), mask(&decision.source));
    let [choice_zh, choice_en] = [Lang::Zh, Lang::En].map(|lang| mask(&shown_ruling(&decision.choice, lang)));
    let (why_zh, why_en) = match Ruling::named(&decision.choice) {
        Some(ruling) if !ruling.suits(code) => ("这种问题不能这样定", "it cannot be said of such a problem"),
        _ => ("这个问题已经没有了，或者填的内容变了", "the problem is gone, or what was filled in has changed"),
    };
    let said = mask(decision.told.message.trim_end_matches(['。', '.']));
    let message = with_remedy(
        &RULE,
        &format!("{source}：“{choice_zh}”没有用上（{code}：{said}）：{why_zh}"),
        &format!("{source}: \"{choice_en}\" was not followed ({code}: {said}): {why_en}"),
    );
    let mut finding = RULE.at(Place::default(), message);
    finding.school = Some(decision.told.school.as_str()).filter(|school| !school.is_empty()).map(Into::into);
    finding.subject(Some(mask(&decision.told.subject)).filter(|subject| !subject.is_empty()))
}
