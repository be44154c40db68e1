//! A sheet as it is printed and first seen: A4 across, repeated header, page numbers, nothing hidden.

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::finding::Lang;

/// Half-width characters that stay readable (6 points) across one A4 page in landscape.
const READABLE_WIDTH: f64 = 265.0;
const A4: u8 = 9;
/// The height of a row that nobody set, in points.
pub(super) const ROW_HEIGHT: f64 = 15.0;
/// What a page of A4 across holds between its margins, and what a half-width character takes, in points.
const PAGE: (f64, f64) = (784.0, 508.0);
const CHARACTER: f64 = 5.6;

/// How many points of a sheet so wide fit on one page, one below the other.
pub(super) fn page_height(width: f64) -> f64 {
    let scale = (PAGE.0 / (width * CHARACTER)).min(1.0);
    PAGE.1 / scale
}

/// What a sheet's page depends on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paper {
    /// The reader's language.
    pub(super) lang: Lang,
    /// The rows of the header, from zero, repeated on each page.
    pub(super) header: Option<(u32, u32)>,
    /// How many columns on the left stand on each page when there are several pages across.
    pub(super) frozen: u16,
    /// The width of all columns, in half-width characters.
    pub(super) width: f64,
}

/// Sets `sheet` up for printing and freezes its header.
pub(super) fn lay(sheet: &mut Worksheet, paper: &Paper) -> Result<(), XlsxError> {
    // A sheet far wider than a page is printed on several pages across: on one it could not be read.
    let across = (paper.width / READABLE_WIDTH).ceil().clamp(1.0, 20.0) as u16;
    sheet
        .set_landscape()
        .set_paper_size(A4)
        .set_margins(0.4, 0.4, 0.6, 0.6, 0.3, 0.3)
        .set_print_center_horizontally(across == 1)
        .set_print_fit_to_pages(across, 0)
        .set_page_order(true)
        .set_footer(match paper.lang {
            Lang::Zh => "&L&9&A&C&9第 &P 页 共 &N 页",
            Lang::En => "&L&9&A&C&9page &P of &N",
        });
    if let Some((first, last)) = paper.header {
        sheet.set_repeat_rows(first, last)?;
        sheet.set_freeze_panes(last + 1, paper.frozen)?;
        if across > 1 && paper.frozen > 0 {
            sheet.set_repeat_columns(0, paper.frozen - 1)?;
        }
    }
    Ok(())
}
