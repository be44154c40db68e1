//! A roster record as a witness: what it says of who its child is, made comparable once and for all.

use std::collections::BTreeSet;

use chrono::Datelike;
use unicode_normalization::UnicodeNormalization;

use crate::form::{Choice, Field, Form, Kind, Meaning, Role};
use crate::model::{Fault, IdNumber, Record, Value, is_space};

/// The characters of an ID number.
const ID_CHARACTERS: usize = 18;
/// How many digits Excel keeps of a long number.
const KEPT_DIGITS: usize = 15;
/// The fewest digits that make a faulty text an attempt at an ID number, and not a remark such as `待办`.
const LEAST_DIGITS: usize = 12;

/// Where the fields stand that tell who a child is.
#[derive(Debug)]
pub(super) struct RosterFields<'f> {
    pub(super) form: &'f Form,
    name: Option<usize>,
    number: Option<usize>,
    sex: Option<usize>,
    birth: Option<usize>,
    grade: Option<usize>,
    student_number: Option<usize>,
    father: Option<usize>,
    mother: Option<usize>,
    guardian: Option<usize>,
    phones: Vec<usize>,
    /// Words for relations: a guardian who is called 奶奶 has not been named.
    relations: BTreeSet<String>,
}

impl<'f> RosterFields<'f> {
    pub(super) fn of(form: &'f Form) -> Self {
        let relation = form.role(Role::GuardianRelation).and_then(|field| form.fields.get(field));
        let spellings = relation.into_iter().flat_map(|field| &field.values);
        let spellings = spellings.flat_map(Choice::spellings);
        Self {
            form,
            name: form.role(Role::ChildName),
            number: form.role(Role::ChildId),
            sex: form.role(Role::ChildSex),
            birth: form.role(Role::ChildBirth),
            grade: form.role(Role::Grade),
            student_number: form.role(Role::StudentNumber),
            father: form.role(Role::FatherName),
            mother: form.role(Role::MotherName),
            guardian: form.role(Role::GuardianName),
            phones: (0..form.fields.len()).filter(|&field| form.fields[field].kind == Kind::Phone).collect(),
            relations: spellings.map(plain_name).collect(),
        }
    }

    fn person(&self, record: &Record, field: Option<usize>) -> Option<String> {
        let name = plain_name(record.sound(field?)?.as_text()?);
        (!name.is_empty() && !self.relations.contains(&name)).then_some(name)
    }

    fn sex(&self, record: &Record) -> Option<Meaning> {
        let field = self.sex?;
        let sex: &Field = self.form.fields.get(field)?;
        sex.meaning(record.sound(field)?.as_text()?)
    }
}

/// What a record says of who its child is.
#[derive(Debug)]
pub(super) struct Witness<'r> {
    pub(super) record: &'r Record,
    pub(super) name: Option<String>,
    pub(super) number: Option<Number>,
    /// Its birth dates: the one it states, and the one in its sound ID number where that is another.
    pub(super) births: Vec<Birth>,
    pub(super) sex: Option<Meaning>,
    /// The birth date that it states itself.
    stated_birth: Option<Birth>,
    grade: Option<&'r str>,
    pub(super) student_number: Option<String>,
    pub(super) father: Option<String>,
    pub(super) mother: Option<String>,
    /// The adults it names and the phones it gives, sorted.
    pub(super) contacts: Vec<String>,
}

impl<'r> Witness<'r> {
    pub(super) fn of(record: &'r Record, fields: &RosterFields<'_>) -> Self {
        let name = fields.name.and_then(|field| record.sound(field)).and_then(Value::as_text).map(plain_name);
        let number = fields.number.and_then(|field| Number::of(record, field));
        let stated = fields.birth.and_then(|field| record.sound(field)).and_then(Birth::of);
        let mut births: Vec<Birth> = stated.into_iter().chain(number.as_ref().and_then(Number::birth)).collect();
        births.dedup();
        let father = fields.person(record, fields.father);
        let mother = fields.person(record, fields.mother);
        let guardian = fields.person(record, fields.guardian);
        let name = name.filter(|name| !name.is_empty());
        let adults = [&father, &mother, &guardian].into_iter().flatten().filter(|adult| name.as_ref() != Some(*adult));
        let phones =
            fields.phones.iter().filter_map(|&field| record.sound(field)).filter_map(Value::as_text).flat_map(phones);
        let contacts: BTreeSet<String> = adults.cloned().chain(phones.map(digits)).collect();
        Self {
            record,
            name,
            number,
            births,
            sex: fields.sex(record),
            stated_birth: stated,
            grade: fields.grade.and_then(|field| record.sound(field)?.as_text()),
            student_number: fields
                .student_number
                .and_then(|field| record.sound(field))
                .map(|value| plain_name(&value.shown())),
            father,
            mother,
            contacts: contacts.into_iter().collect(),
        }
    }

    /// Its ID number, if that is sound.
    pub(super) fn sound_number(&self) -> Option<&str> {
        match &self.number {
            Some(Number::Sound(number)) => Some(number),
            _ => None,
        }
    }

    /// Whether the two name an adult or a phone in common.
    pub(super) fn shares_contact(&self, other: &Self) -> bool {
        self.contacts.iter().any(|contact| other.contacts.binary_search(contact).is_ok())
    }

    /// Whether both say when the child was born, and do not agree.
    pub(super) fn births_differ(&self, other: &Self) -> bool {
        let known = !self.births.is_empty() && !other.births.is_empty();
        known && !self.births.iter().any(|birth| other.births.iter().any(|theirs| birth.may_be(*theirs)))
    }

    /// Whether the two state another birth date or another grade, whatever their ID numbers say: a brother's row into
    /// which the ID number was copied still has his own.
    pub(super) fn states_otherwise(&self, other: &Self) -> bool {
        self.stated_birth.zip(other.stated_birth).is_some_and(|(ours, theirs)| !ours.may_be(theirs))
            || self.grade.zip(other.grade).is_some_and(|(ours, theirs)| ours != theirs)
    }

    /// Whether both state the same birth date, to the same precision.
    pub(super) fn births_agree(&self, other: &Self) -> bool {
        self.births.iter().any(|birth| other.births.contains(birth))
    }

    /// Whether nothing rules out that the two are one child: used before two groups of records become one.
    ///
    /// Digits that changed places, and a 15-digit number against 18 digits, only ever suggest: a neighbour in
    /// the register has such a number too.
    pub(super) fn may_be(&self, other: &Self) -> bool {
        let numbers = match (&self.number, &other.number) {
            (Some(ours), Some(theirs)) => ours.may_be(theirs),
            _ => true,
        };
        numbers && !self.births_differ(other)
    }

    /// Whether sex and birth date that it states contradict `number`.
    pub(super) fn contradicts(&self, number: &str, fields: &RosterFields<'_>) -> bool {
        let Some(id) = IdNumber::new(number) else {
            return false;
        };
        let stated = fields.birth.and_then(|field| self.record.sound(field)).and_then(Birth::of);
        let birth = stated.zip(Birth::in_number(number)).is_some_and(|(stated, told)| !stated.may_be(told));
        let male = self.sex.map(|sex| sex == Meaning::Male);
        birth || male.zip(id.is_male()).is_some_and(|(stated, told)| stated != told)
    }
}

/// What stands for an ID number in a record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Number {
    /// Eighteen characters with nothing wrong: it tells one child from every other.
    Sound(String),
    /// The fifteen digits of the first generation.
    Old(String),
    /// The first fifteen digits of a number whose tail is lost.
    Cut(String),
    /// A number with a fault, or one that a school made up: as written.
    Faulty(String),
}

impl Number {
    /// What the field holds, where that is an ID number or an attempt at one.
    pub(super) fn of(record: &Record, field: usize) -> Option<Self> {
        let slot = record.slots.get(field)?;
        let shown = slot.value.as_ref()?.shown();
        let text = if shown.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase()) {
            shown
        } else if shown.is_ascii() {
            shown.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
        } else {
            shown.nfkc().filter(|c| c.is_alphanumeric()).collect::<String>().to_uppercase()
        };
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let id = IdNumber::new(&text);
        let whole = id.is_some_and(|id| !id.is_temporary()) && text.len() == ID_CHARACTERS;
        match &slot.fault {
            None | Some(Fault::IdRegion) if whole => Some(Self::Sound(text)),
            Some(Fault::IdOld) => Some(Self::Old(text)),
            Some(Fault::IdPrecisionLost) => text.get(..KEPT_DIGITS).map(|kept| Self::Cut(kept.to_owned())),
            _ if digits >= LEAST_DIGITS => Some(Self::Faulty(text)),
            _ => None,
        }
    }

    pub(super) fn text(&self) -> &str {
        match self {
            Self::Sound(text) | Self::Old(text) | Self::Cut(text) | Self::Faulty(text) => text,
        }
    }

    fn birth(&self) -> Option<Birth> {
        match self {
            Self::Sound(text) => Birth::in_number(text),
            // Of a cut number the digits of the birth date are all there.
            Self::Cut(kept) => Birth::in_number(&format!("{kept}000")),
            Self::Old(_) | Self::Faulty(_) => None,
        }
    }

    fn may_be(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Sound(ours), Self::Sound(theirs)) | (Self::Cut(ours), Self::Cut(theirs)) => ours == theirs,
            (Self::Cut(kept), Self::Sound(whole)) | (Self::Sound(whole), Self::Cut(kept)) => {
                whole.starts_with(kept.as_str())
            }
            (Self::Old(old), Self::Sound(whole)) | (Self::Sound(whole), Self::Old(old)) => !contains_old(whole, old),
            _ => !has_digits_swapped(self.text(), other.text()),
        }
    }

    /// Whether the two could be one number that somebody mistyped, cut or wrote in the old way.
    pub(super) fn is_near(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Sound(_), Self::Sound(_)) => false,
            (Self::Old(old), Self::Sound(whole)) | (Self::Sound(whole), Self::Old(old)) if contains_old(whole, old) => {
                true
            }
            (Self::Cut(kept), other) | (other, Self::Cut(kept)) => other.text().starts_with(kept.as_str()),
            _ => strsim::osa_distance(self.text(), other.text()) <= 1,
        }
    }

    pub(super) fn is_cut(&self) -> bool {
        matches!(self, Self::Cut(_))
    }
}

/// Whether `whole` is what became of the 15 digits of `old`: a century put in, a check character added.
fn contains_old(whole: &str, old: &str) -> bool {
    match (whole.get(..6), whole.get(8..17)) {
        (Some(region), Some(rest)) => old.strip_prefix(region) == Some(rest),
        _ => false,
    }
}

/// Whether two neighbouring characters changed places, and nothing else differs.
fn has_digits_swapped(a: &str, b: &str) -> bool {
    let differing: Vec<usize> = (0..a.len()).filter(|&at| a.as_bytes().get(at) != b.as_bytes().get(at)).collect();
    match differing[..] {
        [first, second] if a.len() == b.len() && second == first + 1 => {
            let (a, b) = (a.as_bytes(), b.as_bytes());
            a.get(first) == b.get(second) && a.get(second) == b.get(first)
        }
        _ => false,
    }
}

/// A birth date, known to the day or to the month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Birth {
    pub(super) year: i32,
    pub(super) month: u32,
    pub(super) day: Option<u32>,
}

impl Birth {
    fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Date(date) => Some(Self { year: date.year(), month: date.month(), day: Some(date.day()) }),
            Value::Month { year, month } => Some(Self { year: *year, month: *month, day: None }),
            _ => None,
        }
    }

    fn in_number(number: &str) -> Option<Self> {
        Self::of(&Value::Date(IdNumber::new(number)?.birth()?))
    }

    /// Whether both can be the same day.
    pub(super) fn may_be(self, other: Self) -> bool {
        let days = self.day.is_none() || other.day.is_none() || self.day == other.day;
        (self.year, self.month) == (other.year, other.month) && days
    }
}

/// A person's name for comparing: width, spaces, middle dots, what stands in brackets and case make no difference.
pub(super) fn plain_name(text: &str) -> String {
    // Nearly every name is a few Chinese characters, which stand as they are compared.
    if text.chars().all(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c)) {
        return text.to_owned();
    }
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return text.to_ascii_lowercase();
    }
    let mut depth = 0usize;
    let mut plain = String::with_capacity(text.len());
    for c in text.nfkc() {
        match c {
            '(' | '[' | '【' | '〔' => depth += 1,
            ')' | ']' | '】' | '〕' => depth = depth.saturating_sub(1),
            '·' | '•' | '．' | '.' | '・' | '‧' | '‐' | '-' | '\'' => {}
            _ if depth > 0 || is_space(c) => {}
            _ => plain.extend(c.to_lowercase()),
        }
    }
    plain
}

/// The phones of a value, each as written.
pub(super) fn phones(value: &str) -> impl Iterator<Item = &str> {
    value.split('、').map(str::trim).filter(|phone| !phone.is_empty())
}

/// A phone for comparing: its digits alone.
pub(super) fn digits(phone: &str) -> String {
    phone.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_near_when_one_slip_lies_between_them() {
        let sound = Number::Sound("522121201203154021".to_owned());
        for (other, near, one) in [
            (Number::Faulty("522121201203154012".to_owned()), true, false),
            (Number::Faulty("522121201203154022".to_owned()), true, true),
            (Number::Faulty("52212120120315402".to_owned()), true, true),
            (Number::Faulty("522121201309154021".to_owned()), false, true),
            (Number::Old("522121120315402".to_owned()), true, false),
            (Number::Cut("522121201203154".to_owned()), true, true),
            (Number::Cut("522121201203155".to_owned()), false, false),
            (Number::Sound("522121201203154048".to_owned()), false, false),
        ] {
            assert_eq!((sound.is_near(&other), sound.may_be(&other)), (near, one), "{other:?}");
            assert_eq!((other.is_near(&sound), other.may_be(&sound)), (near, one), "{other:?}");
        }
    }

    #[test]
    fn a_name_is_the_same_however_it_is_typed() {
        assert_eq!(plain_name(" 王　芳（转入）"), "王芳");
        assert_eq!(plain_name("阿依古丽·买买提"), plain_name("阿依古丽．买买提"));
    }
}
