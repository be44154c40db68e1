//! Sheets of figures as data: a SELECT in `templates/reports/*.sql`, its layout in the `.toml` beside it.

mod sheet;

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

pub(super) use sheet::write;

use super::style::Tone;
use crate::finding::Words;
use crate::form::TemplateError;

/// The sheets inside the binary: file name without extension, layout, question.
const BUILTIN: &[(&str, &str, &str)] = &[(
    "summary",
    include_str!("../../../templates/reports/summary.toml"),
    include_str!("../../../templates/reports/summary.sql"),
)];

/// Every sheet of figures.
#[derive(Clone, Debug)]
pub struct Figures(pub(super) Vec<Figure>);

/// One sheet of figures.
#[derive(Clone, Debug)]
pub(super) struct Figure {
    /// The name of its question, for messages.
    pub(super) source: String,
    pub(super) sheet: String,
    pub(super) title: Words,
    /// What the sheet is, in a line, for the table of contents.
    pub(super) about: Words,
    /// What is counted: 单位：人.
    pub(super) unit: Words,
    /// The word of the total row.
    pub(super) total: Words,
    /// What stands for a row that has no name.
    pub(super) absent: Words,
    groups: Vec<Group>,
    columns: Vec<Column>,
    sql: String,
}

#[derive(Clone, Debug)]
struct Group {
    label: Words,
    /// The column whose figure the group's columns sum to, in each row.
    sums_to: Option<usize>,
    definition: Words,
}

#[derive(Clone, Debug)]
struct Column {
    id: String,
    label: Words,
    group: Option<usize>,
    kind: ColumnKind,
    width: f64,
    tone: Tone,
    definition: Words,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum ColumnKind {
    /// The row's name.
    Label,
    /// A number of things, summed in the total row.
    Count,
}

impl Figures {
    /// The sheets inside the binary, with those of `templates/reports/*.{toml,sql}` added or put in their place;
    /// a `.sql` alone replaces the question of the sheet of that name.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, and a layout with a fault, each with file, line and key.
    pub fn load(templates: Option<&Path>) -> Result<Self, TemplateError> {
        let mut texts: BTreeMap<String, Texts> = BUILTIN
            .iter()
            .map(|(name, layout, sql)| ((*name).into(), Texts { layout: (*layout).into(), sql: (*sql).into() }))
            .collect();
        if let Some(folder) = templates.map(|folder| folder.join("reports")).filter(|folder| folder.is_dir()) {
            for (name, extension) in files(&folder)? {
                let text = read(&folder, &format!("{name}.{extension}"))?;
                let texts = texts.entry(name).or_default();
                *(if extension == "sql" { &mut texts.sql } else { &mut texts.layout }) = text;
            }
        }
        texts.iter().map(|(name, texts)| parse(name, texts)).collect::<Result<_, _>>().map(Self)
    }
}

/// A sheet's two files.
#[derive(Default)]
struct Texts {
    layout: String,
    sql: String,
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFigure {
    sheet: String,
    title: String,
    title_en: String,
    about: String,
    about_en: String,
    unit: String,
    unit_en: String,
    total: String,
    total_en: String,
    absent: String,
    absent_en: String,
    #[serde(default)]
    group: Vec<RawGroup>,
    column: Vec<RawColumn>,
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
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawColumn {
    id: Spanned<String>,
    label: String,
    label_en: String,
    group: Option<Spanned<String>>,
    kind: ColumnKind,
    width: f64,
    #[serde(default)]
    tone: RawTone,
    #[serde(default)]
    definition: String,
    #[serde(default)]
    definition_en: String,
}

/// The colour of a figure above zero.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum RawTone {
    #[default]
    Plain,
    Error,
    Warning,
    Info,
}

/// Reads one layout.
fn parse(name: &str, texts: &Texts) -> Result<Figure, TemplateError> {
    let file = format!("reports/{name}.toml");
    let at = |offset: usize, message: String| {
        let line = texts.layout.get(..offset).map_or(1, |before| before.matches('\n').count() + 1);
        fault(&file, line, message)
    };
    let raw: RawFigure = toml::from_str(&texts.layout)
        .map_err(|error| at(error.span().map_or(0, |span| span.start), error.message().to_owned()))?;
    if texts.sql.trim().is_empty() {
        return Err(fault(&format!("reports/{name}.sql"), 0, "no SELECT stands here".to_owned()));
    }
    let mut columns: Vec<Column> = Vec::with_capacity(raw.column.len());
    for column in raw.column {
        if columns.iter().any(|known| known.id == *column.id.get_ref()) {
            return Err(at(column.id.span().start, format!("column.id: {} stands twice", column.id.get_ref())));
        }
        let group = match &column.group {
            None => None,
            Some(id) => Some(raw.group.iter().position(|group| group.id == *id.get_ref()).ok_or_else(|| {
                at(id.span().start, format!("column.group: no [[group]] has the id {}", id.get_ref()))
            })?),
        };
        columns.push(validated(column, group));
    }
    let mut groups = Vec::with_capacity(raw.group.len());
    for group in raw.group {
        let sums_to = match &group.sums_to {
            None => None,
            Some(id) => Some(columns.iter().position(|column| column.id == *id.get_ref()).ok_or_else(|| {
                at(id.span().start, format!("group.sums_to: no [[column]] has the id {}", id.get_ref()))
            })?),
        };
        groups.push(Group {
            label: Words::made(group.label, group.label_en),
            sums_to,
            definition: Words::made(group.definition, group.definition_en),
        });
    }
    Ok(Figure {
        source: format!("reports/{name}.sql"),
        sheet: raw.sheet,
        title: Words::made(raw.title, raw.title_en),
        about: Words::made(raw.about, raw.about_en),
        unit: Words::made(raw.unit, raw.unit_en),
        total: Words::made(raw.total, raw.total_en),
        absent: Words::made(raw.absent, raw.absent_en),
        groups,
        columns,
        sql: texts.sql.clone(),
    })
}

fn validated(raw: RawColumn, group: Option<usize>) -> Column {
    Column {
        id: raw.id.into_inner(),
        label: Words::made(raw.label, raw.label_en),
        group,
        kind: raw.kind,
        width: raw.width,
        tone: match raw.tone {
            RawTone::Plain => Tone::Plain,
            RawTone::Error => Tone::Error,
            RawTone::Warning => Tone::Warning,
            RawTone::Info => Tone::Info,
        },
        definition: Words::made(raw.definition, raw.definition_en),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builtin_layouts_are_sound() {
        let figures = Figures::load(None).unwrap();
        assert_eq!(figures.0.len(), BUILTIN.len());
        for figure in &figures.0 {
            let summed = figure.groups.iter().filter(|group| group.sums_to.is_some()).count();
            assert!(summed > 0, "{}: no group sums to anything", figure.source);
        }
    }

    #[test]
    fn a_fault_names_file_line_and_key() {
        let layout = include_str!("../../../templates/reports/summary.toml");
        let texts = |layout: String| Texts { layout, sql: "SELECT 1".to_owned() };
        let error = parse("x", &texts(layout.replace("sums_to = \"children\"", "sums_to = \"childern\""))).unwrap_err();
        assert!(error.line > 1 && error.message.contains("group.sums_to"), "{error}");
        let error = parse("x", &texts(layout.replace("unit_en", "unti_en"))).unwrap_err();
        assert!(error.message.contains("unti_en"), "{error}");
        assert_eq!(
            parse("x", &Texts { layout: layout.to_owned(), sql: " \n".to_owned() }).unwrap_err().file,
            "reports/x.sql"
        );
    }

    #[test]
    fn a_folder_overrides_the_question_alone() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("reports")).unwrap();
        std::fs::write(folder.path().join("reports/summary.sql"), "SELECT 2").unwrap();
        let figures = Figures::load(Some(folder.path())).unwrap();
        assert_eq!(figures.0[0].sql, "SELECT 2");
        assert_eq!(figures.0[0].sheet, Figures::load(None).unwrap().0[0].sheet);
    }
}
