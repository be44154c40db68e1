//! A workbook as a file: its properties without a clock, its owner-only bytes, its digest.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use rust_xlsxwriter::{Color, DocProperties, Workbook, Worksheet, XlsxError};

use super::bulk::{self, LongRows};
use super::grid::excel_date;
use super::new_file::NewFile;
use super::style::Styles;
use super::trouble::Trouble;
use super::{SHEET_NAME, Sources};
use crate::model::{STAMP_CELL, STAMP_PROPERTY};
use crate::settings::Settings;

/// How hard workbooks are packed, from 1 to 9: at 3 in less than half the time that the usual 6 takes, and a sixth larger.
const COMPRESSION: u8 = 3;
/// The most rows of a grid that one sheet holds: as many as Excel has, less the three above them.
const MOST_ROWS: u64 = 1_048_576 - 3;

/// The text of the stamp's property; in a cell it stands after [`STAMP_CELL`].
pub(super) fn stamp(settings: &Settings, kind: &str) -> String {
    format!("{kind};{}", settings.period)
}

/// The stamp as it stands in a cell.
pub(super) fn stamp_cell(sources: &Sources<'_>, kind: &str) -> String {
    format!("{STAMP_CELL}{}", stamp(sources.settings, kind))
}

/// A workbook being made.
pub(super) struct Book {
    /// What rust_xlsxwriter makes of it.
    pub(super) workbook: Workbook,
    /// Its formats.
    pub(super) styles: Styles,
    /// The rows of its long sheets.
    long: Vec<LongRows>,
    /// Sheets of more rows than these are long.
    pub(super) library_rows: u64,
    /// Grids of more rows than these go on on a further sheet.
    pub(super) most_rows: u64,
    /// Whether it is noted what every cell is given.
    pub(super) is_stated: bool,
    /// Where it keeps what is too much to hold.
    folder: PathBuf,
}

/// A new sheet of a workbook being made, with what follows it if its rows are too many, and where they go if it is a
/// long one.
pub(super) struct NewSheet<'a> {
    pub(super) name: String,
    pub(super) styles: &'a Styles,
    /// The rows of the long sheets, and where what is too much to hold is kept.
    pub(super) long: (&'a mut Vec<LongRows>, &'a Path),
    /// Sheets of more rows than these are long.
    pub(super) library_rows: u64,
    /// The most rows of one sheet.
    pub(super) most_rows: u64,
    /// Whether it is noted what every cell is given.
    pub(super) is_stated: bool,
    workbook: &'a mut Workbook,
    /// Its place among the workbook's sheets.
    at: usize,
}

/// Where the long tables of a sheet go.
pub(super) struct Long<'a> {
    pub(super) rows: &'a mut Vec<LongRows>,
    /// Keeps what is too much to hold.
    pub(super) folder: &'a Path,
    /// Tables of more rows than these are long.
    pub(super) library_rows: u64,
}

impl<'a> NewSheet<'a> {
    /// The sheet as rust_xlsxwriter knows it.
    pub(super) fn sheet(&mut self) -> Result<&mut Worksheet, XlsxError> {
        self.workbook.worksheet_from_index(self.at)
    }

    /// The sheet as rust_xlsxwriter knows it, and where its long tables go.
    pub(super) fn apart(self) -> Result<(&'a mut Worksheet, Long<'a>), XlsxError> {
        let Self { long: (rows, folder), library_rows, workbook, at, .. } = self;
        Ok((workbook.worksheet_from_index(at)?, Long { rows, folder, library_rows }))
    }

    /// Adds the `number`th sheet of the same rows, `花名册 (2)`, and turns to it.
    pub(super) fn go_on(&mut self, first: &str, number: usize) -> Result<(), XlsxError> {
        let tail = format!(" ({number})");
        let room = SHEET_NAME.saturating_sub(tail.len());
        self.name = first.chars().take(room).chain(tail.chars()).collect();
        self.workbook.add_worksheet().set_name(&self.name)?;
        self.at = self.workbook.worksheets().len() - 1;
        Ok(())
    }
}

impl Book {
    /// An empty workbook that keeps what is too much to hold in `folder`.
    pub(super) fn new(folder: &Path) -> Self {
        let (mut workbook, styles) = (Workbook::new(), Styles::new());
        styles.register(&mut workbook);
        let (long, folder) = (Vec::new(), folder.to_owned());
        let library_rows = bulk::LIBRARY_ROWS;
        Self { workbook, styles, long, library_rows, most_rows: MOST_ROWS, is_stated: false, folder }
    }

    /// Adds a sheet whose rows, which may hold formulas, all stand on it.
    pub(super) fn sheet(&mut self, name: &str) -> Result<NewSheet<'_>, Trouble> {
        Ok(NewSheet { library_rows: u64::MAX, most_rows: u64::MAX, ..self.sheet_for(name)? })
    }

    /// Adds a sheet for a grid without formulas in its rows, however many these are.
    pub(super) fn sheet_for(&mut self, name: &str) -> Result<NewSheet<'_>, Trouble> {
        self.workbook.add_worksheet().set_name(name)?;
        let at = self.workbook.worksheets().len() - 1;
        let Self { workbook, styles, long, library_rows, most_rows, is_stated, folder } = self;
        let (long, library_rows, most_rows) = ((long, folder.as_path()), *library_rows, *most_rows);
        let is_stated = *is_stated;
        Ok(NewSheet { name: name.to_owned(), styles, long, library_rows, most_rows, is_stated, workbook, at })
    }

    /// Gives the tabs of all sheets but the first `known` a colour; returns how many sheets there are.
    pub(super) fn colour_from(&mut self, known: usize, colour: Color) -> usize {
        let sheets = self.workbook.worksheets_mut();
        for sheet in sheets.iter_mut().skip(known) {
            sheet.set_tab_color(colour);
        }
        sheets.len()
    }

    /// Writes it to a new file that only its owner may read.
    pub(super) fn save(mut self, file: &Path) -> Result<(), Trouble> {
        let mut options = File::options();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut writer = BufWriter::new(NewFile::new(options.open(file)?));
        if self.long.is_empty() {
            self.workbook.save_to_writer(&mut writer)?;
        } else {
            let skeleton = self.workbook.save_to_buffer()?;
            bulk::join(skeleton, self.long, &mut writer)?;
        }
        Ok(writer.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync()?)
    }
}

/// An empty workbook of this kind.
pub(super) fn open(sources: &Sources<'_>, kind: &str, title: &str, folder: &Path) -> Book {
    Book { is_stated: sources.verify.is_some(), ..open_for(sources.settings, kind, title, folder) }
}

/// The same, where the ledger is not at hand.
pub(super) fn open_for(settings: &Settings, kind: &str, title: &str, folder: &Path) -> Book {
    let mut made = Book::new(folder);
    let book = &mut made.workbook;
    book.set_zip_compression_level(COMPRESSION);
    let properties = DocProperties::new()
        .set_title(title)
        .set_author("huibiao")
        .set_custom_property(STAMP_PROPERTY, stamp(settings, kind).as_str());
    // The creation date is the day the run counts for, so that the same inputs give the same bytes.
    let properties = match excel_date(settings.as_of) {
        Some(day) => properties.set_creation_datetime(&day),
        None => properties,
    };
    book.set_properties(&properties);
    made
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
