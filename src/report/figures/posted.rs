//! Tables of figures as everybody may see them: small counts hidden, rates of few people left out.

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

/// The tables of these sheets that may be posted, as their layouts say.
pub(in crate::report) fn posted(answered: &[Answered<'_>], town: &str, lang: Lang) -> Vec<Posted> {
    let mut posted = Vec::new();
    for sheet in answered.iter().filter(|sheet| sheet.is_sheet()) {
        let tables: Vec<&Table> = sheet.shown().filter(|table| table.section.posted).collect();
        for table in &tables {
            let heading = table.section.heading.get(lang);
            let name = if tables.len() == 1 || heading.is_empty() { &sheet.figure.sheet } else { unnumbered(heading) };
            let rows = rows(table, lang);
            if rows.is_empty() {
                continue;
            }
            posted.push(Posted {
                sheet: name.to_owned(),
                title: sheet.figure.title.get(lang).replace("{town}", town),
                subtitle: [unnumbered(heading), sheet.figure.unit.get(lang)].join("　").trim().to_owned(),
                columns: columns(table).map(|(_, column)| title(table, column, lang)).collect(),
                rows,
            });
        }
    }
    posted
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

fn rows(table: &Table, lang: Lang) -> Vec<Vec<Shown>> {
    let counts: Vec<usize> =
        columns(table).filter(|(_, column)| column.kind == ColumnKind::Count).map(|(at, _)| at).collect();
    let mut all: Vec<i64> = Vec::new();
    for row in &table.answer.rows {
        all.extend(counts.iter().map(|&at| datum::int(table.value(row, at))));
    }
    let has_total = table.has_total();
    if has_total {
        all.extend(counts.iter().map(|&at| table.sum(at)));
    }
    if counts.is_empty() {
        return Vec::new();
    }
    let told = small::told(&all, &sums(table, &counts, all.len() / counts.len(), has_total));
    let lines = told.chunks(counts.len()).enumerate();
    lines
        .map(|(line, told)| {
            let record = table.answer.rows.get(line);
            let told = |id: &str| {
                let at = table.column(id)?;
                counts.iter().position(|&count| count == at).and_then(|place| told.get(place)).copied()
            };
            columns(table).map(|(at, column)| shown(table, record, (at, column), told, lang)).collect()
        })
        .collect()
}

fn shown(
    table: &Table,
    record: Option<&Vec<Datum>>,
    (at, column): (usize, &Column),
    told: impl Fn(&str) -> Option<Told>,
    lang: Lang,
) -> Shown {
    match &column.kind {
        ColumnKind::Count => match told(&column.id) {
            Some(Told::Whole(count)) => Shown::Count(count),
            Some(Told::Few) => Shown::Few,
            Some(Told::Hidden) | None => Shown::Hidden,
        },
        ColumnKind::Rate { of, by, .. } => match (told(of), told(by)) {
            (Some(Told::Whole(of)), Some(Told::Whole(by))) if by >= small::LEAST => Shown::Share(of as f64 / by as f64),
            _ => Shown::Hidden,
        },
        _ => Shown::Words(match record {
            Some(row) => {
                let absent = table.section.absent.get(lang);
                datum::text(table.value(row, at)).unwrap_or(absent).to_owned()
            }
            None => table.section.total.get(lang).to_owned(),
        }),
    }
}

/// The sums that the table shows: down to its total, and across to what its groups and months sum to.
fn sums(table: &Table, counts: &[usize], lines: usize, has_total: bool) -> Vec<Sum> {
    let width = counts.len();
    let mut sums = Vec::new();
    if has_total {
        let whole = lines - 1;
        sums.extend((0..width).map(|place| Sum {
            parts: (0..whole).map(|line| line * width + place).collect(),
            whole: whole * width + place,
        }));
    }
    let section = &table.section;
    let place = |id: &str| table.column(id).and_then(|at| counts.iter().position(|&count| count == at));
    let of = |is_part: &dyn Fn(&Column) -> bool| -> Vec<usize> {
        let parts = counts.iter().enumerate().filter(|(_, at)| section.columns.get(**at).is_some_and(is_part));
        parts.map(|(place, _)| place).collect()
    };
    let mut across: Vec<(Vec<usize>, usize)> = Vec::new();
    for (at, group) in section.groups.iter().enumerate() {
        if let Some(whole) = group.sums_to.as_deref().and_then(place) {
            across.push((of(&|column: &Column| column.group == Some(at)), whole));
        }
    }
    let months = section.columns.iter().filter(|column| column.sums_to.is_some() && column.monthly_of.is_some());
    for column in months {
        if let Some(whole) = column.sums_to.as_deref().and_then(place) {
            let parts = of(&|other: &Column| other.monthly_of == column.monthly_of);
            if !across.iter().any(|known| known.0 == parts) {
                across.push((parts, whole));
            }
        }
    }
    for line in 0..lines {
        sums.extend(across.iter().map(|(parts, whole)| Sum {
            parts: parts.iter().map(|place| line * width + place).collect(),
            whole: line * width + whole,
        }));
    }
    sums
}
