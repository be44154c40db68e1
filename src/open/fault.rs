//! What readers' errors mean for the file.

use std::io;

use zip::result::ZipError;

use crate::finding::mask;
use crate::model::OpenFault;

/// A fault with a reader's own words, masked and cut short: they may quote a cell.
pub(super) fn damaged(words: &str) -> OpenFault {
    let words: String = words.chars().filter(|c| !c.is_control()).take(120).collect();
    OpenFault::Damaged { detail: mask(&words) }
}

/// What a failed read of the part `name` means.
pub(super) fn of_part(error: &io::Error, name: &str) -> OpenFault {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => OpenFault::Truncated,
        _ if error.to_string().to_lowercase().contains("checksum") => OpenFault::Checksum { part: name.to_owned() },
        // What inflates to nonsense would not have had its checksum either.
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => OpenFault::Checksum { part: name.to_owned() },
        _ => damaged(&error.to_string()),
    }
}

/// What a failed look into a package means.
pub(super) fn of_zip(error: &ZipError) -> OpenFault {
    match error {
        ZipError::InvalidPassword => OpenFault::Encrypted,
        ZipError::UnsupportedArchive(words) if words.to_lowercase().contains("password") => OpenFault::Encrypted,
        ZipError::FileNotFound => OpenFault::Truncated,
        ZipError::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => OpenFault::Truncated,
        ZipError::InvalidArchive(words) if words.contains("EOCD") || words.contains("end of central") => {
            OpenFault::Truncated
        }
        error => damaged(&error.to_string()),
    }
}

/// What a failed read of XML means: one that ends inside an element is cut off.
pub(super) fn of_xml(error: &quick_xml::Error) -> OpenFault {
    match error {
        // Nearly all faults of syntax are elements that never end.
        quick_xml::Error::Syntax(fault) if fault.to_string().contains("end of input") => OpenFault::Truncated,
        quick_xml::Error::Io(error) => of_part(error, "xml"),
        error => damaged(&error.to_string()),
    }
}
