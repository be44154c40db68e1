//! Forms as data: what a form's definition says, as written in TOML and as validated.
//!
//! A definition reads a school's sheet, names the ledger's table, and lays out the consolidated sheet. Nothing
//! in Rust names a form or a column; what merging and checking must know of a field is its [`Role`].

mod all;
pub mod language;
mod load;
mod sheet;
pub mod tie;
pub mod words;
mod written;

use std::collections::HashMap;
use std::sync::Arc;

pub use all::Forms;
use foldhash::fast::FixedState;
pub use language::{Language, language};
pub use load::{TemplateError, builtin, load};
use serde::Deserialize;
pub use sheet::{FormColumn, FormSheet};

use crate::finding::Words;

/// A validated form.
#[derive(Clone, Debug)]
pub struct Form {
    /// The public id: `child-info`.
    pub id: Arc<str>,
    /// Its name for people.
    pub title: Words,
    /// The name of its sheet in the consolidated workbook.
    pub sheet: String,
    /// The position of that sheet among the forms' sheets.
    pub order: i64,
    /// What its records are.
    pub kind: FormKind,
    /// Whether every school must send it.
    pub required: bool,
    /// The duty that its records fulfil, unless a value of the record says another ([`Meaning::HomeVisit`]).
    pub duty: Option<Duty>,
    /// How far from the period its events may lie.
    pub within: Within,
    /// Titles seen above such tables, for recognition.
    pub titles: Vec<String>,
    /// Header groups: 父亲信息 › 姓名.
    pub groups: Vec<Group>,
    /// The fields in the order of the consolidated sheet.
    pub fields: Vec<Field>,
    /// Headers that no field claims although they look much like one's: `学号` is no `学籍号`.
    pub others: Vec<String>,
    /// Headers of questions that, answered by no, say that the record's child is none of those the form lists:
    /// `是否留守儿童`. No field claims them.
    pub denials: Vec<String>,
    /// What must hold between the numbers of a record.
    pub ties: Vec<tie::Tie>,
    /// The fields whose printed totals must be the sums of the rows above them.
    pub printed: Vec<usize>,
}

impl Form {
    /// The name of its table in the ledger.
    pub fn table_name(&self) -> String {
        self.id.replace('-', "_")
    }

    /// The position of the field that plays `role`.
    pub fn role(&self, role: Role) -> Option<usize> {
        self.fields.iter().position(|field| field.role == Some(role))
    }

    /// The duty that a record with these values fulfils: what one of them means, else the form's.
    pub fn duty<'v>(&self, value: impl Fn(usize) -> Option<&'v str>) -> Option<Duty> {
        let visits = |(position, field): (usize, &Field)| {
            value(position).and_then(|written| field.meaning(written)) == Some(Meaning::HomeVisit)
        };
        let mut listed = self
            .fields
            .iter()
            .enumerate()
            .filter(|(_, field)| field.values.iter().any(|choice| choice.means == Some(Meaning::HomeVisit)));
        if listed.any(visits) { Some(Duty::Visit) } else { self.duty }
    }

    /// The position of the field with this id.
    pub fn field(&self, id: &str) -> Option<usize> {
        self.fields.iter().position(|field| &*field.id == id)
    }
}

/// What a form's records are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FormKind {
    /// A record is a child.
    Roster,
    /// A record is something that happened to a child or was done for it.
    Record,
    /// A record is about a school.
    School,
}

/// What somebody must do for every child, as often as the configuration says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Duty {
    /// A call between child and parents, by month.
    Call,
    /// A visit at the child's home, by term.
    Visit,
}

impl Duty {
    /// Whether it is counted by school term; by month otherwise.
    pub const fn by_term(self) -> bool {
        matches!(self, Self::Visit)
    }
}

/// How far from the period a form's events may lie without being told to be outside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Within {
    /// In the period itself, or in its term where a duty is counted by term.
    #[default]
    Period,
    /// In the period's school term.
    Term,
    /// Anywhere: a register kept over years.
    Ever,
}

/// A header group: several fields under one wider header cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its id inside the form: `father`.
    pub id: String,
    /// What stands in the wider cell, or before the field's own name (`父亲姓名`, `父姓名`).
    pub names: Vec<String>,
}

/// A field of a form.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of the definition, independent of the others")]
pub struct Field {
    /// The public id: `id_number`. Forms that share an id mean the same by it.
    pub id: Arc<str>,
    /// The header in the consolidated workbook.
    pub label: Words,
    /// How its values are read.
    pub kind: Kind,
    /// What merging and checking know it as.
    pub role: Option<Role>,
    /// Whether a record without it is faulty.
    pub required: bool,
    /// Headers that mean this field wherever they stand.
    pub aliases: Vec<String>,
    /// Headers that mean this field where no other column says it better: `关系` for whom a call was with.
    pub weak: Vec<String>,
    /// The position of its header group.
    pub group: Option<usize>,
    /// Headers that mean this field under its group's header, or after the group's name (`姓名` under `父亲`).
    pub short: Vec<String>,
    /// The values it may have, with their other spellings.
    pub values: Vec<Choice>,
    /// Whether a value outside the list is a fault. Open lists keep what was written.
    pub closed: bool,
    /// Whether the title, or the sheet's or the file's name, gives its value where no column does: 家访记录表.
    pub from_title: bool,
    /// Whether what it says stays at the school: it is counted, and stands in no output.
    pub private: bool,
    /// The least and greatest number, for number kinds.
    pub range: Option<(f64, f64)>,
    /// Whether only cards ask for it: a table's header never means it, and its column is left out where no card came.
    pub card: bool,
    /// The column's width in the consolidated workbook, in half-width characters.
    pub width: f64,
    /// The number of the column on the printed form, by which ties may name it.
    pub column: Option<u32>,
}

/// Listed values by their spellings as [`words::value`] compares them: looked up, and never walked through.
pub type BySpelling<'f> = HashMap<String, &'f str, FixedState>;

impl Field {
    /// The listed value that `written` stands for, itself or another spelling of it, however it was typed.
    pub fn choice(&self, written: &str) -> Option<&Choice> {
        let exact = self.values.iter().find(|choice| choice.spellings().any(|spelling| spelling == written));
        exact.or_else(|| {
            let word = words::compared(written);
            let spelled = |word: &str| {
                let is_so = |spelling: &str| {
                    spelling == word || (!words::are_settled(spelling) && words::compared(spelling) == word)
                };
                self.values.iter().find(|choice| choice.spellings().any(is_so))
            };
            // 漢族 and its like: only what no value is as it stands.
            spelled(&word).or_else(|| {
                let corrected = language().spelling.corrected(&word);
                if corrected == *word { None } else { spelled(&corrected) }
            })
        })
    }

    /// The listed value of every spelling; of several with one spelling the first.
    pub fn by_spelling(&self) -> BySpelling<'_> {
        let mut listed = BySpelling::default();
        for choice in &self.values {
            for spelling in choice.spellings() {
                listed.entry(words::value(spelling)).or_insert(choice.value.as_str());
            }
        }
        listed
    }

    /// What the listed value that `written` stands for means to rules and figures.
    ///
    /// A remark in brackets behind it is left out where need be: 外出务工（广东）, 家访（周末）.
    pub fn meaning(&self, written: &str) -> Option<Meaning> {
        let before = || written.split(['（', '(']).next().filter(|before| *before != written);
        self.choice(written).or_else(|| self.choice(before()?))?.means
    }
}

/// How a field's values are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Free text, kept as written.
    Text,
    /// A person's name.
    Person,
    /// A school's name.
    School,
    /// A resident's ID number, GB 11643.
    IdNumber,
    /// One phone number or several.
    Phone,
    /// The day of an event: day, month and year must be known.
    Date,
    /// A birth date: the month alone is good enough.
    BirthDate,
    /// A school grade, `一年级` to `高三`, `学前`.
    Grade,
    /// A class: a number where it is one.
    Class,
    /// One of a list.
    Choice,
    /// 是 or 否.
    YesNo,
    /// A number within a range.
    Number,
    /// A sum of money in yuan.
    Amount,
    /// A time of day.
    Time,
    /// How long something took, in minutes.
    Minutes,
    /// A day and a time of day.
    Moment,
}

impl Kind {
    /// Whether its values are numbers.
    pub const fn is_number(self) -> bool {
        matches!(self, Self::Number | Self::Amount | Self::Minutes)
    }
}

/// A value of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// How it stands in the outputs.
    pub value: String,
    /// Its other spellings.
    pub aliases: Vec<String>,
    /// What rules and figures take it to mean.
    pub means: Option<Meaning>,
}

impl Choice {
    /// The value and its other spellings.
    pub fn spellings(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.value).chain(&self.aliases).map(String::as_str)
    }
}

/// What a listed value means to rules and figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Meaning {
    /// Male.
    Male,
    /// Female.
    Female,
    /// The parent works or lives away.
    Away,
    /// The parent is at home.
    Home,
    /// The parent is dead.
    Dead,
    /// The parent cannot care: in prison, missing, gravely ill, disabled.
    Unable,
    /// The parents live apart or are divorced: it says nothing of where the parent is.
    Apart,
    /// The guardian is the father.
    Father,
    /// The guardian is the mother.
    Mother,
    /// The guardian is a grandparent.
    Grandparent,
    /// The guardian is another relative.
    Relative,
    /// The guardian is somebody else.
    OtherPerson,
    /// There is no guardian.
    Nobody,
    /// Both parents are away.
    BothAway,
    /// One parent is away.
    OneAway,
    /// The child was visited at home.
    HomeVisit,
    /// The child came to harm, or was in danger of it.
    Harm,
    /// The child left school and is not back.
    DroppedOut,
    /// The child is back at school.
    Returned,
    /// The child came to be on the roster.
    Joined,
    /// The child left the roster.
    Left,
    /// The allowance of boarders that a standard is set for.
    LivingAllowance,
}

/// What merging, checking and the township's rules know a field as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "each says what its spelling says")]
pub enum Role {
    School,
    Grade,
    Class,
    ChildName,
    ChildId,
    ChildSex,
    ChildBirth,
    StudentNumber,
    Boarding,
    FatherName,
    FatherStatus,
    FatherWorkplace,
    FatherPhone,
    MotherName,
    MotherStatus,
    MotherWorkplace,
    MotherPhone,
    GuardianName,
    GuardianRelation,
    GuardianAge,
    GuardianPhone,
    Category,
    HelperName,
    EventDate,
    EventTime,
    EventPerson,
    EventContent,
    EventMethod,
}
