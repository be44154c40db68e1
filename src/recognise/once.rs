//! What stands once for a whole list of events: whose they are, and in which month and year they were.

use crate::form::{Choice, Field, Form, FormKind, Role, language, words};
use crate::model::{Cell, Clue, ClueSource, IgnoreReason};

use super::looks;
use super::schools;

/// The child in a title: `柳林小学三(2)班王小明同学亲情通话记录`. Only what is unmistakably a name counts.
pub(super) fn child_in_title(text: &str, form: &Form) -> Option<String> {
    if form.kind != FormKind::Record {
        return None;
    }
    let text = words::value(text);
    let title = form.titles.iter().filter_map(|title| text.find(&words::value(title))).min()?;
    let mut rest = text.get(..title)?;
    if let Some(school) = schools::in_text(rest).pop()
        && let Some(at) = rest.rfind(&school)
    {
        rest = rest.get(at + school.len()..)?;
    }
    for mark in [language().grades.class.as_str()].into_iter().chain(language().grades.grade.iter().map(String::as_str))
    {
        if let Some((_, after)) = rest.rsplit_once(mark) {
            rest = after;
        }
    }
    let rest =
        rest.trim_start_matches(|c: char| !c.is_alphabetic()).trim_end_matches(['的', '-', '_', '—', '(', ':', '、']);
    let mut rest = rest;
    while let Some(shorter) = language().schools.decoration.iter().find_map(|word| rest.strip_prefix(word.as_str())) {
        rest = shorter;
    }
    let addressed = language().people.pupil.iter().find_map(|word| rest.strip_suffix(word.as_str()));
    match addressed {
        Some(name) => looks::is_person(name).then(|| name.to_owned()),
        None => is_named(rest).then(|| rest.to_owned()),
    }
}

/// The child that a sheet is named after.
pub(super) fn child_in_name(name: &str, form: &Form) -> Option<String> {
    let bare: String =
        name.chars().filter(|c| !crate::model::is_space(*c) && !c.is_ascii_digit() && !".、_-".contains(*c)).collect();
    (form.kind == FormKind::Record && is_named(&bare)).then_some(bare)
}

/// Whether a word is a person's name: it begins with a family name, and with no other word.
pub(super) fn is_named(text: &str) -> bool {
    let people = &language().people;
    let count = text.chars().count();
    let surname = people.surnames.iter().any(|surname| {
        let length = surname.chars().count();
        text.starts_with(surname.as_str()) && (length + 1..=length + 2).contains(&count)
    });
    let titled = language().rows.title.iter().any(|word| text.contains(word.as_str()));
    surname && !titled && looks::is_person(text) && !people.nobody.iter().any(|word| text.starts_with(word.as_str()))
}

/// The listed values that title, sheet or file give for fields that no column may have: 家访记录表.
pub(super) fn listed(lines: &[(u32, Vec<Cell>, IgnoreReason)], sheet: &str, path: &str, form: &Form) -> Vec<Clue> {
    let asked = form.fields.iter().enumerate().filter(|(_, field)| field.from_title);
    let asked: Vec<_> = asked.collect();
    if asked.is_empty() {
        return Vec::new();
    }
    let said = sayings(lines, sheet, path);
    let told = |(field, definition): (usize, &Field)| {
        said.iter().find_map(|(text, source)| {
            let spelled = |choice: &Choice| {
                let spellings = choice.spellings().map(words::value);
                let found = spellings.filter(|word| word.chars().count() > 1 && text.contains(word.as_str()));
                found.map(|word| (word.chars().count(), text.rfind(word.as_str()))).max()
            };
            let said = definition.values.iter().filter_map(|choice| Some((spelled(choice)?, choice)));
            let (_, longest) = said.max_by_key(|(found, _)| *found)?;
            Some(Clue { field, text: longest.value.clone(), source: *source, at: None })
        })
    };
    asked.into_iter().filter_map(told).collect()
}

/// What may be said once of a whole list, the strongest first: titles, the sheet's name, the file's, its folder's.
fn sayings(lines: &[(u32, Vec<Cell>, IgnoreReason)], sheet: &str, path: &str) -> Vec<(String, ClueSource)> {
    let titles = lines.iter().filter(|(_, _, reason)| *reason == IgnoreReason::Title).flat_map(|(_, cells, _)| cells);
    let mut said: Vec<(String, ClueSource)> =
        titles.map(|cell| (looks::plain(&cell.value).into_owned(), ClueSource::Title)).collect();
    said.push((words::value(sheet), ClueSource::SheetName));
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    said.push((words::value(file), ClueSource::FileName));
    said.push((words::value(folder), ClueSource::Folder));
    said
}

/// The year and month that titles and names tell, for days written without them.
pub(super) fn month(lines: &[(u32, Vec<Cell>, IgnoreReason)], sheet: &str, path: &str, form: &Form) -> Option<Clue> {
    let field = form.role(Role::EventDate).filter(|_| form.kind != FormKind::Roster)?;
    let said = sayings(lines, sheet, path);
    let mut year: Option<(u32, ClueSource)> = None;
    let mut month: Option<(u32, ClueSource)> = None;
    for (text, source) in &said {
        let (this_year, this_month) = year_and_month(text);
        year = year.or(this_year.map(|year| (year, *source)));
        month = month.or(this_month.map(|month| (month, *source)));
    }
    let text = match (year, month) {
        (Some((year, _)), Some((month, _))) => format!("{year}年{month}月"),
        (Some((year, _)), None) => format!("{year}年"),
        (None, Some((month, _))) => format!("{month}月"),
        (None, None) => return None,
    };
    let source = month.or(year).map_or(ClueSource::Title, |(_, source)| source);
    Some(Clue { field, text, source, at: None })
}

/// A year and a month, as far as a text names one of each: of 2026-2027学年 and 9-10月 none is.
fn year_and_month(text: &str) -> (Option<u32>, Option<u32>) {
    let characters: Vec<char> = text.chars().collect();
    let mut years = Vec::new();
    let mut months = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        let end = characters.iter().skip(at).position(|c| !c.is_ascii_digit()).map_or(characters.len(), |run| at + run);
        let digits: String = characters.get(at..end).unwrap_or_default().iter().collect();
        let next = characters.get(end);
        match (digits.len(), digits.parse::<u32>()) {
            (4, Ok(year)) if (2000..2100).contains(&year) => years.push(year),
            (6, Ok(both)) if (200_001..210_000).contains(&both) && (1..=12).contains(&(both % 100)) => {
                years.push(both / 100);
                months.push(both % 100);
            }
            (1 | 2, Ok(month)) if next == Some(&'月') && (1..=12).contains(&month) => months.push(month),
            (1 | 2, Ok(_)) if next.is_some_and(|c| "-~至到、".contains(*c)) => months.push(0),
            _ => {}
        }
        at = end.max(at + 1);
    }
    if months.is_empty() {
        const NUMERALS: [&str; 12] =
            ["十二月", "十一月", "十月", "九月", "八月", "七月", "六月", "五月", "四月", "三月", "二月", "一月"];
        let found =
            NUMERALS.iter().position(|name| text.contains(name)).and_then(|place| u32::try_from(12 - place).ok());
        months.extend(found);
    }
    let only = |found: Vec<u32>| match found.as_slice() {
        [first, rest @ ..] if rest.iter().all(|other| other == first) && *first > 0 => Some(*first),
        _ => None,
    };
    (only(years), only(months))
}
