//! What the lines above a table, the sheet's and the file's name and the folder say of school, grade and class.

use crate::form::{Form, Forms, Role, language, words};
use crate::model::{Address, Block, Cell, CellValue, Clue, ClueSource, IgnoreReason, SheetReading};

use super::grades;
use super::looks;
use super::once;
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
            } && !schools::is_addressee(text);
            if told {
                let at = Address::new(*row, cell.column);
                for (role, said) in in_words(text) {
                    add(&mut found, form, role, said, ClueSource::Title, at);
                }
                if let Some(child) = once::child_in_title(text, form) {
                    add(&mut found, form, Role::ChildName, child, ClueSource::Title, at);
                }
            }
        }
    }
    found
}

/// What a line below a table says of the school: `填报单位：半坡小学`, `半坡小学 2026年9月`.
pub(super) fn of_signature(row: u32, cells: &[Cell], form: &Form, labels: &Labels) -> Vec<Clue> {
    let mut found = Vec::new();
    for pair in pairs(cells, labels) {
        let said = labelled(&pair, labels).into_iter().find(|(role, _)| *role == Role::School);
        if let Some((role, text)) = said {
            add(&mut found, form, role, text, ClueSource::Signature, Address::new(row, pair.column));
        }
    }
    for cell in cells {
        let text = cell.value.shown();
        let alone = schools::is_one(&text) || text.split_whitespace().next().is_some_and(schools::is_one);
        if let Some(school) = schools::in_text(&text).into_iter().next().filter(|_| alone) {
            add(&mut found, form, Role::School, school, ClueSource::Signature, Address::new(row, cell.column));
        }
    }
    found
}

/// Drops clues that name only a kind of school where another names the school itself.
pub(super) fn prefer_names(clues: &mut Vec<Clue>, form: &Form) {
    let school = form.role(Role::School);
    let bare = |clue: &Clue| Some(clue.field) == school && schools::is_bare_kind(&clue.text);
    if clues.iter().any(|clue| Some(clue.field) == school && !bare(clue)) {
        clues.retain(|clue| !bare(clue));
    }
}

/// Gives the blocks whose surroundings name no school the one that all other sheets of the file name.
pub(super) fn from_other_sheets(readings: &mut [SheetReading], forms: &Forms) {
    let named = |block: &Block| -> Option<String> {
        let school = forms.get(block.form).role(Role::School)?;
        // The file's and the folder's name say of every sheet the same.
        let told = |clue: &&Clue| clue.field == school && clue.source < ClueSource::OtherSheet;
        let first = block.clues.iter().filter(told).find(|clue| !schools::is_bare_kind(&clue.text))?;
        Some(first.text.clone())
    };
    let mut told: Vec<String> = readings.iter().flat_map(|reading| &reading.blocks).filter_map(&named).collect();
    told.sort_by_key(|name| (std::cmp::Reverse(name.chars().count()), name.clone()));
    // 柳林小学 and 青石镇柳林小学 are one, and so are 青石中心小学 and 青石镇中心小学.
    let one = |longest: &String| {
        let bare = schools::without_districts(longest);
        told.iter().all(|name| longest.ends_with(name.as_str()) || bare.ends_with(&schools::without_districts(name)))
    };
    let Some(only) = told.first().filter(|longest| one(longest)) else {
        return;
    };
    for block in readings.iter_mut().flat_map(|reading| &mut reading.blocks) {
        let form = forms.get(block.form);
        let Some(field) = form.role(Role::School).filter(|_| named(block).is_none()) else { continue };
        block.clues.push(Clue { field, text: only.clone(), source: ClueSource::OtherSheet, at: None });
        prefer_names(&mut block.clues, form);
        block.clues.sort_by_key(|clue| clue.source);
    }
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
    let value = words::value(&pair.value);
    for (role, _) in labels.once.iter().filter(|(_, list)| list.contains(&pair.label)) {
        let fits = match role {
            Role::ChildId => looks::is_id(&value),
            Role::EventDate => looks::is_date(&CellValue::text(value.as_str())),
            _ => looks::is_person(&value),
        };
        if fits {
            said.push((*role, pair.value.clone()));
        }
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
    add(Role::ChildName, once::child_in_name(sheet, form), ClueSource::SheetName);
    add(Role::ChildName, once::child_in_title(stem, form), ClueSource::FileName);
    let named = [
        (without_copy_mark(sheet, true), ClueSource::SheetName),
        (without_copy_mark(stem, false), ClueSource::FileName),
        (folder(&parts), ClueSource::Folder),
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

/// The folder that may carry a school's name: the first; or an archive, or the folder right inside it.
fn folder<'a>(parts: &[&'a str]) -> &'a str {
    let archive =
        parts.iter().position(|part| part.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case("zip")));
    let places = [Some(0), archive, archive.map(|at| at + 1)];
    let mut folders = places.into_iter().flatten().filter_map(|at| parts.get(at).copied());
    let first = parts.first().copied().unwrap_or_default();
    folders.find(|folder| !schools::in_text(folder).is_empty()).unwrap_or(first)
}

/// A sheet's whole name may be a code (`302`); one with a point is as likely a day (`9.10`).
fn sheet_standing(text: &str) -> grades::Standing {
    let whole = grades::in_cell(text);
    let day = text.contains(['.', '-', '/']) && !text.contains(language().grades.class.as_str());
    if whole.grade.is_some() && !day { whole } else { grades::in_words(text) }
}

/// A name without what marks a copy: `Sheet1 (2)`, `花名册(1)`, `花名册_2`, `花名册 - 副本`. On a sheet only a
/// bracket that stands apart is one (`三年级 (2)`), as programs write it: `七年级(2)` is a class.
fn without_copy_mark(name: &str, sheet: bool) -> &str {
    let schools = &language().schools;
    let mut rest = name.trim();
    loop {
        let before = rest;
        for word in &schools.copies {
            if let Some(shorter) = rest.strip_suffix(word.as_str()) {
                rest = shorter.trim_end_matches([' ', '-', '_', '－', '—']);
            }
        }
        if let Some(shorter) = without_number(rest) {
            let apart = shorter.ends_with(' ') || schools.unnamed.iter().any(|word| is_called(shorter, word));
            let numeral = |c: char| language().grades.numerals.iter().any(|numeral| numeral.starts_with(c));
            if (apart || !sheet) && !shorter.trim_end().ends_with(numeral) {
                rest = shorter.trim_end();
            }
        }
        if rest == before {
            break;
        }
    }
    // Sheet1 is nobody's name, and its number nobody's class.
    if sheet && schools.unnamed.iter().any(|word| is_called(rest, word)) { "" } else { rest }
}

/// `花名册(2)` and `花名册_2` without the number.
fn without_number(name: &str) -> Option<&str> {
    let bracketed = name.strip_suffix([')', '）']);
    let body = bracketed.unwrap_or(name);
    let short = body.trim_end_matches(|c: char| c.is_ascii_digit());
    let count = body.len() - short.len();
    let opened = if bracketed.is_some() { short.strip_suffix(['(', '（']) } else { short.strip_suffix('_') };
    opened.filter(|shorter| (1..=2).contains(&count) && !shorter.trim().is_empty())
}

/// Whether a name is a word and a number: `Sheet12`.
fn is_called(name: &str, word: &str) -> bool {
    let name = words::value(name);
    name.strip_prefix(word).is_some_and(|number| number.chars().all(|c| c.is_ascii_digit()))
}
