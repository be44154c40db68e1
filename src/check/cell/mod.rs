//! Rules about one cell: what its value is by itself, then what it is beside the record's other values.

mod birth_id_mismatch;
mod date_future;
mod date_invalid;
mod formula_error;
mod grade_age_mismatch;
mod guardian_is_away;
mod id_birth;
mod id_checksum;
mod id_length;
mod id_precision_lost;
mod id_region;
mod missing_required;
mod number_invalid;
mod phone_invalid;
mod record_outside_period;
mod sex_id_mismatch;
mod text_too_long;
mod value_unknown;

use super::{Seen, with_remedy};
use crate::finding::{Finding, Rule, mask};
use crate::form::{Field, FormKind, Kind, Role};
use crate::model::{Address, Fault, Place, Slot, Value};

type ByItself = fn(&Cell<'_>) -> Option<Finding>;
type Beside = fn(&Seen<'_>) -> Option<Finding>;

/// Rules about a value by itself.
static BY_ITSELF: [(&Rule, ByItself); 12] = [
    (&missing_required::RULE, missing_required::check),
    (&formula_error::RULE, formula_error::check),
    (&id_precision_lost::RULE, id_precision_lost::check),
    (&id_length::RULE, id_length::check),
    (&id_birth::RULE, id_birth::check),
    (&id_checksum::RULE, id_checksum::check),
    (&id_region::RULE, id_region::check),
    (&phone_invalid::RULE, phone_invalid::check),
    (&date_invalid::RULE, date_invalid::check),
    (&date_future::RULE, date_future::check),
    (&number_invalid::RULE, number_invalid::check),
    (&value_unknown::RULE, value_unknown::check),
];

/// Rules about a child's value beside its others.
static BESIDE: [(&Rule, Beside); 4] = [
    (&birth_id_mismatch::RULE, birth_id_mismatch::check),
    (&sex_id_mismatch::RULE, sex_id_mismatch::check),
    (&grade_age_mismatch::RULE, grade_age_mismatch::check),
    (&guardian_is_away::RULE, guardian_is_away::check),
];

/// Rules about an event's value beside its others.
static OF_EVENTS: [(&Rule, Beside); 1] = [(&record_outside_period::RULE, record_outside_period::check)];

pub(super) use text_too_long::check as texts;

pub(super) fn rules() -> impl Iterator<Item = &'static Rule> {
    let of_records = BY_ITSELF.iter().map(|(rule, _)| *rule);
    let of_records = of_records.chain(BESIDE.iter().chain(&OF_EVENTS).map(|(rule, _)| *rule));
    of_records.chain(std::iter::once(&text_too_long::RULE))
}

pub(super) fn check(seen: &Seen<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    // A cell that carries two fields (a day and a time) has one cause to be told of.
    let mut told: Vec<Address> = Vec::new();
    for (field, slot) in seen.form.fields.iter().zip(&*seen.record.slots) {
        if slot.fault.is_some() || slot.value.is_none() {
            if slot.at.is_some_and(|at| told.contains(&at)) {
                continue;
            }
            told.extend(slot.at.filter(|_| slot.fault.is_some()));
            let cell = Cell { seen, field, slot };
            findings.extend(BY_ITSELF.iter().filter_map(|(_, check)| check(&cell)));
        }
    }
    let beside: &[(&Rule, Beside)] = match seen.form.kind {
        FormKind::Roster => &BESIDE,
        FormKind::Record | FormKind::School => &OF_EVENTS,
    };
    findings.extend(beside.iter().filter_map(|(_, check)| check(seen)));
    findings
}

/// A field of a record, at its cell.
struct Cell<'a> {
    seen: &'a Seen<'a>,
    field: &'a Field,
    slot: &'a Slot,
}

impl<'a> Cell<'a> {
    /// The cell of the field that plays `role`.
    fn of(seen: &'a Seen<'a>, role: Role) -> Option<Self> {
        let position = seen.form.role(role)?;
        Some(Self { seen, field: seen.form.fields.get(position)?, slot: seen.record.slots.get(position)? })
    }

    fn has(&self, fault: &Fault) -> bool {
        self.slot.fault.as_ref() == Some(fault)
    }

    /// The cell; where the value comes from a title or a name, the record's row.
    fn place(&self) -> Place {
        match self.slot.at {
            Some(at) => self.seen.sheet.at_cell(at),
            None => self.seen.sheet.at_row(self.seen.record.row()),
        }
    }

    /// What stood in the cell, as typed and masked.
    fn stood(&self) -> String {
        stood(self.field, self.slot)
    }

    fn find(&self, rule: &Rule, zh: &str, en: &str) -> Finding {
        rule.at(self.place(), with_remedy(rule, zh, en))
            .field(&self.field.id)
            .subject(super::subject(self.seen.record, self.seen.form))
    }

    /// A finding that says what stands in the cell and what is wrong with it.
    fn find_stood(&self, rule: &Rule, zh: &str, en: &str) -> Finding {
        let (label, stood) = (&self.field.label, self.stood());
        self.find(rule, &format!("{}写的是“{stood}”，{zh}", label.zh), &format!("{} says \"{stood}\": {en}", label.en))
    }
}

/// What stands in a slot, as typed, short, and masked; nothing typed between an identifier's digits helps it past the mask.
pub(super) fn stood(field: &Field, slot: &Slot) -> String {
    const LONGEST: usize = 40;
    let shown = slot.value.as_ref().map(Value::shown);
    let text = slot.typed.as_deref().or(shown.as_deref()).unwrap_or_default();
    let text = if matches!(field.kind, Kind::IdNumber | Kind::Phone) { joined_digits(text) } else { text.to_owned() };
    let masked = mask(&text.replace(['\n', '\r', '\t'], " "));
    if masked.chars().count() <= LONGEST {
        return masked;
    }
    masked.chars().take(LONGEST).chain(['…']).collect()
}

/// Drops spaces, hyphens and dots that stand between digits.
fn joined_digits(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let digit = |c: Option<&char>| c.is_some_and(|c| c.is_numeric());
    let mut out = String::with_capacity(text.len());
    for (at, &c) in characters.iter().enumerate() {
        let joint = matches!(c, '-' | '–' | '—' | '－' | '.' | '(' | ')') || (crate::model::is_space(c) && c != '\n');
        let before = characters.iter().take(at).rev().find(|c| !crate::model::is_space(**c));
        let after = characters.iter().skip(at + 1).find(|c| !crate::model::is_space(**c));
        if !(joint && digit(before) && (digit(after) || matches!(after, Some('x' | 'X')))) {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_of_two_fields_has_one_cause() {
        let sample = crate::check::testing::Sample::child()
            .at("class", "grade")
            .fault("grade", Fault::FormulaError)
            .fault("class", Fault::FormulaError)
            .empty("grade");
        assert_eq!(sample.codes(), ["formula-error grade"]);
    }

    #[test]
    fn no_identifier_passes_the_mask_in_pieces() {
        assert_eq!(mask(&joined_digits("138-1234-5678")), "138****5678");
        assert_eq!(mask(&joined_digits("522401 2012 0910 1234")), "522401********1234");
        assert_eq!(mask(&joined_digits("1101051949123100 2x")), "110105********002x");
    }
}
