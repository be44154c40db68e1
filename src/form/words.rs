//! Headers and values as words: the same word however it was typed.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::language::language;
use crate::finding::mask_long;
use crate::model::is_space;

/// A header, normalised for comparing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// The word itself: NFKC, without spaces, stars, colons, leading numbers and brackets.
    pub plain: String,
    /// What stood in brackets, in order, joined by a space.
    pub hint: String,
}

/// Normalises a header: `★ 2.身份证号（18位）：` gives `身份证号` with the hint `18位`.
pub fn header(text: &str) -> Header {
    // Most headers are Chinese characters alone: there is nothing to take off them.
    if text.chars().all(|c| matches!(c, '\u{4E00}'..='\u{9FFF}')) {
        return Header { plain: language().spelling.corrected(text), hint: String::new() };
    }
    let (plain, hint) = if are_settled(text) { parted(text.chars()) } else { parted(folded(text).chars()) };
    let plain = without_number(&plain).trim_matches([',', '.', ';', '。', '、', '_', '-', '/']).to_lowercase();
    // All of it in brackets: then that is the word.
    let plain = if plain.is_empty() { hint.to_lowercase() } else { plain };
    Header { plain: language().spelling.corrected(&plain), hint }
}

/// What stands outside brackets but marks, and what stands inside.
fn parted(text: impl Iterator<Item = char>) -> (String, String) {
    let (mut plain, mut hint) = (String::new(), String::new());
    let mut depth = 0usize;
    for c in text {
        match c {
            '(' | '[' | '【' | '〔' | '{' | '<' | '《' => {
                if depth == 0 && !hint.is_empty() {
                    hint.push(' ');
                }
                depth += 1;
            }
            ')' | ']' | '】' | '〕' | '}' | '>' | '》' => depth = depth.saturating_sub(1),
            _ if depth > 0 => hint.push(c),
            '*' | '★' | '☆' | '▲' | '△' | '●' | '※' | '#' | ':' | '"' | '\'' | '“' | '”' => {}
            _ => plain.push(c),
        }
    }
    (plain, hint)
}

/// What a whole header (its parts joined by `/`) is known by when somebody decides what it is: the word as [`header`]
/// has it, with its brackets, and no long number in full.
pub fn header_key(text: &str) -> String {
    let Header { plain, hint } = header(&mask_long(text));
    let hint = hint.to_lowercase();
    if hint.is_empty() || hint == plain { plain } else { format!("{plain}({hint})") }
}

/// Drops a leading number with its mark: `1、姓名`, `2.姓名`, `三、姓名`, `(3)姓名` (whose brackets are gone already).
fn without_number(text: &str) -> &str {
    const MARKS: [char; 6] = ['、', '.', '．', ',', '-', '_'];
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    if rest.is_empty() {
        return text;
    }
    if rest.len() < text.len() {
        return rest.trim_start_matches(MARKS);
    }
    let rest = text.trim_start_matches(|c| "一二三四五六七八九十".contains(c));
    match rest.strip_prefix('、') {
        Some(after) if rest.len() < text.len() && !after.is_empty() => after,
        _ => text,
    }
}

/// Normalises a value for comparing with a list: NFKC, no white space, lower case.
pub fn value(text: &str) -> String {
    compared(text).into_owned()
}

/// As [`value`], without a copy of a text that stands as it is compared, as nearly every cell of a sheet does.
pub fn compared(text: &str) -> Cow<'_, str> {
    if are_settled(text) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(folded(text).to_lowercase())
}

/// NFKC without white space.
pub fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if is_settled(c) => folded.push(c),
            // Marks and capitals that stand for themselves, whatever stands beside them among these …
            'A'..='Z' | '“' | '”' | '‘' | '’' | '—' | '·' | '《' | '》' | '【' | '】' | '〔' | '〕' => {
                folded.push(c);
            }
            // … and full-width characters.
            '\u{FF01}'..='\u{FF5E}' => folded.extend(char::from_u32(c as u32 - 0xFEE0)),
            ' ' | '\n' | '\r' | '\t' | '\u{A0}' | '\u{3000}' => {}
            _ => return text.nfkc().filter(|&c| !is_space(c)).collect(),
        }
    }
    folded
}

/// The characters of a text as a set that tells which ones surely are not in it.
pub fn letters(text: &str) -> u128 {
    text.chars().fold(0, |set, c| set | letter(c))
}

const fn letter(c: char) -> u128 {
    1 << (c as u32 % u128::BITS)
}

/// The characters that some words begin with.
#[derive(Clone, Debug, Default)]
pub struct Heads {
    /// The same as [`letters`]: by this nearly every other character is told at once.
    letters: u128,
    heads: Vec<char>,
}

impl Heads {
    /// Those of `words`.
    pub fn of<'w>(words: impl IntoIterator<Item = &'w String>) -> Self {
        let mut heads: Vec<char> = words.into_iter().filter_map(|word| word.chars().next()).collect();
        heads.sort_unstable();
        heads.dedup();
        Self { letters: heads.iter().fold(0, |set, &c| set | letter(c)), heads }
    }

    /// Whether one of the words begins with the character.
    pub fn has(&self, c: char) -> bool {
        self.letters & letter(c) != 0 && self.heads.contains(&c)
    }

    /// Whether one of the words may stand at the beginning of a text.
    pub fn begin(&self, text: &str) -> bool {
        text.chars().next().is_some_and(|first| self.has(first))
    }

    /// Whether one of the words may stand somewhere in a text.
    pub fn stand_in(&self, text: &str) -> bool {
        text.chars().any(|c| self.has(c))
    }
}

/// Whether normalising leaves a character as it is, whatever stands beside it in a text of such characters: visible
/// ASCII but capitals, the common Chinese characters, `、` and `。`.
pub const fn is_settled(c: char) -> bool {
    matches!(c, '!'..='@' | '['..='~' | '\u{4E00}'..='\u{9FFF}' | '、' | '。')
}

/// Whether all characters of a text are settled, told by its bytes: every cell of every sheet is asked.
pub fn are_settled(text: &str) -> bool {
    let mut rest = text.as_bytes();
    loop {
        rest = match rest {
            [] => return true,
            [b'!'..=b'@' | b'['..=b'~', rest @ ..]
            | [0xE4, 0xB8..=0xBF, _, rest @ ..]
            | [0xE5..=0xE9, _, _, rest @ ..]
            | [0xE3, 0x80, 0x81 | 0x82, rest @ ..] => rest,
            _ => return false,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_settled_character_is_its_own_normal_form() {
        let settled: String = ('\0'..='\u{FFFF}').filter(|&c| is_settled(c)).collect();
        let told = ('\0'..=char::MAX).filter(|c| are_settled(c.encode_utf8(&mut [0; 4])));
        assert_eq!(told.collect::<String>(), settled);
        assert!(are_settled(&settled));
        assert_eq!(settled.nfkc().filter(|&c| !is_space(c)).collect::<String>().to_lowercase(), settled);
        assert_eq!(value("Ａ b\u{3000}（三）"), "ab(三)");
        let normal = |text: &str| text.nfkc().filter(|&c| !is_space(c)).collect::<String>();
        assert!(('\0'..=char::MAX).all(|c| folded(&c.to_string()) == normal(&c.to_string())));
        let beside = "Ａb“—·》】〕　～，Ｚ（《’é)";
        assert_eq!((folded(beside), folded("ｅ\u{301}")), (normal(beside), normal("ｅ\u{301}")));
    }

    #[test]
    fn a_header_is_its_word() {
        for (written, plain, hint) in [
            ("学生\n姓 名*", "学生姓名", ""),
            ("★ 2.身份证号（18位）：", "身份证号", "18位"),
            ("出生日期(YYYY-MM-DD)", "出生日期", "YYYY-MM-DD"),
            ("1、学　校", "学校", ""),
            ("三、父亲電話", "父亲电话", ""),
            ("（岁）", "岁", "岁"),
            ("学藉号#", "学籍号", ""),
        ] {
            assert_eq!(header(written), Header { plain: plain.to_owned(), hint: hint.to_owned() }, "{written}");
        }
    }
}
