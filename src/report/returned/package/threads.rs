//! Conversations at cells (threaded comments): newer programs show them in the place of notes, so ours is an answer too.

use std::collections::BTreeMap;

use super::parts::Parts;
use super::relations::Relation;
use super::xml::{self, Splice, escaped};
use super::{Refused, relations};
use crate::model::Address;

/// Who answers: as a person, and among the persons of the workbook.
const PERSON: &str = "{48554942-4941-4F00-8000-000000000001}";
const NAME: &str = "汇表";

/// Answers where a conversation stands, and takes answers of an earlier run out.
pub(super) fn answer(
    parts: &mut Parts<'_>,
    workbook: &str,
    related: &[Relation],
    notes: &BTreeMap<Address, String>,
) -> Result<(), Refused> {
    let Some(thread) = related.iter().find(|relation| relation.is("threadedComment") && !relation.is_external) else {
        return Ok(());
    };
    let Some(text) = parts.text(&thread.target)? else {
        return Ok(());
    };
    let Some(root) = xml::first(&text, &["ThreadedComments"])? else {
        return Ok(());
    };
    let mut splice = Splice::new(&text);
    let mut answered = BTreeMap::new();
    let all = xml::all(&text, &["ThreadedComments", "threadedComment"])?;
    // The part's own number tells the threads of one sheet from those of another.
    let digits: String = thread.target.chars().filter(char::is_ascii_digit).collect();
    let part = digits.parse::<u16>().unwrap_or(0);
    for comment in &all {
        let get = |name| comment.tag.get(name).unwrap_or_default();
        if get("personId") == PERSON {
            splice.replace(comment.whole.clone(), "");
            continue;
        }
        let Some((at, note)) = get("ref").parse().ok().and_then(|at: Address| Some((at, notes.get(&at)?))) else {
            continue;
        };
        if get("parentId").is_empty() {
            let (p, id, when) = (&root.tag.prefix, escaped(&get("id")), escaped(&get("dT")));
            let own = format!("{{48554942-4941-{part:04X}-{:04X}-{:012X}}}", at.column, at.row);
            let when = if when.is_empty() { String::new() } else { format!(" dT=\"{when}\"") };
            answered.entry(at).or_insert_with(|| {
                format!(
                    "<{p}threadedComment ref=\"{at}\"{when} personId=\"{PERSON}\" id=\"{own}\" parentId=\"{id}\"><{p}text>{}</{p}text></{p}threadedComment>",
                    escaped(note)
                )
            });
        }
    }
    let new: String = answered.values().map(String::as_str).collect();
    if !new.is_empty() {
        splice.append(&root, &new);
        introduce(parts, workbook)?;
    }
    let made = splice.finish();
    if made != text {
        parts.put(&thread.target, made);
    }
    Ok(())
}

/// Puts who answers among the persons of the workbook.
fn introduce(parts: &mut Parts<'_>, workbook: &str) -> Result<(), Refused> {
    let known = relations::of(parts, workbook)?.into_iter().find(|relation| relation.is("person"));
    let part = known.map(|known| known.target).ok_or_else(|| Refused::Strange("a thread of nobody".to_owned()))?;
    let text = parts.known(&part)?;
    let Some(root) = xml::first(&text, &["personList"])? else {
        return Err(Refused::Strange("no list of persons".to_owned()));
    };
    let persons = xml::all(&text, &["personList", "person"])?;
    if persons.iter().any(|person| person.tag.get("id").as_deref() == Some(PERSON)) {
        return Ok(());
    }
    let p = &root.tag.prefix;
    let new = format!("<{p}person displayName=\"{NAME}\" id=\"{PERSON}\" userId=\"huibiao\" providerId=\"None\"/>");
    let mut splice = Splice::new(&text);
    splice.append(&root, &new);
    let made = splice.finish();
    parts.put(&part, made);
    Ok(())
}
