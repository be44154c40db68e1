//! Any bytes under any kind of name: what they are is told, and what is small enough is opened in this process.
#![no_main]

use std::path::PathBuf;

use huibiao::discover::discover;
use huibiao::model::{Format, SourceKind};
use huibiao::open::{Reader, open, quiet_panics};
use huibiao::settings::Limits;
use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 6] = ["x.xlsx", "x.xls", "x.ods", "x.csv", "x.zip", "x"];

fuzz_target!(|input: (u8, &[u8])| {
    quiet_panics();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(NAMES[usize::from(input.0) % NAMES.len()]);
    std::fs::write(&path, input.1).expect("a file");
    let limits = Limits { file_bytes: 1 << 20, unpacked_bytes: 16 << 20, part_bytes: 16 << 20, ..Limits::default() };
    let reader = Reader::new(limits, PathBuf::from("/no/worker"));
    for source in discover(&[path], None, &limits).expect("a listing") {
        if matches!(source.kind, SourceKind::Table(Format::Xlsx | Format::Text | Format::Html | Format::Xml)) {
            // A reader that stops is caught and would be missed here.
            let said = open(&source, &reader).err().map(|fault| fault.to_string()).unwrap_or_default();
            assert!(!said.contains("the reader stopped"), "{said}");
        }
    }
});
