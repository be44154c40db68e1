//! Bytes that are written once and read back once.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// So much is held in memory; what is more lies in a file that nobody else sees.
const HELD: usize = 8 * 1024 * 1024;
/// In pieces of this size: to make room nothing is copied, and what was read back is given up at once.
const PIECE: usize = 256 * 1024;

/// Bytes in memory, piece by piece, or behind each other in a file.
#[derive(Debug)]
pub(super) struct Spool {
    folder: PathBuf,
    /// The bytes, or those that do not lie in the file yet.
    pieces: Vec<Vec<u8>>,
    file: Option<File>,
    bytes: u64,
}

impl Spool {
    /// Nothing yet; `folder` takes what is too much to hold.
    pub(super) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), pieces: Vec::new(), file: None, bytes: 0 }
    }

    /// How many bytes were written.
    pub(super) const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Adds bytes, all of them into one piece.
    pub(super) fn add(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.bytes += bytes.len() as u64;
        match self.pieces.last_mut() {
            Some(last) if last.len() + bytes.len() <= last.capacity() => last.extend_from_slice(bytes),
            _ => {
                if self.pieces.len() * PIECE >= HELD {
                    self.spill()?;
                }
                let mut piece = Vec::with_capacity(PIECE.max(bytes.len()));
                piece.extend_from_slice(bytes);
                self.pieces.push(piece);
            }
        }
        Ok(())
    }

    /// Puts what is held into the file.
    fn spill(&mut self) -> io::Result<()> {
        let mut file = match self.file.take() {
            Some(file) => file,
            None => tempfile::tempfile_in(&self.folder)?,
        };
        self.pieces.drain(..).try_for_each(|piece| file.write_all(&piece))?;
        self.file = Some(file);
        Ok(())
    }

    /// Writes all of it to `out`.
    pub(super) fn empty_into(mut self, out: &mut impl Write) -> io::Result<()> {
        if let Some(file) = &mut self.file {
            file.seek(SeekFrom::Start(0))?;
            io::copy(file, out)?;
        }
        self.pieces.into_iter().try_for_each(|piece| out.write_all(&piece))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_comes_back_in_order_whether_held_or_not() {
        let folder = tempfile::tempdir().unwrap();
        for rows in [0, 1, 1_000, 300_000] {
            let (mut spool, mut whole) = (Spool::new(folder.path()), Vec::new());
            for row in 0..rows {
                let text = format!("<row r=\"{row}\">{}</row>", "王".repeat(row % 50));
                spool.add(text.as_bytes()).unwrap();
                whole.extend_from_slice(text.as_bytes());
            }
            // More than is held, and more than a piece, at once.
            let large = vec![b'x'; PIECE + 1];
            spool.add(&large).unwrap();
            whole.extend_from_slice(&large);
            assert_eq!(spool.bytes(), whole.len() as u64);
            assert_eq!(spool.file.is_some(), whole.len() > HELD + PIECE, "{rows}");
            let mut back = Vec::new();
            spool.empty_into(&mut back).unwrap();
            assert!(back == whole, "{rows}");
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
