//! Rules about a sheet.

mod form_unrecognised;
mod school_unknown;
mod sheet_hidden;
#[cfg(test)]
pub(super) mod testing;

use super::child::Township;
use crate::finding::{Finding, Rule};
use crate::form::Forms;
use crate::model::{Place, Record, SheetReading};

/// A sheet as the rules see it.
pub(super) struct Seen<'a> {
    pub(super) reading: &'a SheetReading,
    pub(super) records: &'a [Record],
    pub(super) hidden: bool,
    pub(super) forms: &'a Forms,
    pub(super) place: &'a Place,
}

type Check = fn(&Seen<'_>) -> Option<Finding>;
type OfTownship = fn(&Township<'_>) -> Vec<Finding>;

/// Rules that a sheet alone decides.
pub(super) static RULES: [(&Rule, Check); 2] =
    [(&form_unrecognised::RULE, form_unrecognised::check), (&sheet_hidden::RULE, sheet_hidden::check)];

/// Rules that need the whole township.
pub(super) static TOWNSHIP: [(&Rule, OfTownship); 1] = [(&school_unknown::RULE, school_unknown::check)];

pub(super) fn rules() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().map(|(rule, _)| *rule).chain(TOWNSHIP.iter().map(|(rule, _)| *rule))
}
