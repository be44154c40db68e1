//! A school's own workbook: a form on a sheet, blank or filled in, as a bureau sends it out.
//!
//! Required columns are headed red on grey with a star; ID numbers and phones are text, dates are dates, lists drop
//! down. The header stays in sight and is printed on every page.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use chrono::{NaiveDate, Timelike};
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties, ExcelDateTime, Format,
    FormatAlign, Note, Workbook, Worksheet,
};

use super::ReportError;
use super::grid::excel_date;
use super::measure;
use super::new_file::NewFile;
use super::paper::{self, Paper};
use super::style::{Look, Styles, Tone};
use super::trouble::Trouble;
use crate::finding::Lang;
use crate::form::{FormColumn, FormSheet, Kind};
use crate::model::{CellValue, DatePrecision};

/// The most characters of a list that drops down.
const LIST_CHARACTERS: usize = 255;
/// Rows below the last one that are still prepared for typing.
const SPARE_ROWS: u32 = 200;
/// The columns on the left that stay in sight are at most so wide.
const FROZEN_WIDTH: f64 = 44.0;
const REQUIRED_FILL: Color = Color::RGB(0x00D9_D9D9);
const REQUIRED_FONT: Color = Color::RGB(0x00C0_0000);
/// A table wider than this is printed on several pages across.
const PAGE_WIDTH: f64 = 265.0;
const ID_CHARACTERS: u32 = 18;

/// A name that may stand in a file's name.
pub fn safe_name(name: &str) -> String {
    measure::file_name_part(name)
}

/// Writes the sheets as a new workbook. `day` is the day on which it was made.
///
/// # Errors
///
/// A disk that refuses, and a sheet that no workbook can hold.
pub fn write(sheets: &[FormSheet], day: NaiveDate, file: &Path) -> Result<(), ReportError> {
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    book(sheets, day).and_then(|mut book| save(&mut book, file)).map_err(|trouble| trouble.at(&name))
}

/// Writes a sheet as comma-separated text, as Excel and WPS save it: with a byte-order mark, or in GB18030.
///
/// # Errors
///
/// A disk that refuses.
pub fn write_text(sheet: &FormSheet, gb18030: bool, file: &Path) -> Result<(), ReportError> {
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let text = text(sheet).map_err(|error| Trouble::Workbook(error.to_string()).at(&name))?;
    let bytes = if gb18030 {
        encoding_rs::GB18030.encode(&text).0.into_owned()
    } else {
        format!("\u{FEFF}{text}").into_bytes()
    };
    std::fs::write(file, bytes).map_err(|error| Trouble::Io(error).at(&name))
}

fn text(sheet: &FormSheet) -> Result<String, Box<dyn std::error::Error>> {
    let mut lines = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    // Excel gives every line as many cells as the widest has.
    let alone = |lines: &mut csv::Writer<Vec<u8>>, first: &str| {
        let rest = sheet.columns.iter().skip(1).map(|_| "");
        lines.write_record(std::iter::once(first).chain(rest))
    };
    for line in &sheet.above {
        alone(&mut lines, line)?;
    }
    lines.write_record(sheet.columns.iter().map(|column| column.header.as_str()))?;
    for row in &sheet.rows {
        lines.write_record(row.iter().map(|cell| cell.as_ref().map(CellValue::shown).unwrap_or_default()))?;
    }
    for line in &sheet.below {
        alone(&mut lines, line)?;
    }
    Ok(String::from_utf8(lines.into_inner()?)?)
}

fn save(book: &mut Workbook, file: &Path) -> Result<(), Trouble> {
    let mut writer = BufWriter::new(NewFile::new(File::create_new(file)?));
    book.save_to_writer(&mut writer)?;
    Ok(writer.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync()?)
}

fn book(sheets: &[FormSheet], day: NaiveDate) -> Result<Workbook, Trouble> {
    let mut book = Workbook::new();
    let mut properties = DocProperties::new();
    if let Some(day) = excel_date(day) {
        properties = properties.set_creation_datetime(&day);
    }
    book.set_properties(&properties);
    let pens = Pens::new();
    for sheet in sheets {
        let page = book.add_worksheet();
        page.set_name(&sheet.name)?;
        Page { sheet, pens: &pens }.write(page)?;
    }
    Ok(book)
}

/// The formats of a school's workbook.
struct Pens {
    styles: Styles,
    title: Format,
    required: Format,
    line: Format,
    text: Format,
    time: Format,
    /// Text without a border, for the cells below the table.
    typed: Format,
}

impl Pens {
    fn new() -> Self {
        let styles = Styles::new();
        Self {
            title: styles.title.clone().set_align(FormatAlign::Center),
            required: styles.header.clone().set_background_color(REQUIRED_FILL).set_font_color(REQUIRED_FONT),
            line: styles.subtitle.clone().set_text_wrap(),
            text: styles.cell(Look::Line, Tone::Plain).clone().set_text_wrap(),
            time: styles.cell(Look::Centre, Tone::Plain).clone().set_num_format("hh:mm"),
            typed: Format::new().set_num_format("@"),
            styles,
        }
    }

    fn header(&self, column: &FormColumn) -> &Format {
        if column.required { &self.required } else { &self.styles.header }
    }

    fn cell(&self, kind: Option<Kind>, value: Option<&CellValue>) -> &Format {
        let look = match (kind, value) {
            (Some(Kind::Time), _) => return &self.time,
            (Some(Kind::Date | Kind::BirthDate), _) => Look::Date,
            // A number in a column of text was typed before the column was made text.
            (Some(Kind::Number | Kind::Amount | Kind::Minutes) | None, _) | (_, Some(CellValue::Number(_))) => {
                Look::Centre
            }
            (Some(Kind::IdNumber | Kind::Phone), _) => return &self.text,
            (Some(Kind::Grade | Kind::Class | Kind::Choice | Kind::YesNo | Kind::Person), _) => Look::Centre,
            _ => Look::Text,
        };
        self.styles.cell(look, Tone::Plain)
    }
}

/// One sheet being written.
struct Page<'a> {
    sheet: &'a FormSheet,
    pens: &'a Pens,
}

impl Page<'_> {
    fn write(&self, page: &mut Worksheet) -> Result<(), Trouble> {
        let header = self.sheet.above.len() as u32;
        for (row, line) in self.sheet.above.iter().enumerate() {
            let (format, height) = match row {
                // In the middle of a table that is wider than a page nobody would see the title.
                0 if self.width() > PAGE_WIDTH => (&self.pens.styles.title, 32.0),
                0 => (&self.pens.title, 32.0),
                _ => (&self.pens.line, 22.0),
            };
            self.across(page, row as u32, line, format)?;
            page.set_row_height(row as u32, height)?;
        }
        let grouped = self.sheet.columns.iter().any(|column| column.group.is_some());
        let first = header + 1 + u32::from(grouped);
        self.header(page, header, grouped)?;
        self.columns(page)?;
        for (nth, row) in self.sheet.rows.iter().enumerate() {
            self.row(page, first + nth as u32, row)?;
        }
        let mut end = first + self.sheet.rows.len() as u32;
        for _ in 0..self.sheet.empty_rows {
            self.row(page, end, &[])?;
            end += 1;
        }
        self.merge_down(page, first)?;
        self.choices(page, first, end)?;
        for line in &self.sheet.below {
            self.across(page, end, line, &self.pens.line)?;
            page.set_row_height(end, 24.0)?;
            end += 1;
        }
        let paper =
            Paper { lang: Lang::Zh, header: Some((header, first - 1)), frozen: self.frozen(), width: self.width() };
        Ok(paper::lay(page, &paper)?)
    }

    /// The width of the table in half-width characters.
    fn width(&self) -> f64 {
        self.sheet.columns.iter().map(|column| column.width).sum()
    }

    /// A line across the whole table.
    fn across(&self, page: &mut Worksheet, row: u32, line: &str, format: &Format) -> Result<(), Trouble> {
        match self.sheet.columns.len() as u16 {
            0 | 1 => page.write_string_with_format(row, 0, line, format)?,
            columns => page.merge_range(row, 0, row, columns - 1, line, format)?,
        };
        Ok(())
    }

    fn header(&self, page: &mut Worksheet, row: u32, grouped: bool) -> Result<(), Trouble> {
        let columns = &self.sheet.columns;
        let group = |at: usize| columns.get(at).and_then(|column| column.group.as_ref()).map(|(group, _)| group);
        let mut at = 0;
        while let Some(column) = columns.get(at) {
            let format = self.pens.header(column);
            let Some(name) = group(at) else {
                let shown = starred(column, &column.header);
                if grouped {
                    page.merge_range(row, at as u16, row + 1, at as u16, &shown, format)?;
                } else {
                    page.write_string_with_format(row, at as u16, shown, format)?;
                }
                remark(page, row, at as u16, column)?;
                at += 1;
                continue;
            };
            let first = at;
            while let Some((column, (_, own))) =
                columns.get(at).and_then(|column| Some((column, column.group.as_ref().filter(|g| &g.0 == name)?)))
            {
                page.write_string_with_format(row + 1, at as u16, starred(column, own), self.pens.header(column))?;
                remark(page, row + 1, at as u16, column)?;
                at += 1;
            }
            if at - first > 1 {
                page.merge_range(row, first as u16, row, (at - 1) as u16, name, &self.pens.styles.header)?;
            } else {
                page.write_string_with_format(row, first as u16, name, &self.pens.styles.header)?;
            }
        }
        page.set_row_height(row, if grouped { 22.0 } else { 34.0 })?;
        if grouped {
            page.set_row_height(row + 1, 34.0)?;
        }
        Ok(())
    }

    fn columns(&self, page: &mut Worksheet) -> Result<(), Trouble> {
        for (at, column) in self.sheet.columns.iter().enumerate() {
            page.set_column_width(at as u16, column.width)?;
            if matches!(column.kind, Some(Kind::IdNumber | Kind::Phone)) {
                page.set_column_format(at as u16, &self.pens.typed)?;
            }
        }
        Ok(())
    }

    fn row(&self, page: &mut Worksheet, row: u32, cells: &[Option<CellValue>]) -> Result<(), Trouble> {
        for (at, column) in self.sheet.columns.iter().enumerate() {
            let value = cells.get(at).and_then(Option::as_ref);
            put(page, row, at as u16, value, self.pens.cell(column.kind, value))?;
        }
        Ok(())
    }

    fn merge_down(&self, page: &mut Worksheet, first_row: u32) -> Result<(), Trouble> {
        for &(column, first, last) in self.sheet.merged.iter().filter(|(_, first, last)| first < last) {
            let value = self.sheet.rows.get(first).and_then(|row| row.get(column)).and_then(Option::as_ref);
            let shown = value.map(CellValue::shown).unwrap_or_default();
            let format = self.pens.styles.cell(Look::Centre, Tone::Plain);
            let (first, last) = (first_row + first as u32, first_row + last as u32);
            page.merge_range(first, column as u16, last, column as u16, &shown, format)?;
        }
        Ok(())
    }

    /// Lists that drop down, numbers in their range, ID numbers of their length.
    fn choices(&self, page: &mut Worksheet, first: u32, end: u32) -> Result<(), Trouble> {
        for (at, column) in self.sheet.columns.iter().enumerate() {
            if let Some(choice) = validation(column)? {
                page.add_data_validation(first, at as u16, end + SPARE_ROWS, at as u16, &choice)?;
            }
        }
        Ok(())
    }

    /// The columns on the left that stay in sight: up to the first person's name.
    fn frozen(&self) -> u16 {
        let columns = &self.sheet.columns;
        let named = columns.iter().position(|column| column.kind == Some(Kind::Person));
        let frozen = named.map_or(0, |at| at + 1);
        let width: f64 = columns.iter().take(frozen).map(|column| column.width).sum();
        if width <= FROZEN_WIDTH { frozen as u16 } else { 0 }
    }
}

/// A note on the column's header that says how to fill it in.
fn remark(page: &mut Worksheet, row: u32, column: u16, of: &FormColumn) -> Result<(), Trouble> {
    if !of.hint.is_empty() {
        let note = Note::new(format!("{}：{}", of.header, of.hint)).add_author_prefix(false);
        page.insert_note(row, column, &note)?;
    }
    Ok(())
}

fn starred(column: &FormColumn, header: &str) -> String {
    if column.required { format!("*{header}") } else { header.to_owned() }
}

/// What may be typed into a column, with the hint that shows when its cell is chosen.
fn validation(column: &FormColumn) -> Result<Option<DataValidation>, Trouble> {
    let asked = choice(column)?;
    if column.hint.is_empty() {
        return Ok(asked);
    }
    let asked = match (asked, column.kind) {
        (Some(asked), _) => asked,
        (None, Some(Kind::Date)) => {
            let (first, last) = (ExcelDateTime::from_ymd(1950, 1, 1)?, ExcelDateTime::from_ymd(2099, 12, 31)?);
            DataValidation::new()
                .allow_date(DataValidationRule::Between(first, last))
                .set_error_style(DataValidationErrorStyle::Warning)
                .set_error_title("请核对")?
                .set_error_message("应是真实的日期，如 2026-10-12。")?
        }
        (None, _) => DataValidation::new().allow_any_value(),
    };
    Ok(Some(asked.set_input_title(&column.header)?.set_input_message(&column.hint)?))
}

fn choice(column: &FormColumn) -> Result<Option<DataValidation>, Trouble> {
    let rule = DataValidation::new();
    let yes_no = ["是".to_owned(), "否".to_owned()];
    let choices: &[String] = if column.kind == Some(Kind::YesNo) { &yes_no } else { &column.choices };
    let characters: usize = choices.iter().map(|choice| choice.chars().count() + 1).sum();
    if !choices.is_empty() {
        // A longer list does not fit: the school types, and the reader says what it does not know.
        return Ok(if characters <= LIST_CHARACTERS {
            Some(rule.allow_list_strings(choices)?.show_error_message(column.closed))
        } else {
            None
        });
    }
    Ok(match (column.kind, column.range) {
        (Some(Kind::IdNumber), _) => Some(
            rule.allow_text_length(DataValidationRule::EqualTo(ID_CHARACTERS))
                .set_error_style(DataValidationErrorStyle::Warning)
                .set_error_title("请核对")?
                .set_error_message("身份证号应是 18 位。")?,
        ),
        (Some(kind), Some((least, greatest))) if kind.is_number() => {
            Some(rule.allow_decimal_number(DataValidationRule::Between(least, greatest)))
        }
        _ => None,
    })
}

fn put(page: &mut Worksheet, row: u32, column: u16, value: Option<&CellValue>, format: &Format) -> Result<(), Trouble> {
    match value {
        None => page.write_blank(row, column, format)?,
        Some(CellValue::Number(number)) => page.write_number_with_format(row, column, *number, format)?,
        Some(CellValue::Bool(bool)) => page.write_boolean_with_format(row, column, *bool, format)?,
        Some(CellValue::Text(text) | CellValue::Error(text)) => {
            page.write_string_with_format(row, column, measure::fitting(text), format)?
        }
        Some(value @ CellValue::Date { at, shows }) => {
            let moment = match shows {
                DatePrecision::Time => {
                    ExcelDateTime::from_hms(at.hour() as u16, at.minute() as u8, f64::from(at.second())).ok()
                }
                _ => excel_date(at.date()),
            };
            match moment {
                Some(moment) => page.write_datetime_with_format(row, column, &moment, format)?,
                None => page.write_string_with_format(row, column, value.shown(), format)?,
            }
        }
    };
    Ok(())
}
