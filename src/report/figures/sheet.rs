//! A sheet of figures written: grouped header, a row per school, totals as formulas, definitions in words.

use rust_xlsxwriter::{IgnoreError, Workbook, Worksheet};

use super::{ColumnKind, Figure};
use crate::finding::Lang;
use crate::ledger::{Answer, Datum};
use crate::model::Address;
use crate::report::Sources;
use crate::report::datum;
use crate::report::grid::{Put, put};
use crate::report::measure;
use crate::report::paper::{self, Paper};
use crate::report::readback::Expected;
use crate::report::style::{Look, Styles, Tone};
use crate::report::trouble::Trouble;
use crate::report::wording::{self, pick};

/// The header's two rows, from zero.
const GROUP_ROW: u32 = 2;
const HEADER_ROW: u32 = 3;
const FIRST_ROW: u32 = 4;

/// Writes the sheet of `figure`.
pub(in crate::report) fn write(
    book: &mut Workbook,
    styles: &Styles,
    sources: &Sources<'_>,
    figure: &Figure,
) -> Result<Option<Expected>, Trouble> {
    let answer = sources.ledger.ask(&figure.source, &figure.sql)?;
    let places = places(figure, &answer)?;
    prove(figure, &answer, &places)?;
    let sheet = book.add_worksheet().set_name(&figure.sheet)?;
    let width: f64 = figure.columns.iter().map(|column| column.width).sum();
    write_heading(sheet, styles, sources, figure)?;
    write_header(sheet, styles, figure, sources.settings.lang)?;
    let mut row = FIRST_ROW;
    for record in &answer.rows {
        write_row(sheet, styles, sources.settings.lang, figure, &places, (row, record))?;
        row += 1;
    }
    write_totals(sheet, styles, sources.settings.lang, figure, &places, &answer)?;
    write_definitions(sheet, styles, sources.settings.lang, figure, row + 2)?;
    for (at, column) in figure.columns.iter().enumerate() {
        sheet.set_column_width(at as u16, column.width)?;
    }
    let frozen = u16::from(figure.columns.first().is_some_and(|column| column.kind == ColumnKind::Label));
    let lang = sources.settings.lang;
    paper::lay(sheet, &Paper { lang, header: Some((GROUP_ROW, HEADER_ROW)), frozen, width })?;
    let counted =
        figure.columns.iter().zip(&places).enumerate().find(|(_, (column, _))| column.kind == ColumnKind::Count);
    Ok(counted.map(|(at, (_, &place))| Expected {
        sheet: figure.sheet.clone(),
        column: at as u32,
        first_row: FIRST_ROW,
        end_row: row,
        rows: answer.rows.len() as u64,
        sum: sum(&answer, place),
    }))
}

/// Where each column stands in the answer.
fn places(figure: &Figure, answer: &Answer) -> Result<Vec<usize>, Trouble> {
    let mut places = Vec::with_capacity(figure.columns.len());
    for column in &figure.columns {
        let place = answer.columns.iter().position(|name| *name == column.id);
        let missing = || Trouble::Workbook(format!("{}: the SELECT has no column {}", figure.source, column.id));
        places.push(place.ok_or_else(missing)?);
    }
    Ok(places)
}

/// Each group's figures sum to what the layout says, in every row.
fn prove(figure: &Figure, answer: &Answer, places: &[usize]) -> Result<(), Trouble> {
    for (at, group) in figure.groups.iter().enumerate() {
        let Some(whole) = group.sums_to.and_then(|column| places.get(column)) else { continue };
        for row in &answer.rows {
            let parts = figure.columns.iter().zip(places).filter(|(column, _)| column.group == Some(at));
            let sum: i64 = parts.map(|(_, &place)| datum::int(row.get(place))).sum();
            let whole = datum::int(row.get(*whole));
            if sum != whole {
                let detail = format!("{}: {} sums to {sum} instead of {whole}", figure.source, group.label.zh);
                return Err(Trouble::TieOut(detail));
            }
        }
    }
    Ok(())
}

fn sum(answer: &Answer, place: usize) -> i64 {
    answer.rows.iter().map(|row| datum::int(row.get(place))).sum()
}

fn write_heading(
    sheet: &mut Worksheet,
    styles: &Styles,
    sources: &Sources<'_>,
    figure: &Figure,
) -> Result<(), Trouble> {
    let settings = sources.settings;
    let last = figure.columns.len().saturating_sub(1) as u16;
    let title = figure.title.get(settings.lang).replace("{town}", sources.town);
    let centred = styles.title.clone().set_align(rust_xlsxwriter::FormatAlign::Center);
    sheet.set_row_height(0, 36)?;
    if last > 0 {
        sheet.merge_range(0, 0, 0, last, &title, &centred)?;
    } else {
        sheet.write_string_with_format(0, 0, &title, &centred)?;
    }
    let (period, day) = (wording::period(settings), wording::day(settings));
    let line = match settings.lang {
        Lang::Zh => format!("填报单位：{}　　期别：{period}　　截至：{day}", sources.town),
        Lang::En => format!("{}, {period}, as of {day}", sources.town),
    };
    sheet.set_row_height(1, 22)?;
    sheet.write_string_with_format(1, 0, line, &styles.subtitle)?;
    sheet.write_string_with_format(1, last, figure.unit.get(settings.lang), &styles.unit)?;
    Ok(())
}

fn write_header(sheet: &mut Worksheet, styles: &Styles, figure: &Figure, lang: Lang) -> Result<(), Trouble> {
    sheet.set_row_height(GROUP_ROW, 22)?;
    let lines = figure.columns.iter().map(|column| measure::lines(column.label.get(lang), column.width - 1.0)).max();
    sheet.set_row_height(HEADER_ROW, 17.0 * f64::from(lines.unwrap_or(1)) + 5.0)?;
    let mut at = 0;
    while let Some(column) = figure.columns.get(at) {
        let label = column.label.get(lang);
        let Some((group, name)) = column.group.and_then(|group| Some((group, figure.groups.get(group)?))) else {
            sheet.merge_range(GROUP_ROW, at as u16, HEADER_ROW, at as u16, label, &styles.header)?;
            at += 1;
            continue;
        };
        let members = figure.columns.iter().skip(at).take_while(|column| column.group == Some(group));
        let first = at;
        for member in members {
            sheet.write_string_with_format(HEADER_ROW, at as u16, member.label.get(lang), &styles.header)?;
            at += 1;
        }
        let name = name.label.get(lang);
        if at - first > 1 {
            sheet.merge_range(GROUP_ROW, first as u16, GROUP_ROW, at as u16 - 1, name, &styles.header)?;
        } else {
            sheet.write_string_with_format(GROUP_ROW, first as u16, name, &styles.header)?;
        }
    }
    Ok(())
}

fn write_row(
    sheet: &mut Worksheet,
    styles: &Styles,
    lang: Lang,
    figure: &Figure,
    places: &[usize],
    (row, record): (u32, &[Datum]),
) -> Result<(), Trouble> {
    let named = record.iter().find_map(|datum| datum::text(Some(datum))).unwrap_or_default();
    let widest = figure.columns.first().map_or(1.0, |column| column.width - 2.0);
    sheet.set_row_height(row, 15.0 * f64::from(measure::lines(named, widest)) + 5.0)?;
    for (at, (column, &place)) in figure.columns.iter().zip(places).enumerate() {
        let datum = record.get(place);
        let (value, look) = match column.kind {
            ColumnKind::Label => {
                let label = datum::text(datum).unwrap_or_else(|| figure.absent.get(lang));
                (Put::text(label), Look::Text)
            }
            ColumnKind::Count => (Put::count(datum::int(datum)), Look::Count),
        };
        let tone = if datum::int(datum) > 0 { column.tone } else { Tone::Plain };
        put(sheet, row, at as u16, &value, styles.cell(look, tone))?;
    }
    Ok(())
}

fn write_totals(
    sheet: &mut Worksheet,
    styles: &Styles,
    lang: Lang,
    figure: &Figure,
    places: &[usize],
    answer: &Answer,
) -> Result<(), Trouble> {
    let row = FIRST_ROW + answer.rows.len() as u32;
    sheet.set_row_height(row, 22)?;
    for (at, (column, &place)) in figure.columns.iter().zip(places).enumerate() {
        let letters = Address::new(0, at as u32).column_letters();
        let value = match column.kind {
            ColumnKind::Label => Put::text(figure.total.get(lang)),
            ColumnKind::Count if answer.rows.is_empty() => Put::count(0),
            ColumnKind::Count => {
                Put::Formula(format!("=SUM({letters}{}:{letters}{row})", FIRST_ROW + 1), sum(answer, place) as f64)
            }
        };
        let look = if column.kind == ColumnKind::Label { Look::Centre } else { Look::Count };
        put(sheet, row, at as u16, &value, styles.cell(look, Tone::Total))?;
    }
    let last = figure.columns.len().saturating_sub(1) as u16;
    sheet.ignore_error_range(row, 0, row, last, IgnoreError::FormulaOmitsCells)?;
    Ok(())
}

/// What each figure counts, below the table.
fn write_definitions(
    sheet: &mut Worksheet,
    styles: &Styles,
    lang: Lang,
    figure: &Figure,
    first: u32,
) -> Result<(), Trouble> {
    let groups = figure.groups.iter().map(|group| (&group.label, &group.definition));
    let columns = figure.columns.iter().map(|column| (&column.label, &column.definition));
    let said = columns.chain(groups).filter(|(_, definition)| !definition.get(lang).is_empty());
    let width: f64 = figure.columns.iter().map(|column| column.width).sum();
    let last = figure.columns.len().saturating_sub(1) as u16;
    let mut row = first;
    for (label, definition) in said {
        if row == first {
            sheet.write_string_with_format(row, 0, pick(lang, "口径说明", "What is counted"), &styles.heading)?;
            row += 1;
        }
        let text = format!("{}{}{}", label.get(lang), pick(lang, "：", ": "), definition.get(lang));
        if last > 0 {
            sheet.merge_range(row, 0, row, last, &text, &styles.prose)?;
        }
        sheet.set_row_height(row, 16.0 * f64::from(measure::lines(&text, width - 4.0)) + 3.0)?;
        row += 1;
    }
    Ok(())
}
