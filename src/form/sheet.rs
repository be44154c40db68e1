//! A form as it stands on a sheet that a school fills in: columns from the definition, with or without rows.

use super::{Field, Form, Kind};
use crate::model::CellValue;

/// One sheet of a school's workbook.
#[derive(Clone, Debug, Default)]
pub struct FormSheet {
    /// The sheet's name.
    pub name: String,
    /// The lines above the header, the title first; empty for none.
    pub above: Vec<String>,
    /// The columns from left to right.
    pub columns: Vec<FormColumn>,
    /// The rows below the header, a cell for each column.
    pub rows: Vec<Vec<Option<CellValue>>>,
    /// How many prepared empty rows follow.
    pub empty_rows: u32,
    /// Cells of a column that are merged downwards: column, first and last row, counted in `rows` from zero.
    pub merged: Vec<(usize, usize, usize)>,
    /// The lines below the table.
    pub below: Vec<String>,
}

/// A column of such a sheet.
#[derive(Clone, Debug)]
pub struct FormColumn {
    /// What stands above it.
    pub header: String,
    /// The wider header that it shares with its neighbours, and what stands under that one.
    pub group: Option<(String, String)>,
    /// What is written into it; `None` for a column that no field claims.
    pub kind: Option<Kind>,
    /// Whether a row without it is faulty.
    pub required: bool,
    /// The values to choose from. A closed list refuses others.
    pub choices: Vec<String>,
    /// Whether other values than the choices are refused.
    pub closed: bool,
    /// The least and greatest number.
    pub range: Option<(f64, f64)>,
    /// Its width in half-width characters.
    pub width: f64,
}

impl FormColumn {
    /// The column of a field under its label.
    pub fn of(form: &Form, field: &Field) -> Self {
        Self {
            header: field.label.zh.clone().into_owned(),
            group: group(form, field),
            kind: Some(field.kind),
            required: field.required,
            choices: field.values.iter().map(|choice| choice.value.clone()).collect(),
            closed: field.closed,
            range: field.range,
            width: field.width,
        }
    }

    /// A column that no field claims.
    pub fn other(header: &str, width: f64) -> Self {
        Self {
            header: header.to_owned(),
            group: None,
            kind: None,
            required: false,
            choices: Vec::new(),
            closed: false,
            range: None,
            width,
        }
    }
}

/// 父亲 › 姓名 for a field whose label is 父亲姓名: only groups that a label says need a header of their own.
fn group(form: &Form, field: &Field) -> Option<(String, String)> {
    let group = form.groups.get(field.group?)?;
    let said = |field: &Field, name: &String| field.label.zh.strip_prefix(name.as_str()).map(str::to_owned);
    let all = form.fields.iter().filter(|other| other.group == field.group);
    let name = group.names.iter().find(|name| all.clone().any(|other| said(other, name).is_some()))?;
    let own = said(field, name).filter(|own| field.short.contains(own));
    let own = own.or_else(|| {
        field.short.contains(&field.label.zh.clone().into_owned()).then(|| field.label.zh.clone().into_owned())
    });
    Some((name.clone(), own?))
}
