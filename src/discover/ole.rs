//! What an OLE compound file is: a workbook, an encrypted package, a document of another kind.

use std::io::{Read, Seek};

/// What the streams of a compound file say.
pub(super) enum Compound {
    /// A BIFF workbook.
    Workbook,
    /// An Office document in an encrypted package.
    Encrypted,
    /// A document of another kind.
    Other(&'static str),
    /// It cannot be walked.
    Damaged,
}

/// The streams that tell what a compound file is, the surest first.
const STREAMS: [(&str, &str); 5] = [
    ("worddocument", "doc"),
    ("powerpoint document", "ppt"),
    ("visiodocument", "vsd"),
    ("__properties_version1.0", "msg"),
    ("contents", "ole"),
];

pub(super) fn examine<F: Read + Seek>(file: &mut F) -> Compound {
    let Ok(compound) = cfb::CompoundFile::open(file) else {
        return Compound::Damaged;
    };
    let names: Vec<String> = compound.read_root_storage().map(|entry| entry.name().to_lowercase()).collect();
    let has = |name: &str| names.iter().any(|other| other == name);
    if has("workbook") || has("book") {
        return Compound::Workbook;
    }
    if has("encryptedpackage") {
        return Compound::Encrypted;
    }
    let known = STREAMS.iter().find(|(stream, _)| has(stream));
    Compound::Other(known.map_or("ole", |(_, kind)| kind))
}
