//! The parts of a package: those that stay are copied as they are packed, the others are written anew.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::Refused;

/// The largest part that is edited, unpacked. It is held in memory once more while it is.
const PART_BYTES: u64 = 96 * 1024 * 1024;

/// How hard parts are packed that are written anew, from 1 to 9.
const LEVEL: i64 = 1;

/// Parts shorter than this are not packed: making ready to pack costs more than all that it would save.
const SMALL: usize = 1024;

/// A package that is being edited.
pub(super) struct Parts<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// The parts by their proper names: with `/`, in lower case.
    names: BTreeMap<String, usize>,
    changed: BTreeMap<usize, String>,
    removed: BTreeSet<usize>,
    added: Vec<(String, String)>,
}

impl<'a> Parts<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Refused> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| Refused::strange(&error))?;
        let mut names = BTreeMap::new();
        for index in 0..zip.len() {
            let part = zip.by_index_raw(index).map_err(|error| Refused::strange(&error))?;
            if part.encrypted() {
                return Err(Refused::Strange("an encrypted part".to_owned()));
            }
            names.insert(proper(&String::from_utf8_lossy(part.name_raw())), index);
        }
        Ok(Self { zip, names, changed: BTreeMap::new(), removed: BTreeSet::new(), added: Vec::new() })
    }

    pub(super) fn has(&self, name: &str) -> bool {
        let name = proper(name);
        self.names.get(&name).is_some_and(|index| !self.removed.contains(index))
            || self.added.iter().any(|(added, _)| proper(added) == name)
    }

    /// A part's text as it stands now; `None` when there is no such part.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, Refused> {
        let name = proper(name);
        if let Some((_, text)) = self.added.iter().find(|(added, _)| proper(added) == name) {
            return Ok(Some(text.clone()));
        }
        let Some(&index) = self.names.get(&name).filter(|index| !self.removed.contains(index)) else {
            return Ok(None);
        };
        if let Some(text) = self.changed.get(&index) {
            return Ok(Some(text.clone()));
        }
        let part = self.zip.by_index(index).map_err(|error| Refused::strange(&error))?;
        let mut bytes = Vec::new();
        part.take(PART_BYTES + 1).read_to_end(&mut bytes).map_err(|error| Refused::strange(&error))?;
        if bytes.len() as u64 > PART_BYTES {
            return Err(Refused::TooLarge);
        }
        if bytes.starts_with(b"\xEF\xBB\xBF") {
            bytes.drain(..3);
        }
        String::from_utf8(bytes).map(Some).map_err(|error| Refused::strange(&error))
    }

    /// A part's text that must be there.
    pub(super) fn known(&mut self, name: &str) -> Result<String, Refused> {
        self.text(name)?.ok_or_else(|| Refused::Strange(format!("no part {name}")))
    }

    /// Puts a part in, or another text in its place.
    pub(super) fn put(&mut self, name: &str, text: String) {
        let key = proper(name);
        if let Some(&index) = self.names.get(&key) {
            self.removed.remove(&index);
            self.changed.insert(index, text);
        } else if let Some(added) = self.added.iter_mut().find(|(added, _)| proper(added) == key) {
            added.1 = text;
        } else {
            self.added.push((name.to_owned(), text));
        }
    }

    /// Takes a part out.
    pub(super) fn remove(&mut self, name: &str) {
        let key = proper(name);
        self.removed.extend(self.names.get(&key));
        self.added.retain(|(added, _)| proper(added) != key);
    }

    /// The first name of this kind that no part bears: `xl/comments1.xml`.
    pub(super) fn free(&self, before: &str, after: &str) -> String {
        let mut number = 1u32;
        loop {
            let name = format!("{before}{number}{after}");
            if !self.has(&name) && !self.names.contains_key(&proper(&name)) {
                return name;
            }
            number += 1;
        }
    }

    /// The proper names of the parts whose names begin and end so.
    pub(super) fn like(&self, before: &str, after: &str) -> Vec<String> {
        let names = self.names.iter().filter(|(_, index)| !self.removed.contains(index)).map(|(name, _)| name.clone());
        let all = names.chain(self.added.iter().map(|(name, _)| proper(name)));
        all.filter(|name| name.starts_with(before) && name.ends_with(after)).collect()
    }

    /// The new package. Its parts stand in their old order, what is new behind them; no clock is asked.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, Refused> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(LEVEL))
            .last_modified_time(zip::DateTime::default());
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for index in 0..self.zip.len() {
            if self.removed.contains(&index) {
                continue;
            }
            let part = self.zip.by_index_raw(index).map_err(|error| Refused::strange(&error))?;
            let Some(text) = self.changed.remove(&index) else {
                writer.raw_copy_file(part).map_err(|error| Refused::strange(&error))?;
                continue;
            };
            let name = String::from_utf8_lossy(part.name_raw()).into_owned();
            drop(part);
            add(&mut writer, &name, &text, options)?;
        }
        for (name, text) in std::mem::take(&mut self.added) {
            add(&mut writer, &name, &text, options)?;
        }
        Ok(writer.finish().map_err(|error| Refused::strange(&error))?.into_inner())
    }
}

fn add(
    writer: &mut ZipWriter<Cursor<Vec<u8>>>,
    name: &str,
    text: &str,
    options: SimpleFileOptions,
) -> Result<(), Refused> {
    let options = if text.len() < SMALL {
        options.compression_method(CompressionMethod::Stored).compression_level(None)
    } else {
        options
    };
    writer.start_file(name, options).map_err(|error| Refused::strange(&error))?;
    writer.write_all(text.as_bytes()).map_err(|error| Refused::strange(&error))
}

/// A part's name as it should be written.
pub(super) fn proper(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}
