//! Where decisions are read: the configuration, the workbooks that `--decisions` names, one that lies in the inbox, the
//! one in OUT, the ledger; the first of them that speaks of a thing decides it.

use std::path::Path;

use super::{Gathered, Job, JobError, Note};
use crate::decision::{self, Decision, Decisions};
use crate::discover;
use crate::form::{Forms, TemplateError, words};
use crate::model::{Book, OpenFault, Source};
use crate::open::{self, Reader};
use crate::outbox::Outbox;
use crate::settings::Settings;

/// A file's name that is a workbook of problems, whatever stands before and behind it.
const PROBLEMS: &str = "问题清单";

/// Why a workbook that was named holds no decisions.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecisionFault {
    /// It cannot be opened.
    #[error("cannot be opened: {0}")]
    Unreadable(String),
    /// Nothing can be decided in it.
    #[error("has no sheet of decisions")]
    NoSheet,
}

/// What was decided, but for what an inbox says, which stands between the surer and the weaker.
#[derive(Debug, Default)]
pub(super) struct Said {
    surer: Vec<Decision>,
    weaker: Vec<Decision>,
}

impl Said {
    /// What stands in the configuration and in the workbooks that were named.
    ///
    /// # Errors
    ///
    /// A workbook that cannot be read, or in which nothing can be decided.
    pub(super) fn given(job: &Job) -> Result<Self, JobError> {
        let forms = &job.templates.forms;
        let mut said = Self { surer: configured(&job.settings, forms)?, weaker: Vec::new() };
        for path in &job.decisions {
            let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
            let fault = |fault| JobError::Decisions { name: name.clone(), fault };
            let book = book(job, path).map_err(|why| fault(DecisionFault::Unreadable(why)))?;
            if !book.own && !decision::has_sheet(&book) {
                return Err(fault(DecisionFault::NoSheet));
            }
            said.surer.extend(decision::read(&book, forms, &name));
        }
        Ok(said)
    }

    /// Takes in what was written into OUT's own workbook since, and what the ledgers remember; says so where that
    /// workbook cannot be read.
    pub(super) fn and_earlier(&mut self, job: &Job, outbox: &Outbox, remembered: Vec<Decision>) -> Option<Note> {
        let mut note = None;
        // One that nobody touched says what the ledger says.
        if let Some(left) = outbox.problems().filter(|left| left.edited) {
            match book(job, &left.file) {
                Ok(book) => self.weaker.extend(decision::read(&book, &job.templates.forms, &left.path)),
                Err(why) => note = Some(Note::Undecided { path: left.path.clone(), why }),
            }
        }
        self.weaker.extend(remembered);
        note
    }

    /// All decisions, with those of the inbox. What a workbook only repeats is heard where nobody says anything else.
    pub(super) fn with(&self, inbox: &[Decision]) -> Decisions {
        let mut decisions = Decisions::default();
        let all = || self.surer.iter().chain(inbox).chain(&self.weaker).cloned();
        decisions.add(all().filter(|decision| !decision.echo));
        decisions.add(all().filter(|decision| decision.echo));
        decisions
    }
}

/// What the configuration says of headers.
///
/// # Errors
///
/// A form or field that there is not, with its line.
pub(super) fn configured(settings: &Settings, forms: &Forms) -> Result<Vec<Decision>, TemplateError> {
    let mut decisions = Vec::new();
    for said in &settings.headers {
        let fault = |message: String| TemplateError { file: said.file.clone(), line: said.line, message };
        let Some((_, form)) = forms.by_id(&said.form) else {
            return Err(fault(format!("headers.{0}: 没有 {0} 这张表 (no such form)", said.form)));
        };
        let choice =
            said.field.as_ref().map_or(decision::NO_FIELD.to_owned(), |field| decision::choice_of(field, form));
        if choice != decision::NO_FIELD && form.field(&choice).is_none() {
            let field = said.field.as_deref().unwrap_or_default();
            return Err(fault(format!("headers.{}: 没有“{field}”这一栏 (no such field)", said.form)));
        }
        let header = words::header_key(&said.header);
        decisions.push(Decision { standing: true, ..Decision::header(form, &header, choice, &said.file) });
    }
    Ok(decisions)
}

/// What workbooks of problems at the inbox's top level decide, before anything else is read: those that bear their name.
pub(super) fn in_inbox(job: &Job, sources: &[Source]) -> Vec<Decision> {
    let reader = reader(job);
    let bears = |source: &&Source| is_top_level(&source.path) && source.path.contains(PROBLEMS);
    let books = sources.iter().filter(bears).filter_map(|source| Some((source, open::open(source, &reader).ok()?)));
    books.flat_map(|(source, book)| of_book(job, &source.path, &book)).collect()
}

/// What a book of the inbox decides: only a workbook of ours at the top level does; a school decides nothing.
pub(super) fn of_book(job: &Job, path: &str, book: &Book) -> Vec<Decision> {
    if book.own && is_top_level(path) { decision::read(book, &job.templates.forms, path) } else { Vec::new() }
}

/// What all files of the inbox decide, in their order.
pub(super) fn of_all(read: &[Gathered]) -> Vec<Decision> {
    read.iter().flat_map(|gathered| gathered.decisions.iter().cloned()).collect()
}

fn is_top_level(path: &str) -> bool {
    !path.contains('/')
}

fn reader(job: &Job) -> Reader {
    Reader::new(job.settings.limits, job.worker.clone()).with_passwords(job.settings.passwords.clone())
}

/// Opens a workbook that lies at a path of its own.
fn book(job: &Job, path: &Path) -> Result<Book, String> {
    if !path.is_file() {
        return Err("没有这个文件 (no such file)".to_owned());
    }
    let sources = discover::discover(&[path.to_path_buf()], None, &job.settings.limits);
    let sources = sources.map_err(|error| error.to_string())?;
    let source = sources.first().ok_or_else(|| OpenFault::Truncated.to_string())?;
    open::open(source, &reader(job)).map_err(|fault| fault.to_string())
}
