//! A record: one value per field of its form, each with its place and what was typed.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::{Address, Fault};

/// A record's place in the input's order: file, sheet, block, position in the block, all from zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId {
    /// The file, in path order.
    pub file: u32,
    /// The sheet in its file.
    pub sheet: u32,
    /// The block on its sheet.
    pub block: u32,
    /// The record in its block.
    pub index: u32,
}

/// A record with typed values.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Its place in the input's order.
    pub id: RecordId,
    /// Its form's position in [`Forms`](crate::form::Forms).
    pub form: usize,
    /// The rows it takes, from zero.
    pub rows: Vec<u32>,
    /// One slot per field of the form, in the form's order. A child of whom this record says all shares them.
    pub slots: Arc<[Slot]>,
    /// What stands in columns that no field claims: header and text, in column order.
    pub extra: Vec<(String, String)>,
    /// Whether it stands on a hidden sheet.
    pub hidden: bool,
    /// Set when it cannot be placed.
    pub quarantine: Option<super::QuarantineReason>,
}

impl Record {
    /// The field's value, if there is one that a comparing rule may use.
    pub fn sound(&self, field: usize) -> Option<&Value> {
        let slot = self.slots.get(field)?;
        if slot.fault.as_ref().is_some_and(Fault::spoils) { None } else { slot.value.as_ref() }
    }

    /// The first row it stands in, from zero.
    pub fn row(&self) -> u32 {
        self.rows.first().copied().unwrap_or_default()
    }
}

/// A field of a record.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Slot {
    /// The cell it stands in, or where it belongs when it is empty; `None` when it comes from a title, a
    /// file's name or a folder, or when the table has no column for it.
    pub at: Option<Address>,
    /// What could be made of it. A value with a fault is shown as [`Slot::value`] too, never guessed better.
    pub value: Option<Value>,
    /// What was typed, where [`Value::shown`] says something else.
    pub typed: Option<Box<str>>,
    /// What is wrong with it.
    pub fault: Option<Fault>,
}

/// A value of some kind.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Text, an ID number, phones joined by `、`, a name, one of a list.
    Text(Box<str>),
    /// A number.
    Number(f64),
    /// A day.
    Date(NaiveDate),
    /// A month whose day nobody gave.
    Month {
        /// The year.
        year: i32,
        /// The month, 1 to 12.
        month: u32,
    },
    /// A time of day.
    Time(NaiveTime),
    /// A day and a time of day.
    Moment(NaiveDateTime),
}

impl Value {
    /// A text value.
    pub fn text(text: impl Into<Box<str>>) -> Self {
        Self::Text(text.into())
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value written out: `2019-12-05`, `2019-12`, `08:30`, `3`.
    pub fn shown(&self) -> String {
        self.written().into_owned()
    }

    /// The same; text as it stands.
    pub fn written(&self) -> Cow<'_, str> {
        Cow::Owned(match self {
            Self::Text(text) => return Cow::Borrowed(text),
            Self::Number(number) => super::CellValue::Number(*number).shown(),
            Self::Date(date) => super::cell::shown_day(*date),
            Self::Month { year, month } => format!("{year:04}-{month:02}"),
            Self::Time(time) => super::cell::shown_time(*time),
            Self::Moment(at) => at.format("%Y-%m-%d %H:%M").to_string(),
        })
    }
}
