//! Sheets of figures as data: a layout in `templates/reports/*.toml`, its questions in the `.sql` files beside it.
//!
//! A sheet is one section or several, each a table with its own question. Nothing here knows what is counted.

mod answer;
mod chart;
mod explained;
#[cfg(test)]
mod figure_tests;
mod layout;
mod place;
mod posted;
mod shared;
mod sheet;
mod small;
mod stated;
mod table;

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

pub(super) use answer::{Answered, Table, ask_all};
pub(super) use explained::{Indicator, indicators};
pub(super) use posted::{Posted, Shown, posted};
pub(super) use sheet::write;

use super::Sources;
use super::style::Tone;
use super::trouble::Trouble;
use crate::finding::Words;
use crate::form::TemplateError;
use crate::ledger::Answer;
use shared::Shared;

macro_rules! builtin {
    ($extension:literal: $($name:literal)*) => {
        &[$(($name, include_str!(concat!("../../../templates/reports/", $name, ".", $extension)))),*]
    };
}

/// The layouts inside the binary, by file name without extension.
const LAYOUTS: &[(&str, &str)] =
    builtin!("toml": "arrivals" "attention" "blocks" "breakdown" "duties" "further" "local" "page" "summary");

/// The questions inside the binary, and the parts that they share.
const QUESTIONS: &[(&str, &str)] = builtin!("sql":
    "activities" "ages" "aid" "arrivals" "attention" "blocks" "calls" "care" "centre-items" "centres" "children" "dossier"
    "duty-schools" "duty-sums" "forms" "grades" "guardians" "helpers" "incidents" "local" "months" "owed" "pairing" "pairs" "problems"
    "reasons" "senders" "sent" "summary" "targets" "visits" "weighed");

/// Every sheet of figures.
#[derive(Clone, Debug)]
pub struct Figures(pub(super) Vec<Figure>, Questions);

/// All questions by name, those that no sheet asks included.
type Questions = BTreeMap<String, String>;

/// One sheet of figures.
#[derive(Clone, Debug)]
pub(super) struct Figure {
    pub(super) sheet: String,
    pub(super) title: Words,
    /// What the sheet is, in a line, for the table of contents.
    pub(super) about: Words,
    /// What is counted: 单位：人.
    pub(super) unit: Words,
    /// Whether its pages stand upright.
    portrait: bool,
    /// Whether only the page shows it: the workbook has no such sheet then.
    page_only: bool,
    pub(super) sections: Vec<Section>,
}

/// One table of a sheet.
#[derive(Clone, Debug)]
pub(super) struct Section {
    /// The name of its question, for messages.
    pub(super) source: String,
    sql: String,
    /// What has to be worked out before it is asked.
    shared: Vec<Shared>,
    /// Whether it is left out where it has no row.
    optional: bool,
    /// Whether it may be posted for everybody to see, its small counts hidden.
    posted: bool,
    /// The forms and fields that it is made of, in words.
    from: Words,
    /// The words above it, on a sheet of several.
    heading: Words,
    /// The word of the total row; no such row where it is empty.
    total: Words,
    /// What stands for a row that has no name.
    absent: Words,
    /// What stands where there is no row.
    empty: Words,
    /// A question whose texts stand between heading and table, each on a line.
    remark: Option<String>,
    /// A column whose sum is a number that is asked for by itself: the column's id and the question.
    ties: Option<(String, String)>,
    groups: Vec<Group>,
    columns: Vec<Column>,
    charts: Vec<Chart>,
}

#[derive(Clone, Debug)]
struct Group {
    label: Words,
    /// The column whose figure the group's columns sum to, in each row.
    sums_to: Option<String>,
    definition: Words,
    /// Whether the group stands once for every month of the period.
    monthly: bool,
}

#[derive(Clone, Debug)]
struct Column {
    id: String,
    label: Words,
    group: Option<usize>,
    kind: ColumnKind,
    width: f64,
    /// How many of the sheet's columns it takes: tables of one sheet share their widths.
    span: u16,
    tone: Tone,
    definition: Words,
    /// The same, told only where every figure is explained.
    means: Words,
    /// What is counted, where it is not the sheet's unit.
    unit: Words,
    /// For a column of a monthly group: the column that its months sum to.
    sums_to: Option<String>,
    /// The id it has in the layout, where a month was added to it.
    monthly_of: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum ColumnKind {
    /// The row's name.
    Label,
    /// Words that may take several lines.
    Text,
    /// Text on one line: a phone.
    Line,
    /// A word in the middle: a grade.
    Word,
    /// A number that is not summed.
    Number,
    /// A number of things, summed in the total row.
    Count,
    /// A share: one column by another. Where there is nothing to divide by, the column `otherwise` says why.
    Rate { of: String, by: String, otherwise: Option<String> },
}

impl ColumnKind {
    /// Whether it is text.
    const fn is_words(&self) -> bool {
        matches!(self, Self::Label | Self::Text | Self::Line | Self::Word)
    }

    /// Whether it is a whole number of the answer.
    const fn is_whole(&self) -> bool {
        matches!(self, Self::Number | Self::Count)
    }
}

/// A chart beside its section's table.
#[derive(Clone, Debug)]
struct Chart {
    kind: ChartKind,
    title: Words,
    categories: String,
    series: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum ChartKind {
    Column,
    ColumnStacked,
    Bar,
    BarStacked,
    Pie,
    Doughnut,
}

impl Figures {
    /// The sheets inside the binary, with those of `templates/reports/*.{toml,sql}` added or put in their place;
    /// a `.sql` alone replaces the question of that name.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, and a layout with a fault, each with file, line and key.
    pub fn load(templates: Option<&Path>) -> Result<Self, TemplateError> {
        let owned = |texts: &[(&str, &str)]| -> BTreeMap<String, String> {
            texts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
        };
        let (mut layouts, mut questions) = (owned(LAYOUTS), owned(QUESTIONS));
        if let Some(folder) = templates.map(|folder| folder.join("reports")).filter(|folder| folder.is_dir()) {
            for (name, extension) in files(&folder)? {
                let text = read(&folder, &format!("{name}.{extension}"))?;
                if extension == "sql" { &mut questions } else { &mut layouts }.insert(name, text);
            }
        }
        let figures =
            layouts.iter().map(|(name, text)| layout::parse(name, text, &questions)).collect::<Result<_, _>>()?;
        Ok(Self(figures, questions))
    }

    /// Asks a question that no sheet of the workbook asks.
    pub(super) fn question(&self, sources: &Sources<'_>, name: &str) -> Result<Answer, Trouble> {
        let what = format!("reports/{name}.sql");
        let none = || Trouble::Workbook(format!("no {what}"));
        let (sql, parts) = shared::with_parts(self.1.get(name).ok_or_else(none)?, &self.1)
            .map_err(|(line, message)| Trouble::Workbook(format!("{what}:{line}: {message}")))?;
        parts.iter().try_for_each(|part| part.keep(sources.ledger))?;
        Ok(sources.ledger.ask(&what, &sql)?)
    }
}

/// The layouts and questions in a folder, by name without extension, sorted.
fn files(folder: &Path) -> Result<Vec<(String, String)>, TemplateError> {
    let unreadable = |error: std::io::Error| fault("reports", 0, format!("cannot be read: {error}"));
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if let (Some(name), Some(extension)) = (path.file_stem(), path.extension())
            && (extension == "toml" || extension == "sql")
        {
            files.push((name.to_string_lossy().into_owned(), extension.to_string_lossy().into_owned()));
        }
    }
    files.sort();
    Ok(files)
}

fn read(folder: &Path, file: &str) -> Result<String, TemplateError> {
    let name = format!("reports/{file}");
    let bytes =
        std::fs::read(folder.join(file)).map_err(|error| fault(&name, 0, format!("cannot be read: {error}")))?;
    let text = crate::decode::text(&bytes).map_err(|error| fault(&name, 0, error.to_string()))?;
    Ok(text.into_owned())
}

fn fault(file: &str, line: usize, message: String) -> TemplateError {
    TemplateError { file: file.to_owned(), line, message }
}

#[cfg(test)]
mod tests;
