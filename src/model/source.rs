//! A file of the inbox, before and after it was opened.

use std::path::PathBuf;
use std::sync::Arc;

/// What a file is by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// Office Open XML workbook (`.xlsx`, `.xlsm`).
    Xlsx,
    /// The binary workbook in a zip (`.xlsb`).
    Xlsb,
    /// BIFF in an OLE container (`.xls`, `.et`).
    Xls,
    /// OpenDocument spreadsheet.
    Ods,
    /// Delimited text.
    Text,
    /// An HTML page with tables.
    Html,
    /// XML Spreadsheet 2003.
    Xml,
}

impl Format {
    /// The name `report.json` gives it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Xlsb => "xlsb",
            Self::Xls => "xls",
            Self::Ods => "ods",
            Self::Text => "text",
            Self::Html => "html",
            Self::Xml => "xml",
        }
    }
}

/// What discovery makes of a file's first bytes and its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceKind {
    /// Something that a reader may try.
    Table(Format),
    /// An OLE container that holds an encrypted package, or a zip that is encrypted.
    Encrypted,
    /// A document, picture, PDF or archive under its own kind of name: listed, not read.
    Other,
    /// No workbook under a workbook's name; or a damaged one.
    Unreadable,
    /// Larger than the limit, so not looked into.
    TooLarge,
    /// Not a byte in it.
    Empty,
    /// The same bytes as an earlier file of the inbox (in path order).
    Identical,
    /// A zip whose files are sources of their own, listed behind it.
    Archive,
}

/// A file found below the inbox.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its path below the inbox, with `/`.
    pub path: Arc<str>,
    /// Where to read it.
    pub absolute: PathBuf,
    /// Which file of the archive at `absolute` it is, where it lies in one.
    pub member: Option<usize>,
    /// Its size in bytes.
    pub size: u64,
    /// BLAKE3 of its bytes, in hexadecimal.
    pub digest: String,
    /// What it seems to be.
    pub kind: SourceKind,
    /// For [`SourceKind::Identical`]: the path of the file it repeats; of a superseded file the path of the later copy.
    pub same_as: Option<Arc<str>>,
    /// Why it is not read, where there is more to say than its kind.
    pub detail: Option<OpenFault>,
}

/// What became of a file: the `status` of `report.json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileStatus {
    /// Opened, and its rows accounted for.
    Read,
    /// Damaged, or no workbook.
    Unreadable,
    /// Needs a password that nobody gave.
    Encrypted,
    /// Beyond a limit.
    TooLarge,
    /// No cell with content.
    Empty,
    /// The same bytes as another file.
    Identical,
    /// No spreadsheet: listed only.
    Other,
    /// One of our own outputs.
    Own,
    /// A later copy of the same workbook came back: its rows are not read.
    Superseded,
}

impl FileStatus {
    /// The name `report.json` gives it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Unreadable => "unreadable",
            Self::Encrypted => "encrypted",
            Self::TooLarge => "too-large",
            Self::Empty => "empty",
            Self::Identical => "identical",
            Self::Other => "other",
            Self::Own => "own",
            Self::Superseded => "superseded",
        }
    }
}

/// Why a file could not be opened. The words for it stand in the rules (`check/file/`).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenFault {
    /// It ends before it should, or a part of it is missing.
    #[error("truncated")]
    Truncated,
    /// A part's checksum is wrong.
    #[error("checksum of {part} is wrong")]
    Checksum {
        /// The part's name inside the package.
        part: String,
    },
    /// Under a workbook's name lies something else.
    #[error("not a workbook but {actual}")]
    NotAWorkbook {
        /// What it is, in the words of [`Kind`](SourceKind): `docx`, `png`, `pdf`, `zip`, `text` …
        actual: &'static str,
    },
    /// Its structure makes no sense to a reader.
    #[error("damaged: {detail}")]
    Damaged {
        /// The reader's own words, masked; never a cell's value.
        detail: String,
    },
    /// It needs a password.
    #[error("encrypted")]
    Encrypted,
    /// It is beyond a limit.
    #[error("{what} is {actual}, the limit is {limit}")]
    TooLarge {
        /// What is too large: `size`, `unpacked`, `ratio`, `entries`, `rows`,
        /// `columns`, `cells`, `text`, `memory`, `time`.
        what: &'static str,
        /// How large it is (for memory and time: the limit again).
        actual: u64,
        /// The limit, in the same unit.
        limit: u64,
    },
    /// The operating system would not give it.
    #[error("cannot be read: {detail}")]
    Io {
        /// The system's words, without a path.
        detail: String,
    },
}

impl OpenFault {
    /// What is wrong with an archive that lists two files of one name.
    pub const TWINS: &str = "two files of one name";

    /// Whether it may be the machine's: busy, out of memory, a disk that refused.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Io { .. } => true,
            Self::TooLarge { what, .. } => matches!(*what, "memory" | "time"),
            Self::Truncated
            | Self::Checksum { .. }
            | Self::NotAWorkbook { .. }
            | Self::Damaged { .. }
            | Self::Encrypted => false,
        }
    }
}
