//! A form's sheet: a row per child, or per merged record, with its problems and its place in the source.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Timelike};

use super::book::Book;
use super::datum;
use super::grid::{Column, Entry, Grid, Heading, Put};
use super::readback::Expected;
use super::remarks::{Remarks, sql_name};
use super::style::{Look, Tone};
use super::trouble::Trouble;
use super::wording::{self, pick};
use super::{Sources, sheet_name};
use crate::finding::{Lang, mask_long};
use crate::form::{Field, Form, FormKind, Kind, Role};
use crate::ledger::Datum;

/// Writes the sheet of `form`.
pub(super) fn write(book: &mut Book, sources: &Sources<'_>, form: &Form) -> Result<Vec<Expected>, Trouble> {
    let lang = sources.settings.lang;
    let (rows, sum) = expected(sources, form)?;
    let remarks = Remarks::read(sources, form)?;
    let (shown, origins) = (shown(sources, form)?, Origins::read(sources)?);
    let sheet = book.sheet_for(&sheet_name(form))?;
    let frozen = form.role(Role::ChildName).map_or(0, |field| field as u16 + 1);
    let (title, subtitle) = (title(sources, form), subtitle(sources, form, rows));
    let hint = pick(
        lang,
        "红底是错误，黄底待核实，蓝底是提示，写在“问题”一列",
        "Red cells are errors, yellow ones are to be checked, blue ones are notes: see the problem column",
    );
    // Beside no frozen columns the hint has no place of its own.
    let (subtitle, hint) = if frozen == 0 { (format!("{subtitle}　{hint}"), "") } else { (subtitle, hint) };
    let heading = Heading { title: &title, subtitle: &subtitle, hint, lang, frozen };
    let place = shown.len() as u32 + 4;
    let mut grid = Grid::open(sheet, heading, columns(sources, form, &shown), rows, place)?;
    sources.ledger.each(&sql_name(form), &select(form), |row| -> Result<(), Trouble> {
        grid.row(&entries(sources, form, &shown, &remarks, &origins, row))?;
        Ok(())
    })?;
    let pages = grid.close(pick(lang, "本期没有这张表的记录。", "No record of this form in the period."), &[])?;
    pages.expected(place, rows, sum)
}

/// How many records the ledger holds, and what their row numbers sum to.
pub(super) fn expected(sources: &Sources<'_>, form: &Form) -> Result<(u64, i64), Trouble> {
    let sql = format!("SELECT COUNT(*), SUM(row_number) FROM \"{}\" WHERE period = :period", form.table_name());
    let answer = sources.ledger.ask(&sql_name(form), &sql)?;
    let row = answer.rows.first();
    Ok((datum::int(row.and_then(|row| row.first())).unsigned_abs(), datum::int(row.and_then(|row| row.get(1)))))
}

fn title(sources: &Sources<'_>, form: &Form) -> String {
    match sources.settings.lang {
        // 学校基本情况 and 留守儿童之家 say themselves what they are of.
        Lang::Zh if form.kind == FormKind::School => format!("{}{}", sources.town, form.sheet),
        Lang::Zh => format!("{}留守儿童{}", sources.town, form.sheet),
        Lang::En => format!("{}: {}", sources.town, form.title.en),
    }
}

fn subtitle(sources: &Sources<'_>, form: &Form, rows: u64) -> String {
    let period = wording::period(sources.settings);
    match (sources.settings.lang, form.kind) {
        (Lang::Zh, FormKind::Roster) => format!("{period}　共 {rows} 名儿童"),
        (Lang::Zh, _) => format!("{period}　共 {rows} 条记录"),
        (Lang::En, FormKind::Roster) => format!("{period}: {rows} children"),
        (Lang::En, _) => format!("{period}: {rows} records"),
    }
}

/// The fields that have a column: what stays at the school has none, nor what only cards ask for where no card says
/// anything of it.
fn shown(sources: &Sources<'_>, form: &Form) -> Result<Vec<usize>, Trouble> {
    let fields = || form.fields.iter().enumerate().filter(|(_, field)| !field.private);
    let of_cards: Vec<usize> = fields().filter(|(_, field)| field.card).map(|(at, _)| at).collect();
    let mut shown: Vec<usize> = fields().filter(|(_, field)| !field.card).map(|(at, _)| at).collect();
    if of_cards.is_empty() {
        return Ok(shown);
    }
    let counts = of_cards.iter().filter_map(|&at| form.fields.get(at)).map(|field| format!("COUNT(\"{}\")", field.id));
    let counts: Vec<String> = counts.collect();
    let sql = format!("SELECT {} FROM \"{}\" WHERE period = :period", counts.join(", "), form.table_name());
    let answer = sources.ledger.ask(&sql_name(form), &sql)?;
    let said = |place: usize| datum::int(answer.rows.first().and_then(|row| row.get(place))) > 0;
    shown.extend(of_cards.iter().enumerate().filter(|(place, _)| said(*place)).map(|(_, &at)| at));
    shown.sort_unstable();
    Ok(shown)
}

fn columns(sources: &Sources<'_>, form: &Form, shown: &[usize]) -> Vec<Column> {
    let lang = sources.settings.lang;
    let mut columns: Vec<Column> = shown
        .iter()
        .filter_map(|&at| form.fields.get(at))
        .map(|field| Column::new(field.label.get(lang), look(field), field.width * 1.4 + 2.0))
        .collect();
    columns.extend([
        Column::new(pick(lang, "其他信息", "Other information"), Look::Text, 40.0),
        Column::new(pick(lang, "问题", "Problems"), Look::Text, 50.0),
        Column::new(pick(lang, "来源文件", "Source file"), Look::Text, 40.0),
        Column::new(pick(lang, "来源工作表", "Source sheet"), Look::Text, 20.0),
        Column::new(pick(lang, "来源行", "Source row"), Look::Centre, 10.0),
    ]);
    columns
}

fn look(field: &Field) -> Look {
    match field.kind {
        _ if field.role == Some(Role::StudentNumber) => Look::Line,
        Kind::Text | Kind::Person | Kind::School => Look::Text,
        Kind::IdNumber | Kind::Phone => Look::Line,
        Kind::Date | Kind::BirthDate => Look::Date,
        Kind::Number | Kind::Amount | Kind::Minutes => Look::Number,
        Kind::Time => Look::Time,
        Kind::Moment => Look::Moment,
        Kind::Grade | Kind::Class | Kind::Choice | Kind::YesNo => Look::Centre,
    }
}

/// Position, file, sheet, row, other information, then a column per field. The school's field holds its name as it stands
/// in every output.
fn select(form: &Form) -> String {
    let fields: Vec<String> = form.fields.iter().map(|field| format!("\"{}\"", field.id)).collect();
    format!(
        "SELECT n, file, sheet, row_number, extra, {} FROM \"{}\" WHERE period = :period ORDER BY n NULLS FIRST",
        fields.join(", "),
        form.table_name()
    )
}

/// What files and sheets are called. They are few: joined to every record they would be looked up as often.
struct Origins {
    files: BTreeMap<i64, String>,
    /// By file and sheet, as they may be shown.
    sheets: BTreeMap<(i64, i64), String>,
}

impl Origins {
    fn read(sources: &Sources<'_>) -> Result<Self, Trouble> {
        let mut origins = Self { files: BTreeMap::new(), sheets: BTreeMap::new() };
        let sql = "SELECT file, path FROM file WHERE period = :period ORDER BY file NULLS FIRST";
        sources.ledger.each("report: files", sql, |row| -> Result<(), Trouble> {
            let path = datum::text(row.get(1)).unwrap_or_default().to_owned();
            origins.files.insert(datum::int(row.first()), path);
            Ok(())
        })?;
        let sql =
            "SELECT file, sheet, name FROM sheet WHERE period = :period ORDER BY file NULLS FIRST, sheet NULLS FIRST";
        sources.ledger.each("report: sheets", sql, |row| -> Result<(), Trouble> {
            let name = mask_long(datum::text(row.get(2)).unwrap_or_default());
            origins.sheets.insert((datum::int(row.first()), datum::int(row.get(1))), name);
            Ok(())
        })?;
        Ok(origins)
    }

    fn file(&self, row: &[Datum]) -> Option<&str> {
        self.files.get(&datum::int(row.get(1))).map(String::as_str)
    }

    fn sheet(&self, row: &[Datum]) -> Option<&str> {
        self.sheets.get(&(datum::int(row.get(1)), datum::int(row.get(2)))).map(String::as_str)
    }
}

/// How many columns [`select`] brings before the fields.
const BEFORE_FIELDS: usize = 5;

fn entries<'a>(
    sources: &Sources<'_>,
    form: &Form,
    shown: &[usize],
    remarks: &Remarks,
    origins: &'a Origins,
    row: &'a [Datum],
) -> Vec<Entry<'a>> {
    let record = datum::int(row.first());
    let mut entries = Vec::with_capacity(form.fields.len() + 5);
    let gravest = remarks.gravest(record);
    for (at, field) in shown.iter().filter_map(|&at| Some((at, form.fields.get(at)?))) {
        let tone = gravest.and_then(|_| remarks.cell(record, at)).map_or(Tone::Plain, Tone::from);
        entries.push(value(field, row.get(BEFORE_FIELDS + at)).toned(tone));
    }
    let problems = remarks.text(record, sources.settings.lang);
    entries.extend([
        Put::maybe(datum::text(row.get(4))).into(),
        problems.map_or(Put::Nothing, Put::text).toned(gravest.map_or(Tone::Plain, Tone::from)),
        Put::maybe(origins.file(row)).into(),
        Put::maybe(origins.sheet(row)).into(),
        Put::count(datum::int(row.get(3))).into(),
    ]);
    entries
}

/// A field's value as the kind of cell it should be.
fn value<'a>(field: &Field, datum: Option<&'a Datum>) -> Put<'a> {
    let text = match datum {
        None | Some(Datum::Null) => return Put::Nothing,
        Some(Datum::Int(number)) => return Put::count(*number),
        Some(Datum::Real(number)) => return Put::Number(*number),
        Some(Datum::Text(text)) if text.is_empty() => return Put::Nothing,
        Some(Datum::Text(text)) => text.as_str(),
    };
    match field.kind {
        Kind::Date | Kind::BirthDate => day(text).map_or_else(|| Put::text(text), Put::Date),
        Kind::Time => time(text).map_or_else(|| Put::text(text), Put::Number),
        Kind::Moment => moment(text).map_or_else(|| Put::text(text), Put::Number),
        Kind::Class => whole(text).map_or_else(|| Put::text(text), Put::count),
        _ => Put::text(text),
    }
}

/// A full day that a spreadsheet can count; `2019-12` stays text.
fn day(text: &str) -> Option<NaiveDate> {
    if text.len() != 10 {
        return None;
    }
    // As the ledger writes days: reading them by a pattern would cost more than writing their cells.
    let mut numbers = text.split('-').map(|digits| digits.parse::<u32>().ok());
    let mut next = || numbers.next().flatten();
    let (year, month, day) = (next()?, next()?, next()?);
    let date = NaiveDate::from_ymd_opt(year.cast_signed(), month, day).filter(|_| numbers.next().is_none())?;
    super::grid::excel_date(date).is_some().then_some(date)
}

/// A day and a time of day as a spreadsheet counts them; a day alone is the day's beginning for nobody, and stays text.
fn moment(text: &str) -> Option<f64> {
    let at = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").ok()?;
    Some(super::grid::excel_date(at.date())?.to_excel() + time(&at.format("%H:%M").to_string())?)
}

/// A time of day as a spreadsheet counts it: the part of the day that has passed.
fn time(text: &str) -> Option<f64> {
    let time = NaiveTime::parse_from_str(text, "%H:%M").ok()?;
    Some(f64::from(time.num_seconds_from_midnight()) / 86_400.0)
}

/// A small whole number written without leading zeros.
fn whole(text: &str) -> Option<i64> {
    let number: u32 = text.parse().ok()?;
    (text.len() <= 4 && number.to_string() == text).then_some(i64::from(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(kind: Kind) -> Field {
        let mut field = crate::form::builtin().unwrap().0[0].fields[0].clone();
        field.kind = kind;
        field
    }

    #[test]
    fn values_become_the_cells_they_are() {
        let text = |text: &str| Datum::Text(text.to_owned());
        let day = NaiveDate::from_ymd_opt(2014, 2, 3).unwrap();
        assert_eq!(value(&field(Kind::BirthDate), Some(&text("2014-02-03"))), Put::Date(day));
        assert_eq!(value(&field(Kind::BirthDate), Some(&text("2019-12"))), Put::text("2019-12"));
        assert_eq!(value(&field(Kind::Date), Some(&text("1620-01-01"))), Put::text("1620-01-01"));
        assert_eq!(value(&field(Kind::Time), Some(&text("18:00"))), Put::Number(0.75));
        assert_eq!(value(&field(Kind::Time), Some(&text("晚上"))), Put::text("晚上"));
        assert_eq!(value(&field(Kind::Moment), Some(&text("2026-11-03 18:00"))), Put::Number(46_329.75));
        assert_eq!(value(&field(Kind::Moment), Some(&text("2026-11-03"))), Put::text("2026-11-03"));
        assert_eq!(value(&field(Kind::Class), Some(&text("2"))), Put::Number(2.0));
        assert_eq!(value(&field(Kind::Class), Some(&text("0901"))), Put::text("0901"));
        assert_eq!(value(&field(Kind::IdNumber), Some(&text("110105"))), Put::text("110105"));
        assert_eq!(value(&field(Kind::Text), Some(&text("=1+1"))), Put::text("=1+1"));
        assert_eq!(value(&field(Kind::Number), Some(&Datum::Real(67.0))), Put::Number(67.0));
        assert_eq!(value(&field(Kind::Text), Some(&Datum::Null)), Put::Nothing);
    }
}
