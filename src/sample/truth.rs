//! What is true of a township that was made: what a run over it must find.

use std::collections::BTreeMap;

use serde::Serialize;

/// Counts of what the files hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Truth {
    /// Schools that sent something.
    pub schools: usize,
    /// Files.
    pub files: usize,
    /// Different children.
    pub children: usize,
    /// Different records by form, the roster's included.
    pub records: BTreeMap<String, usize>,
    /// Problems that were planted, by code. A run may find further ones that follow from them.
    pub problems: BTreeMap<String, usize>,
    /// How often each kind of mess was made.
    pub mess: BTreeMap<String, usize>,
    /// Every record as it was meant, where that was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<TrueRow>,
}

/// A record as it was meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TrueRow {
    /// The form's id.
    pub form: String,
    /// The school that sends it.
    pub school: String,
    /// The number of the child that it is about, in the township.
    pub child: Option<usize>,
    /// What stands in its cells, by the fields' ids.
    pub values: BTreeMap<String, String>,
}

impl Truth {
    /// Takes in what is true of another part.
    pub fn add(&mut self, other: &Self) {
        self.schools += other.schools;
        self.files += other.files;
        self.children += other.children;
        self.rows.extend(other.rows.iter().cloned());
        for (mine, theirs) in
            [(&mut self.records, &other.records), (&mut self.problems, &other.problems), (&mut self.mess, &other.mess)]
        {
            for (key, count) in theirs {
                *mine.entry(key.clone()).or_default() += count;
            }
        }
    }

    pub(super) fn add_records(&mut self, form: &str, count: usize) {
        *self.records.entry(form.to_owned()).or_default() += count;
    }
}
