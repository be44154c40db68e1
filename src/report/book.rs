//! A workbook as a file: its properties without a clock, its owner-only bytes, its digest.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use rust_xlsxwriter::{DocProperties, Workbook};

use super::Sources;
use super::grid::excel_date;
use super::trouble::Trouble;
use crate::model::{STAMP_CELL, STAMP_PROPERTY};

/// How hard workbooks are packed, from 1 to 9: at 3 in less than half the time that the usual 6 takes, and a sixth larger.
const COMPRESSION: u8 = 3;

/// The text of the stamp's property; in a cell it stands after [`STAMP_CELL`].
pub(super) fn stamp(sources: &Sources<'_>, kind: &str) -> String {
    format!("{kind};{}", sources.settings.period)
}

/// The stamp as it stands in a cell.
pub(super) fn stamp_cell(sources: &Sources<'_>, kind: &str) -> String {
    format!("{STAMP_CELL}{}", stamp(sources, kind))
}

/// An empty workbook of this kind that keeps what it streams in `folder`.
pub(super) fn open(sources: &Sources<'_>, kind: &str, title: &str, folder: &Path) -> Result<Workbook, Trouble> {
    let mut book = Workbook::new();
    book.set_tempdir(folder)?;
    book.set_zip_compression_level(COMPRESSION);
    let properties = DocProperties::new()
        .set_title(title)
        .set_author("huibiao")
        .set_custom_property(STAMP_PROPERTY, stamp(sources, kind).as_str());
    // The creation date is the day the run counts for, so that the same inputs give the same bytes.
    let properties = match excel_date(sources.settings.as_of) {
        Some(day) => properties.set_creation_datetime(&day),
        None => properties,
    };
    book.set_properties(&properties);
    Ok(book)
}

/// Writes `book` to a new file that only its owner may read.
pub(super) fn save(book: &mut Workbook, file: &Path) -> Result<(), Trouble> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut writer = BufWriter::new(options.open(file)?);
    book.save_to_writer(&mut writer)?;
    writer.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
    Ok(())
}

/// Takes everybody else's rights from a file that another writer made.
pub(super) fn owner_only(file: &Path) -> Result<(), Trouble> {
    #[cfg(unix)]
    std::fs::set_permissions(file, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    #[cfg(not(unix))]
    let _ = file;
    Ok(())
}

/// BLAKE3 of a file's bytes, in hexadecimal.
pub(super) fn digest(file: &Path) -> Result<String, Trouble> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(File::open(file)?)?;
    Ok(hasher.finalize().to_hex().to_string())
}
