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
    /// How it is filled in, for a blank form; empty for none.
    pub hint: String,
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
            hint: String::new(),
            width: field.width,
        }
    }

    /// The same with what a school must know to fill it in.
    pub fn explained(form: &Form, field: &Field) -> Self {
        Self { hint: hint(field), ..Self::of(form, field) }
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
            hint: String::new(),
            width,
        }
    }
}

/// How a field is filled in, in a village teacher's words.
fn hint(field: &Field) -> String {
    let how = match field.kind {
        Kind::IdNumber => "18 位身份证号，末位可以是 X。按文本填写，不要让它变成 4.2E+17 这样的数字。",
        Kind::Phone => "11 位手机号，或带区号的座机（0871-1234567）；几个号码之间用“、”隔开。",
        Kind::Date => "写明年、月、日，如 2026-10-12。",
        Kind::BirthDate => "如 2018-03-12；不知道哪一天的写到月，如 2018-03。",
        Kind::Moment => "写明日期和时刻，如 2026-10-12 14:20。",
        Kind::Time => "几点几分，如 19:30。",
        Kind::Minutes => "分钟数，只填数字，如 15。",
        Kind::Amount => "元，只填数字，如 500。",
        Kind::Number => "只填数字。",
        Kind::Grade => "如 三年级、九年级、学前。",
        Kind::Class => "班号，如 2；幼儿园填 大班、中班、小班。",
        Kind::YesNo => "填 是 或 否。",
        Kind::Choice if field.closed => "从下拉列表里选一个。",
        Kind::Choice => "从下拉列表里选；都不合适的可以自己写。",
        Kind::Person => "写真实姓名，不写小名，字间不加空格。",
        Kind::School => "学校全称。",
        Kind::Text => "",
    };
    match field.range {
        Some((least, greatest)) if field.kind == Kind::Number => format!("{how}从 {least} 到 {greatest}。"),
        _ => how.to_owned(),
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
