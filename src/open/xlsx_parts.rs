//! The parts of an Office Open XML workbook that our own pass needs: its sheets' parts, and each sheet's merges.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use quick_xml::events::Event;

use super::package::{Package, WHOLE_BYTES, proper};
use super::xlsx_scan::{Referred, Scan, Strings};
use super::{fault, merges, number_format, xlsx_plain, xml};
use crate::model::{Area, Book, OpenFault, ReturnStamp, STAMP_PROPERTY, is_own};

/// A workbook's main part: what it refers to, and what it lists.
#[derive(Debug)]
pub(super) struct Workbook {
    pub(super) strings: String,
    pub(super) styles: String,
    pub(super) is_1904: bool,
    /// Its sheets in order.
    pub(super) sheets: Vec<Listed>,
    /// Whether the strings and styles lie where they nearly always do.
    pub(super) is_usual: bool,
    /// What the package as a whole refers to.
    pub(super) root: BTreeMap<String, Relation>,
}

/// A sheet as the workbook lists it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) name: String,
    pub(super) part: String,
    pub(super) hidden: bool,
    /// Whether it is a sheet of cells: not of a chart, not a dialog, not of old macros.
    pub(super) is_worksheet: bool,
}

/// Reads the workbook's main part to its end: where the package's relations say that it lies, else where it always lies.
/// It may hold no document type.
pub(super) fn workbook(package: &mut Package<'_>) -> Result<Workbook, OpenFault> {
    let root = root(package)?;
    let part = main_part(package, &root, "xl/workbook.xml");
    let bytes = package.part(&part)?.ok_or(OpenFault::Truncated)?;
    let folder = part.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let relations = relations(package, &relations_part(&part))?;
    let placed = |kind: &str, usual: &str| {
        let usual = proper(&format!("{folder}/{usual}"));
        let found = relations.values().find(|relation| relation.kind == kind);
        let part = found.map_or_else(|| usual.clone(), |relation| resolved(package, &folder, &relation.target));
        (part == usual || !package.has(&part), part)
    };
    let (strings, styles) = (placed("sharedStrings", "sharedStrings.xml"), placed("styles", "styles.xml"));
    let is_usual = strings.0 && styles.0;
    let (strings, styles, sheets) = (strings.1, styles.1, Vec::new());
    let mut workbook = Workbook { strings, styles, is_1904: false, sheets, is_usual, root };
    let mut reader = xml::reader(&bytes);
    loop {
        match xml::next(&mut reader)? {
            Event::Start(element) => match element.local_name().as_ref() {
                "sheet" => {
                    let relation = xml::attribute(&element, "id").and_then(|id| relations.get(&id));
                    // Without it nobody can tell which part is this sheet's, and its rows would be lost.
                    let relation = relation.ok_or(OpenFault::Truncated)?;
                    workbook.sheets.push(Listed {
                        name: xml::attribute(&element, "name").unwrap_or_default(),
                        part: resolved(package, &folder, &relation.target),
                        hidden: xml::attribute(&element, "state").is_some_and(|state| state.ends_with("idden")),
                        is_worksheet: relation.kind == "worksheet",
                    });
                }
                "workbookPr" => {
                    let base = xml::attribute(&element, "date1904");
                    workbook.is_1904 = workbook.is_1904 || base.is_some_and(|base| base == "1" || base == "true");
                }
                _ => {}
            },
            Event::Eof => return Ok(workbook),
            _ => {}
        }
    }
}

/// Where the main part lies: what the package's relations say, else where it usually does.
pub(super) fn main_part(package: &Package<'_>, root: &BTreeMap<String, Relation>, usual: &str) -> String {
    let main = root.values().find(|relation| relation.kind == "officeDocument");
    main.map_or_else(|| usual.to_owned(), |relation| resolved(package, "", &relation.target))
}

/// The part that a relation's target is: from the package's root, or from the folder of the part that refers to it.
/// Some programs leave the stroke out that tells a root.
pub(super) fn resolved(package: &Package<'_>, folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return proper(&plain_path("", absolute));
    }
    let part = proper(&plain_path(folder, target));
    let from_root = proper(target);
    if !package.has(&part) && package.has(&from_root) { from_root } else { part }
}

/// A path without `.` and `..`.
fn plain_path(folder: &str, target: &str) -> String {
    let mut steps: Vec<&str> = Vec::new();
    for step in folder.split('/').chain(target.split('/')) {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// When the document says it was changed, and whether it carries our stamp.
pub(super) fn properties(package: &mut Package<'_>, root: &BTreeMap<String, Relation>) -> Result<Book, OpenFault> {
    let mut book = Book::default();
    for relation in root.values() {
        if !matches!(
            relation.kind.as_str(),
            "core-properties" | "coreProperties" | "custom-properties" | "customProperties"
        ) {
            continue;
        }
        let part = resolved(package, "", &relation.target);
        let Some(bytes) = package.part(&part)? else { continue };
        let mut reader = xml::reader(&bytes);
        let (mut modified, mut stamp): (Option<String>, Option<String>) = (None, None);
        // What is wrong with the properties' own XML says nothing about the sheets.
        while let Ok(event) = xml::next(&mut reader) {
            match event {
                Event::Start(element) => match element.local_name().as_ref() {
                    "modified" => modified = Some(String::new()),
                    "property" => {
                        let is_stamp = xml::attribute(&element, "name").is_some_and(|name| name == STAMP_PROPERTY);
                        stamp = is_stamp.then(String::new);
                    }
                    _ => {}
                },
                Event::End(element) if element.local_name().as_ref() == "modified" => {
                    book.modified = modified.take().as_deref().and_then(number_format::stamp);
                }
                Event::End(element) if element.local_name().as_ref() == "property" => {
                    let said = stamp.take().unwrap_or_default();
                    book.own = book.own || (!said.is_empty() && is_own(&said));
                    book.stamp = book.stamp.or_else(|| ReturnStamp::read(&said));
                }
                Event::Eof => break,
                event => {
                    if let Some(text) = modified.as_mut().or(stamp.as_mut()) {
                        xml::push_text(&event, text);
                    }
                }
            }
        }
    }
    Ok(book)
}

/// Where the relations of a part lie.
pub(super) fn relations_part(part: &str) -> String {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    proper(&format!("{folder}/_rels/{file}.rels"))
}

/// What a part refers to.
#[derive(Debug)]
pub(super) struct Relation {
    /// The last word of its type.
    pub(super) kind: String,
    pub(super) target: String,
}

/// What the package as a whole refers to.
pub(super) fn root(package: &mut Package<'_>) -> Result<BTreeMap<String, Relation>, OpenFault> {
    relations(package, "_rels/.rels")
}

/// The relations that a part of relations lists, by their names; none where there is no such part.
pub(super) fn relations(package: &mut Package<'_>, part: &str) -> Result<BTreeMap<String, Relation>, OpenFault> {
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

/// The largest part of styles that is looked into.
const STYLES_BYTES: usize = 8 * 1024 * 1024;

/// Reads what the sheets refer to, to its end: checksums, no document type. `None` where it is unusual.
pub(super) fn referred(package: &mut Package<'_>, workbook: &Workbook) -> Result<Option<Referred>, OpenFault> {
    let mut styles = Vec::new();
    check_part(package, &workbook.styles, |piece| {
        styles.extend_from_slice(&piece[..piece.len().min(STYLES_BYTES.saturating_sub(styles.len()))]);
    })?;
    let strings = check_strings(package, &workbook.strings)?;
    let shown = match styles.len() {
        0 => Some(Vec::new()),
        STYLES_BYTES => None,
        _ => xlsx_plain::styles(&styles).ok(),
    };
    let known = strings.zip(shown);
    Ok(known.map(|(strings, shown)| Referred { strings, shown, is_1904: workbook.is_1904 }))
}

/// Reads the shared strings to their end: checksum, no document type, and no more strings claimed than fit. `None`
/// where they are unusual.
fn check_strings(package: &mut Package<'_>, part: &str) -> Result<Option<Vec<Arc<str>>>, OpenFault> {
    let (mut head, mut size, mut strings) = (Vec::new(), 0u64, Strings::new());
    let found = package.stream(part, |piece| {
        size += piece.len() as u64;
        head.extend_from_slice(&piece[..piece.len().min(HEAD_BYTES.saturating_sub(head.len()))]);
        if size <= WHOLE_BYTES {
            strings.take(piece);
        }
    })?;
    let claimed: u64 = xml::root(&head, "uniqueCount")?.and_then(|count| count.parse().ok()).unwrap_or(0);
    if size > WHOLE_BYTES {
        return Err(OpenFault::TooLarge { what: "unpacked", actual: size, limit: WHOLE_BYTES });
    }
    if claimed > size.max(STRINGS) {
        return Err(fault::damaged("more strings claimed than there are"));
    }
    Ok(if found { strings.finish() } else { Some(Vec::new()) })
}

/// Reads any other part to its end: checksum, no document type.
pub(super) fn check_part(package: &mut Package<'_>, part: &str, mut take: impl FnMut(&[u8])) -> Result<(), OpenFault> {
    let mut head = Vec::new();
    package.stream(part, |piece| {
        take(piece);
        head.extend_from_slice(&piece[..piece.len().min(HEAD_BYTES.saturating_sub(head.len()))]);
    })?;
    xml::root(&head, "none").map(drop)
}

/// What a sheet's part says besides its cells.
#[derive(Clone, Debug, Default)]
pub(super) struct Surveyed {
    /// Its merged regions, which stand behind its cells.
    pub(super) merges: Vec<Area>,
    /// How large it is unpacked.
    pub(super) size: u64,
    /// Whether it has cells that calamine is known to misread without a word.
    pub(super) is_odd: bool,
}

/// Reads a sheet to its end: checksum, no document type; gives what it says besides its cells, which `scan` takes.
pub(super) fn check_sheet(
    package: &mut Package<'_>,
    part: &str,
    mut scan: Option<&mut Scan<'_>>,
) -> Result<Surveyed, OpenFault> {
    let mut head = Vec::new();
    let mut tail = Tail::default();
    let mut odd = Odd::default();
    let mut size = 0;
    let found = package.stream(part, |piece| {
        head.extend_from_slice(&piece[..piece.len().min(HEAD_BYTES.saturating_sub(head.len()))]);
        size += piece.len() as u64;
        tail.take(piece);
        match &mut scan {
            // What it has read without a doubt holds no odd sign.
            Some(scan) => scan.take(piece).iter().for_each(|unknown| odd.take(unknown)),
            None => odd.take(piece),
        }
    })?;
    if !found {
        return Err(OpenFault::Truncated);
    }
    if xml::root_name(&head)?.is_some_and(|name| name != "worksheet") {
        return Err(fault::damaged("a sheet's part is none"));
    }
    let mut areas = Vec::new();
    let mut reader = xml::reader(&tail.bytes);
    loop {
        // The tail begins in the middle of the part; what is wrong with it the reader of cells has said.
        match xml::next(&mut reader) {
            Ok(Event::Start(element)) if element.local_name().as_ref() == "mergeCell" => {
                areas.extend(xml::attribute(&element, "ref").and_then(|text| merges::area(&text)));
            }
            Ok(Event::Eof) | Err(_) => return Ok(Surveyed { merges: areas, size, is_odd: odd.found }),
            Ok(_) => {}
        }
    }
}

/// Finds what calamine misreads: a value before its formula is lost, as is one in a CDATA section; a string's number
/// that is none is taken for 0; a formula without a value is no cell at all. Prefixed names would hide these signs, and
/// are rare enough to count as one.
#[derive(Default)]
struct Odd {
    found: bool,
    last: Vec<u8>,
}

impl Odd {
    const SIGNS: [&[u8]; 12] = [
        b"</f></c>",
        b"</f><v></v>",
        b"</f><v/>",
        b"</f><v />",
        b"</v><f",
        b"<![CDATA[",
        b"<v> ",
        b"<v>\n",
        b"<v>\r",
        b"<v>\t",
        b"\"s\"><v>-",
        b":sheetData",
    ];
    /// One byte less than the longest sign.
    const OVERLAP: usize = 10;

    fn take(&mut self, piece: &[u8]) {
        if self.found {
            return;
        }
        let has_sign = |bytes: &[u8]| Self::SIGNS.iter().any(|sign| memchr::memmem::find(bytes, sign).is_some());
        let seam = [&self.last, &piece[..piece.len().min(Self::OVERLAP)]].concat();
        self.found = has_sign(&seam) || has_sign(piece);
        self.last.extend_from_slice(&piece[piece.len().saturating_sub(Self::OVERLAP)..]);
        self.last.drain(..self.last.len().saturating_sub(Self::OVERLAP));
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
        if self.bytes.len() as u64 > WHOLE_BYTES {
            return;
        }
        if self.bytes.is_empty() && !self.is_behind {
            // A small part comes in one piece, of which only the tail need be kept.
            let end = Self::last_end(piece);
            self.is_behind = end.is_some();
            let from = end.unwrap_or(piece.len().saturating_sub(Self::OVERLAP));
            self.bytes.extend_from_slice(piece.get(from..).unwrap_or_default());
            return;
        }
        // What was searched before is not searched again: a long tail would cost its square.
        let from = self.bytes.len().saturating_sub(Self::OVERLAP);
        self.bytes.extend_from_slice(piece);
        if let Some(end) = Self::last_end(&self.bytes[from..]) {
            self.bytes.drain(..from + end);
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
