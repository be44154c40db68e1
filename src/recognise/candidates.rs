//! Which fields a column's header may mean, each with a score and the reason.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::finding::Words;
use crate::form::words::{Header, Heads};
use crate::form::{Choice, Field, Form, Kind, Role, language};
use crate::model::CellValue;

use super::header::ColumnHead;
use super::lexicon::FormWords;
use super::looks;

/// A field that a column may be.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Candidate {
    /// The field.
    pub(super) field: usize,
    /// How sure the header is, from 0 to 1.
    pub(super) score: f64,
    /// Why.
    pub(super) why: Why,
}

/// Why a column was taken for a field.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Why {
    /// The header is one of the field's names.
    Exact,
    /// The header stands under the group's name.
    UnderGroup,
    /// The header is the group's name and the field's short one.
    Composed,
    /// The header's bracket names the group.
    Hinted,
    /// A column beside it is of the group.
    Beside,
    /// The header is nearly one of the field's names.
    Near(String),
    /// The header may mean it, and no other column does.
    Weak,
    /// The column is the first of several that make up the value.
    Parts,
    /// The header says nothing, the cells do.
    Cells,
    /// Somebody said so.
    Decided,
}

impl Why {
    /// The reason in words.
    pub(super) fn words(&self) -> Words {
        match self {
            Self::Exact => Words::new("表头就是这个字段的写法", "the header is a known name of the field"),
            Self::UnderGroup => Words::new("表头在这一组的大标题下面", "the header stands under its group's heading"),
            Self::Composed => Words::new("表头由分组名加字段名组成", "the header is the group's name and the field's"),
            Self::Hinted => Words::new("表头括号里写明了是谁的", "the bracket in the header names the group"),
            Self::Beside => Words::new("挨着同一个人的列", "it stands beside a column of the same person"),
            Self::Near(known) => Words {
                zh: Cow::Owned(format!("表头接近“{known}”")),
                en: Cow::Owned(format!("the header is close to {known}")),
            },
            Self::Weak => Words::new("没有写得更明确的列，按这一列算", "no other column says it better"),
            Self::Parts => Words::new("几栏合起来是一个日期", "several columns make up the day"),
            Self::Cells => Words::new("表头看不出，按格子里的内容判断", "the header does not tell, the cells do"),
            Self::Decided => Words::new("按“待确认”里定的", "somebody decided so"),
        }
    }
}

/// What a column is known by when it is matched.
pub(super) struct Evidence<'a> {
    /// Its header.
    pub(super) head: Cow<'a, ColumnHead>,
    /// Some of its cells.
    pub(super) sample: Vec<&'a CellValue>,
    /// The same as compared, without those that say nothing.
    texts: Vec<(Cow<'a, str>, &'a CellValue)>,
    /// What share of them fits a kind, as far as it was asked: every form asks the same.
    fits: RefCell<BTreeMap<Kind, Option<f64>>>,
    /// What share of them is on a field's list, by where the list lies.
    listed: RefCell<BTreeMap<*const Choice, Option<f64>>>,
}

impl<'a> Evidence<'a> {
    /// A column with this header and these cells.
    pub(super) fn new(head: Cow<'a, ColumnHead>, sample: Vec<&'a CellValue>) -> Self {
        let texts = sample.iter().map(|&value| (looks::plain(value), value));
        let texts = texts.filter(|(text, _)| !looks::is_nothing(text)).collect();
        Self { head, sample, texts, fits: RefCell::default(), listed: RefCell::default() }
    }

    /// What share of the cells fits the field, as [`looks::fit`].
    pub(super) fn fit(&self, words: &FormWords, position: usize, field: &Field) -> Option<f64> {
        let fit = || looks::fit(field, words.listed(position), &self.texts);
        if matches!(field.kind, Kind::Choice | Kind::YesNo) {
            return *self.listed.borrow_mut().entry(field.values.as_ptr()).or_insert_with(fit);
        }
        *self.fits.borrow_mut().entry(field.kind).or_insert_with(fit)
    }

    /// The same of the field at a position of its form.
    pub(super) fn fit_of(&self, form: &Form, words: &FormWords, position: usize) -> Option<f64> {
        self.fit(words, position, form.fields.get(position)?)
    }
}

/// The first characters of the people whom no form's group speaks of.
static STRANGERS: LazyLock<Heads> = LazyLock::new(|| Heads::of(&language().headers.persons));

/// The group that the wider cells over a column name, or that they name somebody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Above {
    /// Nothing, or nothing known.
    Nothing,
    /// A word that is no group of the form.
    Unknown,
    /// A group of the form.
    Group(usize),
    /// A person that is a field without a group, such as the helper.
    Person(usize),
    /// Somebody whom the form does not know.
    Stranger,
}

/// Whether a header speaks of people whom no group of the form speaks of.
pub(super) fn is_strangers(words: &FormWords, plain: &str) -> bool {
    // Hardly a header has a character that one of them begins with.
    STRANGERS.stand_in(plain)
        && words.exact(plain).is_empty()
        && words.composed(plain).is_empty()
        && language().headers.persons.iter().any(|person| plain.contains(person.as_str()))
}

/// The fields that the header means where no other column does.
pub(super) fn weakly(form: &Form, words: &FormWords, column: &Evidence<'_>) -> Vec<Candidate> {
    let above = above(form, words, &column.head);
    let fits = |field: &usize| match above {
        Above::Nothing | Above::Unknown => true,
        Above::Group(group) => words.group_of(*field) == Some(group),
        Above::Person(_) | Above::Stranger => false,
    };
    let speaks_against = |field: &usize| column.fit_of(form, words, *field).is_some_and(|fit| fit < 0.3);
    let fields = words.weak(column.head.leaf()).iter().copied();
    let fields = fields.filter(|field| fits(field) && !speaks_against(field));
    fields.map(|field| Candidate { field, score: 0.7, why: Why::Weak }).collect()
}

/// What the wider cells over a column say.
pub(super) fn above(form: &Form, words: &FormWords, head: &ColumnHead) -> Above {
    let wider = head.words.split_last().map_or(&[][..], |(_, wider)| wider);
    let mut seen = Above::Nothing;
    for part in wider.iter().rev() {
        if let Some(group) = words.group(&part.plain) {
            return Above::Group(group);
        }
        let person = words.exact(&part.plain).iter().copied().find(|&field| {
            form.fields.get(field).is_some_and(|field| field.kind == Kind::Person && field.group.is_none())
        });
        if let Some(person) = person {
            return Above::Person(person);
        }
        if is_strangers(words, &part.plain) {
            return Above::Stranger;
        }
        seen = Above::Unknown;
    }
    seen
}

/// The fields that the header names, whatever stands beside it.
pub(super) fn named(form: &Form, words: &FormWords, head: &ColumnHead) -> Vec<Candidate> {
    let Some(leaf) = head.words.last() else {
        return Vec::new();
    };
    match above(form, words, head) {
        Above::Group(group) => under_group(form, words, &leaf.plain, group),
        Above::Person(person) => under_person(form, words, &leaf.plain, person),
        Above::Stranger => Vec::new(),
        // Under a heading that no form knows, a plain name may be anybody's.
        Above::Unknown if !words.short(&leaf.plain).is_empty() => by_itself(words, leaf, 0.9),
        Above::Nothing | Above::Unknown => by_itself(words, leaf, 1.0),
    }
}

/// A header under the name of a group: its own fields, and those of nobody in particular.
fn under_group(form: &Form, words: &FormWords, plain: &str, group: usize) -> Vec<Candidate> {
    let mut found = Vec::new();
    for &field in words.short(plain) {
        if words.group_of(field) == Some(group) {
            add(&mut found, field, 1.0, Why::UnderGroup);
        }
    }
    let own = words.own_group == Some(group);
    for &field in words.exact(plain) {
        let person = form.fields.get(field).is_some_and(|field| field.kind == Kind::Person);
        match words.group_of(field) {
            Some(of) if of == group => add(&mut found, field, 1.0, Why::UnderGroup),
            _ if own => add(&mut found, field, 1.0, Why::Exact),
            None if !person => add(&mut found, field, 0.9, Why::Exact),
            _ => {}
        }
    }
    for (named, field) in words.composed(plain) {
        if named == group || own {
            add(&mut found, field, 0.95, Why::Composed);
        }
    }
    found
}

/// A header under a person who is a field alone: only the name is asked for.
fn under_person(form: &Form, words: &FormWords, plain: &str, person: usize) -> Vec<Candidate> {
    let is_person = |field: &usize| form.fields.get(*field).is_some_and(|field| field.kind == Kind::Person);
    let mut found = Vec::new();
    if words.short(plain).iter().any(is_person) || words.exact(plain).contains(&person) {
        add(&mut found, person, 0.95, Why::UnderGroup);
    }
    found
}

/// A header that no known one stands over; `score` is what an exact name is worth there.
fn by_itself(words: &FormWords, leaf: &Header, score: f64) -> Vec<Candidate> {
    let mut found = Vec::new();
    let hinted = if leaf.hint.is_empty() { None } else { words.group(&leaf.hint) };
    if let Some(group) = hinted.filter(|&group| Some(group) != words.own_group) {
        for &field in words.short(&leaf.plain) {
            if words.group_of(field) == Some(group) {
                add(&mut found, field, 0.95, Why::Hinted);
            }
        }
    }
    for &field in words.exact(&leaf.plain) {
        add(&mut found, field, score, Why::Exact);
    }
    for (_, field) in words.composed(&leaf.plain) {
        add(&mut found, field, 0.95, Why::Composed);
    }
    found
}

fn add(found: &mut Vec<Candidate>, field: usize, score: f64, why: Why) {
    if !found.iter().any(|known| known.field == field) {
        found.push(Candidate { field, score, why });
    }
}

/// The fields that the header may mean by the group of a column beside it.
pub(super) fn beside(form: &Form, words: &FormWords, column: &Evidence<'_>, group: usize) -> Vec<Candidate> {
    if matches!(above(form, words, &column.head), Above::Group(_) | Above::Person(_) | Above::Stranger) {
        return Vec::new();
    }
    let of_group = |field: &usize| form.fields.get(*field).is_some_and(|known| known.group == Some(group));
    let phone = |field: &usize| form.fields.get(*field).is_some_and(|known| known.kind == Kind::Phone);
    if is_weak_phone(column) {
        let phones = (0..form.fields.len()).filter(|field| of_group(field) && phone(field));
        return phones.map(|field| Candidate { field, score: 0.6, why: Why::Beside }).collect();
    }
    words
        .short(column.head.leaf())
        .iter()
        .copied()
        .filter(of_group)
        .map(|field| Candidate { field, score: 0.85, why: Why::Beside })
        .collect()
}

/// Whether a header only says that a number stands below (`号码`), or nothing, and the cells are mobile numbers.
pub(super) fn is_weak_phone(column: &Evidence<'_>) -> bool {
    let plain = column.head.leaf();
    let weak = plain.is_empty() || language().headers.weak.iter().any(|word| word == plain);
    if !weak {
        return false;
    }
    let mobiles = column.sample.iter().filter(|value| looks::is_mobile(&looks::plain(value))).count();
    mobiles > 0 && mobiles * 5 >= column.sample.len() * 4
}

/// The fields that the cells themselves name, for a header that says nothing or nothing known.
pub(super) fn by_cells(form: &Form, words: &FormWords, column: &Evidence<'_>) -> Vec<Candidate> {
    let plain = column.head.leaf();
    let foreign = language().headers.foreign.iter().any(|word| word == plain);
    if column.sample.is_empty() || words.is_other(plain) || foreign || is_strangers(words, plain) {
        return Vec::new();
    }
    if matches!(above(form, words, &column.head), Above::Stranger | Above::Person(_) | Above::Group(_))
        || words.groups_in(plain).iter().any(|&group| Some(group) != words.own_group)
    {
        return Vec::new();
    }
    let empty = plain.is_empty() || plain.chars().all(|c| c.is_ascii_alphanumeric());
    let mut found = Vec::new();
    // Whether a field is known by its cells at all is asked first: what the cells are like takes longest to tell.
    let known_by_cells = |field: &&Field| match field.kind {
        _ if field.card => false,
        Kind::IdNumber | Kind::Grade => true,
        Kind::BirthDate | Kind::School => empty,
        Kind::Person => empty && field.role == Some(Role::ChildName),
        Kind::Choice => field.closed && field.group == words.own_group,
        _ => false,
    };
    let all_grades = || {
        let grade = |text: &str| super::grades::in_cell(text).grade.is_some();
        column.sample.iter().all(|value| value.as_text().is_some_and(grade))
    };
    for (position, field) in form.fields.iter().enumerate().filter(|(_, field)| known_by_cells(field)) {
        // Told by the first cell that is none, mostly: what share of them fits is not asked then.
        if field.kind == Kind::Grade && !all_grades() {
            continue;
        }
        let Some(fit) = column.fit(words, position, field) else {
            continue;
        };
        let plainly = match field.kind {
            Kind::IdNumber => {
                let sound = || column.texts.iter().filter(|(text, _)| looks::is_resident_id(text)).count();
                fit >= 0.8 && sound() * 5 >= column.sample.len() * 4
            }
            // Many a column holds dates: only one without any name may be the birth date.
            Kind::BirthDate => fit >= 0.8,
            _ => fit >= 0.9,
        };
        if plainly {
            found.push(Candidate { field: position, score: 0.5 + 0.1 * fit, why: Why::Cells });
        }
    }
    found
}
