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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Every code of CONTRACT §4.
    const CONTRACT: &str = "missing-required id-length id-checksum id-region id-birth id-precision-lost phone-invalid \
        date-invalid date-future value-unknown number-invalid formula-error birth-id-mismatch sex-id-mismatch age-out-of-range \
        not-left-behind grade-age-mismatch guardian-absent guardian-is-away duplicate-in-school duplicate-across-schools \
        same-id-different-child suspected-duplicate conflicting-values record-no-child record-outside-period call-missing \
        visit-missing helper-missing helper-overload school-missing form-missing school-unknown file-unreadable file-encrypted \
        file-too-large file-empty file-identical file-other file-own file-revised form-unrecognised column-unmapped \
        column-missing sheet-hidden alias-guessed decision-unused activity-missing aid-off-standard balance-error \
        balance-skipped carer-underage change-not-shown dropout-open duty-missing helper-underage notify-late report-missing text-too-long";

    /// The codes that other forms' records, or the list of schools, will raise.
    const LATER: &str = "record-no-child record-outside-period call-missing visit-missing helper-missing helper-overload \
        school-missing form-missing";

    #[test]
    fn codes_are_unique_and_the_contracts() {
        let checks = Checks::load(None).unwrap();
        let rules = rules(&checks);
        let codes: BTreeSet<&str> = rules.iter().map(|rule| &*rule.code.0).collect();
        assert_eq!(codes.len(), rules.len());
        let contract: BTreeSet<&str> = CONTRACT.split_whitespace().collect();
        let later: BTreeSet<&str> = LATER.split_whitespace().collect();
        assert!(codes.is_subset(&contract), "{:?}", codes.difference(&contract));
        let missing: Vec<_> = contract.difference(&codes).filter(|code| !later.contains(**code)).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn every_rule_speaks_both_languages() {
        let checks = Checks::load(None).unwrap();
        for rule in rules(&checks) {
            for words in [&rule.title, &rule.why, &rule.remedy] {
                assert!(words.zh.chars().any(|c| c > '\u{4E00}'), "{}: {words:?}", rule.code);
                let chinese = words.en.chars().any(|c| c > '\u{4E00}' && c < '\u{A000}');
                assert!(words.en.len() > 3 && !chinese, "{}: {words:?}", rule.code);
            }
            assert!(rule.remedy.zh.ends_with('。') && rule.remedy.en.ends_with('.'), "{}", rule.code);
        }
    }
}
