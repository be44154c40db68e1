//! Cell + field kind → typed value or fault. One file per kind.
//!
//! | kind | file |
//! |---|---|
//! | free text, a school's name | [`text`] |
//! | a person's name | [`person`] |
//! | an ID number | [`id_number`] |
//! | phones | [`phone`] |
//! | an event's day, a birth date | [`date`], which reads what people write with [`written_date`] |
//! | grade and class, in one cell or two | [`grade`], [`class`] |
//! | one of a list, 是/否 | [`choice`] |
//! | a number | [`number`] |
//! | a sum of money | [`amount`] |
//! | a time of day | [`time`] |
//! | how long something took | [`minutes`] |
//! | a day and a time of day | [`moment`] |

mod amount;
mod blank;
mod choice;
mod class;
mod date;
mod grade;
mod id_number;
mod minutes;
mod moment;
mod number;
mod numeral;
mod person;
mod phone;
mod printed;
#[cfg(test)]
mod tests;
mod text;
mod ticked;
mod time;
mod written_date;

use std::sync::Arc;

use chrono::{NaiveDate, NaiveTime};

use date::TableMonth;
pub use printed::printed_totals;
use written_date::Written;

use crate::form::{Field, Form, Kind, Role};
use crate::model::{
    Block, CellValue, ColumnMap, DatePrecision, Fault, RawCell, RawRecord, Record, RecordId, Slot, Value,
};

/// A cell's content and what it is read as.
struct Asked<'a> {
    value: &'a CellValue,
    /// The columns of its table, whose headers may name a unit.
    columns: &'a [ColumnMap],
    field: &'a Field,
    form: &'a Form,
    as_of: NaiveDate,
    /// Whether the cell carries a grade and a class at once.
    joined: bool,
    /// The kind of the field that the cell's header names first; another than `field`'s in a joined cell.
    first_kind: Kind,
    /// The year and month that the table is said to be of.
    month: TableMonth,
}

impl Asked<'_> {
    /// The header of the field's column, with the unit that may stand in it; empty where there is none.
    fn header(&self) -> &str {
        let is_ours = |column: &&ColumnMap| {
            column.field.and_then(|field| self.form.fields.get(field)).is_some_and(|field| field.id == self.field.id)
        };
        self.columns.iter().find(is_ours).map_or("", |column| column.header.as_str())
    }
}

/// What a cell says.
#[derive(Clone, Debug, Default, PartialEq)]
struct Reading {
    value: Option<Value>,
    fault: Option<Fault>,
}

impl Reading {
    fn sound(value: Value) -> Self {
        Self { value: Some(value), fault: None }
    }

    fn faulty(value: Value, fault: Fault) -> Self {
        Self { value: Some(value), fault: Some(fault) }
    }

    /// What was typed, kept under a fault.
    fn kept(asked: &Asked<'_>, fault: Fault) -> Self {
        Self::faulty(Value::text(blank::plain(asked.value)), fault)
    }
}

fn read(asked: &Asked<'_>) -> Reading {
    if blank::is_formula_error(asked.value) {
        return Reading { value: None, fault: Some(Fault::FormulaError) };
    }
    match asked.field.kind {
        Kind::Text => text::read(asked),
        Kind::School => text::school(asked),
        Kind::Person => person::read(asked),
        Kind::IdNumber => id_number::read(asked),
        Kind::Phone => phone::read(asked),
        Kind::Date => date::event(asked),
        Kind::BirthDate => date::birth(asked),
        Kind::Grade => grade::read(asked),
        Kind::Class => class::read(asked),
        Kind::Choice => choice::read(asked),
        Kind::YesNo => choice::yes_no(asked),
        Kind::Number => number::read(asked),
        Kind::Amount => amount::read(asked),
        Kind::Time => time::read(asked),
        Kind::Minutes => minutes::read(asked),
        Kind::Moment => moment::read(asked),
    }
}

/// The day that a text is; `None` where it is none, or only a month.
pub fn day(text: &str, as_of: NaiveDate) -> Option<NaiveDate> {
    match written_date::parse(text, as_of)? {
        Written::Day(day) => Some(day),
        Written::Month { .. } => None,
    }
}

/// Gives every field of `form` its slot: cells of the record first, then what its block's clues say.
pub fn record(raw: &RawRecord, block: &Block, form: &Form, id: RecordId, hidden: bool, as_of: NaiveDate) -> Record {
    let mut shared: Arc<[Slot]> = std::iter::repeat_with(Slot::default).take(form.fields.len()).collect();
    // Nobody has another yet: they are filled where they stand.
    let slots = Arc::make_mut(&mut shared);
    let month = TableMonth::of(block, form);
    for cell in &raw.cells {
        take_cell(slots, cell, &block.columns, form, as_of, month);
    }
    take_clues(slots, block, form, as_of);
    take_implied_grade(slots, raw, form);
    date::settle_months(slots, raw, form);
    moment::anchor(slots, form);
    let private = form.fields.iter().any(|field| field.private);
    if private {
        withhold(slots, form);
    }
    Record {
        id,
        form: block.form,
        rows: raw.rows.clone(),
        slots: shared,
        // What a form of private talk says under headers nobody knows may be as private.
        extra: if private { Vec::new() } else { extra(raw) },
        hidden,
        quarantine: raw.quarantine,
    }
}

fn extra(raw: &RawRecord) -> Vec<(String, String)> {
    raw.extra.iter().map(|(header, _, value)| (header.clone(), value.shown())).collect()
}

/// Leaves out what stays at the school.
fn withhold(slots: &mut [Slot], form: &Form) {
    for (field, slot) in form.fields.iter().zip(slots) {
        if field.private {
            *slot = Slot { at: slot.at, ..Slot::default() };
        }
    }
}

/// Reads a cell for its field, and for the second field that it carries.
fn take_cell(
    slots: &mut [Slot],
    cell: &RawCell,
    columns: &[ColumnMap],
    form: &Form,
    as_of: NaiveDate,
    month: TableMonth,
) {
    let joined = cell.also.is_some();
    let Some(first_kind) = form.fields.get(cell.field).map(|field| field.kind) else { return };
    for position in std::iter::once(cell.field).chain(cell.also) {
        let (Some(field), Some(slot)) = (form.fields.get(position), slots.get_mut(position)) else { continue };
        if slot.value.is_some() || slot.fault.is_some() {
            continue;
        }
        let Some(value) = &cell.value else {
            slot.at = slot.at.or(Some(cell.at));
            continue;
        };
        let mut reading = read(&Asked { value, columns, field, form, as_of, joined, first_kind, month });
        if joined && position != cell.field && reading.fault == Some(Fault::ValueUnknown) {
            // A cell headed 班级 that holds no grade is no bad grade: it only says nothing of it.
            reading = Reading::default();
        }
        *slot = Slot {
            at: Some(cell.at),
            typed: typed(cell, value, reading.value.as_ref()),
            value: reading.value,
            fault: reading.fault,
        };
    }
}

/// What was typed, where the value read from it is shown as something else.
fn typed(cell: &RawCell, value: &CellValue, read: Option<&Value>) -> Option<Box<str>> {
    // What is shown alike need not be written out to be compared.
    match (&cell.ditto, value, read) {
        (None, CellValue::Text(typed), Some(Value::Text(read))) => {
            return (**typed != **read).then(|| (**typed).into());
        }
        (None, CellValue::Number(typed), Some(Value::Number(read))) if typed.total_cmp(read).is_eq() => return None,
        (None, CellValue::Date { at, shows: DatePrecision::Day }, Some(Value::Date(read)))
            if *at == read.and_time(NaiveTime::MIN) =>
        {
            return None;
        }
        _ => {}
    }
    let typed = cell.ditto.clone().unwrap_or_else(|| value.shown().into());
    let shown = read.map(Value::shown);
    (shown.as_deref() != Some(&*typed)).then_some(typed)
}

/// Fills what the record leaves open from what stands around the table, the strongest source first.
///
/// School, grade and class are taken even where the record has an empty cell for them: a school writes them
/// once above its table. Anything else only where the table has no column for it.
fn take_clues(slots: &mut [Slot], block: &Block, form: &Form, as_of: NaiveDate) {
    if block.clues.is_empty() {
        return;
    }
    let mut clues: Vec<_> = block.clues.iter().collect();
    clues.sort_by_key(|clue| clue.source);
    for clue in clues {
        let (Some(field), Some(slot)) = (form.fields.get(clue.field), slots.get_mut(clue.field)) else { continue };
        let around = matches!(field.role, Some(Role::School | Role::Grade | Role::Class));
        if slot.value.is_some() || slot.fault.is_some() || (slot.at.is_some() && !around) {
            continue;
        }
        let value = CellValue::text(clue.text.as_str());
        let month = TableMonth::default();
        let first_kind = field.kind;
        let reading =
            read(&Asked { value: &value, columns: &[], field, form, as_of, joined: around, first_kind, month });
        if reading.value.is_none() || reading.fault.is_some() {
            continue;
        }
        let shown = reading.value.as_ref().map(Value::shown);
        *slot = Slot {
            at: clue.at,
            typed: (shown.as_deref() != Some(clue.text.as_str())).then(|| clue.text.clone().into_boxed_str()),
            value: reading.value,
            fault: None,
        };
    }
}

/// A grade that only the class's cell tells (`三(2)班` under 班级), and a class that only the grade's cell tells.
fn take_implied_grade(slots: &mut [Slot], raw: &RawRecord, form: &Form) {
    let (Some(grade), Some(class)) = (form.role(Role::Grade), form.role(Role::Class)) else { return };
    for (from, to) in [(class, grade), (grade, class)] {
        let open = slots.get(to).is_some_and(|slot| slot.value.is_none() && slot.fault.is_none());
        let told = raw.cells.iter().find(|cell| cell.field == from && cell.also.is_none() && cell.value.is_some());
        let (true, Some(cell)) = (open, told) else { continue };
        let Some(told) = cell.value.as_ref().map(grade::parse_cell) else { continue };
        let value = if to == grade { told.grade.map(grade::value) } else { told.grade.and(told.class) };
        if let (Some(value), Some(slot)) = (value, slots.get_mut(to)) {
            *slot = Slot {
                at: Some(cell.at),
                typed: cell.value.as_ref().map(|value| value.shown().into_boxed_str()),
                value: Some(value),
                fault: None,
            };
        }
    }
}
