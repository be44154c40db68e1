//! Rules about a table's columns.

mod alias_guessed;
mod column_missing;
mod column_unmapped;

use super::sheet::Seen;
use crate::finding::{Finding, Rule};

type Check = fn(&Seen<'_>) -> Vec<Finding>;

pub(super) static RULES: [(&Rule, Check); 3] = [
    (&column_missing::RULE, column_missing::check),
    (&column_unmapped::RULE, column_unmapped::check),
    (&alias_guessed::RULE, alias_guessed::check),
];
