//! The rows of a long sheet, as they stand in its part: `<row r="4"><c r="A4" s="7" t="str">…</c>…</row>`.

use std::io::{self, Write};
use std::ops::Range;
use std::path::Path;

use super::spool::Spool;
use crate::model::Address;

/// Points of a height that is counted in pixels, as rust_xlsxwriter counts it.
const POINTS: f64 = 0.75;

/// The rows of one sheet, written once and in order.
#[derive(Debug)]
pub(in crate::report) struct LongRows {
    /// The sheet's name.
    pub(super) sheet: String,
    /// The first row, from zero.
    pub(super) first: u32,
    /// How many rows belong to it, as was said before they came.
    pub(super) rows: u32,
    /// The styles of the specimens, in their order.
    pub(super) styles: Vec<u32>,
    /// How a cell of each column begins, up to its row: `<c r="A`.
    begins: Vec<Short>,
    /// How it goes on for each style: `" s="7"`.
    styled: Vec<Short>,
    xml: Spool,
    /// The cells of it that are merged: `<mergeCell ref="A4:C4"/>`, and how many such lines there are.
    merges: (Vec<u8>, usize),
    /// How the table of its rows says where it ends, which is with the first of them, and how it should.
    pub(super) table: Option<(String, String)>,
    /// The cells of the row being written, and its number.
    cells: Vec<u8>,
    number: Short,
    /// The height that was written last, and its words.
    height: (f64, String),
    /// The text being written.
    escaped: Vec<u8>,
}

impl LongRows {
    /// Rows for `columns` columns from row `first` on; `folder` takes what is too much to hold.
    pub(in crate::report) fn begin(
        sheet: &str,
        (first, rows): (u32, u32),
        columns: usize,
        styles: Vec<u32>,
        folder: &Path,
    ) -> Self {
        let most = styles.iter().copied().max().unwrap_or_default();
        Self {
            sheet: sheet.to_owned(),
            first,
            rows,
            styles,
            begins: (0..columns as u32)
                .map(|column| Short::new(&format!("<c r=\"{}", Address::new(0, column).column_letters())))
                .collect(),
            styled: (0..=most).map(|style| Short::new(&format!("\" s=\"{style}\""))).collect(),
            xml: Spool::new(folder),
            merges: (Vec::new(), 0),
            table: None,
            cells: Vec::new(),
            number: Short::new(&(first + 1).to_string()),
            height: (0.0, high(0.0)),
            escaped: Vec::new(),
        }
    }

    /// Begins the row with this number, from zero.
    pub(in crate::report) fn begin_row(&mut self, row: u32) {
        self.cells.clear();
        self.number = Short::new(&(row + 1).to_string());
    }

    /// A cell without content.
    pub(in crate::report) fn blank(&mut self, column: usize, style: u32) {
        self.open(column, style);
        self.cells.extend_from_slice(b"/>");
    }

    /// A number. One that no number stands for is told in words.
    pub(in crate::report) fn number(&mut self, column: usize, number: f64, style: u32) {
        if !number.is_finite() {
            return self.text(column, &number.to_string().to_uppercase(), style);
        }
        self.open(column, style);
        self.cells.extend_from_slice(b"><v>");
        if number.fract() == 0.0 && (0.0..1e9).contains(&number) && number.is_sign_positive() {
            digits(number as u32, &mut self.cells);
        } else {
            // Writing to memory does not fail.
            let _ = write!(self.cells, "{number}");
        }
        self.cells.extend_from_slice(b"</v></c>");
    }

    /// Text, whatever it begins with.
    pub(in crate::report) fn text(&mut self, column: usize, text: &str, style: u32) {
        if text.is_empty() {
            return self.blank(column, style);
        }
        self.open(column, style);
        let bytes = text.as_bytes();
        let white = |byte: Option<&u8>| matches!(byte, Some(b'\t' | b'\n' | b' '));
        let edged = white(bytes.first()) || white(bytes.last());
        if !edged && is_settled(bytes) {
            self.cells.extend_from_slice(br#" t="str"><v>"#);
            self.cells.extend_from_slice(bytes);
            self.cells.extend_from_slice(b"</v></c>");
            return;
        }
        self.escaped.clear();
        let is_plain = escape(text, &mut self.escaped);
        let (begins, ends): (&[u8], &[u8]) = if edged {
            (br#" t="inlineStr"><is><t xml:space="preserve">"#, b"</t></is></c>")
        } else if is_plain {
            // The shorter way to say it, where nothing has to be kept or coded.
            (br#" t="str"><v>"#, b"</v></c>")
        } else {
            (br#" t="inlineStr"><is><t>"#, b"</t></is></c>")
        };
        self.cells.extend_from_slice(begins);
        self.cells.extend_from_slice(&self.escaped);
        self.cells.extend_from_slice(ends);
    }

    fn open(&mut self, column: usize, style: u32) {
        if let (Some(begins), Some(styled)) = (self.begins.get(column), self.styled.get(style as usize)) {
            begins.put(&mut self.cells);
            self.number.put(&mut self.cells);
            styled.put(&mut self.cells);
        }
    }

    /// Ends the row; `height` in points where it is not the usual one.
    pub(in crate::report) fn end_row(&mut self, height: Option<f64>) -> io::Result<()> {
        self.xml.add(b"<row r=\"")?;
        self.xml.add(self.number.as_bytes())?;
        match height {
            // Most rows are as high as the one before.
            Some(height) if height.to_bits() == self.height.0.to_bits() => {}
            Some(height) => self.height = (height, high(height)),
            None => {}
        }
        self.xml.add(if height.is_some() { self.height.1.as_bytes() } else { b"\">" })?;
        self.xml.add(&self.cells)?;
        self.xml.add(b"</row>")
    }

    /// Makes cells of the row being written, side by side, one.
    pub(in crate::report) fn merge(&mut self, columns: Range<usize>) {
        let letters = |column: usize| Address::new(0, column as u32).column_letters();
        let (first, last) = (letters(columns.start), letters(columns.end.saturating_sub(1)));
        let (merges, count) = &mut self.merges;
        // Writing to memory does not fail.
        let _ = write!(
            merges,
            "<mergeCell ref=\"{first}{row}:{last}{row}\"/>",
            row = std::str::from_utf8(self.number.as_bytes()).unwrap_or_default()
        );
        *count += 1;
    }

    /// Makes the native table of the rows, made with the header and the first row only, end with row `end`.
    pub(in crate::report) fn table(&mut self, header: u32, end: u32, last: u16) {
        let (first, last) = (Address::new(header, 0), |row| Address::new(row, last.into()));
        let made = format!("ref=\"{first}:{}\"", last(header + 1));
        self.table = Some((made, format!("ref=\"{first}:{}\"", last(end))));
    }

    /// All that was written, and what of it is merged.
    pub(super) fn xml(self) -> (Spool, (Vec<u8>, usize)) {
        (self.xml, self.merges)
    }
}

/// A few bytes. They are copied as a whole block and cut to their length, which costs less than copying so many.
#[derive(Clone, Copy, Debug)]
struct Short {
    block: [u8; 16],
    length: usize,
}

impl Short {
    /// The text, of which no more than a block is kept.
    fn new(text: &str) -> Self {
        let mut block = [0; 16];
        let length = text.len().min(block.len());
        block.iter_mut().zip(text.as_bytes()).for_each(|(to, from)| *to = *from);
        Self { block, length }
    }

    fn as_bytes(&self) -> &[u8] {
        self.block.get(..self.length).unwrap_or_default()
    }

    fn put(&self, into: &mut Vec<u8>) {
        let end = into.len() + self.length;
        into.extend_from_slice(&self.block);
        into.truncate(end);
    }
}

/// How the beginning of a row of this height ends.
fn high(height: f64) -> String {
    let points = (height / POINTS).round() * POINTS;
    format!("\" ht=\"{points}\" customHeight=\"1\">")
}

fn digits(number: u32, into: &mut Vec<u8>) {
    if number >= 10 {
        digits(number / 10, into);
    }
    into.push(b'0' + (number % 10) as u8);
}

/// Bytes that text may not hold as they are, or with which something begins that it may not.
const SPECIAL: [u8; 256] = {
    let mut special = [0; 256];
    let mut byte = 0;
    while byte < 0x20 {
        special[byte] = if byte == b'\t' as usize || byte == b'\n' as usize { 0 } else { IS_SPECIAL };
        byte += 1;
    }
    special[b'&' as usize] = IS_SPECIAL;
    special[b'<' as usize] = IS_SPECIAL;
    special[b'>' as usize] = IS_SPECIAL;
    special[b'_' as usize] = IS_SPECIAL;
    special[0xef] = MAY_BE_NONE;
    special
};
const IS_SPECIAL: u8 = 1;
/// U+FFFE and U+FFFF begin with it, and much that is harmless.
const MAY_BE_NONE: u8 = 2;

/// Whether text stands in XML as it is.
fn is_settled(bytes: &[u8]) -> bool {
    match bytes.iter().fold(0, |seen, &byte| seen | SPECIAL[byte as usize]) {
        0 => true,
        MAY_BE_NONE => memchr::memmem::find(bytes, b"\xef\xbf").is_none(),
        _ => false,
    }
}

/// Text as it stands in XML, in the way of ISO 29500 (`ST_Xstring`): `_x000B_` for what XML cannot hold, `_x005F_` for
/// the underscore of text that only looks like that. Tells whether it is XML's own spelling alone.
fn escape(text: &str, into: &mut Vec<u8>) -> bool {
    let mut is_plain = true;
    for (at, character) in text.char_indices() {
        match character {
            '&' => into.extend_from_slice(b"&amp;"),
            '<' => into.extend_from_slice(b"&lt;"),
            '>' => into.extend_from_slice(b"&gt;"),
            '_' if looks_escaped(text.as_bytes().get(at..).unwrap_or_default()) => {
                is_plain = false;
                into.extend_from_slice(b"_x005F_");
            }
            '\t' | '\n' => into.push(character as u8),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                is_plain = false;
                let _ = write!(into, "_x{:04X}_", character as u32);
            }
            _ => into.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    is_plain
}

/// Whether text begins like an escaped character, `_x000B_`.
fn looks_escaped(text: &[u8]) -> bool {
    matches!(text, [b'_', b'x', a, b, c, d, b'_', ..] if [a, b, c, d].iter().all(|byte| byte.is_ascii_hexdigit()))
}
