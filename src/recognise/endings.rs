//! Rows that end a table or a part of it: totals, notes, signatures.

use std::sync::LazyLock;

use crate::form::language;
use crate::form::words::{self, Heads};
use crate::model::{Cell, CellValue};

use super::grades;
use super::lexicon::Lexicon;
use super::looks;
use super::moments::{self, Moment};
use super::roles::{Course, Frame, Line, bare};
use super::schools;

/// The words for totals with their characters, as [`words::letters`].
static TOTALS: LazyLock<Vec<(u128, &String)>> =
    LazyLock::new(|| language().rows.total.iter().map(|word| (words::letters(word), word)).collect());

/// The first characters of the labels of people who sign.
static SIGNATURES: LazyLock<Heads> = LazyLock::new(|| Heads::of(&language().rows.signature));

/// A word for a total at the beginning, and nothing that only a child has.
pub(super) fn is_total(line: &Line<'_>, frame: &Frame, person: bool) -> bool {
    let begins = |text: &str| {
        let is_short = text.chars().count() <= 12;
        // Hardly a cell has all characters of such a word.
        let letters = words::letters(text);
        let mut totals = TOTALS.iter().filter(|(needed, _)| letters & needed == *needed);
        totals.any(|(_, word)| {
            let rest = text.strip_prefix(word.as_str());
            rest.is_some_and(|rest| {
                rest.is_empty()
                    || !rest.starts_with(|c: char| c.is_alphabetic())
                    || language().rows.total_after.iter().any(|word| rest.starts_with(word.as_str()))
            }) || (is_short
                && text.strip_suffix(word.as_str()).is_some_and(|rest| {
                    grades::in_cell(rest).grade.is_some() || rest.ends_with(language().grades.class.as_str())
                }))
        }) || counts_people(text)
    };
    let Some(cell) = line.cells.iter().take(3).find(|cell| begins(&looks::plain(&cell.value))) else {
        return false;
    };
    let is_number = |text: &str| looks::is_phone(text) && looks::digits(text) >= 11;
    if line.cells.iter().any(|cell| is_number(&looks::plain(&cell.value))) {
        return false;
    }
    let before_name = |column: u32| frame.name.is_none_or(|name| column <= name);
    Some(cell.column) == frame.name
        || (!person && (before_name(cell.column) || line.cells.len() <= 2))
        || (before_name(cell.column)
            && line.cells.first().is_some_and(|first| first.column == cell.column)
            && !frame.preset.contains(&cell.column))
}

/// `共12人`, `共12人，其中男7人`.
fn counts_people(text: &str) -> bool {
    let rows = &language().rows;
    let Some(rest) = rows.count_before.iter().find_map(|word| text.strip_prefix(word.as_str())) else {
        return false;
    };
    let rest = rest.trim_start_matches(':');
    let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    after.len() < rest.len() && rows.count_after.iter().any(|word| after.starts_with(word.as_str()))
}

/// A line that begins like a note, goes on after one, or is a sentence by itself.
pub(super) fn is_note(line: &Line<'_>, frame: &Frame, course: &Course, person: bool) -> bool {
    let Some(first) = line.cells.first() else {
        return false;
    };
    // A remark in the first column is no note when a child stands beside it.
    if person && line.cells.len() > 2 {
        return false;
    }
    let Some(text) = first.value.as_text().map(words::value) else {
        return false;
    };
    let begins = language().rows.note.iter().any(|word| {
        text.strip_prefix(word.as_str()).is_some_and(|rest| {
            rest.starts_with([':', '.', '、', '(', ';', ','])
                || rest.starts_with(|c: char| c.is_ascii_digit())
                || (rest.is_empty() && line.cells.len() <= 2)
        })
    });
    if begins {
        return true;
    }
    let bracketed = text.starts_with('(')
        && language().rows.note.iter().any(|word| text.get(1..).is_some_and(|rest| rest.starts_with(word.as_str())));
    let alone = line.cells.len() == 1 && !(person && Some(first.column) == frame.name);
    let length = text.chars().count();
    let remark = frame.free.contains(&first.column) && !course.ended;
    let closing = length >= 5 && !remark && language().rows.closing.iter().any(|word| text.starts_with(word.as_str()));
    let numbered = text.starts_with(|c: char| c.is_ascii_digit() || "一二三四五六七八九十(".contains(c))
        && text.chars().take(5).any(|c| matches!(c, '.' | '、' | ')' | ':'));
    bracketed
        || (alone
            && (closing
                || (course.after_note && length >= 5)
                || (numbered && length >= 8)
                || (length >= 10 && text.contains(['。', ';']))
                || (length >= 20 && text.contains(','))))
}

/// Labels of people who sign, a date alone, a seal.
pub(super) fn is_signature(line: &Line<'_>, frame: &Frame, course: &Course, lexicon: &Lexicon, person: bool) -> bool {
    let labels = &language().rows.signature;
    let schools_label = |label: &str| lexicon.particulars(0).school.iter().any(|word| word == label);
    let labelled = |cell: &Cell| {
        let text = looks::plain(&cell.value);
        if !text.contains(':') && !SIGNATURES.stand_in(&text) {
            return false;
        }
        let mut parts = text.split(':');
        let label = parts.next().unwrap_or_default();
        let colon = parts.next().is_some();
        let label = label.split('(').next().unwrap_or_default();
        let ends = |word: &String| label == word || (label.chars().count() <= 10 && label.ends_with(word.as_str()));
        let bare = bare(&cell.value);
        (colon && (schools_label(label) || labels.iter().any(ends)))
            || labels.iter().any(|word| text == *word || bare == *word || label == word)
    };
    let Some(first) = line.cells.first() else {
        return false;
    };
    let date_line = |text: &str| {
        let rest: String =
            text.chars().filter(|c| !c.is_ascii_digit() && !"_〇零一二三四五六七八九十".contains(*c)).collect();
        rest == "年月日" || rest == "年月"
    };
    let dated = |cell: &Cell| date_line(&looks::plain(&cell.value)) || looks::is_date(&cell.value) || labelled(cell);
    // 龙洞小学 | 2026年11月13日: who sends it, unless it stands where a child's school or a remark does.
    let signed = |cell: &Cell| {
        let text = looks::plain(&cell.value);
        let day = schools::in_text(&text).first().and_then(|name| text.strip_prefix(words::value(name).as_str()));
        let sender = schools::is_one(&text) || day.is_some_and(date_line);
        sender && !frame.preset.contains(&cell.column) && (course.ended || !frame.free.contains(&cell.column))
    };
    // 王小学 may be a child, 龙洞小学 with nothing beside it is none.
    let is_long_alone = line.cells.len() == 1 && looks::plain(&first.value).chars().count() >= 4;
    let in_name = Some(first.column) == frame.name && signed(first);
    if line.cells.len() <= 2
        && line.cells.iter().all(|cell| dated(cell) || signed(cell))
        && (!person || (in_name && (course.ended || line.width >= 3 || is_long_alone)))
    {
        return true;
    }
    let first_labelled = labelled(first);
    if person && !first_labelled {
        return false;
    }
    let count = line.cells.iter().filter(|cell| labelled(cell)).count();
    // 班主任 is who helped, where the row tells an event: only its child is missing, or stands above the table. Who signs
    // has a name behind the label.
    let tells = line.cells.len() >= 4 || (line.cells.len() == 3 && line.cells.last().is_some_and(labelled));
    let is_full = line.cells.len() >= 5 && line.cells.len() * 3 >= frame.headed.len() * 2;
    if count == 1 && !course.ended && ((tells && is_dated(line, frame)) || is_full) {
        return false;
    }
    if first_labelled
        && (!person || count >= 2 || frame.serial.contains(&first.column) || looks::plain(&first.value).contains(':'))
    {
        return true;
    }
    count > 0 && !person && line.name.is_none_or(|name| frame.name.is_some() && labelled_text(name))
}

/// Whether a row has its day in the column of the day.
pub(super) fn is_dated(line: &Line<'_>, frame: &Frame) -> bool {
    let is_day = |cell: &&Cell| matches!(moments::moment(&cell.value), Some(Moment::Day | Moment::Both));
    line.cells.iter().filter(|cell| Some(cell.column) == frame.date).any(|cell| is_day(&cell))
}

fn labelled_text(value: &CellValue) -> bool {
    value.as_text().is_some_and(|text| words::value(text).contains(':'))
}
