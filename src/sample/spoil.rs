//! Mess in records and cells. A record gets one fault at most, so that what is true of it stays plain.

use chrono::NaiveTime;

use super::event;
use super::fill::{self, Size, Subject};
use super::mess::{Gremlin, Slip};
use super::people::{self, Child};
use super::plan::{MOST_CHILDREN, Plan, SchoolPlan};
use super::table::{Row, Table};
use crate::form::{Duty, Field, Form, FormKind, Kind, Meaning, Role};
use crate::model::{CellValue, DatePrecision};

/// The township and the school whose records are spoiled.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scene<'a> {
    pub(super) plan: &'a Plan,
    pub(super) school: &'a SchoolPlan,
    pub(super) children: &'a [Child],
}

/// Spoils the records of a form. `number_cells` says whether the file can hold an ID number as a number.
pub(super) fn table(table: &mut Table<'_>, scene: Scene<'_>, gremlin: &mut Gremlin, number_cells: bool) {
    match table.form.kind {
        FormKind::Roster => visitor(table, scene, gremlin),
        FormKind::Record if table.form.role(Role::ChildName).is_some() => {
            quiet_families(table, scene, gremlin);
            strays(table, scene, gremlin);
        }
        _ => return,
    }
    let mut rows = Vec::with_capacity(table.rows.len());
    for mut row in std::mem::take(&mut table.rows) {
        // The first child of a school is left alone: it may also stand at the next school.
        if !row.marred && row.child != Some(0) {
            if gremlin.slips(Slip::RowRepeated) {
                if table.form.kind == FormKind::Roster {
                    gremlin.plant("duplicate-in-school", 1);
                }
                row.marred = true;
                rows.push(Row { is_copy: true, ..row.clone() });
            } else {
                mar(&mut row, table.form, gremlin, number_cells);
            }
        }
        disguise(&mut row, table.form, gremlin);
        rows.push(row);
    }
    table.rows = rows;
}

/// A child of the school before on this school's roster too.
fn visitor(table: &mut Table<'_>, scene: Scene<'_>, gremlin: &mut Gremlin) {
    let before = scene.school.number.checked_sub(1).and_then(|number| scene.plan.schools.get(number));
    let Some(before) = before.filter(|_| gremlin.slips(Slip::ChildAtTwoSchools)) else { return };
    let child = people::child(scene.plan, before, before.first_child);
    let subject = Subject {
        plan: scene.plan,
        school: scene.school,
        size: Size::of(scene.children),
        child: Some(&child),
        happening: None,
    };
    let mut cells = fill::row(table.form, subject, &mut child.dice(scene.plan));
    // This school knows less of it, so that it counts where its events are written.
    for (cell, field) in cells.iter_mut().zip(&table.form.fields) {
        if !field.required && field.role.is_none() {
            *cell = None;
        }
    }
    table.rows.push(Row { child: None, cells, marred: true, is_copy: true });
}

/// Children without any call where calls are due.
fn quiet_families(table: &mut Table<'_>, scene: Scene<'_>, gremlin: &mut Gremlin) {
    if table.form.duty != Some(Duty::Call) || !scene.plan.has_due_month() {
        return;
    }
    for seat in 1..scene.children.len() {
        if gremlin.slips(Slip::CallsMissing) {
            table.rows.retain(|row| row.child != Some(seat));
        }
    }
}

/// Records of children whom no roster knows, and records of an earlier time.
fn strays(table: &mut Table<'_>, scene: Scene<'_>, gremlin: &mut Gremlin) {
    let rows = table.rows.len();
    let form = table.form;
    for nth in 0..rows {
        let nobody = gremlin.slips(Slip::RecordOfNobody);
        if !nobody && !gremlin.slips(Slip::RecordOutside) {
            continue;
        }
        let seat = table.rows.get(nth).and_then(|row| row.child).unwrap_or_default();
        let Some(known) = scene.children.get(seat) else { continue };
        let stranger;
        let (child, days) = if nobody {
            let number = MOST_CHILDREN + scene.school.first_child + nth;
            stranger = Child {
                grade: known.grade,
                class: known.class.clone(),
                ..people::stranger(scene.plan, scene.school, number)
            };
            (&stranger, scene.plan.months.first().unwrap_or(&scene.plan.before))
        } else {
            (known, &scene.plan.before)
        };
        let date = gremlin.dice.pick(days).copied().unwrap_or_default();
        let happening = event::on(form, child, date, &mut gremlin.dice);
        let subject = Subject {
            plan: scene.plan,
            school: scene.school,
            size: Size::of(scene.children),
            child: Some(child),
            happening: Some(&happening),
        };
        let cells = fill::row(form, subject, &mut gremlin.dice);
        table.rows.push(Row { child: (!nobody).then_some(seat), cells, marred: true, is_copy: false });
    }
}

/// Makes a faulty value of a sound one; `None` where it cannot.
type Spoil = fn(&Field, &CellValue) -> Option<CellValue>;

/// One fault in the record, perhaps.
fn mar(row: &mut Row, form: &Form, gremlin: &mut Gremlin, number_cells: bool) {
    let roster = form.kind == FormKind::Roster;
    let id = form.role(Role::ChildId).filter(|_| roster);
    let sex = form.role(Role::ChildSex).filter(|_| roster);
    let phone = form.role(Role::GuardianPhone).or_else(|| form.fields.iter().position(|f| f.kind == Kind::Phone));
    let tries: [(Slip, Option<usize>, Spoil); 4] = [
        (Slip::IdAsNumber, id.filter(|_| number_cells), as_number),
        (Slip::IdMistyped, id, mistyped),
        (Slip::PhoneShort, phone, cut),
        (Slip::SexWrong, sex, other_sex),
    ];
    for (slip, at, spoil) in tries {
        let Some(at) = at else { continue };
        let (Some(field), Some(Some(value))) = (form.fields.get(at), row.cells.get_mut(at)) else { continue };
        let Some(spoilt) = spoil(field, value) else { continue };
        if gremlin.slips(slip) {
            *value = spoilt;
            row.marred = true;
            return;
        }
    }
    let spared = [Role::ChildName, Role::ChildId, Role::Grade, Role::GuardianName, Role::EventDate];
    let can_miss = |field: &Field| field.required && !field.role.is_some_and(|role| spared.contains(&role));
    let required: Vec<usize> = (0..form.fields.len()).filter(|&at| form.fields.get(at).is_some_and(can_miss)).collect();
    let Some(&at) = gremlin.dice.pick(&required) else { return };
    if row.cells.get(at).is_some_and(Option::is_some) && gremlin.slips(Slip::RequiredEmpty) {
        row.cells[at] = None;
        row.marred = true;
    }
}

/// What looks odd and is right all the same: names with a space in them, dates as people write them.
fn disguise(row: &mut Row, form: &Form, gremlin: &mut Gremlin) {
    for (field, cell) in form.fields.iter().zip(&mut row.cells) {
        match (field.role, &*cell) {
            (Some(Role::ChildName), Some(CellValue::Text(name))) if name.chars().count() == 2 => {
                let padded: Vec<String> = name.chars().map(String::from).collect();
                if gremlin.slips(Slip::NamePadded) {
                    *cell = Some(CellValue::text(padded.join("\u{3000}")));
                }
            }
            (Some(Role::ChildName), Some(CellValue::Text(name))) => {
                let padded = format!(" {name} ");
                if gremlin.slips(Slip::NamePadded) {
                    *cell = Some(CellValue::text(padded));
                }
            }
            (_, Some(CellValue::Date { at, shows: DatePrecision::Day })) if at.time() == NaiveTime::MIN => {
                let at = *at;
                if gremlin.slips(Slip::DateAsText) {
                    let forms = ["%Y.%-m.%-d", "%Y年%-m月%-d日", "%Y/%-m/%-d", "%Y%m%d"];
                    let written = gremlin.dice.pick(&forms).map(|form| at.format(form).to_string());
                    *cell = written.map(CellValue::text);
                }
            }
            _ => {}
        }
    }
}

/// An ID number as Excel keeps a number: fifteen digits.
fn as_number(_: &Field, value: &CellValue) -> Option<CellValue> {
    let kept = value.as_text()?;
    kept.parse::<u64>().ok().map(|number| CellValue::Number((number / 1000 * 1000) as f64))
}

/// An ID number whose last character is another.
fn mistyped(_: &Field, value: &CellValue) -> Option<CellValue> {
    let mut text = value.as_text()?.to_owned();
    let last = text.pop()?;
    let digit = last.to_digit(10).map_or(0, |digit| (digit + 1) % 10);
    text.push(char::from_digit(digit, 10)?);
    Some(CellValue::text(text))
}

/// A phone number without its last digit.
fn cut(_: &Field, value: &CellValue) -> Option<CellValue> {
    let mut text = value.as_text()?.to_owned();
    text.pop()?;
    Some(CellValue::text(text))
}

fn other_sex(field: &Field, value: &CellValue) -> Option<CellValue> {
    let other = match field.meaning(value.as_text()?)? {
        Meaning::Male => Meaning::Female,
        _ => Meaning::Male,
    };
    let choice = field.values.iter().find(|choice| choice.means == Some(other))?;
    Some(CellValue::text(choice.value.as_str()))
}
