//! Real workbooks with bytes changed inside their parts: nothing crashes, nothing hangs, and what a checksum belies is
//! never read as right. `HUIBIAO_SEED` tries others; `HUIBIAO_MUTATIONS` says how many of each file.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use huibiao::model::{Book, Format, OpenFault, Source, SourceKind};
use huibiao::open::{Reader, open, quiet_panics};
use huibiao::settings::Limits;

use super::surgery::{Entry, packed, unpacked, zip};
use crate::desk::project;

/// The seed of a day's runs.
const SEED: u64 = 20_261_122;
/// How many of each file.
const COUNT: u64 = 450;

const FILES: [(&str, Format); 7] = [
    ("openpyxl.xlsx", Format::Xlsx),
    ("odfpy.ods", Format::Ods),
    ("libreoffice.ods", Format::Ods),
    ("xlwt.xls", Format::Xls),
    ("libreoffice.xls", Format::Xls),
    ("wps.et", Format::Xls),
    ("velvet.xlsx", Format::Xlsx),
];

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// Where mutated bytes are put and opened from.
struct Bench {
    folder: tempfile::TempDir,
    reader: Reader,
}

impl Bench {
    fn new() -> Self {
        quiet_panics();
        let limits = Limits { worker_seconds: 10, ..Limits::default() };
        let reader = Reader::new(limits, PathBuf::from(env!("CARGO_BIN_EXE_huibiao")));
        Self { folder: tempfile::tempdir().unwrap(), reader }
    }

    fn open(&self, bytes: &[u8], format: Format) -> Result<Book, OpenFault> {
        let absolute = self.folder.path().join("x");
        std::fs::write(&absolute, bytes).unwrap();
        let is_locked = format == Format::Xlsx && bytes.starts_with(b"\xD0\xCF");
        let kind = if is_locked { SourceKind::Encrypted } else { SourceKind::Table(format) };
        let source = Source {
            path: "x".into(),
            absolute,
            member: None,
            size: bytes.len() as u64,
            digest: blake3::hash(bytes).to_hex().to_string(),
            kind,
            same_as: None,
            detail: None,
        };
        open(&source, &self.reader)
    }
}

/// Changes bytes as accidents and enemies do: a bit, a byte, a number at its ends, a stretch lost, doubled or moved.
fn mutate(bytes: &mut Vec<u8>, dice: &mut fastrand::Rng) {
    for _ in 0..dice.usize(1..=4) {
        if bytes.is_empty() {
            return;
        }
        let at = dice.usize(..bytes.len());
        let end = (at + dice.usize(1..64)).min(bytes.len());
        match dice.u8(0..8) {
            0 => bytes[at] ^= 1 << dice.u8(..8),
            1 => bytes[at] = dice.u8(..),
            2 => bytes[at] = *dice.choice([0, 0x7F, 0x80, 0xFF, b'"', b'<', b'>', b'&', b'-', b'9'].iter()).unwrap(),
            3 => bytes[at..end].fill(0xFF),
            4 => drop(bytes.drain(at..end)),
            5 => {
                let stretch = bytes[at..end].to_vec();
                bytes.splice(at..at, stretch);
            }
            6 => {
                // A number in the text becomes a large one.
                if let Some(digit) = bytes[at..].iter().position(u8::is_ascii_digit) {
                    bytes.splice(at + digit..=at + digit, *b"4294967296");
                }
            }
            _ => {
                let other = dice.usize(..bytes.len());
                bytes.swap(at, other);
            }
        }
    }
}

#[test]
fn mutated_workbooks_cost_themselves_only() {
    let (seed, count) = (number("HUIBIAO_SEED", SEED), number("HUIBIAO_MUTATIONS", COUNT));
    println!("HUIBIAO_SEED={seed} HUIBIAO_MUTATIONS={count}");
    let bench = Bench::new();
    for (file, format) in FILES {
        let whole = std::fs::read(project("tests/corpus").join(file)).unwrap();
        let is_package = whole.starts_with(b"PK");
        let parts = if is_package { unpacked(&whole) } else { Vec::new() };
        let right = bench.open(&whole, format).unwrap();
        let mut dice = fastrand::Rng::with_seed(seed);
        let (mut read, mut stopped) = (0, 0);
        for round in 0..count {
            let said = format!("{file}, round {round} of seed {seed}");
            let is_forged = is_package && round % 3 == 0;
            let bytes = if is_package {
                let mut parts = parts.clone();
                let part = dice.usize(..parts.len());
                mutate(&mut parts[part].1, &mut dice);
                if is_forged { forged(&whole, &parts) } else { packed(&parts) }
            } else {
                let mut bytes = whole.clone();
                mutate(&mut bytes, &mut dice);
                bytes
            };
            let start = Instant::now();
            let outcome = bench.open(&bytes, format);
            assert!(start.elapsed() < Duration::from_secs(20), "{said} took {:?}", start.elapsed());
            match outcome {
                Err(OpenFault::Io { detail }) => panic!("{said}: {detail}"),
                Err(OpenFault::Damaged { detail }) if detail.starts_with("the reader stopped") => stopped += 1,
                Err(_) => {}
                Ok(book) => {
                    read += 1;
                    assert!(!is_forged || book == right, "{said}: read although a checksum is wrong");
                }
            }
        }
        println!("{file}: {read} of {count} read, {stopped} readers stopped");
    }
}

/// The changed parts under the checksums of the whole ones.
fn forged(whole: &[u8], parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let entries: Vec<Entry> = unpacked(whole)
        .iter()
        .zip(parts)
        .map(|((name, right), (_, wrong))| Entry { crc: Entry::new(name, right).crc, ..Entry::new(name, wrong) })
        .collect();
    zip(&entries)
}
