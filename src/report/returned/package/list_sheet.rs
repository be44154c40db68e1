//! The list of problems as a sheet of the workbook that they stand in.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;

use super::styles::{Look, Styles};
use super::xml::escaped;
use crate::model::Address;
use crate::report::returned::mark::{Entry, List, Tone};

/// The points that a line of text takes in a row, and what is around it.
const LINE: f64 = 15.0;
const PADDING: f64 = 6.0;
/// The highest row that a spreadsheet takes, in points.
const GREATEST_HEIGHT: f64 = 409.0;
/// The most links that a sheet takes.
const MOST_LINKS: usize = 60_000;
/// The most UTF-16 units that a cell holds.
const CELL_UNITS: usize = 32_767;

/// The sheet's part. `namespace` is that of the workbook's other sheets, `office` that of its relations.
pub(super) fn write(list: &List, styles: &mut Styles, namespace: &str) -> String {
    let width = list.columns.len() as u32;
    let mut sheet = Sheet { text: String::new(), merges: Vec::new(), links: Vec::new(), row: 0 };
    let total: f64 = list.columns.iter().map(|(_, width)| width).sum();
    sheet.title(list, styles, width);
    for line in &list.lines {
        sheet.line(line, total, styles, width);
    }
    let header = sheet.row;
    sheet.header(list, styles);
    for row in &list.rows {
        sheet.problem(list, row, styles);
    }
    let columns: String = list.columns.iter().enumerate().map(|(at, (_, width))| column(at, *width)).collect();
    let pane = header + 1;
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"{namespace}\">\
         <sheetPr><tabColor rgb=\"FFC00000\"/><pageSetUpPr fitToPage=\"1\"/></sheetPr>\
         <sheetViews><sheetView showGridLines=\"0\" workbookViewId=\"0\"><pane ySplit=\"{pane}\" topLeftCell=\"A{}\" activePane=\"bottomLeft\" state=\"frozen\"/>\
         <selection pane=\"bottomLeft\"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight=\"15\"/><cols>{columns}</cols>\
         <sheetData>{}</sheetData>{}{}{}<pageMargins left=\"0.4\" right=\"0.4\" top=\"0.6\" bottom=\"0.6\" header=\"0.3\" footer=\"0.3\"/>\
         <pageSetup paperSize=\"9\" orientation=\"landscape\" fitToHeight=\"0\"/><headerFooter><oddFooter>{}</oddFooter></headerFooter></worksheet>",
        pane + 1,
        sheet.text,
        counted("mergeCells", &sheet.merges),
        choices(list, pane, sheet.row),
        if sheet.links.is_empty() {
            String::new()
        } else {
            format!("<hyperlinks>{}</hyperlinks>", sheet.links.concat())
        },
        escaped(&list.footer),
    )
}

struct Sheet {
    text: String,
    merges: Vec<String>,
    links: Vec<String>,
    /// The next row, from zero.
    row: u32,
}

impl Sheet {
    fn open(&mut self, height: f64) {
        let height = height.min(GREATEST_HEIGHT);
        let _ = write!(self.text, "<row r=\"{}\" ht=\"{height}\" customHeight=\"1\">", self.row + 1);
    }

    fn close(&mut self) {
        self.text.push_str("</row>");
        self.row += 1;
    }

    fn cell(&mut self, column: u32, text: &str, style: u32) {
        let at = Address::new(self.row, column);
        if text.is_empty() {
            let _ = write!(self.text, "<c r=\"{at}\" s=\"{style}\"/>");
        } else {
            let text = escaped(fitting(text));
            let _ = write!(
                self.text,
                "<c r=\"{at}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>"
            );
        }
    }

    /// The title, and in the last column what tells the program whose copy it is.
    fn title(&mut self, list: &List, styles: &mut Styles, width: u32) {
        self.open(30.0);
        self.cell(0, &list.title, styles.look(Look::Title));
        self.cell(width.saturating_sub(1), &list.stamp, styles.look(Look::Stamp));
        self.close();
    }

    fn line(&mut self, line: &str, total: f64, styles: &mut Styles, width: u32) {
        self.open(lines(line, total) * LINE + PADDING);
        self.cell(0, line, styles.look(Look::Prose));
        let last = Address::new(self.row, width.saturating_sub(1));
        self.merges.push(format!("<mergeCell ref=\"{}:{last}\"/>", Address::new(self.row, 0)));
        self.close();
    }

    fn header(&mut self, list: &List, styles: &mut Styles) {
        self.open(24.0);
        for (at, (title, _)) in list.columns.iter().enumerate() {
            self.cell(at as u32, title, styles.look(Look::Header));
        }
        self.close();
    }

    fn problem(&mut self, list: &List, row: &[Entry], styles: &mut Styles) {
        let high = row.iter().zip(&list.columns).map(|(entry, (_, width))| match entry {
            Entry::Text(text) | Entry::Centre(text) | Entry::Link(text, ..) => lines(text, width - 1.0),
            _ => 1.0,
        });
        let high = high.fold(1.0, f64::max);
        self.open(high * LINE + PADDING);
        for (at, entry) in row.iter().enumerate() {
            self.entry(at as u32, entry, styles);
        }
        self.close();
    }

    fn entry(&mut self, at: u32, entry: &Entry, styles: &mut Styles) {
        match entry {
            Entry::Text(text) => self.cell(at, text, styles.look(Look::Text)),
            Entry::Centre(text) => self.cell(at, text, styles.look(Look::Centre)),
            Entry::Severity(text, tone) => {
                let look = match tone {
                    Some(Tone::Error) => Look::Error,
                    Some(Tone::Warning) => Look::Warning,
                    None => Look::Centre,
                };
                self.cell(at, text, styles.look(look));
            }
            Entry::Link(text, sheet, to) => {
                self.cell(at, text, styles.look(Look::Link));
                if self.links.len() < MOST_LINKS {
                    let location = escaped(&format!("'{}'!{to}", sheet.replace('\'', "''")));
                    let from = Address::new(self.row, at);
                    self.links.push(format!(
                        "<hyperlink ref=\"{from}\" location=\"{location}\" display=\"{}\"/>",
                        escaped(text)
                    ));
                }
            }
            Entry::Answer => self.cell(at, "", styles.look(Look::Answer)),
            Entry::Faint(text) => self.cell(at, text, styles.look(Look::Faint)),
        }
    }
}

fn column(at: usize, width: f64) -> String {
    let number = at + 1;
    format!("<col min=\"{number}\" max=\"{number}\" width=\"{width}\" customWidth=\"1\"/>")
}

fn counted(name: &str, entries: &[String]) -> String {
    if entries.is_empty() {
        return String::new();
    }
    format!("<{name} count=\"{}\">{}</{name}>", entries.len(), entries.concat())
}

/// The column to choose in. Other words stay possible.
fn choices(list: &List, first: u32, end: u32) -> String {
    let (column, words) = &list.choices;
    if end <= first || words.is_empty() {
        return String::new();
    }
    let (from, to) = (Address::new(first, *column), Address::new(end - 1, *column));
    format!(
        "<dataValidations count=\"1\"><dataValidation type=\"list\" allowBlank=\"1\" showErrorMessage=\"0\" sqref=\"{from}:{to}\">\
         <formula1>\"{}\"</formula1></dataValidation></dataValidations>",
        escaped(&words.join(","))
    )
}

fn lines(text: &str, width: f64) -> f64 {
    let width = width.max(1.0);
    let taken: f64 = text.lines().map(|line| (line.width() as f64 / width).ceil().max(1.0)).sum();
    taken.max(1.0)
}

/// `text`, cut to what a cell holds.
fn fitting(text: &str) -> &str {
    let mut units = 0;
    for (at, character) in text.char_indices() {
        units += character.len_utf16();
        if units > CELL_UNITS {
            return text.get(..at).unwrap_or_default();
        }
    }
    text
}
