//! The parts of an Office Open XML workbook that our own pass needs: its sheets' parts, and each sheet's merges.

use std::collections::BTreeMap;

use quick_xml::events::Event;

use super::package::{Package, proper};
use super::{fault, merges, xml};
use crate::model::{Area, OpenFault};

/// A sheet as the workbook lists it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) name: String,
    /// Its part; empty when the workbook names a relation that is not there.
    pub(super) part: String,
    /// Whether it is a sheet of cells: not of a chart, not a dialog.
    pub(super) is_worksheet: bool,
}

/// Where the main part lies: what the package's relations say, else where it always lies.
pub(super) fn workbook_part(package: &mut Package<'_>) -> Result<String, OpenFault> {
    let relations = relations(package, "_rels/.rels")?;
    let main = relations.into_values().find(|relation| relation.kind == "officeDocument");
    Ok(main.map_or_else(|| "xl/workbook.xml".to_owned(), |relation| proper(&relation.target)))
}

/// The workbook's sheets in order.
pub(super) fn sheets(package: &mut Package<'_>, workbook: &str) -> Result<Vec<Listed>, OpenFault> {
    let bytes = package.part(workbook)?.ok_or(OpenFault::Truncated)?;
    let folder = workbook.rsplit_once('/').map_or("", |(folder, _)| folder);
    let relations = relations(package, &relations_part(workbook))?;
    let mut sheets = Vec::new();
    let mut reader = xml::reader(&bytes);
    loop {
        match xml::next(&mut reader)? {
            Event::Start(element) if element.local_name().as_ref() == "sheet" => {
                let name = xml::attribute(&element, "name").unwrap_or_default();
                let relation = xml::attribute(&element, "id").and_then(|id| relations.get(&id));
                let target = relation.map(|relation| relation.target.as_str()).unwrap_or_default();
                let part = match target.strip_prefix('/') {
                    Some(absolute) => proper(absolute),
                    None if target.is_empty() => String::new(),
                    None => proper(&format!("{folder}/{target}")),
                };
                sheets.push(Listed {
                    name,
                    part,
                    is_worksheet: relation.is_some_and(|relation| relation.kind == "worksheet"),
                });
            }
            Event::Eof => return Ok(sheets),
            _ => {}
        }
    }
}

/// The workbook's relations without sheets of old macros, which calamine refuses; `None` where there are none.
///
/// They become dialogs: neither is read.
pub(super) fn without_macro_sheets(
    package: &mut Package<'_>,
    workbook: &str,
) -> Result<Option<(String, Vec<u8>)>, OpenFault> {
    let part = relations_part(workbook);
    let text = package.part(&part)?.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let kept = text.replace("/xlMacrosheet\"", "/dialogsheet\"").replace("/xlIntlMacrosheet\"", "/dialogsheet\"");
    Ok((kept != text).then(|| (part, kept.into_bytes())))
}

/// Where the relations of a part lie.
fn relations_part(part: &str) -> String {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    format!("{folder}/_rels/{file}.rels")
}

struct Relation {
    /// The last word of its type.
    kind: String,
    target: String,
}

fn relations(package: &mut Package<'_>, part: &str) -> Result<BTreeMap<String, Relation>, OpenFault> {
    let mut relations = BTreeMap::new();
    let Some(bytes) = package.part(part)? else {
        return Ok(relations);
    };
    let mut reader = xml::reader(&bytes);
    loop {
        match xml::next(&mut reader)? {
            Event::Start(element) if element.local_name().as_ref() == "Relationship" => {
                let kind = xml::attribute(&element, "Type").unwrap_or_default();
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                let target = xml::attribute(&element, "Target").unwrap_or_default().replace('\\', "/");
                relations.insert(xml::attribute(&element, "Id").unwrap_or_default(), Relation { kind, target });
            }
            Event::Eof => return Ok(relations),
            _ => {}
        }
    }
}

/// How much of a part's beginning holds its first element.
const HEAD_BYTES: usize = 4096;
/// The most that shared strings may claim to be in number, whatever their size.
const STRINGS: u64 = 1_000_000;

/// Reads the shared strings to their end: checksum, no document type, and no more strings claimed than fit.
pub(super) fn check_strings(package: &mut Package<'_>, part: &str) -> Result<(), OpenFault> {
    let (mut head, mut size) = (Vec::new(), 0u64);
    package.stream(part, |piece| {
        size += piece.len() as u64;
        head.extend_from_slice(&piece[..piece.len().min(HEAD_BYTES.saturating_sub(head.len()))]);
    })?;
    let claimed: u64 = xml::root(&head, "uniqueCount")?.and_then(|count| count.parse().ok()).unwrap_or(0);
    if claimed > size.max(STRINGS) {
        return Err(fault::damaged("more strings claimed than there are"));
    }
    Ok(())
}

/// Reads any other part to its end: checksum, no document type.
pub(super) fn check_part(package: &mut Package<'_>, part: &str) -> Result<(), OpenFault> {
    let mut head = Vec::new();
    package.stream(part, |piece| {
        head.extend_from_slice(&piece[..piece.len().min(HEAD_BYTES.saturating_sub(head.len()))]);
    })?;
    xml::root(&head, "none").map(drop)
}

/// Reads a sheet to its end: checksum, no document type; gives its merged regions, which stand behind its cells.
pub(super) fn check_sheet(package: &mut Package<'_>, part: &str) -> Result<Vec<Area>, OpenFault> {
    let mut head = Vec::new();
    let mut tail = Tail::default();
    let found = package.stream(part, |piece| {
        head.extend_from_slice(&piece[..piece.len().min(HEAD_BYTES.saturating_sub(head.len()))]);
        tail.take(piece);
    })?;
    if !found {
        return Err(OpenFault::Truncated);
    }
    xml::root(&head, "none")?;
    let mut areas = Vec::new();
    let mut reader = xml::reader(&tail.bytes);
    loop {
        // The tail begins in the middle of the part; what is wrong with it the reader of cells has said.
        match xml::next(&mut reader) {
            Ok(Event::Start(element)) if element.local_name().as_ref() == "mergeCell" => {
                areas.extend(xml::attribute(&element, "ref").and_then(|text| merges::area(&text)));
            }
            Ok(Event::Eof) | Err(_) => return Ok(areas),
            Ok(_) => {}
        }
    }
}

/// What stands behind the last `</sheetData>` of a part that is read piece by piece.
#[derive(Default)]
struct Tail {
    bytes: Vec<u8>,
    is_behind: bool,
}

impl Tail {
    /// A tag's end with any prefix (`</x:sheetData>`) that two pieces share.
    const OVERLAP: usize = 64;

    fn take(&mut self, piece: &[u8]) {
        self.bytes.extend_from_slice(piece);
        if let Some(end) = Self::last_end(&self.bytes) {
            self.bytes.drain(..end);
            self.is_behind = true;
        } else if !self.is_behind {
            let spare = self.bytes.len().saturating_sub(Self::OVERLAP);
            self.bytes.drain(..spare);
        }
    }

    /// Where the last end tag of the cells ends. `<sheetData/>` counts as well.
    fn last_end(bytes: &[u8]) -> Option<usize> {
        memchr::memmem::rfind_iter(bytes, b"sheetData").find_map(|at| {
            let tag =
                memchr::memrchr(b'<', &bytes[at.saturating_sub(Self::OVERLAP)..at])? + at.saturating_sub(Self::OVERLAP);
            let end = at + b"sheetData".len();
            let is_end = bytes.get(tag + 1) == Some(&b'/') && bytes.get(end) == Some(&b'>');
            let is_empty = bytes[end..].starts_with(b"/>");
            (is_end || is_empty).then_some(end + if is_end { 1 } else { 2 })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_behind_the_cells_is_kept_whatever_the_pieces() {
        let text = b"<x:sheetData><c>sheetData></c></x:sheetData><x:mergeCells/>";
        for size in [1, 3, 7, 64] {
            let mut tail = Tail::default();
            text.chunks(size).for_each(|piece| tail.take(piece));
            assert_eq!(tail.bytes, b"<x:mergeCells/>", "{size}");
        }
        let mut tail = Tail::default();
        tail.take(b"<sheetData/><mergeCells/>");
        assert_eq!(tail.bytes, b"<mergeCells/>");
    }
}
