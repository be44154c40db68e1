//! What a file is by its content, and what that means under its name.

use std::io::{self, Read, Seek};

use super::{archive, ole, package};
use crate::decode;
use crate::model::{Format, OpenFault, SourceKind, is_blank};

/// How much of a file is looked at to tell what it is.
const HEAD_BYTES: u64 = 256 * 1024;

/// What a zip is that is nothing else.
pub(super) const ARCHIVE: &str = "zip";

/// What the name's end promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extension {
    /// A workbook.
    Workbook,
    /// A delimited text.
    Table,
    /// A text of any kind, or no extension at all.
    Text,
    /// Settings, a program, a page: text that is no table whatever its commas.
    Source,
    /// Something else.
    Other,
}

impl Extension {
    pub(super) fn of(path: &str) -> Self {
        let name = path.rsplit('/').next().unwrap_or(path);
        let Some((_, extension)) = name.rsplit_once('.') else {
            return Self::Text;
        };
        match extension.to_lowercase().as_str() {
            "xlsx" | "xlsm" | "xlsb" | "xltx" | "xltm" | "xls" | "xlt" | "xlw" | "et" | "ett" | "ets" | "ods"
            | "ots" => Self::Workbook,
            "csv" | "tsv" | "tab" => Self::Table,
            "txt" => Self::Text,
            "toml" | "ini" | "json" | "yaml" | "yml" | "md" | "css" | "js" | "py" | "sql" | "sh" | "bat" | "url" => {
                Self::Source
            }
            _ => Self::Other,
        }
    }

    /// Whether the name is that of a table or of a text that may be one.
    fn is_data(self) -> bool {
        matches!(self, Self::Workbook | Self::Table | Self::Text)
    }

    /// Whether the name promises a spreadsheet, so that anything else under it is a fault.
    fn is_spreadsheet(self) -> bool {
        matches!(self, Self::Workbook | Self::Table)
    }
}

type Judged = (SourceKind, Option<OpenFault>);

/// What the file is. `file` stands at its beginning.
pub(super) fn judge<F: Read + Seek>(file: &mut F, size: u64, extension: Extension) -> io::Result<Judged> {
    if size == 0 {
        return Ok(match extension {
            Extension::Workbook => (SourceKind::Unreadable, Some(OpenFault::Truncated)),
            Extension::Table | Extension::Text => (SourceKind::Empty, None),
            Extension::Source | Extension::Other => (SourceKind::Other, None),
        });
    }
    let head = head(file)?;
    file.rewind()?;
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Ok(zipped(package::examine(file, &head), &head, extension));
    }
    if head.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Ok(compound(&ole::examine(file), extension));
    }
    if is_biff(&head) {
        return Ok((SourceKind::Table(Format::Xls), None));
    }
    if let Some(actual) = magic(&head) {
        return Ok(no_workbook(actual, extension));
    }
    Ok(text(whole_lines(&head, size), extension))
}

/// What `actual` means under the file's name.
pub(super) fn no_workbook(actual: &'static str, extension: Extension) -> Judged {
    let kind = if extension.is_spreadsheet() { SourceKind::Unreadable } else { SourceKind::Other };
    (kind, Some(OpenFault::NotAWorkbook { actual }))
}

/// What the file is, if its first bytes say that it is no table whatever comes after.
pub(super) fn other_by_magic(file: &mut impl Read) -> io::Result<Option<&'static str>> {
    let head = head(file)?;
    Ok(magic(&head))
}

fn head(file: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    file.by_ref().take(HEAD_BYTES).read_to_end(&mut head)?;
    Ok(head)
}

fn zipped(package: package::Package, head: &[u8], extension: Extension) -> Judged {
    match package {
        package::Package::Workbook(format) => (SourceKind::Table(format), None),
        package::Package::Encrypted => (SourceKind::Encrypted, Some(OpenFault::Encrypted)),
        package::Package::Other(actual) => no_workbook(actual, extension),
        package::Package::Damaged(fault, is_workbook) if is_workbook || extension == Extension::Workbook => {
            (SourceKind::Unreadable, Some(fault))
        }
        // An archive that was cut off had children in it that nobody would miss otherwise.
        package::Package::Damaged(fault, _) if archive::promises_tables(head) => (SourceKind::Unreadable, Some(fault)),
        package::Package::Damaged(..) => no_workbook("damaged zip", extension),
    }
}

fn compound(compound: &ole::Compound, extension: Extension) -> Judged {
    match compound {
        ole::Compound::Workbook => (SourceKind::Table(Format::Xls), None),
        // A document with a password is no workbook, but nobody can tell without its name.
        ole::Compound::Encrypted if extension == Extension::Other => no_workbook("encrypted", extension),
        ole::Compound::Encrypted => (SourceKind::Encrypted, Some(OpenFault::Encrypted)),
        ole::Compound::Other(actual) => no_workbook(actual, extension),
        // The reader may still find a workbook's stream in it, or say what is wrong.
        ole::Compound::Damaged if extension == Extension::Workbook => (SourceKind::Table(Format::Xls), None),
        ole::Compound::Damaged => no_workbook("ole", extension),
    }
}

/// Whether the file is a bare BIFF stream, as programs of the nineties wrote it.
fn is_biff(head: &[u8]) -> bool {
    let starts: [&[u8]; 6] = [
        b"\x09\x00\x04\x00",
        b"\x09\x02\x06\x00",
        b"\x09\x04\x06\x00",
        b"\x09\x08\x06\x00",
        b"\x09\x08\x08\x00",
        b"\x09\x08\x10\x00",
    ];
    starts.iter().any(|start| head.starts_with(start))
}

/// First bytes of files that are no table.
const MAGIC: [(&[u8], &str); 22] = [
    (b"%PDF", "pdf"),
    (b"\x89PNG", "png"),
    (b"\xFF\xD8\xFF", "jpg"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"RIFF", "riff"),
    (b"Rar!", "rar"),
    (b"7z\xBC\xAF\x27\x1C", "7z"),
    (b"\x1F\x8B", "gz"),
    (b"BZh", "bz2"),
    (b"\xFD7zXZ", "xz"),
    (b"{\\rtf", "rtf"),
    (b"SQLite format 3\0", "sqlite"),
    (b"MZ", "exe"),
    (b"\x7FELF", "exe"),
    (b"ID3", "mp3"),
    (b"\0\0\x01\0", "ico"),
    (b"MIME-Version:", "mht"),
    (b"PK\x07\x08", "zip"),
    (b"\xC5\xD0\xD3\xC6", "eps"),
];

fn magic(head: &[u8]) -> Option<&'static str> {
    if head.get(4..8) == Some(b"ftyp") {
        return Some("mp4");
    }
    let (start, kind) = MAGIC.iter().find(|(start, _)| head.starts_with(start))?;
    // Two letters may begin a text as well.
    let is_text = start.iter().all(u8::is_ascii_alphanumeric) && decode::text(head).is_ok();
    (!is_text).then_some(kind)
}

/// The head of a longer file, without the line that it cuts.
fn whole_lines(head: &[u8], size: u64) -> &[u8] {
    if head.len() as u64 >= size {
        return head;
    }
    let is_wide =
        head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") || head.iter().take(4096).any(|&byte| byte == 0);
    let last = head.iter().rposition(|&byte| byte == b'\n').map_or(head.len(), |line| line + 1);
    &head[..if is_wide { last + last % 2 } else { last }.min(head.len())]
}

fn text(head: &[u8], extension: Extension) -> Judged {
    let is_markup = head.trim_ascii_start().starts_with(b"<");
    if !is_markup && extension.is_data() && decode::is_mixed(head) {
        return (SourceKind::Unreadable, Some(OpenFault::NotAWorkbook { actual: "mixed" }));
    }
    let Ok(text) = (if is_markup { decode::markup(head) } else { decode::text(head) }) else {
        return no_workbook("unknown", extension);
    };
    let table = |format| (SourceKind::Table(format), None);
    if is_blank(&text) {
        return match extension {
            Extension::Table | Extension::Text => table(Format::Text),
            _ => no_workbook("text", extension),
        };
    }
    if let Some(format) = markup(&text) {
        return format.map_or_else(|actual| no_workbook(actual, extension), table);
    }
    if text.starts_with("ID;P") && text.contains("\nC;") {
        return no_workbook("sylk", extension);
    }
    match extension {
        Extension::Table => table(Format::Text),
        Extension::Source => no_workbook("text", extension),
        Extension::Workbook if has_table(&text) => table(Format::Html),
        _ if is_json(&text) => no_workbook("json", extension),
        _ if decode::is_table(&text) => table(Format::Text),
        _ => no_workbook("text", extension),
    }
}

/// The format of a marked-up text, or what it is instead; `None` for plain text.
fn markup(text: &str) -> Option<Result<Format, &'static str>> {
    let start = text.trim_start_matches(|c: char| crate::model::is_space(c));
    if !start.starts_with('<') {
        return None;
    }
    let lower = start.to_ascii_lowercase();
    if lower.contains("urn:schemas-microsoft-com:office:spreadsheet") && lower.contains("workbook") {
        return Some(Ok(Format::Xml));
    }
    // Its tables are no page's, though they are named alike.
    if lower.contains("urn:oasis:names:tc:opendocument") {
        return Some(Err("fods"));
    }
    if lower.contains("<table") {
        return Some(Ok(Format::Html));
    }
    let is_page =
        ["<html", "<!doctype html", "<head", "<body", "<meta", "<style"].iter().any(|tag| lower.contains(tag));
    Some(Err(if is_page { "html" } else { "xml" }))
}

/// Whether a page's table stands behind other text: export programs may write a message of their own before it.
fn has_table(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    ["<table", "<tr", "<td"].iter().all(|tag| lower.contains(tag))
}

fn is_json(text: &str) -> bool {
    let start = text.trim_start();
    let mut characters = start.chars().filter(|c| !c.is_whitespace());
    matches!(
        (characters.next(), characters.next()),
        (Some('{'), Some('"' | '}')) | (Some('['), Some('{' | '[' | '"' | ']'))
    )
}
