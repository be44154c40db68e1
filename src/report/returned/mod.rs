//! Each school's own workbook back, with a note in every cell that has a problem and a list of them all.
//!
//! An `.xlsx` is edited as a package (`package`): what need not change stays to the byte. Every other format, and a
//! package that is built too strangely, is written anew from its values (`rewrite`) and then edited the same way.

mod list;
mod mark;
mod names;
mod package;
mod rewrite;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::Path;

pub use names::Names;

use super::trouble::Trouble;
use super::{Output, ReportError, protect};
use crate::finding::{Finding, Rule};
use crate::model::{Book, Format, OpenFault, ReturnStamp};
use crate::settings::{Password, Settings};
use list::Told;
use package::Refused;

/// The kind of these outputs.
pub(super) const KIND: &str = "returned";
/// The folder in OUT that they lie in.
pub const FOLDER: &str = "退回修改";

/// What the words of a copy come from.
#[derive(Clone, Copy, Debug)]
pub struct Wording<'a> {
    /// Every rule, for remedies.
    pub rules: &'a [&'a Rule],
    /// The run's settings.
    pub settings: &'a Settings,
}

/// A copy that is to be made.
#[derive(Clone, Debug)]
pub struct Copy<'a> {
    /// Its path below OUT, with `/`, as [`Names::place`] gave it.
    pub path: &'a str,
    /// What is wrong in the workbook, in any order.
    pub findings: &'a [&'a Finding],
    /// BLAKE3 of the workbook as it was sent, in hexadecimal.
    pub digest: &'a str,
    /// The format of the workbook as it was sent.
    pub format: Format,
    /// Its bytes; what was decrypted is not what was sent.
    pub bytes: &'a [u8],
    /// The password that it was sent with.
    pub password: Option<&'a Password>,
}

/// Why no copy was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotReturned {
    /// It needs a password that cannot be set again, and a copy without one would lie open.
    Protected,
    /// It is too large to be written anew, or to be edited.
    TooLarge,
    /// It was changed while it was being read.
    Changed,
    /// It could not be opened again, or not be edited.
    Fault(String),
}

/// The most cells that are written anew: they are held in memory.
const MOST_CELLS: usize = 1_000_000;

/// Makes a copy and writes it below `folder`. `open` reads the workbook's values; it is called only where the workbook
/// cannot be edited as it is.
///
/// # Errors
///
/// A disk that refuses. What keeps this one copy from being made is no error.
pub fn write(
    copy: &Copy<'_>,
    wording: Wording<'_>,
    open: impl FnOnce() -> Result<Book, OpenFault>,
    folder: &Path,
) -> Result<Result<Output, NotReturned>, ReportError> {
    let protected = |bytes: Vec<u8>| match copy.password {
        Some(password) => protect::again(password, &bytes).map_err(|_| NotReturned::Protected),
        None => Ok(bytes),
    };
    let bytes = match made(copy, wording, open).and_then(protected) {
        Ok(bytes) => bytes,
        Err(why) => return Ok(Err(why)),
    };
    save(&bytes, copy.path, folder).map_err(|error| Trouble::Io(error).at(copy.path))?;
    let digest = Some(blake3::hash(&bytes).to_hex().to_string());
    Ok(Ok(Output { kind: KIND, path: copy.path.to_owned(), digest }))
}

/// The copy's bytes.
fn made(
    copy: &Copy<'_>,
    wording: Wording<'_>,
    open: impl FnOnce() -> Result<Book, OpenFault>,
) -> Result<Vec<u8>, NotReturned> {
    let stamp = |earlier: Option<ReturnStamp>| match earlier {
        // A copy that came back is a further version of the workbook that was sent first.
        Some(ReturnStamp { source, versions, .. }) => (source, versions.saturating_add(1)),
        None => (copy.digest.to_owned(), 0),
    };
    if copy.format == Format::Xlsx {
        match edited(copy, wording, stamp) {
            Err(Refused::Strange(_)) => {}
            Err(Refused::TooLarge) => return Err(NotReturned::TooLarge),
            Ok(bytes) => return Ok(bytes),
        }
    }
    let book = open().map_err(|fault| NotReturned::Fault(fault.to_string()))?;
    let rewritten = rewrite::write(&book, wording.settings.as_of)?;
    let told = Told { wording, copy, stamp: stamp(rewritten.stamp), had_macros: false, is_rewritten: true };
    let words = |_| (list::marks(&told, &rewritten.names), list::list(&told, &rewritten.names));
    package::edit(&rewritten.bytes, words).map_err(|refused| match refused {
        Refused::Strange(detail) => NotReturned::Fault(detail),
        Refused::TooLarge => NotReturned::TooLarge,
    })
}

/// The workbook itself with its marks.
fn edited(
    copy: &Copy<'_>,
    wording: Wording<'_>,
    stamp: impl Fn(Option<ReturnStamp>) -> (String, u32),
) -> Result<Vec<u8>, Refused> {
    package::edit(copy.bytes, |found| {
        let told = Told { wording, copy, stamp: stamp(found.stamp), had_macros: found.has_macros, is_rewritten: false };
        let names = BTreeMap::new();
        (list::marks(&told, &names), list::list(&told, &names))
    })
}

/// Writes a file that only its owner may read, and the folders above it.
fn save(bytes: &[u8], path: &str, folder: &Path) -> std::io::Result<()> {
    let file = folder.join(path);
    let mut folders = std::fs::DirBuilder::new();
    folders.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folders, 0o700);
    if let Some(parent) = file.parent() {
        folders.create(parent)?;
    }
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?.write_all(bytes)
}
