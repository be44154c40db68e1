//! What is told of a table's columns, and whether a table is a form's at all.

use std::borrow::Cow;

use crate::finding::Words;
use crate::form::{Form, Role, language};
use crate::model::{Address, ColumnMap};

use super::candidates::{Candidate, Evidence};
use super::lexicon::FormWords;
use super::matching::Match;

/// A match as the rest of the program sees it.
pub(super) fn column_map(form: &Form, column: u32, header: String, found: &Match, filled: bool) -> ColumnMap {
    let label = |field: usize| form.fields.get(field).map(|field| field.label.clone()).unwrap_or_default();
    let (score, reason) = match (&found.taken, &found.lost) {
        (Some(taken), _) => (taken.score, taken.why.words()),
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
        field: found.taken.as_ref().map(|taken| taken.field),
        also: found.also,
        score,
        reason,
        rivals: found.rivals.clone(),
        filled,
        serial: found.serial,
    }
}

/// How much speaks for a table being the form; `None` when it is not enough.
pub(super) fn verdict(
    form: &Form,
    words: &FormWords,
    columns: &[Evidence<'_>],
    matches: &[Match],
    titled: bool,
    foreign_title: bool,
) -> Option<f64> {
    let has = |role: Role| {
        form.role(role).is_some_and(|field| {
            matches.iter().any(|found| found.taken.as_ref().is_some_and(|taken| taken.field == field))
        })
    };
    if !has(Role::ChildName) && !has(Role::ChildId) {
        return None;
    }
    let taken: Vec<&Candidate> = matches.iter().filter_map(|found| found.taken.as_ref()).collect();
    let count = |test: &dyn Fn(usize) -> bool| taken.iter().filter(|candidate| test(candidate.field)).count();
    let required = count(&|field| form.fields.get(field).is_some_and(|field| field.required));
    let telling = count(&|field| words.telling.get(field).copied().unwrap_or_default());
    let demanded = form.fields.iter().filter(|field| field.required).count();
    let foreign = columns
        .iter()
        .zip(matches)
        .filter(|(column, found)| {
            found.taken.is_none() && language().headers.foreign.iter().any(|word| word == column.head.leaf())
        })
        .count();
    let enough = (telling >= 2 && taken.len() >= 3)
        || (telling >= 1 && taken.len() >= 4)
        || required * 5 >= demanded * 3
        || (titled && taken.len() >= 2);
    let strange = (foreign >= 2 && foreign >= telling && !titled) || (foreign_title && !titled && telling < 3);
    let score = taken.iter().map(|candidate| candidate.score).sum::<f64>()
        + 0.5 * telling as f64
        + 0.5 * required as f64
        + if titled { 3.0 } else { 0.0 };
    (enough && !strange).then_some(score - foreign as f64)
}
