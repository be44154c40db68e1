//! Definitions as written in TOML, and the faults that validation finds in them, each with file, line and key.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use super::{Choice, Field, Form, FormKind, Forms, Group, Kind, Meaning, Role};
use crate::finding::Words;

/// The definitions inside the binary: file name and text.
const BUILTIN: &[(&str, &str)] = &[(
    "child-info.toml",
    include_str!("../../templates/forms/child-info.toml"),
)];

/// A fault in a definition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {message}")]
pub struct TemplateError {
    /// The file's name below the templates folder.
    pub file: String,
    /// The line, from one.
    pub line: usize,
    /// What is wrong, the key included.
    pub message: String,
}

/// The forms inside the binary.
///
/// # Errors
///
/// Fails only if a definition in this source tree is faulty, which a test rules out.
pub fn builtin() -> Result<Forms, TemplateError> {
    let mut forms = Vec::new();
    for (file, text) in BUILTIN {
        add(&mut forms, parse(file, text)?);
    }
    Ok(sorted(forms))
}

/// The built-in forms, with those under `folder/forms/*.toml` added, or put in the place of one of the same id.
///
/// # Errors
///
/// A file that cannot be read or decoded, and a definition with a fault, each with file, line and key.
pub fn load(folder: &Path) -> Result<Forms, TemplateError> {
    let mut forms = builtin()?.0;
    let folder = folder.join("forms");
    let unreadable = |file: &str, error: &std::io::Error| TemplateError {
        file: file.to_owned(),
        line: 0,
        message: format!("cannot be read: {error}"),
    };
    if !folder.is_dir() {
        return Ok(sorted(forms));
    }
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(|error| unreadable("forms", &error))? {
        let path = entry.map_err(|error| unreadable("forms", &error))?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            paths.push(path);
        }
    }
    paths.sort();
    for path in paths {
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let file = format!("forms/{name}");
        let bytes = std::fs::read(&path).map_err(|error| unreadable(&file, &error))?;
        let text = crate::decode::text(&bytes).map_err(|error| TemplateError {
            file: file.clone(),
            line: 0,
            message: error.to_string(),
        })?;
        add(&mut forms, parse(&file, &text)?);
    }
    Ok(sorted(forms))
}

fn add(forms: &mut Vec<Form>, form: Form) {
    match forms.iter_mut().find(|known| known.id == form.id) {
        Some(known) => *known = form,
        None => forms.push(form),
    }
}

fn sorted(mut forms: Vec<Form>) -> Forms {
    forms.sort_by(|a, b| (a.order, &a.id).cmp(&(b.order, &b.id)));
    Forms(forms)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawForm {
    id: Spanned<String>,
    title: String,
    title_en: String,
    sheet: String,
    order: i64,
    kind: FormKind,
    #[serde(default)]
    required: bool,
    titles: Vec<String>,
    #[serde(default)]
    others: Vec<String>,
    #[serde(default)]
    group: Vec<RawGroup>,
    field: Vec<RawField>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawGroup {
    id: Spanned<String>,
    names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawField {
    id: Spanned<String>,
    label: String,
    label_en: String,
    kind: Spanned<Kind>,
    role: Option<Spanned<Role>>,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    aliases: Vec<Spanned<String>>,
    group: Option<Spanned<String>>,
    #[serde(default)]
    short: Vec<String>,
    #[serde(default)]
    values: Vec<RawChoice>,
    #[serde(default)]
    closed: bool,
    range: Option<Spanned<(f64, f64)>>,
    width: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawChoice {
    value: Spanned<String>,
    #[serde(default)]
    aliases: Vec<Spanned<String>>,
    means: Option<Meaning>,
}

/// Reads one definition.
fn parse(file: &str, text: &str) -> Result<Form, TemplateError> {
    let fault = |offset: usize, message: String| TemplateError {
        file: file.to_owned(),
        line: text
            .get(..offset)
            .map_or(1, |before| before.matches('\n').count() + 1),
        message,
    };
    let raw: RawForm = toml::from_str(text).map_err(|error| {
        fault(
            error.span().map_or(0, |span| span.start),
            error.message().to_owned(),
        )
    })?;
    if !is_id(raw.id.get_ref(), '-') {
        return Err(fault(
            raw.id.span().start,
            "id: lower-case letters, digits and - only".to_owned(),
        ));
    }
    let mut groups: Vec<Group> = Vec::new();
    for group in raw.group {
        if groups.iter().any(|known| &known.id == group.id.get_ref()) {
            return Err(fault(
                group.id.span().start,
                format!("group.id: {} stands twice", group.id.get_ref()),
            ));
        }
        groups.push(Group {
            id: group.id.into_inner(),
            names: group.names,
        });
    }
    let mut fields: Vec<Field> = Vec::new();
    for field in raw.field {
        let at = field.id.span().start;
        let (role_at, range_at) = (
            field.role.as_ref().map_or(at, |role| role.span().start),
            field.range.as_ref().map_or(at, |range| range.span().start),
        );
        let field = validate(field, &groups).map_err(|(offset, message)| fault(offset, message))?;
        if fields.iter().any(|known| known.id == field.id) {
            return Err(fault(at, format!("field.id: {} stands twice", field.id)));
        }
        if field.role.is_some() && fields.iter().any(|known| known.role == field.role) {
            return Err(fault(
                role_at,
                format!("field.role: another field before {} has it", field.id),
            ));
        }
        if field
            .range
            .is_some_and(|(least, greatest)| least > greatest)
        {
            return Err(fault(
                range_at,
                "field.range: the least is above the greatest".to_owned(),
            ));
        }
        fields.push(field);
    }
    Ok(Form {
        id: Arc::from(raw.id.get_ref().as_str()),
        title: Words::made(raw.title, raw.title_en),
        sheet: raw.sheet,
        order: raw.order,
        kind: raw.kind,
        required: raw.required,
        titles: raw.titles,
        groups,
        fields,
        others: raw.others,
    })
}

fn validate(raw: RawField, groups: &[Group]) -> Result<Field, (usize, String)> {
    let at = raw.id.span().start;
    let id = raw.id.into_inner();
    if !is_id(&id, '_') {
        return Err((
            at,
            "field.id: lower-case letters, digits and _ only".to_owned(),
        ));
    }
    let group = match raw.group {
        None => None,
        Some(group) => Some(
            groups
                .iter()
                .position(|known| &known.id == group.get_ref())
                .ok_or_else(|| {
                    (
                        group.span().start,
                        format!("field.group: no [[group]] has the id {}", group.get_ref()),
                    )
                })?,
        ),
    };
    if *raw.kind.get_ref() == Kind::Choice && raw.values.is_empty() {
        return Err((
            raw.kind.span().start,
            "field.kind: a choice needs values".to_owned(),
        ));
    }
    let mut spellings = HashSet::new();
    let mut values = Vec::new();
    for choice in raw.values {
        for spelling in std::iter::once(&choice.value).chain(&choice.aliases) {
            if !spellings.insert(spelling.get_ref().clone()) {
                return Err((
                    spelling.span().start,
                    format!("field.values: {} stands twice", spelling.get_ref()),
                ));
            }
        }
        values.push(Choice {
            value: choice.value.into_inner(),
            aliases: choice
                .aliases
                .into_iter()
                .map(Spanned::into_inner)
                .collect(),
            means: choice.means,
        });
    }
    let mut headers = HashSet::new();
    for alias in &raw.aliases {
        if !headers.insert(super::words::header(alias.get_ref()).plain) {
            return Err((
                alias.span().start,
                format!("field.aliases: {} stands twice", alias.get_ref()),
            ));
        }
    }
    Ok(Field {
        id: Arc::from(id),
        label: Words::made(raw.label, raw.label_en),
        kind: raw.kind.into_inner(),
        role: raw.role.map(Spanned::into_inner),
        required: raw.required,
        aliases: raw.aliases.into_iter().map(Spanned::into_inner).collect(),
        group,
        short: raw.short,
        values,
        closed: raw.closed,
        range: raw.range.map(Spanned::into_inner),
        width: raw.width,
    })
}

fn is_id(text: &str, joint: char) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == joint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builtin_definitions_are_sound() {
        let forms = builtin().unwrap();
        assert!(forms.roster().is_some());
    }

    #[test]
    fn a_fault_names_file_line_and_key() {
        let text = "id = \"x\"\ntitle = \"甲\"\ntitle_en = \"A\"\nsheet = \"甲\"\norder = 1\nkind = \"record\"\ntitles = []\n\
                    [[field]]\nid = \"name\"\nlabel = \"姓名\"\nlabel_en = \"Name\"\nkind = \"choice\"\nwidth = 9\n";
        let error = parse("forms/x.toml", text).unwrap_err();
        assert_eq!(
            error.to_string(),
            "forms/x.toml:12: field.kind: a choice needs values"
        );
        let error = parse(
            "forms/x.toml",
            &text.replace("kind = \"choice\"", "kind = \"colour\""),
        )
        .unwrap_err();
        assert_eq!((error.line, error.message.contains("colour")), (12, true));
        let error = parse("forms/x.toml", &text.replace("width", "widht")).unwrap_err();
        assert!(error.message.contains("widht"), "{error}");
    }
}
