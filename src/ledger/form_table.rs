//! A form's table: made from its definition, a column per field.

use std::borrow::Cow;

use chrono::NaiveDate;
use rusqlite::Transaction;
use rusqlite::types::{Null, ToSqlOutput as Stored};

use super::LedgerError;
use super::insert::{Insert, quoted};
use crate::form::{BySpelling, Duty, Field, Form, FormKind, Kind, Meaning, Role, words};
use crate::model::{Slot, Value};

/// Where a row of a form's table comes from. A roster's row is a child, which no other row of its table speaks of.
const ORIGIN: [&str; 7] = ["n", "school_no", "file", "sheet", "block", "record", "row_number"];

/// A form with the name of its table and the spellings of its listed values.
pub(super) struct FormTable<'f> {
    /// The form's position in [`Forms`](crate::form::Forms).
    pub(super) position: usize,
    /// The form.
    pub(super) form: &'f Form,
    /// The table's name.
    pub(super) name: String,
    /// For every field that has a list of values, their spellings.
    spellings: Vec<Option<Spellings<'f>>>,
    /// The field of the event's day.
    day: Option<usize>,
    /// The listed values that mean a visit at home, each with its field.
    visits: Vec<(usize, &'f str)>,
}

impl<'f> FormTable<'f> {
    /// The table of the form at `position`.
    pub(super) fn new(position: usize, form: &'f Form) -> Self {
        Self {
            position,
            form,
            name: form.table_name(),
            spellings: form.fields.iter().map(|field| has_list(field).then(|| Spellings::of(field))).collect(),
            day: form.role(Role::EventDate),
            visits: visits(form),
        }
    }

    /// Whether its rows are children.
    pub(super) fn is_roster(&self) -> bool {
        self.form.kind == FormKind::Roster
    }

    /// Creates the table.
    pub(super) fn create(&self, transaction: &Transaction<'_>) -> Result<(), LedgerError> {
        let columns = self.columns();
        let typed: Vec<String> = columns.iter().map(|(name, kind)| format!("{} {kind}", quoted(name))).collect();
        let sql = format!(
            "CREATE TABLE {} (period TEXT, {}, PRIMARY KEY (period, n)) WITHOUT ROWID",
            quoted(&self.name),
            typed.join(", ")
        );
        transaction.execute_batch(&sql).map_err(LedgerError::at(&format!("form {}", self.form.id)))
    }

    /// Prepares the INSERT of its rows: origin, fields, extra.
    pub(super) fn insert<'c>(&self, transaction: &'c Transaction<'_>, period: &str) -> Result<Insert<'c>, LedgerError> {
        let columns = self.columns();
        let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
        Insert::into(transaction, period, &self.name, &names)
    }

    fn columns(&self) -> Vec<(String, &'static str)> {
        let mut columns: Vec<(String, &str)> = ORIGIN.iter().map(|&name| (name.to_owned(), "INTEGER")).collect();
        if !self.is_roster() {
            columns.push(("child".to_owned(), "INTEGER"));
            columns.push(("event_day".to_owned(), "TEXT"));
        }
        for field in &self.form.fields {
            // What is no number stays the text that was typed: a column of type REAL would make 1000 of a faulty 1e3.
            let kind = if field.kind.is_number() { "" } else { "TEXT" };
            columns.push((field.id.to_string(), kind));
            if has_list(field) {
                columns.push((format!("{}_as", field.id), "TEXT"));
            }
            if field.kind == Kind::Moment {
                columns.push((format!("{}_minute", field.id), "INTEGER"));
            }
        }
        columns.push(("extra".to_owned(), "TEXT"));
        columns
    }

    /// The event's day, if it is one that a comparing rule may use: what nobody could read is compared with nothing.
    pub(super) fn event_day(&self, slots: &[Slot]) -> Option<NaiveDate> {
        let slot = slots.get(self.day?)?;
        match &slot.value {
            Some(Value::Date(day)) if slot.fault.is_none() => Some(*day),
            Some(Value::Moment(at)) if slot.fault.is_none() => Some(at.date()),
            _ => None,
        }
    }

    /// The duty that a record fulfils, as the view `done` tells it: what one of its values means, else the form's.
    pub(super) fn duty(&self, slots: &[Slot]) -> Option<Duty> {
        let visits = self.visits.iter().any(|(place, home)| {
            let value = slots.get(*place).and_then(|slot| slot.value.as_ref());
            let spellings = self.spellings.get(*place).and_then(Option::as_ref);
            let (Some(spellings), Some(value)) = (spellings, value) else { return false };
            spellings.listed(value) == Some(*home)
        });
        if visits { Some(Duty::Visit) } else { self.form.duty }
    }

    /// The values of the fields' columns, in their order.
    pub(super) fn stored<'a>(&'a self, slots: &'a [Slot], school: Option<&'a str>) -> Vec<Stored<'a>> {
        let mut values = Vec::with_capacity(self.form.fields.len() * 2);
        for (place, (field, spellings)) in self.form.fields.iter().zip(&self.spellings).enumerate() {
            let value = slots.get(place).and_then(|slot| slot.value.as_ref());
            let known_school = school.filter(|_| field.role == Some(Role::School));
            values.push(match (known_school, value) {
                (Some(name), _) => Stored::from(name),
                (None, Some(Value::Number(number))) if field.kind.is_number() => Stored::from(*number),
                (None, Some(value)) => text(value.written()),
                (None, None) => Stored::from(Null),
            });
            if let Some(spellings) = spellings {
                let listed = value.and_then(|value| spellings.listed(value));
                values.push(listed.map_or_else(|| Stored::from(Null), Stored::from));
            }
            if field.kind == Kind::Moment {
                values.push(match value {
                    Some(Value::Moment(at)) => Stored::from(at.and_utc().timestamp().div_euclid(60)),
                    _ => Stored::from(Null),
                });
            }
        }
        values
    }
}

fn text(text: Cow<'_, str>) -> Stored<'_> {
    match text {
        Cow::Borrowed(text) => Stored::from(text),
        Cow::Owned(text) => Stored::from(text),
    }
}

fn has_list(field: &Field) -> bool {
    !field.values.is_empty() || matches!(field.kind, Kind::Choice | Kind::YesNo)
}

fn visits(form: &Form) -> Vec<(usize, &str)> {
    let fields = form.fields.iter().enumerate();
    let values = fields.flat_map(|(place, field)| field.values.iter().map(move |choice| (place, choice)));
    let homes = values.filter(|(_, choice)| choice.means == Some(Meaning::HomeVisit));
    homes.map(|(place, choice)| (place, choice.value.as_str())).collect()
}

/// How a field's listed values may be written.
struct Spellings<'f> {
    /// The values that stand for themselves, as most cells have them.
    plain: Vec<&'f str>,
    /// Normalised spelling → listed value.
    words: BySpelling<'f>,
}

impl<'f> Spellings<'f> {
    fn of(field: &'f Field) -> Self {
        let listed = field.by_spelling();
        let values = field.values.iter().map(|choice| choice.value.as_str());
        let plain = values.filter(|value| listed.get(&words::value(value)) == Some(value)).collect();
        Self { plain, words: listed }
    }

    /// The listed value that a cell stands for, a remark in brackets behind it left out where need be: 外出务工（广东）.
    fn listed(&self, value: &Value) -> Option<&'f str> {
        let written = value.written();
        if let Some(plain) = self.plain.iter().find(|plain| **plain == written) {
            return Some(plain);
        }
        let word = words::compared(&written);
        let before = word.split('(').next().unwrap_or(&word);
        self.words.get(&*word).or_else(|| self.words.get(before)).copied()
    }
}

/// Cells that no field claims, as they stand in the column 其他信息.
pub(super) fn extra(cells: &[(String, String)]) -> Option<String> {
    let shown: Vec<String> = cells.iter().map(|(header, text)| format!("{header}：{text}")).collect();
    (!shown.is_empty()).then(|| shown.join("；"))
}
