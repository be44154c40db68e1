//! Rules about a child's record as a whole.

mod age_out_of_range;
mod guardian_absent;
mod not_left_behind;

use super::Seen;
use crate::finding::{Finding, Rule};

type Check = fn(&Seen<'_>) -> Option<Finding>;

pub(super) static RULES: [(&Rule, Check); 3] = [
    (&age_out_of_range::RULE, age_out_of_range::check),
    (&not_left_behind::RULE, not_left_behind::check),
    (&guardian_absent::RULE, guardian_absent::check),
];
