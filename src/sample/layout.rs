//! A table on a sheet: columns, title and particulars above, notes and signature below.

use chrono::Datelike;

use super::mess::{Gremlin, Slip};
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
            form.fields
                .get(*position)
                .is_some_and(|field| !field.card && (with_school || field.role != Some(Role::School)))
        };
        let fields: Vec<usize> = (0..form.fields.len()).filter(shown).collect();
        let columns =
            fields.iter().filter_map(|at| form.fields.get(*at)).map(|field| FormColumn::of(form, field)).collect();
        Self { fields, columns, numbered: true }
    }
}

impl Look {
    /// Other headers, another order, further columns, no numbers.
    pub(super) fn spoil(&mut self, form: &Form, gremlin: &mut Gremlin) {
        if gremlin.slips(Slip::NoNumbers) {
            self.numbered = false;
        }
        for (at, column) in self.fields.iter().zip(&mut self.columns) {
            let Some(field) = form.fields.get(*at) else { continue };
            let own = |alias: &&String| form.fields.iter().filter(|other| other.aliases.contains(alias)).count() == 1;
            let aliases: Vec<&String> = field.aliases.iter().filter(own).collect();
            if !aliases.is_empty() && gremlin.slips(Slip::HeaderRenamed) {
                column.header = gremlin.dice.pick(&aliases).map(|alias| (*alias).clone()).unwrap_or_default();
                column.group = None;
            }
        }
        if gremlin.slips(Slip::ColumnsShuffled) {
            let columns = std::mem::take(&mut self.columns);
            let mut pairs: Vec<_> = std::mem::take(&mut self.fields).into_iter().zip(columns).collect();
            gremlin.dice.shuffle(&mut pairs);
            (self.fields, self.columns) = pairs.into_iter().unzip();
            self.columns.iter_mut().for_each(|column| column.group = None);
        }
        let serial = &language().headers.serial;
        let others: Vec<&String> = form.others.iter().filter(|other| !serial.contains(other)).collect();
        if !others.is_empty() && gremlin.slips(Slip::ColumnUnknown) {
            let header = gremlin.dice.pick(&others).map(|other| other.as_str()).unwrap_or_default();
            self.columns.push(FormColumn::other(header, 12.0));
        }
    }
}

/// Rows that are no records: an example, a total, rows prepared for more; classes merged downwards.
pub(super) fn spoil(sheet: &mut FormSheet, form: &Form, look: &Look, gremlin: &mut Gremlin) {
    let words = &language().rows;
    // What stands in the columns that no field claims.
    for row in &mut sheet.rows {
        row.resize(sheet.columns.len(), WORDS.phrases.text.first().map(|text| CellValue::text(text.as_str())));
    }
    let text = |text: &str| Some(CellValue::text(text));
    let by_class = |role| look.fields.iter().position(|at| Some(*at) == form.role(role));
    if gremlin.slips(Slip::ClassMerged) {
        for at in [Role::Grade, Role::Class].into_iter().filter_map(by_class) {
            merge_runs(sheet, at + usize::from(look.numbered));
        }
    }
    let records = sheet.rows.len();
    if look.numbered && gremlin.slips(Slip::EmptyRows) {
        for nth in 0..5 {
            sheet.rows.push(vec![Some(CellValue::Number((records + nth + 1) as f64))]);
        }
    }
    if gremlin.slips(Slip::TotalRow) {
        let count = told(&WORDS.around.total, &[("n", &records.to_string())]);
        sheet.rows.push(vec![text(words.total.first().map(String::as_str).unwrap_or_default()), text(&count)]);
    }
    if look.numbered && !sheet.rows.is_empty() && gremlin.slips(Slip::ExampleRow) {
        let mut example = sheet.rows.first().cloned().unwrap_or_default();
        if let Some(first) = example.first_mut() {
            *first = text(words.example.first().map(String::as_str).unwrap_or_default());
        }
        sheet.rows.insert(0, example);
        sheet.merged.iter_mut().for_each(|(_, first, last)| (*first, *last) = (*first + 1, *last + 1));
    }
    for row in &mut sheet.rows {
        row.resize(sheet.columns.len(), None);
    }
}

/// Merges the runs of equal cells of a column.
fn merge_runs(sheet: &mut FormSheet, column: usize) {
    let cell = |row: usize| sheet.rows.get(row).and_then(|row| row.get(column)).and_then(Option::as_ref);
    let mut first = 0;
    let mut runs = Vec::new();
    for row in 1..=sheet.rows.len() {
        if row == sheet.rows.len() || cell(row) != cell(first) {
            if cell(first).is_some() && row - first > 1 {
                runs.push((column, first, row - 1));
            }
            first = row;
        }
    }
    sheet.merged.extend(runs);
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
