//! Grades and classes inside words: `三（2）班`, `初一`, `302`, `柳林小学三年级2班花名册`.

use std::sync::LazyLock;

use crate::form::words::Heads;
use crate::form::{language, words};

/// A grade and a class, as far as a text names one of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Standing {
    /// `三年级`, `初一`, `大班`.
    pub(super) grade: Option<String>,
    /// The class's number.
    pub(super) class: Option<String>,
}

/// A grade that was found, with the class behind it, and where the reading may go on.
struct Found {
    grade: String,
    class: Option<u32>,
    next: usize,
}

/// What a cell of a grade or class column holds, or a whole sheet name: bare codes such as `302` and `3.2` count.
pub(super) fn in_cell(text: &str) -> Standing {
    let text = words::compared(text);
    // A long number, a date, a time: no code has so many characters.
    if text.len() > 6 && text.is_ascii() && !text.contains(['(', ')']) {
        return Standing::default();
    }
    // Nearly no cell but a grade's or a class's has a character that one can begin with.
    if !text.contains(|c| c == '0' || c == '十' || begins_grade(c)) {
        return Standing::default();
    }
    if let Some((grade, class)) = code(&text) {
        return Standing { grade: grade_name(grade), class: Some(class.to_string()) };
    }
    let found = in_words(&text);
    if found.grade.is_some() {
        return found;
    }
    let bare: Vec<char> = text
        .trim_end_matches(language().grades.class.as_str())
        .chars()
        .filter(|c| !matches!(c, '(' | ')' | '第'))
        .collect();
    let class = number_at(&bare, 0).filter(|&(_, next)| next == bare.len()).map(|(class, _)| class.to_string());
    Standing { grade: None, class }
}

/// What running text names: a title, a sheet's or file's name. Two grades at once name none.
pub(super) fn in_words(text: &str) -> Standing {
    let text = words::compared(text);
    // Without a Chinese character only `7(1)` is one: no number of an identity card or a telephone is.
    if !text.contains(begins_grade) || (text.is_ascii() && !text.contains('(')) {
        return Standing::default();
    }
    let text: Vec<char> = text.chars().collect();
    let mut found: Vec<Found> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let Some(here) = grade_at(&text, at) else {
            at += 1;
            continue;
        };
        if follows_another(&text, at) {
            return Standing::default();
        }
        at = here.next;
        found.push(here);
    }
    let Some(first) = found.first() else {
        return Standing::default();
    };
    if found.iter().any(|other| other.grade != first.grade) {
        return Standing::default();
    }
    let mut classes: Vec<u32> = found.iter().filter_map(|here| here.class).collect();
    classes.dedup();
    let class = if let [class] = classes.as_slice() { Some(class.to_string()) } else { None };
    Standing { grade: Some(first.grade.clone()), class }
}

/// `302`, `0302`, `3.2`, `三2`, with or without the word for class: grade and class numbers.
fn code(text: &str) -> Option<(usize, u32)> {
    let word = language().grades.class.as_str();
    let with_word = text.ends_with(word);
    let text: Vec<char> = text.strip_suffix(word).unwrap_or(text).chars().collect();
    let (grade, class) = match text.as_slice() {
        [grade, '.' | '-' | '/', class @ ..] if !class.is_empty() && class.len() <= 2 => (*grade, class),
        ['0', grade, class @ ..] if class.len() == 2 => (*grade, class),
        [grade, class @ ..] if class.len() == 2 && matches!(class.first(), Some('0' | '1')) => (*grade, class),
        [grade, class] if !grade.is_ascii_digit() && (class.is_ascii_digit() || with_word) => {
            (*grade, std::slice::from_ref(class))
        }
        _ => return None,
    };
    let (class, used) =
        number_at(class, 0).filter(|&(number, _)| number > 0).map(|(number, next)| (number, next == class.len()))?;
    if used { Some((numeral(grade)?, class)) } else { None }
}

/// Whether a grade can begin with a character: nearly no cell but a grade's has such a one.
fn begins_grade(c: char) -> bool {
    static BEGINNINGS: LazyLock<Heads> = LazyLock::new(|| {
        let grades = &language().grades;
        Heads::of([&grades.numerals, &grades.nursery, &grades.nursery_short, &grades.stages].into_iter().flatten())
    });
    matches!(c, '1'..='9') || BEGINNINGS.has(c)
}

/// The grade that begins at `at`.
fn grade_at(text: &[char], at: usize) -> Option<Found> {
    nursery_at(text, at).or_else(|| stage_at(text, at)).or_else(|| numbered_at(text, at))
}

/// `大班`, `学前班`, `大(1)班`.
fn nursery_at(text: &[char], at: usize) -> Option<Found> {
    let grades = &language().grades;
    let before = at.checked_sub(1).and_then(|before| text.get(before));
    if before.is_some_and(|&before| grades.stages.iter().any(|stage| stage.chars().eq([before]))) {
        return None;
    }
    for name in &grades.nursery {
        if starts(text, at, name) {
            return Some(Found { grade: name.clone(), class: None, next: at + name.chars().count() });
        }
    }
    let short = grades.nursery_short.iter().find(|short| starts(text, at, short))?;
    let (class, next) = class_at(text, at + 1, true)?;
    Some(Found { grade: format!("{short}{}", grades.class), class: Some(class), next })
}

/// `初一`, `高二(3)班`, `初三年级`.
fn stage_at(text: &[char], at: usize) -> Option<Found> {
    let grades = &language().grades;
    let stage = grades.stages.iter().find(|stage| starts(text, at, stage))?;
    let year = numeral(*text.get(at + 1)?).filter(|year| (1..=3).contains(year))?;
    let mut next = at + 2;
    next += grades.grade.iter().find(|word| starts(text, next, word)).map_or(0, |word| word.chars().count());
    let class = class_at(text, next, false);
    let grade = format!("{stage}{}", grades.numerals.get(year - 1)?);
    Some(Found { grade, class: class.map(|(class, _)| class), next: class.map_or(next, |(_, next)| next) })
}

/// `三年级`, `3年级2班`, `三(2)班`, `三年2班`.
fn numbered_at(text: &[char], at: usize) -> Option<Found> {
    let grades = &language().grades;
    let year = numeral(*text.get(at)?)?;
    if at
        .checked_sub(1)
        .and_then(|before| text.get(before))
        .is_some_and(|c| c.is_ascii_digit() || *c == '十' || *c == '第')
    {
        return None;
    }
    let word = grades.grade.iter().find(|word| starts(text, at + 1, word));
    let next = at + 1 + word.map_or(0, |word| word.chars().count());
    // 年 alone is a year or 九年一贯制 unless a class follows; without any word the class must be unmistakable.
    let sure = word.is_some_and(|word| Some(word) == grades.grade.first());
    let class = class_at(text, next, !sure).map(|(class, next)| (class_in_code(class, year), next));
    if !sure && class.is_none() {
        return None;
    }
    Some(Found {
        grade: grade_name(year)?,
        class: class.map(|(class, _)| class),
        next: class.map_or(next, |(_, next)| next),
    })
}

/// A class behind its grade: `(2)班`, `2班`, `二班`, `(2)`. `strict`: brackets or the word for class must stand there.
fn class_at(text: &[char], at: usize, strict: bool) -> Option<(u32, usize)> {
    let word = &language().grades.class;
    let at = if text.get(at) == Some(&'第') { at + 1 } else { at };
    let bracket = text.get(at) == Some(&'(');
    let (class, mut next) = number_at(text, at + usize::from(bracket))?;
    if bracket {
        if starts(text, next, word) {
            next += 1;
        }
        if text.get(next) != Some(&')') {
            return None;
        }
        next += 1;
    }
    let named = starts(text, next, word);
    if named {
        next += 1;
    }
    let ends = next >= text.len();
    (class > 0 && (named || (bracket && (!strict || ends)) || (!strict && ends))).then_some((class, next))
}

/// `0901` of grade nine is its first class.
fn class_in_code(class: u32, year: usize) -> u32 {
    if class > 100 && class / 100 == year as u32 { class % 100 } else { class }
}

/// Whether the grade at `at` is one of several: `一二年级`, `一至六年级`, `1-6年级`, `三、四年级`.
fn follows_another(text: &[char], at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else {
        return false;
    };
    let earlier = before.checked_sub(1).and_then(|earlier| text.get(earlier));
    let Some(&joint) = text.get(before) else {
        return false;
    };
    numeral(joint).is_some()
        || (language().grades.ranges.contains(&joint.to_string())
            && earlier.is_some_and(|&c| numeral(c).is_some() || c == '级' || c.to_string() == language().grades.class))
}

/// A number of digits or of Chinese numerals up to 九十九.
fn number_at(text: &[char], at: usize) -> Option<(u32, usize)> {
    let mut next = at;
    while text.get(next).is_some_and(char::is_ascii_digit) {
        next += 1;
    }
    if next > at {
        let digits: String = text.get(at..next)?.iter().collect();
        return if digits.len() <= 4 { Some((digits.parse().ok()?, next)) } else { None };
    }
    let unit = |at: usize| text.get(at).filter(|c| !c.is_ascii_digit()).and_then(|&c| numeral(c)).map(|n| n as u32);
    match (unit(at), text.get(at), text.get(at + 1)) {
        (Some(tens), _, Some('十')) => {
            Some(unit(at + 2).map_or((tens * 10, at + 2), |ones| (tens * 10 + ones, at + 3)))
        }
        (Some(ones), _, _) => Some((ones, at + 1)),
        (None, Some('十'), _) => Some(unit(at + 1).map_or((10, at + 1), |ones| (10 + ones, at + 2))),
        _ => None,
    }
}

fn numeral(c: char) -> Option<usize> {
    match c.to_digit(10) {
        Some(0) => None,
        Some(digit) => Some(digit as usize),
        None => language().grades.numerals.iter().position(|numeral| numeral.starts_with(c)).map(|place| place + 1),
    }
}

fn grade_name(year: usize) -> Option<String> {
    let grades = &language().grades;
    Some(format!("{}{}", grades.numerals.get(year.checked_sub(1)?)?, grades.grade.first()?))
}

fn starts(text: &[char], at: usize, word: &str) -> bool {
    !word.is_empty()
        && text.get(at..).is_some_and(|rest| word.chars().enumerate().all(|(place, c)| rest.get(place) == Some(&c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(grade: &str, class: &str) -> Standing {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Standing { grade: some(grade), class: some(class) }
    }

    #[test]
    fn cells() {
        for (text, grade, class) in [
            ("三(2)班", "三年级", "2"),
            ("三（2）", "三年级", "2"),
            ("三2班", "三年级", "2"),
            ("3.2", "三年级", "2"),
            ("302", "三年级", "2"),
            ("0302", "三年级", "2"),
            ("三年级2班", "三年级", "2"),
            ("三年级（二）班", "三年级", "2"),
            ("九年级0901班", "九年级", "1"),
            ("初一", "初一", ""),
            ("初一(3)", "初一", "3"),
            ("七(1)", "七年级", "1"),
            ("大班", "大班", ""),
            ("大(1)班", "大班", "1"),
            ("三二班", "三年级", "2"),
            ("3年级", "三年级", ""),
            ("2", "", "2"),
            ("（2）班", "", "2"),
            ("十二班", "", "12"),
            ("二班", "", "2"),
            ("5", "", "5"),
            ("王小明", "", ""),
        ] {
            assert_eq!(in_cell(text), standing(grade, class), "{text}");
        }
    }

    #[test]
    fn titles() {
        for (text, grade, class) in [
            ("柳林小学三年级（2）班留守儿童花名册", "三年级", "2"),
            ("石桥小学四年级（修改）", "四年级", ""),
            ("一二年级留守儿童登记表", "", ""),
            ("一至六年级", "", ""),
            ("1-6年级留守儿童", "", ""),
            ("三年级、四年级", "", ""),
            ("2026年秋季留守儿童信息表", "", ""),
            ("青石九年一贯制学校", "", ""),
            ("初二(3)班", "初二", "3"),
            ("中心幼儿园大一班", "大班", "1"),
            ("青石高中班级名单", "", ""),
            ("第三小学", "", ""),
            ("七年级1班旧", "七年级", "1"),
        ] {
            assert_eq!(in_words(text), standing(grade, class), "{text}");
        }
    }
}
