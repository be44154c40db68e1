//! A school's own check before it sends a workbook: the marked copies, beside no other output.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::returned::Copies;
use super::{Job, JobError, Township, Watch, catalogue, threads};
use crate::report::ReportError;
use crate::report::returned::NotReturned;

/// Where marked copies go.
#[derive(Clone, Copy, Debug)]
pub enum Target<'a> {
    /// Into this folder, under the workbooks' own names; it is made where it is missing.
    Folder(&'a Path),
    /// The one copy is this file, which must not exist.
    File(&'a Path),
}

/// What became of the marked copies.
#[derive(Debug, Default)]
pub struct Marked {
    /// The copies.
    pub files: Vec<PathBuf>,
    /// Workbooks with problems that were not marked: the path as given, and why.
    pub left: Vec<(String, NotReturned)>,
}

/// Writes a marked copy of every workbook that has something to correct or to check. Nothing is written over.
///
/// # Errors
///
/// A disk that refuses, a file that is there already; a job that is stopped.
pub fn marked(job: &Job, township: &Township, target: Target<'_>, watch: &Watch<'_>) -> Result<Marked, JobError> {
    threads(job)?.install(|| written(job, township, target, watch))
}

fn written(job: &Job, township: &Township, target: Target<'_>, watch: &Watch<'_>) -> Result<Marked, JobError> {
    let Township { settings, files, merged, findings, .. } = township;
    let copies = Copies::plan(findings, files, merged, &job.templates.forms);
    let folder = match target {
        Target::Folder(folder) => folder,
        Target::File(file) => file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")),
    };
    std::fs::create_dir_all(folder).map_err(|error| refused(folder, error))?;
    let staging = tempfile::tempdir_in(folder).map_err(|error| refused(folder, error))?;
    let rules = catalogue::rules(&job.templates.checks);
    let back = copies.write(job, settings, &rules, findings, watch, staging.path())?;
    let mut marked = Marked { files: Vec::new(), left: back.left };
    for output in back.outputs {
        let made = staging.path().join(&output.path);
        let name = output.path.rsplit('/').next().unwrap_or(&output.path);
        let there = match target {
            Target::Folder(folder) => placed(&made, folder, name),
            Target::File(file) => moved(&made, file).map(|()| file.to_path_buf()).map_err(|error| refused(file, error)),
        };
        // All of them or none: the next try would put the first ones beside themselves.
        marked
            .files
            .push(there.inspect_err(|_| marked.files.iter().for_each(|file| drop(std::fs::remove_file(file))))?);
    }
    Ok(marked)
}

/// Moves a copy into a folder, under a name that is free there.
fn placed(made: &Path, folder: &Path, name: &str) -> Result<PathBuf, JobError> {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "xlsx"));
    let mut file = folder.join(name);
    for number in 2..=MOST {
        match moved(made, &file) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                file = folder.join(format!("{stem} ({number}).{extension}"));
            }
            other => return other.map(|()| file.clone()).map_err(|error| refused(&file, error)),
        }
    }
    Err(refused(&file, io::ErrorKind::AlreadyExists.into()))
}

/// The most copies of one name in a folder.
const MOST: u32 = 1000;

/// Writes a copy under a name that nothing bears, for its owner alone.
fn moved(made: &Path, file: &Path) -> io::Result<()> {
    let bytes = std::fs::read(made)?;
    let mut options = std::fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?.write_all(&bytes).inspect_err(|_| drop(std::fs::remove_file(file)))
}

fn refused(file: &Path, error: io::Error) -> JobError {
    JobError::Report(ReportError::Io {
        path: file.file_name().unwrap_or(file.as_os_str()).to_string_lossy().into_owned(),
        error,
    })
}
