//! A pass of our own over a BIFF stream (MS-XLS 2.1.4): what calamine does not tell, and what it must not trip over.
//!
//! Told: passwords, number formats, merged regions. Kept from it: formulas, names and declared dimensions, which are
//! not needed and which damaged files use to ask for gigabytes; and rows far apart, which its dense ranges fill up.

use std::collections::{BTreeMap, BTreeSet};

use super::fault;
use super::number_format;
use crate::model::{Address, Area, DatePrecision, OpenFault};

/// The largest rectangle that is left to a dense range, in cells.
const DENSE: u64 = 1_000_000;
/// Code pages: UTF-16, and GBK.
const UNICODE: u16 = 1200;
const CHINESE: u16 = 936;
/// A record that no reader knows.
const IGNORED: u16 = 0x0FFF;

/// What the stream says of one sheet.
#[derive(Debug, Default)]
pub(super) struct SheetFacts {
    /// The cells of numbers that are shown as dates.
    pub(super) dates: BTreeMap<(u16, u16), DatePrecision>,
    /// The merged regions.
    pub(super) merges: Vec<Area>,
    /// The true rows, where the stream now holds their positions among the used ones.
    pub(super) rows: Option<Vec<u16>>,
}

/// What the stream says of the whole workbook.
#[derive(Debug)]
pub(super) struct Facts {
    /// The facts of its sheets in their order.
    pub(super) sheets: Vec<SheetFacts>,
    /// The code page of its texts, where the stream itself would mislead or says none.
    pub(super) codepage: Option<u16>,
}

/// Looks through a workbook's stream and makes it safe; gives what it says.
pub(super) fn survey(stream: &mut [u8]) -> Result<Facts, OpenFault> {
    let globals = globals(stream)?;
    let mut sheets = Vec::with_capacity(globals.sheets.len());
    for &start in &globals.sheets {
        if start >= stream.len() {
            return Err(OpenFault::Truncated);
        }
        sheets.push(sheet(stream, start, &globals)?);
    }
    // BIFF8 is Unicode whatever its code page says; older texts without one were written on a Chinese machine.
    let codepage = match (globals.is_biff8, globals.codepage) {
        (true, _) => Some(UNICODE),
        (false, None | Some(UNICODE)) => Some(CHINESE),
        (false, Some(_)) => None,
    };
    Ok(Facts { sheets, codepage })
}

/// A record: where its head stands, its type, and where its data ends.
#[derive(Clone, Copy)]
struct Record {
    at: usize,
    kind: u16,
    end: usize,
}

impl Record {
    fn data(self, stream: &[u8]) -> &[u8] {
        stream.get(self.at + 4..self.end).unwrap_or_default()
    }

    fn ignore(self, stream: &mut [u8]) {
        if let Some(kind) = stream.get_mut(self.at..self.at + 2) {
            kind.copy_from_slice(&IGNORED.to_le_bytes());
        }
    }
}

/// The record at `at`; `None` at the stream's end. A record cut off by it is a truncated file.
fn record(stream: &[u8], at: usize) -> Result<Option<Record>, OpenFault> {
    let Some(kind) = u16_at(stream, at) else {
        return Ok(None);
    };
    let length = u16_at(stream, at + 2).ok_or(OpenFault::Truncated)?;
    let end = at + 4 + usize::from(length);
    if end > stream.len() {
        return Err(OpenFault::Truncated);
    }
    Ok(Some(Record { at, kind, end }))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

#[derive(Default)]
struct Globals {
    /// Where the sheets begin.
    sheets: Vec<usize>,
    is_biff8: bool,
    codepage: Option<u16>,
    /// How many shared strings there are.
    strings: u32,
    /// What each cell format shows of a number.
    shown: Vec<Option<DatePrecision>>,
}

fn globals(stream: &mut [u8]) -> Result<Globals, OpenFault> {
    let mut globals = Globals { is_biff8: true, ..Globals::default() };
    let mut formats: BTreeMap<u16, Option<DatePrecision>> = BTreeMap::new();
    let mut cell_formats = Vec::new();
    let mut at = 0;
    while let Some(record) = record(stream, at)? {
        at = record.end;
        let data = record.data(stream);
        match record.kind {
            0x0809 if record.at == 0 => {
                globals.is_biff8 = u16_at(data, 0).is_none_or(|version| version != 0x0500);
            }
            // CodePage.
            0x0042 => globals.codepage = u16_at(data, 0),
            // FilePass.
            0x002F => return Err(OpenFault::Encrypted),
            // BoundSheet8.
            0x0085 => {
                let start = data.get(..4).and_then(|bytes| bytes.try_into().ok()).map(u32::from_le_bytes);
                globals.sheets.push(start.ok_or(OpenFault::Truncated)? as usize);
            }
            // SST.
            0x00FC => globals.strings = u32_at(data, 4).unwrap_or(0),
            // Format.
            0x041E => {
                if let Some((id, code)) = format(data, globals.is_biff8) {
                    formats.insert(id, number_format::shows(&code));
                }
            }
            // XF.
            0x00E0 => cell_formats.push(u16_at(data, 2).unwrap_or(0)),
            // Lbl and ExternSheet.
            0x0018 | 0x0017 => record.ignore(stream),
            0x000A => break,
            _ => {}
        }
    }
    globals.shown = cell_formats
        .into_iter()
        .map(|id| formats.get(&id).copied().unwrap_or_else(|| number_format::builtin(u32::from(id))))
        .collect();
    Ok(globals)
}

fn format(data: &[u8], is_biff8: bool) -> Option<(u16, String)> {
    let id = u16_at(data, 0)?;
    if !is_biff8 {
        let length = usize::from(*data.get(2)?);
        let bytes = data.get(3..)?;
        let code = &bytes[..length.min(bytes.len())];
        return Some((id, encoding_rs::GB18030.decode_without_bom_handling(code).0.into_owned()));
    }
    let length = usize::from(u16_at(data, 2)?);
    let is_wide = data.get(4)? & 1 == 1;
    let bytes = data.get(5..)?;
    let code = if is_wide {
        encoding_rs::UTF_16LE.decode_without_bom_handling(&bytes[..(length * 2).min(bytes.len())]).0.into_owned()
    } else {
        bytes.iter().take(length).map(|&byte| char::from(byte)).collect()
    };
    Some((id, code))
}

fn sheet(stream: &mut [u8], start: usize, globals: &Globals) -> Result<SheetFacts, OpenFault> {
    let mut facts = SheetFacts::default();
    let mut cells = Vec::new();
    let (mut at, mut depth) = (start, 0u32);
    while let Some(record) = record(stream, at)? {
        at = record.end;
        match record.kind {
            0x0809 => depth += 1,
            0x000A => depth = depth.saturating_sub(1),
            // A chart inside the sheet has records like cells.
            _ if depth > 1 => {}
            // Dimensions.
            0x0200 => record.ignore(stream),
            // MergeCells.
            0x00E5 => {
                facts.merges.extend(merges(record.data(stream)));
                record.ignore(stream);
            }
            // Number, Label, RString, BoolErr, Formula, RK, LabelSst, MulRk.
            0x0203 | 0x0204 | 0x00D6 | 0x0205 | 0x0006 | 0x027E | 0x00FD | 0x00BD => {
                note_dates(record, stream, &globals.shown, &mut facts);
                cells.push(record);
            }
            _ => {}
        }
        if record.kind == 0x000A && depth == 0 {
            break;
        }
    }
    for record in &cells {
        forget_formula(*record, stream);
        mend(*record, stream, globals.strings);
    }
    facts.rows = gather(&cells, stream)?;
    Ok(facts)
}

fn merges(data: &[u8]) -> impl Iterator<Item = Area> {
    let (regions, _) = data.get(2..).unwrap_or_default().as_chunks::<8>();
    regions.iter().map(|region| {
        let at = |offset: usize| u32::from(u16::from_le_bytes([region[offset], region[offset + 1]]));
        Area::new(Address::new(at(0), at(4)), Address::new(at(2), at(6)))
    })
}

fn note_dates(record: Record, stream: &[u8], formats: &[Option<DatePrecision>], facts: &mut SheetFacts) {
    let data = record.data(stream);
    let (Some(row), Some(first)) = (u16_at(data, 0), u16_at(data, 2)) else {
        return;
    };
    let mut note = |column: u16, format: Option<u16>| {
        let shows = format.and_then(|format| formats.get(usize::from(format))).copied().flatten();
        if let Some(shows) = shows {
            facts.dates.insert((row, column), shows);
        }
    };
    match record.kind {
        0x0203 | 0x027E | 0x0006 => note(first, u16_at(data, 4)),
        0x00BD => {
            let (numbers, _) = data.get(4..).unwrap_or_default().as_chunks::<6>();
            for (offset, number) in (0u16..).zip(numbers) {
                note(first.saturating_add(offset), u16_at(number, 0));
            }
        }
        _ => {}
    }
}

/// Empties a formula's tokens; its value stands before them.
fn forget_formula(record: Record, stream: &mut [u8]) {
    if record.kind == 0x0006 && record.end >= record.at + 4 + 22 {
        stream[record.at + 24..record.at + 26].fill(0);
    }
}

/// Makes errors without a known code, which calamine refuses, `#N/A`; and strings without a text, which it passes over,
/// `#REF!`: one odd cell costs itself, and is not lost.
fn mend(record: Record, stream: &mut [u8], strings: u32) {
    const KNOWN: [u8; 8] = [0x00, 0x07, 0x0F, 0x17, 0x1D, 0x24, 0x2A, 0x2B];
    const REFERENCE: u8 = 0x17;
    const NOT_THERE: u8 = 0x2A;
    let lost = record.kind == 0x00FD && u32_at(record.data(stream), 6).is_none_or(|string| string >= strings);
    let Some(data) = stream.get_mut(record.at + 4..record.end) else {
        return;
    };
    match (record.kind, data) {
        (0x0205, [_, _, _, _, _, _, code, 1, ..])
        | (0x0006, [_, _, _, _, _, _, 2, _, code, _, _, _, 0xFF, 0xFF, ..])
            if !KNOWN.contains(code) =>
        {
            *code = NOT_THERE;
        }
        (0x00FD, [_, _, _, _, _, _, code, is_error, ..]) if lost => {
            (*code, *is_error) = (REFERENCE, 1);
            stream[record.at..record.at + 2].copy_from_slice(&0x0205u16.to_le_bytes());
        }
        _ => {}
    }
}

/// Numbers the used rows one after another where they are too far apart for a dense range; gives the true ones.
fn gather(cells: &[Record], stream: &mut [u8]) -> Result<Option<Vec<u16>>, OpenFault> {
    let mut rows = BTreeSet::new();
    let (mut first, mut last) = (u16::MAX, 0);
    for cell in cells {
        let data = cell.data(stream);
        let (Some(row), Some(column)) = (u16_at(data, 0), u16_at(data, 2)) else {
            return Err(fault::damaged("a cell without a place"));
        };
        rows.insert(row);
        first = first.min(column);
        last = last.max(if cell.kind == 0x00BD {
            u16_at(data, data.len().saturating_sub(2)).unwrap_or(column)
        } else {
            column
        });
    }
    let (Some(&top), Some(&bottom)) = (rows.first(), rows.last()) else {
        return Ok(None);
    };
    let width = u64::from(last.saturating_sub(first)) + 1;
    if width * (u64::from(bottom - top) + 1) <= DENSE {
        return Ok(None);
    }
    if width * rows.len() as u64 > DENSE * 64 {
        return Err(OpenFault::TooLarge { what: "cells", actual: width * rows.len() as u64, limit: DENSE * 64 });
    }
    let rows: Vec<u16> = rows.into_iter().collect();
    for cell in cells {
        let Some(place) = stream.get_mut(cell.at + 4..cell.at + 6) else {
            continue;
        };
        let row = u16::from_le_bytes([place[0], place[1]]);
        let position = rows.binary_search(&row).unwrap_or(0) as u16;
        place.copy_from_slice(&position.to_le_bytes());
    }
    Ok(Some(rows))
}
