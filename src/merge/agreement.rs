//! Whether two values of a field say the same, however they were typed.

use unicode_normalization::UnicodeNormalization;

use super::witness::plain_name;
use crate::form::{Field, Kind};
use crate::model::Value;

/// Whether `a` and `b` say the same about `field`: spellings of one listed value do, a month and a day in it do,
/// and in texts spaces, punctuation, width and case make no difference.
pub(super) fn says_same(field: &Field, a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(ours), Value::Number(theirs)) => (ours - theirs).abs() < 1e-9,
        (Value::Month { year, month }, Value::Date(date)) | (Value::Date(date), Value::Month { year, month }) => {
            use chrono::Datelike;
            (date.year(), date.month()) == (*year, *month)
        }
        (Value::Text(ours), Value::Text(theirs)) => ours == theirs || texts_say_same(field, ours, theirs),
        _ => plain(&a.shown()) == plain(&b.shown()),
    }
}

fn texts_say_same(field: &Field, a: &str, b: &str) -> bool {
    if field.kind == Kind::Person {
        return plain_name(a) == plain_name(b);
    }
    let listed = |text| field.choice(text).map(|choice| &choice.value);
    match (listed(a), listed(b)) {
        (None, None) => plain(a) == plain(b),
        (ours, theirs) => ours == theirs,
    }
}

/// Letters and digits alone.
pub(super) fn plain(text: &str) -> String {
    // As most texts are written already.
    if text.chars().all(|c| matches!(c, '\u{4E00}'..='\u{9FFF}' | '0'..='9' | 'a'..='z')) {
        return text.to_owned();
    }
    text.nfkc().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    #[test]
    fn the_same_said_otherwise_is_no_conflict() {
        let forms = crate::form::builtin().unwrap();
        let (_, form) = forms.roster().unwrap();
        let field = |id: &str| &form.fields[form.field(id).unwrap()];
        let text = |text: &str| Value::text(text);
        let day = Value::Date(NaiveDate::from_ymd_opt(2019, 12, 5).unwrap());
        for (id, a, b, same) in [
            ("health", text("良好"), text("健康"), true),
            ("guardian_relation", text("爷爷"), text("祖父"), true),
            ("guardian_relation", text("爷爷"), text("外公"), false),
            ("home_address", text("柳林村３组"), text("柳林村 3组。"), true),
            ("home_address", text("柳林村3组"), text("柳林村4组"), false),
            ("birth_date", day.clone(), Value::Month { year: 2019, month: 12 }, true),
            ("birth_date", day, Value::Month { year: 2019, month: 11 }, false),
            ("class", Value::Number(3.0), text("3"), true),
            ("father_name", text("王 强"), text("王强"), true),
        ] {
            assert_eq!(says_same(field(id), &a, &b), same, "{id} {a:?} {b:?}");
        }
    }
}
