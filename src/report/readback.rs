//! Reads a written workbook once more, as a stream: every part's checksum, and of each sheet of rows how many there
//! are and what their numbers sum to. A sheet that lost a row, or says another row's number, does not pass.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use memchr::memmem::Finder;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;

use super::trouble::Trouble;
use super::verify::Stated;
use crate::model::Address;

/// How a cell begins in what rust_xlsxwriter writes, up to its place.
const CELL: &str = "<c r=\"";
/// How much of a part is looked at once.
const PIECE: usize = 64 * 1024;

/// What a written sheet must hold in one column of numbers of one of its tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Expected {
    /// The sheet's name.
    pub(super) sheet: String,
    /// The column, from zero.
    pub(super) column: u32,
    /// The first row that counts, from zero.
    pub(super) first_row: u32,
    /// The first row that counts no more, from zero.
    pub(super) end_row: u32,
    /// How many numbers stand in the column from there on.
    pub(super) rows: u64,
    /// What they sum to.
    pub(super) sum: i64,
    /// What is to stand in the cells, where they are verified.
    pub(super) stated: Stated,
}

/// Reads `file` through and compares it with what the ledger holds.
pub(super) fn check(file: &Path, expected: &[Expected]) -> Result<(), Trouble> {
    let mut package = ZipArchive::new(BufReader::new(File::open(file)?)).map_err(differs)?;
    let parts = sheet_parts(&mut package)?;
    let mut by_part: BTreeMap<String, Vec<&Expected>> = BTreeMap::new();
    for sheet in expected {
        let part = parts.get(&sheet.sheet).ok_or_else(|| differs(format!("the sheet {} is missing", sheet.sheet)))?;
        by_part.entry(part.clone()).or_default().push(sheet);
    }
    for at in 0..package.len() {
        let mut part = package.by_index(at).map_err(differs)?;
        // The checksum of a part is compared when its last byte is read.
        match by_part.remove(&*part.name().map_err(differs)?.into_owned()) {
            Some(tables) => {
                let found = column_sums(part, &tables)?;
                for (sheet, (rows, sum)) in tables.into_iter().zip(found) {
                    let Expected { sheet: name, rows: want_rows, sum: want_sum, .. } = sheet;
                    if (rows, sum) != (*want_rows, *want_sum) {
                        let detail =
                            format!("{name}: {rows} rows with sum {sum}, the ledger has {want_rows} with {want_sum}");
                        return Err(differs(detail));
                    }
                }
            }
            None => {
                std::io::copy(&mut part, &mut std::io::sink())?;
            }
        }
    }
    match by_part.keys().next() {
        None => Ok(()),
        Some(part) => Err(differs(format!("the part {part} is missing"))),
    }
}

fn differs(detail: impl std::fmt::Display) -> Trouble {
    Trouble::TieOut(detail.to_string())
}

/// The part of each sheet by the sheet's name.
pub(super) fn sheet_parts<R: Read + std::io::Seek>(
    package: &mut ZipArchive<R>,
) -> Result<BTreeMap<String, String>, Trouble> {
    let mut targets = BTreeMap::new();
    each_element(package, "xl/_rels/workbook.xml.rels", "Relationship", |element| {
        if let (Some(id), Some(target)) = (attribute(element, "Id"), attribute(element, "Target")) {
            targets.insert(id, format!("xl/{target}"));
        }
    })?;
    let mut parts = BTreeMap::new();
    each_element(package, "xl/workbook.xml", "sheet", |element| {
        let target = attribute(element, "r:id").and_then(|id| targets.get(&id).cloned());
        if let (Some(name), Some(target)) = (attribute(element, "name"), target) {
            parts.insert(name, target);
        }
    })?;
    Ok(parts)
}

pub(super) fn each_element<R: Read + std::io::Seek>(
    package: &mut ZipArchive<R>,
    part: &str,
    name: &str,
    mut each: impl FnMut(&BytesStart<'_>),
) -> Result<(), Trouble> {
    let mut reader = Reader::from_reader(BufReader::new(package.by_name(part).map_err(differs)?));
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer).map_err(differs)? {
            Event::Start(element) | Event::Empty(element) if element.name().as_ref() == name => each(&element),
            Event::Eof => return Ok(()),
            _ => {}
        }
        buffer.clear();
    }
}

pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.try_get_attribute(name).ok()??;
    Some(attribute.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
}

/// For each table of a sheet, how many numbers stand in the column that counts, and their sum.
///
/// Only the cells of the columns that count are looked at. They are found by how a cell of the column begins, which no
/// text can say: `<` stands in none.
fn column_sums(mut stream: impl Read, tables: &[&Expected]) -> Result<Vec<(u64, i64)>, Trouble> {
    let columns: Vec<Column<'_>> = tables.iter().map(|table| Column::new(table)).collect();
    let mut found = vec![(0u64, 0i64); tables.len()];
    // What is looked at: the bytes that were left of the piece before, and the next piece.
    let mut room = vec![0; 2 * PIECE];
    let mut held = 0;
    // How much of what is held the column before has seen; a cell that goes on in the next piece waits for it.
    let mut seen = vec![0; tables.len()];
    loop {
        if held + PIECE > room.len() {
            // A cell longer than a piece.
            room.resize(held + PIECE, 0);
        }
        let count = stream.read(room.get_mut(held..held + PIECE).unwrap_or_default())?;
        if count == 0 {
            return Ok(found);
        }
        held += count;
        for ((column, seen), (rows, sum)) in columns.iter().zip(&mut seen).zip(&mut found) {
            *seen += column.add(room.get(*seen..held).unwrap_or_default(), rows, sum)?;
        }
        let done = seen.iter().copied().min().unwrap_or_default();
        room.copy_within(done..held, 0);
        held -= done;
        for seen in &mut seen {
            *seen -= done;
        }
    }
}

/// A column that counts.
struct Column<'a> {
    table: &'a Expected,
    letters: String,
    begins: Finder<'static>,
    ends: Finder<'static>,
}

impl<'a> Column<'a> {
    fn new(table: &'a Expected) -> Self {
        let letters = Address::new(0, table.column).column_letters();
        let begins = Finder::new(&format!("{CELL}{letters}")).into_owned();
        Self { table, letters, begins, ends: Finder::new("</c>") }
    }

    /// Adds the cells that end within `text`; gives how much of it is done with.
    fn add(&self, text: &[u8], rows: &mut u64, sum: &mut i64) -> Result<usize, Trouble> {
        for at in self.begins.find_iter(text) {
            let cell = text.get(at..).unwrap_or_default();
            let place = cell.get(CELL.len()..).unwrap_or_default();
            let Some(place) = memchr::memchr(b'"', place).and_then(|end| place.get(..end)) else {
                return Ok(at);
            };
            if !std::str::from_utf8(place).is_ok_and(|place| counts(place, &self.letters, self.table)) {
                continue;
            }
            let Some(cell) = self.ends.find(cell).and_then(|end| cell.get(..end + "</c>".len())) else {
                return Ok(at);
            };
            if let Some(number) = number(cell)? {
                *sum += number;
                *rows += 1;
            }
        }
        // The last bytes may be less than a whole beginning.
        Ok(text.len().saturating_sub(CELL.len() + self.letters.len() - 1))
    }
}

/// Whether a cell of this place stands in the column and rows that count.
fn counts(place: &str, letters: &str, table: &Expected) -> bool {
    let row = place.strip_prefix(letters).and_then(|row| row.parse::<u32>().ok());
    row.is_some_and(|row| (table.first_row + 1..=table.end_row).contains(&row))
}

/// The number in the first cell of `text`, if it holds one.
fn number(text: &[u8]) -> Result<Option<i64>, Trouble> {
    if let Some(number) = plain_number(text) {
        return Ok(Some(number));
    }
    let mut reader = Reader::from_reader(text);
    let mut value = false;
    loop {
        match reader.read_event().map_err(differs)? {
            Event::Start(element)
                if element.name().as_ref() == "c" && attribute(&element, "t").is_some_and(|kind| kind != "n") =>
            {
                return Ok(None);
            }
            Event::Start(element) => value = element.name().as_ref() == "v",
            Event::Text(text) if value => {
                let number = text.trim().parse::<i64>();
                return number.map(Some).map_err(|_| differs("not a whole number in a column that counts"));
            }
            // A cell without a value.
            Event::Empty(element) if element.name().as_ref() == "c" => return Ok(None),
            Event::End(element) if element.name().as_ref() == "c" => return Ok(None),
            Event::Eof => return Ok(None),
            _ => {}
        }
    }
}

/// The number in a cell of the kind that nearly all are: a place, a style, and digits. `<c r="V4" s="9"><v>17</v></c>`.
fn plain_number(cell: &[u8]) -> Option<i64> {
    let (tag, rest) = cell.split_at_checked(memchr::memchr(b'>', cell)?)?;
    let digits = rest.strip_prefix(b"><v>")?.strip_suffix(b"</v></c>")?;
    let is_typed = memchr::memmem::find(tag, b" t=").is_some();
    if is_typed || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(numbers: &[f64]) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.xlsx");
        let mut book = rust_xlsxwriter::Workbook::new();
        book.add_worksheet().set_name("目录").unwrap();
        let sheet = book.add_worksheet().set_name("花名册 & <一>").unwrap();
        sheet.write_string(0, 2, "来源行").unwrap();
        for (at, number) in numbers.iter().enumerate() {
            sheet.write_number(at as u32 + 1, 2, *number).unwrap();
            sheet.write_number(at as u32 + 1, 1, 99.0).unwrap();
        }
        book.save(&file).unwrap();
        (folder, file)
    }

    fn expected(rows: u64, sum: i64) -> [Expected; 1] {
        let (sheet, stated) = ("花名册 & <一>".to_owned(), Stated::default());
        [Expected { sheet, column: 2, first_row: 1, end_row: u32::MAX, rows, sum, stated }]
    }

    #[test]
    fn a_lost_or_changed_row_is_found() {
        let (_folder, file) = written(&[4.0, 5.0, 17.0]);
        check(&file, &expected(3, 26)).unwrap();
        assert!(matches!(check(&file, &expected(4, 26)), Err(Trouble::TieOut(_))));
        assert!(matches!(check(&file, &expected(3, 27)), Err(Trouble::TieOut(_))));
    }

    #[test]
    fn a_damaged_part_is_found() {
        let (_folder, file) = written(&[4.0, 5.0, 17.0]);
        let mut bytes = std::fs::read(&file).unwrap();
        let middle = bytes.len() / 3;
        for byte in &mut bytes[middle..middle + 8] {
            *byte ^= 0x55;
        }
        std::fs::write(&file, bytes).unwrap();
        assert!(check(&file, &expected(3, 26)).is_err());
    }
}
