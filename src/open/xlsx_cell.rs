//! A cell as nearly every program writes nearly every one: `<c r="B7" s="2" t="s"><v>35</v></c>`, in this order and
//! with nothing else. All others are read attribute by attribute.

use crate::model::Address;

/// The most digits of a number that is read here, and of a row's.
const MOST_DIGITS: usize = 9;
const MOST_ROW_DIGITS: usize = 7;
/// The most letters of a column's name.
const MOST_LETTERS: usize = 3;

/// A cell with what stands in it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Usual {
    pub(super) at: Address,
    pub(super) style: usize,
    /// Its whole number, and whether that is a shared string's; `None` where the cell is empty.
    pub(super) stored: Option<(usize, bool)>,
}

/// Reads a cell from behind its name on, and gives what begins behind it; `None` where it is written in another way.
#[inline]
pub(super) fn usual(bytes: &[u8]) -> Option<(Usual, &[u8])> {
    let (at, rest) = address(bytes.strip_prefix(b" r=\"")?)?;
    let (style, rest) = match rest {
        [b' ', b's', b'=', b'"', rest @ ..] => {
            let (style, rest) = digits::<MOST_DIGITS>(rest)?;
            (style, rest.strip_prefix(b"\"")?)
        }
        _ => (0, rest),
    };
    let (is_string, rest) = match rest {
        [b' ', b't', b'=', b'"', b's', b'"', rest @ ..] => (true, rest),
        _ => (false, rest),
    };
    match rest {
        [b'>', b'<', b'v', b'>', rest @ ..] => {
            let (number, rest) = digits::<MOST_DIGITS>(rest)?;
            Some((Usual { at, style, stored: Some((number, is_string)) }, rest.strip_prefix(b"</v></c>")?))
        }
        [b'/', b'>', rest @ ..] => Some((Usual { at, style, stored: None }, rest)),
        _ => None,
    }
}

/// An address and the quotation mark behind it.
#[inline]
fn address(bytes: &[u8]) -> Option<(Address, &[u8])> {
    let (mut column, mut rest) = (0, bytes);
    while let [letter @ b'A'..=b'Z', behind @ ..] = rest {
        column = column * 26 + u32::from(letter - b'A') + 1;
        rest = behind;
        if bytes.len() - rest.len() > MOST_LETTERS {
            return None;
        }
    }
    let (row, rest) = digits::<MOST_ROW_DIGITS>(rest)?;
    let at = Address::new((row as u32).checked_sub(1)?, column.checked_sub(1)?);
    Some((at, rest.strip_prefix(b"\"")?))
}

/// A number of one digit to `MOST`, and what begins behind it.
#[inline]
fn digits<const MOST: usize>(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (mut number, mut rest) = (0, bytes);
    while let [digit @ b'0'..=b'9', behind @ ..] = rest {
        number = number * 10 + usize::from(digit - b'0');
        rest = behind;
        if bytes.len() - rest.len() > MOST {
            return None;
        }
    }
    (rest.len() < bytes.len()).then_some((number, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_written_as_usual_is_read() {
        let cell =
            |row, column, style, stored| Some((Usual { at: Address::new(row, column), style, stored }, &b"<c"[..]));
        for (text, known) in [
            (" r=\"B7\" s=\"2\" t=\"s\"><v>35</v></c><c", cell(6, 1, 2, Some((35, true)))),
            (" r=\"XFD1048576\"><v>123456789</v></c><c", cell(1_048_575, 16_383, 0, Some((123_456_789, false)))),
            (" r=\"A1\" s=\"1\"/><c", cell(0, 0, 1, None)),
            (" r=\"A1\" t=\"s\"><v>1234567890</v></c>", None),
            (" r=\"A1\" t=\"s\"><v>-1</v></c>", None),
            (" r=\"A1\"><v>1.5</v></c>", None),
            (" r=\"A1\"><v></v></c>", None),
            (" r=\"A1\" s=\"\"><v>1</v></c>", None),
            (" r=\"A1\" t=\"b\"><v>1</v></c>", None),
            (" r=\"A1\"><v>1</v><f>1</f></c>", None),
            (" r=\"A0\"><v>1</v></c>", None),
            (" r=\"A\"><v>1</v></c>", None),
            (" r=\"7\"><v>1</v></c>", None),
            (" r=\"AAAA1\"><v>1</v></c>", None),
            (" r=\"A12345678\"><v>1</v></c>", None),
            (" s=\"1\" r=\"A1\"><v>1</v></c>", None),
            (" r=\"A1\"><v>1", None),
        ] {
            assert_eq!(usual(text.as_bytes()), known, "{text}");
        }
    }
}
