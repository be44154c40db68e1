//! The files below the inboxes, each with the path that names it everywhere.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::DiscoverError;
use super::content::Extension;

/// The configuration at an inbox's top level: no input.
const CONFIGURATION: &str = "huibiao.toml";

/// A pipe or a device: reading it might never end.
const DEVICE: &str = "device";

/// Something that lies below an inbox.
pub(super) struct Entry {
    /// Its path below the inbox, with `/`.
    pub(super) path: String,
    /// Where to read it.
    pub(super) absolute: PathBuf,
    /// What the file system says of it.
    pub(super) found: Found,
}

pub(super) enum Found {
    /// A regular file.
    File,
    /// The system would not say, or would not list it.
    Fault(io::Error),
    /// Nothing that may be opened, by a word for it: a pipe, a device, a link that leads out of the inbox, an empty
    /// folder that is named like a workbook.
    Strange(&'static str),
}

/// Everything below `inboxes` but `out`, hidden and lock files; in no particular order.
pub(super) fn walk(inboxes: &[PathBuf], out: Option<&Path>) -> Result<Vec<Entry>, DiscoverError> {
    let out = out.and_then(|out| fs::canonicalize(out).ok());
    let mut walker =
        Walker { out, root: PathBuf::new(), seen: BTreeSet::new(), taken: BTreeSet::new(), entries: Vec::new() };
    let mut roots = BTreeSet::new();
    for inbox in inboxes {
        let refuse = |error| DiscoverError::Unreadable { path: inbox.clone(), error };
        let root = fs::canonicalize(inbox).map_err(refuse)?;
        if !roots.insert(root.clone()) {
            continue;
        }
        let metadata = fs::metadata(&root).map_err(refuse)?;
        let name = root.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if metadata.is_dir() {
            let prefix = if inboxes.len() > 1 { walker.free(&name) } else { String::new() };
            walker.root.clone_from(&root);
            walker.folder(&root, &prefix).map_err(refuse)?;
        } else if metadata.is_file() {
            walker.add(&name, root, Found::File);
        } else {
            return Err(DiscoverError::Strange { path: inbox.clone() });
        }
    }
    Ok(walker.entries)
}

struct Walker {
    /// Where outputs go, canonical.
    out: Option<PathBuf>,
    /// The inbox being walked, canonical.
    root: PathBuf,
    /// The files found so far, so that an inbox inside another gives no file twice.
    seen: BTreeSet<PathBuf>,
    /// The paths given so far.
    taken: BTreeSet<String>,
    entries: Vec<Entry>,
}

impl Walker {
    /// Lists a folder and everything below it. Only a failure of the folder itself is an error.
    fn folder(&mut self, folder: &Path, prefix: &str) -> io::Result<()> {
        let mut waiting = vec![(folder.to_path_buf(), prefix.to_owned())];
        while let Some((folder, prefix)) = waiting.pop() {
            let listed = match listed(&folder) {
                Ok(listed) => listed,
                Err(error) if folder == self.root => return Err(error),
                Err(error) => {
                    self.add(&prefix, folder, Found::Fault(error));
                    continue;
                }
            };
            for (name, absolute) in listed {
                let name = name.to_string_lossy().into_owned();
                if is_passed_over(&name) || (folder == self.root && name == CONFIGURATION) {
                    continue;
                }
                let path = if prefix.is_empty() { name } else { format!("{prefix}/{name}") };
                if let Some(below) = self.entry(absolute, path) {
                    waiting.push(below);
                }
            }
        }
        Ok(())
    }

    /// Takes a file down; a folder is handed back to be walked.
    fn entry(&mut self, absolute: PathBuf, path: String) -> Option<(PathBuf, String)> {
        let kind = match fs::symlink_metadata(&absolute) {
            Ok(metadata) => metadata.file_type(),
            Err(error) => {
                self.add(&path, absolute, Found::Fault(error));
                return None;
            }
        };
        if kind.is_dir() {
            let is_out = self.out.is_some() && fs::canonicalize(&absolute).ok() == self.out;
            let is_empty = || fs::read_dir(&absolute).is_ok_and(|mut listed| listed.next().is_none());
            if !is_out && Extension::of(&path) == Extension::Workbook && is_empty() {
                self.add(&path, absolute, Found::Strange("folder"));
                return None;
            }
            return (!is_out).then_some((absolute, path));
        }
        let found = if kind.is_symlink() {
            match self.linked(&absolute) {
                Ok(Some(found)) => found,
                Ok(None) => return None,
                Err(error) => Found::Fault(error),
            }
        } else if kind.is_file() {
            Found::File
        } else {
            Found::Strange(DEVICE)
        };
        self.add(&path, absolute, found);
        None
    }

    /// What a link stands for. A folder inside the inbox is listed under its own name, so a link to it is nothing.
    fn linked(&self, link: &Path) -> io::Result<Option<Found>> {
        let target = fs::canonicalize(link)?;
        if !target.starts_with(&self.root) {
            return Ok(Some(Found::Strange("link")));
        }
        let metadata = fs::metadata(&target)?;
        Ok(match (metadata.is_dir(), metadata.is_file()) {
            (true, _) => None,
            (_, true) => Some(Found::File),
            _ => Some(Found::Strange(DEVICE)),
        })
    }

    fn add(&mut self, path: &str, absolute: PathBuf, found: Found) {
        if !self.seen.insert(absolute.clone()) {
            return;
        }
        let path = self.free(path);
        self.entries.push(Entry { path, absolute, found });
    }

    /// The path itself, or with ` (2)`, ` (3)` … before its extension where it is taken.
    fn free(&mut self, path: &str) -> String {
        let split = path.rfind('.').filter(|&dot| path[dot..].find('/').is_none() && dot > 0).unwrap_or(path.len());
        let (stem, extension) = path.split_at(split);
        let mut name = path.to_owned();
        let mut count = 1;
        while !self.taken.insert(name.clone()) {
            count += 1;
            name = format!("{stem} ({count}){extension}");
        }
        name
    }
}

/// What lies in a folder, by name, so that names which only look alike get the same numbers in every run.
fn listed(folder: &Path) -> io::Result<Vec<(OsString, PathBuf)>> {
    let listed = fs::read_dir(folder)?.map(|entry| entry.map(|entry| (entry.file_name(), entry.path())));
    let mut entries = listed.collect::<io::Result<Vec<_>>>()?;
    entries.sort();
    Ok(entries)
}

/// Lock files of office programs and hidden files.
pub(super) fn is_passed_over(name: &str) -> bool {
    name.starts_with("~$") || name.starts_with('.')
}
