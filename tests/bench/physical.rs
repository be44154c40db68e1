//! What no program that reads and writes these files can do without: unpacking the one, packing the other.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::DeflateEncoder;
use rayon::prelude::*;
use zip::ZipArchive;

use super::cost::{self, Cost};
use super::floor::inputs_in;

/// How hard the parts are packed: as long sheets are.
const LEVEL: u32 = 2;

pub(crate) struct Taken {
    /// Every part of the inputs unpacked; a text is read.
    pub(crate) unpacking: Cost,
    /// Every part of the workbooks packed once.
    pub(crate) packing: Cost,
}

pub(crate) fn run(inbox: &Path, workbooks: &[PathBuf]) -> Taken {
    let mut inputs = Vec::new();
    inputs_in(inbox, &mut inputs);
    let ((), unpacking) = cost::of(|| inputs.par_iter().for_each(|input| drop(std::hint::black_box(unpacked(input)))));
    let parts: Vec<Vec<u8>> = workbooks.iter().flat_map(|workbook| unpacked(workbook)).collect();
    let ((), packing) = cost::of(|| {
        parts.par_iter().for_each(|part| {
            let mut encoder = DeflateEncoder::new(io::sink(), Compression::new(LEVEL));
            encoder.write_all(part).unwrap();
            encoder.finish().unwrap();
        });
    });
    Taken { unpacking, packing }
}

/// The parts of a package; of any other file its bytes.
fn unpacked(path: &Path) -> Vec<Vec<u8>> {
    if path.extension().is_none_or(|extension| extension != "xlsx") {
        return vec![std::fs::read(path).unwrap()];
    }
    let mut package = ZipArchive::new(io::BufReader::new(File::open(path).unwrap())).unwrap();
    let parts = (0..package.len()).map(|at| {
        let mut bytes = Vec::new();
        io::copy(&mut package.by_index(at).unwrap(), &mut bytes).unwrap();
        bytes
    });
    parts.collect()
}
