//! What a run and its worker say to each other: a line of JSON for each message, a file's bytes as they are.

use std::io::{self, BufRead, Write};
use std::sync::Arc;

use chrono::{DateTime, NaiveDateTime};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::model::{Address, Area, Cell, CellValue, DatePrecision, Lines, OpenFault, Row, Sheet};
use crate::settings::Limits;

/// What a file may cost: said once, first.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Terms {
    limits: [u64; 10],
}

impl Terms {
    pub(super) fn worker_bytes(&self) -> u64 {
        self.limits[8]
    }
}

impl From<&Limits> for Terms {
    fn from(limits: &Limits) -> Self {
        let Limits {
            file_bytes,
            unpacked_bytes,
            part_bytes,
            ratio,
            entries,
            rows,
            cells,
            text_bytes,
            worker_bytes,
            worker_seconds,
        } = *limits;
        Self {
            limits: [
                file_bytes,
                unpacked_bytes,
                part_bytes,
                ratio,
                entries,
                rows,
                cells,
                text_bytes,
                worker_bytes,
                worker_seconds,
            ],
        }
    }
}

impl From<Terms> for Limits {
    fn from(terms: Terms) -> Self {
        let [
            file_bytes,
            unpacked_bytes,
            part_bytes,
            ratio,
            entries,
            rows,
            cells,
            text_bytes,
            worker_bytes,
            worker_seconds,
        ] = terms.limits;
        Self {
            file_bytes,
            unpacked_bytes,
            part_bytes,
            ratio,
            entries,
            rows,
            cells,
            text_bytes,
            worker_bytes,
            worker_seconds,
        }
    }
}

/// A file to read; its bytes follow.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Ask {
    pub(super) format: String,
    /// The file's name without its extension.
    pub(super) stem: String,
    pub(super) bytes: u64,
}

/// A piece of the answer. [`Answer::End`] or [`Answer::Fault`] is the last.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Answer {
    Sheet(SheetHead),
    Row(WireRow),
    End { modified: Option<(i64, u32)>, own: bool, stamp: Option<String>, lines: Option<WireLines> },
    Fault(WireFault),
}

/// How the lines of a text were divided.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct WireLines {
    widths: Vec<(u32, u32)>,
    unpaired: Vec<u32>,
}

impl From<Lines> for WireLines {
    fn from(lines: Lines) -> Self {
        Self { widths: lines.widths, unpaired: lines.unpaired }
    }
}

impl From<WireLines> for Lines {
    fn from(lines: WireLines) -> Self {
        Self { widths: lines.widths, unpaired: lines.unpaired }
    }
}

/// A sheet without its rows.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct SheetHead {
    name: String,
    hidden: bool,
    merges: Vec<[u32; 4]>,
}

impl From<Sheet> for SheetHead {
    fn from(sheet: Sheet) -> Self {
        let corners = |area: &Area| [area.first.row, area.first.column, area.last.row, area.last.column];
        Self { name: sheet.name.to_string(), hidden: sheet.hidden, merges: sheet.merges.iter().map(corners).collect() }
    }
}

impl From<SheetHead> for Sheet {
    fn from(head: SheetHead) -> Self {
        let area =
            |[top, left, bottom, right]: [u32; 4]| Area::new(Address::new(top, left), Address::new(bottom, right));
        Self {
            name: Arc::from(head.name),
            hidden: head.hidden,
            rows: Vec::new(),
            merges: head.merges.into_iter().map(area).collect(),
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct WireRow(u32, Vec<(u32, WireValue)>);

impl From<Row> for WireRow {
    fn from(row: Row) -> Self {
        Self(row.index, row.cells.into_iter().map(|cell| (cell.column, cell.value.into())).collect())
    }
}

impl From<WireRow> for Row {
    fn from(WireRow(index, cells): WireRow) -> Self {
        Self { index, cells: cells.into_iter().map(|(column, value)| Cell { column, value: value.into() }).collect() }
    }
}

#[derive(Debug, Serialize, Deserialize)]
enum WireValue {
    #[serde(rename = "t")]
    Text(Arc<str>),
    /// The number's bits: JSON's own numbers may come back another one.
    #[serde(rename = "n")]
    Number(u64),
    #[serde(rename = "d")]
    Date((i64, u32), Shows),
    #[serde(rename = "b")]
    Bool(bool),
    #[serde(rename = "e")]
    Error(Arc<str>),
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
enum Shows {
    #[serde(rename = "m")]
    Month,
    #[serde(rename = "d")]
    Day,
    #[serde(rename = "t")]
    Time,
}

/// Seconds and nanoseconds of a moment.
pub(super) fn instant(at: NaiveDateTime) -> (i64, u32) {
    (at.and_utc().timestamp(), at.and_utc().timestamp_subsec_nanos())
}

/// The moment of its seconds and nanoseconds.
pub(super) fn moment((seconds, nanoseconds): (i64, u32)) -> Option<NaiveDateTime> {
    DateTime::from_timestamp(seconds, nanoseconds).map(|at| at.naive_utc())
}

impl From<CellValue> for WireValue {
    fn from(value: CellValue) -> Self {
        match value {
            CellValue::Text(text) => Self::Text(text),
            CellValue::Number(number) => Self::Number(number.to_bits()),
            CellValue::Bool(truth) => Self::Bool(truth),
            CellValue::Error(text) => Self::Error(text),
            CellValue::Date { at, shows } => {
                let shows = match shows {
                    DatePrecision::Month => Shows::Month,
                    DatePrecision::Day => Shows::Day,
                    DatePrecision::Time => Shows::Time,
                };
                Self::Date(instant(at), shows)
            }
        }
    }
}

impl From<WireValue> for CellValue {
    fn from(value: WireValue) -> Self {
        match value {
            WireValue::Text(text) => Self::Text(text),
            WireValue::Number(bits) => Self::Number(f64::from_bits(bits)),
            WireValue::Bool(truth) => Self::Bool(truth),
            WireValue::Error(text) => Self::Error(text),
            WireValue::Date(at, shows) => {
                let shows = match shows {
                    Shows::Month => DatePrecision::Month,
                    Shows::Day => DatePrecision::Day,
                    Shows::Time => DatePrecision::Time,
                };
                Self::Date { at: moment(at).unwrap_or_default(), shows }
            }
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) enum WireFault {
    Truncated,
    Checksum(String),
    NotAWorkbook(String),
    Damaged(String),
    Encrypted,
    TooLarge(String, u64, u64),
    Io(String),
}

/// The words that a fault may carry, so that they come back as the same ones.
const ACTUALS: [&str; 4] = ["biff", "mixed", "ole", "unknown"];
const LIMITS: [&str; 10] =
    ["size", "unpacked", "ratio", "entries", "rows", "columns", "text", "cells", "memory", "time"];

fn known(words: &[&'static str], word: &str) -> &'static str {
    words.iter().find(|known| **known == word).copied().unwrap_or("unknown")
}

impl From<OpenFault> for WireFault {
    fn from(fault: OpenFault) -> Self {
        match fault {
            OpenFault::Truncated => Self::Truncated,
            OpenFault::Checksum { part } => Self::Checksum(part),
            OpenFault::NotAWorkbook { actual } => Self::NotAWorkbook(actual.to_owned()),
            OpenFault::Damaged { detail } => Self::Damaged(detail),
            OpenFault::Encrypted => Self::Encrypted,
            OpenFault::TooLarge { what, actual, limit } => Self::TooLarge(what.to_owned(), actual, limit),
            OpenFault::Io { detail } => Self::Io(detail),
        }
    }
}

impl From<WireFault> for OpenFault {
    fn from(fault: WireFault) -> Self {
        match fault {
            WireFault::Truncated => Self::Truncated,
            WireFault::Checksum(part) => Self::Checksum { part },
            WireFault::NotAWorkbook(actual) => Self::NotAWorkbook { actual: known(&ACTUALS, &actual) },
            WireFault::Damaged(detail) => Self::Damaged { detail },
            WireFault::Encrypted => Self::Encrypted,
            WireFault::TooLarge(what, actual, limit) => Self::TooLarge { what: known(&LIMITS, &what), actual, limit },
            WireFault::Io(detail) => Self::Io { detail },
        }
    }
}

/// Writes a message on a line of its own.
pub(super) fn send(output: &mut impl Write, message: &impl Serialize) -> io::Result<()> {
    let mut line = serde_json::to_vec(message)?;
    line.push(b'\n');
    // One call to the system, not one for every comma: the other end is a pipe.
    output.write_all(&line)
}

/// Reads the next message; `None` when the other side has closed.
pub(super) fn receive<T: DeserializeOwned>(input: &mut impl BufRead) -> io::Result<Option<T>> {
    let mut line = Vec::new();
    if input.read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    Ok(Some(serde_json::from_slice(&line)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_as_they_went() {
        let at = chrono::NaiveDate::from_ymd_opt(2015, 9, 1).unwrap().and_hms_milli_opt(8, 30, 0, 5).unwrap();
        let values = [
            CellValue::text("王芳\n\"\u{3000}"),
            CellValue::Number(0.1 + 0.2),
            CellValue::Number(f64::MIN_POSITIVE),
            CellValue::Date { at, shows: DatePrecision::Month },
            CellValue::Bool(true),
            CellValue::Error("#REF!".into()),
        ];
        let cells = (0..).zip(values).map(|(column, value)| Cell { column, value }).collect();
        let row = Row { index: 7, cells };
        let mut line = Vec::new();
        send(&mut line, &WireRow::from(row.clone())).unwrap();
        let back: WireRow = receive(&mut line.as_slice()).unwrap().unwrap();
        assert_eq!(Row::from(back), row);
    }

    #[test]
    fn faults_and_limits_come_back_as_they_went() {
        let faults = [
            OpenFault::Checksum { part: "xl/a".to_owned() },
            OpenFault::NotAWorkbook { actual: "biff" },
            OpenFault::TooLarge { what: "rows", actual: 2, limit: 1 },
        ];
        for fault in faults {
            assert_eq!(OpenFault::from(WireFault::from(fault.clone())), fault);
        }
        assert_eq!(Limits::from(Terms::from(&Limits::default())), Limits::default());
    }
}
