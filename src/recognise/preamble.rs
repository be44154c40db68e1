//! The lines above a table: titles, annexes, school and author; and what they say of its records.

use crate::form::{Form, Role, language, words};
use crate::model::{Address, Area, Cell, CellValue, Clue, ClueSource, IgnoreReason};

use super::grades;
use super::looks;
use super::schools;

/// A label and what stands behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    /// The label, normalised, without colon and brackets.
    pub(super) label: String,
    /// The value as written, trimmed.
    pub(super) value: String,
    /// Where the value stands.
    pub(super) column: u32,
}

/// Labels that may stand in a line of particulars.
#[derive(Default)]
pub(super) struct Labels {
    words: Vec<String>,
    school: Vec<String>,
    grade: Vec<String>,
    class: Vec<String>,
}

impl Labels {
    /// The general labels and those of a form's school, grade and class.
    pub(super) fn new(form: &Form) -> Self {
        let of = |role: Role| {
            let field = form.role(role).and_then(|field| form.fields.get(field));
            field.map_or_else(Vec::new, |field| {
                std::iter::once(field.label.zh.as_ref()).chain(field.aliases.iter().map(String::as_str)).map(|word| words::header(word).plain).collect()
            })
        };
        let general = language().rows.particulars.iter().chain(&language().rows.signature);
        Self { words: general.map(|word| words::header(word).plain).collect(), school: of(Role::School), grade: of(Role::Grade), class: of(Role::Class) }
    }

    fn knows(&self, label: &str) -> bool {
        [&self.words, &self.school, &self.grade, &self.class].iter().any(|list| list.iter().any(|word| word == label))
    }

    /// The longest known label that ends the text.
    fn at_end_of<'t>(&self, text: &'t str) -> Option<(&'t str, &'t str)> {
        let lists = [&self.words, &self.school, &self.grade, &self.class];
        let longest = lists.iter().flat_map(|list| list.iter()).filter(|word| text.ends_with(word.as_str())).max_by_key(|word| word.len())?;
        Some(text.split_at(text.len() - longest.len()))
    }
}

/// The labels and values of a line.
pub(super) fn pairs(cells: &[Cell], labels: &Labels) -> Vec<Pair> {
    let mut pairs: Vec<Pair> = Vec::new();
    // A label whose value is still to come, from a cell that ends with it.
    let mut open: Option<String> = None;
    for cell in cells {
        let text = cell.value.shown();
        if let Some(label) = open.take() {
            if !text.contains([':', '：']) && !labels.knows(&words::header(&text).plain) {
                pairs.push(Pair { label, value: trimmed(&text), column: cell.column });
                continue;
            }
        }
        let tokens = tokens(&text, labels);
        if tokens.is_empty() {
            let label = words::header(&text).plain;
            if labels.knows(&label) {
                open = Some(label);
            }
            continue;
        }
        for (label, value) in tokens {
            if value.is_empty() {
                open = Some(label);
            } else {
                open = None;
                pairs.push(Pair { label, value, column: cell.column });
            }
        }
    }
    pairs
}

/// `学校：柳林小学  填表人：王芳` as labels and values.
fn tokens(text: &str, labels: &Labels) -> Vec<(String, String)> {
    let text: String = text.chars().map(|c| if c == '：' { ':' } else { c }).collect();
    let mut parts = text.split(':');
    let Some(first) = parts.next() else { return Vec::new() };
    let mut label = label_behind(first, labels).1;
    let mut found = Vec::new();
    let rest: Vec<&str> = parts.collect();
    for (place, part) in rest.iter().enumerate() {
        let (value, next) = if place + 1 < rest.len() { label_behind(part, labels) } else { ((*part).to_owned(), String::new()) };
        found.push((words::header(&label).plain, value_of(&value)));
        label = next;
    }
    found
}

/// Splits `柳林小学  填表人` into the value and the label that follows it.
fn label_behind(part: &str, labels: &Labels) -> (String, String) {
    let part = part.trim_end();
    if let Some(gap) = part.rfind(char::is_whitespace) {
        let (value, label) = part.split_at(gap);
        // 学 校：a label with a space inside.
        let joined: String = part.chars().filter(|c| !c.is_whitespace()).collect();
        if labels.knows(&words::header(&joined).plain) {
            return (String::new(), joined);
        }
        return (value.to_owned(), label.trim().to_owned());
    }
    let bare = part.split(['(', '（']).next().unwrap_or(part);
    match labels.at_end_of(bare) {
        Some((value, _)) => part.split_at_checked(value.len()).map_or((String::new(), part.to_owned()), |(value, label)| (value.to_owned(), label.to_owned())),
        None => (String::new(), part.to_owned()),
    }
}

/// A value up to the next wide gap; what follows without a label (a date) is another thing.
fn value_of(text: &str) -> String {
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '_' | '；' | ';' | '，' | ','));
    let mut tokens = text.split_whitespace();
    let Some(first) = tokens.next() else { return String::new() };
    match tokens.next() {
        Some(second) if !schools::ends_like_one(first) && schools::ends_like_one(second) => format!("{first}{second}"),
        _ => trimmed(first),
    }
}

fn trimmed(text: &str) -> String {
    text.trim_matches(|c: char| crate::model::is_space(c) || matches!(c, '_' | '；' | ';' | '，' | ',' | '。')).to_owned()
}

/// What a line above a table is; `None` when it looks like data.
pub(super) fn role(cells: &[Cell], labels: &Labels) -> Option<IgnoreReason> {
    let texts: Vec<String> = cells.iter().map(|cell| looks::plain(&cell.value)).collect();
    let first = texts.first()?;
    if language().rows.annex.iter().any(|word| first.starts_with(word.as_str())) && cells.len() <= 3 {
        return Some(IgnoreReason::Title);
    }
    if language().rows.note.iter().any(|word| first.strip_prefix(word.as_str()).is_some_and(|rest| rest.starts_with([':', '.', '、', '('])) || first == word && cells.len() <= 2) {
        return Some(IgnoreReason::Note);
    }
    // Times and phones with a word before them have colons too: only words that such lines use count.
    let said = pairs(cells, labels).iter().filter(|pair| labels.knows(&pair.label)).count();
    let colons = texts.iter().filter(|text| text.split_once(':').is_some_and(|(label, _)| !label.is_empty() && looks::digits(label) == 0)).count();
    let data = cells.iter().filter(|cell| looks::is_datum(&cell.value) && !cell.value.shown().contains([':', '：', '年'])).count();
    if cells.len() >= 4 && data >= 2 {
        return None;
    }
    let known = texts.iter().filter(|text| labels.knows(&words::header(text).plain)).count();
    if first.starts_with("单位:") && cells.len() == 1 && schools::in_text(first).is_empty() && first.chars().count() <= 8 {
        return Some(IgnoreReason::Units);
    }
    if colons > 0 && (cells.len() == 1 || colons * 2 >= cells.len() || (said > 0 && said * 4 >= cells.len())) {
        return Some(IgnoreReason::Particulars);
    }
    if known > 0 && known * 3 >= cells.len() && cells.len() > 1 {
        return Some(IgnoreReason::Particulars);
    }
    let datum = cells.iter().any(|cell| looks::is_datum(&cell.value) && !looks::is_date(&cell.value));
    match cells.len() {
        1 if cells.first().is_some_and(|cell| looks::is_date(&cell.value)) => Some(IgnoreReason::Particulars),
        1 => (!datum || texts.iter().any(|text| text.chars().count() > 8)).then_some(IgnoreReason::Title),
        2 | 3 if !datum && texts.iter().any(|text| text.chars().count() >= 5 && language().rows.title.iter().any(|word| text.contains(word.as_str()))) => Some(IgnoreReason::Title),
        2 | 3 if !datum && texts.iter().any(|text| !schools::in_text(text).is_empty()) => Some(IgnoreReason::Particulars),
        _ => None,
    }
}

/// What the lines above a table say of school, grade and class.
pub(super) fn clues(lines: &[(u32, Vec<Cell>, IgnoreReason)], form: &Form, labels: &Labels) -> Vec<Clue> {
    let mut found = Vec::new();
    let mut add = |role: Role, text: String, source: ClueSource, at: Address| {
        let Some(field) = form.role(role) else { return };
        // A labelled value is read as running text too: once is enough.
        if !found.iter().any(|clue: &Clue| clue.field == field && clue.at == Some(at)) {
            found.push(Clue { field, text, source, at: Some(at) });
        }
    };
    for (row, cells, _) in lines {
        for pair in pairs(cells, labels) {
            let at = Address::new(*row, pair.column);
            if labels.school.contains(&pair.label) {
                if let Some(school) = schools::labelled(&pair.value) {
                    add(Role::School, school, ClueSource::LabelledCell, at);
                }
            }
            if labels.grade.contains(&pair.label) || labels.class.contains(&pair.label) {
                let mut standing = grades::in_cell(&pair.value);
                if labels.grade.contains(&pair.label) && standing.grade.is_none() {
                    // 年级：三
                    let word = language().grades.grade.first().map_or("", String::as_str);
                    standing = grades::in_cell(&format!("{}{word}", pair.value));
                }
                if let Some(grade) = standing.grade {
                    add(Role::Grade, grade, ClueSource::LabelledCell, at);
                }
                if let Some(class) = standing.class.filter(|_| labels.class.contains(&pair.label)) {
                    add(Role::Class, class, ClueSource::LabelledCell, at);
                }
            }
        }
    }
    for (row, cells, reason) in lines {
        for cell in cells.iter().filter(|_| matches!(reason, IgnoreReason::Title | IgnoreReason::Particulars)) {
            let CellValue::Text(text) = &cell.value else { continue };
            let labelled = pairs(std::slice::from_ref(cell), labels).iter().any(|pair| labels.knows(&pair.label));
            if labelled && *reason == IgnoreReason::Particulars {
                continue;
            }
            let at = Address::new(*row, cell.column);
            for school in schools::in_text(text) {
                add(Role::School, school, ClueSource::Title, at);
            }
            let standing = grades::in_words(text);
            if let Some(grade) = standing.grade {
                add(Role::Grade, grade, ClueSource::Title, at);
            }
            if let Some(class) = standing.class {
                add(Role::Class, class, ClueSource::Title, at);
            }
        }
    }
    found
}

/// What the sheet's name and the file's path say.
pub(super) fn outer_clues(sheet: &str, path: &str, form: &Form) -> Vec<Clue> {
    let mut parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let file = parts.pop().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let mut found = Vec::new();
    let mut add = |role: Role, text: Option<String>, source: ClueSource| {
        if let (Some(field), Some(text)) = (form.role(role), text) {
            found.push(Clue { field, text, source, at: None });
        }
    };
    let named = [(sheet, ClueSource::SheetName), (stem, ClueSource::FileName), (parts.first().copied().unwrap_or_default(), ClueSource::Folder)];
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

/// Whether a merge or a cell at `column` of a line belongs to the columns of a table.
pub(super) fn touches(cell: &Cell, merge: Option<Area>, first: u32, last: u32) -> bool {
    let end = merge.map_or(cell.column, |area| area.last.column);
    cell.column <= last && end >= first
}
