//! A marked copy behind the password that the workbook had when it was sent (MS-OFFCRYPTO, agile).
//!
//! Equal inputs give equal bytes, so nothing here is drawn by chance: the salts and the key come from a generator whose
//! seed is derived from the password and the whole copy, which nobody knows who may not read it.

use std::io::{Cursor, Error, Result, Write};
use std::time::UNIX_EPOCH;

use ms_offcrypto_writer::Ecma376AgileWriter;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

use crate::settings::Password;

/// What the seed is derived for, so that it is good for nothing else.
const PURPOSE: &str = "huibiao 2026-11-22 salts of a returned workbook";

/// The package, encrypted.
pub(super) fn with(password: &Password, package: &[u8]) -> Result<Vec<u8>> {
    let mut seed = blake3::Hasher::new_derive_key(PURPOSE);
    seed.update(&(password.reveal().len() as u64).to_le_bytes()).update(password.reveal().as_bytes()).update(package);
    let mut generator = ChaCha20Rng::from_seed(*seed.finalize().as_bytes());
    let mut writer = Ecma376AgileWriter::create(&mut generator, password.reveal(), Cursor::new(Vec::new()))?;
    writer.write_all(package)?;
    timeless(writer.into_inner()?)
}

/// The container without the times at which its parts were made.
fn timeless(container: Cursor<Vec<u8>>) -> Result<Vec<u8>> {
    let mut file = cfb::CompoundFile::open(container)?;
    let storages: Vec<_> =
        file.walk().filter(|entry| !entry.is_stream()).map(|entry| entry.path().to_path_buf()).collect();
    for storage in storages {
        file.set_created_time(&storage, UNIX_EPOCH)?;
        file.set_modified_time(&storage, UNIX_EPOCH)?;
    }
    file.flush()?;
    let bytes = file.into_inner().into_inner();
    if bytes.is_empty() { Err(Error::other("empty")) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_protected_copy_opens_with_its_password_alone_and_is_the_same_every_time() {
        let package = b"PK\x03\x04 and what follows".repeat(700);
        let (right, wrong) = (Password::new("qingshi-2026"), "qingshi-2027");
        let made = with(&right, &package).unwrap();
        assert!(made == with(&right, &package).unwrap());
        assert_eq!(office_crypto::decrypt_from_bytes(made.clone(), right.reveal()).unwrap(), package);
        assert!(office_crypto::decrypt_from_bytes(made, wrong).map_or(true, |other| other != package));
        let other = with(&Password::new(wrong), &package).unwrap();
        assert!(other != with(&right, &package).unwrap());
    }
}
