//! How cells look: one face for all sheets, so that a colour means the same everywhere.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline, Workbook};

use crate::finding::Severity;

const BODY_FONT: &str = "宋体";
const TITLE_FONT: &str = "黑体";
const LINE: Color = Color::RGB(0x00BF_BFBF);
const HEADER_FILL: Color = Color::RGB(0x00DC_E6F1);
const FAINT: Color = Color::RGB(0x00A6_A6A6);

/// What kind of content a cell shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// Text that may take several lines.
    Text,
    /// Text on one line: an ID number, a phone, a cell's address.
    Line,
    /// A word or two in the middle.
    Centre,
    /// A number.
    Number,
    /// A number of things: zero is shown as a dash.
    Count,
    /// A day.
    Date,
    /// A share of a whole, in percent.
    Share,
    /// A time of day.
    Time,
    /// A day and a time of day.
    Moment,
}

/// What a cell's colour says, always besides a word that says the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    Plain,
    Error,
    Warning,
    Info,
    Good,
    Total,
    /// Every other row of a sheet that is no table.
    Band,
}

impl From<Severity> for Tone {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Error => Self::Error,
            Severity::Warning => Self::Warning,
            Severity::Info => Self::Info,
        }
    }
}

const LOOKS: [Look; 9] = [
    Look::Text,
    Look::Line,
    Look::Centre,
    Look::Number,
    Look::Count,
    Look::Date,
    Look::Share,
    Look::Time,
    Look::Moment,
];
const TONES: [Tone; 7] = [Tone::Plain, Tone::Error, Tone::Warning, Tone::Info, Tone::Good, Tone::Total, Tone::Band];

/// Every format of the workbooks, made once.
#[derive(Clone, Debug)]
pub(super) struct Styles {
    /// The sheet's title.
    pub(super) title: Format,
    /// The line under the title.
    pub(super) subtitle: Format,
    /// The same, at the right edge.
    pub(super) unit: Format,
    /// A heading inside a sheet.
    pub(super) heading: Format,
    /// A heading below a table.
    pub(super) subheading: Format,
    /// A column's header.
    pub(super) header: Format,
    /// Running text that may take several lines, without a border.
    pub(super) prose: Format,
    /// A link inside the workbook.
    pub(super) link: Format,
    /// A line to write on.
    pub(super) blank: Format,
    /// The stamp that says whose output this is.
    pub(super) stamp: Format,
    cells: Vec<Format>,
}

impl Styles {
    pub(super) fn new() -> Self {
        let body = Format::new().set_font_name(BODY_FONT).set_font_size(11).set_align(FormatAlign::VerticalCenter);
        let title = Format::new().set_font_name(TITLE_FONT).set_align(FormatAlign::VerticalCenter);
        let boxed = body.clone().set_border(FormatBorder::Thin).set_border_color(LINE);
        let mut cells = Vec::with_capacity(LOOKS.len() * TONES.len());
        for look in LOOKS {
            for tone in TONES {
                cells.push(toned(shaped(boxed.clone(), look), tone));
            }
        }
        Self {
            subtitle: body.clone(),
            unit: body.clone().set_align(FormatAlign::Right),
            heading: title.clone().set_font_size(13),
            subheading: title.clone().set_font_size(11),
            header: boxed
                .clone()
                .set_bold()
                .set_background_color(HEADER_FILL)
                .set_align(FormatAlign::Center)
                .set_text_wrap(),
            prose: body.clone().set_text_wrap(),
            link: boxed.set_font_color(Color::RGB(0x0005_63C1)).set_underline(FormatUnderline::Single),
            blank: body.clone().set_border_bottom(FormatBorder::Thin),
            stamp: body.set_font_size(8).set_font_color(FAINT),
            title: title.set_font_size(18).set_bold(),
            cells,
        }
    }

    /// The format of a bordered cell.
    pub(super) fn cell(&self, look: Look, tone: Tone) -> &Format {
        self.cells.get(position(look, tone)).unwrap_or(&self.prose)
    }

    /// Gives the formats of bordered cells their numbers in a workbook that has none yet: those of [`number`].
    pub(super) fn register(&self, book: &mut Workbook) {
        self.cells.iter().for_each(|format| book.register_format(format));
    }

    /// The formats of bordered cells, in the order of their numbers.
    pub(super) fn cells(&self) -> impl Iterator<Item = (u32, &Format)> {
        (1..).zip(&self.cells)
    }
}

const fn position(look: Look, tone: Tone) -> usize {
    look as usize * TONES.len() + tone as usize
}

/// The number of a bordered cell's format in the workbook; 0 is that of a cell without any.
pub(super) const fn number(look: Look, tone: Tone) -> u32 {
    position(look, tone) as u32 + 1
}

fn shaped(format: Format, look: Look) -> Format {
    match look {
        Look::Text => format.set_text_wrap(),
        // Text by its format too, so that a number typed over it keeps all its digits.
        Look::Line => format.set_text_wrap().set_num_format("@"),
        Look::Centre => format.set_align(FormatAlign::Center),
        Look::Number => format.set_align(FormatAlign::Right),
        Look::Count => format.set_align(FormatAlign::Center).set_num_format("0;-0;\"-\""),
        Look::Date => format.set_align(FormatAlign::Center).set_num_format("yyyy-mm-dd"),
        Look::Share => format.set_align(FormatAlign::Center).set_num_format("0.0%"),
        Look::Time => format.set_align(FormatAlign::Center).set_num_format("hh:mm"),
        Look::Moment => format.set_align(FormatAlign::Center).set_num_format("yyyy-mm-dd hh:mm"),
    }
}

fn toned(format: Format, tone: Tone) -> Format {
    let (fill, font) = match tone {
        Tone::Plain => return format,
        Tone::Band => return format.set_background_color(Color::RGB(0x00F2_F2F2)),
        Tone::Total => return format.set_bold().set_background_color(Color::RGB(0x00F2_F2F2)),
        Tone::Error => (0x00FD_E2E0, 0x00C0_0000),
        Tone::Warning => (0x00FF_F2CC, 0x007F_6000),
        Tone::Info => (0x00E3_EEF9, 0x001F_4E79),
        Tone::Good => (0x00E2_F0D9, 0x0037_5623),
    };
    format.set_background_color(Color::RGB(fill)).set_font_color(Color::RGB(font))
}
