//! The township before anybody is born: its schools, how many children each has, and the days there are.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::dice::{Dice, Thing, nth_of};
use super::words::{Places, SchoolKind, WORDS, told};
use super::{Order, OrderError};
use crate::settings::Duties;

/// Above so many schools it is a county of several towns.
const SCHOOLS_OF_A_TOWN: usize = 30;
/// The schools of each town of a county.
const SCHOOLS_OF_A_COUNTYS_TOWN: usize = 9;
/// The most schools that get names of their own.
pub const MOST_SCHOOLS: usize = 3_000;
/// The most children that get names and numbers of their own.
pub const MOST_CHILDREN: usize = 50_000;

/// The township's schools and days.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) seed: u64,
    /// The town's name, or the county's where there are several towns.
    pub(super) town: String,
    pub(super) schools: Vec<SchoolPlan>,
    /// The days of each month of the period until as-of.
    pub(super) months: Vec<Vec<NaiveDate>>,
    /// The days of the half year before the period.
    pub(super) before: Vec<NaiveDate>,
    /// The year in which the school year began.
    pub(super) school_year: i32,
}

/// A school before its children are born.
#[derive(Debug)]
pub(super) struct SchoolPlan {
    pub(super) number: usize,
    pub(super) name: String,
    pub(super) town: String,
    pub(super) first_child: usize,
    pub(super) children: usize,
    pub(super) kind: &'static SchoolKind,
}

impl Plan {
    pub(super) fn new(order: &Order) -> Result<Self, OrderError> {
        if order.schools == 0 || order.schools > MOST_SCHOOLS {
            return Err(OrderError::Schools);
        }
        if order.children < order.schools || order.children > MOST_CHILDREN {
            return Err(OrderError::Children);
        }
        let months = months(order);
        if months.is_empty() {
            return Err(OrderError::BeforePeriod);
        }
        let several = order.schools > SCHOOLS_OF_A_TOWN;
        let places = &WORDS.places;
        let mut plan = Self {
            seed: order.seed,
            town: if several { places.county.clone() } else { places.town_name(order.seed, 0) },
            schools: Vec::with_capacity(order.schools),
            before: before(&months),
            months,
            school_year: order.as_of.year() - i32::from(order.as_of.month() < 9),
        };
        let of_a_town = if several { SCHOOLS_OF_A_COUNTYS_TOWN } else { SCHOOLS_OF_A_TOWN };
        let counts = shares(order, of_a_town);
        let mut first_child = 0;
        for (number, children) in counts.into_iter().enumerate() {
            let town = places.town_name(order.seed, number / of_a_town);
            let kind = kind_of(number % of_a_town);
            let village = places.village_name(order.seed, number);
            let name = told(&kind.name, &[("town", &town), ("village", &village)]);
            plan.schools.push(SchoolPlan { number, name, town, first_child, children, kind });
            first_child += children;
        }
        Ok(plan)
    }
}

impl Plan {
    /// Whether the duties of some month are due on as-of, as they are by default.
    pub(super) fn has_due_month(&self) -> bool {
        let duties = Duties::default();
        let off = |day: &&NaiveDate| duties.holidays.iter().flatten().any(|holiday| holiday.holds(**day));
        let due = |days: &&Vec<NaiveDate>| days.len() >= duties.month_due_day as usize;
        self.months.iter().filter(due).any(|days| days.iter().filter(off).count() * 2 <= days.len())
    }
}

impl SchoolPlan {
    /// The grade of the child on this seat, the year before school (0 for the last), and its class.
    pub(super) fn class_of(&self, seat: usize) -> (usize, usize, String) {
        let [least, greatest] = self.kind.grades;
        let nursery = &WORDS.classes.nursery;
        let before_school = greatest == 0;
        let years = if before_school { nursery.len().max(1) } else { greatest - least + 1 };
        let year = seat * years / self.children.max(1);
        if before_school {
            let class = nursery.get(year).cloned().unwrap_or_default();
            return (0, year, class);
        }
        // The first seat of the year: the least seat whose share reaches it.
        let first = (year * self.children).div_ceil(years);
        let class = (seat - first) / WORDS.classes.most.max(1) + 1;
        (least + year, 0, told(&WORDS.classes.name, &[("n", &class.to_string())]))
    }
}

impl Places {
    /// The name of a town, with its ending.
    fn town_name(&self, seed: u64, nth: usize) -> String {
        format!("{}{}", pair(&self.town, nth, seed), self.town_ending)
    }

    /// The name of a village, without an ending.
    pub(super) fn village_name(&self, seed: u64, nth: usize) -> String {
        pair(&self.village, nth, seed)
    }
}

/// One character of each list; no pair comes twice before all have come.
fn pair(characters: &[String; 2], nth: usize, seed: u64) -> String {
    let first = characters[0].chars().count().max(1);
    let nth = nth_of(nth, first * characters[1].chars().count(), seed);
    characters[0].chars().nth(nth % first).into_iter().chain(characters[1].chars().nth(nth / first)).collect()
}

/// The kind of a town's `nth` school: first one of each, then villages' in turn.
fn kind_of(nth: usize) -> &'static SchoolKind {
    // The first two are the central school and a village's, so that a small township has both.
    let kinds = &WORDS.school;
    let fallback = nth.checked_sub(kinds.len()).and_then(|more| {
        let villages: Vec<&SchoolKind> = kinds.iter().filter(|kind| !kind.first).collect();
        // Most villages have a school, some only its lower grades.
        villages.get(usize::from(more % 4 == 3).min(villages.len().saturating_sub(1))).copied()
    });
    kinds.get(nth).or(fallback).unwrap_or(&kinds[0])
}

/// How many children each school has: by its kind's share, at least one, all of them together as many as ordered.
fn shares(order: &Order, of_a_town: usize) -> Vec<usize> {
    let mut dice = Dice::of(order.seed, Thing::Township, 0);
    let weights: Vec<f64> =
        (0..order.schools).map(|number| kind_of(number % of_a_town).share * (0.6 + 0.8 * dice.share())).collect();
    let all: f64 = weights.iter().sum();
    let spare = (order.children - order.schools) as f64;
    let mut counts: Vec<usize> = weights.iter().map(|weight| 1 + (spare * weight / all) as usize).collect();
    let missing = order.children.saturating_sub(counts.iter().sum());
    for nth in 0..missing {
        let at = nth % counts.len();
        counts[at] += 1;
    }
    counts
}

/// The days of each month of the period until as-of.
fn months(order: &Order) -> Vec<Vec<NaiveDate>> {
    let first = (order.period.quarter * 3).saturating_sub(2);
    let month = |month: u32| {
        let first = NaiveDate::from_ymd_opt(order.period.year, month, 1)?;
        let next = first.checked_add_months(Months::new(1))?;
        let days: Vec<NaiveDate> = first.iter_days().take_while(|day| *day < next && *day <= order.as_of).collect();
        (!days.is_empty()).then_some(days)
    };
    (first..first + 3).filter_map(month).collect()
}

/// Days well before the period, for records that do not belong to it.
fn before(months: &[Vec<NaiveDate>]) -> Vec<NaiveDate> {
    let first = months.first().and_then(|days| days.first()).copied().unwrap_or_default();
    let from = first.checked_sub_days(Days::new(300)).unwrap_or(first);
    from.iter_days().take(80).collect()
}
