//! A job from inbox to outputs, stage after stage.
//!
//! A face makes a [`Job`], watches [`Event`]s, and shows the [`Outcome`]. rayon is named here only.

mod attribute;
mod blank;
mod decisions;
mod dossiers;
mod fault;
mod filled;
mod history;
mod marked;
mod outcome;
mod read;
mod returned;
mod sample;
mod sealed;
mod superseded;
mod timings;
mod told;
mod town;
mod unchanged;
mod verdicts;
mod verified;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::answer::{self, Answer, Heard};
use crate::audit::Checks;
use crate::decision::Decisions;
use crate::discover;
use crate::finding::Finding;
use crate::form::{Forms, TemplateError};
use crate::ledger::Facts;
use crate::model::{FileReading, Merged, OpenFault, Source};
use crate::outbox::Outbox;
use crate::report::{self, Figures, OtherQuarter, Output, Sources, Verify};
use crate::settings::{Edition, Password, Settings};
use crate::{catalogue, check, merge};

pub use blank::{BlankError, Blanks, blanks};
pub use decisions::DecisionFault;
pub use fault::JobError;
pub use history::Note;
pub use marked::{Marked, Target, marked};
pub use outcome::{Counts, Outcome, Summary};
pub use read::Gathered;
pub use sample::{SampleError, sample};

use decisions::Said;
use history::History;
use superseded::Aside;
use timings::Timings;
use unchanged::Recipe;

/// What is to be done.
#[derive(Debug)]
pub struct Job {
    /// Folders or files to read.
    pub inboxes: Vec<PathBuf>,
    /// The effective settings.
    pub settings: Settings,
    /// Forms, rules and figures, built in and added.
    pub templates: Templates,
    /// Ledgers of earlier runs, whose periods are copied; the first that has a period gives it.
    pub ledgers: Vec<PathBuf>,
    /// Workbooks of problems that somebody filled in; the first that speaks of a thing decides it.
    pub decisions: Vec<PathBuf>,
    /// The editions to write, the fullest first.
    pub editions: Vec<Edition>,
    /// Whether a dossier of every child is written.
    pub dossiers: bool,
    /// What the workbooks are encrypted with; `None` leaves them open.
    pub password: Option<Password>,
    /// Whether every written cell is read back and compared.
    pub verify: bool,
    /// How many files are read at once; 0 for one per core.
    pub jobs: usize,
    /// The program that reads formats that need a memory cap: this program itself.
    pub worker: PathBuf,
    /// Where templates were added from.
    pub template_folder: Option<PathBuf>,
    /// A folder to remember in what OUT was made from, so that a run with nothing new leaves it as it lies. What is
    /// remembered may be deleted at any time.
    pub cache: Option<PathBuf>,
}

/// What a bureau can change: forms, the township's rules, figures.
#[derive(Debug)]
pub struct Templates {
    /// The forms.
    pub forms: Forms,
    /// The township's rules.
    pub checks: Checks,
    /// The sheets of figures.
    pub figures: Figures,
}

impl Templates {
    /// The built-in ones, with those of `folder` added or put in their place.
    ///
    /// # Errors
    ///
    /// A fault in one of them, with file, line and key; a rule that does not fit the forms.
    pub fn load(folder: Option<&Path>, settings: &Settings) -> Result<Self, TemplateError> {
        let mut forms = match folder {
            Some(folder) => crate::form::load(folder)?,
            None => crate::form::builtin()?,
        };
        if let Some(required) = &settings.required_forms {
            forms.require(required)?;
        }
        if settings.counselling_text {
            forms.reveal();
        }
        decisions::configured(settings, &forms)?;
        let checks = Checks::load(folder)?;
        checks.prove(&forms, settings)?;
        Ok(Self { forms, checks, figures: Figures::load(folder)? })
    }
}

/// What a face may show while a job runs.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// The inbox was listed.
    Found {
        /// How many files there are.
        files: usize,
    },
    /// A file was read.
    Read {
        /// Its path below the inbox.
        path: &'a str,
    },
    /// All files are read; children are being put together.
    Merging,
    /// The outputs are being written.
    Writing,
}

/// How a face watches a job, and stops it.
pub struct Watch<'a> {
    /// Called for every event, from any thread.
    pub event: &'a (dyn Fn(Event<'_>) + Sync),
    /// Set by the face to stop the job as soon as it can.
    pub stop: &'a AtomicBool,
    /// The time since the start, when the report is to say where it went.
    pub clock: Option<&'a (dyn Fn() -> Duration + Sync)>,
}

impl Watch<'_> {
    fn still_wanted(&self) -> Result<(), JobError> {
        if self.stop.load(Ordering::Relaxed) { Err(JobError::Interrupted) } else { Ok(()) }
    }
}

/// A township in memory: what `run` writes and what `check` prints.
#[derive(Debug)]
pub struct Township {
    /// The settings, with the list of schools that an inbox brought.
    pub settings: Settings,
    /// The files in path order.
    pub files: Vec<FileReading>,
    /// The children, schools and fates.
    pub merged: Merged,
    /// Findings in the order of the outputs, without those of the audit.
    pub findings: Vec<Finding>,
    /// What the clerk decided.
    pub decisions: Decisions,
    /// The marks of the findings so far about which something was decided.
    pub decided: BTreeSet<String>,
    /// Warnings that the clerk settled: they are not among the findings.
    pub settled: Vec<Finding>,
    /// What stands on the lists of marked copies that came back, by the file's position.
    pub answers: BTreeMap<usize, Vec<Answer>>,
}

/// Reads every file of the job and puts the township together; writes nothing.
///
/// # Errors
///
/// See [`JobError`]; a fault in a file is a finding, not an error.
pub fn gather(job: &Job, sources: Vec<Source>, watch: &Watch<'_>) -> Result<Township, JobError> {
    let mut township = threads(job)?.install(|| township(job, sources, &Said::given(job)?, watch))?;
    let (files, answers) = (&township.files, &township.answers);
    let period = township.settings.period.to_string();
    answer::explain(&mut township.findings, Heard { files, answers, remembered: &[], period: &period });
    Ok(township)
}

/// The threads of a job. All its stages run on them, not only those that share their work: what one leaves of its
/// memory, the next can use.
fn threads(job: &Job) -> Result<rayon::ThreadPool, JobError> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(job.jobs).build();
    pool.map_err(|error| JobError::Threads(error.to_string()))
}

fn township(job: &Job, sources: Vec<Source>, said: &Said, watch: &Watch<'_>) -> Result<Township, JobError> {
    (watch.event)(Event::Found { files: sources.len() });
    let (read, decisions) = read_as_decided(job, sources, said, watch)?;
    watch.still_wanted()?;
    (watch.event)(Event::Merging);
    let mut settings = job.settings.clone();
    let (mut files, read): (Vec<FileReading>, Vec<_>) =
        read.into_iter().map(|read| (read.file, (read.findings, read.schools, read.answers))).unzip();
    let aside = Aside::set(&mut files, &job.templates.forms);
    let (mut findings, mut answers) = (Vec::new(), BTreeMap::new());
    for (at, (found, schools, answered)) in read.into_iter().enumerate().filter(|(at, _)| !aside.has(*at)) {
        for school in schools {
            settings.list_school(school);
        }
        findings.extend(found);
        if !answered.is_empty() {
            answers.insert(at, answered);
        }
    }
    let mut merged = merge::merge_as_ruled(&files, &job.templates.forms, &settings, &decisions.rulings());
    findings.extend(files.iter().flat_map(check::file));
    findings.extend(check::merged(&merged, &files, &job.templates.forms, &settings));
    attribute::drop_silent(&mut findings, &files, &merged);
    attribute::schools(&mut findings, &files, &merged);
    verdicts::mark(&mut findings, &files, &merged, &job.templates.forms);
    let mut decided = BTreeSet::new();
    let settled = verdicts::follow(&mut findings, &decisions, &mut decided);
    aside.put_back(&mut files, &mut merged);
    attribute::sort(&mut findings, &files, &merged);
    Ok(Township { settings, files, merged, findings, decisions, decided, settled, answers })
}

/// Reads all files by what was decided. A workbook of decisions under another name is known only once it was read: then
/// everything is read again.
fn read_as_decided(
    job: &Job,
    sources: Vec<Source>,
    said: &Said,
    watch: &Watch<'_>,
) -> Result<(Vec<Gathered>, Decisions), JobError> {
    let expected = decisions::in_inbox(job, &sources);
    let decisions = said.with(&expected);
    let read = read::all(job, sources.clone(), &decisions, watch)?;
    let found = decisions::of_all(&read);
    if found == expected {
        return Ok((read, decisions));
    }
    let decisions = said.with(&found);
    Ok((read::all(job, sources, &decisions, watch)?, decisions))
}

/// The files of the job's inboxes; `out` is passed over.
///
/// # Errors
///
/// When an inbox cannot be read, or holds no file at all.
pub fn find(job: &Job, out: Option<&Path>) -> Result<Vec<Source>, JobError> {
    let sources = discover::discover(&job.inboxes, out, &job.settings.limits)?;
    if sources.is_empty() { Err(JobError::NothingFound) } else { Ok(sources) }
}

/// The main job: everything under the inboxes into `out`, whole or not at all.
///
/// # Errors
///
/// See [`JobError`]; `out` is untouched then.
pub fn run(job: &Job, out: &Path, watch: &Watch<'_>) -> Result<Outcome, JobError> {
    threads(job)?.install(|| outcome(job, out, watch))
}

fn outcome(job: &Job, out: &Path, watch: &Watch<'_>) -> Result<Outcome, JobError> {
    let mut timings = Timings::new(watch);
    let sources = find(job, Some(out))?;
    let edition = job.editions.first().copied().unwrap_or_default();
    let mut outbox = Outbox::claim(out)?;
    if edition != Edition::Full && outbox.ledger().is_some() {
        return Err(JobError::FullEditionThere);
    }
    let recipe = Recipe::of(job, out, &sources);
    if let Some((summary, report)) = recipe.as_ref().and_then(|recipe| recipe.made(&outbox)) {
        return Ok(Outcome { summary, notes: Vec::new(), report, unchanged: true });
    }
    let mut history = History::open(&job.ledgers, &mut outbox)?;
    let opened = job.password.is_none() && outbox.problems().is_some_and(|left| sealed::is_sealed(&left.file));
    timings.mark("discover");
    let remembered = history.remembered(job.settings.period, &mut outbox)?;
    let mut said = Said::given(job)?;
    history.notes.extend(said.and_earlier(job, &outbox, remembered.decisions));
    let mut township = township(job, sources, &said, watch)?;
    timings.mark("read");
    let town = township.settings.town.clone().unwrap_or_else(|| town::of(&township.merged));
    let facts = Facts {
        settings: &township.settings,
        town: &town,
        forms: &job.templates.forms,
        files: &township.files,
        merged: &township.merged,
        findings: &township.findings,
    };
    let mut ledger = history.build(&facts, &mut outbox)?;
    let progress = told::told(job, &mut ledger, &mut township, &remembered.explanations, remembered.previous.as_ref())?;
    let Township { settings, files, merged, findings, decisions, .. } = township;
    let decided = decisions.counted(&job.templates.forms);
    ledger.tie_out().map_err(JobError::TieOut)?;
    let copies = returned::Copies::plan(&findings, &files, &merged, &job.templates.forms);
    let read = files.iter().filter(|file| file.status == crate::model::FileStatus::Read).count();
    let (found, schools, children) = (files.len(), merged.schools.len(), merged.children.len());
    let may_pass = files.iter().filter_map(|file| file.fault.as_ref()).any(OpenFault::may_pass);
    // Everything that follows asks the ledger: a county's records need not be held beside its workbooks.
    drop((files, merged));
    timings.mark("ledger");
    watch.still_wanted()?;
    (watch.event)(Event::Writing);
    let rules = catalogue::rules(&job.templates.checks);
    let sources = Sources {
        ledger: &ledger,
        forms: &job.templates.forms,
        rules: &rules,
        settings: &settings,
        town: &town,
        edition,
        verify: job.verify.then_some(Verify(&verified::read)),
    };
    let kept = outbox.kept().iter().map(|kept| Output {
        kind: report::KEPT,
        path: kept.path.clone(),
        digest: Some(kept.digest.clone()),
    });
    // A school's own workbook holds everything: it belongs to the full edition. It needs nothing of the ledger, so the
    // copies are made while the ledger is asked for the rest.
    let (is_full, staging) = (edition == Edition::Full, outbox.staging());
    let mut back = Ok(returned::Back::default());
    let written = rayon::in_place_scope(|scope| {
        if is_full {
            scope.spawn(|_| back = copies.write(job, &settings, &rules, &findings, watch, staging));
        }
        report::write(&sources, &job.editions, &job.templates.figures, staging)
    });
    let (mut outputs, back) = (written?, back?);
    if job.dossiers && edition != Edition::Public {
        outputs.extend(dossiers::write(&sources, &job.templates.figures, watch, outbox.staging())?);
    }
    let encrypted = sealed::seal(&mut outputs, job.password.as_ref(), watch, outbox.staging())?;
    outputs.extend(back.outputs);
    outputs.extend(kept);
    let other_quarter = OtherQuarter::read(&ledger, settings.period)?;
    timings.mark("report");
    let report = report::json::write(&sources, &mut outputs, timings.taken(), outbox.staging())?;
    watch.still_wanted()?;
    outbox.commit()?;
    let summary = Summary {
        town,
        files: (found, read),
        schools,
        children,
        counts: Counts::of(&findings),
        unread: outcome::unread(&findings),
        outputs: outputs.iter().map(|output| (output.kind.to_owned(), output.path.clone())).collect(),
        earlier: history.periods,
        not_returned: back.left,
        other_quarter,
        decided,
        encrypted,
        progress: progress.as_ref().map(outcome::progress),
    };
    if let Some(recipe) = recipe.filter(|_| !may_pass && summary.not_returned.is_empty()) {
        recipe.keep(&outputs, &report, &summary);
    }
    if opened {
        history.notes.push(Note::Opened);
    }
    Ok(Outcome { summary, notes: history.notes, report, unchanged: false })
}
