//! What the lines above a table, the sheet's and the file's name and the folder say of school, grade and class.

use crate::form::{Form, Role, language};
use crate::model::{Address, Cell, CellValue, Clue, ClueSource, IgnoreReason};

use super::grades;
use super::preamble::{Labels, Pair, pairs};
use super::schools;

/// What the lines above a table say of school, grade and class.
pub(super) fn of_lines(lines: &[(u32, Vec<Cell>, IgnoreReason)], form: &Form, labels: &Labels) -> Vec<Clue> {
    let mut found = Vec::new();
    for (row, cells, _) in lines {
        for pair in pairs(cells, labels) {
            let at = Address::new(*row, pair.column);
            for (role, text) in labelled(&pair, labels) {
                add(&mut found, form, role, text, ClueSource::LabelledCell, at);
            }
        }
    }
    for (row, cells, reason) in lines {
        for cell in cells {
            let CellValue::Text(text) = &cell.value else {
                continue;
            };
            let known = pairs(std::slice::from_ref(cell), labels).iter().any(|pair| labels.knows(&pair.label));
            let told = match reason {
                IgnoreReason::Title => true,
                IgnoreReason::Particulars => !known,
                _ => false,
            };
            if told {
                let at = Address::new(*row, cell.column);
                for (role, text) in in_words(text) {
                    add(&mut found, form, role, text, ClueSource::Title, at);
                }
            }
        }
    }
    found
}

/// Notes a clue. A labelled value is read as running text too: once is enough.
fn add(found: &mut Vec<Clue>, form: &Form, role: Role, text: String, source: ClueSource, at: Address) {
    let Some(field) = form.role(role) else { return };
    if !found.iter().any(|clue| clue.field == field && clue.at == Some(at)) {
        found.push(Clue { field, text, source, at: Some(at) });
    }
}

/// What a label and its value say.
fn labelled(pair: &Pair, labels: &Labels) -> Vec<(Role, String)> {
    let mut said = Vec::new();
    if labels.school.contains(&pair.label) {
        said.extend(schools::labelled(&pair.value).map(|school| (Role::School, school)));
    }
    let (grade, class) = (labels.grade.contains(&pair.label), labels.class.contains(&pair.label));
    if grade || class {
        let mut standing = grades::in_cell(&pair.value);
        if grade && standing.grade.is_none() {
            // 年级：三
            let word = language().grades.grade.first().map_or("", String::as_str);
            standing = grades::in_cell(&format!("{}{word}", pair.value));
        }
        said.extend(standing.grade.map(|text| (Role::Grade, text)));
        said.extend(standing.class.filter(|_| class).map(|text| (Role::Class, text)));
    }
    said
}

/// What running text says.
fn in_words(text: &str) -> Vec<(Role, String)> {
    let standing = grades::in_words(text);
    let mut said: Vec<(Role, String)> =
        schools::in_text(text).into_iter().map(|school| (Role::School, school)).collect();
    said.extend(standing.grade.map(|text| (Role::Grade, text)));
    said.extend(standing.class.map(|text| (Role::Class, text)));
    said
}

/// What the sheet's name and the file's path say.
pub(super) fn of_names(sheet: &str, path: &str, form: &Form) -> Vec<Clue> {
    let mut parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let file = parts.pop().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let mut found = Vec::new();
    let mut add = |role: Role, text: Option<String>, source: ClueSource| {
        if let (Some(field), Some(text)) = (form.role(role), text) {
            found.push(Clue { field, text, source, at: None });
        }
    };
    let named = [
        (sheet, ClueSource::SheetName),
        (stem, ClueSource::FileName),
        (parts.first().copied().unwrap_or_default(), ClueSource::Folder),
    ];
    for (text, source) in named {
        for school in schools::in_text(text) {
            add(Role::School, Some(school), source);
        }
        if source == ClueSource::Folder {
            continue;
        }
        let standing = if source == ClueSource::SheetName { sheet_standing(text) } else { grades::in_words(text) };
        add(Role::Grade, standing.grade.clone(), source);
        add(Role::Class, standing.class.filter(|_| standing.grade.is_some()), source);
    }
    found
}

/// A sheet's whole name may be a code (`302`); one with a point is as likely a day (`9.10`).
fn sheet_standing(text: &str) -> grades::Standing {
    let whole = grades::in_cell(text);
    let day = text.contains(['.', '-', '/']) && !text.contains(language().grades.class.as_str());
    if whole.grade.is_some() && !day { whole } else { grades::in_words(text) }
}
