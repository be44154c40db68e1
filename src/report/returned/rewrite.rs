//! A workbook written anew from its values: text as text, dates as dates, merges where they are known.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveDateTime};
use rust_xlsxwriter::{DocProperties, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::{MOST_CELLS, NotReturned};
use crate::model::{Address, Area, Book, CellValue, DatePrecision, ReturnStamp, Sheet};
use crate::report::grid::excel_date;
use crate::report::measure;

/// A column's least and greatest width in half-width characters.
const WIDTHS: (f64, f64) = (6.0, 40.0);
const A4: u8 = 9;
/// The most characters of a sheet's name.
const NAME: usize = 31;
/// Day 1 of a spreadsheet's calendar is the first of January 1900.
const FIRST_DAY: (i32, u32, u32) = (1899, 12, 31);
/// From this day on it counts one too many: it has a 29th of February 1900.
const LEAP_DAY: i64 = 60;

/// A workbook that was written anew.
pub(super) struct Rewritten {
    pub(super) bytes: Vec<u8>,
    /// Sheets whose names no workbook takes: the old name and the new.
    pub(super) names: BTreeMap<String, String>,
    /// The stamp of the copy that it was made from.
    pub(super) stamp: Option<ReturnStamp>,
}

/// Writes the values of a workbook. `day` is the day that it was made.
pub(super) fn write(book: &Book, day: NaiveDate) -> Result<Rewritten, NotReturned> {
    let cells: usize = book.sheets.iter().flat_map(|sheet| &sheet.rows).map(|row| row.cells.len()).sum();
    if cells > MOST_CELLS {
        return Err(NotReturned::TooLarge);
    }
    let stamp = book.returned();
    let (bytes, names) = written(book, day).map_err(|error| NotReturned::Fault(error.to_string()))?;
    Ok(Rewritten { bytes, names, stamp })
}

fn written(book: &Book, day: NaiveDate) -> Result<(Vec<u8>, BTreeMap<String, String>), XlsxError> {
    let mut made = Workbook::new();
    // The creation date is the day the run counts for, so that the same inputs give the same bytes.
    if let Some(day) = excel_date(day) {
        made.set_properties(&DocProperties::new().set_creation_datetime(&day));
    }
    let (mut taken, mut names) = (BTreeSet::new(), BTreeMap::new());
    let looks = Looks::new();
    let data = || book.sheets.iter().filter(|sheet| ReturnStamp::on(sheet).is_none());
    let all_hidden = data().all(|sheet| sheet.hidden);
    let mut is_first = true;
    for sheet in data() {
        let name = free_name(&sheet.name, &mut taken);
        if *name != *sheet.name {
            names.insert(sheet.name.to_string(), name.clone());
        }
        let written = made.add_worksheet();
        written.set_name(&name)?;
        fill(written, sheet, &looks)?;
        if sheet.hidden && !all_hidden {
            written.set_hidden(true);
        } else if is_first {
            written.set_active(true).set_first_tab(true);
            is_first = false;
        }
    }
    Ok((made.save_to_buffer()?, names))
}

/// A name that a workbook takes and no other sheet bears.
fn free_name(name: &str, taken: &mut BTreeSet<String>) -> String {
    let plain: String = name.chars().map(|c| if r"[]:*?/\".contains(c) || c.is_control() { '_' } else { c }).collect();
    let plain = plain.trim().trim_matches('\'');
    let plain = if plain.is_empty() || plain.eq_ignore_ascii_case("history") { "_" } else { plain };
    let units = |most: usize| {
        let mut units = 0;
        let fitting = |c: &char| {
            units += c.len_utf16();
            units <= most
        };
        plain.chars().take_while(fitting).collect::<String>()
    };
    let mut free = units(NAME);
    let mut number = 2;
    while !taken.insert(free.to_lowercase()) {
        free = format!("{} ({number})", units(NAME - 6));
        number += 1;
    }
    free
}

/// How cells are shown.
struct Looks {
    text: Format,
    number: Format,
    month: Format,
    day: Format,
    moment: Format,
    time: Format,
}

impl Looks {
    fn new() -> Self {
        let plain = Format::new().set_font_name("宋体").set_font_size(11).set_align(FormatAlign::VerticalCenter);
        let shown = |code: &str| plain.clone().set_num_format(code).set_align(FormatAlign::Left);
        Self {
            text: plain.clone().set_num_format("@"),
            month: shown("yyyy-mm"),
            day: shown("yyyy-mm-dd"),
            moment: shown("yyyy-mm-dd hh:mm"),
            time: shown("hh:mm"),
            number: plain,
        }
    }
}

fn fill(written: &mut Worksheet, sheet: &Sheet, looks: &Looks) -> Result<(), XlsxError> {
    written.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0).set_print_gridlines(true);
    let merges = merge(written, sheet, looks)?;
    let mut widths: BTreeMap<u32, f64> = BTreeMap::new();
    for row in &sheet.rows {
        for cell in &row.cells {
            let at = Address::new(row.index, cell.column);
            put(written, at, &cell.value, looks, merges.contains(&at))?;
            if !merges.contains(&at) {
                let width = widths.entry(cell.column).or_insert(WIDTHS.0);
                *width = width.max((measure::width(&cell.value.shown()) + 2.0).min(WIDTHS.1));
            }
        }
    }
    for (column, width) in widths {
        written.set_column_width(column as u16, width)?;
    }
    Ok(())
}

/// Merges what the workbook merged, as far as its cells reach; gives the top left corners. A merge takes a cell in
/// memory for each that it covers.
fn merge(written: &mut Worksheet, sheet: &Sheet, looks: &Looks) -> Result<BTreeSet<Address>, XlsxError> {
    let centred = looks.text.clone().set_align(FormatAlign::Center).set_text_wrap();
    let last_row = sheet.rows.last().map_or(0, |row| row.index);
    let last_column = sheet.rows.iter().filter_map(|row| row.cells.last()).map(|cell| cell.column).max().unwrap_or(0);
    let (mut corners, mut covered) = (BTreeSet::new(), 0u64);
    for Area { first, last } in sheet.merges.iter().copied() {
        let last = Address::new(last.row.min(last_row), last.column.min(last_column));
        if last.row < first.row || last.column < first.column || first == last {
            continue;
        }
        covered += u64::from(last.row - first.row + 1) * u64::from(last.column - first.column + 1);
        if covered > MOST_CELLS as u64 {
            break;
        }
        match written.merge_range(first.row, first.column as u16, last.row, last.column as u16, "", &centred) {
            Ok(_) => {
                corners.insert(first);
            }
            // Two merges that overlap make a workbook that Excel calls damaged.
            Err(XlsxError::MergeRangeOverlaps(..)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(corners)
}

fn put(
    written: &mut Worksheet,
    at: Address,
    value: &CellValue,
    looks: &Looks,
    is_merged: bool,
) -> Result<(), XlsxError> {
    let (row, column) = (at.row, at.column as u16);
    let centred = |format: &Format| {
        if is_merged { format.clone().set_align(FormatAlign::Center).set_text_wrap() } else { format.clone() }
    };
    match value {
        CellValue::Text(text) | CellValue::Error(text) => {
            written.write_string_with_format(row, column, measure::fitting(text), &centred(&looks.text))?;
        }
        CellValue::Number(number) => {
            written.write_number_with_format(row, column, *number, &centred(&looks.number))?;
        }
        CellValue::Bool(truth) => {
            written.write_boolean_with_format(row, column, *truth, &centred(&looks.number))?;
        }
        CellValue::Date { at, shows } => {
            let format = match shows {
                DatePrecision::Month => &looks.month,
                DatePrecision::Time => &looks.time,
                DatePrecision::Day if at.time() == chrono::NaiveTime::MIN => &looks.day,
                DatePrecision::Day => &looks.moment,
            };
            match serial(*at, *shows) {
                Some(number) => written.write_number_with_format(row, column, number, &centred(format))?,
                None => written.write_string_with_format(row, column, value.shown(), &centred(&looks.text))?,
            };
        }
    }
    Ok(())
}

/// A moment as a spreadsheet counts it; `None` before its calendar begins.
fn serial(at: NaiveDateTime, shows: DatePrecision) -> Option<f64> {
    let midnight = at.date().and_time(chrono::NaiveTime::MIN);
    let part = (at - midnight).num_milliseconds() as f64 / 86_400_000.0;
    let first = NaiveDate::from_ymd_opt(FIRST_DAY.0, FIRST_DAY.1, FIRST_DAY.2)?;
    let days = (at.date() - first).num_days();
    if days < 1 {
        // A time of day alone stands on the day before the calendar begins.
        return (shows == DatePrecision::Time).then_some(part);
    }
    let days = if days >= LEAP_DAY { days + 1 } else { days };
    Some(days as f64 + part)
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use super::*;
    use crate::model::{Cell, Row};

    fn part(bytes: &[u8], name: &str) -> String {
        let mut text = String::new();
        zip::ZipArchive::new(Cursor::new(bytes)).unwrap().by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    fn sheet(name: &str, cells: Vec<CellValue>) -> Sheet {
        let cells =
            cells.into_iter().enumerate().map(|(column, value)| Cell { column: column as u32, value }).collect();
        Sheet { name: name.into(), hidden: false, rows: vec![Row { index: 2, cells }], merges: Vec::new() }
    }

    fn date(text: &str, shows: DatePrecision) -> CellValue {
        CellValue::Date { at: NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap(), shows }
    }

    fn made(sheets: Vec<Sheet>) -> Rewritten {
        write(&Book { sheets, ..Book::default() }, NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()).unwrap()
    }

    #[test]
    fn dates_are_dates_and_identifiers_text() {
        let made = made(vec![sheet(
            "表",
            vec![
                CellValue::text("110105201709180023"),
                CellValue::Number(3.5),
                date("2026-11-22 00:00", DatePrecision::Day),
                date("2019-12-01 00:00", DatePrecision::Month),
                date("1899-12-31 18:00", DatePrecision::Time),
                date("1900-02-28 00:00", DatePrecision::Day),
                CellValue::text("=1+1"),
                CellValue::Error("#REF!".into()),
            ],
        )]);
        let sheet = part(&made.bytes, "xl/worksheets/sheet1.xml");
        for (at, value) in [("B3", "3.5"), ("C3", "46348"), ("D3", "43800"), ("E3", "0.75"), ("F3", "59")] {
            let cell = sheet.split(&format!("<c r=\"{at}\"")).nth(1).unwrap().split("</c>").next().unwrap();
            assert!(cell.ends_with(&format!("<v>{value}</v>")) && !cell.contains("t=\"s\""), "{at}: {cell}");
        }
        assert!(!sheet.contains("<f>"), "{sheet}");
        let strings = part(&made.bytes, "xl/sharedStrings.xml");
        assert!(["110105201709180023", "=1+1", "#REF!"].iter().all(|text| strings.contains(&format!(">{text}<"))));
    }

    #[test]
    fn merges_reach_as_far_as_the_cells() {
        let area = |text: &str| {
            let (first, last) = text.split_once(':').unwrap();
            Area::new(first.parse().unwrap(), last.parse().unwrap())
        };
        let mut sheet = sheet("表", vec![CellValue::Bool(true), CellValue::Number(1.0), CellValue::Number(2.0)]);
        sheet.merges = ["A1:XFD1048576", "A1:C1", "B3:C3", "F9:G9"].map(area).to_vec();
        let text = part(&made(vec![sheet.clone()]).bytes, "xl/worksheets/sheet1.xml");
        assert!(text.contains("<mergeCells count=\"1\"><mergeCell ref=\"A1:C3\"/></mergeCells>"), "{text}");
        sheet.merges.remove(0);
        let text = part(&made(vec![sheet]).bytes, "xl/worksheets/sheet1.xml");
        assert!(text.contains("<mergeCell ref=\"A1:C1\"/><mergeCell ref=\"B3:C3\"/></mergeCells>"), "{text}");
    }

    #[test]
    fn a_sheet_gets_a_name_that_a_workbook_takes() {
        let long = format!("{}[1]", "表".repeat(40));
        let value = || vec![CellValue::Number(1.0)];
        let made = made(vec![sheet(&long, value()), sheet(&format!("{long}x"), value()), sheet("A/b", value())]);
        let names: Vec<&str> = made.names.values().map(String::as_str).collect();
        assert!(names.iter().all(|name| name.chars().count() <= 31 && !name.contains(['[', '/'])), "{names:?}");
        assert_eq!(made.names.len(), 3);
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), 3);
    }
}
