//! A tie's line of text read against the forms.

use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::{Line, Records, Side, Sign, Term, Tie, What};
use crate::finding::Words;
use crate::form::{Field, Form, FormKind, Forms};

/// Reads a line of `form`'s definition.
///
/// # Errors
///
/// What is wrong with it, in words.
pub(in crate::form) fn parse(rule: &str, form: &Form, forms: &Forms, optional: bool) -> Result<Line, String> {
    let text: String = rule.nfkc().collect::<String>().replace("<=", "≤").replace(">=", "≥");
    let mut parts = split(&text, &['=', '≤', '≥']).into_iter();
    let (Some((_, left)), Some((Some(sign), right)), None) = (parts.next(), parts.next(), parts.next()) else {
        return Err(format!("{rule}: 应写成“甲 = 乙 + 丙”的样子 (a rule has two sides and one sign)"));
    };
    if let Some(printed) = call(left.trim(), &["total", "合计行"]) {
        return match call(right.trim(), &["sum", "求和"]) {
            Some(above) if above.trim() == printed.trim() && sign == '=' => {
                Ok(Line::Printed(fields_of_numbers(printed.trim(), form)?))
            }
            _ => Err(format!("{rule}: total(…) 只能写成 total(金额) = sum(金额) (a printed total equals its rows)")),
        };
    }
    let (left, right) = (side(left, form, forms)?, side(right, form, forms)?);
    let sign = match sign {
        '≤' => Sign::AtMost,
        '≥' => Sign::AtLeast,
        _ => Sign::Equal,
    };
    let both = |left: &str, right: &str| format!("{left} {} {right}", sign.shown());
    let words = Words::made(both(&left.words.zh, &right.words.zh), both(&left.words.en, &right.words.en));
    Ok(Line::Tie(Tie { words, left, sign, right, optional }))
}

/// The parts between marks that stand in no brackets, each with the mark before it.
fn split<'t>(text: &'t str, marks: &[char]) -> Vec<(Option<char>, &'t str)> {
    let (mut parts, mut start, mut mark, mut depth) = (Vec::new(), 0, None, 0usize);
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 && marks.contains(&c) => {
                parts.push((mark, text.get(start..at).unwrap_or_default()));
                (mark, start) = (Some(c), at + c.len_utf8());
            }
            _ => {}
        }
    }
    parts.push((mark, text.get(start..).unwrap_or_default()));
    parts
}

/// What stands in the brackets of a call of one of these names.
fn call<'t>(text: &'t str, names: &[&str]) -> Option<&'t str> {
    let (name, inside) = text.strip_suffix(')')?.split_once('(')?;
    names.contains(&name.trim()).then_some(inside)
}

fn fields_of_numbers(name: &str, form: &Form) -> Result<Vec<usize>, String> {
    let numbers = form.fields.iter().enumerate().filter(|(_, field)| field.kind.is_number()).map(|(at, _)| at);
    if name == "*" {
        return Ok(numbers.collect());
    }
    Ok(vec![own_field(name, form)?])
}

fn side(text: &str, form: &Form, forms: &Forms) -> Result<Side, String> {
    let mut terms = Vec::new();
    let (mut zh, mut en) = (String::new(), String::new());
    for (mark, text) in split(text, &['+', '-']) {
        let minus = mark == Some('-');
        // A side may begin with a sign of its own.
        if text.trim().is_empty() && terms.is_empty() && mark.is_none() {
            continue;
        }
        let (what, words) = term(text.trim(), form, forms)?;
        if !terms.is_empty() || minus {
            let sign = if minus { " - " } else { " + " };
            zh.push_str(sign);
            en.push_str(sign);
        }
        zh.push_str(&words.zh);
        en.push_str(&words.en);
        terms.push(Term { minus, words, what });
    }
    if terms.is_empty() {
        return Err("一边是空的 (one side is empty)".to_owned());
    }
    Ok(Side { words: Words::made(zh.trim().to_owned(), en.trim().to_owned()), terms })
}

fn term(text: &str, form: &Form, forms: &Forms) -> Result<(What, Words), String> {
    if let Ok(number) = text.parse::<f64>() {
        return Ok((What::Number(number), Words::made(text.to_owned(), text.to_owned())));
    }
    if let Some(inside) = call(text, &["count", "计数"]) {
        return counted(inside, form, forms);
    }
    if let Some(inside) = call(text, &["sum", "求和"]) {
        return summed(inside, form, forms);
    }
    let position = own_field(text, form)?;
    let label = form.fields.get(position).map(|field| field.label.clone()).unwrap_or_default();
    Ok((What::Field(position), label))
}

/// The field of numbers that a word names: `2列`, an id, a label.
fn own_field(text: &str, form: &Form) -> Result<usize, String> {
    let number = text.trim_start_matches('第').strip_suffix(['列', '栏']).and_then(|number| number.trim().parse().ok());
    let found = match number {
        Some(number) => form.numbered(number),
        None => form.called(text),
    };
    let is_number = |at: &usize| form.fields.get(*at).is_some_and(|field| field.kind.is_number());
    match found {
        Some(at) if is_number(&at) => Ok(at),
        Some(_) => Err(format!("{text}: 不是数字栏 (no field of numbers)")),
        None if number.is_some() => Err(format!("{text}: 没有一栏写着这个 column (no field has this column)")),
        None => Err(format!("{text}: {} 没有这一栏 (no such field)", form.id)),
    }
}

fn counted(inside: &str, form: &Form, forms: &Forms) -> Result<(What, Words), String> {
    let Clauses { what, only, by } = clauses(inside)?;
    let of = forms.named(what).ok_or_else(|| format!("{what}: 没有这张表 (no such form)"))?;
    let words = match of.kind {
        FormKind::Roster => Words::made(format!("{}人数", of.sheet), "children on the roster".to_owned()),
        _ => Words::made(format!("{}条数", of.sheet), format!("records of “{}”", of.title.en)),
    };
    records(of, None, only, by, form, words)
}

fn summed(inside: &str, form: &Form, forms: &Forms) -> Result<(What, Words), String> {
    let Clauses { what, only, by } = clauses(inside)?;
    let (of, field) = what
        .split_once('.')
        .ok_or_else(|| format!("sum({what}): 应写成 sum(表.栏)，或 total(栏) = sum(栏) (a form and its field)"))?;
    let of = forms.named(of).ok_or_else(|| format!("{of}: 没有这张表 (no such form)"))?;
    let field = of.fields.get(own_field(field, of)?).ok_or_else(|| field.to_owned())?;
    let zh = format!("{}的{}之和", of.sheet, field.label.zh);
    let en = format!("sum of “{}” on “{}”", field.label.en, of.title.en);
    records(of, Some(Arc::clone(&field.id)), only, by, form, Words::made(zh, en))
}

struct Clauses<'t> {
    what: &'t str,
    only: Option<(&'t str, &'t str)>,
    by: Option<&'t str>,
}

fn clauses(inside: &str) -> Result<Clauses<'_>, String> {
    let (inside, by) = match inside.split_once(" by ") {
        Some((inside, by)) => (inside, Some(by.trim())),
        None => (inside, None),
    };
    let (what, only) = match inside.split_once(" where ") {
        None => (inside, None),
        Some((what, only)) => {
            let (field, value) =
                only.split_once('=').ok_or_else(|| format!("{only}: where 栏 = 值 (a field = a value)"))?;
            (what, Some((field.trim(), value.trim())))
        }
    };
    Ok(Clauses { what: what.trim(), only, by })
}

fn records(
    of: &Form,
    sum: Option<Arc<str>>,
    only: Option<(&str, &str)>,
    by: Option<&str>,
    form: &Form,
    words: Words,
) -> Result<(What, Words), String> {
    let field = |form: &Form, name: &str| -> Result<Field, String> {
        let known = form.called(name).and_then(|at| form.fields.get(at)).cloned();
        known.ok_or_else(|| format!("{name}: {} 没有这一栏 (no such field)", form.id))
    };
    let (mut zh, mut en) = (words.zh.into_owned(), words.en.into_owned());
    let only = match only {
        None => None,
        Some((name, value)) => {
            let field = field(of, name)?;
            zh = format!("{zh}（{}为{value}）", field.label.zh);
            en = format!("{en} ({}: {value})", field.label.en);
            let value = field.choice(value).map_or_else(|| value.to_owned(), |choice| choice.value.clone());
            Some((Arc::clone(&field.id), !field.values.is_empty(), value))
        }
    };
    let by = match by {
        None => None,
        Some(name) => {
            let (theirs, ours) = (field(of, name)?, field(form, name)?);
            if theirs.id != ours.id {
                return Err(format!("{name}: 两张表里不是同一栏 (not the same field on both forms)"));
            }
            zh = format!("同一{}的{zh}", ours.label.zh);
            en = format!("{en} of the same {}", ours.label.en.to_lowercase());
            Some(Arc::clone(&ours.id))
        }
    };
    Ok((What::Records(Records { form: Arc::clone(&of.id), sum, only, by }), Words::made(zh, en)))
}
