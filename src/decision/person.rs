//! How a record is known again when rows were sorted anew and files renamed: by its school and what it says of the child.

use crate::form::{Form, Role};
use crate::model::{Record, Slot, Value};

/// How many hexadecimal digits of a digest tell one record from another.
const DIGITS: usize = 16;

/// What tells who a child is.
const WHO: [Role; 8] = [
    Role::ChildName,
    Role::ChildId,
    Role::ChildSex,
    Role::ChildBirth,
    Role::FatherName,
    Role::MotherName,
    Role::GuardianName,
    Role::EventDate,
];

/// What rules about a row look at besides.
const STANDING: [Role; 13] = [
    Role::Grade,
    Role::FatherStatus,
    Role::FatherWorkplace,
    Role::FatherPhone,
    Role::MotherStatus,
    Role::MotherWorkplace,
    Role::MotherPhone,
    Role::GuardianRelation,
    Role::GuardianAge,
    Role::GuardianPhone,
    Role::Category,
    Role::EventTime,
    Role::EventPerson,
];

/// A record with its form and the school that sent it.
#[derive(Clone, Copy, Debug)]
pub struct Teller<'a> {
    /// The record.
    pub record: &'a Record,
    /// Its form.
    pub form: &'a Form,
    /// The name of its school, if anybody knows it.
    pub school: Option<&'a str>,
}

impl Teller<'_> {
    /// Whom it speaks of: the school and the ID number, else the name and the birth date.
    pub fn person(self) -> String {
        let number = self.form.role(Role::ChildId).and_then(|field| self.record.sound(field)).map(Value::shown);
        if let Some(number) = number {
            return digest([self.school.unwrap_or_default(), "id", &number]);
        }
        let [name, birth] = [Role::ChildName, Role::ChildBirth].map(|role| self.says(role));
        digest([self.school.unwrap_or_default(), "name", &name, &birth])
    }

    /// Whom it speaks of, with everything that tells who that is: another value makes it another key.
    pub fn whole_person(self) -> String {
        let said: Vec<String> = WHO.iter().map(|role| self.says(*role)).collect();
        digest([self.school.unwrap_or_default()].into_iter().chain(said.iter().map(String::as_str)))
    }

    /// What it says, as far as rules about a row look at it.
    pub fn standing(self) -> String {
        let said: Vec<String> = WHO.iter().chain(&STANDING).map(|role| self.says(*role)).collect();
        digest(said.iter().map(String::as_str))
    }

    /// What it says in one field.
    pub fn value(self, field: usize) -> String {
        self.record.slots.get(field).map_or_else(String::new, value)
    }

    fn says(&self, role: Role) -> String {
        let slot = self.form.role(role).and_then(|field| self.record.slots.get(field));
        slot.and_then(|slot| slot.value.as_ref()).map(Value::shown).unwrap_or_default()
    }
}

/// What a slot says, as a key.
fn value(slot: &Slot) -> String {
    let said = slot.value.as_ref().map(Value::shown).unwrap_or_default();
    digest([said.as_str(), slot.typed.as_deref().unwrap_or_default()])
}

/// A short name for some texts. It cannot be read back.
pub fn digest<'t>(parts: impl IntoIterator<Item = &'t str>) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(part.as_bytes()).update(b"\n");
    }
    hasher.finalize().to_hex().get(..DIGITS).unwrap_or_default().to_owned()
}
