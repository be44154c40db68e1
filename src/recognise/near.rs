//! Headers that are nearly a known one.

use crate::form::{Form, language, words};

use super::candidates::{Above, Candidate, Evidence, Why, above, is_strangers};
use super::lexicon::{FormWords, Spelling};

/// Near misses of one column while they are gathered.
struct Gathered<'a> {
    form: &'a Form,
    words: &'a FormWords,
    column: &'a Evidence<'a>,
    /// The group whose heading the column stands under.
    within: Option<usize>,
    found: Vec<Candidate>,
}

/// The fields whose names the header is close to, where the cells do not speak against it.
pub(super) fn near(form: &Form, words: &FormWords, column: &Evidence<'_>) -> Vec<Candidate> {
    let plain = column.head.leaf();
    let wordless = !plain.chars().any(char::is_alphabetic);
    if wordless || words.is_other(plain) || is_strangers(words, plain) {
        return Vec::new();
    }
    let within = match above(form, words, &column.head) {
        Above::Stranger | Above::Person(_) => return Vec::new(),
        Above::Group(group) => Some(group),
        Above::Nothing | Above::Unknown => None,
    };
    let mut gathered = Gathered { form, words, column, within, found: Vec::new() };
    gathered.without_fillers(plain);
    gathered.with_slips(plain);
    let mut found = gathered.found;
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.field.cmp(&b.field)));
    let best = found.first().map_or(0.0, |candidate| candidate.score);
    found.retain(|candidate| candidate.score > best - 0.05);
    found
}

impl Gathered<'_> {
    /// The header says the same once words are left out that add nothing.
    fn without_fillers(&mut self, plain: &str) {
        let bare = without_fillers(plain);
        if bare == plain || bare.is_empty() {
            return;
        }
        for &field in self.words.exact(&bare) {
            self.add(field, 0.9, &bare);
        }
        for (_, field) in self.words.composed(&bare) {
            self.add(field, 0.88, &bare);
        }
        for &field in self.words.short(&bare) {
            if self.within.is_some() && self.words.group_of(field) == self.within {
                self.add(field, 0.9, &bare);
            }
        }
    }

    /// The header is a known one but for a slip; the people it names must be the same.
    fn with_slips(&mut self, plain: &str) {
        let mentioned = self.words.groups_in(plain);
        let written = Written::new(plain);
        for known in &self.words.spellings {
            let Some(score) = likeness(&written, known) else {
                continue;
            };
            if self.words.groups_in(&known.word) == mentioned {
                for &field in &known.fields {
                    self.add(field, score, &known.word);
                }
            }
        }
        let (group, rest) = match (self.within, self.words.split_group(plain)) {
            (Some(group), _) => (group, plain),
            (None, Some((group, rest))) if mentioned == [group] => (group, rest),
            _ => return,
        };
        let written = Written::new(rest);
        for known in &self.words.shorts {
            let Some(score) = likeness(&written, known) else {
                continue;
            };
            for &field in &known.fields {
                if self.words.group_of(field) == Some(group) {
                    self.add(field, score, &known.word);
                }
            }
        }
    }

    fn add(&mut self, field: usize, score: f64, known: &str) {
        let Some(definition) = self.form.fields.get(field) else {
            return;
        };
        let elsewhere = |group| definition.group != Some(group) && self.words.own_group != Some(group);
        if self.within.is_some_and(elsewhere)
            || self.column.fit(self.words, field, definition).is_some_and(|fit| fit < 0.5)
        {
            return;
        }
        let candidate = Candidate { field, score, why: Why::Near(known.to_owned()) };
        match self.found.iter_mut().find(|known| known.field == field) {
            Some(known) if known.score >= score => {}
            Some(known) => *known = candidate,
            None => self.found.push(candidate),
        }
    }
}

/// The header without words that may be left out.
fn without_fillers(plain: &str) -> String {
    let mut rest = plain.to_owned();
    let letters = words::letters(plain);
    for filler in &language().headers.fillers {
        let needed = words::letters(filler);
        if letters & needed == needed && rest.chars().count() > filler.chars().count() + 1 {
            rest = rest.replace(filler.as_str(), "");
        }
    }
    rest
}

/// A header as it is compared with the known ones.
struct Written<'a> {
    plain: &'a str,
    count: usize,
    letters: u128,
}

impl<'a> Written<'a> {
    fn new(plain: &'a str) -> Self {
        Self { plain, count: plain.chars().count(), letters: words::letters(plain) }
    }
}

/// How like a header is to a known word of four characters or more: one slip, or two in eight.
fn likeness(written: &Written<'_>, known: &Spelling) -> Option<f64> {
    let (short, long) = (written.count.min(known.count), written.count.max(known.count));
    if short < 4 || long - short > 1 {
        return None;
    }
    let allowed = if short >= 7 { 2 } else { 1 };
    // Each character that the other word has not is a slip: most pairs are told apart by that alone.
    let missing = long - written.count;
    if missing + (written.letters & !known.letters).count_ones() as usize > allowed {
        return None;
    }
    let slips = strsim::damerau_levenshtein(written.plain, &known.word);
    (slips > 0 && slips <= allowed).then(|| 0.85 - 0.5 * slips as f64 / long as f64)
}
