//! Whose a block or a sheet is.

use super::Facts;
use super::standing::Standing;
use crate::form::Role;
use crate::model::{Block, Fate, School};

/// The school that a block or a sheet comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sender {
    /// Nothing in it speaks of a school.
    Silent,
    /// Its parts differ, or nobody can tell.
    Unsure,
    /// This school's, by its number.
    School(u32),
}

impl Sender {
    /// Of the two together.
    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Silent, one) | (one, Self::Silent) => one,
            (one, two) if one == two => one,
            _ => Self::Unsure,
        }
    }

    /// The school's number, if it is one school's.
    pub(super) fn school_no(self) -> Option<u32> {
        match self {
            Self::School(number) => Some(number),
            Self::Silent | Self::Unsure => None,
        }
    }

    /// Of a block: what its records say; rows that cannot be placed only count where there is nothing else.
    pub(super) fn of_block(records: &[&Standing<'_>], block: &Block, facts: &Facts<'_>) -> Self {
        if records.is_empty() {
            return Self::of_clues(block, facts);
        }
        let placed = |standing: &Standing<'_>| standing.fate != Some(Fate::Quarantined);
        let only_strays = !records.iter().any(|standing| placed(standing));
        let speaking = records.iter().filter(|standing| only_strays || placed(standing));
        speaking.map(|standing| standing.school.map_or(Self::Unsure, Self::School)).fold(Self::Silent, Self::and)
    }

    /// Of a table that nobody filled in: by what stands above it.
    fn of_clues(block: &Block, facts: &Facts<'_>) -> Self {
        let field = facts.forms.0.get(block.form).and_then(|form| form.role(Role::School));
        let clues = block.clues.iter().filter(|clue| Some(clue.field) == field);
        let Some(clue) = clues.min_by_key(|clue| clue.source) else {
            return Self::Silent;
        };
        let known = |school: &School| *school.name == *clue.text || school.written.contains(&clue.text);
        let school = facts.merged.schools.iter().position(known);
        school.map_or(Self::Silent, |school| Self::School(school as u32))
    }
}
