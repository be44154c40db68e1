//! The head of a rule's `.sql` file: comment lines `-- key: value`, up to the first line that is no comment.
//!
//! A value goes on in the next line when that begins with `--` and at least three spaces. Keys: `code`, `severity`
//! (error, warning, info), `level` (school, child, helper …), and in both languages (`.zh`, `.en`) `title`, `why`,
//! `remedy` and `message`; `school.zh` and `school.en` may be there: the wording for what goes back to a school. So may
//! `desk` (school, check, duty, note), the sheet of the workbook of problems, and `together: yes`, for findings that
//! are told as one where a column is full of them.

use std::collections::BTreeMap;

use super::Question;
use crate::finding::{Code, Desk, Level, Rule, Severity, Words};
use crate::form::TemplateError;

/// The keys that every head has.
const REQUIRED: [&str; 11] = [
    "code",
    "severity",
    "level",
    "title.zh",
    "title.en",
    "why.zh",
    "why.en",
    "remedy.zh",
    "remedy.en",
    "message.zh",
    "message.en",
];

/// The keys that a head may have, both or neither.
const OPTIONAL: [&str; 2] = ["school.zh", "school.en"];

/// What has to be done about the findings, where that is not what their severity and level say.
const DESK: &str = "desk";

/// `yes`: many findings in one column are told as one.
const TOGETHER: &str = "together";

/// A message in both languages, with columns in braces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// Chinese.
    pub zh: Pattern,
    /// English.
    pub en: Pattern,
}

/// A text with columns in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Column(String),
}

impl Pattern {
    fn parse(text: &str) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (column, behind) = after.split_once('}').ok_or("{ without }")?;
            if column.is_empty() || !column.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
                return Err(format!("{{{column}}} is no column"));
            }
            pieces.push(Piece::Text(before.to_owned()));
            pieces.push(Piece::Column(column.to_owned()));
            rest = behind;
        }
        if rest.contains('}') {
            return Err("} without {".to_owned());
        }
        pieces.push(Piece::Text(rest.to_owned()));
        Ok(Self(pieces))
    }

    /// The columns in it.
    pub(super) fn columns(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Column(column) => Some(column.as_str()),
            Piece::Text(_) => None,
        })
    }

    /// The text with what `value` says of each column.
    pub(super) fn told(&self, value: impl Fn(&str) -> Result<String, String>) -> Result<String, String> {
        let mut told = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => told.push_str(text),
                Piece::Column(column) => told.push_str(&value(column)?),
            }
        }
        Ok(told)
    }
}

/// The values of a head, each with its line.
struct Head<'a> {
    file: &'a str,
    values: BTreeMap<&'static str, (usize, String)>,
}

/// Reads a rule.
///
/// # Errors
///
/// The first key that is unknown, doubled, missing or has a value it cannot have.
pub(super) fn parse(file: &str, text: &str) -> Result<(Rule, Question), TemplateError> {
    let head = Head::read(file, text)?;
    let (severity, level) = (head.with("severity", severity)?, head.with("level", level)?);
    let rule = Rule {
        code: head.with("code", |code| {
            let kebab = code.starts_with(|c: char| c.is_ascii_lowercase())
                && code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
            if kebab {
                Ok(Code(code.to_owned().into()))
            } else {
                Err("lower-case letters, digits and - only".to_owned())
            }
        })?,
        severity,
        level,
        title: head.words("title.zh", "title.en")?,
        why: head.words("why.zh", "why.en")?,
        remedy: head.words("remedy.zh", "remedy.en")?,
        desk: head.maybe(DESK, desk)?.unwrap_or(Desk::of(severity, level)),
        together: head.maybe(TOGETHER, yes)?.unwrap_or(false),
    };
    let told = OPTIONAL.iter().any(|key| head.values.contains_key(key));
    let question = Question {
        file: file.to_owned(),
        sql: text.to_owned(),
        message: head.wording("message.zh", "message.en")?,
        to_school: if told { Some(head.wording("school.zh", "school.en")?) } else { None },
    };
    Ok((rule, question))
}

fn severity(name: &str) -> Result<Severity, String> {
    let known = [Severity::Error, Severity::Warning, Severity::Info];
    known.into_iter().find(|severity| severity.name() == name).ok_or_else(|| "one of error, warning, info".to_owned())
}

fn level(name: &str) -> Result<Level, String> {
    Ok(match name {
        "cell" => Level::Cell,
        "row" => Level::Row,
        "column" => Level::Column,
        "sheet" => Level::Sheet,
        "file" => Level::File,
        "school" => Level::School,
        "child" => Level::Child,
        "helper" => Level::Helper,
        _ => return Err("one of cell, row, column, sheet, file, school, child, helper".to_owned()),
    })
}

fn desk(name: &str) -> Result<Desk, String> {
    Ok(match name {
        "school" => Desk::School,
        "check" => Desk::Check,
        "duty" => Desk::Duty,
        "note" => Desk::Note,
        _ => return Err("one of school, check, duty, note".to_owned()),
    })
}

fn yes(word: &str) -> Result<bool, String> {
    match word {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err("yes or no".to_owned()),
    }
}

impl<'a> Head<'a> {
    fn read(file: &'a str, text: &str) -> Result<Self, TemplateError> {
        let mut head = Self { file, values: BTreeMap::new() };
        let mut open: Option<&'static str> = None;
        for (index, line) in text.lines().enumerate() {
            let number = index + 1;
            let Some(comment) = line.strip_prefix("--") else {
                break;
            };
            let entry = comment.trim();
            if let Some(key) = open.filter(|_| comment.starts_with("   ") && !entry.is_empty()) {
                head.go_on(key, entry);
                continue;
            }
            if entry.is_empty() {
                open = None;
                continue;
            }
            let Some((key, value)) = entry.split_once(':') else {
                return Err(head.fault(number, "the head has lines `-- key: value` only".to_owned()));
            };
            let key = key.trim();
            let Some(&key) = REQUIRED.iter().chain(&OPTIONAL).chain(&[DESK, TOGETHER]).find(|known| **known == key)
            else {
                return Err(head.fault(number, format!("{key}: unknown key")));
            };
            if head.values.insert(key, (number, value.trim().to_owned())).is_some() {
                return Err(head.fault(number, format!("{key}: stands twice")));
            }
            open = Some(key);
        }
        Ok(head)
    }

    /// Chinese goes on without a space, English with one.
    fn go_on(&mut self, key: &str, text: &str) {
        if let Some((_, value)) = self.values.get_mut(key) {
            let joint = if key.rsplit('.').next() == Some("zh") { "" } else { " " };
            value.push_str(joint);
            value.push_str(text);
        }
    }

    fn fault(&self, line: usize, message: String) -> TemplateError {
        TemplateError { file: self.file.to_owned(), line, message }
    }

    fn with<T>(&self, key: &'static str, read: impl Fn(&str) -> Result<T, String>) -> Result<T, TemplateError> {
        match self.values.get(key) {
            Some((line, value)) if value.is_empty() => Err(self.fault(*line, format!("{key}: empty"))),
            Some((line, value)) => read(value).map_err(|message| self.fault(*line, format!("{key}: {message}"))),
            None => Err(self.fault(1, format!("{key}: missing"))),
        }
    }

    fn maybe<T>(
        &self,
        key: &'static str,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Option<T>, TemplateError> {
        if self.values.contains_key(key) { self.with(key, read).map(Some) } else { Ok(None) }
    }

    fn words(&self, zh: &'static str, en: &'static str) -> Result<Words, TemplateError> {
        let plain = |text: &str| Ok(text.to_owned());
        Ok(Words::made(self.with(zh, plain)?, self.with(en, plain)?))
    }

    fn wording(&self, zh: &'static str, en: &'static str) -> Result<Wording, TemplateError> {
        Ok(Wording { zh: self.with(zh, Pattern::parse)?, en: self.with(en, Pattern::parse)? })
    }
}
