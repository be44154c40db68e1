//! What happened to a child: days, persons and scenes, as a form's definition asks for them.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, NaiveTime, Weekday};

use super::dice::Dice;
use super::people::{Child, Whereabouts};
use super::plan::Plan;
use super::words::{Often, Scene, WORDS};
use crate::form::{Duty, Form, Meaning};

/// Something that happened to a child.
#[derive(Clone, Debug)]
pub(super) struct Happening {
    pub(super) date: NaiveDate,
    pub(super) time: NaiveTime,
    /// The parent it was with, as the family says.
    pub(super) parent: String,
    pub(super) phone: String,
    /// What fields say together, by their ids.
    pub(super) says: BTreeMap<&'static str, &'static str>,
}

/// What happened to a child in the months of the period, so often a month, in the order of the days.
pub(super) fn happenings(plan: &Plan, form: &Form, child: &Child, monthly: usize, dice: &mut Dice) -> Vec<Happening> {
    let scenes = scenes(form);
    if scenes.iter().any(|scene| scene.often.is_some()) {
        return timed(plan, form, child, &scenes, dice);
    }
    let mut days = Vec::new();
    for month in &plan.months {
        days.extend(some_days(month, form, monthly, dice));
    }
    let visit_first = scenes.iter().any(|scene| is_visit(form, scene));
    let of_days = days.into_iter().enumerate();
    of_days.map(|(nth, date)| happening(form, child, date, &scenes, visit_first && nth == 0, dice)).collect()
}

/// Something that happened to a child on `date`.
pub(super) fn on(form: &Form, child: &Child, date: NaiveDate, dice: &mut Dice) -> Happening {
    happening(form, child, date, &scenes(form), false, dice)
}

/// What a form's records tell.
pub(super) fn scenes(form: &Form) -> Vec<&'static Scene> {
    WORDS.scene.iter().filter(|scene| *scene.form == *form.id).collect()
}

/// What happens to a child as often as its scene says, in the order of the days.
fn timed(plan: &Plan, form: &Form, child: &Child, scenes: &[&'static Scene], dice: &mut Dice) -> Vec<Happening> {
    let mut happenings = Vec::new();
    for scene in scenes {
        let happens = (!scene.boarders || child.boarding) && (scene.share >= 1.0 || dice.chance(scene.share));
        let months = if happens { months_of(plan, scene, dice) } else { Vec::new() };
        for month in months {
            for date in some_days(month, form, 1, dice) {
                happenings.push(happening(form, child, date, &[scene], false, dice));
            }
        }
    }
    happenings.sort_by_key(|happening| happening.date);
    happenings
}

/// The months in which a scene is told: all of them, or one.
fn months_of<'p>(plan: &'p Plan, scene: &Scene, dice: &mut Dice) -> Vec<&'p Vec<NaiveDate>> {
    match scene.often {
        Some(Often::Month) => plan.months.iter().collect(),
        _ => dice.pick(&plan.months).into_iter().collect(),
    }
}

/// What a school did, as often as its scenes say; none where the form has none such.
pub(super) fn of_school(plan: &Plan, form: &Form, dice: &mut Dice) -> Vec<Happening> {
    let mut happenings = Vec::new();
    for scene in scenes(form).into_iter().filter(|scene| scene.often.is_some()) {
        for month in months_of(plan, scene, dice) {
            for date in some_days(month, form, 1, dice) {
                let mut says = BTreeMap::new();
                for (field, texts) in &scene.says {
                    says.insert(field.as_str(), dice.say(texts));
                }
                let (time, parent, phone) = (NaiveTime::MIN, String::new(), String::new());
                happenings.push(Happening { date, time, parent, phone, says });
            }
        }
    }
    happenings
}

fn happening(
    form: &Form,
    child: &Child,
    date: NaiveDate,
    scenes: &[&'static Scene],
    visit: bool,
    dice: &mut Dice,
) -> Happening {
    let fitting = scenes.iter().copied().filter(|scene| !visit || is_visit(form, scene));
    let scene = match scenes {
        [only] => Some(*only),
        _ => dice.weighted(fitting.map(|scene| (scene, scene.weight))),
    };
    let mut says = BTreeMap::new();
    for (field, texts) in scene.into_iter().flat_map(|scene| &scene.says) {
        says.insert(field.as_str(), dice.say(texts));
    }
    let phrases = &WORDS.phrases;
    let hour = dice.within(phrases.hours[0], phrases.hours[1]);
    let minute = dice.within(0, 11) * 5;
    let away = |whereabouts| whereabouts == Whereabouts::Away;
    let (father, mother) = (away(child.father.whereabouts), away(child.mother.whereabouts));
    let with_father = father && (!mother || dice.chance(0.45));
    let people = &WORDS.people;
    let (parent, phone) = if with_father {
        (dice.say(&people.father), &child.father.phone)
    } else {
        (dice.say(&people.mother), &child.mother.phone)
    };
    Happening {
        date,
        time: NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default(),
        parent: parent.to_owned(),
        phone: phone.clone(),
        says,
    }
}

fn is_visit(form: &Form, scene: &Scene) -> bool {
    scene.says.iter().any(|(id, texts)| {
        let field = form.field(id).and_then(|at| form.fields.get(at));
        field.is_some_and(|field| texts.iter().any(|text| field.meaning(text) == Some(Meaning::HomeVisit)))
    })
}

/// Different days of a month, in order; what a school does it does on working days, families call on any day.
fn some_days(month: &[NaiveDate], form: &Form, how_many: usize, dice: &mut Dice) -> Vec<NaiveDate> {
    let weekend = |day: &NaiveDate| matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    let any_day = form.duty == Some(Duty::Call);
    let mut days: Vec<NaiveDate> = month.iter().filter(|day| any_day || !weekend(day)).copied().collect();
    if days.len() < how_many {
        days = month.to_vec();
    }
    dice.shuffle(&mut days);
    days.truncate(how_many);
    days.sort_unstable();
    days
}
