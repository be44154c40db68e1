//! Workbooks behind a password (MS-OFFCRYPTO, agile: AES-256, SHA-512), as Excel, WPS and LibreOffice open them.
//!
//! A school's marked copy has the password that it was sent with, and equal inputs give equal bytes: its salts and its
//! key come from a generator whose seed is derived from the password and the whole copy, which nobody knows who may not
//! read it ([`again`]). What is written for the clerk has salts and a key that the system draws afresh each time
//! ([`encrypt`]): nobody can tell from two of them whether they say the same.

use std::fs::{self, File};
use std::io::{Cursor, Error, Result, Write};
use std::path::Path;
use std::time::UNIX_EPOCH;

use ms_offcrypto_writer::Ecma376AgileWriter;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

use super::trouble::Trouble;
use super::{Output, ReportError};
use crate::settings::Password;

/// What the seed is derived for, so that it is good for nothing else.
const PURPOSE: &str = "huibiao 2026-11-22 salts of a returned workbook";

/// How a file's name goes on while it is being encrypted.
const UNDER_WAY: &str = "加密";

/// Encrypts a workbook that lies below `folder`, opens it again with `open`, which knows the password too, and puts it in
/// the place of the readable one. The output's digest is then that of the encrypted file.
///
/// # Errors
///
/// A disk or a generator that refuses; a workbook that does not open as it was.
pub fn encrypt(
    output: &mut Output,
    password: &Password,
    open: impl FnOnce(&[u8]) -> Option<Vec<u8>>,
    folder: &Path,
) -> std::result::Result<(), ReportError> {
    let file = folder.join(&output.path);
    let made = || -> std::result::Result<String, Trouble> {
        let package = fs::read(&file)?;
        let sealed = afresh(password, &package)?;
        if open(&sealed).is_none_or(|opened| opened != package) {
            return Err(Trouble::TieOut("what was encrypted does not open as it was".to_owned()));
        }
        replace(&file, &sealed)?;
        Ok(blake3::hash(&sealed).to_hex().to_string())
    };
    output.digest = Some(made().map_err(|trouble| trouble.at(&output.path))?);
    Ok(())
}

/// The package, encrypted with what the system draws.
fn afresh(password: &Password, package: &[u8]) -> Result<Vec<u8>> {
    let mut generator = ChaCha20Rng::try_from_os_rng().map_err(Error::other)?;
    with(&mut generator, password, package)
}

/// The package, encrypted the same way every time.
pub(super) fn again(password: &Password, package: &[u8]) -> Result<Vec<u8>> {
    let mut seed = blake3::Hasher::new_derive_key(PURPOSE);
    seed.update(&(password.reveal().len() as u64).to_le_bytes()).update(password.reveal().as_bytes()).update(package);
    with(&mut ChaCha20Rng::from_seed(*seed.finalize().as_bytes()), password, package)
}

fn with(generator: &mut ChaCha20Rng, password: &Password, package: &[u8]) -> Result<Vec<u8>> {
    let mut writer = Ecma376AgileWriter::create(generator, password.reveal(), Cursor::new(Vec::new()))?;
    writer.write_all(package)?;
    timeless(writer.into_inner()?)
}

/// Puts `bytes` in the file's place in one step, for its owner alone.
fn replace(file: &Path, bytes: &[u8]) -> Result<()> {
    let beside = file.with_extension(UNDER_WAY);
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&beside)?.write_all(bytes)?;
    fs::rename(&beside, file)
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
        let made = again(&right, &package).unwrap();
        assert!(made == again(&right, &package).unwrap());
        assert_eq!(office_crypto::decrypt_from_bytes(made.clone(), right.reveal()).unwrap(), package);
        assert!(office_crypto::decrypt_from_bytes(made, wrong).map_or(true, |other| other != package));
        let other = again(&Password::new(wrong), &package).unwrap();
        assert!(other != again(&right, &package).unwrap());
    }

    #[test]
    fn what_is_encrypted_twice_has_other_salts_and_the_same_content() {
        let package = b"PK\x03\x04 and what follows".repeat(700);
        for word in ["qingshi-2026", "密码 带空格 ", "𠮷é\u{301}\"'%"] {
            let password = Password::new(word);
            let [one, other] = [(); 2].map(|()| afresh(&password, &package).unwrap());
            assert!(one != other);
            for made in [one, other] {
                assert_eq!(office_crypto::decrypt_from_bytes(made, word).unwrap(), package);
            }
        }
    }

    #[test]
    fn what_does_not_open_as_it_was_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("甲.xlsx");
        fs::write(&file, "PK content").unwrap();
        let mut output = Output { kind: "consolidated", path: "甲.xlsx".to_owned(), digest: None };
        for opened in [None, Some(b"PK contend".to_vec())] {
            let refused = encrypt(&mut output, &Password::new("x"), |_| opened, folder.path());
            assert!(matches!(refused, Err(ReportError::TieOut { .. })), "{refused:?}");
            assert_eq!(fs::read(&file).unwrap(), b"PK content");
        }
    }
}
