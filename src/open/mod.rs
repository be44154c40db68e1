//! Source file → sheets of cells with true addresses, merges and hidden flags. The only place that knows formats.

use std::path::PathBuf;

use crate::model::{Book, OpenFault, Source};
use crate::settings::Limits;

/// What readers need besides the file.
#[derive(Clone, Debug)]
pub struct Reader {
    /// What a file may cost.
    pub limits: Limits,
    /// The program that serves as worker for formats that need a memory cap: this program itself.
    pub worker: PathBuf,
}

/// Opens a file that discovery took for a table.
///
/// # Errors
///
/// A fault of the file; it never stops the batch.
pub fn open(source: &Source, reader: &Reader) -> Result<Book, OpenFault> {
    let _ = (source, reader);
    Ok(Book::default())
}

impl Reader {
    /// x
    pub fn new(limits: Limits, worker: PathBuf) -> Self {
        Self { limits, worker }
    }
}

/// x
pub fn serve_worker() -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
