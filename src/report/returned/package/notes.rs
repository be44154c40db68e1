//! The notes of one sheet: their text, their boxes, and the cells that they stand at.

use std::collections::{BTreeMap, BTreeSet};

use super::parts::Parts;
use super::relations::Relation;
use super::styles::Styles;
use super::{Refused, cells, comments, content_types, relations, threads, vml};
use crate::model::Address;
use crate::report::returned::mark::{Marks, Tone};

const COMMENTS: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml";
const DRAWING: &str = "application/vnd.openxmlformats-officedocument.vmlDrawing";

/// The numbers of identifiers that the workbook's drawings of notes use.
pub(super) fn blocks(parts: &mut Parts<'_>) -> Result<BTreeSet<u32>, Refused> {
    let mut blocks = BTreeSet::new();
    for part in parts.like("", ".vml") {
        if let Some(text) = parts.text(&part)? {
            blocks.extend(vml::blocks(&text)?);
        }
    }
    Ok(blocks)
}

/// Marks a sheet's cells. `again` takes out what an earlier run marked.
pub(super) fn put(
    parts: &mut Parts<'_>,
    workbook: &str,
    sheet: &str,
    marks: &Marks,
    styles: &mut Styles,
    again: bool,
    blocks: &mut BTreeSet<u32>,
) -> Result<(), Refused> {
    let text = parts.known(sheet)?;
    let marks = cells::uncovered(&text, marks)?;
    let tones: BTreeMap<Address, Tone> = marks.iter().filter_map(|(at, mark)| Some((*at, mark.tone?))).collect();
    let notes: BTreeMap<Address, String> = marks.iter().map(|(at, mark)| (*at, mark.note.clone())).collect();
    let marked = cells::mark(&text, &tones, styles, again)?;
    let related = relations::of(parts, sheet)?;
    threads::answer(parts, workbook, &related, &notes)?;
    let known = |kind: &str| related.iter().find(|relation| relation.is(kind) && !relation.is_external);
    let standing = known("comments").filter(|relation| parts.has(&relation.target)).cloned();
    let mut new_text = marked.text;
    if standing.is_some() || !notes.is_empty() {
        let office = office(&marked.namespace);
        let known = standing.as_ref().map(|relation| &*relation.target);
        let written = write(parts, sheet, known, &notes, &marked.namespace)?;
        let drawing = marked.drawing.and_then(|id| related.iter().find(|relation| relation.id == id)).cloned();
        match drawing {
            Some(Relation { target, .. }) if parts.has(&target) => {
                let text = parts.known(&target)?;
                let new = vml::added(&text, &written.whole, &written.gone, &marked.geometry)?;
                parts.put(&target, new);
            }
            Some(_) => return Err(Refused::Strange("a drawing that is not there".to_owned())),
            None if written.whole.is_empty() => {}
            None => {
                // Notes without boxes are shown by no program: they get one each.
                let mut boxes = written.others;
                boxes.extend(written.whole);
                let part = parts.free("xl/drawings/vmlDrawing", ".vml");
                let first = blocks.last().map_or(1, |last| last + 1);
                blocks.extend(first..=first + boxes.len() as u32 / 1024);
                parts.put(&part, vml::fresh(&boxes, &marked.geometry, first));
                if !content_types::set_extension(parts, "vml", DRAWING)? {
                    content_types::set(parts, &part, DRAWING)?;
                }
                let id = relations::add(parts, sheet, &format!("{office}/vmlDrawing"), &part)?;
                new_text = cells::with_drawing(&new_text, &id, office)?;
            }
        }
    }
    if new_text != text {
        parts.put(sheet, new_text);
    }
    Ok(())
}

/// Writes the notes themselves, into the part that stands there or a new one.
fn write(
    parts: &mut Parts<'_>,
    sheet: &str,
    known: Option<&str>,
    notes: &BTreeMap<Address, String>,
    namespace: &str,
) -> Result<comments::Noted, Refused> {
    let Some(part) = known else {
        let part = parts.free("xl/comments", ".xml");
        let written = comments::fresh(notes, namespace);
        parts.put(&part, written.text.clone());
        content_types::set(parts, &part, COMMENTS)?;
        relations::add(parts, sheet, &format!("{}/comments", office(namespace)), &part)?;
        return Ok(written);
    };
    let text = parts.known(part)?;
    let written = comments::added(&text, notes)?;
    if written.text != text {
        parts.put(part, written.text.clone());
    }
    Ok(written)
}

/// The namespace of relations that goes with a sheet's own: the standard has two editions.
pub(super) fn office(namespace: &str) -> &'static str {
    if namespace.starts_with("http://purl.oclc.org/") {
        "http://purl.oclc.org/ooxml/officeDocument/relationships"
    } else {
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    }
}
