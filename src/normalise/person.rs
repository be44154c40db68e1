//! A person's name: no spaces inside, one kind of dot, no note of who the person is.

use super::{Asked, Reading, blank};
use crate::form::Role;
use crate::model::{CellValue, Value, is_space};

/// Words in a name's cell that say that there is nobody.
const NOBODY: [&str; 12] =
    ["无人", "无人监护", "无监护人", "待定", "未定", "待安排", "未安排", "未结对", "未落实", "0", "?", "??"];

pub(super) fn read(asked: &Asked<'_>) -> Reading {
    let compact = blank::compact(asked.value);
    if blank::says_nothing(&compact) || NOBODY.contains(&&*compact) {
        return Reading::default();
    }
    // Most names are Chinese characters alone: nothing in them can be written otherwise.
    if let CellValue::Text(text) = asked.value
        && text.chars().all(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c))
    {
        return Reading::sound(Value::text(&**text));
    }
    let name: String = blank::plain(asked.value).chars().filter(|&c| !is_space(c)).collect();
    let name = without_relation(&name, asked);
    Reading::sound(Value::text(one_dot(name)))
}

/// Drops a closing bracket that only says how the person is related: `张大山（爷爷）`. Any other bracket stays.
fn without_relation<'a>(name: &'a str, asked: &Asked<'_>) -> &'a str {
    let Some(inner) = name.strip_suffix(['）', ')']) else { return name };
    let Some((before, hint)) = inner.rsplit_once(['（', '(']) else { return name };
    let relation = asked.form.role(Role::GuardianRelation).and_then(|position| asked.form.fields.get(position));
    if !before.is_empty() && relation.is_some_and(|field| field.choice(hint).is_some()) { before } else { name }
}

/// The dot inside a name of several parts is written in many ways; a full stop counts only between Han characters.
fn one_dot(name: &str) -> String {
    let characters: Vec<char> = name.chars().collect();
    let is_han = |c: Option<&char>| c.is_some_and(|&c| ('\u{3400}'..='\u{9FFF}').contains(&c) || c > '\u{20000}');
    characters
        .iter()
        .enumerate()
        .map(|(at, &c)| match c {
            '・' | '･' | '•' | '‧' | '∙' | '⋅' | '●' | '．' | '.'
                if is_han(at.checked_sub(1).and_then(|before| characters.get(before)))
                    && is_han(characters.get(at + 1)) =>
            {
                '·'
            }
            c => c,
        })
        .collect()
}
