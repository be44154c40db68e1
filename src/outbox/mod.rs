//! OUT whole or not at all: what already lies there, the staging folder beside it, and the exchange.
//!
//! OUT is claimed before anything is read, so that a run that could not write it stops early. Everything is written
//! into a staging folder beside it; [`Outbox::commit`] puts that in OUT's place in one step. Dropping an [`Outbox`]
//! that was not committed leaves OUT as it was.

mod listing;
mod lock;
#[cfg(test)]
mod tests;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use listing::Listing;
pub use listing::{digest_of, state};
use lock::Lock;

/// The folder in OUT for outputs that somebody edited.
pub const KEPT: &str = "留存";
/// The file in OUT that lists the others.
const REPORT: &str = "report.json";

/// OUT cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OutboxError {
    /// It holds files that are not ours: nothing may be touched.
    #[error("strange files in the output folder: {}", .0.join(", "))]
    Strange(Vec<String>),
    /// Another run writes to it at this moment.
    #[error("another run is writing to the output folder")]
    Busy,
    /// The system refuses.
    #[error("{path}: {error}")]
    Io {
        /// What was touched: a name beside or in OUT.
        path: String,
        /// Why.
        error: io::Error,
    },
}

impl OutboxError {
    fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        move |error| Self::Io { path, error }
    }
}

/// An output that somebody edited, or that an earlier run kept for that reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its path in the new OUT, with `/`.
    pub path: String,
    /// BLAKE3 of its bytes, in hexadecimal.
    pub digest: String,
}

/// A claim on OUT and the staging folder for what will replace it.
#[derive(Debug)]
pub struct Outbox {
    out: PathBuf,
    staging: PathBuf,
    lock: Option<Lock>,
    kept: Vec<Kept>,
    ledger: Option<Left>,
    problems: Option<Left>,
    state: Option<String>,
}

/// An output that an earlier run left in OUT and that this one reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// Where to read it, until [`Outbox::commit`].
    pub file: PathBuf,
    /// Its path in OUT, with `/`.
    pub path: String,
    /// Whether somebody changed it since; it is among [`Outbox::kept`] then.
    pub edited: bool,
}

impl Outbox {
    /// Claims `out`: mends what a broken run left, refuses strange files, makes an empty staging folder and copies
    /// into it the outputs that somebody edited.
    ///
    /// # Errors
    ///
    /// [`OutboxError::Strange`] when `out` holds anything but an earlier OUT; [`OutboxError::Busy`] while another run
    /// holds it; otherwise what the system says.
    pub fn claim(out: &Path) -> Result<Self, OutboxError> {
        // A link to a folder stays a link: what it leads to is replaced.
        let real = out.canonicalize().unwrap_or_else(|_| out.to_path_buf());
        let out = real.as_path();
        let name = out.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let parent = match out.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
            _ => PathBuf::from("."),
        };
        if out.exists() && !out.is_dir() {
            return Err(OutboxError::Strange(vec![name]));
        }
        fs::create_dir_all(&parent).map_err(OutboxError::io(&parent))?;
        let lock = Lock::take(&parent.join(format!(".{name}.锁")))?;
        let staging = parent.join(format!(".{name}.新"));
        let old = parent.join(format!(".{name}.旧"));
        mend(out, &staging, &old)?;
        let listed = Listing::of(out)?;
        make_private(&staging)?;
        let mut outbox = Self {
            out: out.to_path_buf(),
            staging,
            lock: Some(lock),
            kept: Vec::new(),
            ledger: None,
            problems: None,
            state: listed.state,
        };
        probe(out, &old)?;
        let left = |path: String| Left {
            file: out.join(&path),
            edited: listed.edited.iter().any(|(edited, _)| *edited == path),
            path,
        };
        outbox.ledger = listed.ledger.map(left);
        outbox.problems = listed.problems.map(left);
        for (path, digest) in listed.edited {
            outbox.keep(&path, &digest)?;
        }
        Ok(outbox)
    }

    /// The folder to write into.
    pub fn staging(&self) -> &Path {
        &self.staging
    }

    /// The edited outputs that stand in the staging folder already.
    pub fn kept(&self) -> &[Kept] {
        &self.kept
    }

    /// The database that an earlier run left in OUT.
    pub fn ledger(&self) -> Option<&Left> {
        self.ledger.as_ref()
    }

    /// The workbook of problems that an earlier run left in OUT.
    pub fn problems(&self) -> Option<&Left> {
        self.problems.as_ref()
    }

    /// The digest of all that an earlier run left in OUT, by [`state`].
    pub fn state(&self) -> Option<&str> {
        self.state.as_deref()
    }

    /// The report that an earlier run left in OUT.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn report(&self) -> Result<Vec<u8>, OutboxError> {
        let path = self.out.join(REPORT);
        fs::read(&path).map_err(OutboxError::io(&path))
    }

    /// Keeps an output of the earlier run although nobody changed it, as if somebody had; returns its path in the new OUT.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn keep_whole(&mut self, path: &str) -> Result<String, OutboxError> {
        let digest = digest_of(&self.out.join(path))?;
        self.keep(path, &digest)
    }

    /// Puts what was written in OUT's place.
    ///
    /// # Errors
    ///
    /// What the system says; OUT is then the old one, whole.
    pub fn commit(mut self) -> Result<(), OutboxError> {
        settle(&self.staging)?;
        if self.out.exists() {
            exchange(&self.staging, &self.out)?;
        } else {
            fs::rename(&self.staging, &self.out).map_err(OutboxError::io(&self.out))?;
        }
        if let Some(parent) = self.out.parent() {
            sync_folder(parent);
        }
        self.release();
        Ok(())
    }

    fn keep(&mut self, path: &str, digest: &str) -> Result<String, OutboxError> {
        let name = path.rsplit('/').next().unwrap_or(path);
        let target = match path.strip_prefix(KEPT) {
            Some(_) => path.to_owned(),
            None => format!("{KEPT}/{}-{name}", &digest[..digest.len().min(8)]),
        };
        let to = self.staging.join(&target);
        make_private(&self.staging.join(KEPT))?;
        fs::copy(self.out.join(path), &to).map_err(OutboxError::io(&to))?;
        self.kept.push(Kept { path: target.clone(), digest: digest.to_owned() });
        self.kept.sort_by(|a, b| a.path.cmp(&b.path));
        self.kept.dedup();
        Ok(target)
    }

    fn release(&mut self) {
        // What cannot be removed now is removed by the next claim: nothing to tell anybody.
        let _ = fs::remove_dir_all(&self.staging);
        self.lock = None;
    }
}

impl Drop for Outbox {
    fn drop(&mut self) {
        self.release();
    }
}

/// The files below `folder`, as paths with `/`, sorted. Folders count only through their files; a link is a file.
///
/// # Errors
///
/// What the system says.
pub fn files(folder: &Path) -> Result<Vec<String>, OutboxError> {
    let mut found = Vec::new();
    walk(folder, "", &mut found)?;
    Ok(found)
}

fn walk(folder: &Path, prefix: &str, found: &mut Vec<String>) -> Result<(), OutboxError> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).map_err(OutboxError::io(folder))? {
        entries.push(entry.map_err(OutboxError::io(folder))?);
    }
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type().map_err(OutboxError::io(folder))?.is_dir() {
            walk(&entry.path(), &format!("{path}/"), found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}

/// Completes or undoes what a run that was killed left beside OUT.
fn mend(out: &Path, staging: &Path, old: &Path) -> Result<(), OutboxError> {
    if old.exists() {
        if out.exists() {
            fs::remove_dir_all(old).map_err(OutboxError::io(old))?;
        } else {
            fs::rename(old, out).map_err(OutboxError::io(out))?;
        }
    }
    if staging.exists() {
        fs::remove_dir_all(staging).map_err(OutboxError::io(staging))?;
    }
    Ok(())
}

/// Finds out before anything is read whether OUT can be moved: on Windows a file that is open in WPS forbids it.
fn probe(out: &Path, old: &Path) -> Result<(), OutboxError> {
    if cfg!(windows) && out.exists() {
        fs::rename(out, old).map_err(OutboxError::io(out))?;
        fs::rename(old, out).map_err(OutboxError::io(out))?;
    }
    Ok(())
}

/// Makes every file readable by its owner only, and has the disk hold it.
fn settle(folder: &Path) -> Result<(), OutboxError> {
    for file in files(folder)? {
        let path = folder.join(file);
        let open = File::options().read(true).write(true).open(&path).map_err(OutboxError::io(&path))?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            open.set_permissions(fs::Permissions::from_mode(0o600)).map_err(OutboxError::io(&path))?;
        }
        open.sync_all().map_err(OutboxError::io(&path))?;
    }
    sync_folders(folder)
}

/// Keeps everybody else out of the folders, and has the disk hold the names too: a file that is synced in a folder that is not may be gone after a power cut.
fn sync_folders(folder: &Path) -> Result<(), OutboxError> {
    for entry in fs::read_dir(folder).map_err(OutboxError::io(folder))? {
        let entry = entry.map_err(OutboxError::io(folder))?;
        if entry.file_type().map_err(OutboxError::io(folder))?.is_dir() {
            sync_folders(&entry.path())?;
        }
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).map_err(OutboxError::io(folder))?;
    }
    sync_folder(folder);
    Ok(())
}

fn make_private(folder: &Path) -> Result<(), OutboxError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder).map_err(OutboxError::io(folder))
}

/// Puts `staging` in OUT's place and OUT in staging's, in one call where the system has one.
fn exchange(staging: &Path, out: &Path) -> Result<(), OutboxError> {
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        if renameat_with(CWD, staging, CWD, out, RenameFlags::EXCHANGE).is_ok() {
            return Ok(());
        }
    }
    let old = staging.with_extension("旧");
    fs::rename(out, &old).map_err(OutboxError::io(out))?;
    if let Err(error) = fs::rename(staging, out) {
        fs::rename(&old, out).map_err(OutboxError::io(out))?;
        return Err(OutboxError::io(out)(error));
    }
    // The new outputs are in their place; what is left of the old ones goes with the next run.
    let _ = fs::remove_dir_all(&old);
    Ok(())
}

/// A folder cannot be opened for syncing everywhere: where it cannot, the system looks after its names.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}
