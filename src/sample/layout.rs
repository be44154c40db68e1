//! A table on a sheet: columns, title and particulars above, notes and signature below.

use chrono::Datelike;

use super::people::adult;
use super::plan::{Plan, SchoolPlan};
use super::table::{Row, Table};
use super::words::{WORDS, told};
use crate::form::{Form, FormColumn, FormSheet, Kind, Role, language};
use crate::model::CellValue;

/// How a sheet of this school looks.
#[derive(Clone, Debug)]
pub(super) struct Look {
    /// The fields in the order of the columns.
    pub(super) fields: Vec<usize>,
    /// The columns from left to right, without the one that numbers the rows.
    pub(super) columns: Vec<FormColumn>,
    /// Whether the first column numbers the rows.
    pub(super) numbered: bool,
}

impl Look {
    /// Every field of the form under its label; the school's own column only where a school is told there.
    pub(super) fn of(form: &Form, with_school: bool) -> Self {
        let shown = |position: &usize| {
            with_school || form.fields.get(*position).is_some_and(|field| field.role != Some(Role::School))
        };
        let fields: Vec<usize> = (0..form.fields.len()).filter(shown).collect();
        let columns =
            fields.iter().filter_map(|at| form.fields.get(*at)).map(|field| FormColumn::of(form, field)).collect();
        Self { fields, columns, numbered: true }
    }
}

/// The sheet with these rows.
pub(super) fn sheet(plan: &Plan, school: &SchoolPlan, table: &Table<'_>, look: &Look) -> FormSheet {
    let mut columns = look.columns.clone();
    if look.numbered {
        let serial = language().headers.serial.first().map(String::as_str).unwrap_or_default();
        columns.insert(0, FormColumn { kind: Some(Kind::Number), ..FormColumn::other(serial, 6.0) });
    }
    let rows = table.rows.iter().enumerate().map(|(nth, row)| cells(nth, row, look)).collect();
    let (above, below) = around(plan, school, table.form);
    let name = table.form.title.zh.clone().into_owned();
    FormSheet { name, above, columns, rows, empty_rows: 0, merged: Vec::new(), below }
}

fn cells(nth: usize, row: &Row, look: &Look) -> Vec<Option<CellValue>> {
    let number = look.numbered.then(|| Some(CellValue::Number((nth + 1) as f64)));
    let fields = look.fields.iter().map(|at| row.cells.get(*at).cloned().flatten());
    number.into_iter().chain(fields).collect()
}

fn around(plan: &Plan, school: &SchoolPlan, form: &Form) -> (Vec<String>, Vec<String>) {
    let around = &WORDS.around;
    let day = plan.months.last().and_then(|days| days.last()).copied().unwrap_or_default();
    let is_autumn = day.month() >= 9 || day.month() == 1;
    let year = plan.school_year + i32::from(!is_autumn);
    let (teacher, principal) = (adult(plan.seed, school.number * 131), adult(plan.seed, school.number * 131 + 130));
    let (year, date) = (year.to_string(), day.to_string());
    let facts = [
        ("year", year.as_str()),
        ("season", around.seasons[usize::from(is_autumn)].as_str()),
        ("school", &school.name),
        ("form", &form.title.zh),
        ("teacher", &teacher),
        ("principal", &principal),
        ("date", &date),
    ];
    let [title, particulars, note, signature] =
        [&around.title, &around.particulars, &around.note, &around.signature].map(|line| told(line, &facts));
    (vec![title, particulars], vec![note, signature])
}
