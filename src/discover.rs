//! Inbox → source files, sorted by path: what each is by its content, and its digest.

use std::path::{Path, PathBuf};

use crate::model::Source;
use crate::settings::Limits;

/// The inbox cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DiscoverError {
    /// A folder or file cannot be read.
    #[error("{path}: {error}")]
    Unreadable {
        /// The path as it was given.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
}

/// Every file below `inboxes` that counts as input (CONTRACT §2), in path order; `out` is passed over.
///
/// # Errors
///
/// When an inbox cannot be listed. A single file that cannot be read is a [`Source`] with its fault.
pub fn discover(
    inboxes: &[PathBuf],
    out: Option<&Path>,
    limits: &Limits,
) -> Result<Vec<Source>, DiscoverError> {
    let _ = (inboxes, out, limits);
    Ok(Vec::new())
}
