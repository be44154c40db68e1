//! The lines above a table: titles, annexes, school and author; and what they say of its records.

use std::sync::LazyLock;

use crate::form::{Form, FormKind, Role, language, words};
use crate::model::{Area, Cell, IgnoreReason};

use super::grades;
use super::lexicon::Lexicon;
use super::looks;
use super::once;
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
    /// Those that are no form's own.
    words: &'static [String],
    pub(super) school: Vec<String>,
    pub(super) grade: Vec<String>,
    pub(super) class: Vec<String>,
    /// What stands once above the events of one child: the child, the day, the helper.
    pub(super) once: Vec<(Role, Vec<String>)>,
}

/// What may stand once above a list of events.
const ONCE: [Role; 4] = [Role::ChildName, Role::ChildId, Role::EventDate, Role::HelperName];

/// The labels of any form.
static GENERAL: LazyLock<Vec<String>> = LazyLock::new(|| {
    let general = language().rows.particulars.iter().chain(&language().rows.signature);
    general.map(|word| words::header(word).plain).collect()
});

impl Labels {
    /// The general labels and those of a form's school, grade and class.
    pub(super) fn new(form: &Form) -> Self {
        let of = |role: Role| {
            let field = form.role(role).and_then(|field| form.fields.get(field));
            field.map_or_else(Vec::new, |field| {
                std::iter::once(field.label.zh.as_ref())
                    .chain(field.aliases.iter().map(String::as_str))
                    .map(|word| words::header(word).plain)
                    .collect()
            })
        };
        let group = |word: &String| form.groups.iter().flat_map(|group| &group.names).any(|name| name == word);
        let once = ONCE.iter().filter(|_| form.kind == FormKind::Record).map(|&role| {
            let words = of(role).into_iter().filter(|word| role == Role::HelperName || !group(word));
            (role, words.collect())
        });
        Self {
            words: &GENERAL,
            school: of(Role::School),
            grade: of(Role::Grade),
            class: of(Role::Class),
            once: once.collect(),
        }
    }

    pub(super) fn knows(&self, label: &str) -> bool {
        [self.words, &self.school, &self.grade, &self.class].iter().any(|list| list.iter().any(|word| word == label))
            || self.once.iter().any(|(_, list)| list.iter().any(|word| word == label))
    }

    /// The longest known label that ends the text.
    fn at_end_of<'t>(&self, text: &'t str) -> Option<(&'t str, &'t str)> {
        let lists = [self.words, &self.school, &self.grade, &self.class];
        let longest = lists
            .iter()
            .flat_map(|list| list.iter())
            .chain(self.once.iter().flat_map(|(_, list)| list))
            .filter(|word| text.ends_with(word.as_str()))
            .max_by_key(|word| word.len())?;
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
        if let Some(label) = open.take()
            && !text.contains([':', '：'])
            && (!labels.knows(&words::header(&text).plain) || is_standing(&text))
        {
            pairs.push(Pair { label, value: trimmed(&text), column: cell.column });
            continue;
        }
        let tokens = tokens(&text, labels);
        if tokens.is_empty() {
            let label = words::header(&text).plain;
            if labels.knows(&label) && !is_standing(&text) {
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
    let Some(first) = parts.next() else {
        return Vec::new();
    };
    let mut label = label_behind(first, labels).1;
    let mut found = Vec::new();
    let rest: Vec<&str> = parts.collect();
    for (place, part) in rest.iter().enumerate() {
        let (value, next) =
            if place + 1 < rest.len() { label_behind(part, labels) } else { ((*part).to_owned(), String::new()) };
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
        Some((value, _)) => part
            .split_at_checked(value.len())
            .map_or((String::new(), part.to_owned()), |(value, label)| (value.to_owned(), label.to_owned())),
        None => (String::new(), part.to_owned()),
    }
}

/// A value up to the next wide gap; what follows without a label (a date) is another thing.
fn value_of(text: &str) -> String {
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '_' | '；' | ';' | '，' | ','));
    let mut tokens = text.split_whitespace();
    let Some(first) = tokens.next() else {
        return String::new();
    };
    match tokens.next() {
        Some(second) if !schools::ends_like_one(first) && schools::ends_like_one(second) => {
            format!("{first}{second}")
        }
        _ => trimmed(first),
    }
}

fn trimmed(text: &str) -> String {
    text.trim_matches(|c: char| crate::model::is_space(c) || matches!(c, '_' | '；' | ';' | '，' | ',' | '。'))
        .to_owned()
}

/// Whether a text is a grade or a class: `2班` is the value of a label, though 班 is one.
pub(super) fn is_standing(text: &str) -> bool {
    grades::in_cell(text) != grades::Standing::default()
}

/// Whether a line is nothing but labels of particulars, each before its value: `学校名称 | 柳林小学 | 班主任 | 王芳`.
pub(super) fn is_labels_with_values(cells: &[Cell], lexicon: &Lexicon) -> bool {
    let labels = lexicon.particulars(0);
    let mut open = false;
    let mut values = 0;
    for cell in cells {
        let text = cell.value.shown();
        let plain = words::header(&text).plain;
        match open {
            false if labels.knows(&plain) => open = true,
            true if !lexicon.is_label(&plain) || is_standing(&text) => {
                open = false;
                values += 1;
            }
            _ => return false,
        }
    }
    values > 0
}

/// A line of more cells is no line above a table: looking into each of a thousand for every form takes its time.
const MOST_CELLS: usize = 48;

/// Whether a line says of whom the events below it are, or who helped.
pub(super) fn names_one(cells: &[Cell], lexicon: &Lexicon) -> bool {
    cells.len() <= MOST_CELLS && (names_child(cells, lexicon) || takes_turns(cells, lexicon))
}

/// Whether labels and values take turns, the first of them a person: `帮扶人 | 刘敏 | 身份 | 教师`,
/// `父亲 | 王大海 | 联系电话 | …`. Words that are values here may be labels elsewhere.
pub(super) fn takes_turns(cells: &[Cell], lexicon: &Lexicon) -> bool {
    let plain = |cell: &Cell| words::header(&cell.value.shown()).plain;
    let ([first, second, ..], 0) = (cells, cells.len() % 2) else { return false };
    let label = plain(first);
    let person = lexicon.is_group(&label)
        || lexicon
            .forms
            .iter()
            .flat_map(|form| &form.particulars().once)
            .any(|(role, list)| matches!(role, Role::ChildName | Role::HelperName) && list.contains(&label));
    // 成 and 方 are family names, 成效 and 方式 stand over columns.
    let named = once::is_named(&words::value(&second.value.shown())) && !lexicon.is_label(&plain(second));
    person && named && cells.iter().step_by(2).all(|cell| lexicon.is_label(&plain(cell)))
}

/// Whether a line says whose events follow: `姓名：王小明`, `姓名 | 王小明 | 班级 | 三(2)班`.
fn names_child(cells: &[Cell], lexicon: &Lexicon) -> bool {
    lexicon.forms.iter().map(super::lexicon::FormWords::particulars).filter(|labels| !labels.once.is_empty()).any(
        |labels| {
            let said = pairs(cells, labels);
            let child = said.iter().any(|pair| {
                let label = |(role, list): &(Role, Vec<String>)| *role == Role::ChildName && list.contains(&pair.label);
                let value = words::value(&pair.value);
                labels.once.iter().any(label) && looks::is_person(&value) && !lexicon.is_label(&value)
            });
            let colon = cells.iter().any(|cell| cell.value.shown().contains([':', '：']));
            let other = said.iter().any(|pair| {
                is_standing(&pair.value)
                    || looks::is_id(&words::value(&pair.value))
                    || schools::ends_like_one(&pair.value)
            });
            child && (colon || other)
        },
    )
}

/// What a line above a table is; `None` when it looks like data.
pub(super) fn role(cells: &[Cell], labels: &Labels) -> Option<IgnoreReason> {
    let texts: Vec<String> = cells.iter().map(|cell| looks::plain(&cell.value).into_owned()).collect();
    let first = texts.first()?;
    let rows = &language().rows;
    if cells.len() <= 3 && rows.annex.iter().any(|word| first.starts_with(word.as_str())) {
        return Some(IgnoreReason::Title);
    }
    let notes = |word: &String| {
        let rest = first.strip_prefix(word.as_str());
        rest.is_some_and(|rest| rest.starts_with([':', '.', '、', '(']) || (rest.is_empty() && cells.len() <= 2))
    };
    if rows.note.iter().any(notes) {
        return Some(IgnoreReason::Note);
    }
    let unit = |(label, value): (&str, &str)| {
        rows.units.iter().any(|word| word == label) && rows.units.iter().any(|word| word == value)
    };
    if cells.len() == 1 && first.split_once(':').is_some_and(unit) {
        return Some(IgnoreReason::Units);
    }
    let plain = |cell: &&Cell| {
        looks::is_datum(&cell.value) && !looks::is_date(&cell.value) && !cell.value.shown().contains([':', '：'])
    };
    let data = cells.iter().filter(plain).count();
    if cells.len() >= 4 && data >= 2 {
        return None;
    }
    if has_labels(cells, &texts, labels) {
        return Some(IgnoreReason::Particulars);
    }
    let long = |least: usize| texts.iter().any(|text| text.chars().count() >= least);
    match cells {
        [only] if looks::is_date(&only.value) => Some(IgnoreReason::Particulars),
        [_] => (data == 0 || long(9)).then_some(IgnoreReason::Title),
        [_, _] | [_, _, _] if data == 0 && texts.iter().any(|text| super::roles::is_titled(text)) => {
            Some(IgnoreReason::Title)
        }
        [_, _] | [_, _, _] if data == 0 && texts.iter().any(|text| !schools::in_text(text).is_empty()) => {
            Some(IgnoreReason::Particulars)
        }
        _ => None,
    }
}

/// Whether labels, with or without a colon, make up enough of a line.
fn has_labels(cells: &[Cell], texts: &[String], labels: &Labels) -> bool {
    // Times and phones with a word before them have colons too: only words that such lines use count.
    let said = pairs(cells, labels).iter().filter(|pair| labels.knows(&pair.label)).count();
    let colon =
        |text: &&String| text.split_once(':').is_some_and(|(label, _)| !label.is_empty() && looks::digits(label) == 0);
    let colons = texts.iter().filter(colon).count();
    // 1年级 and 1班 are a record's, unless nothing else stands there.
    let alone = texts.iter().all(|text| is_standing(text));
    let label = |text: &&String| labels.knows(&words::header(text).plain) && (alone || !is_standing(text));
    let known = texts.iter().filter(label).count();
    let enough = cells.len() == 1 || colons * 2 >= cells.len() || (said > 0 && said * 4 >= cells.len());
    (colons > 0 && enough) || (known > 0 && known * 3 >= cells.len() && cells.len() > 1)
}

/// Whether a merge or a cell at `column` of a line belongs to the columns of a table.
pub(super) fn touches(cell: &Cell, merge: Option<Area>, first: u32, last: u32) -> bool {
    let end = merge.map_or(cell.column, |area| area.last.column);
    cell.column <= last && end >= first
}
