//! What the ledger answers to a sheet's questions: laid over the columns, months unfolded, sums proven.

use super::shared::Shared;
use super::{Column, ColumnKind, Figure, Section};
use crate::finding::{Lang, Words};
use crate::ledger::{Answer, Datum};
use crate::report::Sources;
use crate::report::datum;
use crate::report::trouble::Trouble;

/// A sheet with its answers.
#[derive(Debug)]
pub(in crate::report) struct Answered<'a> {
    pub(in crate::report) figure: &'a Figure,
    pub(in crate::report) tables: Vec<Table>,
}

/// A section with its answer, its monthly columns unfolded.
#[derive(Debug)]
pub(in crate::report) struct Table {
    pub(super) section: Section,
    pub(super) answer: Answer,
    /// What the remark's question says.
    pub(super) remarks: Vec<String>,
    /// Where each column stands in the answer; `None` for a rate, which is made of two others.
    pub(super) places: Vec<Option<usize>>,
}

impl Answered<'_> {
    /// How many rows the sheet's tables have, without their totals.
    pub(in crate::report) fn rows(&self) -> u64 {
        self.shown().map(|table| table.answer.rows.len() as u64).sum()
    }

    /// The tables of the sheet: one that may be left out is not there without rows.
    pub(in crate::report) fn shown(&self) -> impl Iterator<Item = &Table> {
        self.tables.iter().filter(|table| !table.section.optional || !table.answer.rows.is_empty())
    }

    /// Whether the workbook has the sheet: one whose optional tables are all left out is left out with them.
    pub(in crate::report) fn is_sheet(&self) -> bool {
        let optional = |table: &Table| table.section.optional;
        !self.figure.page_only && (!self.tables.iter().any(optional) || self.shown().any(optional))
    }
}

/// Asks all questions of all sheets. What they share is worked out first.
pub(in crate::report) fn ask_all<'a>(
    sources: &Sources<'_>,
    figures: &'a [Figure],
) -> Result<Vec<Answered<'a>>, Trouble> {
    let mut kept: Vec<&Shared> = Vec::new();
    for shared in figures.iter().flat_map(|figure| &figure.sections).flat_map(|section| &section.shared) {
        if !kept.contains(&shared) {
            shared.keep(sources.ledger)?;
            kept.push(shared);
        }
    }
    figures.iter().map(|figure| ask(sources, figure)).collect()
}

/// Asks all questions of a sheet.
fn ask<'a>(sources: &Sources<'_>, figure: &'a Figure) -> Result<Answered<'a>, Trouble> {
    let months = months(sources)?;
    let mut tables = Vec::with_capacity(figure.sections.len());
    for section in &figure.sections {
        let section = unfolded(section, &months);
        let answer = sources.ledger.ask(&section.source, &section.sql)?;
        let places = places(&section, &answer)?;
        let remarks = remarks(sources, &section)?;
        let table = Table { section, answer, remarks, places };
        prove(&table)?;
        tie(sources, &table)?;
        tables.push(table);
    }
    Ok(Answered { figure, tables })
}

fn remarks(sources: &Sources<'_>, section: &Section) -> Result<Vec<String>, Trouble> {
    let Some(question) = &section.remark else { return Ok(Vec::new()) };
    let answer = sources.ledger.ask(&format!("{} (remark)", section.source), question)?;
    Ok(answer.rows.iter().filter_map(|row| datum::text(row.first())).map(str::to_owned).collect())
}

/// The months of the period, as people read them.
fn months(sources: &Sources<'_>) -> Result<Vec<Words>, Trouble> {
    let answer = sources
        .ledger
        .ask("report: months", "SELECT month FROM calendar WHERE period = :period ORDER BY month NULLS FIRST")?;
    let months = answer.rows.iter().filter_map(|row| datum::text(row.first()));
    Ok(months
        .map(|month| {
            let number = month.rsplit('-').next().unwrap_or(month).trim_start_matches('0');
            Words::made(format!("{number}月"), month.to_owned())
        })
        .collect())
}

/// The section with every monthly group once per month: the column `due` becomes `due_1`, `due_2` …
fn unfolded(section: &Section, months: &[Words]) -> Section {
    let mut unfolded = Section { groups: Vec::new(), columns: Vec::new(), ..section.clone() };
    let once = [Words::default()];
    let mut at = 0;
    while let Some(column) = section.columns.get(at) {
        let group = column.group.and_then(|group| section.groups.get(group));
        let members: Vec<&Column> =
            section.columns[at..].iter().take_while(|other| other.group == column.group).collect();
        at += members.len();
        let Some(group) = group else {
            unfolded.columns.extend(members.into_iter().cloned());
            continue;
        };
        let repeats = if group.monthly { months } else { &once };
        for (month, words) in repeats.iter().enumerate() {
            let place = unfolded.groups.len();
            let label =
                Words::made(group.label.zh.replace("{month}", &words.zh), group.label.en.replace("{month}", &words.en));
            let mut group = super::Group { label, ..group.clone() };
            if month > 0 {
                group.definition = Words::default();
            }
            unfolded.groups.push(group);
            for member in &members {
                let mut member = Column { group: Some(place), ..(*member).clone() };
                if unfolded.groups[place].monthly {
                    of_month(&mut member, &members, month + 1);
                }
                unfolded.columns.push(member);
            }
        }
    }
    unfolded
}

/// Gives the column's id, and those it names within its group, the month's number.
fn of_month(column: &mut Column, members: &[&Column], month: usize) {
    let numbered = |id: &str| {
        let inside = members.iter().any(|member| member.id == id);
        if inside { format!("{id}_{month}") } else { id.to_owned() }
    };
    if let ColumnKind::Rate { of, by, otherwise } = &mut column.kind {
        (*of, *by) = (numbered(of), numbered(by));
        *otherwise = otherwise.as_ref().map(|id| format!("{id}_{month}"));
    }
    if month > 1 {
        column.definition = Words::default();
    }
    column.monthly_of = Some(column.id.clone());
    column.id = format!("{}_{month}", column.id);
}

/// Where each column stands in the answer.
fn places(section: &Section, answer: &Answer) -> Result<Vec<Option<usize>>, Trouble> {
    let place = |id: &str| {
        let found = answer.columns.iter().position(|name| name == id);
        found.ok_or_else(|| Trouble::Workbook(format!("{}: the SELECT has no column {id}", section.source)))
    };
    let mut places = Vec::with_capacity(section.columns.len());
    for column in &section.columns {
        places.push(match &column.kind {
            ColumnKind::Rate { otherwise, .. } => {
                otherwise.as_deref().map(place).transpose()?;
                None
            }
            _ => Some(place(&column.id)?),
        });
    }
    Ok(places)
}

impl Table {
    /// The name of its question, without folder and extension.
    pub(in crate::report) fn question(&self) -> &str {
        let source = self.section.source.as_str();
        source.strip_prefix("reports/").and_then(|name| name.strip_suffix(".sql")).unwrap_or(source)
    }

    /// Its rows as columns by name: all that the question answers.
    pub(in crate::report) fn records(&self) -> impl Iterator<Item = impl Iterator<Item = (&str, &Datum)>> {
        self.answer.rows.iter().map(|row| self.answer.columns.iter().map(String::as_str).zip(row))
    }

    /// The sum of every column that is summed.
    pub(in crate::report) fn sums(&self) -> impl Iterator<Item = (&str, i64)> {
        let counts = self.section.columns.iter().enumerate().filter(|(_, column)| column.kind == ColumnKind::Count);
        counts.map(|(at, column)| (column.id.as_str(), self.sum(at)))
    }

    /// What is said above it.
    pub(in crate::report) fn remarks(&self) -> &[String] {
        &self.remarks
    }

    /// The labels of the groups that stand once for every month.
    pub(in crate::report) fn months(&self) -> impl Iterator<Item = &Words> {
        self.section.groups.iter().filter(|group| group.monthly).map(|group| &group.label)
    }

    /// The column's position by its id.
    pub(super) fn column(&self, id: &str) -> Option<usize> {
        self.section.columns.iter().position(|column| column.id == id)
    }

    /// The value of a column in a row.
    pub(super) fn value<'a>(&self, row: &'a [Datum], column: usize) -> Option<&'a Datum> {
        self.places.get(column).copied().flatten().and_then(|place| row.get(place))
    }

    /// The count of the column with this id in a row.
    pub(super) fn count(&self, row: &[Datum], id: &str) -> i64 {
        self.column(id).map_or(0, |column| datum::int(self.value(row, column)))
    }

    /// The sum of a column over all rows.
    pub(super) fn sum(&self, column: usize) -> i64 {
        self.answer.rows.iter().map(|row| datum::int(self.value(row, column))).sum()
    }

    /// What stands for a rate in a row that has nothing to divide by.
    pub(super) fn otherwise<'a>(&'a self, row: &'a [Datum], id: Option<&str>) -> &'a str {
        let place = id.and_then(|id| self.answer.columns.iter().position(|name| name == id));
        place.and_then(|place| datum::text(row.get(place))).unwrap_or(NOTHING)
    }

    /// The same below all rows: the word that all of them say, if they do.
    pub(super) fn otherwise_in_all<'a>(&'a self, id: Option<&str>) -> &'a str {
        let mut words = self.answer.rows.iter().map(|row| self.otherwise(row, id));
        let first = words.next().unwrap_or(NOTHING);
        if words.all(|word| word == first) { first } else { NOTHING }
    }

    /// Whether it has a total row.
    pub(super) fn has_total(&self) -> bool {
        !self.section.total.get(Lang::Zh).is_empty() && !self.answer.rows.is_empty()
    }
}

/// What stands for a figure that cannot be made.
const NOTHING: &str = "—";

/// Each group's figures sum to what the layout says, and so do a column's months, in every row.
fn prove(table: &Table) -> Result<(), Trouble> {
    let section = &table.section;
    for row in &table.answer.rows {
        for (at, group) in section.groups.iter().enumerate() {
            let parts = |column: &Column| column.group == Some(at) && column.kind == ColumnKind::Count;
            sums(table, row, (&group.label.zh, group.sums_to.as_deref()), parts)?;
        }
        for column in section.columns.iter().filter(|column| column.sums_to.is_some()) {
            let parts = |other: &Column| other.monthly_of.is_some() && other.monthly_of == column.monthly_of;
            sums(table, row, (&column.label.zh, column.sums_to.as_deref()), parts)?;
        }
    }
    Ok(())
}

fn sums(
    table: &Table,
    row: &[Datum],
    (name, whole): (&str, Option<&str>),
    is_part: impl Fn(&Column) -> bool,
) -> Result<(), Trouble> {
    let Some(whole) = whole else { return Ok(()) };
    let parts = table.section.columns.iter().enumerate().filter(|(_, column)| is_part(column));
    let sum: i64 = parts.map(|(at, _)| datum::int(table.value(row, at))).sum();
    let whole = table.count(row, whole);
    if sum == whole {
        return Ok(());
    }
    let detail = format!("{}: {name} sums to {sum} instead of {whole}", table.section.source);
    Err(Trouble::TieOut(detail))
}

/// The column that must sum to a number asked for by itself does.
fn tie(sources: &Sources<'_>, table: &Table) -> Result<(), Trouble> {
    let Some((column, question)) = &table.section.ties else { return Ok(()) };
    let answer = sources.ledger.ask(&table.section.source, question)?;
    let whole = datum::int(answer.rows.first().and_then(|row| row.first()));
    let sum = table.column(column).map_or(0, |column| table.sum(column));
    if sum == whole {
        return Ok(());
    }
    Err(Trouble::TieOut(format!("{}: {column} sums to {sum} instead of {whole}", table.section.source)))
}
