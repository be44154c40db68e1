//! A layout as written: read, and validated against itself, so that a fault points at its line.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::{Chart, ChartKind, Column, ColumnKind, Figure, Group, Section, fault, shared};
use crate::finding::Words;
use crate::form::TemplateError;
use crate::report::style::Tone;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFigure {
    sheet: String,
    title: String,
    title_en: String,
    about: String,
    about_en: String,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    unit_en: String,
    #[serde(default)]
    portrait: bool,
    #[serde(default)]
    page_only: bool,
    section: Vec<RawSection>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSection {
    /// The question's file, without its extension.
    question: Spanned<String>,
    #[serde(default)]
    optional: bool,
    #[serde(default)]
    posted: bool,
    #[serde(default)]
    from: String,
    #[serde(default)]
    from_en: String,
    #[serde(default)]
    heading: String,
    #[serde(default)]
    heading_en: String,
    #[serde(default)]
    total: String,
    #[serde(default)]
    total_en: String,
    #[serde(default)]
    absent: String,
    #[serde(default)]
    absent_en: String,
    #[serde(default)]
    empty: String,
    #[serde(default)]
    empty_en: String,
    remark: Option<String>,
    ties: Option<RawTie>,
    #[serde(default)]
    group: Vec<RawGroup>,
    column: Vec<RawColumn>,
    #[serde(default)]
    chart: Vec<RawChart>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTie {
    column: Spanned<String>,
    to: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawGroup {
    id: String,
    label: String,
    label_en: String,
    sums_to: Option<Spanned<String>>,
    #[serde(default)]
    definition: String,
    #[serde(default)]
    definition_en: String,
    #[serde(default)]
    monthly: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawColumn {
    id: Spanned<String>,
    label: String,
    label_en: String,
    group: Option<Spanned<String>>,
    kind: RawKind,
    width: f64,
    span: Option<Spanned<u16>>,
    of: Option<Spanned<String>>,
    by: Option<Spanned<String>>,
    otherwise: Option<String>,
    sums_to: Option<Spanned<String>>,
    #[serde(default)]
    tone: RawTone,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    unit_en: String,
    #[serde(default)]
    means: String,
    #[serde(default)]
    means_en: String,
    #[serde(default)]
    definition: String,
    #[serde(default)]
    definition_en: String,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum RawKind {
    Label,
    Text,
    Line,
    Word,
    Number,
    Count,
    Rate,
}

/// The colour of a figure above zero, or of words where there are any.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum RawTone {
    #[default]
    Plain,
    Error,
    Warning,
    Info,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawChart {
    kind: ChartKind,
    title: String,
    title_en: String,
    categories: Spanned<String>,
    series: Vec<Spanned<String>>,
}

/// A fault's offset in the layout, and what it is.
type Fault = (usize, String);

/// Reads one layout.
pub(super) fn parse(name: &str, text: &str, questions: &BTreeMap<String, String>) -> Result<Figure, TemplateError> {
    let file = format!("reports/{name}.toml");
    let at = |(offset, message): Fault| {
        let line = text.get(..offset).map_or(1, |before| before.matches('\n').count() + 1);
        fault(&file, line, message)
    };
    let raw: RawFigure = toml::from_str(text)
        .map_err(|error| at((error.span().map_or(0, |span| span.start), error.message().to_owned())))?;
    let mut sections = Vec::with_capacity(raw.section.len());
    for section in raw.section {
        let question = section.question.get_ref().clone();
        let source = format!("reports/{question}.sql");
        let Some(sql) = questions.get(&question) else {
            return Err(at((section.question.span().start, format!("section.question: there is no {source}"))));
        };
        if sql.trim().is_empty() {
            return Err(fault(&source, 0, "no SELECT stands here".to_owned()));
        }
        let (sql, shared) =
            shared::with_parts(sql, questions).map_err(|(line, message)| fault(&source, line, message))?;
        sections.push(Section { sql, shared, ..validated(section, source).map_err(&at)? });
    }
    Ok(Figure {
        sheet: raw.sheet,
        title: Words::made(raw.title, raw.title_en),
        about: Words::made(raw.about, raw.about_en),
        unit: Words::made(raw.unit, raw.unit_en),
        portrait: raw.portrait,
        page_only: raw.page_only,
        sections,
    })
}

fn validated(raw: RawSection, source: String) -> Result<Section, Fault> {
    let ids: Vec<String> = raw.column.iter().map(|column| column.id.get_ref().clone()).collect();
    let known = |id: &Spanned<String>, key: &str| {
        let found = ids.contains(id.get_ref()).then(|| id.get_ref().clone());
        found.ok_or_else(|| (id.span().start, format!("{key}: no [[section.column]] has the id {}", id.get_ref())))
    };
    let mut columns: Vec<Column> = Vec::with_capacity(raw.column.len());
    for column in raw.column {
        if columns.iter().any(|before| before.id == *column.id.get_ref()) {
            return Err((column.id.span().start, format!("column.id: {} stands twice", column.id.get_ref())));
        }
        columns.push(column_of(column, &raw.group, &known)?);
    }
    let mut groups = Vec::with_capacity(raw.group.len());
    for group in raw.group {
        groups.push(Group {
            label: Words::made(group.label, group.label_en),
            sums_to: group.sums_to.as_ref().map(|id| known(id, "group.sums_to")).transpose()?,
            definition: Words::made(group.definition, group.definition_en),
            monthly: group.monthly,
        });
    }
    let mut charts = Vec::with_capacity(raw.chart.len());
    for chart in raw.chart {
        charts.push(Chart {
            kind: chart.kind,
            title: Words::made(chart.title, chart.title_en),
            categories: known(&chart.categories, "chart.categories")?,
            series: chart.series.iter().map(|id| known(id, "chart.series")).collect::<Result<_, _>>()?,
        });
    }
    Ok(Section {
        source,
        sql: String::new(),
        shared: Vec::new(),
        optional: raw.optional,
        posted: raw.posted,
        from: Words::made(raw.from, raw.from_en),
        heading: Words::made(raw.heading, raw.heading_en),
        total: Words::made(raw.total, raw.total_en),
        absent: Words::made(raw.absent, raw.absent_en),
        empty: Words::made(raw.empty, raw.empty_en),
        remark: raw.remark,
        ties: raw.ties.map(|tie| known(&tie.column, "ties.column").map(|column| (column, tie.to))).transpose()?,
        groups,
        columns,
        charts,
    })
}

fn column_of(
    raw: RawColumn,
    groups: &[RawGroup],
    known: &impl Fn(&Spanned<String>, &str) -> Result<String, Fault>,
) -> Result<Column, Fault> {
    let group = match &raw.group {
        None => None,
        Some(id) => {
            let found = groups.iter().position(|group| group.id == *id.get_ref());
            Some(found.ok_or_else(|| {
                (id.span().start, format!("column.group: no [[section.group]] has the id {}", id.get_ref()))
            })?)
        }
    };
    let kind = match (raw.kind, &raw.of, &raw.by) {
        (RawKind::Rate, Some(of), Some(by)) => {
            let (of, by) = (known(of, "column.of")?, known(by, "column.by")?);
            ColumnKind::Rate { of, by, otherwise: raw.otherwise }
        }
        (RawKind::Rate, ..) => {
            return Err((raw.id.span().start, "column: a rate needs `of` and `by`".to_owned()));
        }
        (RawKind::Label, ..) => ColumnKind::Label,
        (RawKind::Text, ..) => ColumnKind::Text,
        (RawKind::Line, ..) => ColumnKind::Line,
        (RawKind::Word, ..) => ColumnKind::Word,
        (RawKind::Number, ..) => ColumnKind::Number,
        (RawKind::Count, ..) => ColumnKind::Count,
    };
    let span = raw.span.as_ref().map_or(1, |span| *span.get_ref());
    if span == 0 || (span > 1 && !kind.is_words()) {
        let start = raw.span.as_ref().map_or(0, |span| span.span().start);
        return Err((start, "column.span: from 1 on, and more than 1 only for label and text".to_owned()));
    }
    Ok(Column {
        sums_to: raw.sums_to.as_ref().map(|id| known(id, "column.sums_to")).transpose()?,
        id: raw.id.into_inner(),
        label: Words::made(raw.label, raw.label_en),
        group,
        kind,
        width: raw.width,
        span,
        tone: match raw.tone {
            RawTone::Plain => Tone::Plain,
            RawTone::Error => Tone::Error,
            RawTone::Warning => Tone::Warning,
            RawTone::Info => Tone::Info,
        },
        definition: Words::made(raw.definition, raw.definition_en),
        means: Words::made(raw.means, raw.means_en),
        unit: Words::made(raw.unit, raw.unit_en),
        monthly_of: None,
    })
}
