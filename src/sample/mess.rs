//! The kinds of mess that schools make, each with how often it comes and which problem it is.

use super::Mess;
use super::dice::Dice;
use super::truth::Truth;

/// A kind of mess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slip {
    // A school.
    SchoolMissing,
    FormMissing,
    ChildAtTwoSchools,
    AllInOneBook,
    NoFolder,
    // A sheet.
    HeaderRenamed,
    ColumnsShuffled,
    ColumnUnknown,
    NoNumbers,
    TotalRow,
    ExampleRow,
    EmptyRows,
    ClassMerged,
    // A record.
    RowRepeated,
    RecordOfNobody,
    RecordOutside,
    CallsMissing,
    // A cell.
    NamePadded,
    DateAsText,
    IdAsNumber,
    IdMistyped,
    RequiredEmpty,
    PhoneShort,
    SexWrong,
}

/// What there is to know of a kind of mess.
struct Known {
    slip: Slip,
    /// Its name in the truth.
    name: &'static str,
    /// How often it comes, of all that it could befall: a school, a sheet, a column, a record.
    light: f64,
    heavy: f64,
    /// The problem that it is, and how many places name it.
    problem: Option<(&'static str, usize)>,
}

const fn known(slip: Slip, name: &'static str, often: (f64, f64), problem: Option<(&'static str, usize)>) -> Known {
    Known { slip, name, light: often.0, heavy: often.1, problem }
}

static KNOWN: [Known; 24] = [
    known(Slip::SchoolMissing, "school-missing", (1.0, 1.0), Some(("school-missing", 1))),
    known(Slip::FormMissing, "form-missing", (0.0, 0.12), Some(("form-missing", 1))),
    known(Slip::ChildAtTwoSchools, "child-at-two-schools", (0.15, 0.4), Some(("duplicate-across-schools", 2))),
    known(Slip::AllInOneBook, "all-in-one-book", (0.15, 0.3), None),
    known(Slip::NoFolder, "no-folder", (0.3, 0.5), None),
    known(Slip::HeaderRenamed, "header-renamed", (0.05, 0.25), None),
    known(Slip::ColumnsShuffled, "columns-shuffled", (0.0, 0.3), None),
    known(Slip::ColumnUnknown, "column-unknown", (0.05, 0.3), Some(("column-unmapped", 1))),
    known(Slip::NoNumbers, "no-numbers", (0.1, 0.3), None),
    known(Slip::TotalRow, "total-row", (0.1, 0.4), None),
    known(Slip::ExampleRow, "example-row", (0.05, 0.2), None),
    known(Slip::EmptyRows, "empty-rows", (0.1, 0.3), None),
    known(Slip::ClassMerged, "class-merged", (0.05, 0.25), None),
    known(Slip::RowRepeated, "row-repeated", (0.003, 0.01), None),
    known(Slip::RecordOfNobody, "record-of-nobody", (0.002, 0.01), Some(("record-no-child", 1))),
    known(Slip::RecordOutside, "record-outside", (0.002, 0.01), Some(("record-outside-period", 1))),
    known(Slip::CallsMissing, "calls-missing", (0.02, 0.06), Some(("call-missing", 1))),
    known(Slip::NamePadded, "name-padded", (0.02, 0.1), None),
    known(Slip::DateAsText, "date-as-text", (0.05, 0.3), None),
    known(Slip::IdAsNumber, "id-as-number", (0.005, 0.03), Some(("id-precision-lost", 1))),
    known(Slip::IdMistyped, "id-mistyped", (0.01, 0.03), Some(("id-checksum", 1))),
    known(Slip::RequiredEmpty, "required-empty", (0.01, 0.03), Some(("missing-required", 1))),
    known(Slip::PhoneShort, "phone-short", (0.01, 0.03), Some(("phone-invalid", 1))),
    known(Slip::SexWrong, "sex-wrong", (0.01, 0.03), Some(("sex-id-mismatch", 1))),
];

/// Decides where mess falls, and remembers it.
#[derive(Debug)]
pub(super) struct Gremlin {
    mess: Mess,
    pub(super) dice: Dice,
    pub(super) truth: Truth,
}

impl Gremlin {
    pub(super) fn new(mess: Mess, dice: Dice) -> Self {
        Self { mess, dice, truth: Truth::default() }
    }

    /// Whether this slip happens here. Asked only where it can: what happens is counted.
    pub(super) fn slips(&mut self, slip: Slip) -> bool {
        let Some(known) = KNOWN.iter().find(|known| known.slip == slip) else { return false };
        let often = match self.mess {
            Mess::None => return false,
            Mess::Light => known.light,
            Mess::Heavy => known.heavy,
        };
        if !self.dice.chance(often) {
            return false;
        }
        *self.truth.mess.entry(known.name.to_owned()).or_default() += 1;
        if let Some((code, times)) = known.problem {
            self.plant(code, times);
        }
        true
    }

    /// Notes a problem that follows from a slip.
    pub(super) fn plant(&mut self, code: &str, times: usize) {
        *self.truth.problems.entry(code.to_owned()).or_default() += times;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_slip_has_its_line_and_its_codes_exist() {
        assert_eq!(KNOWN.iter().map(|known| known.name).collect::<BTreeSet<_>>().len(), KNOWN.len());
        let last = KNOWN.iter().map(|known| known.slip as usize).max();
        assert_eq!(last, Some(KNOWN.len() - 1));
        assert!(KNOWN.iter().all(|known| known.light <= known.heavy));
    }
}
