//! Blank forms for schools, and last period's children in them.

use std::io;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::form::{Field, Form, FormColumn, FormKind, FormSheet, Forms, Kind, Role};
use crate::ledger::{Earlier, EarlierFault, Listed};
use crate::model::{CellValue, DatePrecision};
use crate::report::{ReportError, school_form};

/// Rows that are prepared for typing.
const EMPTY_ROWS: u32 = 30;
/// The word that asks for every form.
const ALL: &str = "all";
/// The name of the sheet that says how to fill in a form.
const INSTRUCTIONS: &str = "填表说明";

/// Which forms are wanted.
#[derive(Clone, Copy, Debug)]
pub struct Blanks<'a> {
    /// Ids or titles; none for those that every school must send.
    pub asked: &'a [String],
    /// The school they are for.
    pub school: Option<&'a str>,
    /// A ledger whose last period's children are filled in; without a school, for each of its schools.
    pub prefill: Option<&'a Path>,
    /// The day on which they are made.
    pub day: NaiveDate,
}

/// Why no form was made.
#[derive(Debug, thiserror::Error)]
pub enum BlankError {
    /// No form has this id or title.
    #[error("no form {asked}")]
    NoSuchForm {
        /// What was typed.
        asked: String,
        /// What could be.
        known: Vec<String>,
    },
    /// The ledger knows no such school.
    #[error("no school {asked}")]
    NoSuchSchool {
        /// What was typed.
        asked: String,
        /// What could be.
        known: Vec<String>,
    },
    /// A file of that name is there.
    #[error("{0} exists")]
    Exists(String),
    /// The ledger cannot be used.
    #[error("{name}: {fault}")]
    Ledger {
        /// The ledger's name.
        name: String,
        /// Why.
        fault: EarlierFault,
    },
    /// A file could not be written.
    #[error(transparent)]
    File(#[from] ReportError),
    /// The disk refuses.
    #[error("{path}: {error}")]
    Io {
        /// What was touched.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
}

/// Makes the forms in `folder` and gives the names of the files. No file is replaced: either all are made or none.
///
/// # Errors
///
/// See [`BlankError`].
pub fn blanks(order: &Blanks<'_>, forms: &Forms, folder: &Path) -> Result<Vec<String>, BlankError> {
    let wanted = wanted(order.asked, forms)?;
    let schools = match order.prefill {
        Some(ledger) => children(ledger, order.school, forms)?,
        None => vec![(order.school.map(str::to_owned), Vec::new())],
    };
    let io = |path: &Path| {
        let path = path.to_path_buf();
        move |error| BlankError::Io { path, error }
    };
    let mut names = Vec::new();
    for (school, _) in &schools {
        for form in &wanted {
            let school = school.as_deref().map(school_form::safe_name).unwrap_or_default();
            let name = format!("{school}{}.xlsx", school_form::safe_name(&form.title.zh));
            if folder.join(&name).exists() {
                return Err(BlankError::Exists(name));
            }
            names.push(name);
        }
    }
    std::fs::create_dir_all(folder).map_err(io(folder))?;
    let staging = tempfile::Builder::new().prefix(".huibiao-").tempdir_in(folder).map_err(io(folder))?;
    let mut made = names.iter();
    for (school, rows) in &schools {
        for form in &wanted {
            let Some(name) = made.next() else { continue };
            let rows = if form.kind == FormKind::Roster { rows.as_slice() } else { &[] };
            school_form::write(&sheets(form, school.as_deref(), rows), order.day, &staging.path().join(name))?;
        }
    }
    for name in &names {
        let to = folder.join(name);
        std::fs::rename(staging.path().join(name), &to).map_err(io(&to))?;
    }
    Ok(names)
}

fn wanted<'f>(asked: &[String], forms: &'f Forms) -> Result<Vec<&'f Form>, BlankError> {
    if asked.is_empty() {
        return Ok(forms.0.iter().filter(|form| form.required).collect());
    }
    let mut wanted: Vec<&Form> = Vec::new();
    for word in asked {
        let named = |form: &&Form| word == ALL || *form.id == **word || *form.title.zh == **word || form.sheet == *word;
        let found: Vec<&Form> = forms.0.iter().filter(named).collect();
        if found.is_empty() {
            let known = forms.0.iter().map(|form| format!("{} {}", form.id, form.title.zh)).collect();
            return Err(BlankError::NoSuchForm { asked: word.clone(), known });
        }
        wanted.extend(found);
    }
    let mut seen = std::collections::BTreeSet::new();
    wanted.retain(|form| seen.insert(form.id.clone()));
    Ok(wanted)
}

/// A school and its rows of the roster.
type OfSchool = (Option<String>, Vec<Vec<Option<CellValue>>>);

/// The children of the ledger's last period, by school.
fn children(ledger: &Path, asked: Option<&str>, forms: &Forms) -> Result<Vec<OfSchool>, BlankError> {
    let name = ledger.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let fault = |fault| BlankError::Ledger { name: name.clone(), fault };
    let Some((_, roster)) = forms.roster() else { return Ok(vec![(asked.map(str::to_owned), Vec::new())]) };
    let listed = Earlier::open(ledger).map_err(fault)?.children(roster).map_err(fault)?;
    let mut schools: Vec<OfSchool> = Vec::new();
    let known = |listed: &[Listed]| {
        let mut names: Vec<String> = listed.iter().filter_map(|child| child.school.clone()).collect();
        names.dedup();
        names
    };
    let all = known(&listed);
    let same = |school: &str| asked.is_none_or(|asked| school == asked || school.ends_with(asked));
    for child in listed {
        let Some(school) = child.school.filter(|school| same(school)) else { continue };
        let row = columns(roster, Some(&school)).map(|(at, field)| typed(field, child.values.get(at)?.as_deref()?));
        let row: Vec<Option<CellValue>> = row.collect();
        match schools.iter_mut().find(|(name, _)| name.as_deref() == Some(&school)) {
            Some((_, rows)) => rows.push(row),
            None => schools.push((Some(school), vec![row])),
        }
    }
    match (asked, schools.is_empty()) {
        (Some(asked), true) => Err(BlankError::NoSuchSchool { asked: asked.to_owned(), known: all }),
        _ => Ok(schools),
    }
}

/// What the ledger keeps of a value, as it is typed into a cell.
fn typed(field: &Field, text: &str) -> Option<CellValue> {
    let day = || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    Some(match field.kind {
        Kind::Date | Kind::BirthDate => match day() {
            Some(day) => CellValue::Date { at: day.and_time(chrono::NaiveTime::MIN), shows: DatePrecision::Day },
            None => CellValue::text(text),
        },
        kind if kind.is_number() => text.parse().map_or_else(|_| CellValue::text(text), CellValue::Number),
        _ if text.is_empty() => return None,
        _ => CellValue::text(text),
    })
}

/// The columns of a blank form: all fields but those that only cards ask for, and the school where a line above the
/// table says it.
fn columns<'f>(form: &'f Form, school: Option<&str>) -> impl Iterator<Item = (usize, &'f Field)> {
    let said = school.is_some() && form.kind != FormKind::School;
    form.fields.iter().enumerate().filter(move |(_, field)| !field.card && (!said || field.role != Some(Role::School)))
}

fn sheets(form: &Form, school: Option<&str>, rows: &[Vec<Option<CellValue>>]) -> Vec<FormSheet> {
    let sender = school.map_or_else(|| "＿＿＿＿＿＿＿＿".to_owned(), str::to_owned);
    let blank = FormSheet {
        name: form.sheet.clone(),
        above: vec![
            form.title.zh.clone().into_owned(),
            format!("填报单位：{sender}　　填报人：＿＿＿＿＿　　填报日期：＿＿＿＿年＿＿月＿＿日"),
        ],
        columns: columns(form, school).map(|(_, field)| FormColumn::explained(form, field)).collect(),
        rows: rows.to_vec(),
        empty_rows: EMPTY_ROWS,
        merged: Vec::new(),
        below: vec![
            "注：灰底红字带 * 的必须填写。每人（每次）一行，不要合并单元格，不要改表头；行不够的，在下面接着填。"
                .to_owned(),
        ],
    };
    vec![blank, instructions(form)]
}

/// The sheet that says of each column how it is filled in.
fn instructions(form: &Form) -> FormSheet {
    let text = |text: &str| (!text.is_empty()).then(|| CellValue::text(text));
    let rows = form.fields.iter().filter(|field| !field.card).map(|field| {
        let column = FormColumn::explained(form, field);
        let required = if field.required { "必填" } else { "" };
        let choices = if field.kind == Kind::YesNo { "是、否".to_owned() } else { column.choices.join("、") };
        vec![text(&column.header), text(required), text(&column.hint), text(&choices)]
    });
    FormSheet {
        name: INSTRUCTIONS.to_owned(),
        above: vec![format!("{}怎样填", form.title.zh)],
        columns: [("栏目", 18.0), ("必填", 8.0), ("怎样填", 56.0), ("可以选的值", 70.0)]
            .map(|(header, width)| FormColumn { kind: Some(Kind::Text), ..FormColumn::other(header, width) })
            .to_vec(),
        rows: rows.collect(),
        ..FormSheet::default()
    }
}
