//! Workbooks in an encrypted package (MS-OFFCRYPTO), opened with the passwords that the configuration gives.
//!
//! What decrypts them trusts the container that they lie in, so it gets a new one that holds nothing but the two
//! streams it needs, after their sizes and the work that they ask for were looked at.

use std::io::{Cursor, Read, Seek, Write};

use super::{caught, fault};
use crate::model::OpenFault;
use crate::settings::{Limits, Password};

/// The password that Excel itself uses for workbooks that are only protected against changes.
const EXCELS_OWN: &str = "VelvetSweatshop";

/// The stream that says how the package is encrypted, and the package.
const STREAMS: [&str; 2] = ["EncryptionInfo", "EncryptedPackage"];

/// The longest description of an encryption, in bytes.
const INFO_BYTES: u64 = 1024 * 1024;

/// The most rounds of hashing that one password may cost; Office asks for 100,000.
const MOST_ROUNDS: u64 = 1_000_000;

/// The package inside, decrypted with the first password that fits.
///
/// # Errors
///
/// [`OpenFault::Encrypted`] when none fits, or when it is encrypted in another way.
pub(super) fn package(bytes: &[u8], passwords: &[Password], limits: &Limits) -> Result<Vec<u8>, OpenFault> {
    opened(bytes, passwords, limits).map(|(package, _)| package)
}

/// As [`package`], with the password that fits; `None` where it opens without one.
pub(super) fn opened<'p>(
    bytes: &[u8],
    passwords: &'p [Password],
    limits: &Limits,
) -> Result<(Vec<u8>, Option<&'p Password>), OpenFault> {
    let container = checked(bytes, limits)?;
    for password in std::iter::once(None).chain(passwords.iter().map(Some)) {
        if let Some(package) = decrypted(container.clone(), password.map_or(EXCELS_OWN, Password::reveal)) {
            return Ok((package, password));
        }
    }
    Err(OpenFault::Encrypted)
}

/// The package inside what this program encrypted itself, so that no limit is needed; `None` where `password` is not its.
pub(super) fn own(bytes: Vec<u8>, password: &Password) -> Option<Vec<u8>> {
    decrypted(bytes, password.reveal())
}

fn decrypted(container: Vec<u8>, word: &str) -> Option<Vec<u8>> {
    let opened =
        caught::guarded(|| office_crypto::decrypt_from_bytes(container, word).map_err(|_| OpenFault::Encrypted));
    // What does not verify a password gives noise for a wrong one.
    opened.ok().filter(|package| package.starts_with(b"PK\x03\x04"))
}

/// A container with the two streams alone.
fn checked(bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, OpenFault> {
    // An encrypted package that is no such container (a zip, an OpenDocument file) cannot be opened with a password.
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|_| OpenFault::Encrypted)?;
    let mut made = cfb::CompoundFile::create(Cursor::new(Vec::new())).map_err(|error| damaged(&error))?;
    for (name, limit) in STREAMS.into_iter().zip([INFO_BYTES, limits.file_bytes]) {
        let mut content = Vec::new();
        let stream = file.open_stream(format!("/{name}")).map_err(|_| OpenFault::Encrypted)?;
        stream.take(limit + 1).read_to_end(&mut content).map_err(|error| damaged(&error))?;
        if content.len() as u64 > limit {
            return Err(OpenFault::TooLarge { what: "size", actual: content.len() as u64, limit });
        }
        let is_sound = if name == STREAMS[0] { costs_little(&content) } else { is_as_long_as_it_says(&content) };
        if !is_sound {
            return Err(fault::damaged(name));
        }
        let mut stream = made.create_stream(format!("/{name}")).map_err(|error| damaged(&error))?;
        stream.write_all(&content).map_err(|error| damaged(&error))?;
    }
    made.flush().map_err(|error| damaged(&error))?;
    let mut cursor = made.into_inner();
    cursor.rewind().map_err(|error| damaged(&error))?;
    Ok(cursor.into_inner())
}

/// Whether every number of rounds in the description is within the limit.
fn costs_little(info: &[u8]) -> bool {
    let text = String::from_utf8_lossy(info);
    text.split("spinCount").skip(1).all(|rest| {
        let digits: String =
            rest.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
        digits.parse::<u64>().is_ok_and(|rounds| rounds <= MOST_ROUNDS)
    })
}

/// The package begins with its own length, which cannot be more than what follows.
fn is_as_long_as_it_says(package: &[u8]) -> bool {
    package.first_chunk::<8>().is_some_and(|length| u64::from_le_bytes(*length) <= package.len() as u64 - 8)
}

fn damaged(error: &std::io::Error) -> OpenFault {
    fault::damaged(&error.to_string())
}
