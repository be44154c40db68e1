//! A run whose inbox, settings and program are those of the run before, over the OUT that it wrote: nothing to do.
//!
//! A run over its own OUT gives the same OUT (that is tested with nothing remembered). So what OUT was made from need
//! only be known again: a digest of it lies in a cache beside the digest of all that was written. Files count by their
//! bytes, here and in OUT; the cache alone decides nothing, holds the town and numbers
//! but no name of a file or person, and may be deleted. A run in which the machine may have kept a file from being read is
//! not remembered: the next one tries again.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Job, Summary};
use crate::finding::{Severity, Words};
use crate::model::Source;
use crate::outbox::{self, Outbox, OutboxError};
use crate::report::Output;

/// What OUT is made from, as a digest, and where the one of the run before is kept.
#[derive(Debug)]
pub(super) struct Recipe {
    digest: String,
    entry: PathBuf,
}

/// What is kept of a run.
#[derive(Deserialize, Serialize)]
struct Entry {
    recipe: String,
    /// The digest of all that was written.
    state: String,
    summary: Summary,
}

/// What a report lists.
#[derive(Deserialize)]
struct Listed {
    problems: Vec<ListedProblem>,
    outputs: Vec<ListedOutput>,
}

#[derive(Deserialize)]
struct ListedProblem {
    severity: String,
    file: Option<String>,
    sheet: Option<String>,
    message: String,
}

#[derive(Deserialize)]
struct ListedOutput {
    kind: String,
    path: String,
}

impl Recipe {
    /// The recipe of a job; `None` where nothing is to be remembered, or something of it cannot be read. A job with
    /// passwords is not remembered: no digest is made of them.
    pub(super) fn of(job: &Job, out: &Path, sources: &[Source]) -> Option<Self> {
        let is_secret = job.password.is_some() || !job.settings.passwords.is_empty();
        let cache = job.cache.as_ref().filter(|_| !is_secret)?;
        let out = std::path::absolute(out.canonicalize().as_deref().unwrap_or(out)).ok()?;
        let name = blake3::hash(out.as_os_str().as_encoded_bytes()).to_hex();
        let digest = digest(job, sources).ok()?;
        Some(Self { digest, entry: cache.join(format!("{name}.json")) })
    }

    /// What the run before had to say, and the report it left, if OUT is made from the same and lies there as it was
    /// written.
    pub(super) fn made(&self, outbox: &Outbox) -> Option<(Summary, Vec<u8>)> {
        let entry: Entry = serde_json::from_slice(&fs::read(&self.entry).ok()?).ok()?;
        if entry.recipe != self.digest || Some(&*entry.state) != outbox.state() {
            return None;
        }
        let report = outbox.report().ok()?;
        let listed: Listed = serde_json::from_slice(&report).ok()?;
        let outputs = listed.outputs.into_iter().map(|output| (output.kind, output.path)).collect();
        let whole = |problem: &ListedProblem| problem.severity == Severity::Error.name() && problem.sheet.is_none();
        let unread = listed.problems.into_iter().filter(whole).filter_map(|problem| {
            // It stands there in the language of the run.
            Some((problem.file?, Words::made(problem.message.clone(), problem.message)))
        });
        Some((Summary { outputs, unread: unread.collect(), ..entry.summary }, report))
    }

    /// Remembers that OUT now holds `outputs` and `report`. What cannot be kept is done again by the next run.
    pub(super) fn keep(self, outputs: &[Output], report: &[u8], summary: &Summary) {
        let report = blake3::hash(report).to_hex();
        let files = outputs.iter().map(|output| (&*output.path, output.digest.as_deref().unwrap_or(&report)));
        let entry = Entry { recipe: self.digest, state: outbox::state(files), summary: summary.clone() };
        // A cache is a favour: it may be full, or not be there.
        let _ = put(&self.entry, &entry);
    }
}

/// Writes an entry, whole, for its owner only.
fn put(path: &Path, entry: &Entry) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(&serde_json::to_vec(entry)?)?;
    file.persist(path)?;
    Ok(())
}

/// A digest of all that OUT depends on but what lies there: the program, the settings, the templates, what else was
/// named, and every file of the inbox.
fn digest(job: &Job, sources: &[Source]) -> Result<String, OutboxError> {
    let mut recipe = blake3::Hasher::new();
    let mut add = |part: &str| {
        recipe.update(&(part.len() as u64).to_le_bytes());
        recipe.update(part.as_bytes());
    };
    add(&outbox::digest_of(&job.worker)?);
    add(&format!("{:?}", (&job.settings, &job.editions, job.dossiers)));
    if let Some(folder) = &job.template_folder {
        for file in outbox::files(folder)? {
            add(&file);
            add(&outbox::digest_of(&folder.join(&file))?);
        }
    }
    for named in [&job.ledgers, &job.decisions] {
        add(&named.len().to_string());
        for file in named {
            add(&file.file_name().unwrap_or_default().to_string_lossy());
            add(&outbox::digest_of(file)?);
        }
    }
    for source in sources {
        add(&format!("{:?}", (&source.path, source.size, &source.digest, source.kind, &source.detail)));
    }
    Ok(recipe.finalize().to_hex().to_string())
}
