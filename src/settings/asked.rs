//! What must be done, how often, and the standards that records are held to (DOMAIN §5): data with defaults.

use serde::{Deserialize, Serialize};

const TEXT: &str = include_str!("../../templates/duties.toml");

/// A duty: at least so many records of a form, of one kind or any, in each month or term.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The form's id.
    pub form: String,
    /// The value of the form's kind; none for records of any kind.
    pub kind: Option<String>,
    /// A yes-or-no field that must say yes; none where it does not matter.
    #[serde(rename = "with")]
    pub mark: Option<String>,
    /// How often.
    pub per: Per,
    /// How many at least; 0 asks for none.
    pub min: u32,
}

/// The stretch of time that a duty is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Per {
    /// A month of school.
    Month,
    /// A school term.
    Term,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    duty: Vec<Asked>,
}

impl Asked {
    /// The duties inside the binary.
    pub fn builtin() -> Vec<Self> {
        // A test reads the file with the same call, so that no binary carries a broken one.
        toml::from_str::<Written>(TEXT).map(|written| written.duty).unwrap_or_default()
    }

    /// Puts a duty into the list: in the place of the one of the same form, kind and mark, else at its end.
    pub fn put(self, duties: &mut Vec<Self>) {
        let of = |duty: &Self| (duty.form.clone(), duty.kind.clone(), duty.mark.clone());
        match duties.iter_mut().find(|known| of(known) == of(&self)) {
            Some(known) => *known = self,
            None => duties.push(self),
        }
    }
}

/// The standards that records are held to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Standards {
    /// Minutes from an incident until the guardian must know.
    pub guardian_minutes: u32,
    /// Minutes until the parents must know.
    pub parent_minutes: u32,
    /// Minutes until bureau and township must know.
    pub report_minutes: u32,
    /// Yuan of living allowance in a term at primary school.
    pub aid_primary: u32,
    /// The same in grades seven to nine.
    pub aid_junior: u32,
    /// The same at senior school.
    pub aid_senior: u32,
    /// The age from which somebody may be a guardian.
    pub adult_age: u32,
}

impl Default for Standards {
    fn default() -> Self {
        Self {
            guardian_minutes: 30,
            parent_minutes: 60,
            report_minutes: 120,
            aid_primary: 500,
            aid_junior: 800,
            aid_senior: 1300,
            adult_age: 18,
        }
    }
}

impl Standards {
    /// Each with its name, as the ledger's settings list them.
    pub fn named(&self) -> [(&'static str, u32); 7] {
        [
            ("guardian_minutes", self.guardian_minutes),
            ("parent_minutes", self.parent_minutes),
            ("report_minutes", self.report_minutes),
            ("aid_primary", self.aid_primary),
            ("aid_junior", self.aid_junior),
            ("aid_senior", self.aid_senior),
            ("adult_age", self.adult_age),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_sound() {
        let duties = toml::from_str::<Written>(TEXT).unwrap().duty;
        let forms = crate::form::builtin().unwrap();
        for duty in &duties {
            let (_, form) = forms.by_id(&duty.form).unwrap();
            let kinds = form.role(crate::form::Role::EventMethod).map(|at| &form.fields[at].values);
            let known = |kind: &String| kinds.is_some_and(|kinds| kinds.iter().any(|choice| choice.value == *kind));
            assert!(duty.kind.as_ref().is_none_or(known), "{duty:?}");
            let is_mark =
                |mark: &String| form.field(mark).is_some_and(|at| form.fields[at].kind == crate::form::Kind::YesNo);
            assert!(duty.mark.as_ref().is_none_or(is_mark), "{duty:?}");
        }
        assert_eq!(duties, Asked::builtin());
    }

    #[test]
    fn a_duty_of_the_same_kind_is_replaced() {
        let mut duties = Asked::builtin();
        let count = duties.len();
        let talk =
            |min| Asked {
                form: "contact".to_owned(), kind: Some("谈心".to_owned()), mark: None, per: Per::Month, min
            };
        talk(2).put(&mut duties);
        assert_eq!((duties.len(), duties[0].min), (count, 2));
    }
}
