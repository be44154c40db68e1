//! Tables of figures as everybody may see them: small counts hidden, rates of few people left out.

use std::collections::BTreeMap;

use super::answer::{Answered, Table};
use super::small::{self, Sum, Told};
use super::{Column, ColumnKind};
use crate::finding::Lang;
use crate::ledger::Datum;
use crate::report::datum;

/// A table that may be posted.
#[derive(Debug)]
pub(in crate::report) struct Posted {
    /// The name of its sheet.
    pub(in crate::report) sheet: String,
    pub(in crate::report) title: String,
    pub(in crate::report) subtitle: String,
    /// The columns' titles, and whether they hold figures.
    pub(in crate::report) columns: Vec<(String, bool)>,
    /// The rows, the total last.
    pub(in crate::report) rows: Vec<Vec<Shown>>,
}

/// A cell of such a table.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report) enum Shown {
    Words(String),
    Count(i64),
    Share(f64),
    /// `<5`.
    Few,
    /// Left out, so that nothing follows from it.
    Hidden,
}

/// The tables of these sheets that may be posted, as their layouts say, in the order of `sheets` and then of the rest.
pub(in crate::report) fn posted(answered: &[Answered<'_>], sheets: &[&str], town: &str, lang: Lang) -> Vec<Posted> {
    let mut order: Vec<&Answered<'_>> = answered.iter().filter(|sheet| sheet.is_sheet()).collect();
    order.sort_by_key(|sheet| sheets.iter().position(|name| *name == sheet.figure.sheet).unwrap_or(sheets.len()));
    let fit = |table: &&Table| table.section.posted && counted(table).next().is_some();
    // All tables at once: what one hides must not follow from another.
    let mut system = System::default();
    for table in order.iter().flat_map(|sheet| sheet.shown()).filter(fit) {
        system.add(table, lang);
    }
    let told = small::told(&system.counts, &system.sums);
    let mut places = system.tables.iter();
    let mut posted = Vec::new();
    for sheet in order {
        let tables: Vec<&Table> = sheet.shown().filter(fit).collect();
        for table in &tables {
            let heading = table.section.heading.get(lang);
            let name = if tables.len() == 1 || heading.is_empty() { &sheet.figure.sheet } else { unnumbered(heading) };
            let Some(places) = places.next() else { return posted };
            let told = |line: usize, column: usize| {
                places.get(line).and_then(|line| line.get(column)).and_then(|&place| told.get(place)).copied()
            };
            posted.push(Posted {
                sheet: name.to_owned(),
                title: sheet.figure.title.get(lang).replace("{town}", town),
                subtitle: [unnumbered(heading), sheet.figure.unit.get(lang)].join("　").trim().to_owned(),
                columns: columns(table).map(|(_, column)| title(table, column, lang)).collect(),
                rows: (0..places.len()).map(|line| cells(table, line, |column| told(line, column), lang)).collect(),
            });
        }
    }
    posted
}

/// The counts of all tables and what binds them.
#[derive(Debug, Default)]
struct System {
    counts: Vec<i64>,
    sums: Vec<Sum>,
    /// For each table the place of each count, by line and by counted column.
    tables: Vec<Vec<Vec<usize>>>,
    /// The columns so far, by the names and counts of their lines: two that say the same are one.
    known: BTreeMap<Vec<(String, i64)>, Vec<usize>>,
}

impl System {
    fn add(&mut self, table: &Table, lang: Lang) {
        let lines: Vec<Option<&Vec<Datum>>> =
            table.answer.rows.iter().map(Some).chain(table.has_total().then_some(None)).collect();
        let mut columns: Vec<Vec<usize>> = Vec::new();
        for (at, _) in counted(table) {
            let count = |line: Option<&Vec<Datum>>| match line {
                Some(row) => datum::int(table.value(row, at)),
                None => table.sum(at),
            };
            let said: Vec<(String, i64)> =
                lines.iter().map(|line| (name(table, line.map(Vec::as_slice), lang), count(*line))).collect();
            let counts = &mut self.counts;
            let places = self.known.entry(said).or_insert_with_key(|said| {
                let first = counts.len();
                counts.extend(said.iter().map(|(_, count)| count));
                (first..counts.len()).collect()
            });
            columns.push(places.clone());
        }
        self.sums.extend(sums(table, &columns, lines.len()));
        let line = |line: usize| columns.iter().filter_map(|column| column.get(line).copied()).collect();
        self.tables.push((0..lines.len()).map(line).collect());
    }
}

/// The columns whose counts are told or hidden.
fn counted(table: &Table) -> impl Iterator<Item = (usize, &Column)> {
    columns(table).filter(|(_, column)| column.kind == ColumnKind::Count)
}

/// The name of a line; of the total without a row.
fn name(table: &Table, row: Option<&[Datum]>, lang: Lang) -> String {
    let Some(row) = row else { return table.section.total.get(lang).to_owned() };
    let label = columns(table).find(|(_, column)| column.kind == ColumnKind::Label);
    let said = label.and_then(|(at, _)| datum::text(table.value(row, at)));
    said.unwrap_or(table.section.absent.get(lang)).to_owned()
}

/// `一、年级与性别` without its number.
fn unnumbered(heading: &str) -> &str {
    heading.split_once('、').or_else(|| heading.split_once(". ")).map_or(heading, |(_, words)| words)
}

/// The columns that may be posted: names of rows, counts, shares; not words about a school or a person.
fn columns(table: &Table) -> impl Iterator<Item = (usize, &Column)> {
    let fit = |column: &Column| matches!(column.kind, ColumnKind::Label | ColumnKind::Count | ColumnKind::Rate { .. });
    table.section.columns.iter().enumerate().filter(move |(_, column)| fit(column))
}

fn title(table: &Table, column: &Column, lang: Lang) -> (String, bool) {
    let label = column.label.get(lang);
    let group = column.group.and_then(|group| table.section.groups.get(group)).map(|group| group.label.get(lang));
    let title = group.map_or_else(|| label.to_owned(), |group| format!("{group}\n{label}"));
    (title, column.kind != ColumnKind::Label)
}

/// The cells of a line; `told` says what becomes of its count in the counted column with this number.
fn cells(table: &Table, line: usize, told: impl Fn(usize) -> Option<Told>, lang: Lang) -> Vec<Shown> {
    let row = table.answer.rows.get(line).map(Vec::as_slice);
    let of = |id: &str| counted(table).position(|(_, column)| column.id == id).and_then(&told);
    let cell = |(_, column): (usize, &Column)| match &column.kind {
        ColumnKind::Count => match of(&column.id) {
            Some(Told::Whole(count)) => Shown::Count(count),
            Some(Told::Few) => Shown::Few,
            Some(Told::Hidden) | None => Shown::Hidden,
        },
        ColumnKind::Rate { of: part, by, .. } => match (of(part), of(by)) {
            (Some(Told::Whole(part)), Some(Told::Whole(by))) if by >= small::LEAST => {
                Shown::Share(part as f64 / by as f64)
            }
            _ => Shown::Hidden,
        },
        _ => Shown::Words(name(table, row, lang)),
    };
    columns(table).map(cell).collect()
}

/// The sums that a table shows: down to its total, and across to what its groups and months sum to.
fn sums(table: &Table, columns: &[Vec<usize>], lines: usize) -> Vec<Sum> {
    let mut sums = Vec::new();
    if table.has_total() {
        sums.extend(columns.iter().filter_map(|column| {
            let (whole, parts) = column.split_last()?;
            Some(Sum { parts: parts.to_vec(), whole: *whole })
        }));
    }
    let section = &table.section;
    let position = |id: &str| counted(table).position(|(_, column)| column.id == id);
    let those = |is_part: &dyn Fn(&Column) -> bool| -> Vec<usize> {
        counted(table).enumerate().filter(|(_, (_, column))| is_part(column)).map(|(place, _)| place).collect()
    };
    let mut across: Vec<(Vec<usize>, usize)> = Vec::new();
    for (at, group) in section.groups.iter().enumerate() {
        if let Some(whole) = group.sums_to.as_deref().and_then(position) {
            across.push((those(&|column| column.group == Some(at)), whole));
        }
    }
    let months = section.columns.iter().filter(|column| column.sums_to.is_some() && column.monthly_of.is_some());
    for column in months {
        if let Some(whole) = column.sums_to.as_deref().and_then(position) {
            across.push((those(&|other| other.monthly_of == column.monthly_of), whole));
        }
    }
    across.sort();
    across.dedup();
    let place = |column: usize, line: usize| columns.get(column).and_then(|column| column.get(line)).copied();
    for line in 0..lines {
        sums.extend(across.iter().filter_map(|(parts, whole)| {
            let parts = parts.iter().filter_map(|&part| place(part, line)).collect();
            Some(Sum { parts, whole: place(*whole, line)? })
        }));
    }
    sums
}
