//! The workbooks behind the clerk's password, several at once: each is encrypted, opened again and compared.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use rayon::prelude::*;

use super::{JobError, Watch};
use crate::open;
use crate::report::{Output, protect};
use crate::settings::Password;

/// Encrypts the workbooks among `outputs`; gives how many there are. All else stays as it is.
///
/// # Errors
///
/// A disk that refuses; a workbook that does not open as it was; a job that is stopped.
pub(super) fn seal(
    outputs: &mut [Output],
    password: Option<&Password>,
    watch: &Watch<'_>,
    staging: &Path,
) -> Result<usize, JobError> {
    let Some(password) = password else {
        return Ok(0);
    };
    let sealed = outputs.par_iter_mut().filter(|output| output.is_workbook()).map(|output| {
        watch.still_wanted()?;
        protect::encrypt(output, password, |bytes| open::decrypted(bytes, password), staging)?;
        Ok(())
    });
    sealed.collect::<Result<Vec<()>, JobError>>().map(|sealed| sealed.len())
}

/// How an encrypted workbook begins.
const CONTAINER: &[u8; 8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Whether an output of ours is encrypted.
pub(super) fn is_sealed(file: &Path) -> bool {
    let mut begins = [0; CONTAINER.len()];
    File::open(file).and_then(|mut file| file.read_exact(&mut begins)).is_ok() && begins == *CONTAINER
}
