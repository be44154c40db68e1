//! Which column is the day of an event, which the time of day, which how long it took: headers say 时间 for all three.

use crate::form::{FormKind, Kind, Role, language, words};
use crate::model::{CellValue, DatePrecision};

use super::candidates::{Candidate, Evidence, Why};
use super::looks;
use super::matching::Board;

/// What most cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    /// A day.
    Day,
    /// A time of day.
    Clock,
    /// A day and a time of day.
    Both,
    /// How long something took, with its unit.
    Length,
    /// A small number, of which only the header says what it counts.
    Count,
}

impl Board<'_> {
    /// Settles the columns that may be an event's day, time of day or length, by their cells and by each other.
    pub(super) fn moments(&mut self, named: &mut [Vec<Candidate>]) {
        let Some(day) = self.form.role(Role::EventDate).filter(|_| self.form.kind == FormKind::Record) else {
            return;
        };
        let clock = self.form.role(Role::EventTime);
        let length = self.form.fields.iter().position(|field| field.kind == Kind::Minutes);
        let ours = [Some(day), clock, length];
        let open: Vec<usize> = (0..self.columns.len())
            .filter(|&place| {
                let leaf = self.columns.get(place).map_or("", |column| column.head.leaf());
                let wished =
                    named.get(place).is_some_and(|wish| wish.iter().any(|one| ours.contains(&Some(one.field))));
                let serial = self.matches.get(place).is_none_or(|found| found.serial);
                let claimed = named.get(place).is_some_and(|wish| !wish.is_empty());
                !serial
                    && (wished || !claimed && self.words.weak(leaf).iter().any(|&field| ours.contains(&Some(field))))
            })
            .collect();
        let held: Vec<Option<Moment>> =
            open.iter().map(|&place| self.columns.get(place).and_then(|column| held(column))).collect();
        let wishes = |place: usize, field: Option<usize>| {
            named.get(place).is_some_and(|wish| wish.iter().any(|one| Some(one.field) == field))
        };
        let dated = |at: usize| {
            open.iter().zip(&held).any(|(&place, held)| {
                place != at
                    && (matches!(held, Some(Moment::Day | Moment::Both))
                        || (held.is_none() && wishes(place, Some(day))))
            })
        };
        let measured = |at: usize| open.iter().any(|&place| place != at && wishes(place, length));
        let timed = open.iter().zip(&held).any(|(_, held)| *held == Some(Moment::Clock));
        let mut settled: Vec<(usize, Option<usize>, bool)> = Vec::new();
        for (&place, held) in open.iter().zip(&held) {
            let Some(column) = self.columns.get(place) else { continue };
            let says_length = is_length(column.head.words.last().map_or("", |word| word.hint.as_str()));
            let field = match held {
                _ if wishes(place, length) => length,
                _ if says_length && length.is_some() && !measured(place) => length,
                Some(Moment::Day | Moment::Both) => Some(day),
                Some(Moment::Clock) => clock,
                Some(Moment::Length) if length.is_some() && !measured(place) => length,
                Some(Moment::Count)
                    if length.is_some() && !measured(place) && dated(place) && !wishes(place, Some(day)) =>
                {
                    length
                }
                _ if wishes(place, Some(day)) || !dated(place) => Some(day),
                _ => clock,
            };
            settled.push((place, field, *held == Some(Moment::Both) && clock.is_some() && !timed));
        }
        for (place, field, both) in settled {
            let leaf = self.columns.get(place).map_or("", |column| column.head.leaf());
            let Some(wish) = named.get_mut(place) else { continue };
            let plainly = field
                .and_then(|field| wish.iter().find(|one| one.field == field))
                .map(|one| (one.score, one.why.clone()));
            // A word that means several of them is worth less than one that means only this.
            let (score, why) = plainly.unwrap_or((0.8, Why::Cells));
            let known = field.is_some_and(|field| self.words.can_mean(leaf, field));
            *wish = field.map_or_else(Vec::new, |field| {
                let why = if why == Why::Cells && known { Why::Weak } else { why };
                vec![Candidate { field, score, why }]
            });
            if both && let Some(found) = self.matches.get_mut(place) {
                found.also = clock;
            }
        }
    }
}

/// Whether a header's bracket says that it is about how long something took.
fn is_length(hint: &str) -> bool {
    let hint = words::value(hint);
    let durations = &language().cells.durations;
    durations.contains(&hint) || durations.iter().any(|unit| unit.chars().count() > 1 && hint.ends_with(unit.as_str()))
}

/// What at least half of a column's cells hold.
fn held(column: &Evidence<'_>) -> Option<Moment> {
    let seen: Vec<Moment> = column.sample.iter().filter_map(|value| moment(value)).collect();
    let most = [Moment::Both, Moment::Day, Moment::Clock, Moment::Length, Moment::Count];
    let count = |moment: Moment| seen.iter().filter(|&&one| one == moment).count();
    let most = most.into_iter().max_by_key(|&moment| (count(moment), std::cmp::Reverse(moment as u8)))?;
    // Here a day, there a day and a time: both is what the column holds.
    let days = count(Moment::Day) + count(Moment::Both);
    if days * 2 >= column.sample.len().max(1) && count(Moment::Both) * 3 >= days {
        return Some(Moment::Both);
    }
    (count(most) > 0 && count(most) * 2 >= column.sample.len()).then_some(most)
}

/// What a cell holds.
pub(super) fn moment(value: &CellValue) -> Option<Moment> {
    let of = |day: bool, clock: bool| match (day, clock) {
        (true, true) => Some(Moment::Both),
        (true, false) => Some(Moment::Day),
        (false, true) => Some(Moment::Clock),
        (false, false) => None,
    };
    match value {
        CellValue::Date { shows: DatePrecision::Time, .. } => Some(Moment::Clock),
        CellValue::Date { at, .. } => of(true, at.time() != chrono::NaiveTime::MIN),
        CellValue::Number(number) if *number > 0.0 && *number < 1.0 => Some(Moment::Clock),
        CellValue::Number(number) if (20_000.0..60_000.0).contains(number) => of(true, number.fract() != 0.0),
        CellValue::Number(number) if looks::is_date(value) || *number > 1440.0 => of(looks::is_date(value), false),
        CellValue::Number(_) => Some(Moment::Count),
        CellValue::Text(text) => of_text(&words::value(text)),
        CellValue::Bool(_) | CellValue::Error(_) => None,
    }
}

/// What a normalised text holds.
fn of_text(text: &str) -> Option<Moment> {
    let cells = &language().cells;
    let clock = has_clock(text);
    let day = has_day(text);
    let unit = cells.durations.iter().any(|unit| text.ends_with(unit.as_str()));
    let primes = text.contains(['\'', '"', '′', '″', '’', '”']) && looks::digits(text) > 0;
    let minutes = looks::digits(text) > 0 && text.ends_with('分') && !clock;
    match (day, clock) {
        (true, true) => Some(Moment::Both),
        (true, false) => Some(Moment::Day),
        _ if unit || primes || minutes => Some(Moment::Length),
        (false, true) => Some(Moment::Clock),
        _ if looks::digits(text) > 0 && text.parse::<f64>().is_ok_and(|number| number <= 1440.0) => Some(Moment::Count),
        _ => None,
    }
}

/// Whether a time of day stands in the text: `19:30`, `晚上7点`, `19时`.
fn has_clock(text: &str) -> bool {
    let characters: Vec<char> = text.chars().collect();
    characters.iter().enumerate().any(|(at, c)| {
        let before = at.checked_sub(1).and_then(|before| characters.get(before));
        let digit = before.is_some_and(|c| c.is_ascii_digit() || "一二三四五六七八九十两".contains(*c));
        digit && language().cells.clock.iter().any(|mark| mark.starts_with(*c))
    })
}

/// Whether a day stands in the text, with its year or without: `2026-10-12`, `10月12日`, `10.12`, `12日`.
fn has_day(text: &str) -> bool {
    if looks::is_date(&CellValue::text(text)) {
        return true;
    }
    let parts: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let number = |place: usize, most: u32| {
        parts
            .get(place)
            .is_some_and(|part| part.len() <= 2 && part.parse::<u32>().is_ok_and(|n| (1..=most).contains(&n)))
    };
    let year = parts.first().is_some_and(|part| part.len() == 4 && part.starts_with("20"));
    if year && number(1, 12) && number(2, 31) {
        return true;
    }
    let joint = parts.first().and_then(|first| text.strip_prefix(first)).and_then(|rest| rest.chars().next());
    match joint {
        Some('月') => number(0, 12),
        Some('.' | '/' | '-') => number(0, 12) && number(1, 31) && parts.len() >= 2,
        Some('日' | '号') => number(0, 31),
        _ => text.contains('月') && text.contains(['日', '号']),
    }
}
