//! A `.zip` of workbooks is a folder, one level deep: its files are listed below the archive's own path.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufReader, Cursor, Read, Seek};
use std::sync::Arc;

use zip::ZipArchive;
use zip::result::ZipError;

use super::content::{self, Extension};
use super::walk;
use crate::decode;
use crate::model::{OpenFault, Source, SourceKind};
use crate::settings::Limits;

/// Below this size a file may be packed as tightly as it likes.
const RATIO_FROM: u64 = 10 * 1024 * 1024;

/// What some systems put into every archive besides its files.
const OF_THE_SYSTEM: [&str; 2] = ["__MACOSX", "Thumbs.db"];

/// Whether a file of this name may be opened as an archive: anything else that is a zip is something of its own.
pub(super) fn is_named_so(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    name.rsplit_once('.').is_none_or(|(_, end)| end == "zip")
}

/// Whether the beginning of an archive that cannot be listed names a spreadsheet.
pub(super) fn promises_tables(head: &[u8]) -> bool {
    [&b".xls"[..], b".et", b".ods", b".csv", b".XLS"].iter().any(|end| memchr::memmem::find(head, end).is_some())
}

/// The files of an archive, in its own order; none where there is no spreadsheet among them.
///
/// # Errors
///
/// When the archive as a whole is damaged or beyond a limit. What is wrong with one file costs that file.
pub(super) fn members(archive: &Source, limits: &Limits) -> Result<Vec<Source>, OpenFault> {
    let file = File::open(&archive.absolute).map_err(|error| OpenFault::Io { detail: error.kind().to_string() })?;
    let mut zip = ZipArchive::new(BufReader::new(file)).map_err(|_| OpenFault::Truncated)?;
    whole(&mut zip, limits)?;
    let mut taken = BTreeSet::new();
    let mut members = Vec::new();
    for index in 0..zip.len() {
        let Ok(part) = zip.by_index_raw(index) else { continue };
        let Some(path) = place(part.name_raw()).filter(|_| !part.is_dir()) else { continue };
        drop(part);
        let path = free(&format!("{}/{path}", archive.path), &mut taken);
        members.push(member(archive, &mut zip, index, path, limits));
    }
    let is_table = |member: &Source| !matches!(member.kind, SourceKind::Other | SourceKind::Empty);
    Ok(if members.iter().any(is_table) { members } else { Vec::new() })
}

/// Whether the archive holds to the limits, by what it says of itself.
fn whole<R: Read + Seek>(zip: &mut ZipArchive<R>, limits: &Limits) -> Result<(), OpenFault> {
    if zip.len() as u64 > limits.entries {
        return Err(OpenFault::TooLarge { what: "entries", actual: zip.len() as u64, limit: limits.entries });
    }
    if zip.has_duplicate_names() {
        // Only one of them could be read, and nobody would miss the other.
        return Err(OpenFault::Damaged { detail: OpenFault::TWINS.to_owned() });
    }
    if zip.has_overlapping_entries().map_err(|_| OpenFault::Truncated)? {
        return Err(OpenFault::Damaged { detail: "files that overlap".to_owned() });
    }
    let mut unpacked = 0u64;
    for index in 0..zip.len() {
        unpacked = unpacked.saturating_add(zip.by_index_raw(index).map_err(|_| OpenFault::Truncated)?.size());
    }
    if unpacked > limits.unpacked_bytes {
        return Err(OpenFault::TooLarge { what: "unpacked", actual: unpacked, limit: limits.unpacked_bytes });
    }
    Ok(())
}

/// The path of a file inside the archive; `None` for what is passed over as in a folder. It names, and is never opened.
fn place(raw: &[u8]) -> Option<String> {
    let name = decode::name(raw).replace('\\', "/");
    let steps: Vec<&str> = name.split('/').filter(|step| !matches!(*step, "" | "." | "..")).collect();
    let is_passed_over = |step: &&str| OF_THE_SYSTEM.contains(step) || walk::is_passed_over(step);
    (!steps.is_empty() && !steps.iter().any(is_passed_over)).then(|| steps.join("/"))
}

/// The path itself, or with ` (2)`, ` (3)` … behind it where an earlier file has it.
fn free(path: &str, taken: &mut BTreeSet<String>) -> String {
    let mut name = path.to_owned();
    let mut count = 1;
    while !taken.insert(name.clone()) {
        count += 1;
        name = match path.rsplit_once('.') {
            Some((stem, extension)) if !extension.contains('/') => format!("{stem} ({count}).{extension}"),
            _ => format!("{path} ({count})"),
        };
    }
    name
}

fn member<R: Read + Seek>(
    archive: &Source,
    zip: &mut ZipArchive<R>,
    index: usize,
    path: String,
    limits: &Limits,
) -> Source {
    let extension = Extension::of(&path);
    let mut source = Source {
        path: Arc::from(path),
        absolute: archive.absolute.clone(),
        member: Some(index),
        size: 0,
        digest: blake3::hash(b"").to_hex().to_string(),
        kind: SourceKind::Unreadable,
        same_as: None,
        detail: None,
    };
    let judged = match unpacked(zip, index, limits) {
        Ok(bytes) => {
            source.size = bytes.len() as u64;
            source.digest = blake3::hash(&bytes).to_hex().to_string();
            content::judge(&mut Cursor::new(&bytes), source.size, extension).unwrap_or((SourceKind::Unreadable, None))
        }
        Err(_) if extension == Extension::Other => (SourceKind::Other, Some(OpenFault::NotAWorkbook { actual: "" })),
        Err(OpenFault::Encrypted) => (SourceKind::Encrypted, Some(OpenFault::Encrypted)),
        Err(fault @ OpenFault::TooLarge { .. }) => (SourceKind::TooLarge, Some(fault)),
        Err(fault) => (SourceKind::Unreadable, Some(fault)),
    };
    (source.kind, source.detail) = judged;
    source
}

/// A file of the archive to its end, which also checks its checksum.
fn unpacked<R: Read + Seek>(zip: &mut ZipArchive<R>, index: usize, limits: &Limits) -> Result<Vec<u8>, OpenFault> {
    let raw = zip.by_index_raw(index).map_err(|error| fault(&error))?;
    if raw.encrypted() {
        return Err(OpenFault::Encrypted);
    }
    let (size, packed) = (raw.size(), raw.compressed_size());
    drop(raw);
    within("size", size, limits.file_bytes)?;
    if size > RATIO_FROM {
        within("ratio", size / packed.max(1), limits.ratio)?;
    }
    let mut bytes = Vec::new();
    let mut part = zip.by_index(index).map_err(|error| fault(&error))?;
    part.by_ref().take(limits.file_bytes + 1).read_to_end(&mut bytes).map_err(|error| of_reading(&error))?;
    within("size", bytes.len() as u64, limits.file_bytes)?;
    Ok(bytes)
}

fn within(what: &'static str, actual: u64, limit: u64) -> Result<(), OpenFault> {
    if actual > limit { Err(OpenFault::TooLarge { what, actual, limit }) } else { Ok(()) }
}

fn fault(error: &ZipError) -> OpenFault {
    match error {
        ZipError::Io(error) => of_reading(error),
        ZipError::InvalidPassword => OpenFault::Encrypted,
        // A way of packing that no spreadsheet's archive uses, or a header that makes no sense.
        error => OpenFault::Damaged { detail: crate::finding::mask(&error.to_string()) },
    }
}

fn of_reading(error: &std::io::Error) -> OpenFault {
    match error.kind() {
        std::io::ErrorKind::UnexpectedEof => OpenFault::Truncated,
        _ => OpenFault::Checksum { part: String::new() },
    }
}
