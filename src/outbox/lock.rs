//! One run at a time may write to an OUT.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::OutboxError;

/// A lock file beside OUT, gone with the run.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    /// Held open: the system's lock ends with the handle.
    _file: File,
}

impl Lock {
    /// Takes the lock at `path`, or says that another run has it.
    pub(super) fn take(path: &Path) -> Result<Self, OutboxError> {
        let file =
            File::options().create(true).truncate(false).write(true).open(path).map_err(OutboxError::io(path))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { path: path.to_path_buf(), _file: file }),
            Err(fs::TryLockError::WouldBlock) => Err(OutboxError::Busy),
            Err(fs::TryLockError::Error(error)) => Err(OutboxError::io(path)(error)),
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}
