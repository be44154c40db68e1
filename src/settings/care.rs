//! What makes the level of care (关爱等级, DOMAIN §5): one red flag makes four hearts, two yellow ones three.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use toml::Spanned;

/// The flags, by the names that `templates/reports/reasons.sql` gives them, and the limits that they go by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Care {
    /// How much each flag weighs, in the order in which they are told.
    pub flags: Vec<(&'static str, Weight)>,
    /// A carer older than this is old.
    pub carer_years: u32,
    /// So many months that were due without a call are no contact.
    pub silent_months: u32,
    /// So many yellow flags make three hearts.
    pub yellow_flags: u32,
}

/// How much a flag weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// It alone makes four hearts.
    Red,
    /// Several of its kind make three.
    Yellow,
    /// It does not count.
    Off,
}

/// Every flag with its weight by default.
const FLAGS: [(&str, Weight); 13] = [
    ("nobody", Weight::Red),
    ("dropped-out", Weight::Red),
    ("harm", Weight::Red),
    ("orphaned", Weight::Red),
    ("carer-ill", Weight::Red),
    ("no-contact", Weight::Red),
    ("both-away", Weight::Yellow),
    ("carer-old", Weight::Yellow),
    ("poor", Weight::Yellow),
    ("ill", Weight::Yellow),
    ("boards-alone", Weight::Yellow),
    ("no-call", Weight::Yellow),
    ("unpaired", Weight::Yellow),
];

impl Default for Care {
    fn default() -> Self {
        Self { flags: FLAGS.to_vec(), carer_years: 70, silent_months: 3, yellow_flags: 2 }
    }
}

impl Care {
    /// The limits, each with its name.
    pub fn limits(&self) -> [(&'static str, u32); 3] {
        [("carer_years", self.carer_years), ("silent_months", self.silent_months), ("yellow_flags", self.yellow_flags)]
    }
}

/// `[care]` as written: limits by name, and flags with their weights.
#[derive(Debug, Default, Deserialize)]
pub(super) struct WrittenCare(BTreeMap<String, Spanned<Written>>);

#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "care: red, yellow or off; or a number")]
enum Written {
    Limit(u32),
    Weight(Weight),
}

impl WrittenCare {
    /// Puts what is written in the place of the defaults.
    ///
    /// # Errors
    ///
    /// A name that no flag and no limit has, where it stands.
    pub(super) fn apply(self, care: &mut Care) -> Result<(), (usize, String)> {
        for (name, written) in self.0 {
            let at = written.span().start;
            let flag = care.flags.iter_mut().find(|(flag, _)| *flag == name);
            match (name.as_str(), written.into_inner(), flag) {
                (_, Written::Weight(weight), Some((_, known))) => *known = weight,
                ("carer_years", Written::Limit(years @ 18..=120), _) => care.carer_years = years,
                ("silent_months", Written::Limit(months @ 1..=3), _) => care.silent_months = months,
                ("yellow_flags", Written::Limit(flags @ 1..=13), _) => care.yellow_flags = flags,
                _ => {
                    let known: Vec<&str> = FLAGS.iter().map(|(flag, _)| *flag).collect();
                    let message = format!(
                        "care.{name}: {} = red / yellow / off; carer_years, silent_months, yellow_flags = 数 (numbers)",
                        known.join(", ")
                    );
                    return Err((at, message));
                }
            }
        }
        Ok(())
    }
}
