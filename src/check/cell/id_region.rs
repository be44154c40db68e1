//! `id-region`: the first two digits of an ID number are no province (GB/T 2260).

use super::Cell;
use crate::check::rule;
use crate::finding::{Desk, Finding, Level, Rule, Severity};
use crate::model::Fault;

pub(super) static RULE: Rule = rule(
    "id-region",
    Severity::Warning,
    Level::Cell,
    ("身份证号开头不是省份代码", "an ID number of no province"),
    (
        "身份证号头两位是省级行政区代码，对不上多半是输错了，也可能是学校编的临时号。",
        "The first two digits stand for a province; others are mostly slips, or a school's temporary number.",
    ),
    (
        "请对照户口簿核对；如果是临时编号，请在备注里说明，办好身份证后补报。",
        "Compare it with the household register; if it is a temporary number, say so in the remarks and send the real one later.",
    ),
)
.on(Desk::School);

pub(super) fn check(cell: &Cell<'_>) -> Option<Finding> {
    cell.has(&Fault::IdRegion)
        .then(|| cell.find_stood(&RULE, "头两位不是省份代码", "its first two digits are no province"))
}

#[cfg(test)]
mod tests {
    use crate::check::testing::Sample;
    use crate::finding::Severity;
    use crate::model::{Fault, Value};

    #[test]
    fn fires_as_a_warning() {
        let sample = Sample::child().fault("id_number", Fault::IdRegion);
        assert_eq!(sample.codes(), ["id-region id_number"]);
        assert_eq!(sample.findings()[0].severity, Severity::Warning);
    }

    #[test]
    fn a_temporary_number_is_compared_with_nothing() {
        let sample =
            Sample::child().value("id_number", Value::text("999520112009011234")).fault("id_number", Fault::IdRegion);
        assert_eq!(sample.codes(), ["id-region id_number"]);
    }
}
