//! How our own outputs are known when somebody drops them into an inbox.

use chrono::NaiveDate;

use super::Sheet;

/// The custom document property that every workbook of ours carries.
pub const STAMP_PROPERTY: &str = "huibiao";

/// What a cell of every workbook of ours begins with: resaving may drop the property.
pub const STAMP_CELL: &str = "huibiao:stamp=";

/// What the stamp of a school's own workbook begins with, which came back marked: it is data again.
const RETURNED: &str = "returned;";

/// The stamp of a school's own workbook that was sent back marked. It is written in a cell of its list of problems and
/// among the document's properties as `returned;2026Q4;{digest};{versions}`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReturnStamp {
    /// The period of the run that marked it: `2026Q4`.
    pub period: String,
    /// BLAKE3 of the workbook that the school sent first, in hexadecimal: it stays the same from copy to copy.
    pub source: String,
    /// How many marked copies of that workbook came back before the one that was marked.
    pub versions: u32,
}

impl ReturnStamp {
    /// The stamp as it stands among the properties.
    pub fn text(&self) -> String {
        format!("{RETURNED}{};{};{}", self.period, self.source, self.versions)
    }

    /// The stamp as it stands in a cell.
    pub fn cell(&self) -> String {
        format!("{STAMP_CELL}{}", self.text())
    }

    /// Reads what stands among the properties.
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix(RETURNED)?.split(';');
        let (period, source, versions) = (parts.next()?, parts.next()?, parts.next()?);
        let digits: String = versions.chars().take_while(char::is_ascii_digit).collect();
        Some(Self { period: period.to_owned(), source: source.to_owned(), versions: digits.parse().ok()? })
    }

    /// Reads what stands in a cell.
    pub fn in_cell(text: &str) -> Option<Self> {
        Self::read(text.strip_prefix(STAMP_CELL)?)
    }

    /// The stamp on a sheet that is the list of problems of a copy that came back: such a sheet is no data.
    pub fn on(sheet: &Sheet) -> Option<Self> {
        let cells = sheet.rows.iter().flat_map(|row| &row.cells);
        cells.filter_map(|cell| cell.value.as_text()).find_map(Self::in_cell)
    }
}

/// What a workbook says of which of several copies it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Version {
    /// Its stamp, where it is a marked copy that came back.
    pub stamp: Option<ReturnStamp>,
    /// The day that stands in it as the day it was filled in (填报日期).
    pub filled_on: Option<NaiveDate>,
    /// The quarter that its titles or its name say that it is of: `2026Q4`.
    pub period: Option<String>,
}

/// Whether what stands among the properties, or in a cell behind [`STAMP_CELL`], says that the workbook is an output of
/// ours and no data: a marked copy that came back is data.
pub fn is_own(stamp: &str) -> bool {
    !stamp.starts_with(RETURNED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_reads_back_what_it_says() {
        let stamp = ReturnStamp { period: "2026Q4".to_owned(), source: "ab12".to_owned(), versions: 3 };
        assert_eq!(stamp.text(), "returned;2026Q4;ab12;3");
        assert_eq!(ReturnStamp::read(&stamp.text()), Some(stamp.clone()));
        assert_eq!(ReturnStamp::in_cell(&stamp.cell()), Some(stamp.clone()));
        assert_eq!(ReturnStamp::in_cell(&stamp.text()), None);
        assert!(is_own("consolidated;2026Q4") && !is_own(&stamp.text()));
    }
}
