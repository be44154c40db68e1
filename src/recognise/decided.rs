//! What somebody said of headers that no form knows.

use crate::form::words;

use super::header::ColumnHead;
use super::lexicon::{FormWords, Lexicon};

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
    }
}

impl FormWords {
    /// What somebody said of this header: a field, or that it is none.
    pub(super) fn decided(&self, head: &ColumnHead) -> Option<Option<usize>> {
        if self.decided.is_empty() || head.parts.is_empty() {
            return None;
        }
        self.decided.get(&words::header_key(&head.parts.join("/"))).copied()
    }
}
