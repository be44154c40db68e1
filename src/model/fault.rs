//! What can be wrong with one value. A fault says what was seen; the words for people stand in `check/cell/`.

/// Why a cell's value could not be taken as its field's kind. At most one per cell ("one cause, one problem").
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A formula error stands in the cell.
    FormulaError,
    /// An ID number that has not 18 characters.
    IdLength {
        /// How many characters it has, counted to 65,535: every slot of every record has room for a fault.
        characters: u16,
    },
    /// A 15-digit ID number of the first generation.
    IdOld,
    /// The check character is wrong.
    IdChecksum,
    /// The first two digits are no province.
    IdRegion,
    /// Digits 7 to 14 are no date.
    IdBirth,
    /// A long number was stored as a number: its last digits are gone.
    IdPrecisionLost,
    /// Neither a mobile nor a landline number.
    PhoneInvalid,
    /// Not a date in any form that people write.
    DateInvalid,
    /// A date after the day the run counts for.
    DateFuture,
    /// Not in the closed list of values.
    ValueUnknown,
    /// Not a number.
    NumberInvalid,
    /// A number outside the field's range.
    NumberOutOfRange,
}

impl Fault {
    /// Whether the value cannot be relied on at all, so that no comparing rule may use it.
    ///
    /// An unknown region, an old 15-digit number and an unknown value are still values.
    pub const fn spoils(&self) -> bool {
        !matches!(self, Self::IdRegion | Self::IdOld | Self::ValueUnknown)
    }
}
