//! What a row is: a record, a total, a note, a signature, an example, a preprinted line.
//!
//! A word alone never decides: a row that carries an ID number is a child's, whatever the child is called.

use std::sync::LazyLock;

use crate::form::language;
use crate::form::words::Heads;
use crate::model::{Cell, CellValue, IgnoreReason};

use super::endings::{is_dated, is_note, is_signature, is_total};
use super::grades;
use super::lexicon::Lexicon;
use super::looks;

/// The columns of a table that tell what a row is.
#[derive(Clone, Debug, Default)]
pub(super) struct Frame {
    /// The child's name.
    pub(super) name: Option<u32>,
    /// The child's ID number.
    pub(super) id: Option<u32>,
    /// Columns that number the rows.
    pub(super) serial: Vec<u32>,
    /// Columns that are often filled beforehand: school, grade, class.
    pub(super) preset: Vec<u32>,
    /// All columns with a header.
    pub(super) headed: Vec<u32>,
    /// The remarks and other free text, where `示例` may stand.
    pub(super) free: Vec<u32>,
    /// The day of an event.
    pub(super) date: Option<u32>,
    /// Whether the table lists events.
    pub(super) events: bool,
    /// Whether the child is named once above the table.
    pub(super) given: bool,
    /// Whether the table is about a school, whose rows name no child.
    pub(super) school: bool,
}

/// What is known when a row's turn comes.
#[derive(Clone, Debug, Default)]
pub(super) struct Course {
    /// The row before was a note.
    pub(super) after_note: bool,
    /// Rows that end tables have passed: notes, signatures, a gap.
    pub(super) ended: bool,
    /// No record has been read yet.
    pub(super) fresh: bool,
}

/// A row with what decides about it.
pub(super) struct Line<'a> {
    /// Its cells within the table's columns.
    pub(super) cells: &'a [Cell],
    /// The name, from the row itself or a merge from above.
    pub(super) name: Option<&'a CellValue>,
    /// The ID number, likewise.
    pub(super) id: Option<&'a CellValue>,
    /// How many columns the first cell is merged over.
    pub(super) width: u32,
}

/// What a row is within a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// It says something of a child.
    Record,
    /// It says something, but nobody can say of whom.
    Nameless,
    /// It is not data.
    Ignored(IgnoreReason),
    /// It stands outside the table.
    Outside,
    /// A line between records that says of which class the following ones are.
    Section,
}

/// Decides what a row is.
pub(super) fn part(line: &Line<'_>, frame: &Frame, course: &Course, lexicon: &Lexicon) -> Part {
    let [name, id] = [line.name, line.id].map(|value| value.map(looks::plain).filter(|text| !looks::is_nothing(text)));
    if is_example(line, frame) {
        return Part::Ignored(IgnoreReason::Example);
    }
    if id.as_deref().is_some_and(looks::is_id) {
        return Part::Record;
    }
    if course.fresh && is_units(line.cells) {
        return Part::Ignored(IgnoreReason::Units);
    }
    let id_said = id.as_deref().is_some_and(|id| looks::digits(id) > 0);
    let person = name
        .as_deref()
        .is_some_and(|name| looks::is_person(name) && !lexicon.is_label(name) && grades::in_cell(name).grade.is_none());
    if is_total(line, frame, person) {
        return Part::Ignored(IgnoreReason::Total);
    }
    if is_note(line, frame, course, person) {
        return Part::Ignored(IgnoreReason::Note);
    }
    if is_signature(line, frame, course, lexicon, person) {
        return Part::Ignored(IgnoreReason::Signature);
    }
    if !id_said
        && let Some(name) = name.as_deref()
        && !line.cells.iter().any(|cell| looks::is_datum(&cell.value))
        && let Some(reason) = names_nobody(name)
    {
        return Part::Ignored(reason);
    }
    if let [only] = line.cells
        && let Some(part) = lone(only, line, frame, person)
    {
        return part;
    }
    if name.is_none() && !id_said {
        return if is_preprinted(line, frame) {
            Part::Ignored(IgnoreReason::Preprinted)
        } else if (frame.given && is_event(line, frame, course)) || (frame.school && is_of_school(line, frame, course))
        {
            Part::Record
        } else if course.ended || !line.cells.iter().any(|cell| frame.headed.contains(&cell.column)) {
            Part::Outside
        } else {
            Part::Nameless
        };
    }
    // A child's name merged over more lines than were filled in.
    if frame.events
        && !line.cells.iter().any(|cell| [frame.name, frame.id].contains(&Some(cell.column)))
        && is_preprinted(line, frame)
    {
        return Part::Ignored(IgnoreReason::Preprinted);
    }
    // After the table's end a row must look like a child's to be one; above it, a label in the name's place is none.
    let strange = !person
        && id.as_deref().is_none_or(|id| looks::digits(id) < 6)
        && !line.cells.iter().any(|cell| looks::is_datum(&cell.value));
    if strange && (course.ended || name.as_deref().is_some_and(|name| lexicon.is_label(name))) {
        return Part::Outside;
    }
    Part::Record
}

/// Whether a row without a name says of an event when it was, or enough else.
fn is_event(line: &Line<'_>, frame: &Frame, course: &Course) -> bool {
    let said =
        line.cells.iter().filter(|cell| frame.headed.contains(&cell.column) && !frame.serial.contains(&cell.column));
    is_dated(line, frame) || (!course.ended && said.count() >= 2)
}

/// Whether a row says something of a school; behind the table's end, as much as an event.
fn is_of_school(line: &Line<'_>, frame: &Frame, course: &Course) -> bool {
    let says = |cell: &Cell| frame.headed.contains(&cell.column) && !frame.serial.contains(&cell.column);
    let said = line.cells.iter().filter(|cell| says(cell) && !looks::is_nothing(&cell.value.shown())).count();
    is_dated(line, frame) || (!course.ended && said >= 1) || said >= 3
}

/// What a line is whose words in the name's place are no name: `以下空白`, `男2人，女3人`, `审核人`, `…`.
fn names_nobody(name: &str) -> Option<IgnoreReason> {
    let rows = &language().rows;
    let plain = name.trim_matches(['(', ')', '[', ']', '【', '】', ':', '。', '.', '…', '-', '~']);
    let is_followed = |word: &String| name.strip_prefix(word.as_str()).is_some_and(|rest| rest.starts_with(':'));
    let is = |words: &[String]| words.iter().any(|word| word == plain);
    let times = plain.strip_suffix('次').is_some_and(|count| count.parse::<u32>().is_ok());
    let counts = plain.contains(|c: char| c.is_ascii_digit())
        && plain.contains('人')
        && plain.chars().all(|c| c.is_ascii_digit() || "男女生童人名个共计合总其中有,，、；;:：和".contains(c));
    if counts || times {
        Some(IgnoreReason::Total)
    } else if is(&rows.signature) || rows.signature.iter().any(is_followed) {
        Some(IgnoreReason::Signature)
    } else if is(&rows.example) {
        Some(IgnoreReason::Example)
    } else if is(&rows.page) || rows.annex.iter().any(|word| plain.strip_prefix(word.as_str()).is_some_and(is_number)) {
        Some(IgnoreReason::Title)
    } else if plain.is_empty() || is(&rows.vacant) {
        Some(IgnoreReason::Note)
    } else {
        None
    }
}

/// Text without white space, closing colon and surrounding brackets.
pub(super) fn bare(value: &CellValue) -> String {
    looks::plain(value)
        .trim_end_matches([':', '.', '。'])
        .trim_start_matches(['(', '[', '【', '*', '※', '★'])
        .trim_end_matches([')', ']', '】'])
        .to_owned()
}

/// Whether a mark of an example can begin with a character.
fn begins_mark(c: char) -> bool {
    static BEGINNINGS: LazyLock<Heads> = LazyLock::new(|| Heads::of(&language().rows.example));
    BEGINNINGS.has(c)
}

/// A mark of an example in the first cell or the serial column, in brackets at the name, or alone as a remark.
fn is_example(line: &Line<'_>, frame: &Frame) -> bool {
    let marks = &language().rows.example;
    let is_mark = |text: &str| {
        marks.iter().any(|mark| {
            text == mark
                || text
                    .strip_prefix(mark.as_str())
                    .is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || "一二三:".contains(c)))
        })
    };
    let marked = |text: &str, named: bool| {
        let part =
            |open: char, close: char| text.split(open).skip(1).filter_map(|rest| rest.split(close).next()).any(is_mark);
        part('(', ')')
            || part('[', ']')
            || part('【', '】')
            || marks.iter().any(|mark| {
                text.strip_prefix(mark.as_str())
                    .is_some_and(|rest| rest.starts_with(':') || (named && mark.chars().count() > 1))
            })
    };
    for (place, cell) in line.cells.iter().enumerate() {
        let named = Some(cell.column) == frame.name;
        let first = place == 0 || frame.serial.contains(&cell.column);
        if !first && !named && !frame.free.contains(&cell.column) {
            continue;
        }
        let text = looks::plain(&cell.value);
        // Nearly no cell has a character that a mark begins with.
        if !text.contains(begins_mark) || text.chars().count() > 24 {
            continue;
        }
        if (first || named) && (is_mark(&bare(&cell.value)) || marked(&text, named)) && line.cells.len() > 1 {
            return true;
        }
        // In a column of free text only an unmistakable word speaks of the row: 示例, never 示范 or 例.
        let plainly = |text: &str| text.ends_with('例') && text.chars().count() > 1 && text != "举例";
        if frame.free.contains(&cell.column) && is_mark(&bare(&cell.value)) && plainly(&bare(&cell.value)) {
            return true;
        }
    }
    false
}

/// Numbers of columns, letters of columns, or nothing but units and bracketed hints.
fn is_units(cells: &[Cell]) -> bool {
    let units = &language().rows.units;
    let hint = |cell: &Cell| {
        let text = looks::plain(&cell.value);
        let bracketed = text.starts_with('(')
            && text.ends_with(')')
            && !text.trim_matches(['(', ')']).chars().all(|c| c.is_ascii_digit());
        bracketed || units.contains(&bare(&cell.value))
    };
    let number = |cell: &Cell| {
        let text = looks::plain(&cell.value);
        text.trim_matches(['(', ')', '[', ']', '<', '>', '栏', '第', '列']).parse::<u32>().ok()
    };
    if cells.is_empty() || cells.iter().all(hint) {
        return !cells.is_empty();
    }
    let numbers: Vec<u32> = cells.iter().filter_map(number).collect();
    let rest = cells.iter().filter(|cell| number(cell).is_none()).all(hint);
    rest && numbers.len() >= 3 && numbers.windows(2).all(|pair| matches!(pair, [a, b] if *b == a + 1))
}

/// What a row with a single cell is, where that can be told.
fn lone(only: &Cell, line: &Line<'_>, frame: &Frame, person: bool) -> Option<Part> {
    let text = looks::plain(&only.value);
    let wide = line.width >= 3;
    let named = Some(only.column) == frame.name;
    if named && person && !wide {
        return Some(Part::Record);
    }
    only.value.as_text()?;
    let annex = language().rows.annex.iter().any(|word| text.starts_with(word.as_str()));
    if annex {
        return Some(Part::Ignored(IgnoreReason::Title));
    }
    let standing = grades::in_words(&text);
    if (wide || (!frame.preset.contains(&only.column) && !named))
        && standing.grade.is_some()
        && text.chars().count() <= 30
    {
        return Some(Part::Section);
    }
    let titled = is_titled(&text);
    let page = language().rows.page.iter().any(|word| text.starts_with(word.as_str())) || is_page_number(&text);
    if (titled && (wide || !frame.free.contains(&only.column))) || page {
        return Some(Part::Ignored(IgnoreReason::Title));
    }
    None
}

/// `第2页`, `第2页/共3页`.
fn is_page_number(text: &str) -> bool {
    let rest = text.strip_prefix('第').map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    rest.is_some_and(|rest| rest.starts_with('页'))
}

/// Whether a text is worded as titles are.
pub(super) fn is_titled(text: &str) -> bool {
    text.chars().count() >= 5 && language().rows.title.iter().any(|word| text.contains(word.as_str()))
}

/// A row's number as people write it: `12`, `12.`, `(12)`, `十二`, `No12`.
fn is_number(text: &str) -> bool {
    let numeral = |c: char| !c.is_alphabetic() || "一二三四五六七八九十百零〇".contains(c);
    text.trim_start_matches(['N', 'n', 'O', 'o', '第']).chars().all(numeral)
}

/// Nothing but the row's number and what is filled in beforehand.
fn is_preprinted(line: &Line<'_>, frame: &Frame) -> bool {
    line.cells.iter().all(|cell| {
        let number = frame.serial.contains(&cell.column) && is_number(&looks::plain(&cell.value));
        number || frame.preset.contains(&cell.column) || looks::holds_nothing(&cell.value)
    })
}
