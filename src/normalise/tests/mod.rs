//! Tables of what people write and what it is read as.

mod dates;
mod grades;
mod identifiers;
mod lists;
mod records;

use super::*;
use crate::form::{Forms, builtin};
use crate::model::{Address, Clue, ClueSource, DatePrecision, Layout};

fn forms() -> Forms {
    builtin().unwrap()
}

fn as_of() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

fn text(text: &str) -> CellValue {
    CellValue::text(text)
}

fn day(year: i32, month: u32, day: u32) -> CellValue {
    let at = NaiveDate::from_ymd_opt(year, month, day).unwrap().and_hms_opt(0, 0, 0).unwrap();
    CellValue::Date { at, shows: DatePrecision::Day }
}

fn read_as(field: &str, value: &CellValue) -> Reading {
    let forms = forms();
    let form = forms.roster().unwrap().1;
    let field = &form.fields[form.field(field).unwrap()];
    read(&Asked {
        value,
        columns: &[],
        field,
        form,
        as_of: as_of(),
        joined: false,
        first_kind: field.kind,
        month: TableMonth::default(),
    })
}

/// What a cell is read as, shown; the fault behind it.
fn shown(field: &str, value: &CellValue) -> (String, Option<Fault>) {
    let reading = read_as(field, value);
    (reading.value.as_ref().map(Value::shown).unwrap_or_default(), reading.fault)
}

/// Every text must be read as the value beside it, without a fault; an empty value means an empty cell.
fn sound(field: &str, table: &[(&str, &str)]) {
    for (written, expected) in table {
        assert_eq!(shown(field, &text(written)), ((*expected).to_owned(), None), "{field}: {written:?}");
        // What is written into a blank form again reads the same.
        assert_eq!(shown(field, &text(expected)).0, *expected, "{field}: {expected:?}");
    }
}

/// Every text must be refused with this fault.
fn faulty(field: &str, fault: &Fault, table: &[&str]) {
    for written in table {
        let reading = read_as(field, &text(written));
        assert_eq!(reading.fault.as_ref(), Some(fault), "{field}: {written:?} gives {:?}", reading.value);
    }
}
