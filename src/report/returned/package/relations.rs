//! What a part refers to, and what it comes to refer to.

use super::Refused;
use super::parts::Parts;
use super::xml::{self, Splice, escaped};

/// The namespace of lists of relations, in every edition of the standard.
const NAMESPACE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// A relation of a part.
#[derive(Clone, Debug)]
pub(super) struct Relation {
    pub(super) id: String,
    /// Its type, whole.
    pub(super) kind: String,
    /// The part it leads to, from the package's root; as written where it leads out of the package.
    pub(super) target: String,
    pub(super) is_external: bool,
}

impl Relation {
    /// Whether the last word of its type is this.
    pub(super) fn is(&self, kind: &str) -> bool {
        self.kind.rsplit('/').next() == Some(kind)
    }
}

/// Where the relations of a part lie.
pub(super) fn list_of(part: &str) -> String {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    format!("{folder}_rels/{file}.rels")
}

/// The relations of a part, in order; the package's own for an empty name.
pub(super) fn of(parts: &mut Parts<'_>, part: &str) -> Result<Vec<Relation>, Refused> {
    let Some(text) = parts.text(&list_of(part))? else {
        return Ok(Vec::new());
    };
    let folder = part.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut relations = Vec::new();
    for element in xml::all(&text, &["Relationships", "Relationship"])? {
        let get = |name| element.tag.get(name).unwrap_or_default();
        let is_external = get("TargetMode") == "External";
        let target = get("Target").replace('\\', "/");
        let target = if is_external { target } else { resolved(parts, folder, &target) };
        relations.push(Relation { id: get("Id"), kind: get("Type"), target, is_external });
    }
    Ok(relations)
}

/// The part that a target is: from the package's root, or from the folder of the part that refers to it.
fn resolved(parts: &Parts<'_>, folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return plain_path("", absolute);
    }
    let part = plain_path(folder, target);
    let from_root = plain_path("", target);
    if !parts.has(&part) && parts.has(&from_root) { from_root } else { part }
}

/// A path without `.` and `..`.
fn plain_path(folder: &str, target: &str) -> String {
    let mut steps: Vec<&str> = Vec::new();
    for step in folder.split('/').chain(target.split('/')) {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// Adds a relation to a part, and gives its name.
pub(super) fn add(parts: &mut Parts<'_>, part: &str, kind: &str, target: &str) -> Result<String, Refused> {
    let known = of(parts, part)?;
    let mut number = known.len() + 1;
    while known.iter().any(|relation| relation.id == format!("rId{number}")) {
        number += 1;
    }
    let id = format!("rId{number}");
    let path = escaped(&format!("/{target}"));
    let list = list_of(part);
    let text = match parts.text(&list)? {
        None => format!(
            "{HEAD}<Relationships xmlns=\"{NAMESPACE}\"><Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"{path}\"/></Relationships>"
        ),
        Some(text) => {
            let root = xml::first(&text, &["Relationships"])?
                .ok_or_else(|| Refused::Strange("a list of relations without a root".to_owned()))?;
            let prefix = &root.tag.prefix;
            let new = format!("<{prefix}Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"{path}\"/>");
            let mut splice = Splice::new(&text);
            splice.append(&root, &new);
            splice.finish()
        }
    };
    parts.put(&list, text);
    Ok(id)
}

/// Takes relations out of a part's list.
pub(super) fn remove(parts: &mut Parts<'_>, part: &str, unwanted: &[String]) -> Result<(), Refused> {
    let list = list_of(part);
    let Some(text) = parts.text(&list)? else {
        return Ok(());
    };
    let mut splice = Splice::new(&text);
    for element in xml::all(&text, &["Relationships", "Relationship"])? {
        if element.tag.get("Id").is_some_and(|id| unwanted.contains(&id)) {
            splice.replace(element.whole.clone(), "");
        }
    }
    let made = splice.finish();
    parts.put(&list, made);
    Ok(())
}
