//! The list of problems in a marked copy: its words, and the answers that a school wrote into it.

use crate::decision::{column, header_row, text};
use crate::model::{Address, Lang, Place, Sheet, Words};

/// The columns of the list, by which it is written and read back.
#[derive(Clone, Copy, Debug)]
pub struct AnswerSheet;

impl AnswerSheet {
    /// Where the problem stands.
    pub const PLACE: Words = Words::new("位置", "Place");
    /// The child.
    pub const SUBJECT: Words = Words::new("儿童/对象", "Child or person");
    /// What the school did.
    pub const DONE: Words = Words::new("处理情况", "What was done");
    /// What it explains.
    pub const WORDS: Words = Words::new("说明", "Explanation");
    /// The problem's code.
    pub const CODE: Words = Words::new("代码", "Code");
    /// The school says that it corrected the place.
    pub const CORRECTED: Words = Words::new("已改", "corrected");
}

/// The longest explanation that is kept, in characters.
const LONGEST: usize = 300;
/// How the list names a whole sheet and the whole file.
const WHOLE_SHEET: Words = Words::new("整张表", "the sheet");
const WHOLE_FILE: Words = Words::new("整个文件", "the file");

/// Where a problem stands, as the list names it: a sheet and what is meant on it. No sheet: the first.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// The sheet's name, where the list gives it.
    pub sheet: Option<String>,
    /// The row, from zero.
    pub row: Option<u32>,
    /// The column, from zero.
    pub column: Option<u32>,
}

/// A row of the list with what the school wrote into it; an empty answer says that it wrote nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Where the problem stands.
    pub spot: Spot,
    /// Its code.
    pub code: String,
    /// The child.
    pub subject: String,
    /// What the school did.
    pub done: String,
    /// What it explains.
    pub words: String,
}

impl Answer {
    /// Whether the school says that the place is right as it stands, or cannot be filled in, and why.
    pub fn explains(&self) -> bool {
        !self.words.is_empty() && !AnswerSheet::CORRECTED.either(&self.done)
    }
}

/// How the list names a place; `sheet` is the name to give, where one is wanted.
pub fn shown_spot(place: &Place, sheet: Option<&str>, lang: Lang) -> String {
    if place.sheet.is_none() {
        return WHOLE_FILE.get(lang).to_owned();
    }
    let at = Address::new(place.row.unwrap_or(0), place.column.unwrap_or(0));
    let shown = match (place.row, place.column, lang) {
        (Some(_), Some(_), _) => at.to_string(),
        (Some(_), None, Lang::Zh) => format!("第{}行", at.row_number()),
        (Some(_), None, Lang::En) => format!("row {}", at.row_number()),
        (None, Some(_), Lang::Zh) => format!("{}列", at.column_letters()),
        (None, Some(_), Lang::En) => format!("column {}", at.column_letters()),
        (None, None, _) => WHOLE_SHEET.get(lang).to_owned(),
    };
    sheet.map_or_else(|| shown.clone(), |sheet| format!("{sheet} {shown}"))
}

/// Reads what [`shown_spot`] writes.
fn spot(shown: &str) -> Option<Spot> {
    let shown = shown.trim();
    if WHOLE_FILE.either(shown) {
        return Some(Spot::default());
    }
    for words in [&WHOLE_SHEET.zh, &WHOLE_SHEET.en] {
        if let Some(sheet) = shown.strip_suffix(&**words) {
            return Some(Spot { sheet: named(sheet), ..Spot::default() });
        }
    }
    let (before, last) = shown.rsplit_once(' ').unwrap_or(("", shown));
    let row = |number: &str| number.parse::<u32>().ok()?.checked_sub(1);
    let letters = |letters: &str| Some(format!("{letters}1").parse::<Address>().ok()?.column);
    if let Ok(at) = last.parse::<Address>() {
        return Some(Spot { sheet: named(before), row: Some(at.row), column: Some(at.column) });
    }
    if let Some(number) = last.strip_prefix('第').and_then(|rest| rest.strip_suffix('行')) {
        return Some(Spot { sheet: named(before), row: Some(row(number)?), column: None });
    }
    if let Some(name) = last.strip_suffix('列') {
        return Some(Spot { sheet: named(before), row: None, column: Some(letters(name)?) });
    }
    if let Some(sheet) = before.strip_suffix("row") {
        return Some(Spot { sheet: named(sheet), row: Some(row(last)?), column: None });
    }
    let sheet = before.strip_suffix("column")?;
    Some(Spot { sheet: named(sheet), row: None, column: Some(letters(last)?) })
}

fn named(sheet: &str) -> Option<String> {
    let sheet = sheet.trim();
    (!sheet.is_empty()).then(|| sheet.to_owned())
}

/// What stands on the list of a marked copy that came back: a row for every problem that it tells.
pub fn read(sheet: &Sheet) -> Vec<Answer> {
    let wanted = [&AnswerSheet::PLACE, &AnswerSheet::CODE, &AnswerSheet::WORDS];
    let Some((at, columns)) = header_row(sheet, &wanted) else {
        return Vec::new();
    };
    let header = sheet.rows.get(at);
    let [subject, done] =
        [&AnswerSheet::SUBJECT, &AnswerSheet::DONE].map(|title| header.and_then(|row| column(row, title)));
    let mut answers = Vec::new();
    for row in sheet.rows.iter().skip(at + 1) {
        let of = |column: Option<u32>| column.and_then(|column| text(row, column)).unwrap_or_default();
        let [place, code, words] = [0, 1, 2].map(|place| of(columns.get(place).copied()));
        let Some(spot) = spot(&place) else { continue };
        if !code.is_empty() {
            answers.push(Answer { spot, code, subject: of(subject), done: kept(&of(done)), words: kept(&words) });
        }
    }
    answers
}

/// An answer as it is kept: without digits by which anybody could be found, in one line, no longer than needed.
fn kept(written: &str) -> String {
    let masked = crate::finding::mask(written.trim());
    let line: String = masked.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST).collect();
    line.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_back_as_it_is_shown() {
        for lang in [Lang::Zh, Lang::En] {
            for sheet in [None, Some("花名册"), Some("Sheet 1 row")] {
                for (row, column) in [(Some(6), Some(3)), (Some(6), None), (None, Some(27)), (None, None)] {
                    let place = Place { sheet: Some("x".into()), row, column, ..Place::default() };
                    let shown = shown_spot(&place, sheet, lang);
                    let read = Spot { sheet: sheet.map(str::to_owned), row, column };
                    assert_eq!(spot(&shown), Some(read), "{shown}");
                }
            }
        }
        assert_eq!(spot("整个文件"), Some(Spot::default()));
        assert_eq!(spot("见附件"), None);
    }
}
