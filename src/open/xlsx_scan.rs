//! The cells of an ordinary sheet straight from its bytes, in one pass while it unpacks, many times faster than events.
//!
//! It knows how spreadsheet programs write a sheet, and nothing else: at the first thing that it does not know it gives
//! up, and calamine reads the sheet. What it does read it reads as calamine would, cell by cell.

use std::sync::Arc;

use calamine::CellErrorType;
use memchr::{memchr, memmem};
use quick_xml::events::Event;

use super::grid::{Budget, Grid, UNCALCULATED};
use super::xlsx_bytes::{Known, Stop, Text, are_entities_whole, decoded};
use super::xlsx_cell::{Usual, usual};
use super::{number_format, xlsx, xml};
use crate::model::{Address, CellValue, DatePrecision, OpenFault};

/// The longest that a beginning, a row or a string may be; nobody's table has longer ones.
const LONGEST: usize = 4 * 1024 * 1024;

/// What the cells of a workbook refer to.
pub(super) struct Referred {
    pub(super) strings: Vec<Arc<str>>,
    /// What each cell style shows of a number.
    pub(super) shown: Vec<Option<DatePrecision>>,
    pub(super) is_1904: bool,
}

/// Where the reading of a part stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Before,
    Within,
    Behind,
    Unknown,
}

/// A part that comes in pieces and is read element by element: rows of a sheet, strings of the shared ones.
struct Pieces {
    /// What has come and is not read yet.
    waiting: Vec<u8>,
    stage: Stage,
    /// The element that holds the others, its end, and the end of each of these.
    outer: &'static [u8],
    close: &'static [u8],
    end: &'static [u8],
}

impl Pieces {
    const fn new(outer: &'static [u8], close: &'static [u8], end: &'static [u8]) -> Self {
        Self { waiting: Vec::new(), stage: Stage::Before, outer, close, end }
    }

    /// Takes a piece and reads the elements that have come to their end.
    fn take(&mut self, piece: &[u8], read: &mut impl FnMut(&mut Text<'_>) -> Known<()>) -> Result<(), OpenFault> {
        if self.stage == Stage::Behind {
            return Ok(());
        }
        let mut waiting = std::mem::take(&mut self.waiting);
        // A small part comes in one piece, which need not be kept.
        let bytes = if waiting.is_empty() && self.stage != Stage::Unknown {
            piece
        } else {
            waiting.extend_from_slice(piece);
            &waiting
        };
        if self.stage == Stage::Unknown {
            self.waiting = waiting;
            return Ok(());
        }
        let at = match self.read(bytes, read) {
            Ok(at) => at,
            Err((_, Stop::Fault(fault))) => return Err(fault),
            Err((at, Stop::Unknown)) => {
                self.stage = Stage::Unknown;
                at
            }
        };
        if self.stage != Stage::Behind {
            self.waiting = bytes.get(at..).unwrap_or_default().to_vec();
        }
        if self.waiting.len() > LONGEST {
            self.stage = Stage::Unknown;
        }
        Ok(())
    }

    /// What has come since something unknown was met, that included.
    fn unknown(&mut self) -> Option<Vec<u8>> {
        (self.stage == Stage::Unknown).then(|| std::mem::take(&mut self.waiting))
    }

    /// Reads whole elements; gives how far it came.
    fn read(
        &mut self,
        bytes: &[u8],
        read: &mut impl FnMut(&mut Text<'_>) -> Known<()>,
    ) -> Result<usize, (usize, Stop)> {
        let mut done = 0;
        if self.stage == Stage::Before {
            done = self.begin(bytes).map_err(|stop| (0, stop))?;
        }
        if self.stage != Stage::Within {
            return Ok(done);
        }
        // The end of all stands behind the last element's: nearly always what is left to look at is short.
        let last = memmem::rfind(bytes, self.end).map_or(0, |at| at + self.end.len());
        let behind = bytes.get(last..).unwrap_or_default();
        let until = memmem::rfind(behind, self.close).map_or(last, |at| last + at + self.close.len()).max(done);
        let mut text = Text { bytes: bytes.get(..until).unwrap_or(bytes), at: done };
        loop {
            text.skip_space();
            done = text.at;
            if done >= until {
                return Ok(done);
            }
            if text.passes(self.close) {
                self.stage = Stage::Behind;
                return Ok(text.at);
            }
            read(&mut text).map_err(|stop| (done, stop))?;
        }
    }

    /// Passes the beginning of the part up to its elements, if all of that has come; gives how far it came.
    fn begin(&mut self, bytes: &[u8]) -> Known<usize> {
        let opens = |at: &usize| at.checked_sub(1).and_then(|before| bytes.get(before)) == Some(&b'<');
        let Some(at) = memmem::find_iter(bytes, self.outer).find(opens) else {
            return Ok(0);
        };
        let head = bytes.get(..at.saturating_sub(1)).unwrap_or_default();
        let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
        // Comments and document types may hide anything, and another encoding may be anything.
        let encoding = memmem::find(head, b"encoding=").and_then(|at| head.get(at + 10..at + 15));
        let is_utf8 = encoding.is_none_or(|name| name.eq_ignore_ascii_case(b"utf-8"));
        let is_plain = memmem::find(head, b"<!").is_none() && (head.is_empty() || head.starts_with(b"<"));
        if !is_plain || !is_utf8 || !is_xml(head) {
            return Err(Stop::Unknown);
        }
        let mut text = Text { bytes, at: at + self.outer.len() };
        if memchr(b'>', bytes.get(text.at..).unwrap_or_default()).is_none() {
            return Ok(0);
        }
        self.stage = if text.attributes(|_, _| {})? { Stage::Behind } else { Stage::Within };
        Ok(text.at)
    }
}

/// Whether tags can be read to the end.
fn is_xml(bytes: &[u8]) -> bool {
    let mut reader = xml::reader(bytes);
    loop {
        match xml::next(&mut reader) {
            Ok(Event::Eof) => return true,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}

/// Reads the shared strings from the pieces of their part.
pub(super) struct Strings {
    pieces: Pieces,
    found: Vec<Arc<str>>,
}

impl Strings {
    pub(super) const fn new() -> Self {
        Self { pieces: Pieces::new(b"sst", b"</sst>", b"</si>"), found: Vec::new() }
    }

    pub(super) fn take(&mut self, piece: &[u8]) {
        let found = &mut self.found;
        // It reads no cell, and strings by themselves are no fault.
        let _ = self.pieces.take(piece, &mut |text| {
            text.expect(b"<si")?;
            let is_empty = text.attributes(|_, _| {})?;
            found.push(if is_empty { "".into() } else { text.runs(b"</si>")? });
            Ok(())
        });
        drop(self.pieces.unknown());
    }

    /// All of them; `None` if there was something unknown.
    pub(super) fn finish(self) -> Option<Vec<Arc<str>>> {
        (self.pieces.stage == Stage::Behind).then_some(self.found)
    }
}

/// A sheet that is read while its part unpacks.
pub(super) struct Scan<'a> {
    pieces: Pieces,
    referred: &'a Referred,
    grid: Grid,
    budget: Budget,
    fault: Option<OpenFault>,
}

impl<'a> Scan<'a> {
    pub(super) fn new(referred: &'a Referred, grid: Grid, budget: Budget) -> Self {
        let pieces = Pieces::new(b"sheetData", b"</sheetData>", b"</row>");
        Self { pieces, referred, grid, budget, fault: None }
    }

    /// Reads on; gives what has come since something unknown was met, that included.
    pub(super) fn take(&mut self, piece: &[u8]) -> Option<Vec<u8>> {
        let Self { pieces, referred, grid, budget, fault } = self;
        // Behind a fault nothing counts but the part's checksum.
        if fault.is_none() {
            *fault = pieces.take(piece, &mut |text| row(text, referred, grid, budget)).err();
        }
        pieces.unknown()
    }

    /// The sheet's cells and what is left of the budget, or why it is refused; `None` if something was unknown.
    pub(super) fn finish(self) -> Option<Result<(Grid, Budget), OpenFault>> {
        match self.fault {
            Some(fault) => Some(Err(fault)),
            None => (self.pieces.stage == Stage::Behind).then_some(Ok((self.grid, self.budget))),
        }
    }
}

/// Reads a row.
fn row(text: &mut Text<'_>, referred: &Referred, grid: &mut Grid, budget: &mut Budget) -> Known<()> {
    text.expect(b"<row")?;
    if text.attributes(|_, _| {})? {
        return Ok(());
    }
    loop {
        text.skip_space();
        if text.passes(b"<c") {
            match usual(text.rest()) {
                Some((cell, behind)) => {
                    text.goes_on(behind, false);
                    take_usual(&cell, referred, grid, budget)?;
                }
                None => cell(text, referred, grid, budget)?,
            }
        } else {
            return text.expect(b"</row>");
        }
    }
}

/// Takes a cell that is written as usual.
#[inline]
fn take_usual(cell: &Usual, referred: &Referred, grid: &mut Grid, budget: &mut Budget) -> Known<()> {
    let value = match cell.stored {
        None => return Ok(()),
        Some((number, true)) => shared(number, referred)?,
        Some((number, false)) => numeric(number as f64, cell.style, referred),
    };
    xlsx::put(cell.at, value, grid, budget).map_err(Stop::Fault)
}

/// Reads a cell from behind its name on.
fn cell(text: &mut Text<'_>, referred: &Referred, grid: &mut Grid, budget: &mut Budget) -> Known<()> {
    let (mut place, mut style, mut kind) = (&b""[..], &b""[..], &b"n"[..]);
    let is_empty = text.attributes(|name, value| match name {
        b"r" => place = value,
        b"s" => style = value,
        b"t" => kind = value,
        _ => {}
    })?;
    let at = address(place)?;
    if is_empty {
        return Ok(());
    }
    let mut found: Option<CellValue> = None;
    let (mut is_told, mut is_formula) = (false, false);
    loop {
        text.skip_space();
        if text.passes(b"</c>") {
            break;
        }
        if is_told {
            return Err(Stop::Unknown);
        }
        if text.passes(b"<v>") {
            let stored = text.until(b"</v>")?;
            is_told = true;
            if !stored.is_empty() && kind != b"inlineStr" {
                found = Some(value(kind, stored, style, referred)?);
            }
        } else if text.passes(b"<v/>") || text.passes(b"<v />") {
            is_told = true;
        } else if text.passes(b"<f") {
            if !text.attributes(|_, _| {})? {
                let formula = text.until(b"</f>")?;
                if !are_entities_whole(formula) {
                    return Err(Stop::Unknown);
                }
                is_formula = is_worked_out(formula);
            }
        } else if text.passes(b"<is>") && kind == b"inlineStr" {
            is_told = true;
            found = Some(CellValue::Text(text.runs(b"</is>")?));
        } else {
            return Err(Stop::Unknown);
        }
    }
    // A formula whose text is empty says so by its kind.
    let is_waiting = is_formula && kind != b"inlineStr" && !(is_told && kind == b"str");
    let waiting = || is_waiting.then(|| CellValue::Error(UNCALCULATED.into()));
    match found.or_else(waiting) {
        Some(value) => xlsx::put(at, value, grid, budget).map_err(Stop::Fault),
        None => Ok(()),
    }
}

/// Whether a formula gives a value, which a picture in a cell does not.
fn is_worked_out(formula: &[u8]) -> bool {
    !formula.is_empty() && memmem::find(formula, b"DISPIMG(").is_none()
}

/// What is stored in a cell of some kind.
fn value(kind: &[u8], stored: &[u8], style: &[u8], referred: &Referred) -> Known<CellValue> {
    Ok(match kind {
        b"s" => shared(count(stored)?, referred)?,
        b"n" => {
            let style = if style.is_empty() { 0 } else { count(style)? };
            numeric(number(stored)?, style, referred)
        }
        // What begins with a space is a sign of layout, which calamine keeps.
        b"str" if !stored.starts_with(b" ") => CellValue::text(decoded(stored)?),
        b"b" if stored == b"1" => CellValue::Bool(true),
        b"b" if stored == b"0" => CellValue::Bool(false),
        b"e" => {
            let error = std::str::from_utf8(stored).ok().and_then(|text| text.parse::<CellErrorType>().ok());
            CellValue::Error(error.ok_or(Stop::Unknown)?.to_string().into())
        }
        _ => return Err(Stop::Unknown),
    })
}

/// The shared string of a number.
#[inline]
fn shared(number: usize, referred: &Referred) -> Known<CellValue> {
    referred.strings.get(number).map(|text| CellValue::Text(Arc::clone(text))).ok_or(Stop::Unknown)
}

/// A number as its cell's style shows it.
#[inline]
fn numeric(number: f64, style: usize, referred: &Referred) -> CellValue {
    number_format::value(number, referred.shown.get(style).copied().flatten(), referred.is_1904)
}

/// A count in decimal digits.
fn count(digits: &[u8]) -> Known<usize> {
    if digits.is_empty() || digits.len() > 9 || !digits.iter().all(u8::is_ascii_digit) {
        return Err(Stop::Unknown);
    }
    Ok(digits.iter().fold(0, |count, digit| count * 10 + usize::from(digit - b'0')))
}

/// A number as programs store it: `12`, `-0.5`, `1.2E+20`.
fn number(stored: &[u8]) -> Known<f64> {
    if stored.len() <= 9 && stored.iter().all(u8::is_ascii_digit) {
        return count(stored).map(|count| count as f64);
    }
    let is_plain = stored.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E'));
    let begins = matches!(stored, [b'0'..=b'9', ..] | [b'-', b'0'..=b'9', ..]);
    let number = std::str::from_utf8(stored).ok().filter(|_| is_plain && begins).and_then(|text| text.parse().ok());
    number.filter(|number: &f64| number.is_finite()).ok_or(Stop::Unknown)
}

/// A cell's address: `D7`.
fn address(place: &[u8]) -> Known<Address> {
    let letters = place.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
    let (name, digits) = place.split_at_checked(letters).ok_or(Stop::Unknown)?;
    let column = name.iter().fold(0, |column, letter| column * 26 + u32::from(letter - b'A') + 1);
    if !(1..=3).contains(&letters) || !(1..=7).contains(&digits.len()) {
        return Err(Stop::Unknown);
    }
    let row = count(digits)?.checked_sub(1).ok_or(Stop::Unknown)?;
    Ok(Address::new(row as u32, column - 1))
}
