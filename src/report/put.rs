//! What a cell is given: written by rust_xlsxwriter, or as a cell of a long sheet.

use std::borrow::Cow;

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Worksheet, XlsxError};

use super::bulk::LongRows;
use super::measure;
use super::style::Tone;
use super::trouble::Trouble;

/// What a cell is given.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Put<'a> {
    Nothing,
    Text(Cow<'a, str>),
    Number(f64),
    Date(NaiveDate),
    /// A formula and the value it has now.
    Formula(String, f64),
    /// A formula and the words it shows now.
    FormulaText(String, String),
}

impl<'a> Put<'a> {
    pub(super) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }

    pub(super) fn maybe(text: Option<&'a str>) -> Self {
        text.map_or(Self::Nothing, Self::text)
    }

    pub(super) fn count(number: i64) -> Self {
        Self::Number(number as f64)
    }

    /// Adds a tone to the value.
    pub(super) fn toned(self, tone: Tone) -> Entry<'a> {
        Entry { put: self, tone }
    }
}

/// A cell's content and colour.
#[derive(Clone, Debug)]
pub(super) struct Entry<'a> {
    pub(super) put: Put<'a>,
    pub(super) tone: Tone,
}

impl<'a> From<Put<'a>> for Entry<'a> {
    fn from(put: Put<'a>) -> Self {
        put.toned(Tone::Plain)
    }
}

/// Writes one value; text is text whatever it begins with.
pub(super) fn put(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    value: &Put<'_>,
    format: &Format,
) -> Result<(), XlsxError> {
    match value {
        Put::Nothing => sheet.write_blank(row, column, format)?,
        Put::Text(text) => sheet.write_string_with_format(row, column, measure::fitting(text), format)?,
        Put::Number(number) => sheet.write_number_with_format(row, column, *number, format)?,
        Put::Formula(formula, now) => {
            let formula = Formula::new(formula).set_result(now.to_string());
            sheet.write_formula_with_format(row, column, formula, format)?
        }
        Put::FormulaText(formula, now) => {
            sheet.write_formula_with_format(row, column, Formula::new(formula).set_result(now), format)?
        }
        Put::Date(date) => match excel_date(*date) {
            Some(day) => sheet.write_datetime_with_format(row, column, &day, format)?,
            None => sheet.write_string_with_format(row, column, date.to_string(), format)?,
        },
    };
    Ok(())
}

/// The same in a long sheet, in the style of this number.
pub(super) fn put_long(rows: &mut LongRows, column: usize, value: &Put<'_>, style: u32) -> Result<(), Trouble> {
    match value {
        Put::Nothing => rows.blank(column, style),
        Put::Text(text) => rows.text(column, measure::fitting(text), style),
        Put::Number(number) => rows.number(column, *number, style),
        Put::Date(date) => match excel_date(*date) {
            Some(day) => rows.number(column, day.to_excel(), style),
            None => rows.text(column, &date.to_string(), style),
        },
        Put::Formula(..) | Put::FormulaText(..) => {
            return Err(Trouble::Workbook("a formula in a long sheet".to_owned()));
        }
    }
    Ok(())
}

/// A day as a spreadsheet counts it, from 1900 on.
pub(super) fn excel_date(date: NaiveDate) -> Option<ExcelDateTime> {
    let year = u16::try_from(date.year()).ok()?;
    ExcelDateTime::from_ymd(year, date.month() as u8, date.day() as u8).ok()
}
