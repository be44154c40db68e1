//! A file being written, on a disk that may fill up.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};

/// A new file. Its first failure is told; what is written after it goes nowhere, without a word: a package that is
/// dropped unfinished is finished once more, and the zip crate prints to the terminal when that fails too.
#[derive(Debug)]
pub(super) struct NewFile {
    file: File,
    has_failed: bool,
}

impl NewFile {
    /// Nothing was written yet.
    pub(super) const fn new(file: File) -> Self {
        Self { file, has_failed: false }
    }

    /// Waits until the disk has it all; fails where something was not written.
    pub(super) fn sync(self) -> io::Result<()> {
        if self.has_failed { Err(io::Error::other("not written to its end")) } else { self.file.sync_all() }
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.has_failed {
            self.file.seek_relative(bytes.len().try_into().map_err(io::Error::other)?)?;
            return Ok(bytes.len());
        }
        let written = self.file.write(bytes);
        self.has_failed = written.as_ref().is_err_and(|error| error.kind() != io::ErrorKind::Interrupted);
        written
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.has_failed { Ok(()) } else { self.file.flush() }
    }
}

impl Seek for NewFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_told_once_and_the_place_goes_on() {
        let path = tempfile::NamedTempFile::new().unwrap().into_temp_path();
        // Open for reading alone, it refuses every write.
        let mut file = NewFile::new(File::open(&path).unwrap());
        assert!(file.write_all(b"ten bytes.").is_err());
        file.write_all(b"ten bytes.").unwrap();
        file.flush().unwrap();
        assert_eq!(file.stream_position().unwrap(), 10);
        assert_eq!(std::fs::read(&path).unwrap(), b"");
        assert!(file.sync().is_err());
    }
}
