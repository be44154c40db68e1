//! `same-id-different-child`: one ID number under two different names. It is told at each row.

use super::Township;
use crate::check::{rule, subject, with_remedy};
use crate::finding::{Desk, Finding, Level, Rule, Severity};
use crate::model::RecordId;

pub(super) static RULE: Rule = rule(
    "same-id-different-child",
    Severity::Error,
    Level::Row,
    ("同一个身份证号，姓名不同", "one ID number, two names"),
    (
        "一个身份证号只属于一个人，两个名字共用一个号码，必有一处抄错了行。",
        "An ID number is one person's: where two names share it, one was copied from the wrong row.",
    ),
    (
        "请对照户口簿核对两个孩子的姓名和身份证号，把错的改正。",
        "Compare both names and numbers with the household registers and correct the wrong one.",
    ),
)
.on(Desk::Check);

pub(super) fn check(township: &Township<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for shared in &township.merged.shared_ids {
        let records: Vec<RecordId> = shared.records.iter().copied().filter(|id| !township.is_hidden(*id)).collect();
        let several = township.in_several_schools(&records);
        for &here in &records {
            let name = |id: RecordId| {
                let record = township.record(id)?;
                subject(record, township.forms.0.get(record.form)?)
            };
            let Some(there) = records.iter().copied().find(|other| *other != here && name(*other) != name(here)) else {
                continue;
            };
            let (other, whose) = (township.described(there, here), name(there).unwrap_or_default());
            let finding = township.find(
                &RULE,
                here,
                &format!("这个身份证号与{}的“{whose}”相同", other.zh),
                &format!("the ID number is the same as that of \"{whose}\" in {}", other.en),
            );
            findings.extend(finding.map(|mut finding| {
                if several {
                    let (zh, en) = (
                        "另一所学校的一个孩子也用了这个身份证号，姓名不同",
                        "a child of another name at another school has the same ID number",
                    );
                    finding.to_school = Some(with_remedy(&RULE, zh, en));
                }
                finding
            }));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use crate::check::child::testing::{Village, id};
    use crate::model::{SharedId, Value};

    #[test]
    fn fires_at_each_row() {
        let mut village = Village::of(&["甲.xlsx", "乙.xlsx"], &[(0, 0), (1, 0)]);
        village.slot((1, 0), "name").value = Some(Value::text("李强"));
        village.merged.shared_ids.push(SharedId { records: vec![id((0, 0)), id((1, 0))] });
        assert_eq!(village.codes(), ["same-id-different-child 甲.xlsx 4", "same-id-different-child 乙.xlsx 4"]);
        assert!(village.findings()[0].message.zh.contains("李强"));
        assert!(!village.findings()[0].to_school.as_ref().unwrap().zh.contains("李强"));
    }

    #[test]
    fn stays_silent_where_only_a_hidden_sheet_differs() {
        let mut village = Village::of(&["甲.xlsx", "乙.xlsx"], &[(0, 0), (1, 0)]);
        village.slot((1, 0), "name").value = Some(Value::text("李强"));
        village.files[1].sheets[0].records[0].hidden = true;
        village.merged.shared_ids.push(SharedId { records: vec![id((0, 0)), id((1, 0))] });
        assert!(village.codes().is_empty());
    }
}
