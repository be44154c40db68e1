//! What a column's neighbours say of it: a plain `联系电话` is the person's whose columns stand before it.

use crate::form::{Kind, Role};

use super::candidates::{self, Candidate, Evidence};
use super::matching::Board;

impl Board<'_> {
    /// The group that a field is of, when it is a person's other than the child.
    pub(super) fn person_group(&self, field: usize) -> Option<usize> {
        self.form.fields.get(field)?.group.filter(|&group| Some(group) != self.words.own_group)
    }

    /// The group whose columns stand directly before a column; plain words (`年龄`) in between belong to it.
    pub(super) fn group_before(&self, named: &[Vec<Candidate>], place: usize) -> Option<usize> {
        for left in (0..place).rev() {
            let column = self.columns.get(left)?;
            if let Some(candidate) = named.get(left)?.first() {
                return self.person_group(candidate.field);
            }
            if self.words.short(column.head.leaf()).is_empty() {
                return None;
            }
        }
        None
    }

    /// A word that the child and a guardian share (身体状况) is the guardian's between two of the guardian's columns.
    pub(super) fn give_to_neighbours(&self, named: &mut [Vec<Candidate>]) {
        let group_at = |named: &[Vec<Candidate>], place: usize| {
            named.get(place).and_then(|found| self.person_group(found.first()?.field))
        };
        for place in 1..named.len() {
            let Some(field) = named.get(place).and_then(|found| found.first()).map(|candidate| candidate.field) else {
                continue;
            };
            let Some(definition) = self.form.fields.get(field) else {
                continue;
            };
            if definition.group != self.words.own_group || matches!(definition.kind, Kind::Text | Kind::Person) {
                continue;
            }
            let Some(group) = self.group_before(named, place) else {
                continue;
            };
            let Some((column, next)) = self.columns.get(place).zip(self.columns.get(place + 1)) else {
                continue;
            };
            let follows = group_at(named, place + 1) == Some(group)
                || (named.get(place + 1).is_some_and(Vec::is_empty)
                    && !candidates::beside(self.form, self.words, next, group).is_empty());
            let beside = candidates::beside(self.form, self.words, column, group);
            if follows
                && !beside.is_empty()
                && let Some(found) = named.get_mut(place)
            {
                *found = beside;
            }
        }
    }

    /// What a plain word (`联系电话`) means by the person whose columns stand before it.
    pub(super) fn beside(&self, place: usize) -> Vec<Candidate> {
        let (Some(column), Some(found)) = (self.columns.get(place), self.matches.get(place)) else {
            return Vec::new();
        };
        let anybodys = !self.words.short(column.head.leaf()).is_empty() || candidates::is_weak_phone(column);
        if found.taken.is_some() || found.serial || !anybodys {
            return Vec::new();
        }
        let mut between = 0;
        let mut nobodys = 0;
        for left in (0..place).rev() {
            let (Some(before), Some(evidence)) = (self.matches.get(left), self.columns.get(left)) else {
                break;
            };
            if before.serial {
                break;
            }
            let Some(field) = before.taken.as_ref().map(|taken| taken.field) else {
                let leaf = evidence.head.leaf();
                if candidates::is_strangers(self.words, leaf) {
                    break;
                }
                // One such column may be of the person (外出时间); after several (家庭人口, 是否低保) the person is past.
                let own = !self.words.short(leaf).is_empty() || !self.words.groups_in(leaf).is_empty();
                nobodys += usize::from(self.words.is_other(leaf) && !own);
                continue;
            };
            if let Some(group) = self.person_group(field) {
                between += nobodys / 2;
                return self.of_group(column, group, between);
            }
            let definition = self.form.fields.get(field);
            if definition.is_some_and(|field| field.kind == Kind::Person && field.role != Some(Role::ChildName)) {
                break;
            }
            between += 1;
        }
        self.before_its_group(place, column)
    }

    /// Whether the person whose columns stand before a column is none of the form's groups: a teacher, the helper.
    pub(super) fn after_stranger(&self, place: usize) -> bool {
        for left in (0..place).rev() {
            let (Some(before), Some(evidence)) = (self.matches.get(left), self.columns.get(left)) else {
                return false;
            };
            if let Some(taken) = &before.taken {
                let definition = self.form.fields.get(taken.field);
                return definition.is_some_and(|field| field.kind == Kind::Person && field.group.is_none());
            }
            if candidates::is_strangers(self.words, evidence.head.leaf()) {
                return true;
            }
        }
        false
    }

    /// Candidates of a group that stands before the column, with `between` other fields in between.
    fn of_group(&self, column: &Evidence<'_>, group: usize, between: usize) -> Vec<Candidate> {
        let mut found = candidates::beside(self.form, self.words, column, group);
        if between > 0 {
            // Only a phone is looked for that far away: nobody else's can be meant.
            found.retain(|candidate| {
                self.form.fields.get(candidate.field).is_some_and(|field| field.kind == Kind::Phone)
            });
            for candidate in &mut found {
                candidate.score = 0.65;
            }
        }
        found
    }

    /// A second 姓名 belongs to the person whose other columns follow it.
    fn before_its_group(&self, place: usize, column: &Evidence<'_>) -> Vec<Candidate> {
        let named = self.matches.get(place).is_some_and(|found| found.lost.is_some());
        let next = self
            .matches
            .get(place + 1)
            .and_then(|next| next.taken.as_ref())
            .and_then(|taken| self.person_group(taken.field));
        match next {
            Some(group) if named => candidates::beside(self.form, self.words, column, group),
            _ => Vec::new(),
        }
    }
}
