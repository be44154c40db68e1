//! What stands in a field of a form: by the role that it plays, else what its scene or its id says, else by its kind.

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::dice::Dice;
use super::event::Happening;
use super::people::{Child, Parent, Whereabouts, adult};
use super::plan::{Plan, SchoolPlan};
use super::words::{WORDS, told};
use crate::form::{Field, Form, Kind, Meaning, Role};
use crate::model::{CellValue, DatePrecision, GRADES};

/// Whom and what a row is about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject<'a> {
    pub(super) plan: &'a Plan,
    pub(super) school: &'a SchoolPlan,
    pub(super) size: Size,
    pub(super) child: Option<&'a Child>,
    pub(super) happening: Option<&'a Happening>,
}

/// How many children a school has on its roster.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Size {
    children: usize,
    boys: usize,
    boarders: usize,
}

impl Size {
    pub(super) fn of(children: &[Child]) -> Self {
        let count = |is: fn(&Child) -> bool| children.iter().filter(|child| is(child)).count();
        Self { children: children.len(), boys: count(|child| child.male), boarders: count(|child| child.boarding) }
    }
}

/// A cell for each field of the form.
pub(super) fn row(form: &Form, subject: Subject<'_>, dice: &mut Dice) -> Vec<Option<CellValue>> {
    form.fields.iter().map(|field| if field.card { None } else { cell(field, subject, dice) }).collect()
}

fn cell(field: &Field, subject: Subject<'_>, dice: &mut Dice) -> Option<CellValue> {
    let said = subject.happening.and_then(|happening| happening.says.get(&*field.id).copied());
    if said.is_none()
        && let Some(fact) = field.role.and_then(|role| fact(role, field, subject))
    {
        return fact;
    }
    let facts = subject.facts();
    let facts: Vec<(&str, &str)> = facts.iter().map(|(key, fact)| (*key, fact.as_str())).collect();
    // A record whose scene says nothing of a sum had none, and needs no remark.
    let silent = said.is_none() && subject.happening.is_some_and(|happening| !happening.says.is_empty());
    let said = if silent && field.kind == Kind::Text { Some("") } else { said };
    let said = said.or_else(|| Some(WORDS.fields.get(&*field.id)?.pick(dice)));
    match said {
        Some("") => None,
        Some(said) => Some(typed(field.kind, told(said, &facts))),
        None if silent && field.kind == Kind::Amount => None,
        None => by_kind(field, subject, dice),
    }
}

impl Subject<'_> {
    fn facts(&self) -> Vec<(&'static str, String)> {
        let Size { children, boys, boarders } = self.size;
        let numbers = [
            ("children", children),
            ("boys", boys),
            ("girls", children - boys),
            ("boarders", boarders),
            ("students", children * 3),
        ];
        let mut facts: Vec<(&'static str, String)> = numbers.map(|(key, number)| (key, number.to_string())).to_vec();
        facts.push(("term", format!("{}-09", self.plan.school_year)));
        if let Some(happening) = self.happening {
            let last = self.plan.months.last().and_then(|days| days.last()).copied().unwrap_or(happening.date);
            for (key, days) in [("day", 0), ("day+2", 2), ("day+5", 5)] {
                let day = happening.date.checked_add_days(Days::new(days)).unwrap_or(last).min(last);
                facts.push((key, day.to_string()));
            }
            let at = happening.date.and_time(happening.time);
            for (key, minutes) in [("at", 0), ("at+20", 20), ("at+50", 50), ("at+100", 100), ("at+300", 300)] {
                let at = at + TimeDelta::minutes(minutes);
                facts.push((key, at.format("%Y-%m-%d %H:%M").to_string()));
            }
        }
        let Some(child) = self.child else {
            facts.push(("town", self.school.town.clone()));
            return facts;
        };
        let allowance = match child.grade {
            0..=6 => 500,
            7..=9 => 800,
            _ => 1300,
        };
        facts.push(("allowance", allowance.to_string()));
        facts.extend(vec![
            ("name", child.name.clone()),
            ("address", child.address.clone()),
            ("guardian", child.guardian.relation.clone().unwrap_or_else(|| child.guardian.name.clone())),
            ("town", self.school.town.clone()),
        ]);
        facts
    }
}

/// What the role alone decides; the inner `None` is a cell that stays empty.
#[allow(clippy::option_option, reason = "nothing decided, and decided to be empty, are two answers")]
fn fact(role: Role, field: &Field, subject: Subject<'_>) -> Option<Option<CellValue>> {
    if role == Role::School {
        return Some(text(&subject.school.name));
    }
    if let Some(happening) = subject.happening {
        match role {
            Role::EventDate => return Some(Some(day(happening.date))),
            Role::EventTime if field.kind == Kind::Time => return Some(Some(time(happening.time))),
            Role::EventPerson => return Some(text(&happening.parent)),
            _ => {}
        }
    }
    let child = subject.child?;
    let parents_away = [&child.father, &child.mother].map(|parent| parent.whereabouts == Whereabouts::Away);
    let means = |meaning| choice(field, meaning);
    Some(match role {
        Role::Grade => GRADES.get(child.grade).and_then(|grade| text(grade)),
        Role::Class => text(&child.class),
        Role::ChildName => text(&child.name),
        Role::ChildId => text(&child.id),
        Role::ChildSex => means(if child.male { Meaning::Male } else { Meaning::Female }),
        Role::ChildBirth => Some(day(child.birth)),
        Role::StudentNumber => text(&format!("G{}", child.id)),
        Role::Boarding if field.kind == Kind::YesNo => text(if child.boarding { "是" } else { "否" }),
        Role::FatherName => text(&child.father.name),
        Role::FatherStatus => whereabouts(field, &child.father),
        Role::FatherWorkplace => text(&child.father.workplace),
        Role::FatherPhone => text(&child.father.phone),
        Role::MotherName => text(&child.mother.name),
        Role::MotherStatus => whereabouts(field, &child.mother),
        Role::MotherWorkplace => text(&child.mother.workplace),
        Role::MotherPhone => text(&child.mother.phone),
        Role::GuardianName => text(&child.guardian.name),
        Role::GuardianRelation => match &child.guardian.relation {
            Some(relation) => text(relation),
            None => means(if child.guardian.is_father { Meaning::Father } else { Meaning::Mother }),
        },
        Role::GuardianAge => Some(CellValue::Number(f64::from(child.guardian.age))),
        Role::GuardianPhone => text(&child.guardian.phone),
        Role::Category => means(if parents_away == [true, true] { Meaning::BothAway } else { Meaning::OneAway }),
        Role::HelperName => text(&child.helper),
        _ => return None,
    })
}

fn whereabouts(field: &Field, parent: &Parent) -> Option<CellValue> {
    choice(
        field,
        match parent.whereabouts {
            Whereabouts::Away => Meaning::Away,
            Whereabouts::Home => Meaning::Home,
            Whereabouts::Dead => Meaning::Dead,
        },
    )
}

/// What a field of this kind may hold.
fn by_kind(field: &Field, subject: Subject<'_>, dice: &mut Dice) -> Option<CellValue> {
    let phrases = &WORDS.phrases;
    let (child, happening) = (subject.child, subject.happening);
    match field.kind {
        Kind::Text => text(dice.say(&phrases.text)),
        // One teacher of the school writes for a class.
        Kind::Person => text(&adult(subject.plan.seed, subject.school.number * 131 + child.map_or(0, |c| c.grade))),
        Kind::School => text(&subject.school.name),
        Kind::IdNumber => child.and_then(|child| text(&child.id)),
        Kind::Phone => happening
            .map(|happening| &happening.phone)
            .or_else(|| child.map(|child| &child.guardian.phone))
            .and_then(|phone| text(phone)),
        Kind::Date => Some(day(happening.map_or_else(|| any_day(subject.plan, dice), |happening| happening.date))),
        Kind::BirthDate => child.map(|child| day(child.birth)),
        Kind::Grade => child.and_then(|child| GRADES.get(child.grade)).and_then(|grade| text(grade)),
        Kind::Class => child.and_then(|child| text(&child.class)),
        Kind::Choice => dice.pick(&field.values).and_then(|choice| text(&choice.value)),
        Kind::YesNo => text(if dice.chance(0.7) { "是" } else { "否" }),
        Kind::Number => Some(CellValue::Number(number(field, dice))),
        Kind::Amount => dice.pick(&phrases.amounts).map(|amount| CellValue::Number(f64::from(*amount))),
        Kind::Minutes => Some(CellValue::Number(f64::from(dice.within(phrases.minutes[0], phrases.minutes[1])))),
        Kind::Time => Some(time(happening.map_or(NaiveTime::MIN, |happening| happening.time))),
        Kind::Moment => happening.map(|happening| moment(happening.date, happening.time)),
    }
}

/// A whole number of the field's range, and of a few dozen at most.
fn number(field: &Field, dice: &mut Dice) -> f64 {
    let [least, greatest] = WORDS.phrases.number;
    match field.range {
        Some((from, to)) => (from + f64::from(dice.within(least, greatest))).floor().clamp(from, to),
        None => f64::from(dice.within(least, greatest)),
    }
}

fn any_day(plan: &Plan, dice: &mut Dice) -> NaiveDate {
    let month = dice.pick(&plan.months).map(Vec::as_slice).unwrap_or_default();
    dice.pick(month).copied().unwrap_or_default()
}

/// What a phrase is in a field of this kind: numbers are numbers.
fn typed(kind: Kind, said: String) -> CellValue {
    match said.parse::<f64>() {
        Ok(number) if kind.is_number() => CellValue::Number(number),
        _ => CellValue::text(said),
    }
}

fn choice(field: &Field, meaning: Meaning) -> Option<CellValue> {
    field.values.iter().find(|choice| choice.means == Some(meaning)).and_then(|choice| text(&choice.value))
}

fn text(text: &str) -> Option<CellValue> {
    (!text.is_empty()).then(|| CellValue::text(text))
}

fn day(date: NaiveDate) -> CellValue {
    moment(date, NaiveTime::MIN)
}

fn moment(date: NaiveDate, time: NaiveTime) -> CellValue {
    CellValue::Date { at: date.and_time(time), shows: DatePrecision::Day }
}

fn time(time: NaiveTime) -> CellValue {
    // A spreadsheet's day zero.
    let zero = NaiveDate::from_ymd_opt(1899, 12, 31).unwrap_or_default();
    CellValue::Date { at: NaiveDateTime::new(zero, time), shows: DatePrecision::Time }
}
