//! What somebody said of headers that no form knows.

use crate::form::words;

use super::candidates::{Above, Candidate, Why, above};
use super::header::ColumnHead;
use super::lexicon::{FormWords, Lexicon};
use super::matching::Board;

/// What somebody said of a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// It is this field.
    Field(usize),
    /// It is none.
    NoField,
}

impl Lexicon {
    /// Takes somebody's word for what a header of a form is (by its [`words::header_key`]): a field, or none.
    pub fn decide(&mut self, form: usize, header: &str, field: Option<usize>) {
        let leaf = header.rsplit('/').next().unwrap_or(header);
        let leaf = leaf.split_once('(').map_or(leaf, |(word, _)| word);
        if field.is_some() && !leaf.is_empty() {
            self.labels.insert(leaf.to_owned());
        }
        if let Some(form) = self.forms.get_mut(form) {
            form.decided.insert(header.to_owned(), field);
        }
        if let Some(cards) = &mut self.cards {
            cards.decide(form, header, field);
        }
        self.wide.take();
    }

    /// Takes over what somebody said of the headers that another lexicon knows.
    pub(super) fn decide_as(&mut self, other: &Self) {
        for (place, form) in other.forms.iter().enumerate() {
            for (header, field) in &form.decided {
                self.decide(place, header, *field);
            }
        }
    }
}

impl FormWords {
    /// What somebody said of this header: a field, or that it is none.
    pub(super) fn decided(&self, head: &ColumnHead) -> Option<Said> {
        if self.decided.is_empty() || head.parts.is_empty() {
            return None;
        }
        let said = self.decided.get(&words::header_key(&head.parts.join("/")))?;
        Some(said.map_or(Said::NoField, Said::Field))
    }
}

impl Board<'_> {
    /// Whether somebody said what the column is.
    pub(super) fn is_decided(&self, place: usize) -> bool {
        self.columns.get(place).is_some_and(|column| self.words.decided(&column.head).is_some())
    }

    /// Gives a field to the column whose header somebody said to be it, unless another column names it plainly.
    pub(super) fn follow_decisions(&mut self) {
        for (place, column) in self.columns.iter().enumerate() {
            let Some(said) = self.words.decided(&column.head) else { continue };
            let field = match said {
                // The same word stands a second time: behind the mother's name it is hers.
                Said::Field(field) if self.claimed.get(field).is_some_and(Option::is_some) => {
                    Some(self.of_neighbour(place, field))
                }
                Said::Field(field) => Some(field),
                Said::NoField => None,
            };
            let Some(found) = self.matches.get_mut(place).filter(|found| found.taken.is_none()) else { continue };
            found.rivals.clear();
            let Some((field, claim)) = field.and_then(|field| Some((field, self.claimed.get_mut(field)?))) else {
                continue;
            };
            if let Some(winner) = *claim {
                found.lost = self.columns.get(winner).map(|column| (field, column.head.column));
            } else {
                *claim = Some(place);
                found.taken = Some(Candidate { field, score: 1.0, why: Why::Decided });
                found.serial = false;
            }
        }
    }

    /// The same of the person beside whose columns the column stands: what is the father's behind his name is the
    /// mother's behind hers, unless the header says whose it is.
    fn of_neighbour(&self, place: usize, field: usize) -> usize {
        let Some((group, column)) = self.person_group(field).zip(self.columns.get(place)) else {
            return field;
        };
        let says_whose = !self.words.groups_in(column.head.leaf()).is_empty()
            || matches!(above(self.form, self.words, &column.head), Above::Group(_));
        let beside = self.group_before(&self.named, place).filter(|&beside| !says_whose && beside != group);
        let Some((beside, known)) = beside.zip(self.form.fields.get(field)) else {
            return field;
        };
        let like = |other: &crate::form::Field| {
            other.group == Some(beside)
                && other.kind == known.kind
                && other.short.iter().any(|word| known.short.contains(word))
        };
        self.form.fields.iter().position(like).unwrap_or(field)
    }
}
