//! What merging found out: facts about records of one child. The words for them stand in `check/child/`.

use super::RecordId;

/// A record that says a child or an event again and was folded into the primary record.
#[derive(Clone, Debug, PartialEq)]
pub struct Fold {
    /// The record that was folded.
    pub record: RecordId,
    /// The record that stands for the child or the event.
    pub primary: RecordId,
    /// Why they are the same.
    pub reason: FoldReason,
    /// Whether the two come from two schools.
    pub across_schools: bool,
    /// Whether nothing is to be told: the record stands on a hidden sheet (told once, by `sheet-hidden`).
    pub silent: bool,
}

/// Why two records are the same child, or the same event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FoldReason {
    /// The same sound ID number.
    IdNumber,
    /// The same faulty ID number together with the same name.
    FaultyIdAndName,
    /// The same 15-digit number that the other's 18 digits contain, and the same name.
    OldIdAndName,
    /// Same name, birth date, and a guardian, a phone or a parent in common; one side has no ID number.
    NameBirthAndContact,
    /// Somebody said that they are one child.
    Decided,
    /// The same event told again; nothing is said of it.
    SameEvent,
}

/// A folded record's cell says something else than the child's.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// The folded record.
    pub record: RecordId,
    /// The record whose value stands.
    pub primary: RecordId,
    /// The field.
    pub field: usize,
}

/// Two records that may be the same child and were left apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Suspicion {
    /// The earlier record.
    pub first: RecordId,
    /// The later record: the finding is pinned there.
    pub second: RecordId,
    /// What they have in common.
    pub reason: SuspicionReason,
}

/// Why two records may be the same child.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SuspicionReason {
    /// The same name; the ID numbers differ by one digit or two that changed places.
    IdNearlySame,
    /// The ID number, birth date or parents agree; the names sound alike or differ by one character.
    NameNearlySame,
    /// The same name and birth date, but nothing else to tell by.
    NameAndBirth,
    /// The same name and a parent, guardian or phone in common; the birth date of one is unknown.
    NameAndContact,
}

/// One ID number under two different names.
#[derive(Clone, Debug, PartialEq)]
pub struct SharedId {
    /// The records that carry it, in input order.
    pub records: Vec<RecordId>,
}
