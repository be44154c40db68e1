//! What each part of the package is.

use super::Refused;
use super::parts::{Parts, proper};
use super::xml::{self, Splice, escaped};

const PART: &str = "[Content_Types].xml";

/// Says what a part is.
pub(super) fn set(parts: &mut Parts<'_>, part: &str, kind: &str) -> Result<(), Refused> {
    let text = parts.known(PART)?;
    let mut splice = Splice::new(&text);
    for element in xml::all(&text, &["Types", "Override"])? {
        if element.tag.get("PartName").is_some_and(|name| proper(&name) == proper(part)) {
            splice.replace(element.tag.range.clone(), element.tag.with(&[("ContentType", kind)], element.tag.is_empty));
            let made = splice.finish();
            parts.put(PART, made);
            return Ok(());
        }
    }
    let root = root(&text)?;
    let prefix = &root.tag.prefix;
    let part = escaped(&format!("/{part}"));
    splice.append(&root, &format!("<{prefix}Override PartName=\"{part}\" ContentType=\"{kind}\"/>"));
    let made = splice.finish();
    parts.put(PART, made);
    Ok(())
}

/// Says what all parts of an extension are that nothing else is said of. A default stands before every override.
pub(super) fn set_extension(parts: &mut Parts<'_>, extension: &str, kind: &str) -> Result<bool, Refused> {
    let text = parts.known(PART)?;
    for element in xml::all(&text, &["Types", "Default"])? {
        if element.tag.get("Extension").is_some_and(|known| known.eq_ignore_ascii_case(extension)) {
            return Ok(element.tag.get("ContentType").is_some_and(|known| known == kind));
        }
    }
    let root = root(&text)?;
    let new = format!("<{}Default Extension=\"{extension}\" ContentType=\"{kind}\"/>", root.tag.prefix);
    let mut splice = Splice::new(&text);
    if root.tag.is_empty {
        splice.append(&root, &new);
    } else {
        splice.insert(root.inside.start, new);
    }
    let made = splice.finish();
    parts.put(PART, made);
    Ok(true)
}

/// Forgets what was said of an extension.
pub(super) fn forget_extension(parts: &mut Parts<'_>, extension: &str) -> Result<(), Refused> {
    let text = parts.known(PART)?;
    let mut splice = Splice::new(&text);
    for element in xml::all(&text, &["Types", "Default"])? {
        if element.tag.get("Extension").is_some_and(|known| known.eq_ignore_ascii_case(extension)) {
            splice.replace(element.whole.clone(), "");
        }
    }
    let made = splice.finish();
    parts.put(PART, made);
    Ok(())
}

/// What is said of one part.
pub(super) fn get(parts: &mut Parts<'_>, part: &str) -> Result<Option<String>, Refused> {
    let text = parts.known(PART)?;
    let overrides = xml::all(&text, &["Types", "Override"])?;
    let found = overrides.iter().find(|o| o.tag.get("PartName").is_some_and(|name| proper(&name) == proper(part)));
    Ok(found.and_then(|element| element.tag.get("ContentType")))
}

/// Forgets what was said of a part.
pub(super) fn forget(parts: &mut Parts<'_>, part: &str) -> Result<(), Refused> {
    let text = parts.known(PART)?;
    let mut splice = Splice::new(&text);
    for element in xml::all(&text, &["Types", "Override"])? {
        if element.tag.get("PartName").is_some_and(|name| proper(&name) == proper(part)) {
            splice.replace(element.whole.clone(), "");
        }
    }
    let made = splice.finish();
    parts.put(PART, made);
    Ok(())
}

fn root(text: &str) -> Result<xml::Element<'_>, Refused> {
    xml::first(text, &["Types"])?.ok_or_else(|| Refused::Strange("no list of content types".to_owned()))
}
