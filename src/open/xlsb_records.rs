//! The records of a binary workbook's parts (MS-XLSB 2.1.4), and the fields in them.

use super::fault;
use crate::model::OpenFault;

/// A record: its type and its data.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record<'a> {
    pub(super) kind: u16,
    pub(super) data: &'a [u8],
}

/// The records of a part, one after another. One that is cut off ends them with a fault.
pub(super) struct Records<'a> {
    rest: &'a [u8],
}

impl<'a> Records<'a> {
    pub(super) fn of(part: &'a [u8]) -> Self {
        Self { rest: part }
    }

    /// A number in pieces of seven bits, the last of which has no high bit; at most `most` bytes.
    fn number(&mut self, most: u32) -> Option<u32> {
        let mut number = 0;
        for position in 0..most {
            let (&byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            number |= u32::from(byte & 0x7F) << (7 * position);
            if byte & 0x80 == 0 {
                break;
            }
        }
        Some(number)
    }

    fn record(&mut self) -> Option<Record<'a>> {
        let kind = self.kind()?;
        let size = self.number(4)? as usize;
        let (data, rest) = self.rest.split_at_checked(size)?;
        self.rest = rest;
        Some(Record { kind, data })
    }

    /// A type keeps the high bit of its first byte.
    fn kind(&mut self) -> Option<u16> {
        let (&low, rest) = self.rest.split_first()?;
        self.rest = rest;
        if low & 0x80 == 0 {
            return Some(u16::from(low));
        }
        let (&high, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(u16::from(low & 0x7F) | u16::from(high & 0x7F) << 7)
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Result<Record<'a>, OpenFault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let record = self.record().ok_or(OpenFault::Truncated);
        if record.is_err() {
            self.rest = &[];
        }
        Some(record)
    }
}

impl Record<'_> {
    pub(super) fn byte(&self, at: usize) -> Result<u8, OpenFault> {
        self.data.get(at).copied().ok_or_else(short)
    }

    pub(super) fn two(&self, at: usize) -> Result<u16, OpenFault> {
        self.bytes(at).map(u16::from_le_bytes)
    }

    pub(super) fn four(&self, at: usize) -> Result<u32, OpenFault> {
        self.bytes(at).map(u32::from_le_bytes)
    }

    pub(super) fn real(&self, at: usize) -> Result<f64, OpenFault> {
        self.bytes(at).map(f64::from_le_bytes)
    }

    /// The text at `at`, and where the record goes on behind it. One that is none at all is empty.
    pub(super) fn text(&self, at: usize) -> Result<(String, usize), OpenFault> {
        let length = self.four(at)?;
        let start = at + 4;
        if length == u32::MAX {
            return Ok((String::new(), start));
        }
        let end = (length as usize).checked_mul(2).and_then(|size| start.checked_add(size)).ok_or_else(short)?;
        let text = self.data.get(start..end).ok_or_else(short)?;
        Ok((encoding_rs::UTF_16LE.decode_without_bom_handling(text).0.into_owned(), end))
    }

    /// A number in four bytes (MS-XLSB 2.5.122).
    pub(super) fn packed(&self, at: usize) -> Result<f64, OpenFault> {
        let packed = self.four(at)?;
        let number = if packed & 2 == 0 {
            f64::from_bits(u64::from(packed & !3) << 32)
        } else {
            f64::from(packed.cast_signed() >> 2)
        };
        Ok(if packed & 1 == 0 { number } else { number / 100.0 })
    }

    fn bytes<const N: usize>(&self, at: usize) -> Result<[u8; N], OpenFault> {
        let end = at.checked_add(N).ok_or_else(short)?;
        self.data.get(at..end).and_then(|bytes| bytes.try_into().ok()).ok_or_else(short)
    }
}

fn short() -> OpenFault {
    fault::damaged("a record that is too short")
}
