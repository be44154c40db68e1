//! What a cell's text looks like, whatever its header says.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::form::words::{self, Heads};
use crate::form::{Field, Kind, language};
use crate::model::{CellValue, is_blank};

use super::grades;
use super::lexicon::WordSet;
use super::moments::{self, Moment};

/// The most characters of a mark that repeats the cell above.
const LONGEST_DITTO: usize = 5;

/// The first characters of the marks that repeat the cell above, and of the words for nothing.
static DITTO: LazyLock<Heads> = LazyLock::new(|| Heads::of(&language().cells.ditto));
static NOTHING: LazyLock<Heads> = LazyLock::new(|| Heads::of(&language().cells.nothing));

/// Whether a text can be one of the words that begin so: a Chinese character and a digit are compared as they stand, so
/// that by the first nearly every cell is told at once.
fn may_begin(text: &str, heads: &Heads) -> bool {
    text.chars().next().is_some_and(|first| !matches!(first, '0'..='9' | '\u{4e00}'..='\u{9fff}') || heads.has(first))
        || text.is_empty()
}

/// A cell's text as compared: NFKC, no white space, lower case.
pub(super) fn plain(value: &CellValue) -> Cow<'_, str> {
    match value.as_text() {
        Some(text) => words::compared(text),
        None => Cow::Owned(words::value(&value.shown())),
    }
}

/// Whether the text says nothing: blank, or a word for nothing (`无`, `—`).
pub(super) fn is_nothing(text: &str) -> bool {
    if !may_begin(text, &NOTHING) {
        return false;
    }
    let compared = words::compared(text);
    language().cells.nothing.iter().any(|word| *word == compared) || is_blank(text)
}

/// Whether a cell says nothing, as [`is_nothing`].
pub(super) fn holds_nothing(value: &CellValue) -> bool {
    match value.as_text() {
        Some(text) => is_nothing(text),
        // Numbers, dates and errors say something.
        None => false,
    }
}

/// Whether the cell repeats the one above.
pub(super) fn is_ditto(value: &CellValue) -> bool {
    value.as_text().is_some_and(|text| {
        if !may_begin(text, &DITTO) {
            return false;
        }
        let bare = text.chars().filter(|&c| !crate::model::is_space(c));
        if bare.clone().nth(LONGEST_DITTO).is_some() {
            return false;
        }
        let ditto = &language().cells.ditto;
        match words::compared(text) {
            Cow::Borrowed(text) => ditto.iter().any(|word| word == text),
            Cow::Owned(compared) => ditto.iter().any(|word| *word == compared || word.chars().eq(bare.clone())),
        }
    })
}

/// How many digits a text has.
pub(super) fn digits(text: &str) -> usize {
    let is_digit = |c: &char| match *c {
        '0'..='9' => true,
        // Among these no other is numeric to Unicode.
        '\0'..='\u{7f}' | '\u{4e00}'..='\u{9fff}' => false,
        c => c.is_numeric() && c != '〇',
    };
    let mut count = 0;
    let mut rest = text.as_bytes();
    // Of plain ASCII and the common Chinese characters the bytes tell.
    loop {
        rest = match rest {
            [b'0'..=b'9', rest @ ..] => {
                count += 1;
                rest
            }
            [..=0x7F, rest @ ..] | [0xE4, 0xB8..=0xBF, _, rest @ ..] | [0xE5..=0xE9, _, _, rest @ ..] => rest,
            [] => return count,
            _ => break,
        };
    }
    count + text.get(text.len() - rest.len()..).map_or(0, |rest| rest.chars().filter(is_digit).count())
}

/// Whether a cell can only be a record's: a date, a large number, a run of many digits.
pub(super) fn is_datum(value: &CellValue) -> bool {
    match value {
        CellValue::Date { .. } | CellValue::Bool(_) | CellValue::Error(_) => true,
        CellValue::Number(number) => number.abs() >= 1000.0 || number.fract() != 0.0,
        CellValue::Text(text) => digits(text) >= 6,
    }
}

/// Whether a text without its bracketed hints is a record's: many digits, and not a sentence about a date.
pub(super) fn is_bare_datum(plain: &str) -> bool {
    let words = plain.chars().filter(|c| c.is_alphabetic() && !c.is_ascii() && !"年月日".contains(*c)).count();
    digits(plain) >= 6 && words < 4
}

/// An ID number's shape: 15 to 19 digits, a final X allowed, whatever their sense.
pub(super) fn is_id(text: &str) -> bool {
    // Hardly a cell has as many digits, and those that have, have nothing else.
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if text.len() < 14 || digits == text.len() {
        return (14..=19).contains(&digits);
    }
    let bare: String = text.chars().filter(|c| !matches!(c, '\'' | '-' | '\u{a0}')).collect();
    let body = bare.strip_suffix(['x', 'X', '*']).unwrap_or(&bare);
    (14..=19).contains(&body.len()) && body.bytes().all(|byte| byte.is_ascii_digit())
}

/// An ID number with a birth date inside, as no bank card or register number has it.
pub(super) fn is_resident_id(text: &str) -> bool {
    let part = |range: std::ops::Range<usize>| text.get(range).and_then(|digits| digits.parse::<u32>().ok());
    text.len() == 18
        && is_id(text)
        && part(6..10).is_some_and(|year| (1900..2100).contains(&year))
        && part(10..12).is_some_and(|month| (1..=12).contains(&month))
        && part(12..14).is_some_and(|day| (1..=31).contains(&day))
}

/// A mobile or landline number, or several.
pub(super) fn is_phone(text: &str) -> bool {
    let found = digits(text);
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    (7..=12).contains(&found) && letters <= 4
        || ((14..=36).contains(&found) && text.starts_with('1') && !is_id(text) && letters <= 8)
}

/// A mobile number at the beginning: eleven digits, of which the first is a one.
pub(super) fn is_mobile(text: &str) -> bool {
    let body: String = text.chars().filter(|c| !matches!(c, '-' | '\'')).collect();
    let count = body.chars().take_while(char::is_ascii_digit).count();
    count == 11 && matches!(body.as_bytes(), [b'1', b'3'..=b'9', ..])
}

/// A day or a month.
pub(super) fn is_date(value: &CellValue) -> bool {
    match value {
        CellValue::Date { .. } => true,
        CellValue::Number(number) => {
            (1900.0..2100.0).contains(number) && number.fract() != 0.0 || (19_000_101.0..21_000_101.0).contains(number)
        }
        CellValue::Text(text) => {
            let text = words::value(text);
            let year = text.starts_with("19") || text.starts_with("20");
            let parted = text.contains(['-', '/', '.', '年']);
            (year && (6..=17).contains(&digits(&text)) && (parted || digits(&text) == 8)
                || year && parted && digits(&text) == 5)
                || (text.contains('年') && text.contains('月') && text.chars().count() <= 14)
        }
        CellValue::Bool(_) | CellValue::Error(_) => false,
    }
}

/// A person's name by its shape: two to four Chinese characters, or a longer one with a middle dot.
pub(super) fn is_person(text: &str) -> bool {
    let count = text.chars().count();
    let han = |c: char| ('\u{3400}'..='\u{9fff}').contains(&c) || ('\u{20000}'..='\u{3ffff}').contains(&c);
    text.chars().all(|c| han(c) || matches!(c, '·' | '•' | '.'))
        && ((2..=4).contains(&count) || (count <= 15 && text.contains(['·', '•', '.'])))
}

/// What share of the cells fits the field's kind; `None` where the kind tells nothing or there is no cell.
/// `listed` are the spellings of the field's listed values.
pub(super) fn fit(field: &Field, listed: Option<&WordSet>, texts: &[(Cow<'_, str>, &CellValue)]) -> Option<f64> {
    if texts.is_empty() {
        return None;
    }
    let holds = |test: &dyn Fn(&str, &CellValue) -> bool| {
        // Many a column says the same in row after row.
        let (mut good, mut before) = (0, None);
        for (text, value) in texts {
            let known = before.filter(|(same, _)| same == value).map(|(_, fits)| fits);
            let fits = known.unwrap_or_else(|| test(text, value));
            good += usize::from(fits);
            before = Some((*value, fits));
        }
        good as f64 / texts.len() as f64
    };
    let listed = |text: &str| listed.is_some_and(|list| list.contains(text));
    let share = match field.kind {
        Kind::IdNumber => holds(&|text, _| is_id(text)),
        Kind::Phone => holds(&|text, _| is_phone(text)),
        Kind::BirthDate => holds(&|_, value| is_date(value)),
        Kind::Date => holds(&|_, value| matches!(moments::moment(value), Some(Moment::Day | Moment::Both))),
        Kind::Moment => holds(&|_, value| moments::moment(value).is_some()),
        Kind::Grade => holds(&|text, _| grades::in_cell(text).grade.is_some() || text.chars().count() == 1),
        Kind::Class => holds(&|text, _| grades::in_cell(text) != grades::Standing::default()),
        Kind::Choice => holds(&|text, _| listed(text)),
        Kind::YesNo => holds(&|text, _| listed(text) || language().cells.yes_no.iter().any(|known| known == text)),
        Kind::Person => holds(&|text, _| is_person(text)),
        Kind::Number | Kind::Amount | Kind::Minutes => holds(&|text, _| digits(text) > 0 && digits(text) <= 6),
        Kind::Time => holds(&|_, value| matches!(moments::moment(value), Some(Moment::Clock | Moment::Both))),
        Kind::School => {
            holds(&|text, _| language().schools.endings.iter().any(|ending| text.ends_with(ending.as_str())))
        }
        Kind::Text => return None,
    };
    Some(share)
}
