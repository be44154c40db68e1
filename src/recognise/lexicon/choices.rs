//! Which words are values of a label: a cell that says 父亲 is no label where it stands behind 与儿童关系.

use std::collections::{HashMap, HashSet};

use super::Lexicon;
use crate::form::{Choice, Form, Forms, Role, words};

/// The listed values of every field, and the labels that ask for them.
#[derive(Default)]
pub(in crate::recognise) struct Choices {
    /// For a label, the fields that it may ask for.
    asked: HashMap<String, Vec<(usize, usize)>>,
    /// For each form, its field of the guardian's relation.
    relation: Vec<Option<usize>>,
    /// The words for a name that stand under anybody's heading.
    names: Vec<String>,
    /// What the child's relatives are called.
    relatives: HashSet<String>,
    /// The labels that ask with whom something happened.
    whom: HashSet<String>,
}

impl Choices {
    /// Gathers the values of all forms.
    pub(super) fn new(forms: &Forms) -> Self {
        let mut choices = Self::default();
        for (position, form) in forms.0.iter().enumerate() {
            choices.add(position, form);
        }
        choices
    }

    fn add(&mut self, position: usize, form: &Form) {
        self.relation.push(form.role(Role::GuardianRelation));
        for (place, field) in form.fields.iter().enumerate() {
            if field.values.is_empty() {
                continue;
            }
            let label = std::iter::once(field.label.zh.as_ref());
            for word in label.chain(field.aliases.iter().chain(&field.short).chain(&field.weak).map(String::as_str)) {
                self.asked.entry(words::header(word).plain).or_default().push((position, place));
            }
        }
        if let Some(relation) = form.role(Role::GuardianRelation).and_then(|at| form.fields.get(at)) {
            self.relatives.extend(relation.values.iter().flat_map(Choice::spellings).map(words::value));
        }
        if let Some(whom) = form.role(Role::EventPerson).and_then(|at| form.fields.get(at)) {
            let label = std::iter::once(whom.label.zh.as_ref());
            self.whom
                .extend(label.chain(whom.aliases.iter().map(String::as_str)).map(|word| words::header(word).plain));
        }
        let name = form.role(Role::ChildName).and_then(|name| form.fields.get(name));
        for word in name.iter().flat_map(|name| &name.short) {
            let word = words::header(word).plain;
            if !self.names.contains(&word) {
                self.names.push(word);
            }
        }
    }
}

impl Lexicon {
    /// The words of cards: those of tables, and of the fields that only cards ask for.
    pub(in crate::recognise) fn of_cards(&self) -> &Self {
        // That of cards has no source of its own.
        if self.source.0.is_empty() {
            return self;
        }
        self.cards.get_or_init(|| self.told(&self.source, super::Extent::Cards))
    }

    /// The words of cards, told by those of all forms.
    pub(in crate::recognise) fn of_all_cards(&self, forms: &Forms) -> &Self {
        self.wide.get_or_init(|| self.told(forms, super::Extent::AllCards))
    }

    /// The words of more forms or fields, with what somebody said of headers.
    fn told(&self, forms: &Forms, extent: super::Extent) -> Box<Self> {
        let mut wider = Self::compiled(forms, extent);
        wider.decide_as(self);
        Box::new(wider)
    }

    /// Whether some form lists `text` as a value of what the normalised label asks for.
    pub(in crate::recognise) fn offers(&self, label: &str, text: &str) -> bool {
        let value = words::value(text);
        let lists = |&(form, field): &(usize, usize)| {
            self.forms.get(form).and_then(|words| words.listed(field)).is_some_and(|list| list.contains(&value))
        };
        if self.choices.asked.get(label).is_some_and(|fields| fields.iter().any(lists)) {
            return true;
        }
        let composed = |(form, words): (usize, &super::FormWords)| {
            words.composed(label).iter().any(|&(_, field)| lists(&(form, field)))
        };
        // 父亲 behind 通话对象 says who it was.
        self.forms.iter().enumerate().any(composed)
            || (self.choices.relatives.contains(&value) && self.choices.whom.contains(label))
    }

    /// Whether a normalised label asks how a person is related to the child.
    pub(in crate::recognise) fn tells_relation(&self, plain: &str) -> bool {
        self.forms.iter().zip(&self.choices.relation).any(|(form, relation)| {
            relation.is_some_and(|field| form.exact(plain).contains(&field) || form.short(plain).contains(&field))
        })
    }

    /// Whether a normalised text is the name of a group of some form, and no longer text that begins with one.
    pub(in crate::recognise) fn is_group_name(&self, plain: &str) -> bool {
        self.forms.iter().any(|form| form.groups.iter().any(|(name, _)| name == plain))
    }

    /// Whether a normalised label asks for something else of a child or an event than school, grade and class.
    pub(in crate::recognise) fn asks(&self, plain: &str) -> bool {
        let around = |form: &super::FormWords| {
            let places = [&form.particulars.school, &form.particulars.grade, &form.particulars.class];
            places.iter().any(|list| list.iter().any(|word| word == plain))
        };
        self.forms.iter().any(|form| !form.exact(plain).is_empty() && !around(form))
    }

    /// Whether a normalised label asks for a name, nobody says whose: 姓名, 成员姓名.
    pub(in crate::recognise) fn is_bare_name(&self, plain: &str) -> bool {
        self.choices.names.iter().any(|word| plain.ends_with(word.as_str()))
            && !self.forms.iter().any(|form| form.group(plain).is_some_and(|group| Some(group) != form.own_group))
    }

    /// A label without the word for a name at its end: 祖父姓名 is about 祖父.
    pub(in crate::recognise) fn without_name<'t>(&self, label: &'t str) -> &'t str {
        let bare = self.choices.names.iter().find_map(|word| label.strip_suffix(word.as_str()));
        bare.filter(|bare| !bare.is_empty()).unwrap_or(label)
    }
}
