//! The edition that may be posted: figures only, none so small that it tells of a child (DOMAIN §7).
//!
//! What the law forbids to post is dropped, not masked: no sheet of children or records, no problems, no receipts.

use std::path::Path;

use super::figures::{Answered, Posted, Shown, posted};
use super::grid::{Column, Entry, Grid, Heading, Put};
use super::style::{Look, Tone};
use super::trouble::Trouble;
use super::wording::{self, pick};
use super::{Sources, book, consolidated, readback, verify};

/// What stands for a count of one to four, and for one that is left out.
const FEW: &str = "<5";
const HIDDEN: &str = "—";

/// Writes the workbook to `file` and reads it back.
pub(super) fn write(
    sources: &Sources<'_>,
    answered: &[Answered<'_>],
    file: &Path,
    folder: &Path,
) -> Result<(), Trouble> {
    let lang = sources.settings.lang;
    let title =
        format!("{}{}", sources.town, pick(lang, "留守儿童统计表（公开版）", ": left-behind children (public)"));
    let mut made = book::open(sources, consolidated::KIND, &title, folder);
    let mut expected = Vec::new();
    for table in posted(answered, consolidated::FIGURES, sources.town, lang) {
        expected.extend(sheet(&mut made, sources, &table)?);
    }
    made.save(file)?;
    readback::check(file, &expected)?;
    verify::check(sources.verify, file, &expected)
}

fn sheet(book: &mut book::Book, sources: &Sources<'_>, table: &Posted) -> Result<Vec<readback::Expected>, Trouble> {
    let lang = sources.settings.lang;
    let note = pick(
        lang,
        "“<5”：一至四；“—”：不列，以免推算出小的数字",
        "“<5”: one to four; “—”: left out, lest a small figure follow from it",
    );
    let subtitle = format!("{}　{}　{note}", wording::period(sources.settings), table.subtitle);
    let heading = Heading { title: &table.title, subtitle: subtitle.trim(), hint: "", lang, frozen: 0 };
    let mut columns = vec![Column::new(pick(lang, "编号", "No."), Look::Centre, 6.0)];
    columns.extend(table.columns.iter().map(|(title, is_figure)| {
        let (look, widest) = if *is_figure { (Look::Centre, 14.0) } else { (Look::Text, 30.0) };
        Column::new(title.as_str(), look, widest)
    }));
    let rows = table.rows.len() as u64;
    let mut grid = Grid::open(book.sheet_for(&table.sheet)?, heading, columns, rows, 0)?;
    for (number, row) in (1..).zip(&table.rows) {
        let mut entries: Vec<Entry<'_>> = vec![Put::count(number).into()];
        entries.extend(row.iter().map(|cell| match cell {
            Shown::Words(words) => Put::text(words.as_str()).into(),
            Shown::Count(count) => Put::count(*count).into(),
            Shown::Share(share) => Put::text(format!("{:.1}%", share * 100.0)).into(),
            Shown::Few => Put::text(FEW).toned(Tone::Info),
            Shown::Hidden => Put::text(HIDDEN).toned(Tone::Info),
        }));
        grid.row(&entries)?;
    }
    let pages = grid.close(pick(lang, "没有数字。", "No figure."), &[])?;
    pages.expected(0, rows, (1..=rows.cast_signed()).sum())
}
