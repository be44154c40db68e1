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
        loop {
            let mut options = File::options();
            options.create(true).truncate(false).write(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let file = options.open(path).map_err(OutboxError::io(path))?;
            match file.try_lock() {
                Ok(()) if is_still(&file, path) => return Ok(Self { path: path.to_path_buf(), _file: file }),
                // The run before removed the file between our opening and our locking it: a third run may have made
                // another.
                Ok(()) => {}
                Err(fs::TryLockError::WouldBlock) => return Err(OutboxError::Busy),
                Err(fs::TryLockError::Error(error)) => return Err(OutboxError::io(path)(error)),
            }
        }
    }
}

/// Whether the path still leads to this file.
#[cfg(unix)]
fn is_still(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), fs::metadata(path)) {
        (Ok(held), Ok(there)) => (held.dev(), held.ino()) == (there.dev(), there.ino()),
        _ => false,
    }
}

/// Windows removes a file only once the last handle is closed, and lets nobody open it meanwhile.
#[cfg(not(unix))]
fn is_still(_: &File, _: &Path) -> bool {
    true
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}
