//! The reader that `--verify` compares the written workbooks with.

use std::path::Path;

use crate::model::{Book, OpenFault};
use crate::open;

/// Reads a workbook of this run.
pub(super) fn read(file: &Path) -> Result<Book, OpenFault> {
    let bytes = std::fs::read(file).map_err(|error| OpenFault::Io { detail: error.to_string() })?;
    open::written(&bytes)
}
