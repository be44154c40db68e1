//! Headers and the fields that they mean, found by a quick hash: every header is asked of every form.

use std::collections::{HashMap, HashSet};

use foldhash::fast::FixedState;

use crate::form::words;

/// Words that are only asked for: their order is nobody's.
pub(in crate::recognise) type WordSet = HashSet<String, FixedState>;

/// What headers of one kind mean.
#[derive(Default)]
pub(super) struct Dictionary(HashMap<String, Vec<usize>, FixedState>);

impl Dictionary {
    /// Enters that a header means a field.
    pub(super) fn enter(&mut self, word: &str, field: usize) {
        let fields = self.0.entry(words::header(word).plain).or_default();
        if !fields.contains(&field) {
            fields.push(field);
        }
    }

    /// The fields that a normalised header means.
    pub(super) fn get(&self, plain: &str) -> &[usize] {
        self.0.get(plain).map_or(&[], Vec::as_slice)
    }

    /// Whether a normalised header means something.
    pub(super) fn knows(&self, plain: &str) -> bool {
        self.0.contains_key(plain)
    }

    /// Its headers, in no order.
    pub(super) fn words(&self) -> impl Iterator<Item = &String> {
        self.0.keys()
    }

    /// Its headers with their fields, in no order.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&String, &[usize])> {
        self.0.iter().map(|(word, fields)| (word, fields.as_slice()))
    }

    /// Its headers in order, as near misses are compared with them.
    pub(super) fn spellings(&self) -> Vec<Spelling> {
        let mut spellings: Vec<Spelling> =
            self.0.iter().map(|(word, fields)| Spelling::new(word.clone(), fields.clone())).collect();
        spellings.sort_by(|a, b| a.word.cmp(&b.word));
        spellings
    }
}

/// A known header with what tells it from most others at once.
pub(in crate::recognise) struct Spelling {
    /// The header.
    pub(in crate::recognise) word: String,
    /// The fields that it means.
    pub(in crate::recognise) fields: Vec<usize>,
    /// How many characters it has.
    pub(in crate::recognise) count: usize,
    /// Its characters, as [`words::letters`].
    pub(in crate::recognise) letters: u128,
}

impl Spelling {
    fn new(word: String, fields: Vec<usize>) -> Self {
        Self { count: word.chars().count(), letters: words::letters(&word), word, fields }
    }
}
