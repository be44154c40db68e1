//! Inbox → source files, sorted by path: what each is by its content, and its digest.

mod archive;
mod content;
mod ole;
mod package;
mod walk;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Cursor, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::model::{OpenFault, Source, SourceKind};
use crate::settings::Limits;

use content::{ARCHIVE, Extension};
use walk::{Entry, Found};

/// The inbox cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DiscoverError {
    /// A folder or file cannot be read.
    #[error("{path}: {error}")]
    Unreadable {
        /// The path as it was given.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// What was given is neither a folder nor a file.
    #[error("{path}: neither a folder nor a file")]
    Strange {
        /// The path as it was given.
        path: PathBuf,
    },
}

/// Every file below `inboxes` that counts as input (CONTRACT §2), in path order; `out` is passed over.
///
/// An inbox is a folder, or a single file. Where several are given, a folder's name stands before the paths below it,
/// and a second one of the same name is told apart by ` (2)`.
///
/// # Errors
///
/// When an inbox cannot be listed. A single file that cannot be read is a [`Source`] with its fault.
pub fn discover(inboxes: &[PathBuf], out: Option<&Path>, limits: &Limits) -> Result<Vec<Source>, DiscoverError> {
    let mut entries = walk::walk(inboxes, out)?;
    entries.sort_by(|a, b| a.path.as_bytes().cmp(b.path.as_bytes()));
    let mut sources: Vec<Source> = entries.into_iter().flat_map(|entry| with_members(entry, limits)).collect();
    sources.sort_by(|a, b| a.path.as_bytes().cmp(b.path.as_bytes()));
    mark_identical(&mut sources);
    Ok(sources)
}

/// A file, and the files in it where it is an archive of spreadsheets.
fn with_members(entry: Entry, limits: &Limits) -> Vec<Source> {
    let mut source = source(entry, limits);
    let is_archive = source.kind == SourceKind::Other
        && source.detail == Some(OpenFault::NotAWorkbook { actual: ARCHIVE })
        && archive::is_named_so(&source.path);
    if !is_archive {
        return vec![source];
    }
    let members = match archive::members(&source, limits) {
        Ok(members) => members,
        Err(fault) => {
            let is_large = matches!(fault, OpenFault::TooLarge { .. });
            source.kind = if is_large { SourceKind::TooLarge } else { SourceKind::Unreadable };
            source.detail = Some(fault);
            return vec![source];
        }
    };
    if !members.is_empty() {
        source.kind = SourceKind::Archive;
        source.detail = None;
    }
    std::iter::once(source).chain(members).collect()
}

/// A file that is to be read and repeats an earlier one is not read again.
fn mark_identical(sources: &mut [Source]) {
    let mut first: BTreeMap<String, Arc<str>> = BTreeMap::new();
    for source in sources {
        if !matches!(source.kind, SourceKind::Table(_)) {
            continue;
        }
        if let Some(earlier) = first.get(&source.digest) {
            source.kind = SourceKind::Identical;
            source.same_as = Some(Arc::clone(earlier));
        } else {
            first.insert(source.digest.clone(), Arc::clone(&source.path));
        }
    }
}

fn source(entry: Entry, limits: &Limits) -> Source {
    let extension = Extension::of(&entry.path);
    let mut source = Source {
        path: Arc::from(entry.path),
        absolute: entry.absolute,
        member: None,
        size: 0,
        digest: blake3::hash(b"").to_hex().to_string(),
        kind: SourceKind::Unreadable,
        same_as: None,
        detail: None,
    };
    let judged = match entry.found {
        Found::File => judge(&mut source, extension, limits),
        Found::Fault(error) => Err(error),
        Found::Strange(why) => {
            source.detail = Some(OpenFault::NotAWorkbook { actual: why });
            return source;
        }
    };
    match judged {
        Ok((kind, detail)) => {
            source.kind = kind;
            source.detail = detail;
        }
        Err(error) => {
            source.detail = Some(OpenFault::Io { detail: words(&error) });
        }
    }
    source
}

/// The system's words for a failure, without the path that some platforms put into them.
fn words(error: &io::Error) -> String {
    error.kind().to_string()
}

fn judge(source: &mut Source, extension: Extension, limits: &Limits) -> io::Result<(SourceKind, Option<OpenFault>)> {
    let mut file = File::open(&source.absolute)?;
    source.size = file.metadata()?.len();
    if source.size > limits.file_bytes {
        return too_large(source.size, &mut file, extension, limits);
    }
    let read = digest(&mut file, source.size)?;
    source.size = read.size;
    source.digest = read.digest;
    if read.parts > limits.entries {
        let fault = OpenFault::TooLarge { what: "entries", actual: read.parts, limit: limits.entries };
        return Ok((SourceKind::TooLarge, Some(fault)));
    }
    // A zip is listed by many small jumps: in memory where the file came in one piece.
    if let Some(bytes) = read.whole {
        return content::judge(&mut Cursor::new(bytes), source.size, extension);
    }
    file.rewind()?;
    content::judge(&mut file, source.size, extension)
}

/// A film or picture may be as large as it likes: it is not read. Anything that may be a workbook may not.
fn too_large(
    size: u64,
    file: &mut File,
    extension: Extension,
    limits: &Limits,
) -> io::Result<(SourceKind, Option<OpenFault>)> {
    if let Some(actual) = content::other_by_magic(file)? {
        return Ok(content::no_workbook(actual, extension));
    }
    Ok((SourceKind::TooLarge, Some(OpenFault::TooLarge { what: "size", actual: size, limit: limits.file_bytes })))
}

struct Digested {
    size: u64,
    digest: String,
    parts: u64,
    /// All of the file, where it came in one piece.
    whole: Option<Vec<u8>>,
}

/// The most of a file that is read at once, and the least that is made room for.
const PIECE: u64 = 128 * 1024;
const LEAST_PIECE: u64 = 4 * 1024;

/// Reads the file once: its digest, its size, and how many parts a package of it would list.
///
/// The parts are counted here by their signature, because listing them takes memory for every one of them.
fn digest(file: &mut File, size: u64) -> io::Result<Digested> {
    let signature = memchr::memmem::Finder::new(b"PK\x01\x02");
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; size.saturating_add(1).clamp(LEAST_PIECE, PIECE) as usize];
    let (mut size, mut parts, mut pieces, mut last) = (0, 0, 0, 0);
    loop {
        let count = match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let chunk = &buffer[..count];
        hasher.update(chunk);
        size += count as u64;
        parts += signature.find_iter(chunk).count() as u64;
        (pieces, last) = (pieces + 1, count);
    }
    buffer.truncate(last);
    let whole = (pieces <= 1).then_some(buffer);
    Ok(Digested { size, digest: hasher.finalize().to_hex().to_string(), parts, whole })
}

#[cfg(test)]
mod tests;
