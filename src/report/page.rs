//! The page: the run's figures for a browser, in one file that asks for nothing else.
//!
//! What it shows and how stands in `templates/page.html`; here it is only given what was asked for the workbook, so that
//! both say the same.

use std::collections::BTreeMap;
use std::path::Path;

use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::Serialize;

use super::figures::{Answered, Table};
use super::overview::Overview;
use super::trouble::Trouble;
use super::wording;
use super::{Sources, book};
use crate::finding::{Lang, Severity, Words, mask};
use crate::ledger::Datum;

/// The kind of this output.
pub(super) const KIND: &str = "page";

/// The file's name in OUT.
pub(super) const FILE: &str = "report.html";

/// The page as a template.
const TEMPLATE: &str = include_str!("../../templates/page.html");

/// What the template is given.
#[derive(Serialize)]
struct Page<'a> {
    lang: &'static str,
    stamp: String,
    town: String,
    period: String,
    day: String,
    definition: String,
    files: i64,
    files_read: i64,
    schools: i64,
    schools_without: i64,
    children: i64,
    errors: i64,
    warnings: i64,
    notes: i64,
    rules: BTreeMap<&'a str, RuleWords<'a>>,
    /// The answers by the names of their questions, as far as the page has these.
    tables: BTreeMap<&'a str, Figures<'a>>,
}

#[derive(Serialize)]
struct RuleWords<'a> {
    title: &'a str,
    remedy: &'a str,
}

/// One answer, its columns by name.
#[derive(Serialize)]
struct Figures<'a> {
    rows: Vec<BTreeMap<&'a str, Value>>,
    /// The sums of the columns that are summed.
    total: BTreeMap<&'a str, i64>,
    months: Vec<&'a str>,
    remarks: Vec<String>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Value {
    Nothing,
    Int(i64),
    Real(f64),
    Text(String),
}

/// Writes the page to `file`.
pub(super) fn write(sources: &Sources<'_>, answered: &[Answered<'_>], file: &Path) -> Result<(), Trouble> {
    let html = render(&page(sources, answered)?)?;
    std::fs::write(file, html)?;
    Ok(())
}

fn render(page: &Page<'_>) -> Result<String, Trouble> {
    let fault = |error: minijinja::Error| Trouble::Workbook(format!("page.html: {error:#}"));
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_undefined_behavior(UndefinedBehavior::Chainable);
    environment.set_trim_blocks(true);
    environment.set_lstrip_blocks(true);
    environment.set_keep_trailing_newline(true);
    environment.add_filter("thousands", thousands);
    environment.add_filter("share", share);
    environment.add_template(FILE, TEMPLATE).map_err(fault)?;
    environment.get_template(FILE).and_then(|template| template.render(page)).map_err(fault)
}

/// A whole number with commas: 12,345.
fn thousands(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut said = if number < 0 { "-".to_owned() } else { String::new() };
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            said.push(',');
        }
        said.push(digit);
    }
    said
}

/// One count by another, as the workbook's cells show it: 83.3%.
fn share(of: i64, by: i64) -> String {
    if by == 0 { "—".to_owned() } else { format!("{:.1}%", of as f64 * 100.0 / by as f64) }
}

fn page<'a>(sources: &Sources<'a>, answered: &'a [Answered<'a>]) -> Result<Page<'a>, Trouble> {
    let (settings, overview) = (sources.settings, Overview::read(sources)?);
    let lang = settings.lang;
    let (files, files_read) = overview.file_counts();
    let rules = sources.rules.iter().map(|rule| {
        let words = RuleWords { title: rule.title.get(lang), remedy: rule.remedy.get(lang) };
        (&*rule.code.0, words)
    });
    // What the page does not name it is not given: lists of children are long.
    let tables = answered.iter().flat_map(|answered| &answered.tables);
    let tables = tables.filter(|table| TEMPLATE.contains(table.question()));
    Ok(Page {
        lang: match lang {
            Lang::Zh => "zh",
            Lang::En => "en",
        },
        stamp: book::stamp_cell(sources, KIND),
        town: plain(sources.town),
        period: wording::period(settings),
        day: wording::day(settings),
        definition: wording::definition(settings),
        files,
        files_read,
        schools: overview.schools,
        schools_without: overview.schools_without,
        children: overview.children,
        errors: overview.problems_of(Severity::Error),
        warnings: overview.problems_of(Severity::Warning),
        notes: overview.problems_of(Severity::Info),
        rules: rules.collect(),
        tables: tables.map(|table| (table.question(), figures(table, lang))).collect(),
    })
}

fn figures(table: &Table, lang: Lang) -> Figures<'_> {
    let value = |datum: &Datum| match datum {
        Datum::Null => Value::Nothing,
        Datum::Int(number) => Value::Int(*number),
        Datum::Real(number) => Value::Real(*number),
        Datum::Text(text) => Value::Text(plain(text)),
    };
    Figures {
        rows: table.records().map(|row| row.map(|(id, datum)| (id, value(datum))).collect()).collect(),
        total: table.sums().collect(),
        months: table.months().map(|words: &Words| words.get(lang)).collect(),
        remarks: table.remarks().iter().map(|remark| plain(remark)).collect(),
    }
}

/// Words of a school as a page may bear them: no long number in full, nothing that turns or hides the text around it.
fn plain(text: &str) -> String {
    let unseen = |c: char| {
        c.is_control()
            || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
    };
    mask(text).chars().map(|c| if unseen(c) { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_said_as_the_workbook_says_them() {
        assert_eq!([0, 999, 1000, -1_234_567].map(thousands), ["0", "999", "1,000", "-1,234,567"]);
        assert_eq!([share(5, 6), share(0, 4), share(1, 0)], ["83.3%", "0.0%", "—"]);
    }

    #[test]
    fn a_name_shows_no_number_and_turns_no_text() {
        assert_eq!(plain("柳林\u{202E}小学\n110105201709180023"), "柳林 小学 110105********0023");
    }
}
