//! A zip package behind guards: what its readers trust is checked before they see it.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::io::{BufReader, Cursor, Read, Seek};

use flate2::{Crc, Decompress, FlushDecompress, Status};
use zip::{CompressionMethod, ZipArchive};

use super::fault;
use crate::model::OpenFault;
use crate::settings::Limits;

/// The largest part that is kept in memory whole.
pub(super) const WHOLE_BYTES: u64 = 192 * 1024 * 1024;

/// Below this size a part may be packed as tightly as it likes.
const RATIO_FROM: u64 = 10 * 1024 * 1024;

/// How much of a large part is unpacked at once.
const PIECE_BYTES: usize = 64 * 1024;

/// A part of no more bytes is unpacked whole.
const SMALL: u64 = 1024 * 1024;

/// A package whose list of parts holds to the limits. What a part says of its own size is checked when it is read.
pub(super) struct Package<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// The parts by their proper names: with `/`, in lower case.
    names: BTreeMap<String, usize>,
    part_bytes: u64,
    left: u64,
    unpacked_bytes: u64,
    bytes: &'a [u8],
}

thread_local! {
    /// Room for a piece of a part, made ready once for all packages of a thread: most parts are far smaller. Nothing of
    /// one part is read as another's.
    static PIECE: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
    /// What unpacks, made ready once for the same reason.
    static INFLATE: RefCell<Decompress> = RefCell::new(Decompress::new(false));
}

impl<'a> Package<'a> {
    pub(super) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, OpenFault> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| fault::of_zip(&error))?;
        if zip.len() as u64 > limits.entries {
            return Err(OpenFault::TooLarge { what: "entries", actual: zip.len() as u64, limit: limits.entries });
        }
        if zip.has_duplicate_names() {
            return Err(fault::damaged("two parts of one name"));
        }
        if zip.has_overlapping_entries().map_err(|error| fault::of_zip(&error))? {
            return Err(fault::damaged("parts that overlap"));
        }
        let mut names = BTreeMap::new();
        let mut unpacked = 0u64;
        for index in 0..zip.len() {
            let part = zip.by_index_raw(index).map_err(|error| fault::of_zip(&error))?;
            if part.encrypted() {
                return Err(OpenFault::Encrypted);
            }
            let (size, packed) = (part.size(), part.compressed_size());
            within("unpacked", size, limits.part_bytes)?;
            unpacked = unpacked.saturating_add(size);
            within("unpacked", unpacked, limits.unpacked_bytes)?;
            if size > RATIO_FROM {
                within("ratio", size / packed.max(1), limits.ratio)?;
            }
            if names.insert(proper(&String::from_utf8_lossy(part.name_raw())), index).is_some() && !part.is_dir() {
                return Err(fault::damaged("two parts of one name"));
            }
        }
        Ok(Self {
            zip,
            names,
            part_bytes: limits.part_bytes,
            left: limits.unpacked_bytes,
            unpacked_bytes: limits.unpacked_bytes,
            bytes,
        })
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.names.contains_key(&proper(name))
    }

    /// Unpacks a part to its end, piece by piece, which also checks its checksum. `Ok(false)` when there is no such part.
    pub(super) fn stream(&mut self, name: &str, mut take: impl FnMut(&[u8])) -> Result<bool, OpenFault> {
        let Some(&index) = self.names.get(&proper(name)) else {
            return Ok(false);
        };
        let mut piece = PIECE.take();
        if self.whole(index, &mut piece).is_some() {
            self.spend(piece.len() as u64)?;
            take(&piece);
        } else {
            piece.resize(PIECE_BYTES, 0);
            self.stream_through(&mut piece, (index, name), take)?;
        }
        PIECE.set(piece);
        Ok(true)
    }

    /// Unpacks a small and ordinary part whole; `None` where anything is unusual or wrong, which the library tells.
    fn whole(&mut self, index: usize, piece: &mut Vec<u8>) -> Option<()> {
        let part = self.zip.by_index_raw(index).ok()?;
        let (size, packed, crc) = (part.size(), part.compressed_size(), part.crc32());
        if part.compression() != CompressionMethod::Deflated || size > SMALL {
            return None;
        }
        let start = usize::try_from(part.data_start()?).ok()?;
        let packed = self.bytes.get(start..start.checked_add(usize::try_from(packed).ok()?)?)?;
        piece.clear();
        piece.reserve(size as usize + 1);
        let ended = INFLATE.with_borrow_mut(|inflate| {
            inflate.reset(false);
            inflate.decompress_vec(packed, piece, FlushDecompress::Finish).ok()
        })?;
        let mut sum = Crc::new();
        sum.update(piece);
        (ended == Status::StreamEnd && piece.len() as u64 == size && sum.sum() == crc).then_some(())
    }

    /// Takes unpacked bytes off what the package may unpack to.
    fn spend(&mut self, count: u64) -> Result<(), OpenFault> {
        self.left = self.left.checked_sub(count).ok_or(OpenFault::TooLarge {
            what: "unpacked",
            actual: self.unpacked_bytes.saturating_add(1),
            limit: self.unpacked_bytes,
        })?;
        Ok(())
    }

    fn stream_through(
        &mut self,
        piece: &mut [u8],
        (index, name): (usize, &str),
        mut take: impl FnMut(&[u8]),
    ) -> Result<(), OpenFault> {
        let mut part = self.zip.by_index(index).map_err(|error| fault::of_zip(&error))?;
        let mut size = 0u64;
        loop {
            let count = part.read(piece).map_err(|error| fault::of_part(&error, name))?;
            if count == 0 {
                return Ok(());
            }
            size += count as u64;
            within("unpacked", size, self.part_bytes)?;
            self.left = self.left.checked_sub(count as u64).ok_or(OpenFault::TooLarge {
                what: "unpacked",
                actual: self.unpacked_bytes.saturating_add(1),
                limit: self.unpacked_bytes,
            })?;
            take(piece.get(..count).unwrap_or_default());
        }
    }

    /// A whole part; `None` when there is no such part.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, OpenFault> {
        if let Some(&index) = self.names.get(&proper(name)) {
            let part = self.zip.by_index_raw(index).map_err(|error| fault::of_zip(&error))?;
            within("unpacked", part.size(), WHOLE_BYTES)?;
        }
        let mut bytes = Vec::new();
        let found = self.stream(name, |piece| bytes.extend_from_slice(piece))?;
        Ok(found.then_some(bytes))
    }
}

/// What the parts of a package say that they unpack to, but for those that no reader looks at.
pub(super) fn unpacked_bytes(bytes: &[u8]) -> u64 {
    let Ok(mut zip) = ZipArchive::new(Cursor::new(bytes)) else {
        return 0;
    };
    let count = zip.len();
    let size = |index: usize| {
        let part = zip.by_index_raw(index).ok()?;
        let name = part.name_raw().to_ascii_lowercase();
        (name.ends_with(b".xml") || name.ends_with(b".rels")).then(|| part.size())
    };
    (0..count).filter_map(size).fold(0, u64::saturating_add)
}

/// A file of an archive, the `index`th, to its end, which also checks its checksum.
pub(super) fn member<F: Read + Seek>(archive: &mut F, index: usize, limit: u64) -> Result<Vec<u8>, OpenFault> {
    let mut zip = ZipArchive::new(BufReader::new(archive)).map_err(|error| fault::of_zip(&error))?;
    let mut part = zip.by_index(index).map_err(|error| fault::of_zip(&error))?;
    let mut bytes = Vec::new();
    part.by_ref().take(limit + 1).read_to_end(&mut bytes).map_err(|error| fault::of_part(&error, ""))?;
    within("size", bytes.len() as u64, limit)?;
    Ok(bytes)
}

/// A part's name as it should be written.
pub(super) fn proper(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

fn within(what: &'static str, actual: u64, limit: u64) -> Result<(), OpenFault> {
    if actual > limit { Err(OpenFault::TooLarge { what, actual, limit }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::open::tests::zipped;

    #[test]
    fn what_a_package_claims_is_checked() {
        let limits = Limits::default();
        let tight = Limits { part_bytes: 10, ..limits };
        let bytes = zipped(&[("a.xml", &[b'x'; 11])]);
        assert!(matches!(Package::open(&bytes, &tight), Err(OpenFault::TooLarge { what: "unpacked", actual: 11, .. })));
        let few = Limits { entries: 1, ..limits };
        let bytes = zipped(&[("a", b""), ("b", b"")]);
        assert!(matches!(Package::open(&bytes, &few), Err(OpenFault::TooLarge { what: "entries", .. })));
        let bytes = zipped(&[("xl\\A.xml", b"1"), ("xl/a.xml", b"2")]);
        assert!(matches!(Package::open(&bytes, &limits), Err(OpenFault::Damaged { .. })));
        let bomb = zipped(&[("a.xml", &vec![0; 11 << 20])]);
        assert!(matches!(Package::open(&bomb, &limits), Err(OpenFault::TooLarge { what: "ratio", .. })));
    }

    #[test]
    fn a_wrong_checksum_names_its_part() {
        let mut bytes = zipped(&[("xl/a.xml", b"hello")]);
        let at = memchr::memmem::find(&bytes, b"hello").unwrap();
        bytes[at] = b'j';
        let mut package = Package::open(&bytes, &Limits::default()).unwrap();
        assert_eq!(package.part("xl/a.xml"), Err(OpenFault::Checksum { part: "xl/a.xml".to_owned() }));
        assert_eq!(package.part("xl/b.xml"), Ok(None));
    }
}
