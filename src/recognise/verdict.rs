//! What is told of a table's columns, and whether a table is a form's at all.

use std::borrow::Cow;

use crate::finding::Words;
use crate::form::{Form, FormKind, Forms, Role, language};
use crate::model::{Address, ColumnMap};

use super::candidates::{Candidate, Evidence, Why};
use super::lexicon::{FormWords, Lexicon};
use super::matching::Match;

/// A match as the rest of the program sees it.
pub(super) fn column_map(form: &Form, column: u32, header: String, found: &Match, filled: bool) -> ColumnMap {
    let label = |field: usize| form.fields.get(field).map(|field| field.label.clone()).unwrap_or_default();
    let (score, reason) = match (&found.taken, &found.lost) {
        (Some(taken), _) => (taken.score, taken.why.words()),
        _ if found.joined.is_some() => (0.95, Why::Parts.words()),
        _ if found.serial => (0.0, Words::new("行的序号，不是字段", "numbers the rows, no field")),
        _ if !found.rivals.is_empty() => {
            let names: Vec<Words> = found.rivals.iter().map(|&field| label(field)).collect();
            let join = |names: Vec<&str>, by: &str| names.join(by);
            let zh = join(names.iter().map(|name| name.zh.as_ref()).collect(), "、");
            let en = join(names.iter().map(|name| name.en.as_ref()).collect(), ", ");
            (
                0.0,
                Words::made(
                    format!("可能是{zh}，分不清，没有猜"),
                    format!("may be {en}; none is clearly better, none was guessed"),
                ),
            )
        }
        (None, Some((field, winner))) => {
            let letters = Address::new(0, *winner).column_letters();
            let label = label(*field);
            (
                0.0,
                Words::made(
                    format!("{}已取自更清楚的 {letters} 列", label.zh),
                    format!("{} was taken from column {letters}, which is clearer", label.en),
                ),
            )
        }
        (None, None) => (
            0.0,
            Words { zh: Cow::Borrowed("没有字段用这个表头"), en: Cow::Borrowed("no field has this header") },
        ),
    };
    ColumnMap {
        column,
        header,
        field: found.taken.as_ref().map(|taken| taken.field).or(found.joined.map(|(_, field)| field)),
        also: found.also,
        score,
        reason,
        rivals: found.rivals.clone(),
        filled,
        serial: found.serial,
        place: None,
        guess: None,
    }
}

/// What title, sheet and file say of a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Saying {
    /// It is the form's.
    pub(super) titled: bool,
    /// It is another kind of list.
    pub(super) foreign: bool,
}

/// Whether a table can be the form's at all, before its columns are matched: records need a word of their own,
/// their title, or a name for every required field.
pub(super) fn may_be(form: &Form, words: &FormWords, columns: &[Evidence<'_>], saying: Saying) -> bool {
    if form.kind == FormKind::Roster || saying.titled || columns.iter().any(|column| words.is_own(column.head.leaf())) {
        return true;
    }
    let mut required = form.fields.iter().enumerate().filter(|(_, field)| field.required);
    required.all(|(field, _)| columns.iter().any(|column| words.can_mean(column.head.leaf(), field)))
}

/// How much speaks for a table being the form; `None` when it is not enough.
pub(super) fn verdict(
    forms: &Forms,
    lexicon: &Lexicon,
    form: &Form,
    words: &FormWords,
    columns: &[Evidence<'_>],
    matches: &[Match],
    saying: Saying,
) -> Option<f64> {
    let taken: Vec<&Candidate> = matches.iter().filter_map(|found| found.taken.as_ref()).collect();
    let required =
        taken.iter().filter(|taken| form.fields.get(taken.field).is_some_and(|field| field.required)).count();
    let strange = columns.iter().zip(matches).filter(|(column, found)| {
        found.taken.is_none() && language().headers.foreign.iter().any(|word| word == column.head.leaf())
    });
    let events = columns.iter().zip(matches).filter(|(column, found)| {
        found.taken.is_none() && lexicon.forms.iter().any(|other| other.is_own(column.head.leaf()))
    });
    let seen = Seen { required, foreign: strange.count(), events: events.count(), taken };
    let evidence = match form.kind {
        FormKind::Roster => of_roster(forms, form, words, &seen, saying)?,
        FormKind::Record | FormKind::School => of_records(form, words, columns, matches, &seen, saying)?,
    };
    let score = seen.taken.iter().map(|candidate| candidate.score).sum::<f64>()
        + evidence
        + 0.5 * required as f64
        + if saying.titled { 3.0 } else { 0.0 };
    Some(score - seen.foreign as f64)
}

/// What was made of a table's columns.
struct Seen<'m> {
    taken: Vec<&'m Candidate>,
    /// How many required fields have a column.
    required: usize,
    /// How many columns are another kind of list's.
    foreign: usize,
    /// How many of those left over only records have.
    events: usize,
}

impl Seen<'_> {
    fn has(&self, form: &Form, role: Role) -> bool {
        form.role(role).is_some_and(|field| self.taken.iter().any(|taken| taken.field == field))
    }
}

/// What speaks for a list of children: fields that other lists of children have not. A helper is none of them,
/// whom lists of pairs and records of help name as well.
fn of_roster(forms: &Forms, form: &Form, words: &FormWords, seen: &Seen<'_>, saying: Saying) -> Option<f64> {
    if !seen.has(form, Role::ChildName) && !seen.has(form, Role::ChildId) {
        return None;
    }
    let shared = |field: usize| {
        form.fields.get(field).is_some_and(|field| {
            forms.0.iter().any(|other| other.kind != FormKind::Roster && other.field(&field.id).is_some())
        })
    };
    let telling =
        |taken: &&&Candidate| words.telling.get(taken.field).copied().unwrap_or_default() && !shared(taken.field);
    let telling = seen.taken.iter().filter(telling).count();
    let demanded = form.fields.iter().filter(|field| field.required).count();
    let enough = (telling >= 2 && seen.taken.len() >= 3)
        || (telling >= 1 && seen.taken.len() >= 4)
        || seen.required * 5 >= demanded * 3
        || (saying.titled && seen.taken.len() >= 2);
    let strange = (seen.foreign >= 2 && seen.foreign >= telling && !saying.titled)
        || (saying.foreign && !saying.titled && telling < 3)
        || (seen.events >= 2 && telling < 2);
    (enough && !strange).then_some(0.5 * telling as f64)
}

/// What speaks for records of one kind: the day, and headers that no other form has, or its title, or a column for
/// each required field.
fn of_records(
    form: &Form,
    words: &FormWords,
    columns: &[Evidence<'_>],
    matches: &[Match],
    seen: &Seen<'_>,
    saying: Saying,
) -> Option<f64> {
    let owns = |(column, found): &(&Evidence<'_>, &Match)| match found.taken.as_ref().map(|taken| &taken.why) {
        Some(Why::Near(known)) => words.is_own(known),
        Some(_) => words.is_own(column.head.leaf()),
        None => false,
    };
    let own = columns.iter().zip(matches).filter(owns).count();
    let demanded = form.fields.iter().filter(|field| field.required).count();
    let dated = form.role(Role::EventDate).is_none() || seen.has(form, Role::EventDate);
    let named = seen.has(form, Role::ChildName) || seen.has(form, Role::ChildId);
    let whole = seen.required == demanded;
    let enough = if saying.titled {
        seen.taken.len() >= 3 || (own >= 1 && seen.taken.len() >= 2)
    } else if saying.foreign {
        // Visits are no help, though both have a day, a person and a content.
        whole && (own >= 2 || (own >= 1 && seen.taken.len() >= 6))
    } else {
        (own >= 2 && (named || own >= 3))
            || (own >= 1 && seen.required + 1 >= demanded && named)
            || (whole && demanded >= 3)
    };
    // What lists children without a day and without a title is a roster as likely: both ask for helpers and guardians.
    let weight = if form.role(Role::EventDate).is_some() || saying.titled { 3.0 } else { 0.5 };
    (dated && enough && seen.foreign < 3).then_some(weight * own as f64)
}
