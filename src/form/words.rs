//! Headers and values as words: the same word however it was typed.

use unicode_normalization::UnicodeNormalization;

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
    let mut plain = String::with_capacity(text.len());
    let mut hint = String::new();
    let mut depth = 0usize;
    for c in text.nfkc().filter(|&c| !is_space(c)) {
        match c {
            '(' | '[' | '【' | '〔' | '{' | '<' | '《' => {
                if depth == 0 && !hint.is_empty() {
                    hint.push(' ');
                }
                depth += 1;
            }
            ')' | ']' | '】' | '〕' | '}' | '>' | '》' => depth = depth.saturating_sub(1),
            _ if depth > 0 => hint.push(c),
            '*' | '★' | '☆' | '▲' | '△' | '●' | '※' | ':' | '"' | '\'' | '“' | '”' =>
                {}
            _ => plain.push(c),
        }
    }
    Header {
        plain: without_number(&plain).to_lowercase(),
        hint,
    }
}

/// Drops a leading number with its mark: `1、姓名`, `2.姓名`, `(3)姓名` (whose brackets are gone already).
fn without_number(text: &str) -> String {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    if rest.len() == text.len() || rest.is_empty() {
        return text.to_owned();
    }
    rest.trim_start_matches(['、', '.', '．', ',', '-', '_'])
        .to_owned()
}

/// Normalises a value for comparing with a list: NFKC, no white space, lower case.
pub fn value(text: &str) -> String {
    text.nfkc()
        .filter(|&c| !is_space(c))
        .collect::<String>()
        .to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_its_word() {
        for (written, plain, hint) in [
            ("学生\n姓 名*", "学生姓名", ""),
            ("★ 2.身份证号（18位）：", "身份证号", "18位"),
            ("出生日期(YYYY-MM-DD)", "出生日期", "YYYY-MM-DD"),
            ("1、学　校", "学校", ""),
        ] {
            assert_eq!(
                header(written),
                Header {
                    plain: plain.to_owned(),
                    hint: hint.to_owned()
                },
                "{written}"
            );
        }
    }
}
