//! A header that was found, with the form it fits.

use crate::form::{Forms, Role};
use crate::model::Cell;

use super::header::{ColumnHead, Heading};
use super::lexicon::Subject;
use super::looks;
use super::matching::Match;
use super::moments::{self, Moment};

/// A header that fits a form.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) heading: Heading,
    /// The same with the columns of the tables beside it.
    pub(super) line: Heading,
    /// The form's position.
    pub(super) form: usize,
    /// The columns, headless ones with content included, and what they were taken for.
    pub(super) columns: Vec<(ColumnHead, Match)>,
    /// The position of the first line that belongs to the table, above its header.
    pub(super) start: usize,
    /// Whether it repeats the header of the table before, on a new printed page.
    pub(super) repeat: bool,
    /// How well the form fits.
    pub(super) score: f64,
    /// What its title speaks of, or the names of sheet and file where it has none.
    pub(super) told: Subject,
}

impl Found {
    /// Whether a row goes on with the table, whatever its words: its number or its day stands where theirs do.
    pub(super) fn counts(&self, forms: &Forms, cells: &[Cell]) -> bool {
        let day = forms.get(self.form).role(Role::EventDate);
        self.columns.iter().any(|(head, found)| {
            let Some(cell) = cells.iter().find(|cell| cell.column == head.column) else { return false };
            let is_days = day.is_some() && found.taken.as_ref().map(|taken| taken.field) == day;
            (found.serial && looks::plain(&cell.value).bytes().all(|byte| byte.is_ascii_digit()))
                || (is_days && matches!(moments::moment(&cell.value), Some(Moment::Day | Moment::Both)))
        })
    }
}
