//! Where something stands: a cell, a rectangle, a place in a file.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A cell's address. Both numbers count from zero; people see them from one ([`Address::row_number`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Address {
    /// The row, from zero.
    pub row: u32,
    /// The column, from zero (`A` = 0).
    pub column: u32,
}

impl Address {
    /// The address of the cell in `row` and `column`, both from zero.
    pub const fn new(row: u32, column: u32) -> Self {
        Self { row, column }
    }

    /// The row as the spreadsheet shows it, from one.
    pub const fn row_number(self) -> u32 {
        self.row + 1
    }

    /// The column's letters as the spreadsheet shows them: `A`, `Z`, `AA`, `XFD`.
    pub fn column_letters(self) -> String {
        let mut rest = self.column + 1;
        let mut letters = Vec::with_capacity(3);
        while rest > 0 {
            rest -= 1;
            letters.push(b'A' + (rest % 26) as u8);
            rest /= 26;
        }
        letters.iter().rev().map(|&letter| letter as char).collect()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.column_letters(), self.row_number())
    }
}

/// The text is no cell address such as `D7`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a cell address: {0:?}")]
pub struct NotAnAddress(String);

impl FromStr for Address {
    type Err = NotAnAddress;

    /// Reads `D7` or `$D$7`, letters of either case.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refuse = || NotAnAddress(text.to_owned());
        let plain: String = text.chars().filter(|&c| c != '$').collect();
        let split = plain.find(|c: char| c.is_ascii_digit()).ok_or_else(refuse)?;
        let (letters, digits) = plain.split_at(split);
        if letters.is_empty() || letters.len() > 3 || digits.len() > 7 {
            return Err(refuse());
        }
        let mut column = 0u32;
        for letter in letters.chars() {
            if !letter.is_ascii_alphabetic() {
                return Err(refuse());
            }
            column = column * 26 + (letter.to_ascii_uppercase() as u32 - 'A' as u32 + 1);
        }
        let row: u32 = digits.parse().map_err(|_| refuse())?;
        if row == 0 {
            return Err(refuse());
        }
        Ok(Self::new(row - 1, column - 1))
    }
}

/// A rectangle of cells, both corners included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Area {
    /// The top left corner.
    pub first: Address,
    /// The bottom right corner.
    pub last: Address,
}

impl Area {
    /// The rectangle between two corners.
    pub const fn new(first: Address, last: Address) -> Self {
        Self { first, last }
    }

    /// Whether `at` lies inside.
    pub fn contains(&self, at: Address) -> bool {
        (self.first.row..=self.last.row).contains(&at.row)
            && (self.first.column..=self.last.column).contains(&at.column)
    }
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.first, self.last)
    }
}

/// Where a finding is pinned: a file, and inside it as far down as the fault is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Place {
    /// The file's path below the inbox, with `/`. `None` for a fault of a school or the township.
    pub file: Option<Arc<str>>,
    /// The position of the sheet in its file, so that findings sort as the file reads.
    pub sheet_index: Option<u32>,
    /// The sheet's name.
    pub sheet: Option<Arc<str>>,
    /// The row, from zero.
    pub row: Option<u32>,
    /// The column, from zero; with `row` it is a cell, alone a whole column.
    pub column: Option<u32>,
}

impl Place {
    /// A whole file.
    pub fn file(path: &Arc<str>) -> Self {
        Self { file: Some(Arc::clone(path)), ..Self::default() }
    }

    /// A whole sheet of a file.
    pub fn sheet(path: &Arc<str>, index: u32, name: &Arc<str>) -> Self {
        Self {
            file: Some(Arc::clone(path)),
            sheet_index: Some(index),
            sheet: Some(Arc::clone(name)),
            ..Self::default()
        }
    }

    /// The same sheet, at one of its rows.
    #[must_use]
    pub fn at_row(&self, row: u32) -> Self {
        Self { row: Some(row), column: None, ..self.clone() }
    }

    /// The same sheet, at one of its cells.
    #[must_use]
    pub fn at_cell(&self, at: Address) -> Self {
        Self { row: Some(at.row), column: Some(at.column), ..self.clone() }
    }

    /// The same sheet, at one of its columns.
    #[must_use]
    pub fn at_column(&self, column: u32) -> Self {
        Self { row: None, column: Some(column), ..self.clone() }
    }

    /// The cell, if the place is one.
    pub fn cell(&self) -> Option<Address> {
        Some(Address::new(self.row?, self.column?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_read_back_what_they_print() {
        for (row, column, shown) in
            [(0, 0, "A1"), (6, 3, "D7"), (0, 25, "Z1"), (9, 26, "AA10"), (1_048_575, 16_383, "XFD1048576")]
        {
            let address = Address::new(row, column);
            assert_eq!(address.to_string(), shown);
            assert_eq!(shown.parse(), Ok(address));
        }
        assert!("7D".parse::<Address>().is_err());
        assert!("A0".parse::<Address>().is_err());
        assert!("ABCD1".parse::<Address>().is_err());
    }
}
