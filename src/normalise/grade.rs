//! A grade, and what of a class stands beside it in the same cell: `三(2)班`, `3.2`, `302`, `初一`, `大班`.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::{Asked, Reading, blank, numeral};
use crate::form::words;
use crate::model::{CellValue, Fault, GRADES, Value, is_space};

/// Stages that stand before a grade, with the school years they stand for.
const STAGES: [(&str, Stage); 10] = [
    ("小学部", Stage::Primary),
    ("小学", Stage::Primary),
    ("初级中学", Stage::Junior),
    ("初中部", Stage::Junior),
    ("初中", Stage::Junior),
    ("中学部", Stage::Junior),
    ("中学", Stage::Junior),
    ("高级中学", Stage::Senior),
    ("高中部", Stage::Senior),
    ("高中", Stage::Senior),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Primary,
    Junior,
    Senior,
}

/// What a cell says of grade and class.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct GradeAndClass {
    /// The school year: 0 to 12.
    pub(super) grade: Option<usize>,
    /// The class.
    pub(super) class: Option<Value>,
    /// A number alone, which is a grade or a class as the column's header says.
    pub(super) bare: Option<u32>,
}

/// The value of a school year.
pub(super) fn value(year: usize) -> Value {
    Value::text(GRADES.get(year).copied().unwrap_or_default())
}

pub(super) fn read(asked: &Asked<'_>) -> Reading {
    if blank::says_nothing(&blank::compact(asked.value)) {
        return Reading::default();
    }
    let told = parse_joined(asked);
    let bare = told.bare.filter(|_| !asked.joined || asked.is_grade_first());
    let bare = bare.and_then(|number| year_of(usize::try_from(number).ok()?, Stage::Primary));
    match told.grade.or(bare) {
        Some(year) => Reading::sound(value(year)),
        None if asked.joined && matches!(told.class, Some(Value::Number(_))) => Reading::default(),
        None => Reading::kept(asked, Fault::ValueUnknown),
    }
}

/// Reads a cell for both. `3-2` typed into a spreadsheet became the second of March: it is read as `3-2` again.
pub(super) fn parse_cell(value: &CellValue) -> GradeAndClass {
    match value {
        CellValue::Date { at, .. } => parse(&at.format("%-m-%-d").to_string()),
        _ => parse(&blank::plain(value)),
    }
}

/// As [`parse_cell`]; in a column that carries both, `32` is the second class of the third grade.
pub(super) fn parse_joined(asked: &Asked<'_>) -> GradeAndClass {
    let told = parse_cell(asked.value);
    match told.bare {
        Some(both @ 11..=99) if asked.joined && both % 10 > 0 => GradeAndClass {
            grade: usize::try_from(both / 10).ok(),
            class: Some(Value::Number(f64::from(both % 10))),
            bare: None,
        },
        _ => told,
    }
}

/// Reads text for both.
pub(super) fn parse(written: &str) -> GradeAndClass {
    let text = if words::are_settled(written) {
        Cow::Borrowed(written)
    } else {
        Cow::Owned(written.nfkc().filter(|&c| !is_space(c)).map(blank::one_dash).collect::<String>())
    };
    let text = text.strip_suffix(".0").unwrap_or(&text);
    // Neither a stage nor the years before school begin with a number.
    if text.starts_with(|c: char| c.is_ascii_digit() || numeral::is_numeral(c)) {
        return by_number(text, Stage::Primary);
    }
    if let Some(told) = preschool(text) {
        return told;
    }
    for (word, stage) in STAGES {
        if let Some(rest) = text.strip_prefix(word) {
            let mut told = by_number(rest, stage);
            if let Some(number) = told.bare.take() {
                told.grade = usize::try_from(number).ok().and_then(|number| year_of(number, stage));
                told.class = None;
            }
            return told;
        }
    }
    by_letter(text).unwrap_or_else(|| by_number(text, Stage::Primary))
}

/// 大班, 中一班, 小(2)班, 学前班, 幼儿园大班: the years before school, whose class is a word.
fn preschool(text: &str) -> Option<GradeAndClass> {
    let told = |class: Option<Value>| Some(GradeAndClass { grade: Some(0), class, bare: None });
    let rest = ["幼儿园", "幼儿", "学前教育", "学前班", "学前"].iter().find_map(|word| text.strip_prefix(word));
    let room = rest.unwrap_or(text).trim_start_matches(['-', '/', '.', '·', '、']);
    let of_age = room.strip_prefix(['大', '中', '小', '托', '苗']).is_some_and(|rest| {
        let within = rest.strip_suffix('班').unwrap_or(rest).trim_matches(['(', ')']);
        let named = within.is_empty() || within.chars().all(|c| c.is_ascii_digit() || numeral::is_numeral(c));
        named && (rest.ends_with('班') || rest.starts_with('('))
    });
    if of_age || room == "托儿所" {
        return told(Some(Value::text(room)));
    }
    match rest? {
        "" | "班" | "阶段" | "儿童" | "教育" => told(None),
        _ => told(class_part(room, None)),
    }
}

/// 初一, 高二(3)班, 小三.
fn by_letter(text: &str) -> Option<GradeAndClass> {
    let mut characters = text.chars();
    let (before, greatest) = match characters.next()? {
        '小' => (0, 6),
        '初' => (6, 4),
        '高' => (9, 3),
        _ => return None,
    };
    let number = usize::try_from(numeral::value(&characters.next()?.to_string())?).ok()?;
    if !(1..=greatest).contains(&number) {
        return None;
    }
    let year = if before == 6 { (before + number).min(9) } else { before + number };
    let rest = characters.as_str();
    let rest = ["年级", "年", "级"].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
    Some(GradeAndClass { grade: Some(year), class: class_part(rest, Some(number)), bare: None })
}

/// 三年级2班, 三(2)班, 3.2, 302, 2班, 2.
fn by_number(text: &str, stage: Stage) -> GradeAndClass {
    let end = text.find(|c: char| !(c.is_ascii_digit() || numeral::is_numeral(c))).unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    for word in ["年级", "年段", "年", "级"] {
        let (Some(rest), Some(written)) = (rest.strip_prefix(word), numeral::value(number)) else { continue };
        let grade = usize::try_from(written).ok().and_then(|written| year_of(written, stage));
        let own = usize::try_from(written).ok();
        return GradeAndClass { grade, class: class_part(rest, own), bare: None };
    }
    if let Some(told) = by_code(number, rest, stage) {
        return told;
    }
    if !number.is_empty() && rest.is_empty() {
        let bare = numeral::value(number);
        return GradeAndClass { grade: None, class: bare.map(|number| Value::Number(f64::from(number))), bare };
    }
    GradeAndClass { grade: None, class: class_part(text, None), bare: None }
}

/// The school year that a number within a stage means: 初中二年级 and 初中八年级 are one.
fn year_of(number: usize, stage: Stage) -> Option<usize> {
    let year = match stage {
        Stage::Junior if number <= 3 => number + 6,
        Stage::Senior if number <= 3 => number + 9,
        _ => number,
    };
    (1..GRADES.len()).contains(&year).then_some(year)
}

/// A grade and a class without the word 年级: `三(2)`, `3.2`, `3-2班`, `三2班`, `302`, `0901班`.
fn by_code(number: &str, rest: &str, stage: Stage) -> Option<GradeAndClass> {
    let told = |grade: u32, class: u32| {
        let year = year_of(usize::try_from(grade).ok()?, stage)?;
        (class > 0).then(|| GradeAndClass {
            grade: Some(year),
            class: Some(Value::Number(f64::from(class))),
            bare: None,
        })
    };
    let one_class = |rest: &str| matches!(rest, "" | "班" | "班级");
    if number.bytes().all(|b| b.is_ascii_digit()) && (3..=4).contains(&number.len()) && one_class(rest) {
        let (grade, class) = number.split_at_checked(number.len() - 2)?;
        return told(grade.parse().ok()?, class.parse().ok()?);
    }
    // 六一班: two numerals side by side are no number.
    let mut numerals = number.chars().filter(|c| numeral::is_numeral(*c) && !"十拾百廿卅".contains(*c));
    if let (Some(grade), Some(class), None) = (numerals.next(), numerals.next(), numerals.next())
        && number.chars().count() == 2
        && one_class(rest)
    {
        return told(numeral::value(&grade.to_string())?, numeral::value(&class.to_string())?);
    }
    // 三2班: the numeral ends where the digits begin.
    if let Some(at) = number.find(|c: char| c.is_ascii_digit()).filter(|&at| at > 0 && one_class(rest)) {
        let (grade, class) = number.split_at_checked(at)?;
        return told(numeral::value(grade)?, class.parse().ok()?);
    }
    let inner = rest.strip_prefix(['(', '[', '.', '-', '·', '/', '、', '_', ',', '。', '~'])?;
    let inner = inner.trim_end_matches('班').trim_matches([')', ']', '(', '-']).trim_end_matches('班');
    let grade = numeral::value(number).filter(|grade| (1..13).contains(grade))?;
    match numeral::value(inner) {
        Some(class) => told(grade, class),
        // 三(甲)班
        None if rest.starts_with('(') && !inner.is_empty() => {
            let year = year_of(usize::try_from(grade).ok()?, stage)?;
            Some(GradeAndClass { grade: Some(year), class: class_part(rest, None), bare: None })
        }
        None => None,
    }
}

/// The class in what stands behind a grade, or in a cell that holds a class alone. `grade` is the number that the
/// grade was written with: 九年级0901班 repeats it.
pub(super) fn class_part(text: &str, grade: Option<usize>) -> Option<Value> {
    let inner = text.trim_matches(['(', ')', '[', ']', '.', '-', '·', '/', '、', '_', ',', '第', ' ']);
    let number = if inner.ends_with('级') { inner.trim_end_matches("班级") } else { inner };
    let number = number.trim_end_matches('班').trim_matches(['(', ')', '[', ']', '第']);
    if matches!(inner, "" | "班" | "上" | "下" | "上期" | "下期" | "上学期" | "下学期" | "上册" | "下册" | "学生")
    {
        return None;
    }
    if let Some(repeated) =
        grade.filter(|_| (3..=4).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit()))
    {
        let (first, last) = number.split_at_checked(number.len() - 2)?;
        if first.parse() == Ok(repeated) {
            return last.parse().ok().map(Value::Number);
        }
    }
    if let (Some(grade), Some((repeated, class))) = (grade, repeated_code(number))
        && repeated == grade
    {
        return Some(Value::Number(class));
    }
    match numeral::value(number) {
        Some(number) => Some(Value::Number(f64::from(number))),
        // (甲)班 behind a grade is 甲班.
        None if text.starts_with('(') => Some(Value::text(text.replace(['(', ')'], ""))),
        None => Some(Value::text(inner)),
    }
}

/// `3.2` and `三(2)` behind a grade that says 三年级 already.
fn repeated_code(text: &str) -> Option<(usize, f64)> {
    let (grade, class) = text.split_once(['.', '-', '('])?;
    Some((usize::try_from(numeral::value(grade)?).ok()?, f64::from(numeral::value(class.trim_end_matches(')'))?)))
}
