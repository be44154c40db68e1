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
mod mess;
mod people;
mod plan;
mod spoil;
mod table;
mod truth;
mod words;

use chrono::NaiveDate;

pub use plan::{MOST_CHILDREN, MOST_SCHOOLS};
pub use truth::{TrueRow, Truth};

use crate::form::{FormKind, FormSheet, Forms};
use crate::settings::Period;
use dice::{Dice, Thing};
use mess::{Gremlin, Slip};
use plan::{Plan, SchoolPlan};
use table::Table;
use words::WORDS;

/// A township of more schools than this may lack one.
const LEAST_SCHOOLS: usize = 3;

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
    /// Whether the schools send every form, and not only those that they must.
    pub every_form: bool,
    /// Whether what is true is told record by record.
    pub details: bool,
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
        let schools: String = self.plan.schools.iter().map(|school| ["  \"", &school.name, "\",\n"].concat()).collect();
        format!("town = \"{}\"\nperiod = \"{}\"\nschools = [\n{schools}]\n", self.plan.town, self.order.period)
    }

    /// What the school with this number sends.
    pub fn delivery(&self, school: usize) -> Delivery {
        let Some(school) = self.plan.schools.get(school) else {
            return Delivery::default();
        };
        let mut gremlin = Gremlin::new(self.order.mess, Dice::of(self.order.seed, Thing::Mess, school.number));
        let is_last = school.number + 1 == self.plan.schools.len();
        if is_last && school.number >= LEAST_SCHOOLS && gremlin.slips(Slip::SchoolMissing) {
            return Delivery { files: Vec::new(), truth: gremlin.truth };
        }
        let files = self.files(school, &mut gremlin);
        let mut truth = gremlin.truth;
        truth.files += files.len();
        truth.schools += 1;
        Delivery { files, truth }
    }

    fn files(&self, school: &SchoolPlan, gremlin: &mut Gremlin) -> Vec<SampleFile> {
        let mut dice = Dice::of(self.order.seed, Thing::School, school.number);
        let numbers = school.first_child..school.first_child + school.children;
        let children: Vec<_> = numbers.map(|number| people::child(&self.plan, school, number)).collect();
        let scene = spoil::Scene { plan: &self.plan, school, children: &children };
        let with_school = dice.chance(0.3);
        let together = gremlin.slips(Slip::AllInOneBook);
        let folder = if gremlin.slips(Slip::NoFolder) { String::new() } else { format!("{}/", school.name) };
        let path = |form: &str, extension| format!("{folder}{} {form}.{extension}", school.name);
        let (mut files, mut sheets) = (Vec::new(), Vec::new());
        // The other forms are sent by those who keep them.
        for form in self.forms.0.iter().filter(|form| form.required || self.order.every_form) {
            let mut table = table::of(&self.plan, school, &children, form, self.order.monthly, &mut dice);
            // Nobody sends an empty form that nobody asks for.
            if table.rows.is_empty() && !form.required {
                continue;
            }
            let format = if together { SampleFormat::Xlsx } else { format(&mut dice) };
            if form.required && form.kind != FormKind::Roster && gremlin.slips(Slip::FormMissing) {
                continue;
            }
            spoil::table(&mut table, scene, gremlin, format == SampleFormat::Xlsx);
            count(&table, &mut gremlin.truth);
            if self.order.details {
                gremlin.truth.rows.extend(rows(&table, school, &children));
            }
            let mut look = layout::Look::of(form, with_school);
            look.spoil(form, gremlin);
            let mut sheet = layout::sheet(&self.plan, school, &table, &look);
            layout::spoil(&mut sheet, form, &look, gremlin);
            if together {
                sheets.push(sheet);
            } else {
                let extension = if format == SampleFormat::Xlsx { "xlsx" } else { "csv" };
                files.push(SampleFile { path: path(&form.title.zh, extension), format, sheets: vec![sheet] });
            }
        }
        if !sheets.is_empty() {
            files.push(SampleFile { path: path(&WORDS.around.together, "xlsx"), format: SampleFormat::Xlsx, sheets });
        }
        files
    }
}

/// Most schools send workbooks, some what their system exports.
fn format(dice: &mut Dice) -> SampleFormat {
    match dice.below(8) {
        0 => SampleFormat::Utf8,
        1 => SampleFormat::Gb18030,
        _ => SampleFormat::Xlsx,
    }
}

/// The records as they are meant.
fn rows<'t>(
    table: &'t Table<'_>,
    school: &'t SchoolPlan,
    children: &'t [people::Child],
) -> impl Iterator<Item = TrueRow> + 't {
    table.rows.iter().filter(|row| !row.is_copy).map(|row| {
        let said = table.form.fields.iter().zip(&row.cells);
        let values = said.filter_map(|(field, cell)| Some((field.id.to_string(), cell.as_ref()?.shown()))).collect();
        let child = row.child.and_then(|seat| children.get(seat)).map(|child| child.number);
        TrueRow { form: table.form.id.to_string(), school: school.name.clone(), child, values }
    })
}

/// Counts the different records.
fn count(table: &Table<'_>, truth: &mut Truth) {
    let different = table.rows.iter().filter(|row| !row.is_copy).count();
    truth.add_records(&table.form.id, different);
    if table.form.kind == FormKind::Roster {
        truth.children += different;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::form::Role;
    use crate::model::{CellValue, IdNumber};

    fn order(schools: usize, children: usize, mess: Mess) -> Order {
        let as_of = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        Order {
            schools,
            children,
            monthly: 2,
            seed: 1,
            mess,
            period: Period::of(as_of),
            as_of,
            every_form: false,
            details: false,
        }
    }

    #[test]
    fn a_county_shares_no_name_and_no_number() {
        let forms = crate::form::builtin().unwrap();
        let township = Township::new(order(200, 18_000, Mess::None), &forms).unwrap();
        let plan = &township.plan;
        let names: BTreeSet<&String> = plan.schools.iter().map(|school| &school.name).collect();
        assert_eq!(names.len(), 200);
        assert_eq!(plan.schools.iter().map(|school| school.children).sum::<usize>(), 18_000);
        let (mut ids, mut phones, mut names) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for school in &plan.schools {
            for number in school.first_child..school.first_child + school.children {
                let child = people::child(plan, school, number);
                let id = IdNumber::new(&child.id).unwrap();
                assert!(id.check_holds() && id.has_province(), "{}", child.id);
                assert_eq!((id.birth(), id.is_male()), (Some(child.birth), Some(child.male)));
                phones.insert(child.father.phone.clone());
                names.insert(child.name.clone());
                assert!(ids.insert(child.id));
            }
        }
        assert_eq!(names.len(), 18_000);
        assert!(phones.len() > 17_000, "only the dead have none");
    }

    #[test]
    fn every_child_has_its_records() {
        let forms = crate::form::builtin().unwrap();
        let township = Township::new(order(5, 60, Mess::None), &forms).unwrap();
        let mut truth = Truth::default();
        for school in 0..township.schools() {
            truth.add(&township.delivery(school).truth);
        }
        assert_eq!((truth.schools, truth.files, truth.children), (5, 15, 60));
        // Two months, two records a month.
        let expected = [60 * 4, 60 * 4, 60];
        assert_eq!(truth.records.values().copied().collect::<Vec<_>>(), expected);
        assert!(truth.problems.is_empty() && truth.mess.is_empty());
    }

    #[test]
    fn one_child_of_two_schools_is_written_alike() {
        let forms = crate::form::builtin().unwrap();
        let township = Township::new(order(9, 90, Mess::Heavy), &forms).unwrap();
        let (roster, form) = forms.roster().unwrap();
        let id = form.role(Role::ChildId).unwrap();
        assert_eq!((roster, id > 0), (0, true));
        let mut truth = Truth::default();
        for school in 0..township.schools() {
            truth.add(&township.delivery(school).truth);
        }
        assert_eq!(truth.problems.get("duplicate-across-schools").copied().unwrap_or_default() % 2, 0);
        assert_eq!(truth.problems.get("school-missing"), Some(&1));
        assert_eq!(truth.schools, 8);
    }

    #[test]
    fn records_stay_within_the_period() {
        let forms = crate::form::builtin().unwrap();
        let order = order(3, 30, Mess::None);
        let as_of = order.as_of;
        let township = Township::new(order, &forms).unwrap();
        let first = NaiveDate::from_ymd_opt(2026, 10, 1).unwrap();
        let (_, form) = forms.roster().unwrap();
        for file in (0..3).flat_map(|school| township.delivery(school).files) {
            for sheet in file.sheets.iter().filter(|sheet| sheet.name != form.title.zh) {
                for value in sheet.rows.iter().flatten().flatten() {
                    if let CellValue::Date { at, shows: crate::model::DatePrecision::Day } = value {
                        assert!((first..=as_of).contains(&at.date()), "{at}");
                    }
                }
            }
        }
    }
}
