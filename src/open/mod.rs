//! Source file → sheets of cells with true addresses, merges and hidden flags. The only place that knows formats.
//!
//! `.xlsx`, text, HTML and XML Spreadsheet 2003 are read in this process, behind guards; the others, and whatever is
//! large, in a [`worker`] with a memory cap: a damaged file makes a reader ask for more than any machine has.

mod biff;
mod caught;
mod encrypted;
mod fault;
mod grid;
mod html;
mod merges;
mod number_format;
mod ods;
mod ods_cell;
mod package;
mod text;
pub mod worker;
mod xls;
mod xlsb;
mod xlsb_records;
mod xlsx;
mod xlsx_bytes;
mod xlsx_cell;
mod xlsx_parts;
mod xlsx_plain;
mod xlsx_scan;
mod xml;
mod xml_2003;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::PathBuf;
use std::sync::Mutex;

use crate::model::{Book, Format, OpenFault, Source, SourceKind};
use crate::settings::{Limits, Password};

pub use caught::quiet_panics;

/// What readers need besides the file. One serves all threads.
#[derive(Debug)]
pub struct Reader {
    /// What a file may cost.
    pub limits: Limits,
    /// The program that serves as worker for formats that need a memory cap: this program itself.
    pub worker: PathBuf,
    /// What protected workbooks may be opened with.
    pub passwords: Vec<Password>,
    /// Workers that wait for their next file.
    idle: Mutex<Vec<worker::Worker>>,
}

impl Reader {
    /// A reader whose workers are `worker` started with [`worker::ARGUMENT`].
    pub fn new(limits: Limits, worker: PathBuf) -> Self {
        Self { limits, worker, passwords: Vec::new(), idle: Mutex::new(Vec::new()) }
    }

    /// The same reader, with what protected workbooks may be opened with, tried in this order.
    #[must_use]
    pub fn with_passwords(self, passwords: Vec<Password>) -> Self {
        Self { passwords, ..self }
    }
}

/// Opens a file that discovery took for a table.
///
/// # Errors
///
/// A fault of the file; it never stops the batch.
pub fn open(source: &Source, reader: &Reader) -> Result<Book, OpenFault> {
    let format = match source.kind {
        SourceKind::Table(format) => format,
        SourceKind::Encrypted => {
            let package = encrypted::package(&bytes(source, &reader.limits)?, &reader.passwords, &reader.limits)?;
            return here_or_capped(Format::Xlsx, &package, &stem(&source.path), reader);
        }
        _ => {
            return Err(source.detail.clone().unwrap_or(OpenFault::NotAWorkbook { actual: "unknown" }));
        }
    };
    let bytes = bytes(source, &reader.limits)?;
    here_or_capped(format, &bytes, &stem(&source.path), reader)
}

/// What a file of another format may unpack to and still be read in this process, which has no cap.
const HERE_BYTES: u64 = 64 * 1024 * 1024;

/// Reads in this process what is small and has a reader that can be trusted; all else in a worker.
fn here_or_capped(format: Format, bytes: &[u8], stem: &str, reader: &Reader) -> Result<Book, OpenFault> {
    let size = match format {
        Format::Xls | Format::Xlsb | Format::Ods => u64::MAX,
        Format::Xlsx => package::unpacked_bytes(bytes),
        Format::Text | Format::Html | Format::Xml => bytes.len() as u64,
    };
    if size > HERE_BYTES { reader.by_worker(format, bytes, stem) } else { read(format, bytes, stem, &reader.limits) }
}

/// A file's bytes once more, after it was opened.
///
/// # Errors
///
/// What the system says.
pub fn original(source: &Source, reader: &Reader) -> Result<Vec<u8>, OpenFault> {
    bytes(source, &reader.limits)
}

/// The package inside an encrypted workbook, and the password that it opens with: none where it is protected against
/// changes alone.
pub fn unlocked<'r>(bytes: &[u8], reader: &'r Reader) -> Option<(Vec<u8>, Option<&'r Password>)> {
    encrypted::opened(bytes, &reader.passwords, &reader.limits).ok()
}

/// The package inside a workbook that this program has just encrypted; `None` where `password` does not open it.
pub fn decrypted(bytes: &[u8], password: &Password) -> Option<Vec<u8>> {
    encrypted::own(bytes.to_vec(), password)
}

/// Reads a workbook that this program has just written, however large it is, by the library alone.
///
/// # Errors
///
/// A workbook that is not sound.
pub fn written(bytes: &[u8]) -> Result<Book, OpenFault> {
    caught::guarded(|| xlsx::read_by_library(bytes, &Limits::NONE))
}

/// Reads a file's bytes as `format`, whatever process this is.
fn read(format: Format, bytes: &[u8], stem: &str, limits: &Limits) -> Result<Book, OpenFault> {
    let book = caught::guarded(|| match format {
        Format::Xlsx => xlsx::read(bytes, limits),
        Format::Xlsb => xlsb::read(bytes, limits),
        Format::Xls => xls::read(bytes, limits),
        Format::Ods => ods::read(bytes, limits),
        Format::Text => text::read(bytes, stem, limits),
        Format::Html => html::read(bytes, stem, limits),
        Format::Xml => xml_2003::read(bytes, limits),
    })?;
    let mut names = BTreeSet::new();
    // Nobody could tell which of the two a problem stands on; no spreadsheet program saves such a book.
    if !book.sheets.iter().all(|sheet| names.insert(sheet.name.to_lowercase())) {
        return Err(fault::damaged("two sheets of one name"));
    }
    Ok(book)
}

/// The file's name without its extension.
fn stem(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    if stem.is_empty() { name } else { stem }.to_owned()
}

/// The whole file, which may have grown since it was found.
fn bytes(source: &Source, limits: &Limits) -> Result<Vec<u8>, OpenFault> {
    let fault = |error: std::io::Error| OpenFault::Io { detail: error.kind().to_string() };
    let mut file = File::open(&source.absolute).map_err(fault)?;
    if let Some(member) = source.member {
        return package::member(&mut file, member, limits.file_bytes);
    }
    let mut bytes = Vec::with_capacity(source.size.min(limits.file_bytes) as usize);
    file.take(limits.file_bytes + 1).read_to_end(&mut bytes).map_err(fault)?;
    if bytes.len() as u64 > limits.file_bytes {
        return Err(OpenFault::TooLarge { what: "size", actual: bytes.len() as u64, limit: limits.file_bytes });
    }
    // What is told of a file, its digest too, must be told of the same bytes.
    if blake3::hash(&bytes).to_hex().as_str() != source.digest {
        return Err(OpenFault::Io { detail: "it changed while it was read".to_owned() });
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests;
