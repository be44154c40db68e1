//! `--verify`: what was to stand in every cell, noted before it is written, against what another reader finds there.
//!
//! The two ways share nothing: here a value goes into a note as the ledger or a figure gave it; there it went through
//! the writer, the joined rows of long sheets and the packing, and comes back by the library that reads schools' files.

use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use chrono::{NaiveDate, NaiveDateTime, Timelike};

use super::measure;
use super::put::{Put, excel_date};
use super::readback::Expected;
use super::style::Look;
use super::trouble::Trouble;
use crate::model::{Address, Book, CellValue, OpenFault, Sheet, is_blank};

/// How a written workbook is read, by whoever can read one.
#[derive(Clone, Copy)]
pub struct Verify<'a>(pub &'a (dyn Fn(&Path) -> Result<Book, OpenFault> + Sync));

impl fmt::Debug for Verify<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Verify(…)")
    }
}

/// The most cells that a message names.
const MOST_NAMED: usize = 5;

/// What is to stand in a cell: nothing, or a value of which only the hash is kept.
type Value = Option<u64>;

/// What is to stand in the cells of a sheet, where anybody wants to know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Stated {
    wanted: bool,
    /// Whether nothing else may stand on the sheet.
    whole: bool,
    cells: Vec<(Address, Value)>,
}

impl Stated {
    /// For a sheet of which every cell is stated, if `wanted`.
    pub(super) const fn whole(wanted: bool) -> Self {
        Self { wanted, whole: true, cells: Vec::new() }
    }

    /// For a part of a sheet, if `wanted`.
    pub(super) const fn part(wanted: bool) -> Self {
        Self { wanted, whole: false, cells: Vec::new() }
    }

    /// States what a cell is given. Stated twice, the later counts.
    pub(super) fn cell(&mut self, row: u32, column: u16, value: &Put<'_>, look: Look) {
        if self.wanted {
            self.cells.push((Address::new(row, column.into()), of_put(value, look)));
        }
    }

    /// States words.
    pub(super) fn words(&mut self, row: u32, column: u16, words: &str) {
        if self.wanted {
            self.cells.push((Address::new(row, column.into()), of_text(measure::fitting(words))));
        }
    }

    /// What was stated of a sheet, to go on with the next.
    pub(super) fn take(&mut self) -> Self {
        Self { cells: std::mem::take(&mut self.cells), ..*self }
    }

    /// The cells of `sheet` that hold something else than was stated.
    fn differing(&self, sheet: &Sheet) -> Vec<Address> {
        let mut stated: Vec<&(Address, Value)> = self.cells.iter().collect();
        stated.sort_by_key(|(at, _)| *at);
        let found = sheet.rows.iter().flat_map(|row| {
            row.cells.iter().map(move |cell| (Address::new(row.index, cell.column), of_value(&cell.value)))
        });
        let (mut found, mut differing) = (found.peekable(), Vec::new());
        for (place, (at, value)) in stated.iter().enumerate() {
            if stated.get(place + 1).is_some_and(|(next, _)| next == at) {
                continue;
            }
            while let Some((extra, _)) = found.next_if(|(found, _)| found < at) {
                differing.extend(self.whole.then_some(extra));
            }
            if found.next_if(|(found, _)| found == at).and_then(|(_, value)| value) != *value {
                differing.push(*at);
            }
        }
        differing.extend(found.filter(|_| self.whole).map(|(extra, _)| extra));
        differing
    }
}

/// Reads `file` cell by cell, where that was asked for, and compares it with all that was stated.
pub(super) fn check(verify: Option<Verify<'_>>, file: &Path, expected: &[Expected]) -> Result<(), Trouble> {
    let Some(Verify(read)) = verify else {
        return Ok(());
    };
    let unread = |why: String| Trouble::TieOut(format!("逐格核对时读不回来 (cannot be read back): {why}"));
    let book = read(file).map_err(|fault| unread(fault.to_string()))?;
    let (mut named, mut count) = (Vec::new(), 0);
    for Expected { sheet: name, stated, .. } in expected {
        let sheet = book.sheets.iter().find(|sheet| *sheet.name == **name);
        let differing = stated.differing(sheet.ok_or_else(|| unread(format!("no sheet {name}")))?);
        count += differing.len();
        let room = MOST_NAMED.saturating_sub(named.len());
        named.extend(differing.into_iter().take(room).map(|at| format!("{name}!{at}")));
    }
    if count == 0 {
        return Ok(());
    }
    let more = if count > named.len() { " …" } else { "" };
    Err(Trouble::TieOut(format!(
        "逐格核对，{count} 格与应写的不同 ({count} cells differ from what was to stand there): {}{more}",
        named.join(", ")
    )))
}

fn of_put(value: &Put<'_>, look: Look) -> Value {
    match value {
        Put::Nothing => None,
        Put::Text(text) => of_text(measure::fitting(text)),
        Put::FormulaText(_, text) => of_text(text),
        Put::Number(number) | Put::Formula(_, number) => match look {
            Look::Date | Look::Time | Look::Moment if is_day(*number) => Some(of_moment((number * DAY).round() as i64)),
            _ => of_number(*number),
        },
        Put::Date(day) => match days_since_zero(*day).filter(|_| excel_date(*day).is_some()) {
            Some(days) => Some(of_moment(days * DAY as i64)),
            None => of_text(&day.to_string()),
        },
    }
}

fn of_value(value: &CellValue) -> Value {
    match value {
        CellValue::Text(text) => of_text(text),
        CellValue::Number(number) => of_number(*number),
        CellValue::Date { at, .. } => Some(of_moment(seconds(*at))),
        CellValue::Bool(truth) => Some(hashed(&(4, truth))),
        CellValue::Error(error) => Some(hashed(&(5, error))),
    }
}

/// Seconds of a day.
const DAY: f64 = 86_400.0;
/// The first day number that no spreadsheet shows as a day any more.
const END_OF_DAYS: f64 = 2_958_466.0;

fn is_day(number: f64) -> bool {
    (0.0..END_OF_DAYS).contains(&number)
}

/// Line ends are as a package keeps them; blank text is nothing.
fn of_text(text: &str) -> Value {
    if is_blank(text) {
        return None;
    }
    if text.contains('\r') {
        return Some(hashed(&(1, text.replace("\r\n", "\n").replace('\r', "\n"))));
    }
    Some(hashed(&(1, text)))
}

fn of_number(number: f64) -> Value {
    if number.is_finite() {
        // Zero is zero, whatever its sign.
        Some(hashed(&(2, (number + 0.0).to_bits())))
    } else {
        of_text(&number.to_string().to_uppercase())
    }
}

/// A moment as spreadsheets count it, in seconds.
fn of_moment(seconds: i64) -> u64 {
    hashed(&(3, seconds))
}

fn seconds(at: NaiveDateTime) -> i64 {
    let days = days_since_zero(at.date()).unwrap_or_default();
    days * DAY as i64 + i64::from(at.time().num_seconds_from_midnight()) + i64::from(at.nanosecond() >= 500_000_000)
}

/// The number of a day; days before March 1900 are one less than the days that have passed, for a leap day that was none.
fn days_since_zero(day: NaiveDate) -> Option<i64> {
    let zero = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    let days = (day - zero).num_days();
    let days = if days <= 60 { days - 1 } else { days };
    (0..END_OF_DAYS as i64).contains(&days).then_some(days)
}

fn hashed(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::{Cursor, Read, Write};

    use super::*;
    use crate::finding::Lang;
    use crate::open;
    use crate::report::ReportError;
    use crate::report::book::Book as Workbook;
    use crate::report::grid::{Column, Entry, Grid, Heading};
    use crate::report::specimen;

    fn read(file: &Path) -> Result<Book, OpenFault> {
        open::written(&fs::read(file).unwrap())
    }

    const LOOKS: [Look; 8] =
        [Look::Centre, Look::Text, Look::Line, Look::Number, Look::Date, Look::Time, Look::Moment, Look::Share];

    /// Values of every kind, the odd ones among them.
    fn entry(row: u32, look: Look) -> Entry<'static> {
        const TEXTS: [&str; 12] = [
            "王芳",
            "=1+1",
            "a & b < c > \"d\"",
            " 前后有空 ",
            "\t制表",
            "两\n行",
            "回车\r\n",
            "\u{b}\u{1f}控制",
            "_x000B_",
            "\u{3000}",
            "",
            "52242320130202001X",
        ];
        let day = |number: u32| NaiveDate::from_num_days_from_ce_opt(number.cast_signed()).unwrap();
        match (look, row % 4) {
            (_, 0) => Put::text(TEXTS[row as usize / 4 % TEXTS.len()]).into(),
            (_, 1) if row.is_multiple_of(3) => Put::Nothing.into(),
            // The first days of 1900 among them, and one before.
            (Look::Date, _) => Put::Date(day(if row < 40 { 693_590 + row * 4 } else { 730_000 + row * 97 })).into(),
            (Look::Time | Look::Moment, _) => Put::Number(f64::from(row * 617) / 1440.0).into(),
            _ => Put::Number([0.0, -3.5, 1e21, 0.1, 1.0 / 3.0, f64::INFINITY, 1e-7, 42.0][row as usize % 8]).into(),
        }
    }

    /// A workbook of a grid, and what is to stand in it.
    fn written(folder: &Path, rows: u32, (library_rows, most_rows): (u64, u64)) -> (std::path::PathBuf, Vec<Expected>) {
        let file = folder.join("a.xlsx");
        let mut book = Workbook::new(folder);
        (book.library_rows, book.most_rows, book.is_stated) = (library_rows, most_rows, true);
        let heading = Heading { title: "题", subtitle: "行", hint: "说明", lang: Lang::Zh, frozen: 1 };
        let mut columns = vec![Column::new("行", Look::Number, 8.0)];
        columns.extend(LOOKS.map(|look| Column::new("列", look, 12.0)));
        let mut grid = Grid::open(book.sheet_for("表").unwrap(), heading, columns, rows.into(), 0).unwrap();
        for row in 1..=rows {
            let mut entries = vec![Put::count(row.into()).into()];
            entries.extend(LOOKS.map(|look| entry(row, look)));
            grid.row(&entries).unwrap();
        }
        let sum = (1..=i64::from(rows)).sum();
        let expected = grid.close("没有", &[]).unwrap().expected(0, rows.into(), sum).unwrap();
        book.save(&file).unwrap();
        (file, expected)
    }

    #[test]
    fn what_was_written_in_every_way_reads_back() {
        for (rows, limits) in [(0, (100, 500)), (90, (100, 500)), (90, (10, 500)), (90, (10, 40))] {
            let folder = tempfile::tempdir().unwrap();
            let (file, expected) = written(folder.path(), rows, limits);
            check(Some(Verify(&read)), &file, &expected).unwrap_or_else(|trouble| panic!("{limits:?}: {trouble:?}"));
        }
    }

    /// The package with one part's text changed.
    fn changed(file: &Path, part: &str, from: &str, to: &str) {
        let mut package = zip::ZipArchive::new(Cursor::new(fs::read(file).unwrap())).unwrap();
        let mut made = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for at in 0..package.len() {
            let mut old = package.by_index(at).unwrap();
            let name = old.name().unwrap().into_owned();
            let mut text = Vec::new();
            old.read_to_end(&mut text).unwrap();
            if name == part {
                let text_of = String::from_utf8(text).unwrap();
                assert_eq!(text_of.matches(from).count(), 1, "{from}");
                text = text_of.replace(from, to).into_bytes();
            }
            made.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            made.write_all(&text).unwrap();
        }
        fs::write(file, made.finish().unwrap().into_inner()).unwrap();
    }

    #[test]
    fn one_changed_missing_or_added_cell_of_a_package_is_named() {
        let part = "xl/worksheets/sheet1.xml";
        // None of them is a number that the sums look at.
        for (from, to, cell) in [
            ("<c r=\"E9\" s=\"", "<c r=\"E8888\" s=\"", "表!E9, 表!E8888"),
            ("<v>=1+1</v></c><c r=\"C7\"", "<v>=1+2</v></c><c r=\"C7\"", "表!B7"),
            ("</row></sheetData>", "<c r=\"K93\"><v>1</v></c></row></sheetData>", "表!K93"),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let (file, expected) = written(folder.path(), 90, (10, 500));
            changed(&file, part, from, to);
            crate::report::readback::check(&file, &expected).unwrap();
            let trouble = check(Some(Verify(&read)), &file, &expected).unwrap_err();
            let Trouble::TieOut(said) = trouble else { panic!("{trouble:?}") };
            assert!(said.ends_with(cell), "{said}");
            assert!(!said.contains("1+"), "{said}");
            check(None, &file, &expected).unwrap();
        }
    }

    #[test]
    fn one_changed_cell_of_any_sheet_stops_the_outputs() {
        let township = specimen::township(6);
        let folder = tempfile::tempdir().unwrap();
        specimen::write_verified(&township, Verify(&read), folder.path()).unwrap();
        for (file, sheet, cell) in [
            ("石桥镇留守儿童汇总表_2026Q4.xlsx", "花名册", "D5"),
            ("石桥镇留守儿童汇总表_2026Q4.xlsx", "花名册", "AI5"),
            ("石桥镇留守儿童汇总表_2026Q4.xlsx", "花名册", "H5"),
            ("石桥镇留守儿童汇总表_2026Q4.xlsx", "统计总表", "C7"),
            ("石桥镇留守儿童汇总表_2026Q4.xlsx", "对账表", "A4"),
            ("问题清单_2026Q4.xlsx", "请学校改", "A4"),
            ("问题清单_2026Q4.xlsx", "汇总", "H14"),
            ("工作版/石桥镇留守儿童汇总表_2026Q4.xlsx", "花名册", "D5"),
            ("公开版/石桥镇留守儿童统计表_2026Q4_公开版.xlsx", "统计总表", "B4"),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let place: Address = cell.parse().unwrap();
            let tampered = |path: &Path| {
                let mut book = read(path)?;
                if path.ends_with(file) && (file.contains('/') || path.parent() == Some(folder.path())) {
                    let sheet = book.sheets.iter_mut().find(|found| *found.name == *sheet).unwrap();
                    let row = sheet.rows.iter_mut().find(|row| row.index == place.row).unwrap();
                    let found = row.cells.iter_mut().find(|found| found.column == place.column).unwrap();
                    found.value = match &found.value {
                        CellValue::Text(text) => CellValue::text(format!("{text}。")),
                        CellValue::Number(number) => CellValue::Number(number + 1.0),
                        CellValue::Date { at, shows } => {
                            CellValue::Date { at: *at + chrono::TimeDelta::days(1), shows: *shows }
                        }
                        other => panic!("{other:?}"),
                    };
                }
                Ok(book)
            };
            let refused = specimen::write_verified(&township, Verify(&tampered), folder.path());
            let Err(ReportError::TieOut { path, detail }) = refused else {
                panic!("{file} {sheet} {cell}: {refused:?}")
            };
            assert_eq!(path, file);
            assert!(detail.ends_with(&format!("{sheet}!{cell}")), "{detail}");
        }
    }
}
