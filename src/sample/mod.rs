//! A fictional township of any size, made as data: schools, children, records, and a chosen mess. No I/O.
//!
//! Everything follows from the seed: a child from its number, a school's sheets from the school's. So schools can be
//! made in any order, several at once, and the same order gives the same township everywhere.
//!
//! What a sheet looks like comes from the definitions of the forms; what stands in it from `templates/sample/`.

mod dice;
mod event;
mod fill;
mod layout;
mod people;
mod plan;
mod table;
mod truth;
mod words;

use chrono::NaiveDate;

pub use plan::{MOST_CHILDREN, MOST_SCHOOLS};
pub use truth::Truth;

use crate::form::{FormKind, FormSheet, Forms};
use crate::settings::Period;
use dice::{Dice, Thing};
use plan::Plan;

/// What kind of township is wanted.
#[derive(Clone, Debug)]
pub struct Order {
    /// How many schools.
    pub schools: usize,
    /// How many children in all of them.
    pub children: usize,
    /// How many records of each form a child has in a month.
    pub monthly: usize,
    /// What everything follows from.
    pub seed: u64,
    /// How the schools fill in their forms.
    pub mess: Mess,
    /// The quarter.
    pub period: Period,
    /// The last day on which anything happened.
    pub as_of: NaiveDate,
}

/// How the schools fill in their forms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mess {
    /// Everything is as it should be.
    None,
    /// As good schools do.
    #[default]
    Light,
    /// As they come.
    Heavy,
}

/// No township can be made like this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OrderError {
    /// The number of schools is out of range.
    #[error("schools: from 1 to {MOST_SCHOOLS}")]
    Schools,
    /// The number of children is out of range.
    #[error("children: at least one for each school, at most {MOST_CHILDREN}")]
    Children,
    /// As-of comes before the period.
    #[error("as-of: before the first day of the period")]
    BeforePeriod,
}

/// A township, ready to be made school by school.
#[derive(Debug)]
pub struct Township<'f> {
    order: Order,
    forms: &'f Forms,
    plan: Plan,
}

/// What one school sends, and what is true of it.
#[derive(Debug, Default)]
pub struct Delivery {
    /// Its files.
    pub files: Vec<SampleFile>,
    /// What they hold.
    pub truth: Truth,
}

/// A file of a school.
#[derive(Debug)]
pub struct SampleFile {
    /// Its path below the township's folder, with `/`.
    pub path: String,
    /// How it is written.
    pub format: SampleFormat,
    /// Its sheets; a text has one.
    pub sheets: Vec<FormSheet>,
}

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SampleFormat {
    /// A workbook.
    Xlsx,
    /// Comma-separated UTF-8 with a byte-order mark, as Excel saves it.
    Utf8,
    /// Comma-separated GB18030, as older programs save it.
    Gb18030,
}

impl<'f> Township<'f> {
    /// Lays out the township: schools and how many children each has.
    ///
    /// # Errors
    ///
    /// See [`OrderError`].
    pub fn new(order: Order, forms: &'f Forms) -> Result<Self, OrderError> {
        Ok(Self { plan: Plan::new(&order)?, order, forms })
    }

    /// How many schools there are; each is made by its number.
    pub fn schools(&self) -> usize {
        self.plan.schools.len()
    }

    /// The town's name, or the county's where there are several towns.
    pub fn town(&self) -> &str {
        &self.plan.town
    }

    /// The configuration that belongs to it.
    pub fn configuration(&self) -> String {
        let mut text = format!("town = \"{}\"\nperiod = \"{}\"\nschools = [\n", self.plan.town, self.order.period);
        for school in &self.plan.schools {
            text.push_str(&format!("  \"{}\",\n", school.name));
        }
        text.push_str("]\n");
        text
    }

    /// What the school with this number sends.
    pub fn delivery(&self, school: usize) -> Delivery {
        let Some(school) = self.plan.schools.get(school) else {
            return Delivery::default();
        };
        let mut delivery = Delivery::default();
        let mut dice = Dice::of(self.order.seed, Thing::School, school.number);
        let numbers = school.first_child..school.first_child + school.children;
        let children: Vec<_> = numbers.map(|number| people::child(&self.plan, school, number)).collect();
        let with_school = dice.chance(0.3);
        for form in &self.forms.0 {
            let table = table::of(&self.plan, school, &children, form, self.order.monthly, &mut dice);
            delivery.truth.add_records(&form.id, table.rows.len());
            if form.kind == FormKind::Roster {
                delivery.truth.children += table.rows.len();
            }
            let look = layout::Look::of(form, with_school);
            let sheet = layout::sheet(&self.plan, school, &table, &look);
            let format = match dice.below(8) {
                0 => SampleFormat::Utf8,
                1 => SampleFormat::Gb18030,
                _ => SampleFormat::Xlsx,
            };
            let extension = if format == SampleFormat::Xlsx { "xlsx" } else { "csv" };
            let path = format!("{name}/{name} {}.{extension}", form.title.zh, name = school.name);
            delivery.files.push(SampleFile { path, format, sheets: vec![sheet] });
        }
        delivery.truth.files += delivery.files.len();
        delivery.truth.schools += 1;
        delivery
    }
}
