//! The columns of a grid.

use crate::report::measure;
use crate::report::style::Look;

/// A column of a grid.
#[derive(Clone, Debug)]
pub(in crate::report) struct Column {
    pub(super) title: String,
    pub(super) look: Look,
    pub(super) widest: f64,
    pub(super) hidden: bool,
}

impl Column {
    /// A column that grows with its content up to `widest` half-width characters.
    pub(in crate::report) fn new(title: impl Into<String>, look: Look, widest: f64) -> Self {
        let column = Self { title: title.into(), look, widest, hidden: false };
        Self { widest: widest.max(column.least()), ..column }
    }

    /// A column of text for the program's own eyes.
    pub(in crate::report) fn hidden(title: impl Into<String>) -> Self {
        Self { title: title.into(), look: Look::Line, widest: 0.0, hidden: true }
    }

    /// Room for the header with its filter arrow; a long header takes two lines.
    pub(super) fn least(&self) -> f64 {
        if self.hidden {
            return 0.0;
        }
        let title = measure::width(&self.title);
        let line = if title > 12.0 { (title / 4.0).ceil() * 2.0 } else { title };
        let least = match self.look {
            Look::Date => 12.5,
            Look::Number | Look::Count => 8.0,
            _ => 6.0,
        };
        (line + 4.0).max(least)
    }

    /// How much text fits on a line of the column at its widest: the font is a little wider than the width's unit.
    pub(super) fn room(&self) -> f64 {
        (self.widest - 1.0) * 0.95
    }
}

/// Headers of a native table must differ: a repeated one gets its number.
pub(super) fn distinct(mut columns: Vec<Column>) -> Vec<Column> {
    let mut seen = std::collections::BTreeMap::<String, usize>::new();
    for column in &mut columns {
        let times = seen.entry(column.title.to_lowercase()).or_default();
        *times += 1;
        if *times > 1 {
            column.title = format!("{} {times}", column.title);
        }
    }
    columns
}
