//! A sheet's notes: ours are added, below those that stand there.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::Refused;
use super::xml::{self, Piece, Splice, Walk, escaped};
use crate::model::Address;
use crate::report::returned::mark::NOTE_HEAD;

/// Whose notes ours are.
const AUTHOR: &str = "汇表";

/// What a sheet's notes became.
pub(super) struct Noted {
    pub(super) text: String,
    /// The whole text of each cell's note that we wrote to.
    pub(super) whole: BTreeMap<Address, String>,
    /// The text of every other note.
    pub(super) others: BTreeMap<Address, String>,
    /// Cells whose notes were ours alone and are gone.
    pub(super) gone: BTreeSet<Address>,
}

/// A part with these notes alone.
pub(super) fn fresh(notes: &BTreeMap<Address, String>, namespace: &str) -> Noted {
    let list: String = notes.iter().map(|(at, note)| comment(*at, note, 0, "")).collect();
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<comments xmlns=\"{namespace}\"><authors><author>{AUTHOR}</author></authors>\
         <commentList>{list}</commentList></comments>"
    );
    Noted { text, whole: notes.clone(), others: BTreeMap::new(), gone: BTreeSet::new() }
}

/// A note that stands in the part.
struct Standing {
    at: Address,
    range: Range<usize>,
    /// What stands between the tags of its text; `None` where that is empty or missing.
    inside: Option<Range<usize>>,
    prefix: String,
    plain: String,
}

/// The part with these notes too. Notes of ours that an earlier run left are taken out.
pub(super) fn added(text: &str, notes: &BTreeMap<Address, String>) -> Result<Noted, Refused> {
    let strange = |what: &str| Refused::Strange(format!("notes without {what}"));
    let authors = xml::first(text, &["comments", "authors"])?.ok_or_else(|| strange("authors"))?;
    let list = xml::first(text, &["comments", "commentList"])?.ok_or_else(|| strange("a list"))?;
    let number = xml::all(text, &["comments", "authors", "author"])?.len();
    let prefix = list.tag.prefix;
    let mut splice = Splice::new(text);
    let mut written =
        Noted { text: String::new(), whole: BTreeMap::new(), others: BTreeMap::new(), gone: BTreeSet::new() };
    let mut left = notes.clone();
    for standing in standing(text)? {
        let own = without_ours(&standing.plain);
        // Two notes of one cell: the first takes ours.
        let ours = left.remove(&standing.at);
        match (own, ours) {
            (Some(own), None) if own.len() == standing.plain.len() => {
                written.others.insert(standing.at, standing.plain);
            }
            (None, None) => {
                splice.replace(standing.range, "");
                written.gone.insert(standing.at);
            }
            (own, ours) => {
                let own = own.unwrap_or_default();
                let whole = [own, ours.as_deref().unwrap_or_default()];
                let whole: Vec<&str> = whole.into_iter().filter(|part| !part.is_empty()).collect();
                written.whole.insert(standing.at, whole.join("\n"));
                below(&mut splice, text, &standing, own, ours.as_deref());
            }
        }
    }
    if !left.is_empty() {
        splice.append(&authors, &format!("<{prefix}author>{AUTHOR}</{prefix}author>"));
        let new: String = left.iter().map(|(at, note)| comment(*at, note, number, prefix)).collect();
        splice.append(&list, &new);
    }
    written.whole.extend(left);
    written.text = splice.finish();
    Ok(written)
}

/// Puts our text below the one that stands there, whose letters keep their look unless ours stood below them before.
fn below(splice: &mut Splice<'_>, text: &str, standing: &Standing, own: &str, ours: Option<&str>) {
    let p = &standing.prefix;
    let new = ours.map(|ours| if own.is_empty() { run(ours, p) } else { run(&format!("\n{ours}"), p) });
    let new = new.unwrap_or_default();
    let Some(inside) = standing.inside.clone() else {
        // An empty text: the whole note is written anew.
        let author = 0;
        splice.replace(standing.range.clone(), comment(standing.at, ours.unwrap_or_default(), author, p));
        return;
    };
    if own.len() < standing.plain.len() {
        let old = if own.is_empty() { String::new() } else { run(own, p) };
        splice.replace(inside, format!("{old}{new}"));
        return;
    }
    let raw = text.get(inside.clone()).unwrap_or_default();
    // Plain text becomes a run of its own; readings (phonetic runs) must stay behind all runs.
    let open = format!("<{p}t");
    let is_plain = raw.trim_start().starts_with(&open) && !raw.contains(&format!("<{p}r>"));
    let readings = [format!("<{p}rPh"), format!("<{p}phoneticPr")];
    let end = readings.iter().filter_map(|reading| raw.find(reading.as_str())).min().unwrap_or(raw.len());
    if is_plain {
        splice.insert(inside.start, format!("<{p}r>"));
        splice.insert(inside.start + end, format!("</{p}r>{new}"));
    } else {
        splice.insert(inside.start + end, new);
    }
}

fn standing(text: &str) -> Result<Vec<Standing>, Refused> {
    let mut walk = Walk::new(text);
    let mut found: Vec<Standing> = Vec::new();
    let mut open = false;
    let (mut in_text, mut in_reading, mut inside) = (false, false, false);
    loop {
        match walk.next()? {
            Piece::Open(tag) if tag.depth == 2 && tag.local == "comment" => {
                let at = tag.get("ref").and_then(|at| at.split(':').next()?.parse().ok());
                let at = at.ok_or_else(|| Refused::Strange("a note without a place".to_owned()))?;
                let prefix = tag.prefix.to_owned();
                found.push(Standing { at, range: tag.range.clone(), inside: None, prefix, plain: String::new() });
                open = !tag.is_empty;
            }
            Piece::Open(tag) if open && tag.depth == 3 && tag.local == "text" && !tag.is_empty => {
                if let Some(standing) = found.last_mut() {
                    standing.inside = Some(tag.range.end..tag.range.end);
                    inside = true;
                }
            }
            Piece::Open(tag) if open && tag.depth == 4 && tag.local == "rPh" => in_reading = !tag.is_empty,
            Piece::Open(tag) if open && tag.local == "t" => in_text = !tag.is_empty && !in_reading,
            Piece::Text(piece) if in_text => {
                if let Some(standing) = found.last_mut() {
                    standing.plain.push_str(&piece);
                }
            }
            Piece::Close(range, depth) => {
                in_text = false;
                if depth == 4 {
                    in_reading = false;
                }
                if let Some(standing) = found.last_mut().filter(|_| open) {
                    match depth {
                        2 => {
                            standing.range.end = range.end;
                            open = false;
                        }
                        3 if inside => {
                            inside = false;
                            if let Some(inside) = &mut standing.inside {
                                inside.end = range.start;
                            }
                        }
                        _ => {}
                    }
                }
            }
            Piece::End => return Ok(found),
            _ => {}
        }
    }
}

/// What of a note is not ours; `None` where all of it is.
fn without_ours(plain: &str) -> Option<&str> {
    match plain.find(NOTE_HEAD) {
        None => Some(plain),
        Some(at) => Some(plain.get(..at)?.trim_end()).filter(|own| !own.is_empty()),
    }
}

fn comment(at: Address, note: &str, author: usize, p: &str) -> String {
    format!("<{p}comment ref=\"{at}\" authorId=\"{author}\"><{p}text>{}</{p}text></{p}comment>", run(note, p))
}

fn run(text: &str, p: &str) -> String {
    format!(
        "<{p}r><{p}rPr><{p}sz val=\"9\"/><{p}color indexed=\"81\"/><{p}rFont val=\"宋体\"/><{p}family val=\"3\"/><{p}charset val=\"134\"/></{p}rPr>\
         <{p}t xml:space=\"preserve\">{}</{p}t></{p}r>",
        escaped(text)
    )
}
