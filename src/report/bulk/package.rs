//! A package put together anew: every part as it is, long sheets with their rows.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Seek, Write};
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::LongRows;
use crate::report::readback::{attribute, each_element, sheet_parts};
use crate::report::trouble::Trouble;

/// How hard long sheets are packed, from 1 to 9: the next level makes them a fifth smaller, and a run a twenty-fifth
/// longer.
const COMPRESSION: i64 = 1;

/// A package in memory.
type Package = ZipArchive<Cursor<Vec<u8>>>;

/// Writes the package `skeleton` to `out`, the rows of `long` in their sheets.
///
/// # Errors
///
/// When a long sheet's part is not what its rows were written for.
pub(in crate::report) fn join(skeleton: Vec<u8>, long: Vec<LongRows>, out: impl Write + Seek) -> Result<(), Trouble> {
    let mut skeleton = ZipArchive::new(Cursor::new(skeleton))?;
    let parts = sheet_parts(&mut skeleton)?;
    let mut by_part: BTreeMap<&str, Vec<LongRows>> = BTreeMap::new();
    for rows in long {
        let name = parts.get(&rows.sheet).ok_or_else(|| unlike(format!("no sheet {}", rows.sheet)))?;
        by_part.entry(name).or_default().push(rows);
    }
    let mut joined: BTreeMap<String, Package> = BTreeMap::new();
    for (name, long) in by_part {
        for (made, whole) in long.iter().filter_map(|rows| rows.table.as_ref()) {
            let name = table_of(&mut skeleton, name)?;
            let part = text(&mut skeleton, &name)?;
            // The table itself, and its filter.
            if part.matches(made).count() != 2 {
                return Err(unlike(format!("{name}: no table {made}")));
            }
            let part = alone(&name, &part.replace(made, whole))?;
            joined.insert(name, part);
        }
        joined.insert(name.to_owned(), packed(name, &text(&mut skeleton, name)?, long)?);
    }
    let mut package = ZipWriter::new(out);
    for at in 0..skeleton.len() {
        let part = skeleton.by_index_raw(at)?;
        match joined.get_mut(&*part.name()?) {
            Some(own) => package.raw_copy_file(own.by_index_raw(0)?)?,
            None => package.raw_copy_file(part)?,
        }
    }
    package.finish()?.flush()?;
    Ok(())
}

fn unlike(detail: impl std::fmt::Display) -> Trouble {
    Trouble::Workbook(detail.to_string())
}

fn text(package: &mut Package, name: &str) -> Result<String, Trouble> {
    let mut text = String::new();
    package.by_name(name)?.read_to_string(&mut text)?;
    Ok(text)
}

/// The part of the table on the sheet of the part `name`.
fn table_of(package: &mut Package, name: &str) -> Result<String, Trouble> {
    let relations = format!("{}.rels", name.replacen("worksheets/", "worksheets/_rels/", 1));
    let mut table = None;
    each_element(package, &relations, "Relationship", |element| {
        let target = attribute(element, "Target").filter(|target| target.starts_with("../tables/"));
        table = target.map(|target| target.replacen("..", "xl", 1)).or(table.take());
    })?;
    table.ok_or_else(|| unlike(format!("{name}: no table")))
}

/// A package of one part with this text.
fn alone(name: &str, text: &str) -> Result<Package, Trouble> {
    let options = SimpleFileOptions::default().compression_level(Some(COMPRESSION));
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    package.start_file(name, options)?;
    package.write_all(text.as_bytes())?;
    Ok(ZipArchive::new(package.finish()?)?)
}

/// A package of one part: the sheet `part` with its long tables, which stand one below the other.
fn packed(name: &str, part: &str, long: Vec<LongRows>) -> Result<Package, Trouble> {
    let (mut tables, mut merges) = (Vec::with_capacity(long.len()), (Vec::new(), 0));
    let mut bytes = part.len() as u64;
    for rows in long {
        let (place, found) = specimens(part, rows.first, rows.rows)?;
        if found != rows.styles {
            return Err(unlike(format!("{}: the specimens have the styles {found:?}", rows.sheet)));
        }
        let (xml, cells) = rows.xml();
        bytes += xml.bytes();
        merges.0.extend(cells.0);
        merges.1 += cells.1;
        tables.push((place, xml));
    }
    let options = SimpleFileOptions::default()
        .compression_level(Some(COMPRESSION))
        .large_file(bytes + merges.0.len() as u64 >= u64::from(u32::MAX));
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    package.start_file(name, options)?;
    let no_place = || unlike(format!("{name}: no place for rows"));
    let mut done = 0;
    for (place, xml) in tables {
        package.write_all(part.get(done..place.start).ok_or_else(no_place)?.as_bytes())?;
        xml.empty_into(&mut package)?;
        done = place.end;
    }
    let after = part.get(done..).ok_or_else(no_place)?;
    package.write_all(&merged(after, merges).ok_or_else(no_place)?)?;
    Ok(ZipArchive::new(package.finish()?)?)
}

/// The end of a sheet with further merged cells. Where any are merged in long tables, others are already: a heading is
/// as wide as its table.
fn merged(after: &str, (merges, more): (Vec<u8>, usize)) -> Option<Cow<'_, [u8]>> {
    const BEGINS: &str = "<mergeCells count=\"";
    if more == 0 {
        return Some(Cow::Borrowed(after.as_bytes()));
    }
    let (before, rest) = after.split_once(BEGINS)?;
    let (count, rest) = rest.split_once('"')?;
    let (known, rest) = rest.split_once("</mergeCells>")?;
    let mut whole = format!("{before}{BEGINS}{}\"{known}", count.parse::<usize>().ok()? + more).into_bytes();
    whole.extend(merges);
    whole.extend_from_slice(b"</mergeCells>");
    whole.extend_from_slice(rest.as_bytes());
    Some(Cow::Owned(whole))
}

/// Where the `rows` rows from `first` on stand in a sheet's part, and the styles of the cells in them.
fn specimens(part: &str, first: u32, rows: u32) -> Result<(Range<usize>, Vec<u32>), Trouble> {
    let number = |element: &BytesStart<'_>, name| attribute(element, name).and_then(|text| text.parse::<u32>().ok());
    let mut reader = Reader::from_str(part);
    let (mut begin, mut styles) = (None, Vec::new());
    loop {
        let at = reader.buffer_position() as usize;
        match reader.read_event().map_err(unlike)? {
            Event::Start(element) | Event::Empty(element) if element.name().as_ref() == "row" => {
                // A row's number counts from one.
                match number(&element, "r") {
                    Some(row) if row <= first => {}
                    Some(row) if row <= first + rows => {
                        begin.get_or_insert(at);
                    }
                    _ => return Ok((begin.unwrap_or(at)..at, styles)),
                }
            }
            Event::Start(element) | Event::Empty(element) if begin.is_some() && element.name().as_ref() == "c" => {
                styles.push(number(&element, "s").unwrap_or_default());
            }
            Event::End(element) if element.name().as_ref() == "sheetData" => {
                return Ok((begin.unwrap_or(at)..at, styles));
            }
            Event::Eof => return Err(unlike("a sheet without rows")),
            _ => {}
        }
    }
}
