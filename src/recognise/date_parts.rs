//! A day that is asked for in several columns: 月 | 日, or 年 | 月 | 日 under 帮扶日期.

use crate::form::{Form, Kind, Role, language};
use crate::model::{Address, CellValue};

use super::candidates::{Candidate, Evidence, Why};
use super::found::Found;
use super::grid::Grid;
use super::lexicon::FormWords;
use super::looks;
use super::matching::Match;
use super::records;

/// Gives the first of such columns the field of the day, and joins the others to it.
pub(super) fn join(
    form: &Form,
    words: &FormWords,
    columns: &[Evidence<'_>],
    matches: &mut [Match],
    named: &mut [Vec<Candidate>],
) {
    let parts = &language().headers.date_parts;
    let part = |place: usize| {
        let column = columns.get(place)?;
        let part = parts.iter().position(|part| part == column.head.leaf())?;
        column.sample.iter().all(|value| looks::digits(&looks::plain(value)) <= 4).then_some(part)
    };
    let mut place = 0;
    while place < columns.len() {
        let mut end = place;
        while let (Some(here), next) = (part(end), part(end + 1)) {
            let follows = next == Some(here + 1)
                && columns
                    .get(end)
                    .zip(columns.get(end + 1))
                    .is_some_and(|(left, right)| left.head.column + 1 == right.head.column);
            end += 1;
            if !follows {
                break;
            }
        }
        if end < place + 2 || part(end - 1) != Some(parts.len() - 1) {
            place = end.max(place + 1);
            continue;
        }
        let wider = columns.get(place).and_then(|column| column.head.words.split_last()).map(|(_, wider)| wider);
        let asked = wider.unwrap_or_default().iter().rev().flat_map(|word| words.exact(&word.plain)).copied();
        let day = |&field: &usize| {
            form.fields.get(field).is_some_and(|field| matches!(field.kind, Kind::Date | Kind::BirthDate))
        };
        if let Some(field) = asked.into_iter().find(day).or_else(|| form.role(Role::EventDate)) {
            let first = columns.get(place).map_or(0, |column| column.head.column);
            for at in place..end {
                if let Some(wish) = named.get_mut(at) {
                    wish.clear();
                    if at == place {
                        wish.push(Candidate { field, score: 0.95, why: Why::Parts });
                    }
                }
                if let Some(found) = matches.get_mut(at).filter(|_| at > place) {
                    found.joined = Some((first, field));
                }
            }
        }
        place = end;
    }
}

/// A day that several cells make up; none where all of them are empty.
pub(super) struct Whole(pub(super) Option<CellValue>);

/// The day that a row's parts say, where the column is the first of several; as much of it as was written.
pub(super) fn value(grid: &Grid<'_>, found: &Found, row: u32, column: u32, data_from: u32) -> Option<Whole> {
    let joined = |matched: &Match| matched.joined.is_some_and(|(first, _)| first == column);
    if !found.columns.iter().any(|(_, matched)| joined(matched)) {
        return None;
    }
    let own = found.columns.iter().filter(|(head, matched)| head.column == column || joined(matched));
    let mut text = String::new();
    for (head, _) in own {
        let at: (Address, Option<&CellValue>) = records::cell(grid, row, head.column, data_from);
        if let Some(said) = at.1.map(looks::plain).filter(|said| !looks::is_nothing(said)) {
            text.push_str(said.trim_end_matches(head.leaf()));
            text.push_str(head.leaf());
        }
    }
    Some(Whole((!text.is_empty()).then_some(CellValue::text(text))))
}
