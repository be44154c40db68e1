//! Definitions as written in TOML, and the faults that validation finds in them, each with file, line and key.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use super::tie::{self, Line};
use super::written::{RawChoice, RawField, RawForm};
use super::{Choice, Field, Form, Forms, Group, Kind};
use crate::finding::Words;

/// The definitions inside the binary: file name and text.
const BUILTIN: &[(&str, &str)] = &[
    ("child-info.toml", include_str!("../../templates/forms/child-info.toml")),
    ("assistance.toml", include_str!("../../templates/forms/assistance.toml")),
    ("call-log.toml", include_str!("../../templates/forms/call-log.toml")),
    ("contact.toml", include_str!("../../templates/forms/contact.toml")),
    ("counselling.toml", include_str!("../../templates/forms/counselling.toml")),
    ("pairing.toml", include_str!("../../templates/forms/pairing.toml")),
    ("activity.toml", include_str!("../../templates/forms/activity.toml")),
    ("incident.toml", include_str!("../../templates/forms/incident.toml")),
    ("dropout.toml", include_str!("../../templates/forms/dropout.toml")),
    ("change.toml", include_str!("../../templates/forms/change.toml")),
    ("health-check.toml", include_str!("../../templates/forms/health-check.toml")),
    ("aid.toml", include_str!("../../templates/forms/aid.toml")),
    ("boarding.toml", include_str!("../../templates/forms/boarding.toml")),
    ("centre.toml", include_str!("../../templates/forms/centre.toml")),
    ("school-basics.toml", include_str!("../../templates/forms/school-basics.toml")),
];

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
    resolved(&written_in_the_binary()?)
}

fn written_in_the_binary() -> Result<Vec<Written>, TemplateError> {
    BUILTIN.iter().map(|(file, text)| Written::parse((*file).to_owned(), (*text).to_owned())).collect()
}

/// The built-in forms, with those under `folder/forms/*.toml` added, or put in the place of one of the same id.
///
/// # Errors
///
/// A file that cannot be read or decoded, and a definition with a fault, each with file, line and key.
pub fn load(folder: &Path) -> Result<Forms, TemplateError> {
    let mut forms = written_in_the_binary()?;
    let folder = folder.join("forms");
    let unreadable = |file: &str, error: &std::io::Error| TemplateError {
        file: file.to_owned(),
        line: 0,
        message: format!("cannot be read: {error}"),
    };
    if !folder.is_dir() {
        return resolved(&forms);
    }
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(|error| unreadable("forms", &error))? {
        let path = entry.map_err(|error| unreadable("forms", &error))?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            paths.push(path);
        }
    }
    paths.sort();
    for path in paths {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let file = format!("forms/{name}");
        let bytes = std::fs::read(&path).map_err(|error| unreadable(&file, &error))?;
        let text = crate::decode::text(&bytes).map_err(|error| TemplateError {
            file: file.clone(),
            line: 0,
            message: error.to_string(),
        })?;
        let written = Written::parse(file, text.into_owned())?;
        match forms.iter_mut().find(|known| known.raw.id.get_ref() == written.raw.id.get_ref()) {
            Some(known) => *known = written,
            None => forms.push(written),
        }
    }
    resolved(&forms)
}

/// Validates the definitions: first those that stand on their own, then those that take fields from them.
fn resolved(written: &[Written]) -> Result<Forms, TemplateError> {
    let mut forms: Vec<Form> = Vec::with_capacity(written.len());
    for borrows in [false, true] {
        for definition in written.iter().filter(|definition| definition.borrows() == borrows) {
            let form = definition.validate(&forms)?;
            forms.push(form);
        }
    }
    forms.sort_by(|a, b| (a.order, &a.id).cmp(&(b.order, &b.id)));
    let mut forms = Forms(forms);
    for definition in written {
        definition.tie(&mut forms)?;
    }
    Ok(forms)
}

/// A definition as it stands in its file.
struct Written {
    file: String,
    text: String,
    raw: RawForm,
}

impl Written {
    /// Reads one definition.
    fn parse(file: String, text: String) -> Result<Self, TemplateError> {
        let parsed: Result<RawForm, _> = toml::from_str(&text);
        match parsed {
            Ok(raw) => Ok(Self { file, text, raw }),
            Err(error) => {
                Err(fault(&file, &text, error.span().map_or(0, |span| span.start), error.message().to_owned()))
            }
        }
    }

    /// Whether some of its fields are those of another form.
    fn borrows(&self) -> bool {
        self.raw.field.iter().any(|field| field.same_as.is_some())
    }

    fn validate(&self, known: &[Form]) -> Result<Form, TemplateError> {
        self.checked(known).map_err(|(offset, message)| fault(&self.file, &self.text, offset, message))
    }

    fn checked(&self, known: &[Form]) -> Result<Form, Fault> {
        let raw = &self.raw;
        if !is_id(raw.id.get_ref(), '-') {
            return Err((raw.id.span().start, "id: lower-case letters, digits and - only".to_owned()));
        }
        let mut groups: Vec<Group> = Vec::new();
        for group in &raw.group {
            if groups.iter().any(|known| &known.id == group.id.get_ref()) {
                return Err((group.id.span().start, format!("group.id: {} stands twice", group.id.get_ref())));
            }
            groups.push(Group { id: group.id.get_ref().clone(), names: group.names.clone() });
        }
        let mut fields: Vec<Field> = Vec::new();
        for raw in &raw.field {
            let at = raw.id.span().start;
            let role_at = raw.role.as_ref().map_or(at, |role| role.span().start);
            let range_at = raw.range.as_ref().map_or(at, |range| range.span().start);
            let field = validate(raw, &groups, lender(raw, known)?)?;
            if fields.iter().any(|known| known.id == field.id) {
                return Err((at, format!("field.id: {} stands twice", field.id)));
            }
            if field.role.is_some() && fields.iter().any(|known| known.role == field.role) {
                return Err((role_at, format!("field.role: another field before {} has it", field.id)));
            }
            if field.range.is_some_and(|(least, greatest)| least > greatest) {
                return Err((range_at, "field.range: the least is above the greatest".to_owned()));
            }
            fields.push(field);
        }
        Ok(Form {
            id: Arc::from(raw.id.get_ref().as_str()),
            title: Words::made(raw.title.clone(), raw.title_en.clone()),
            sheet: raw.sheet.clone(),
            order: raw.order,
            kind: raw.kind,
            required: raw.required,
            duty: raw.duty,
            within: raw.within,
            titles: raw.titles.clone(),
            groups,
            fields,
            others: raw.others.clone(),
            denials: raw.denials.clone(),
            ties: Vec::new(),
            printed: Vec::new(),
        })
    }

    /// Gives its form the ties, which may speak of any other form.
    fn tie(&self, forms: &mut Forms) -> Result<(), TemplateError> {
        let (mut ties, mut printed) = (Vec::new(), Vec::new());
        let Some(place) = forms.0.iter().position(|form| *form.id == **self.raw.id.get_ref()) else { return Ok(()) };
        for raw in &self.raw.tie {
            let line = tie::parse(raw.rule.get_ref(), forms.get(place), forms, raw.optional).map_err(|message| {
                fault(&self.file, &self.text, raw.rule.span().start, format!("tie.rule: {message}"))
            })?;
            match line {
                Line::Tie(tie) => ties.push(tie),
                Line::Printed(fields) => printed.extend(fields),
            }
        }
        if let Some(form) = forms.0.get_mut(place) {
            (form.ties, form.printed) = (ties, printed);
        }
        Ok(())
    }
}

/// Where in the text, and what.
type Fault = (usize, String);

fn fault(file: &str, text: &str, offset: usize, message: String) -> TemplateError {
    let line = text.get(..offset).map_or(1, |before| before.matches('\n').count() + 1);
    TemplateError { file: file.to_owned(), line, message }
}

/// The field that `same_as` points at.
fn lender<'f>(raw: &RawField, known: &'f [Form]) -> Result<Option<&'f Field>, Fault> {
    let Some(same_as) = &raw.same_as else {
        return Ok(None);
    };
    let found = known
        .iter()
        .find(|form| *form.id == **same_as.get_ref())
        .and_then(|form| form.fields.iter().find(|field| *field.id == **raw.id.get_ref()));
    found.map(Some).ok_or_else(|| {
        let message = format!(
            "field.same_as: {} has no field {}, or takes fields from other forms itself",
            same_as.get_ref(),
            raw.id.get_ref()
        );
        (same_as.span().start, message)
    })
}

fn validate(raw: &RawField, groups: &[Group], lender: Option<&Field>) -> Result<Field, Fault> {
    let at = raw.id.span().start;
    let id = raw.id.get_ref();
    if !is_id(id, '_') {
        return Err((at, "field.id: lower-case letters, digits and _ only".to_owned()));
    }
    let missing = |key: &str| (at, format!("field.{key}: {id} needs it"));
    let group = match &raw.group {
        None => None,
        Some(group) => Some(groups.iter().position(|known| &known.id == group.get_ref()).ok_or_else(|| {
            (group.span().start, format!("field.group: no [[group]] has the id {}", group.get_ref()))
        })?),
    };
    let label = match (&raw.label, &raw.label_en, lender) {
        (Some(zh), Some(en), _) => Words::made(zh.clone(), en.clone()),
        (None, None, Some(lender)) => lender.label.clone(),
        _ => return Err(missing("label, field.label_en")),
    };
    let kind = raw.kind.as_ref().map(|kind| *kind.get_ref()).or(lender.map(|lender| lender.kind));
    let kind = kind.ok_or_else(|| missing("kind"))?;
    let values = match &raw.values {
        Some(values) => choices(values)?,
        None => lender.map(|lender| lender.values.clone()).unwrap_or_default(),
    };
    if kind == Kind::Choice && values.is_empty() {
        let kind_at = raw.kind.as_ref().map_or(at, |kind| kind.span().start);
        return Err((kind_at, "field.kind: a choice needs values".to_owned()));
    }
    Ok(Field {
        id: Arc::from(id.as_str()),
        label,
        kind,
        role: raw.role.as_ref().map(|role| *role.get_ref()).or_else(|| lender?.role),
        required: raw.required,
        aliases: aliases(raw, lender)?,
        weak: raw.weak.clone(),
        group,
        short: raw.short.clone().or_else(|| Some(lender?.short.clone())).unwrap_or_default(),
        values,
        from_title: raw.from_title,
        private: raw.private,
        closed: raw.closed.or_else(|| Some(lender?.closed)).unwrap_or_default(),
        card: raw.card,
        range: raw.range.as_ref().map(|range| *range.get_ref()).or_else(|| lender?.range),
        width: raw.width.or_else(|| Some(lender?.width)).ok_or_else(|| missing("width"))?,
        column: raw.column,
    })
}

fn choices(raw: &[RawChoice]) -> Result<Vec<Choice>, Fault> {
    let mut spellings = HashSet::new();
    let mut values = Vec::new();
    for choice in raw {
        for spelling in std::iter::once(&choice.value).chain(&choice.aliases) {
            if !spellings.insert(spelling.get_ref().clone()) {
                return Err((spelling.span().start, format!("field.values: {} stands twice", spelling.get_ref())));
            }
        }
        values.push(Choice {
            value: choice.value.get_ref().clone(),
            aliases: choice.aliases.iter().map(|alias| alias.get_ref().clone()).collect(),
            means: choice.means,
        });
    }
    Ok(values)
}

fn aliases(raw: &RawField, lender: Option<&Field>) -> Result<Vec<String>, Fault> {
    let mut headers = HashSet::new();
    let mut aliases: Vec<String> = match (&raw.aliases, lender) {
        (None, Some(lender)) => lender.aliases.clone(),
        _ => Vec::new(),
    };
    headers.extend(aliases.iter().map(|alias| super::words::header(alias).plain));
    for alias in raw.aliases.iter().flatten().chain(&raw.more_aliases) {
        if !headers.insert(super::words::header(alias.get_ref()).plain) {
            return Err((alias.span().start, format!("field.aliases: {} stands twice", alias.get_ref())));
        }
        aliases.push(alias.get_ref().clone());
    }
    Ok(aliases)
}

fn is_id(text: &str, joint: char) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == joint)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(file: &str, text: &str) -> Result<Form, TemplateError> {
        Written::parse(file.to_owned(), text.to_owned())?.validate(&builtin()?.0)
    }

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
        assert_eq!(error.to_string(), "forms/x.toml:12: field.kind: a choice needs values");
        let error = parse("forms/x.toml", &text.replace("kind = \"choice\"", "kind = \"colour\"")).unwrap_err();
        assert_eq!((error.line, error.message.contains("colour")), (12, true));
        let error = parse("forms/x.toml", &text.replace("width", "widht")).unwrap_err();
        assert!(error.message.contains("widht"), "{error}");
    }
}
