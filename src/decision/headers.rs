//! Which field a header is: the sheet `待确认`, its columns and the words in them.

use crate::form::{Form, Forms, words};
use crate::model::{Lang, Words};

use super::rulings::plain_text;
use super::{About, Decision, Decisions, Told};

/// The sheet of headers that nobody knows.
pub const HEADERS: &str = "待确认";

/// How the ledger writes that a header is no field. No field has such an id.
pub const NO_FIELD: &str = "-";

/// The columns of the sheet, by which it is written and found again.
#[derive(Clone, Copy, Debug)]
pub struct HeaderSheet;

impl HeaderSheet {
    /// The column where the clerk writes the field.
    pub const CHOICE: Words = Words::new("定为", "It is");
    /// The column with the header.
    pub const HEADER: Words = Words::new("表头", "Header");
    /// The column with the form.
    pub const FORM: Words = Words::new("表", "Form");
    /// The column by which a row is known again and by which one sees what stood in it.
    pub const MARK: Words = Words::new("识别码（请勿改动）", "Mark (do not change)");
    /// What the clerk writes where the header is no field.
    pub const NONE: Words = Words::new("不是字段", "no field");
}

/// How a row of the sheet is known again: the form, the header, and the choice that the row was written with.
pub fn header_mark(key: &str, choice: &str) -> String {
    format!("{key}={choice}")
}

/// What somebody wrote for a header's field, as the ledger keeps it: a field's id where it is one or its label.
pub fn choice_of(written: &str, form: &Form) -> String {
    let plain = words::value(written);
    if plain.is_empty() {
        return String::new();
    }
    let none = [&HeaderSheet::NONE.zh, &HeaderSheet::NONE.en].map(|word| words::value(word));
    if none.contains(&plain) || [NO_FIELD, "false", "无", "不是"].contains(&plain.as_str()) {
        return NO_FIELD.to_owned();
    }
    let is = |word: &str| words::value(word) == plain;
    let field = form.fields.iter().find(|field| is(&field.id) || is(&field.label.zh) || is(&field.label.en));
    match field {
        Some(field) => field.id.to_string(),
        None => plain_text(written),
    }
}

/// How a choice stands on the sheet.
pub fn shown(choice: &str, form: &Form, lang: Lang) -> String {
    if choice == NO_FIELD {
        return HeaderSheet::NONE.get(lang).to_owned();
    }
    form.field(choice).and_then(|field| form.fields.get(field)).map_or(choice, |field| field.label.get(lang)).to_owned()
}

/// A decision about a header, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeaderDecision<'a> {
    /// The form's position.
    pub form: usize,
    /// The header's [`words::header_key`].
    pub header: &'a str,
    /// What was decided.
    pub choice: HeaderChoice,
}

/// What was decided about a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderChoice {
    /// It is this field.
    Field(usize),
    /// It is none.
    NoField,
    /// What was written is no field of the form.
    Unknown,
}

impl Decision {
    /// A decision about a header.
    pub fn header(form: &Form, header: &str, choice: String, source: &str) -> Self {
        Self::new(About::Header, Decisions::header_key(form, header), choice, source)
    }

    pub(super) fn new(about: About, key: String, choice: String, source: &str) -> Self {
        Self {
            about,
            key,
            choice,
            source: source.to_owned(),
            standing: false,
            by: (String::new(), String::new()),
            made: String::new(),
            echo: false,
            used: false,
            told: Told::default(),
        }
    }

    /// What it says of a header; `None` where it is about something else, was taken back, or is of no known form.
    pub fn of_header<'a>(&'a self, forms: &Forms) -> Option<HeaderDecision<'a>> {
        if self.about != About::Header || self.choice.is_empty() {
            return None;
        }
        let (form, header) = self.key.split_once('|')?;
        let (form, definition) = forms.by_id(form)?;
        let choice = match definition.field(&self.choice) {
            Some(field) => HeaderChoice::Field(field),
            None if self.choice == NO_FIELD => HeaderChoice::NoField,
            None => HeaderChoice::Unknown,
        };
        Some(HeaderDecision { form, header, choice })
    }
}

impl Decisions {
    /// How the ledger knows a header of a form.
    pub fn header_key(form: &Form, header: &str) -> String {
        format!("{}|{header}", form.id)
    }

    /// What was decided about headers of these forms.
    pub fn of_headers<'a>(&'a self, forms: &'a Forms) -> impl Iterator<Item = (&'a Decision, HeaderDecision<'a>)> {
        self.all().filter_map(|decision| Some((decision, decision.of_header(forms)?)))
    }
}
