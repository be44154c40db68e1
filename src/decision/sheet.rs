//! Decisions as they stand in a workbook that somebody filled in.

use crate::form::{Form, Forms, words};
use crate::model::{Book, Row, Sheet, Words};

use super::headers::{HEADERS, HeaderSheet, choice_of};
use super::rulings::{plain_text, ruling_of};
use super::{About, Decision, Told};

/// The sheets of findings about which something may be decided.
pub const FINDINGS: [&str; 4] = ["请学校改", "请核对", EXPLAINED, SETTLED];

/// The sheet of warnings that schools explained.
pub const EXPLAINED: &str = "已说明";

/// The sheet of findings that need nobody's work any more.
pub const SETTLED: &str = "已处理";

/// The columns of those sheets, by which they are written and found again.
#[derive(Clone, Copy, Debug)]
pub struct FindingSheet;

impl FindingSheet {
    /// The school.
    pub const SCHOOL: Words = Words::new("学校", "School");
    /// The child.
    pub const SUBJECT: Words = Words::new("儿童/对象", "Child or person");
    /// What is wrong.
    pub const MESSAGE: Words = Words::new("哪里不对", "What is wrong");
    /// Where the clerk decides.
    pub const CHOICE: Words = Words::new("处理意见", "Decision");
    /// Who decided.
    pub const WHO: Words = Words::new("处理人", "Decided by");
    /// When.
    pub const DAY: Words = Words::new("处理日期", "Decided on");
}

/// How a row of those sheets is known again: the marks of its findings, and what its decision was when it was written.
pub fn finding_mark(marks: &str, choice: &str, by: (&str, &str)) -> String {
    format!("{marks}={choice}|{}|{}", by.0, by.1)
}

/// How far down a sheet its header may stand.
const HEADER_WITHIN: usize = 20;

/// Whether a workbook has a sheet on which something may be decided.
pub fn has_sheet(book: &Book) -> bool {
    book.sheets.iter().any(|sheet| &*sheet.name == HEADERS || is_of_findings(sheet))
}

/// Whether it is a sheet of findings, or one on which a long one goes on: `请核对 (2)`.
fn is_of_findings(sheet: &Sheet) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let tail = sheet.name.strip_suffix(')').and_then(|name| name.rsplit_once(" ("));
    let first = tail.filter(|(_, number)| is_number(number)).map_or(&*sheet.name, |(first, _)| first);
    FINDINGS.contains(&first)
}

/// What a workbook of problems decides; what stands as it was printed is marked as an echo.
pub fn read(book: &Book, forms: &Forms, source: &str) -> Vec<Decision> {
    let of_headers = book.sheets.iter().filter(|sheet| &*sheet.name == HEADERS);
    let mut decisions: Vec<Decision> = of_headers.flat_map(|sheet| headers(sheet, forms, source)).collect();
    let of_findings = book.sheets.iter().filter(|sheet| is_of_findings(sheet));
    decisions.extend(of_findings.flat_map(|sheet| findings(sheet, source)));
    decisions
}

/// What was decided about findings. A row without its mark cannot be known again.
fn findings(sheet: &Sheet, source: &str) -> Vec<Decision> {
    let Some((at, columns)) = header_row(sheet, &[&FindingSheet::CHOICE, &HeaderSheet::MARK]) else {
        return Vec::new();
    };
    let titles =
        [&FindingSheet::WHO, &FindingSheet::DAY, &FindingSheet::SCHOOL, &FindingSheet::SUBJECT, &FindingSheet::MESSAGE];
    let others = titles.map(|title| sheet.rows.get(at).and_then(|row| column(row, title)));
    let mut decisions = Vec::new();
    for row in sheet.rows.iter().skip(at + 1) {
        let of = |place: usize| columns.get(place).and_then(|column| text(row, *column)).unwrap_or_default();
        let mark = of(1);
        let Some((marks, printed)) = mark.rsplit_once('=') else { continue };
        let [who, day, school, subject, message] =
            others.map(|column| column.and_then(|column| text(row, column)).unwrap_or_default());
        let (choice, who, day) = (ruling_of(&of(0)), plain_text(&who), plain_text(&day));
        if choice.is_empty() && printed.starts_with('|') {
            continue;
        }
        let echo = format!("{choice}|{who}|{day}") == printed;
        for mark in marks.split(' ').filter(|mark| mark.contains(':')) {
            let decision = Decision::new(About::Finding, mark.to_owned(), choice.clone(), source);
            let told = Told { school: school.clone(), subject: subject.clone(), message: message.clone() };
            decisions.push(Decision { by: (who.clone(), day.clone()), told, echo, ..decision });
        }
    }
    decisions
}

fn headers(sheet: &Sheet, forms: &Forms, source: &str) -> Vec<Decision> {
    let wanted = [&HeaderSheet::FORM, &HeaderSheet::HEADER, &HeaderSheet::CHOICE];
    let Some((at, columns)) = header_row(sheet, &wanted) else {
        return Vec::new();
    };
    let mark = sheet.rows.get(at).and_then(|row| column(row, &HeaderSheet::MARK));
    let [form_at, header_at, choice_at] = [0, 1, 2].map(|place| columns.get(place).copied().unwrap_or_default());
    let mut decisions = Vec::new();
    for row in sheet.rows.iter().skip(at + 1) {
        let marked = mark.and_then(|mark| text(row, mark)).and_then(|mark| parted(&mark, forms));
        let seen = || {
            let form = form_called(&text(row, form_at)?, forms)?;
            let header = words::header_key(&text(row, header_at)?);
            (!header.is_empty()).then_some((form, header, String::new()))
        };
        let Some((form, header, printed)) = marked.or_else(seen) else { continue };
        let choice = choice_of(&text(row, choice_at).unwrap_or_default(), form);
        let echo = choice == printed;
        if !(echo && choice.is_empty()) {
            decisions.push(Decision { echo, ..Decision::header(form, &header, choice, source) });
        }
    }
    decisions
}

/// A row's mark: form, header, and the choice that it was written with.
fn parted<'f>(mark: &str, forms: &'f Forms) -> Option<(&'f Form, String, String)> {
    let (key, printed) = mark.rsplit_once('=')?;
    let (form, header) = key.split_once('|')?;
    Some((forms.by_id(form)?.1, header.to_owned(), printed.to_owned()))
}

fn form_called<'f>(title: &str, forms: &'f Forms) -> Option<&'f Form> {
    let title = words::value(title);
    let is = |word: &str| words::value(word) == title;
    forms.0.iter().find(|form| is(&form.title.zh) || is(&form.title.en) || is(&form.sheet) || is(&form.id))
}

/// The position of the row that has all of these titles, and their columns.
pub(crate) fn header_row(sheet: &Sheet, titles: &[&Words]) -> Option<(usize, Vec<u32>)> {
    sheet.rows.iter().take(HEADER_WITHIN).enumerate().find_map(|(at, row)| {
        let columns: Option<Vec<u32>> = titles.iter().map(|title| column(row, title)).collect();
        Some((at, columns?))
    })
}

/// The column of a row that holds a title, in either language.
pub(crate) fn column(row: &Row, title: &Words) -> Option<u32> {
    let is = |text: &str| [&title.zh, &title.en].iter().any(|word| words::value(word) == words::value(text));
    let found = row.cells.iter().find(|cell| cell.value.as_text().is_some_and(is))?;
    Some(found.column)
}

/// A cell's text.
pub(crate) fn text(row: &Row, column: u32) -> Option<String> {
    row.get(column).map(|value| value.shown().trim().to_owned()).filter(|text| !text.is_empty())
}
