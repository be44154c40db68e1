//! A school's records of one form, before they are laid out on a sheet.

use super::dice::Dice;
use super::event;
use super::fill::{self, Size, Subject};
use super::people::Child;
use super::plan::{Plan, SchoolPlan};
use crate::form::{Form, FormKind, Role};
use crate::model::CellValue;

/// The records of one form.
#[derive(Clone, Debug)]
pub(super) struct Table<'f> {
    pub(super) form: &'f Form,
    pub(super) rows: Vec<Row>,
}

/// A record: a cell for each field of the form.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// The child's number among the school's.
    pub(super) child: Option<usize>,
    pub(super) cells: Vec<Option<CellValue>>,
    /// Whether something is wrong with it already: a row has one fault, so that the truth about it stays plain.
    pub(super) marred: bool,
    /// Whether another row says the same record.
    pub(super) is_copy: bool,
}

/// The school's records, all of them right.
pub(super) fn of<'f>(
    plan: &Plan,
    school: &SchoolPlan,
    children: &[Child],
    form: &'f Form,
    monthly: usize,
    dice: &mut Dice,
) -> Table<'f> {
    let size = Size::of(children);
    let subject = Subject { plan, school, size, child: None, happening: None };
    let about_children = form.role(Role::ChildName).is_some();
    let mut rows = Vec::new();
    let of_school = if about_children { Vec::new() } else { event::of_school(plan, form, dice) };
    for happening in &of_school {
        let subject = Subject { happening: Some(happening), ..subject };
        rows.push(Row::new(None, fill::row(form, subject, dice)));
    }
    match form.kind {
        _ if !of_school.is_empty() => {}
        FormKind::School => rows.push(Row::new(None, fill::row(form, subject, dice))),
        // Something that the school did, for no child by name.
        FormKind::Record if !about_children => {
            for _ in 0..plan.months.len() * monthly {
                rows.push(Row::new(None, fill::row(form, subject, dice)));
            }
        }
        FormKind::Roster => {
            for (seat, child) in children.iter().enumerate() {
                let subject = Subject { child: Some(child), ..subject };
                rows.push(Row::new(Some(seat), fill::row(form, subject, &mut child.dice(plan))));
            }
        }
        FormKind::Record => {
            for (seat, child) in children.iter().enumerate() {
                for happening in event::happenings(plan, form, child, monthly, dice) {
                    let subject = Subject { child: Some(child), happening: Some(&happening), ..subject };
                    rows.push(Row::new(Some(seat), fill::row(form, subject, dice)));
                }
            }
        }
    }
    Table { form, rows }
}

impl Row {
    pub(super) fn new(child: Option<usize>, cells: Vec<Option<CellValue>>) -> Self {
        Self { child, cells, marred: false, is_copy: false }
    }
}
