//! Each school's own workbook back: which files, under which names, several at once.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use rayon::prelude::*;

use super::{Job, JobError, Watch, attribute};
use crate::finding::{Finding, Rule, Severity};
use crate::form::Forms;
use crate::model::{FileReading, FileStatus, Format, Merged, Source, SourceKind};
use crate::open::{self, Reader};
use crate::report::Output;
use crate::report::returned::{self, Copy, Names, NotReturned, Wording};
use crate::settings::Settings;

/// How an encrypted package begins: the container that it lies in.
const CONTAINER: &[u8] = b"\xD0\xCF\x11\xE0";

/// The copies that are to be made, in the order of the files.
pub(super) struct Copies(Vec<(Source, String)>);

/// What became of them.
#[derive(Default)]
pub(super) struct Back {
    pub(super) outputs: Vec<Output>,
    /// Files that have problems and do not go back: the path below the inbox, and why.
    pub(super) left: Vec<(String, NotReturned)>,
}

impl Copies {
    /// A copy for every file that was read and has something to correct or to check.
    pub(super) fn plan(findings: &[Finding], files: &[FileReading], merged: &Merged, forms: &Forms) -> Self {
        let asked = findings.iter().filter(|finding| finding.severity != Severity::Info);
        let paths: std::collections::BTreeSet<&str> =
            asked.filter_map(|finding| finding.place.file.as_deref()).collect();
        let mut names = Names::default();
        let senders = attribute::senders(files, merged, forms);
        let wanted = files
            .iter()
            .zip(&senders)
            .filter(|(file, _)| file.status == FileStatus::Read && paths.contains(&*file.source.path));
        Self(
            wanted
                .map(|(file, (school, below))| (file.source.clone(), names.place(school.as_deref(), below)))
                .collect(),
        )
    }

    /// Makes the copies below `staging`.
    ///
    /// # Errors
    ///
    /// A disk that refuses; a job that is stopped.
    pub(super) fn write(
        self,
        job: &Job,
        settings: &Settings,
        rules: &[&Rule],
        findings: &[Finding],
        watch: &Watch<'_>,
        staging: &Path,
    ) -> Result<Back, JobError> {
        let mut by_file: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        for finding in findings {
            if let Some(path) = finding.place.file.as_deref() {
                by_file.entry(path).or_default().push(finding);
            }
        }
        let reader = Reader::new(settings.limits, job.worker.clone()).with_passwords(settings.passwords.clone());
        let wording = Wording { rules, settings };
        let made: Vec<(Source, Result<Output, NotReturned>)> = self
            .0
            .into_par_iter()
            .map(|(source, path)| {
                watch.still_wanted()?;
                let findings = by_file.get(&*source.path).map(Vec::as_slice).unwrap_or_default();
                let made = one(&source, &path, findings, wording, &reader, staging)?;
                Ok((source, made))
            })
            .collect::<Result<_, JobError>>()?;
        let mut back = Back { outputs: Vec::new(), left: Vec::new() };
        for (source, made) in made {
            match made {
                Ok(output) => back.outputs.push(output),
                Err(why) => back.left.push((source.path.to_string(), why)),
            }
        }
        Ok(back)
    }
}

/// Makes one copy. A fault of ours costs that copy, never the batch.
fn one(
    source: &Source,
    path: &str,
    findings: &[&Finding],
    wording: Wording<'_>,
    reader: &Reader,
    staging: &Path,
) -> Result<Result<Output, NotReturned>, JobError> {
    let SourceKind::Table(format) = source.kind else {
        return Ok(Err(NotReturned::Fault("no table".to_owned())));
    };
    let bytes = match open::original(source, reader) {
        Ok(bytes) => bytes,
        Err(fault) => return Ok(Err(NotReturned::Fault(fault.to_string()))),
    };
    if *blake3::hash(&bytes).to_hex() != *source.digest {
        return Ok(Err(NotReturned::Changed));
    }
    let is_encrypted = format == Format::Xlsx && bytes.starts_with(CONTAINER);
    let opened = if is_encrypted { open::unlocked(&bytes, reader) } else { Some((bytes, None)) };
    let Some((bytes, password)) = opened else {
        return Ok(Err(NotReturned::Protected));
    };
    let copy = Copy { path, findings, digest: &source.digest, format, bytes: &bytes, password };
    let written =
        catch_unwind(AssertUnwindSafe(|| returned::write(&copy, wording, || open::open(source, reader), staging)));
    match written {
        Ok(written) => Ok(written?),
        Err(_) => Ok(Err(NotReturned::Fault("internal fault".to_owned()))),
    }
}
