//! What a zip is: a workbook of one of three formats, a document of another kind, an archive.

use std::io::{BufReader, Read, Seek};

use zip::ZipArchive;

use crate::model::{Format, OpenFault};

/// The most of `[Content_Types].xml` or `META-INF/manifest.xml` that is looked at.
const DIRECTORY_BYTES: u64 = 4 * 1024 * 1024;

/// What a package's parts say.
pub(super) enum Package {
    /// A workbook.
    Workbook(Format),
    /// A workbook whose parts are encrypted.
    Encrypted,
    /// A package of another kind.
    Other(&'static str),
    /// The list of its parts is gone or makes no sense. With whether the file's beginning looks like a workbook's.
    Damaged(OpenFault, bool),
}

/// Main parts, as content types name them. The binary workbook's type has the macro workbook's as its beginning.
const MAIN_TYPES: [(&str, Format); 6] = [
    ("ms-excel.sheet.binary.macroenabled.main", Format::Xlsb),
    ("spreadsheetml.sheet.main+xml", Format::Xlsx),
    ("spreadsheetml.template.main+xml", Format::Xlsx),
    ("ms-excel.sheet.macroenabled.main+xml", Format::Xlsx),
    ("ms-excel.template.macroenabled.main+xml", Format::Xlsx),
    ("ms-excel.addin.macroenabled.main+xml", Format::Xlsx),
];

/// Parts that tell what another kind of package is.
const OTHERS: [(&str, &str); 5] = [
    ("word/", "docx"),
    ("ppt/", "pptx"),
    ("visio/", "vsdx"),
    ("index/document.iwa", "numbers"),
    ("fixeddocseq.fdseq", "xps"),
];

pub(super) fn examine<F: Read + Seek>(file: &mut F, head: &[u8]) -> Package {
    let mut zip = match ZipArchive::new(BufReader::new(&mut *file)) {
        Ok(zip) => zip,
        Err(error) => return damaged(&error, head),
    };
    let names: Vec<String> = zip.file_names_raw().map(normalised).collect();
    if let Some(index) = names.iter().position(|name| name == "mimetype")
        && let Some(package) = open_document(&mut zip, index, &names)
    {
        return package;
    }
    let format = by_content_type(&mut zip, &names).or_else(|| by_part(&names));
    if let Some(format) = format {
        return if is_encrypted(&mut zip) { Package::Encrypted } else { Package::Workbook(format) };
    }
    let other = OTHERS.iter().find(|(part, _)| names.iter().any(|name| name.starts_with(part)));
    Package::Other(other.map_or(super::content::ARCHIVE, |(_, kind)| kind))
}

/// A part's name as it should be: with `/`, in lower case.
fn normalised(name: &[u8]) -> String {
    String::from_utf8_lossy(name).replace('\\', "/").trim_start_matches('/').to_lowercase()
}

fn damaged(error: &zip::result::ZipError, head: &[u8]) -> Package {
    // Without the list of parts at its end a zip is cut off; the names at its beginning are still there.
    let is_workbook = [&b"xl/"[..], b"xl\\", b"opendocument.spreadsheet"]
        .iter()
        .any(|part| memchr::memmem::find(head, part).is_some());
    let fault = match error {
        zip::result::ZipError::InvalidArchive(_) | zip::result::ZipError::Io(_) => OpenFault::Truncated,
        error => OpenFault::Damaged { detail: crate::finding::mask(&error.to_string()) },
    };
    Package::Damaged(fault, is_workbook)
}

fn part<R: Read + Seek>(zip: &mut ZipArchive<R>, index: usize) -> Option<String> {
    let mut bytes = Vec::new();
    zip.by_index(index).ok()?.take(DIRECTORY_BYTES).read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

fn open_document<R: Read + Seek>(zip: &mut ZipArchive<R>, index: usize, names: &[String]) -> Option<Package> {
    let kind = part(zip, index)?;
    if !kind.contains("opendocument.spreadsheet") {
        return kind.contains("opendocument").then_some(Package::Other("odf"));
    }
    let manifest = names.iter().position(|name| name == "meta-inf/manifest.xml").and_then(|index| part(zip, index));
    let encrypted = manifest.is_some_and(|manifest| manifest.contains("encryption-data"));
    Some(if encrypted { Package::Encrypted } else { Package::Workbook(Format::Ods) })
}

fn by_content_type<R: Read + Seek>(zip: &mut ZipArchive<R>, names: &[String]) -> Option<Format> {
    let index = names.iter().position(|name| name == "[content_types].xml")?;
    let types = part(zip, index)?.to_lowercase();
    MAIN_TYPES.iter().find(|(name, _)| types.contains(name)).map(|&(_, format)| format)
}

fn by_part(names: &[String]) -> Option<Format> {
    let has = |part: &str| names.iter().any(|name| name == part);
    if has("xl/workbook.xml") {
        Some(Format::Xlsx)
    } else if has("xl/workbook.bin") {
        Some(Format::Xlsb)
    } else {
        None
    }
}

fn is_encrypted<R: Read + Seek>(zip: &mut ZipArchive<R>) -> bool {
    (0..zip.len()).any(|index| zip.by_index_raw(index).is_ok_and(|part| part.encrypted()))
}
