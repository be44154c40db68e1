//! A class: a number where it is one, else its name (大班, 向日葵班).

use super::{Asked, Reading, blank, grade};
use crate::form::Kind;
use crate::model::Value;

impl Asked<'_> {
    /// Whether a joined cell stands under a grade's header, so that a number alone is the grade.
    pub(super) fn is_grade_first(&self) -> bool {
        self.first_kind == Kind::Grade
    }
}

pub(super) fn read(asked: &Asked<'_>) -> Reading {
    if blank::says_nothing(&blank::compact(asked.value)) {
        return Reading::default();
    }
    let told = grade::parse_joined(asked);
    if let Some(bare) = told.bare {
        return bare_number(asked, bare);
    }
    match told.class {
        // The name as written: brackets and letters are part of it.
        Some(Value::Text(name)) if told.grade.is_none() || *name == *blank::compact(asked.value) => text(asked),
        Some(class) => Reading::sound(class),
        None if asked.joined => Reading::default(),
        None => text(asked),
    }
}

fn text(asked: &Asked<'_>) -> Reading {
    Reading::sound(Value::text(blank::plain(asked.value)))
}

/// A number alone is a class, but not under a grade's header.
fn bare_number(asked: &Asked<'_>, bare: u32) -> Reading {
    if asked.joined && asked.is_grade_first() {
        Reading::default()
    } else {
        Reading::sound(Value::Number(f64::from(bare)))
    }
}
