//! Fictional people: a child and its family, all following from the seed and the child's number.

use chrono::{Datelike, Days, NaiveDate};

use super::dice::{Dice, Thing, nth_of};
use super::plan::{Plan, SchoolPlan};
use super::words::{Family, WORDS};
use crate::model::IdNumber;

/// The days of a school year's births.
const BIRTH_DAYS: usize = 365;
/// The sequence numbers that a birthday of one sex may have, above the least.
const SEQUENCES: usize = 490;
const LEAST_SEQUENCE: usize = 5;
/// How many numbers a child's family uses at most.
const PHONES_OF_A_FAMILY: usize = 3;
/// How many children one helper has.
const CHILDREN_OF_A_HELPER: usize = 3;

/// Where a parent is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whereabouts {
    Away,
    Home,
    Dead,
}

/// A child and its family.
#[derive(Clone, Debug)]
pub(super) struct Child {
    /// Its number in the township.
    pub(super) number: usize,
    pub(super) name: String,
    pub(super) male: bool,
    pub(super) birth: NaiveDate,
    pub(super) id: String,
    /// 0 before school, else the grade.
    pub(super) grade: usize,
    pub(super) class: String,
    pub(super) boarding: bool,
    pub(super) address: String,
    pub(super) father: Parent,
    pub(super) mother: Parent,
    pub(super) guardian: Guardian,
    pub(super) helper: String,
}

/// A father or a mother.
#[derive(Clone, Debug)]
pub(super) struct Parent {
    pub(super) name: String,
    pub(super) whereabouts: Whereabouts,
    pub(super) workplace: String,
    pub(super) phone: String,
}

/// Who looks after the child.
#[derive(Clone, Debug)]
pub(super) struct Guardian {
    pub(super) name: String,
    /// What the family calls the guardian; `None` for a parent who is at home.
    pub(super) relation: Option<String>,
    pub(super) is_father: bool,
    pub(super) age: u32,
    pub(super) phone: String,
}

impl Child {
    /// The dice for what else stands in its row, wherever it is written.
    pub(super) fn dice(&self, plan: &Plan) -> Dice {
        Dice::of(plan.seed, Thing::Row, self.number)
    }
}

/// The township's `number`th child, which goes to `school`.
pub(super) fn child(plan: &Plan, school: &SchoolPlan, number: usize) -> Child {
    born_to(plan, school, number, number.saturating_sub(school.first_child))
}

/// A child on no roster; `number` is none of the township's.
pub(super) fn stranger(plan: &Plan, school: &SchoolPlan, number: usize) -> Child {
    born_to(plan, school, number, 0)
}

fn born_to(plan: &Plan, school: &SchoolPlan, number: usize, seat: usize) -> Child {
    let mut dice = Dice::of(plan.seed, Thing::Child, number);
    let male = dice.chance(0.52);
    let (grade, nursery_year, class) = school.class_of(seat);
    let (birth, sequence) = born(plan, grade, nursery_year, number, male);
    let (surname, given) = name_of(plan, number, male);
    let village = WORDS.places.village_name(plan.seed, number / 7);
    let group = dice.below(WORDS.places.groups) + 1;
    let mut child = Child {
        number,
        name: format!("{surname}{given}"),
        male,
        birth,
        id: id_number(&WORDS.places.region, birth, sequence),
        grade,
        class,
        boarding: dice.chance(if grade >= 5 { 0.5 } else { 0.1 }),
        address: format!("{}{village}{}{group}组", school.town, WORDS.places.village_ending),
        father: parent(plan, &mut dice, number, surname, true),
        mother: parent(plan, &mut dice, number, ' ', false),
        guardian: Guardian { name: String::new(), relation: None, is_father: false, age: 0, phone: String::new() },
        helper: adult(plan.seed, school.number * 131 + seat / CHILDREN_OF_A_HELPER),
    };
    settle(plan, &mut child, &mut dice, number);
    child
}

/// Decides which parent is at home, and who looks after the child.
fn settle(plan: &Plan, child: &mut Child, dice: &mut Dice, number: usize) {
    let fate = dice.share();
    if fate < 0.24 || (0.24..0.32).contains(&fate) {
        let is_father = fate >= 0.24;
        let parent = if is_father { &mut child.father } else { &mut child.mother };
        parent.whereabouts = Whereabouts::Home;
        parent.workplace.clear();
        child.guardian = Guardian {
            name: parent.name.clone(),
            relation: None,
            is_father,
            age: dice.within(30, 45),
            phone: parent.phone.clone(),
        };
        return;
    }
    if fate < 0.34 {
        let dead = if dice.chance(0.5) { &mut child.father } else { &mut child.mother };
        dead.whereabouts = Whereabouts::Dead;
        dead.workplace.clear();
        dead.phone.clear();
    }
    let people = &WORDS.people;
    let Some(kind) = dice.weighted(people.guardians.iter().map(|kind| (kind, kind.weight))) else {
        return;
    };
    let given = if kind.male { &people.elder_men } else { &people.elder_women };
    let surname = match kind.family {
        Family::Father => child.father.name.chars().next(),
        Family::Mother => child.mother.name.chars().next(),
        Family::Own => None,
    };
    let surname = surname.unwrap_or_else(|| any_surname(dice));
    child.guardian = Guardian {
        name: format!("{surname}{}", given_name(given, dice.below(10_000))),
        relation: Some(kind.relation.clone()),
        is_father: false,
        age: dice.within(54, 74),
        phone: phone(plan.seed, number * PHONES_OF_A_FAMILY + 2),
    };
}

fn parent(plan: &Plan, dice: &mut Dice, number: usize, surname: char, is_father: bool) -> Parent {
    let people = &WORDS.people;
    let surname = if surname == ' ' { any_surname(dice) } else { surname };
    let given = given_name(if is_father { &people.men } else { &people.women }, dice.below(10_000));
    Parent {
        name: format!("{surname}{given}"),
        whereabouts: Whereabouts::Away,
        workplace: dice.say(&WORDS.places.workplaces).to_owned(),
        phone: phone(plan.seed, number * PHONES_OF_A_FAMILY + usize::from(!is_father)),
    }
}

/// A grown-up of the schools: a teacher, a helper, a principal. No two of a few thousand share a name.
pub(super) fn adult(seed: u64, number: usize) -> String {
    let people = &WORDS.people;
    let surnames = people.surnames.chars().count();
    let (men, women) = (size(&people.men), size(&people.women));
    let nth = nth_of(number, surnames * (men + women), seed);
    let surname = people.surnames.chars().nth(nth % surnames).unwrap_or('王');
    let given = nth / surnames;
    let given = if given < men { given_name(&people.men, given) } else { given_name(&people.women, given - men) };
    format!("{surname}{given}")
}

/// No two children of one sex share surname and given name before all have come.
fn name_of(plan: &Plan, number: usize, male: bool) -> (char, String) {
    let people = &WORDS.people;
    let given = if male { &people.boys } else { &people.girls };
    let surnames = people.surnames.chars().count().max(1);
    let nth = nth_of(number, surnames * size(given), plan.seed);
    (people.surnames.chars().nth(nth % surnames).unwrap_or('王'), given_name(given, nth / surnames))
}

fn any_surname(dice: &mut Dice) -> char {
    let surnames: Vec<char> = WORDS.people.surnames.chars().collect();
    dice.pick(&surnames).copied().unwrap_or('王')
}

fn size(characters: &[String; 2]) -> usize {
    characters[0].chars().count() * characters[1].chars().count()
}

fn given_name(characters: &[String; 2], nth: usize) -> String {
    let nth = nth % size(characters).max(1);
    let first = characters[0].chars().count().max(1);
    characters[0].chars().nth(nth % first).into_iter().chain(characters[1].chars().nth(nth / first)).collect()
}

/// A birthday of the grade's year and a sequence number, both together never given twice.
fn born(plan: &Plan, grade: usize, nursery_year: usize, number: usize, male: bool) -> (NaiveDate, usize) {
    let nth = nth_of(number, BIRTH_DAYS * SEQUENCES, plan.seed);
    // On 1 September a first-former is six, and a year older for every grade; before school a year younger.
    let age = 5 + grade - nursery_year.min(2);
    let year = plan.school_year - i32::try_from(age).unwrap_or_default() - 1;
    let first = NaiveDate::from_ymd_opt(year, 9, 2).unwrap_or_default();
    let birth = first.checked_add_days(Days::new((nth % BIRTH_DAYS) as u64)).unwrap_or(first);
    let sequence = (nth / BIRTH_DAYS + LEAST_SEQUENCE) * 2;
    (birth, sequence + usize::from(male))
}

/// An ID number as GB 11643 asks for it; its sequence number is odd for a male.
pub(super) fn id_number(region: &str, birth: NaiveDate, sequence: usize) -> String {
    let head = format!("{region}{:04}{:02}{:02}{sequence:03}", birth.year(), birth.month(), birth.day());
    let whole = "0123456789X".chars().map(|check| format!("{head}{check}"));
    whole.clone().find(|text| IdNumber::new(text).is_some_and(IdNumber::check_holds)).unwrap_or(head)
}

/// A mobile number that nobody has, and that nobody else here has.
pub(super) fn phone(seed: u64, number: usize) -> String {
    let people = &WORDS.people;
    let nth = nth_of(number, people.phone_heads.len() * 100_000, seed);
    let (head, rest) = (nth / 100_000, nth % 100_000);
    let head = people.phone_heads.get(head).map(String::as_str).unwrap_or_default();
    format!("{head}{}{}{:04}", rest / 10_000, people.phone_middle, rest % 10_000)
}
