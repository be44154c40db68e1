//! What the characters of a resident's ID number say (GB 11643-1999, and the 15 digits it replaced).

use std::borrow::Cow;

use chrono::{Datelike, NaiveDate};

/// The first two digits that stand for a province, Hong Kong, Macau, Taiwan or abroad (GB/T 2260).
const PROVINCES: [u8; 36] = [
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63,
    64, 65, 71, 81, 82, 83, 91,
];

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS: [u8; 11] = *b"10X98765432";

/// Nobody with an ID number was born before this year.
const EARLIEST_YEAR: i32 = 1800;

/// An ID number of the right shape: 17 digits and a digit or `X`, or the 15 digits of the first generation.
/// Whether it is a true one, its other methods say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdNumber<'a>(&'a str);

impl<'a> IdNumber<'a> {
    /// Takes `text` for an ID number if it has the shape of one, in plain ASCII.
    pub fn new(text: &'a str) -> Option<Self> {
        let bytes = text.as_bytes();
        let digits = match bytes {
            [first @ .., last] if bytes.len() == 18 && (last.is_ascii_digit() || *last == b'X') => first,
            _ if bytes.len() == 15 => bytes,
            _ => return None,
        };
        digits.iter().all(u8::is_ascii_digit).then_some(Self(text))
    }

    /// Whether it has the 15 digits of the first generation.
    pub fn is_old(self) -> bool {
        self.0.len() == 15
    }

    /// Whether a school gave it for want of a real one: `999` and 15 further digits, which mean nothing.
    pub fn is_temporary(self) -> bool {
        !self.is_old() && self.0.starts_with("999")
    }

    /// Whether its first two digits are a province.
    pub fn has_province(self) -> bool {
        self.0.get(..2).and_then(|region| region.parse().ok()).is_some_and(|region| PROVINCES.contains(&region))
    }

    /// Whether its check character is the one that its digits ask for. True for 15 digits, which have none.
    pub fn check_holds(self) -> bool {
        if self.is_old() {
            return true;
        }
        let sum: u32 = self.0.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
        self.0.bytes().last() == CHECK_CHARACTERS.get((sum % 11) as usize).copied()
    }

    /// The birth date in its digits, if they are a date. A temporary number has none.
    pub fn birth(self) -> Option<NaiveDate> {
        if self.is_temporary() {
            return None;
        }
        let digits = if self.is_old() {
            Cow::Owned(format!("19{}", self.0.get(6..12)?))
        } else {
            Cow::Borrowed(self.0.get(6..14)?)
        };
        let part = |from, to| digits.get(from..to)?.parse::<u32>().ok();
        let date = NaiveDate::from_ymd_opt(i32::try_from(part(0, 4)?).ok()?, part(4, 6)?, part(6, 8)?)?;
        (date.year() >= EARLIEST_YEAR).then_some(date)
    }

    /// Whether it is a male's: the last digit of the sequence is odd. A temporary number says nothing.
    pub fn is_male(self) -> Option<bool> {
        if self.is_temporary() {
            return None;
        }
        let digit = self.0.as_bytes().get(if self.is_old() { 14 } else { 16 })?;
        Some((digit - b'0') % 2 == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standards_own_examples_hold() {
        for (text, birth, male) in [
            ("11010519491231002X", (1949, 12, 31), false),
            ("440524188001010014", (1880, 1, 1), true),
            ("110105491231002", (1949, 12, 31), false),
        ] {
            let id = IdNumber::new(text).unwrap();
            assert!(id.check_holds() && id.has_province(), "{text}");
            assert_eq!(id.birth(), NaiveDate::from_ymd_opt(birth.0, birth.1, birth.2));
            assert_eq!(id.is_male(), Some(male));
        }
    }

    #[test]
    fn a_wrong_character_is_seen() {
        assert!(!IdNumber::new("110105194912310021").unwrap().check_holds());
        assert!(!IdNumber::new("99010519491231002X").unwrap().has_province());
        assert_eq!(IdNumber::new("110105194913310021").unwrap().birth(), None);
        assert_eq!(IdNumber::new("11010519491231002x"), None);
        assert_eq!(IdNumber::new("１1010519491231002"), None);
    }

    #[test]
    fn a_temporary_number_tells_neither_birth_nor_sex() {
        let id = IdNumber::new("999520112009011234").unwrap();
        assert_eq!((id.birth(), id.is_male()), (None, None));
    }
}
