//! A sheet of figures written: heading, its tables one below the other, each with its charts and definitions.

use rust_xlsxwriter::FormatAlign;

use super::ColumnKind;
use super::answer::{Answered, Table};
use super::chart;
use super::place::{CHART_COLUMN_WIDTH, CHART_GAP, Columns, Rows, starts};
use super::stated;
use super::table::Sheet;
use crate::finding::Lang;
use crate::report::Sources;
use crate::report::book::Book;
use crate::report::measure;
use crate::report::paper::{self, Paper};
use crate::report::readback::Expected;
use crate::report::style::{Look, Tone};
use crate::report::trouble::Trouble;
use crate::report::verify::Stated;
use crate::report::wording;

/// The row of the first table, from zero.
const FIRST_ROW: u32 = 2;

/// Writes the sheet, and gives what must be found on it.
pub(in crate::report) fn write(
    book: &mut Book,
    sources: &Sources<'_>,
    answered: &Answered<'_>,
) -> Result<Vec<Expected>, Trouble> {
    let name = &answered.figure.sheet;
    let tables: Vec<&Table> = answered.shown().collect();
    let columns = Columns::of(&tables);
    let new = book.sheet_for(name)?;
    let styles = new.styles;
    let (worksheet, long_tables) = new.apart()?;
    for (at, width) in columns.widths.iter().enumerate() {
        worksheet.set_column_width(at as u16, *width)?;
    }
    if columns.charts {
        worksheet.set_column_width(columns.last_of_tables() + 1, CHART_GAP)?;
        worksheet.set_column_range_width(columns.last_of_tables() + 2, columns.last(), CHART_COLUMN_WIDTH)?;
    }
    let lang = sources.settings.lang;
    let mut sheet = Sheet { on: worksheet, styles, lang, columns, heights: Vec::new(), long: long_tables, rows: None };
    write_heading(&mut sheet, sources, answered)?;
    let (mut row, mut expected, mut tops) = (FIRST_ROW, Vec::new(), Vec::new());
    let mut last_header = None;
    let several = tables.len() > 1;
    for &table in &tables {
        tops.push(row);
        if several {
            row = above(&mut sheet, table, row)?;
        }
        let rows = sheet.table(table, row)?;
        let mut stated = Stated::part(sources.verify.is_some());
        stated::table(&mut stated, table, rows, lang);
        expected.push(found(name, table, rows, stated));
        last_header = Some(rows.header);
        row = below(&mut sheet, name, table, rows)?;
    }
    tops.push(row);
    let paper = Paper {
        lang,
        header: if several { None } else { last_header },
        frozen: tables.first().map_or(0, |table| frozen(table)),
        width: sheet.columns.whole(),
    };
    paper::lay(sheet.on, &paper)?;
    if answered.figure.portrait {
        sheet.on.set_portrait();
    } else if several {
        let page = paper::page_height(paper.width);
        sheet.on.set_page_breaks(&breaks(&sheet.heights, &tops, page))?;
        // Titles are repeated on the pages below them: those of the last table.
        if let Some((first, last)) = last_header {
            sheet.on.set_repeat_rows(first, last)?;
        }
    }
    Ok(expected)
}

/// The rows before which a page should end, so that no table is cut that fits on a page of its own.
fn breaks(heights: &[f64], tops: &[u32], page: f64) -> Vec<u32> {
    let height = |first: u32, end: u32| -> f64 {
        (first..end).map(|row| heights.get(row as usize).copied().unwrap_or(paper::ROW_HEIGHT)).sum()
    };
    let mut breaks = Vec::new();
    let mut top = 0;
    for (&first, &end) in tops.iter().zip(tops.iter().skip(1)) {
        let page_is_begun = first > FIRST_ROW && first > top;
        if page_is_begun && height(top, end) > page {
            breaks.push(first);
            top = first;
        }
        // What is longer than a page goes on over the next ones.
        while height(top, end) > page {
            let mut next = top + 1;
            while height(top, next + 1) <= page {
                next += 1;
            }
            top = next;
        }
    }
    breaks
}

fn write_heading(sheet: &mut Sheet<'_>, sources: &Sources<'_>, answered: &Answered<'_>) -> Result<(), Trouble> {
    let settings = sources.settings;
    let figure = answered.figure;
    let all = sheet.columns.last() + 1;
    let title = figure.title.get(settings.lang).replace("{town}", sources.town);
    let centred = sheet.styles.title.clone().set_align(FormatAlign::Center);
    sheet.height(0, 36.0)?;
    sheet.words(0, (0, all), &title, &centred)?;
    let (period, day) = (wording::period(settings), wording::day(settings));
    let line = match settings.lang {
        Lang::Zh => format!("填报单位：{}　　期别：{period}　　截至：{day}", sources.town),
        Lang::En => format!("{}, {period}, as of {day}", sources.town),
    };
    sheet.height(1, 22.0)?;
    sheet.on.write_string_with_format(1, 0, line, &sheet.styles.subtitle)?;
    let unit = figure.unit.get(settings.lang);
    if !unit.is_empty() {
        sheet.on.write_string_with_format(1, all - 1, unit, &sheet.styles.unit)?;
    }
    Ok(())
}

/// Writes a table's heading and remarks, and gives the row of its header.
fn above(sheet: &mut Sheet<'_>, table: &Table, row: u32) -> Result<u32, Trouble> {
    sheet.height(row, 28.0)?;
    let heading = table.section.heading.get(sheet.lang);
    sheet.on.write_string_with_format(row, 0, heading, &sheet.styles.heading)?;
    let mut next = row + 1;
    let all = sheet.columns.last_of_tables() + 1;
    for remark in &table.remarks {
        let lines = measure::lines(remark, sheet.columns.width(0, all) - 4.0);
        sheet.height(next, 16.0 * f64::from(lines) + 4.0)?;
        sheet.words(next, (0, all), remark, sheet.styles.cell(Look::Text, Tone::Warning))?;
        next += 1;
    }
    Ok(next)
}

/// Writes what stands beside and below a table, and gives the row of the next.
fn below(sheet: &mut Sheet<'_>, name: &str, table: &Table, rows: Rows) -> Result<u32, Trouble> {
    let end = rows.end + u32::from(table.has_total() || table.answer.rows.is_empty());
    let mut next = sheet.definitions(table, end + 1)?.max(end) + 1;
    let mut top = rows.header.0;
    if table.answer.rows.is_empty() {
        return Ok(next);
    }
    for chart in &table.section.charts {
        chart::write(sheet, name, table, rows, chart, top)?;
        // The next table, or chart, begins below this one.
        let mut room = 0.0;
        while room < chart::HEIGHT + 10.0 {
            room += sheet.heights.get(top as usize).copied().unwrap_or(paper::ROW_HEIGHT);
            top += 1;
        }
        next = next.max(top + 1);
    }
    Ok(next)
}

/// The label columns on the left stay in sight.
fn frozen(table: &Table) -> u16 {
    let labels = table.section.columns.iter().take_while(|column| column.kind == ColumnKind::Label);
    labels.map(|column| column.span).sum()
}

/// What a reader must find of a table: its first column of whole numbers, if it has one, and what is stated.
fn found(name: &str, table: &Table, rows: Rows, stated: Stated) -> Expected {
    let whole = table.section.columns.iter().zip(starts(table)).enumerate();
    let whole = whole.map(|(at, (column, start))| (at, column, start)).find(|(_, column, _)| column.kind.is_whole());
    let (column, count, sum) = match whole {
        Some((at, _, start)) => (start.into(), table.answer.rows.len() as u64, table.sum(at)),
        None => (0, 0, 0),
    };
    let end_row = if whole.is_some() { rows.end } else { rows.first };
    Expected { sheet: name.to_owned(), column, first_row: rows.first, end_row, rows: count, sum, stated }
}

#[cfg(test)]
mod tests {
    use super::breaks;

    #[test]
    fn a_table_that_fits_on_a_page_is_not_cut() {
        // Rows of ten points: tables of 20, 50 and 300 points, pages of 100.
        let heights = vec![10.0; 60];
        assert_eq!(breaks(&heights, &[2, 4, 9, 39], 100.0), [9]);
        assert_eq!(breaks(&heights, &[2, 4, 14, 20], 100.0), [4, 14]);
        assert!(breaks(&heights, &[2, 4, 9, 10], 100.0).is_empty());
        assert_eq!(breaks(&heights, &[2, 8, 14, 18], 100.0), [8]);
    }
}
