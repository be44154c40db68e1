//! The forms' headers as a dictionary: which word means which field.

mod choices;
mod dictionary;
mod subject;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use foldhash::fast::FixedState;

use dictionary::Dictionary;
pub(super) use dictionary::{Spelling, WordSet};
pub(super) use subject::Subject;

use super::preamble::Labels;
use super::propose::Spelt;
use crate::form::words::{Header, Heads};
use crate::form::{Choice, Field, Form, FormKind, Forms, Kind, Role, language, words};

/// All forms' headers, and the words that make a row a header row. Compiled once for all files.
pub struct Lexicon {
    /// One for each form, in order.
    pub(super) forms: Vec<FormWords>,
    pub(super) labels: WordSet,
    serial: WordSet,
    /// The first characters of all groups' names.
    group_heads: Heads,
    /// For a form that is not there.
    no_particulars: Labels,
    choices: choices::Choices,
    /// The same with the fields that only cards ask for, compiled of `source` when the first card is looked for.
    pub(super) cards: OnceLock<Box<Lexicon>>,
    /// The words of cards once more, told by those of all forms; made when the first sheet needs them.
    pub(super) wide: OnceLock<Box<Lexicon>>,
    source: Forms,
}

/// Whose words a lexicon takes, and which forms' tell a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    /// The headers of tables.
    Tables,
    /// The labels of cards. Those of the forms that every school sends tell whether a sheet is one of cards: the
    /// others' many short words stand in the cells of tables too.
    Cards,
    /// The labels of cards, whatever their form.
    AllCards,
}

/// The headers of one form.
pub(super) struct FormWords {
    /// Headers that mean a field wherever they stand.
    exact: Dictionary,
    /// Headers that mean a field within its group.
    short: Dictionary,
    /// Headers that mean a field where no other column does.
    weak: Dictionary,
    /// Every word that means a field wherever it stands, in order.
    pub(super) spellings: Vec<Spelling>,
    /// Every short word of a group's fields, in order.
    pub(super) shorts: Vec<Spelling>,
    /// For each field, the spellings of its listed values, as compared.
    listed: Vec<WordSet>,
    /// Headers that mean something in this form and nothing in any other.
    own: WordSet,
    /// Group names, the longest first.
    groups: Vec<(String, usize)>,
    /// The characters of each of these names, as [`words::letters`].
    group_letters: Vec<u128>,
    /// The first characters of the groups' names.
    group_heads: Heads,
    /// Headers that no field claims.
    others: WordSet,
    /// What somebody said of whole headers: the field, or that they are none.
    pub(super) decided: BTreeMap<String, Option<usize>>,
    /// Its spellings as proposals compare them, made when the first is asked for.
    pub(super) spelt: OnceLock<Spelt>,
    /// Whether it lists events rather than children.
    events: bool,
    /// The form's titles.
    titles: Vec<subject::Title>,
    /// The labels of lines above its tables.
    particulars: Labels,
    /// The group of the child that the record is about.
    pub(super) own_group: Option<usize>,
    /// For each field, its group.
    group_of: Vec<Option<usize>>,
    /// For each field, whether a table with it is hardly another kind of list.
    pub(super) telling: Vec<bool>,
}

impl Lexicon {
    /// Compiles the forms' words.
    pub fn new(forms: &Forms) -> Self {
        Self { source: forms.clone(), ..Self::compiled(forms, Extent::Tables) }
    }

    fn compiled(forms: &Forms, extent: Extent) -> Self {
        let cards = extent != Extent::Tables;
        let headers = &language().headers;
        let serial: WordSet = headers.serial.iter().map(|word| words::header(word).plain).collect();
        let choices = choices::Choices::new(forms);
        let tell: Vec<bool> = forms.0.iter().map(|form| extent != Extent::Cards || form.required).collect();
        let sexes = forms.0.iter().filter_map(|form| form.fields.get(form.role(Role::ChildSex)?));
        let sexes: WordSet = sexes.flat_map(|sex| &sex.values).map(|sex| words::value(&sex.value)).collect();
        let mut forms: Vec<FormWords> = forms.0.iter().map(|form| FormWords::new(form, cards)).collect();
        FormWords::part(&mut forms);
        let mut labels = serial.clone();
        for (form, _) in forms.iter().zip(&tell).filter(|(_, tell)| **tell) {
            labels.extend(
                form.exact.words().chain(form.short.words()).chain(form.weak.words()).chain(&form.others).cloned(),
            );
            labels.extend(form.groups.iter().map(|(name, _)| name.clone()));
        }
        labels.extend(
            headers
                .foreign
                .iter()
                .chain(&headers.weak)
                .chain(&headers.date_parts)
                .map(|word| words::header(word).plain),
        );
        // 男 and 合计 head columns of counts; far more often they are what a row says.
        labels.retain(|word| !sexes.contains(word) && !language().rows.total.contains(word));
        let group_heads = Heads::of(forms.iter().flat_map(|form| &form.groups).map(|(name, _)| name));
        Self {
            forms,
            labels,
            serial,
            group_heads,
            no_particulars: Labels::default(),
            choices,
            cards: OnceLock::new(),
            wide: OnceLock::new(),
            source: Forms::default(),
        }
    }

    /// Whether a normalised header is a word that tables use as one.
    pub(super) fn is_label(&self, plain: &str) -> bool {
        !plain.is_empty()
            && (self.labels.contains(plain)
                || (self.group_heads.begin(plain) && self.forms.iter().any(|form| !form.composed(plain).is_empty())))
    }

    /// Whether `over` names a group of fields, one of which is `under` within it.
    pub(super) fn is_grouped(&self, over: &str, under: &str) -> bool {
        let grouped = |form: &FormWords| {
            let group = form.group(over);
            group.is_some() && form.short(under).iter().any(|&field| form.group_of(field) == group)
        };
        self.forms.iter().any(grouped)
    }

    /// Whether a normalised header names a group of some form.
    pub(super) fn is_group(&self, plain: &str) -> bool {
        self.forms.iter().any(|form| form.group(plain).is_some())
    }

    /// A header normalised, with what follows a known word and a comma as its hint: `家庭住址,详细到组`.
    pub(super) fn header(&self, text: &str) -> Header {
        let mut header = words::header(text);
        if self.is_label(&header.plain) {
            return header;
        }
        let parted = header.plain.split_once([',', '、', ';', '。']).filter(|(word, rest)| {
            // Two facts in one column are not the first of them: 监护人姓名、电话.
            let other = self.is_label(rest) || self.forms.iter().any(|form| !form.groups_in(rest).is_empty());
            // 谈心,了解思想动态 is what was done: only a field's own word may be parted so.
            self.forms.iter().any(|form| !form.exact(word).is_empty()) && !other
        });
        if let Some((word, rest)) = parted {
            if !header.hint.is_empty() {
                header.hint.push(' ');
            }
            header.hint.push_str(rest);
            header.plain = word.to_owned();
        }
        header
    }

    /// The labels of the lines above a form's tables.
    pub(super) fn particulars(&self, form: usize) -> &Labels {
        self.forms.get(form).map_or(&self.no_particulars, |words| &words.particulars)
    }

    /// Whether a normalised header is that of a row's number.
    pub(super) fn is_serial(&self, plain: &str) -> bool {
        self.serial.contains(plain)
    }
}

impl FormWords {
    fn new(form: &Form, cards: bool) -> Self {
        let (mut exact, mut short) = (Dictionary::default(), Dictionary::default());
        for (position, field) in form.fields.iter().enumerate().filter(|(_, field)| cards || !field.card) {
            for alias in std::iter::once(field.label.zh.as_ref()).chain(field.aliases.iter().map(String::as_str)) {
                exact.enter(alias, position);
            }
            for word in &field.short {
                short.enter(word, position);
            }
        }
        let mut weak = Dictionary::default();
        for (position, field) in form.fields.iter().enumerate() {
            field.weak.iter().for_each(|word| weak.enter(word, position));
        }
        let mut groups: Vec<(String, usize)> = form
            .groups
            .iter()
            .enumerate()
            .flat_map(|(position, group)| group.names.iter().map(move |name| (words::header(name).plain, position)))
            .collect();
        groups.sort_by(|a, b| (b.0.chars().count(), &a.0).cmp(&(a.0.chars().count(), &b.0)));
        let own_group = form.role(Role::ChildName).and_then(|name| form.fields.get(name)?.group);
        let telling = form
            .fields
            .iter()
            .map(|field| match field.group {
                Some(group) => Some(group) != own_group,
                None => {
                    field.kind != Kind::Text
                        && !matches!(
                            field.role,
                            Some(Role::School | Role::Grade | Role::Class | Role::ChildName | Role::ChildId)
                        )
                }
            })
            .collect();
        Self {
            events: form.kind != FormKind::Roster,
            spellings: exact.spellings(),
            shorts: short.spellings(),
            listed: form.fields.iter().map(listed).collect(),
            exact,
            short,
            group_letters: groups.iter().map(|(name, _)| words::letters(name)).collect(),
            group_heads: Heads::of(groups.iter().map(|(name, _)| name)),
            weak,
            own: WordSet::default(),
            groups,
            decided: BTreeMap::new(),
            spelt: OnceLock::new(),
            others: form.others.iter().map(|word| words::header(word).plain).collect(),
            particulars: Labels::new(form),
            titles: form.titles.iter().map(|title| subject::Title::new(title)).collect(),
            own_group,
            group_of: form.fields.iter().map(|field| field.group).collect(),
            telling,
        }
    }

    /// The fields that this header means wherever it stands.
    pub(super) fn exact(&self, plain: &str) -> &[usize] {
        self.exact.get(plain)
    }

    /// The fields that this header means within their groups.
    pub(super) fn short(&self, plain: &str) -> &[usize] {
        self.short.get(plain)
    }

    /// The labels of the lines above the form's tables.
    pub(super) fn particulars(&self) -> &Labels {
        &self.particulars
    }

    /// The fields that this header means where no other column does.
    pub(super) fn weak(&self, plain: &str) -> &[usize] {
        self.weak.get(plain)
    }

    /// The spellings of a field's listed values, as compared.
    pub(super) fn listed(&self, field: usize) -> Option<&WordSet> {
        self.listed.get(field)
    }

    /// Whether the header means something in this form and nothing in any other.
    pub(super) fn is_own(&self, plain: &str) -> bool {
        self.own.contains(plain)
    }

    /// Whether the header can mean the field, however weakly.
    pub(super) fn can_mean(&self, plain: &str, field: usize) -> bool {
        [self.exact(plain), self.weak(plain)].iter().any(|fields| fields.contains(&field))
            || self.composed(plain).iter().any(|(_, composed)| *composed == field)
    }

    /// Tells the words that only one form has from those that several share. What a roster asks besides, records
    /// ask as well: it speaks for neither.
    fn part(forms: &mut [Self]) {
        let mut known: HashMap<String, Vec<usize>, FixedState> = HashMap::default();
        for (position, form) in forms.iter().enumerate() {
            let composed = form.groups.iter().flat_map(|(name, group)| {
                form.short
                    .entries()
                    .filter(|(_, fields)| fields.iter().any(|&field| form.group_of(field) == Some(*group)))
                    .map(move |(word, _)| format!("{name}{word}"))
            });
            let written = form.exact.words().chain(form.short.words()).chain(form.weak.words());
            for word in written.cloned().chain(composed) {
                let holders = known.entry(word).or_default();
                if !holders.contains(&position) {
                    holders.push(position);
                }
            }
        }
        for (position, form) in forms.iter_mut().enumerate() {
            if !form.events {
                continue;
            }
            // What is asked of the child (帮扶对象) tells no form: lists of pairs ask it too.
            let other = |group: Option<usize>| group.is_none() || group != form.own_group;
            // Whose the word is alone is asked first: the rest is costly, and hardly a word passes.
            let alone = known.iter().filter(|(_, holders)| holders.as_slice() == [position]);
            let own = alone.filter(|(word, _)| {
                let exactly = form.exact(word);
                let means = if exactly.is_empty() {
                    form.composed(word).iter().any(|(group, _)| other(Some(*group)))
                } else {
                    exactly.iter().any(|&field| other(form.group_of(field)))
                };
                !form.weak.knows(word) && means
            });
            form.own = own.map(|(word, _)| word.clone()).collect();
        }
    }

    /// A field's group.
    pub(super) fn group_of(&self, field: usize) -> Option<usize> {
        self.group_of.get(field).copied().flatten()
    }

    /// Whether no field claims this header.
    pub(super) fn is_other(&self, plain: &str) -> bool {
        self.others.contains(plain)
    }

    /// The group that a wider header cell names.
    pub(super) fn group(&self, plain: &str) -> Option<usize> {
        if let Some((_, group)) = self.groups.iter().find(|(name, _)| name == plain) {
            return Some(*group);
        }
        let named = self.groups_in(plain);
        let begins =
            self.groups.iter().find(|(name, _)| name.chars().count() > 1 && plain.starts_with(name.as_str()))?.1;
        if named.iter().all(|&group| group == begins) { Some(begins) } else { None }
    }

    /// Every group whose name stands in the text; a name inside a longer one does not count.
    pub(super) fn groups_in(&self, plain: &str) -> Vec<usize> {
        let mut rest = Cow::Borrowed(plain);
        let mut found = Vec::new();
        // Hardly a name has all its characters in the text: the others are not looked for.
        let letters = words::letters(plain);
        for ((name, group), needed) in self.groups.iter().zip(&self.group_letters) {
            if letters & needed == *needed && rest.contains(name.as_str()) {
                rest = Cow::Owned(rest.replace(name.as_str(), "\u{0}"));
                found.push(*group);
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The fields that `plain` means as group name and short header: `父姓名`, `监护人与学生关系`.
    pub(super) fn composed(&self, plain: &str) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        // Every name of a child is asked for here, and hardly one begins like a group.
        if !self.group_heads.begin(plain) {
            return found;
        }
        for (name, group) in &self.groups {
            let Some(rest) = plain.strip_prefix(name.as_str()) else {
                continue;
            };
            let rest = rest.trim_start_matches(['的', '-', '_', '/', '·', ':', '、', '.']);
            for &field in self.short(rest) {
                if self.group_of(field) == Some(*group) && !found.contains(&(*group, field)) {
                    found.push((*group, field));
                }
            }
        }
        found
    }

    /// The longest group name that begins the text, and the rest.
    pub(super) fn split_group<'t>(&self, plain: &'t str) -> Option<(usize, &'t str)> {
        self.groups.iter().find_map(|(name, group)| plain.strip_prefix(name.as_str()).map(|rest| (*group, rest)))
    }
}

/// The spellings of a field's listed values, as compared.
fn listed(field: &Field) -> WordSet {
    field.values.iter().flat_map(Choice::spellings).map(words::value).collect()
}
