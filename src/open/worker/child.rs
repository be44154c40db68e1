//! The worker's side: caps itself, then reads one file after another until its input closes.

use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};

use super::super::{quiet_panics, read};
use super::cap::cap;
use super::wire::{self, Answer, Ask, Terms};
use crate::model::{Book, Format, OpenFault};
use crate::settings::Limits;

/// The exit code of a worker that could not cap itself or was spoken to in another tongue.
pub(super) const NO_SERVICE: i32 = 70;

/// Serves as a worker; gives the process's exit code.
///
/// `input` begins with the terms (what a file may cost), then come files; `output` gets their sheets, row by row.
pub fn serve(input: impl Read, output: impl Write) -> u8 {
    quiet_panics();
    match answer_all(&mut BufReader::new(input), &mut BufWriter::new(output)) {
        Ok(()) => 0,
        Err(_) => NO_SERVICE as u8,
    }
}

fn answer_all(input: &mut impl BufRead, output: &mut impl Write) -> io::Result<()> {
    let Some(terms) = wire::receive::<Terms>(input)? else {
        return Ok(());
    };
    cap(terms.worker_bytes())?;
    let limits = Limits::from(terms);
    while let Some(ask) = wire::receive::<Ask>(input)? {
        let mut bytes = Vec::new();
        input.take(ask.bytes).read_to_end(&mut bytes)?;
        if bytes.len() as u64 != ask.bytes {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        answer(format(&ask.format), &bytes, &ask.stem, &limits, output)?;
        output.flush()?;
    }
    Ok(())
}

fn answer(
    format: Option<Format>,
    bytes: &[u8],
    stem: &str,
    limits: &Limits,
    output: &mut impl Write,
) -> io::Result<()> {
    let outcome = match format {
        Some(format) => read(format, bytes, stem, limits),
        None => Err(OpenFault::NotAWorkbook { actual: "unknown" }),
    };
    match outcome {
        Ok(book) => send(book, output),
        Err(fault) => wire::send(output, &Answer::Fault(fault.into())),
    }
}

fn send(book: Book, output: &mut impl Write) -> io::Result<()> {
    for mut sheet in book.sheets {
        let rows = std::mem::take(&mut sheet.rows);
        wire::send(output, &Answer::Sheet(sheet.into()))?;
        for row in rows {
            wire::send(output, &Answer::Row(row.into()))?;
        }
    }
    let modified = book.modified.map(wire::instant);
    let stamp = book.stamp.map(|stamp| stamp.text());
    wire::send(output, &Answer::End { modified, own: book.own, stamp })
}

fn format(name: &str) -> Option<Format> {
    let formats = [Format::Xls, Format::Xlsb, Format::Ods, Format::Xlsx, Format::Text, Format::Html, Format::Xml];
    formats.into_iter().find(|format| format.name() == name)
}
