//! The forms' headers as a dictionary: which word means which field.

mod choices;
mod subject;

use std::collections::{BTreeMap, HashSet};
use std::sync::OnceLock;

pub(super) use subject::Subject;

use super::preamble::Labels;
use super::propose::Spelt;
use crate::form::words::Header;
use crate::form::{Form, FormKind, Forms, Kind, Role, language, words};

/// All forms' headers, and the words that make a row a header row. Compiled once for all files.
pub struct Lexicon {
    /// One for each form, in order.
    pub(super) forms: Vec<FormWords>,
    pub(super) labels: HashSet<String>,
    serial: HashSet<String>,
    /// For a form that is not there.
    no_particulars: Labels,
    choices: choices::Choices,
    /// The same with the fields that only cards ask for.
    pub(super) cards: Option<Box<Lexicon>>,
    /// The words of cards once more, told by those of all forms; made when the first sheet needs them.
    pub(super) wide: OnceLock<Box<Lexicon>>,
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
    exact: BTreeMap<String, Vec<usize>>,
    /// Headers that mean a field within its group.
    short: BTreeMap<String, Vec<usize>>,
    /// Headers that mean a field where no other column does.
    weak: BTreeMap<String, Vec<usize>>,
    /// Headers that mean something in this form and nothing in any other.
    own: HashSet<String>,
    /// Group names, the longest first.
    groups: Vec<(String, usize)>,
    /// The first characters of the groups' names.
    group_heads: HashSet<char>,
    /// Headers that no field claims.
    others: HashSet<String>,
    /// What somebody said of whole headers: the field, or that they are none.
    pub(super) decided: BTreeMap<String, Option<usize>>,
    /// Its spellings as proposals compare them, made when the first is asked for.
    pub(super) spelt: OnceLock<Spelt>,
    /// Whether it lists events rather than children.
    events: bool,
    /// The form's titles; of `帮扶*记录` what stands before and behind other words.
    titles: Vec<(String, Option<String>)>,
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
        let cards = Some(Box::new(Self::compiled(forms, Extent::Cards)));
        Self { cards, ..Self::compiled(forms, Extent::Tables) }
    }

    fn compiled(forms: &Forms, extent: Extent) -> Self {
        let cards = extent != Extent::Tables;
        let headers = &language().headers;
        let serial: HashSet<String> = headers.serial.iter().map(|word| words::header(word).plain).collect();
        let choices = choices::Choices::new(forms);
        let tell: Vec<bool> = forms.0.iter().map(|form| extent != Extent::Cards || form.required).collect();
        let sexes = forms.0.iter().filter_map(|form| form.fields.get(form.role(Role::ChildSex)?));
        let sexes: HashSet<String> = sexes.flat_map(|sex| &sex.values).map(|sex| words::value(&sex.value)).collect();
        let mut forms: Vec<FormWords> = forms.0.iter().map(|form| FormWords::new(form, cards)).collect();
        FormWords::part(&mut forms);
        let mut labels = serial.clone();
        for (form, _) in forms.iter().zip(&tell).filter(|(_, tell)| **tell) {
            labels.extend(
                form.exact.keys().chain(form.short.keys()).chain(form.weak.keys()).chain(&form.others).cloned(),
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
        Self { forms, labels, serial, no_particulars: Labels::default(), choices, cards: None, wide: OnceLock::new() }
    }

    /// Whether a normalised header is a word that tables use as one.
    pub(super) fn is_label(&self, plain: &str) -> bool {
        !plain.is_empty()
            && (self.labels.contains(plain) || self.forms.iter().any(|form| !form.composed(plain).is_empty()))
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

    /// Whether a normalised text contains a form's title.
    pub(super) fn has_title(&self, text: &str) -> bool {
        self.forms.iter().any(|form| form.has_title(text))
    }

    /// What a normalised text's lines speak of. In a title the last word says what it is: 留守儿童帮扶记录表 is of
    /// help, 帮扶对象家访记录 of visits.
    pub(super) fn subject(&self, text: &str) -> Subject {
        let mut subject = Subject { forms: vec![false; self.forms.len()], other: false };
        for line in text.lines() {
            let ends: Vec<(usize, usize)> = self.forms.iter().map(|form| form.title_end(line)).collect();
            let last = ends.iter().copied().max().unwrap_or_default();
            let other = language().headers.other_records.iter().filter_map(|word| end_of(line, word)).max();
            let roster = self.forms.iter().zip(&ends).any(|(form, end)| !form.events && *end == last);
            if other.is_some_and(|other| other > last.1) {
                subject.other = true;
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
    fn new(form: &Form, cards: bool) -> Self {
        let mut exact: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut short: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (position, field) in form.fields.iter().enumerate().filter(|(_, field)| cards || !field.card) {
            for alias in std::iter::once(field.label.zh.as_ref()).chain(field.aliases.iter().map(String::as_str)) {
                enter(&mut exact, alias, position);
            }
            for word in &field.short {
                enter(&mut short, word, position);
            }
        }
        let mut weak: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (position, field) in form.fields.iter().enumerate() {
            field.weak.iter().for_each(|word| enter(&mut weak, word, position));
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
            exact,
            short,
            group_heads: groups.iter().filter_map(|(name, _)| name.chars().next()).collect(),
            weak,
            own: HashSet::new(),
            groups,
            decided: BTreeMap::new(),
            spelt: OnceLock::new(),
            others: form.others.iter().map(|word| words::header(word).plain).collect(),
            particulars: Labels::new(form),
            titles: form.titles.iter().map(|title| parted(title)).collect(),
            own_group,
            group_of: form.fields.iter().map(|field| field.group).collect(),
            telling,
        }
    }

    /// The fields that this header means wherever it stands.
    pub(super) fn exact(&self, plain: &str) -> &[usize] {
        self.exact.get(plain).map_or(&[], Vec::as_slice)
    }

    /// The fields that this header means within their groups.
    pub(super) fn short(&self, plain: &str) -> &[usize] {
        self.short.get(plain).map_or(&[], Vec::as_slice)
    }

    /// The labels of the lines above the form's tables.
    pub(super) fn particulars(&self) -> &Labels {
        &self.particulars
    }

    /// The fields that this header means where no other column does.
    pub(super) fn weak(&self, plain: &str) -> &[usize] {
        self.weak.get(plain).map_or(&[], Vec::as_slice)
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
        let mut known: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (position, form) in forms.iter().enumerate() {
            let composed = form.groups.iter().flat_map(|(name, group)| {
                form.short
                    .iter()
                    .filter(|(_, fields)| fields.iter().any(|&field| form.group_of(field) == Some(*group)))
                    .map(move |(word, _)| format!("{name}{word}"))
            });
            for word in form.exact.keys().chain(form.short.keys()).chain(form.weak.keys()).cloned().chain(composed) {
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
                !form.weak.contains_key(*word) && means
            });
            form.own = own.map(|(word, _)| word.clone()).collect();
        }
    }

    /// Where the form's title ends that stands last in a line, and where its first part does; zero where none
    /// stands there. What stands within a title may say that it is another: 帮扶对象家访记录 is of visits.
    fn title_end(&self, line: &str) -> (usize, usize) {
        let end = |(word, behind): &(String, Option<String>)| match behind {
            None => end_of(line, word).map(|end| (end, end)),
            Some(behind) => {
                let last = line.rfind(behind.as_str())?;
                Some((last + behind.len(), end_of(line.get(..last)?, word)?))
            }
        };
        self.titles.iter().filter_map(end).max().unwrap_or_default()
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
        let mut rest = plain.to_owned();
        let mut found = Vec::new();
        for (name, group) in &self.groups {
            if rest.contains(name.as_str()) {
                rest = rest.replace(name.as_str(), "\u{0}");
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
        if !plain.chars().next().is_some_and(|first| self.group_heads.contains(&first)) {
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

    /// Every word that means a field wherever it stands, with its fields.
    pub(super) fn spellings(&self) -> impl Iterator<Item = (&str, &[usize])> {
        self.exact.iter().map(|(word, fields)| (word.as_str(), fields.as_slice()))
    }

    /// Every short word of a group's fields.
    pub(super) fn shorts(&self) -> impl Iterator<Item = (&str, &[usize])> {
        self.short.iter().map(|(word, fields)| (word.as_str(), fields.as_slice()))
    }

    /// The longest group name that begins the text, and the rest.
    pub(super) fn split_group<'t>(&self, plain: &'t str) -> Option<(usize, &'t str)> {
        self.groups.iter().find_map(|(name, group)| plain.strip_prefix(name.as_str()).map(|rest| (*group, rest)))
    }

    /// Whether a normalised text contains one of the form's titles.
    pub(super) fn has_title(&self, text: &str) -> bool {
        text.lines().any(|line| self.title_end(line).0 > 0)
    }
}

/// A title's parts, normalised.
fn parted(title: &str) -> (String, Option<String>) {
    match title.split_once('*') {
        Some((word, behind)) => (words::value(word), Some(words::value(behind))),
        None => (words::value(title), None),
    }
}

/// Where a word ends that stands in a text for the last time.
fn end_of(text: &str, word: &str) -> Option<usize> {
    text.rfind(word).map(|at| at + word.len())
}

fn enter(words_of: &mut BTreeMap<String, Vec<usize>>, word: &str, field: usize) {
    let fields = words_of.entry(words::header(word).plain).or_default();
    if !fields.contains(&field) {
        fields.push(field);
    }
}
