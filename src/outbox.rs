//! OUT whole or not at all: what already lies there, the staging folder beside it, and the exchange.
//!
//! OUT is claimed before anything is read, so that a run that could not write it stops early. Everything is written
//! into a staging folder beside it; [`Outbox::commit`] puts that in OUT's place in one step. Dropping an [`Outbox`]
//! that was not committed leaves OUT as it was.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// The folder in OUT for outputs that somebody edited.
pub const KEPT: &str = "留存";

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
        let mut outbox = Self { out: out.to_path_buf(), staging, lock: Some(lock), kept: Vec::new() };
        probe(out, &old)?;
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
        sync_parent(&self.out);
        self.release();
        Ok(())
    }

    fn keep(&mut self, path: &str, digest: &str) -> Result<(), OutboxError> {
        let name = path.rsplit('/').next().unwrap_or(path);
        let target = match path.strip_prefix(KEPT) {
            Some(_) => path.to_owned(),
            None => format!("{KEPT}/{}-{name}", &digest[..digest.len().min(8)]),
        };
        let to = self.staging.join(&target);
        make_private(&self.staging.join(KEPT))?;
        fs::copy(self.out.join(path), &to).map_err(OutboxError::io(&to))?;
        self.kept.push(Kept { path: target, digest: digest.to_owned() });
        self.kept.sort_by(|a, b| a.path.cmp(&b.path));
        self.kept.dedup();
        Ok(())
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

/// What an earlier run says it wrote, held against what lies there.
#[derive(Debug, Default)]
struct Listing {
    /// Listed files whose bytes are not those of their digest, and all files kept before: path and present digest.
    edited: Vec<(String, String)>,
}

/// The part of `report.json` that tells what is ours.
#[derive(Deserialize)]
struct Report {
    outputs: Vec<ReportOutput>,
}

#[derive(Deserialize)]
struct ReportOutput {
    path: String,
    digest: Option<String>,
}

impl Listing {
    fn of(out: &Path) -> Result<Self, OutboxError> {
        if !out.exists() {
            return Ok(Self::default());
        }
        let mut present = Vec::new();
        walk(out, "", &mut present)?;
        if present.is_empty() {
            return Ok(Self::default());
        }
        let listed: BTreeMap<String, Option<String>> = match fs::read(out.join("report.json")) {
            Ok(bytes) => serde_json::from_slice::<Report>(&bytes)
                .map(|report| report.outputs.into_iter().map(|output| (output.path, output.digest)).collect())
                .unwrap_or_default(),
            Err(_) => BTreeMap::new(),
        };
        let strange: Vec<String> = present.iter().filter(|path| !listed.contains_key(path.as_str())).cloned().collect();
        if !strange.is_empty() {
            return Err(OutboxError::Strange(strange));
        }
        let mut edited = Vec::new();
        for path in present {
            let Some(Some(digest)) = listed.get(&path) else {
                continue;
            };
            let now = digest_of(&out.join(&path))?;
            if now != *digest || path.starts_with(KEPT) {
                edited.push((path, now));
            }
        }
        Ok(Self { edited })
    }
}

/// The files below `folder`, as paths with `/`, sorted. Folders count only through their files; a link is a file.
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

fn digest_of(path: &Path) -> Result<String, OutboxError> {
    let mut hasher = blake3::Hasher::new();
    let file = File::open(path).map_err(OutboxError::io(path))?;
    hasher.update_reader(file).map_err(OutboxError::io(path))?;
    Ok(hasher.finalize().to_hex().to_string())
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
    let mut files = Vec::new();
    walk(folder, "", &mut files)?;
    for file in files {
        let path = folder.join(file);
        let open = File::options().read(true).write(true).open(&path).map_err(OutboxError::io(&path))?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            open.set_permissions(fs::Permissions::from_mode(0o600)).map_err(OutboxError::io(&path))?;
        }
        open.sync_all().map_err(OutboxError::io(&path))?;
    }
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
    fs::remove_dir_all(&old).map_err(OutboxError::io(&old))
}

fn sync_parent(out: &Path) {
    // A folder cannot be opened for syncing everywhere; the exchange itself is done by now.
    if let Some(parent) = out.parent().and_then(|parent| File::open(parent).ok()) {
        let _ = parent.sync_all();
    }
}

/// A lock file beside OUT, gone with the run.
#[derive(Debug)]
struct Lock {
    path: PathBuf,
    /// Held open: the system's lock ends with the handle.
    _file: File,
}

impl Lock {
    fn take(path: &Path) -> Result<Self, OutboxError> {
        let file =
            File::options().create(true).truncate(false).write(true).open(path).map_err(OutboxError::io(path))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { path: path.to_path_buf(), _file: file }),
            Err(fs::TryLockError::WouldBlock) => Err(OutboxError::Busy),
            Err(fs::TryLockError::Error(error)) => Err(OutboxError::io(path)(error)),
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write_run(out: &Path, text: &str) {
        let outbox = Outbox::claim(out).unwrap();
        let file = outbox.staging().join("a.xlsx");
        fs::write(&file, text).unwrap();
        let digest = digest_of(&file).unwrap();
        let mut outputs = vec![serde_json::json!({"kind": "consolidated", "path": "a.xlsx", "digest": digest})];
        outputs.push(serde_json::json!({"kind": "report", "path": "report.json"}));
        for kept in outbox.kept() {
            outputs.push(serde_json::json!({"kind": "kept", "path": kept.path, "digest": kept.digest}));
        }
        let report = serde_json::json!({"version": 1, "outputs": outputs});
        fs::write(outbox.staging().join("report.json"), report.to_string()).unwrap();
        outbox.commit().unwrap();
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut found = Vec::new();
        walk(folder, "", &mut found).unwrap();
        found
    }

    #[test]
    fn out_is_replaced_and_nothing_is_left_beside_it() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("汇总结果");
        write_run(&out, "one");
        write_run(&out, "two");
        assert_eq!(fs::read_to_string(out.join("a.xlsx")).unwrap(), "two");
        assert_eq!(names(&out), ["a.xlsx", "report.json"]);
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_strange_file_stops_the_run_and_stays() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("out");
        write_run(&out, "one");
        fs::write(out.join("我的笔记.txt"), "x").unwrap();
        match Outbox::claim(&out) {
            Err(OutboxError::Strange(names)) => assert_eq!(names, ["我的笔记.txt"]),
            other => panic!("{other:?}"),
        }
        assert_eq!(names(&out).len(), 3);
        let plain = home.path().join("other");
        fs::create_dir(&plain).unwrap();
        fs::write(plain.join("report.json"), "{}").unwrap();
        assert!(matches!(Outbox::claim(&plain), Err(OutboxError::Strange(_))));
    }

    #[test]
    fn an_edited_output_is_kept_and_carried_over() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("out");
        write_run(&out, "one");
        fs::write(out.join("a.xlsx"), "edited by hand").unwrap();
        write_run(&out, "two");
        write_run(&out, "three");
        let kept: Vec<String> = names(&out).into_iter().filter(|name| name.starts_with(KEPT)).collect();
        assert_eq!(kept.len(), 1);
        assert!(kept[0].ends_with("-a.xlsx"));
        assert_eq!(fs::read_to_string(out.join(&kept[0])).unwrap(), "edited by hand");
    }

    #[test]
    fn an_uncommitted_run_changes_nothing() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("out");
        write_run(&out, "one");
        let outbox = Outbox::claim(&out).unwrap();
        fs::write(outbox.staging().join("a.xlsx"), "half").unwrap();
        assert!(matches!(Outbox::claim(&out), Err(OutboxError::Busy)));
        drop(outbox);
        assert_eq!(fs::read_to_string(out.join("a.xlsx")).unwrap(), "one");
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_killed_exchange_is_undone() {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("out");
        write_run(&out, "one");
        fs::rename(&out, home.path().join(".out.旧")).unwrap();
        fs::create_dir(home.path().join(".out.新")).unwrap();
        drop(Outbox::claim(&out).unwrap());
        assert_eq!(fs::read_to_string(out.join("a.xlsx")).unwrap(), "one");
    }
}
