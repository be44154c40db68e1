//! What titles and names speak of.

use super::{FormWords, Lexicon};
use crate::form::{FormKind, language, words};

/// What a text speaks of, as a title does.
#[derive(Clone, Debug, Default)]
pub(in crate::recognise) struct Subject {
    /// For each form, whether it is named.
    pub(in crate::recognise) forms: Vec<bool>,
    /// Whether records of another kind are.
    pub(in crate::recognise) other: bool,
    /// Whether something is that is no roster, but may be a list or records of it.
    pub(in crate::recognise) either: bool,
}

impl Subject {
    /// Whether it names neither a form nor another kind of record.
    pub(in crate::recognise) fn is_silent(&self) -> bool {
        !self.other && !self.either && !self.forms.contains(&true)
    }

    /// Whether it names something else than a form of this kind.
    pub(in crate::recognise) fn is_foreign(&self, kind: FormKind) -> bool {
        self.other || self.either && kind == FormKind::Roster
    }

    /// Whether it names the form at a position.
    pub(in crate::recognise) fn names(&self, form: usize) -> bool {
        self.forms.get(form).copied().unwrap_or_default()
    }
}

impl Lexicon {
    /// Whether a normalised text contains a form's title.
    pub(in crate::recognise) fn has_title(&self, text: &str) -> bool {
        self.forms.iter().any(|form| form.has_title(text))
    }

    /// What a normalised text's lines speak of. In a title the last word says what it is: 留守儿童帮扶记录表 is of
    /// help, 帮扶对象家访记录 of visits.
    pub(in crate::recognise) fn subject(&self, text: &str) -> Subject {
        let mut subject = Subject { forms: vec![false; self.forms.len()], other: false, either: false };
        for line in text.lines() {
            let letters = words::letters(line);
            let ends: Vec<(usize, usize)> = self.forms.iter().map(|form| form.title_end(line, letters)).collect();
            let last = ends.iter().copied().max().unwrap_or_default();
            let ends_of = |words: &[String]| words.iter().filter_map(|word| end_of(line, word)).max();
            let other = ends_of(&language().headers.other_records);
            // 结对帮扶 is a list of pairs or what was done for them.
            let either = ends_of(&language().headers.either);
            let roster = self.forms.iter().zip(&ends).any(|(form, end)| !form.events && *end == last);
            if other.max(either).is_some_and(|end| end > last.1) {
                (subject.other, subject.either) = (subject.other || other > either, subject.either || either >= other);
            } else if last.0 > 0 {
                // 结对帮扶留守儿童一览表 lists children too, yet hardly as a roster does: it is of pairs if such a form
                // is known (结对*一览), else its columns tell.
                let mixed = roster && other.is_some();
                for ((named, end), form) in subject.forms.iter_mut().zip(&ends).zip(&self.forms) {
                    *named |= if mixed { form.events && end.0 == last.0 } else { *end == last };
                }
            }
        }
        subject
    }
}

impl FormWords {
    /// Where the form's title ends that stands last in a line, and where its first part does; zero where none
    /// stands there. What stands within a title may say that it is another: 帮扶对象家访记录 is of visits.
    fn title_end(&self, line: &str, letters: u128) -> (usize, usize) {
        // Hardly a title has all its characters in the line: the others are not looked for.
        let may_stand = |title: &&Title| letters & title.letters == title.letters;
        let end = |Title { word, behind, .. }: &Title| match behind {
            None => end_of(line, word).map(|end| (end, end)),
            Some(behind) => {
                let last = end_of(line, behind)?;
                Some((last, end_of(line.get(..last - behind.len())?, word)?))
            }
        };
        self.titles.iter().filter(may_stand).filter_map(end).max().unwrap_or_default()
    }

    /// Whether a normalised text contains one of the form's titles.
    pub(in crate::recognise) fn has_title(&self, text: &str) -> bool {
        text.lines().any(|line| self.title_end(line, words::letters(line)).0 > 0)
    }
}

/// A form's title, normalised.
pub(super) struct Title {
    word: String,
    /// Of `帮扶*记录` what stands behind other words.
    behind: Option<String>,
    /// Its characters, as [`words::letters`].
    letters: u128,
}

impl Title {
    pub(super) fn new(title: &str) -> Self {
        let (word, behind) = match title.split_once('*') {
            Some((word, behind)) => (words::value(word), Some(words::value(behind))),
            None => (words::value(title), None),
        };
        let letters = words::letters(&word) | behind.as_deref().map_or(0, words::letters);
        Self { word, behind, letters }
    }
}

/// Where a word ends that stands in a text for the last time.
fn end_of(text: &str, word: &str) -> Option<usize> {
    // Titles are short, and so is what is looked for: the library's search would prepare itself for longer.
    let (mut text, word) = (text.as_bytes(), word.as_bytes());
    let last = *word.last()?;
    loop {
        let at = memchr::memrchr(last, text)?;
        if text.get(..=at)?.ends_with(word) {
            return Some(at + 1);
        }
        text = text.get(..at)?;
    }
}
