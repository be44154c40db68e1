//! The stamp among the document's own properties.

use super::parts::Parts;
use super::relations::Relation;
use super::xml::{self, Splice, escaped};
use super::{Refused, content_types, relations};
use crate::model::{ReturnStamp, STAMP_PROPERTY};

const PART: &str = "docProps/custom.xml";
const CONTENT: &str = "application/vnd.openxmlformats-officedocument.custom-properties+xml";
/// The set of properties that a document's author makes.
const SET: &str = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}";

/// The stamp of a copy among the properties.
pub(super) fn stamp(parts: &mut Parts<'_>) -> Result<Option<ReturnStamp>, Refused> {
    let Some(relation) = relation(parts)? else {
        return Ok(None);
    };
    let Some(text) = parts.text(&relation.target)? else {
        return Ok(None);
    };
    for property in xml::all(&text, &["Properties", "property"])? {
        if property.tag.get("name").as_deref() == Some(STAMP_PROPERTY) {
            let said = xml::said(text.get(property.whole.clone()).unwrap_or_default())?;
            return Ok(ReturnStamp::read(said.trim()));
        }
    }
    Ok(None)
}

/// Stamps the document; its other properties stay.
pub(super) fn set(parts: &mut Parts<'_>, stamp: &str, is_strict: bool) -> Result<(), Refused> {
    let known = relation(parts)?.filter(|relation| parts.has(&relation.target));
    let Some(known) = known else {
        return fresh(parts, stamp, is_strict);
    };
    let text = parts.known(&known.target)?;
    let strange = || Refused::Strange("properties without a root".to_owned());
    let root = xml::first(&text, &["Properties"])?.ok_or_else(strange)?;
    let mut splice = Splice::new(&text);
    let mut most = 1;
    for property in xml::all(&text, &["Properties", "property"])? {
        most = most.max(property.tag.number("pid").unwrap_or(1));
        if property.tag.get("name").as_deref() == Some(STAMP_PROPERTY) {
            splice.replace(property.whole.clone(), "");
        }
    }
    let kinds = kinds(is_strict);
    splice.append(&root, &property(root.tag.prefix, most + 1, stamp, kinds));
    let made = splice.finish();
    parts.put(&known.target, made);
    Ok(())
}

fn relation(parts: &mut Parts<'_>) -> Result<Option<Relation>, Refused> {
    let known = relations::of(parts, "")?;
    Ok(known.into_iter().find(|relation| relation.is("custom-properties") || relation.is("customProperties")))
}

fn fresh(parts: &mut Parts<'_>, stamp: &str, is_strict: bool) -> Result<(), Refused> {
    let (namespace, relation) = if is_strict {
        (
            "http://purl.oclc.org/ooxml/officeDocument/customProperties",
            "http://purl.oclc.org/ooxml/officeDocument/relationships/customProperties",
        )
    } else {
        (
            "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties",
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties",
        )
    };
    let property = property("", 2, stamp, kinds(is_strict));
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Properties xmlns=\"{namespace}\">{property}</Properties>"
    );
    let part = if parts.has(PART) { parts.free("docProps/custom", ".xml") } else { PART.to_owned() };
    parts.put(&part, text);
    content_types::set(parts, &part, CONTENT)?;
    relations::add(parts, "", relation, &part).map(drop)
}

const fn kinds(is_strict: bool) -> &'static str {
    if is_strict {
        "http://purl.oclc.org/ooxml/officeDocument/docPropsVTypes"
    } else {
        "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
    }
}

fn property(p: &str, number: u32, stamp: &str, kinds: &str) -> String {
    format!(
        "<{p}property fmtid=\"{SET}\" pid=\"{number}\" name=\"{STAMP_PROPERTY}\"><vt:lpwstr xmlns:vt=\"{kinds}\">{}</vt:lpwstr></{p}property>",
        escaped(stamp)
    )
}
