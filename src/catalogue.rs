//! Every rule's code, severity and words, wherever the rule is written.

use crate::audit::Checks;
use crate::finding::Rule;

/// All rules, sorted by code.
pub fn rules(checks: &Checks) -> Vec<&Rule> {
    let mut rules: Vec<&Rule> = crate::check::rules();
    rules.extend(checks.checks.iter().map(|(rule, _)| rule));
    rules.sort_by(|a, b| a.code.cmp(&b.code));
    rules
}
