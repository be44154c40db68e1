//! What a column may be whose header nobody knows: a proposal by words and cells, for somebody to confirm.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use pinyin::ToPinyin;

use crate::finding::{Words, mask};
use crate::form::{Field, Form, Kind, language};
use crate::model::{CellValue, ColumnMap, Guess, GuessState, RawRecord};

use super::candidates::{self, Above, Why};
use super::header::ColumnHead;
use super::lexicon::FormWords;
use super::looks;
use super::matching::Match;

/// From here on a proposal is worth somebody's time.
const LIKELY: f64 = 0.5;
/// No proposal is as sure as a header that is nearly a known one.
const SUREST: f64 = 0.84;
/// Fields so much less likely than the best are named beside it.
const CLOSE: f64 = 0.05;
/// The most fields that are named.
const MOST_FIELDS: usize = 3;
/// How many cells are looked at.
const MOST_CELLS: usize = 40;
/// The most samples, and the most characters of one.
const SAMPLES: (usize, usize) = (3, 16);
/// From here on a near header only leaves out words that add nothing: that is no guess.
const NO_GUESS: f64 = 0.88;

/// Says of every column whose header nobody knows what it may be, or what was made of it.
pub(super) fn guesses(
    form: &Form,
    words: &FormWords,
    found: &[(ColumnHead, Match)],
    records: &[RawRecord],
    columns: &mut [ColumnMap],
) {
    let taken: BTreeSet<usize> = columns.iter().flat_map(|column| [column.field, column.also]).flatten().collect();
    let mut asker = None;
    let mut group_before = None;
    for column in columns.iter_mut() {
        let matched = found.iter().find(|(head, _)| head.column == column.column);
        if let Some((head, matched)) = matched
            && column.filled
            && let Some(state) = state(words, head, matched)
        {
            let cells = cells(records, column.column);
            let samples = samples(&cells);
            let blank = Guess { state, fields: Vec::new(), score: 0.0, why: Words::default(), samples };
            let guess = match &matched.taken {
                Some(taken) => Guess { fields: vec![taken.field], score: taken.score, why: taken.why.words(), ..blank },
                None if state == GuessState::Decided => blank,
                None if !matched.rivals.is_empty() => Guess {
                    fields: matched.rivals.clone(),
                    score: LIKELY,
                    why: Words::new("表头的意思不止一个，分不清", "the header may mean any of them"),
                    ..blank
                },
                None => asker
                    .get_or_insert_with(|| Asker::new(form, words, &taken))
                    .ask(head, &cells, group_before)
                    .map_or(blank.clone(), |(fields, score, why)| Guess { fields, score, why, ..blank }),
            };
            column.guess = Some(Box::new(guess));
        }
        let likely = column.field.or_else(|| column.guess.as_ref()?.fields.first().copied());
        group_before = likely.and_then(|field| words.group_of(field)).filter(|&group| Some(group) != words.own_group);
    }
}

/// How far it went with a column; `None` for a header that is known, as a field's or as none.
fn state(words: &FormWords, head: &ColumnHead, matched: &Match) -> Option<GuessState> {
    let leaf = head.leaf();
    if matched.serial || !leaf.chars().any(char::is_alphabetic) {
        return None;
    }
    let decided = words.decided(head).is_some();
    match &matched.taken {
        Some(taken) => match &taken.why {
            Why::Decided => Some(GuessState::Decided),
            Why::Near(_) if taken.score < NO_GUESS => Some(GuessState::Adopted),
            _ => None,
        },
        None if decided => Some(GuessState::Decided),
        None => {
            let known = words.is_other(leaf)
                || matched.lost.is_some()
                || language().headers.foreign.iter().any(|word| word == leaf)
                || language().rows.signature.iter().any(|word| word == leaf);
            (!known).then_some(GuessState::Open)
        }
    }
}

fn cells(records: &[RawRecord], column: u32) -> Vec<&CellValue> {
    records
        .iter()
        .filter_map(|record| value_at(record, column))
        .filter(|value| !looks::is_nothing(&value.shown()))
        .take(MOST_CELLS)
        .collect()
}

fn value_at(record: &RawRecord, column: u32) -> Option<&CellValue> {
    let extra = record.extra.iter().find(|(_, at, _)| at.column == column).map(|(_, _, value)| value);
    extra.or_else(|| record.cells.iter().find(|cell| cell.at.column == column)?.value.as_ref())
}

/// A few of the cells, masked.
fn samples(cells: &[&CellValue]) -> Vec<String> {
    let mut samples: Vec<String> = Vec::new();
    for cell in cells {
        let shown = mask(cell.shown().split_whitespace().collect::<Vec<_>>().join(" ").as_str());
        let mut sample: String = shown.chars().take(SAMPLES.1).collect();
        if sample.len() < shown.len() {
            sample.push('…');
        }
        if !samples.contains(&sample) {
            samples.push(sample);
        }
        if samples.len() == SAMPLES.0 {
            break;
        }
    }
    samples
}

/// A form's spellings as they are compared, made ready once for all files.
#[derive(Debug, Default)]
pub(super) struct Spelt {
    /// For each field its spellings: without words that ask or add nothing, and as they stand.
    fields: BTreeMap<usize, Vec<(String, String)>>,
    /// For each character in how many fields' spellings it stands.
    common: HashMap<char, usize>,
}

impl Spelt {
    fn new(words: &FormWords) -> Self {
        let mut spelt = Self::default();
        for known in words.spellings.iter().chain(&words.shorts) {
            for &field in &known.fields {
                spelt.fields.entry(field).or_default().push((stripped(&known.word), known.word.clone()));
            }
        }
        for words in spelt.fields.values() {
            let characters: BTreeSet<char> = words.iter().flat_map(|(_, word)| word.chars()).collect();
            for c in characters {
                *spelt.common.entry(c).or_default() += 1;
            }
        }
        spelt
    }
}

/// The fields of a form that no column of a table has.
struct Asker<'a> {
    form: &'a Form,
    words: &'a FormWords,
    spelt: &'a Spelt,
    free: Vec<usize>,
}

/// A field with how likely it is, and the spelling that the header is most like.
struct Likely<'a> {
    field: usize,
    score: f64,
    like: f64,
    spelling: &'a str,
    fit: Option<f64>,
}

impl<'a> Asker<'a> {
    fn new(form: &'a Form, words: &'a FormWords, taken: &BTreeSet<usize>) -> Self {
        let free = (0..form.fields.len()).filter(|field| !taken.contains(field)).collect();
        Self { form, words, spelt: words.spelt.get_or_init(|| Spelt::new(words)), free }
    }

    /// The likeliest fields, how likely the first of them is, and what speaks for it.
    fn ask(
        &self,
        head: &ColumnHead,
        cells: &[&CellValue],
        group_before: Option<usize>,
    ) -> Option<(Vec<usize>, f64, Words)> {
        let leaf = head.leaf();
        if candidates::is_strangers(self.words, leaf) {
            return None;
        }
        let named = match candidates::above(self.form, self.words, head) {
            Above::Stranger | Above::Person(_) => return None,
            Above::Group(group) => vec![group],
            Above::Nothing | Above::Unknown => self.words.groups_in(leaf),
        };
        let bare = self.bare(leaf);
        let texts = cells.iter().map(|&value| (looks::plain(value), value));
        let texts: Vec<_> = texts.filter(|(text, _)| !looks::is_nothing(text)).collect();
        // 是 and 否 answer any question: they speak for no list of values.
        let yes_no = &language().cells.yes_no;
        let yes_or_no = cells.iter().all(|cell| yes_no.contains(&looks::plain(cell).into_owned()));
        let mut likely: Vec<Likely<'_>> = Vec::new();
        for &field in &self.free {
            let Some(definition) = self.form.fields.get(field) else { continue };
            let group = self.words.group_of(field);
            if !named.is_empty() && group.is_none_or(|group| !named.contains(&group)) {
                continue;
            }
            let beside = if group.is_none() || group == self.words.own_group || !named.is_empty() {
                0.0
            } else if group == group_before {
                0.08
            } else {
                -0.03
            };
            let fit = looks::fit(definition, self.words.listed(field), &texts);
            let (like, spelling) = self.likeness(&bare, field);
            let score = score(definition, like, fit.filter(|_| !yes_or_no || definition.kind != Kind::Choice))
                .map_or(0.0, |score| score + beside);
            if score >= LIKELY {
                likely.push(Likely { field, score, like, spelling, fit });
            }
        }
        likely.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.field.cmp(&b.field)));
        let best = likely.first()?;
        let why = why(self.form.fields.get(best.field)?, best);
        let near = likely.iter().filter(|other| other.score > best.score - CLOSE).take(MOST_FIELDS);
        Some((near.map(|other| other.field).collect(), best.score.min(SUREST), why))
    }

    /// The header without the people it names and without words that ask (是否) or add nothing (情况).
    fn bare(&self, leaf: &str) -> String {
        let rest = self.words.split_group(leaf).map_or(leaf, |(_, rest)| rest);
        let rest = if rest.is_empty() { leaf } else { rest };
        stripped(rest)
    }

    /// How like a header is to the spellings of a field, and which of them is the likest.
    fn likeness(&self, bare: &str, field: usize) -> (f64, &str) {
        let mut best = (0.0, "");
        for (known, word) in self.spelt.fields.get(&field).into_iter().flatten() {
            let like = self.overlap(bare, known);
            if like > best.0 {
                best = (like, word.as_str());
            }
        }
        best
    }

    /// What two words share, by character or sound, against what they have; a character of many fields counts little.
    fn overlap(&self, one: &str, other: &str) -> f64 {
        // A slip of the ear keeps most of a word: 住 alone is no 注.
        if !one.chars().any(|c| other.contains(c)) {
            return 0.0;
        }
        let weight = |c: char| self.spelt.common.get(&c).map_or(0.6, |&fields| 1.0 / (fields as f64).sqrt());
        let mut rest: Vec<char> = other.chars().collect();
        let mut shared = 0.0;
        for c in one.chars() {
            if let Some(at) = rest.iter().position(|&known| known == c) {
                shared += weight(rest.remove(at));
            } else if let Some(at) = rest.iter().position(|&known| sounds_like(known, c)) {
                shared += 0.7 * weight(rest.remove(at));
            }
        }
        // One character of several is chance: 天气 is no 聊天内容.
        if one.chars().count() > 1 && one.chars().filter(|&c| other.contains(c)).count() < 2 {
            shared *= 0.7;
        }
        let total = |text: &str| text.chars().map(weight).sum::<f64>();
        let (one, other) = (total(one), total(other));
        0.6 * 2.0 * shared / (one + other) + 0.4 * shared / one.min(other)
    }
}

fn sounds_like(one: char, other: char) -> bool {
    match (one.to_pinyin(), other.to_pinyin()) {
        (Some(one), Some(other)) => one.plain() == other.plain(),
        _ => false,
    }
}

/// A header without words that ask or add nothing; itself where nothing else is left.
fn stripped(plain: &str) -> String {
    let headers = &language().headers;
    let mut rest = plain.to_owned();
    for word in headers.asking.iter().chain(&headers.fillers) {
        if rest.chars().count() > word.chars().count() {
            rest = rest.replace(word.as_str(), "");
        }
    }
    if rest.is_empty() { plain.to_owned() } else { rest }
}

/// How likely a field is by words and cells; `None` where the cells speak against it.
fn score(field: &Field, like: f64, fit: Option<f64>) -> Option<f64> {
    let Some(fit) = fit else {
        return Some(like);
    };
    let telling = match field.kind {
        Kind::IdNumber | Kind::Phone => 0.45,
        Kind::Choice if fit >= 0.9 => 0.5,
        Kind::BirthDate | Kind::Grade | Kind::School | Kind::Choice => 0.3,
        _ => 0.15,
    };
    (fit >= 0.4).then_some(telling * fit + (1.0 - telling) * like)
}

/// What speaks for a field.
fn why(field: &Field, likely: &Likely<'_>) -> Words {
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    if likely.like >= 0.3 {
        zh.push(format!("字面像“{}”", likely.spelling));
        en.push(format!("the words are like {}", likely.spelling));
    }
    if likely.fit.is_some_and(|fit| fit >= 0.6) {
        let kind = kind_words(field.kind);
        zh.push(format!("内容像{}", kind.zh));
        en.push(format!("the cells look like {}", kind.en));
    }
    Words::made(zh.join("，"), en.join(", "))
}

const fn kind_words(kind: Kind) -> Words {
    match kind {
        Kind::IdNumber => Words::new("身份证号码", "ID numbers"),
        Kind::Phone => Words::new("电话号码", "phone numbers"),
        Kind::Date | Kind::BirthDate => Words::new("年月日", "dates"),
        Kind::Person => Words::new("人名", "names of people"),
        Kind::YesNo => Words::new("是或否", "yes or no"),
        Kind::Choice => Words::new("这一栏的选项", "the field's values"),
        Kind::Number | Kind::Amount | Kind::Minutes => Words::new("数字", "numbers"),
        Kind::Grade => Words::new("年级", "grades"),
        Kind::Class => Words::new("班级", "classes"),
        Kind::School => Words::new("学校名", "names of schools"),
        Kind::Time | Kind::Moment => Words::new("时间", "times of day"),
        Kind::Text => Words::new("文字", "text"),
    }
}
