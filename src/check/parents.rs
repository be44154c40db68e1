//! Where the parents are, as their whereabouts say it.

use super::Seen;
use crate::form::{Meaning, Role};
use crate::settings::{Definition, LocalParents, Settings};

/// What is known of both parents; `None` where nothing is, or where it says nothing of where the parent is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parents {
    pub(super) father: Option<Meaning>,
    pub(super) mother: Option<Meaning>,
}

impl Parents {
    pub(super) fn of(seen: &Seen<'_>) -> Self {
        let whereabouts = |role| meaning(seen, role).filter(|meaning| *meaning != Meaning::Apart);
        Self { father: whereabouts(Role::FatherStatus), mother: whereabouts(Role::MotherStatus) }
    }

    /// Whether both are away: each by its own whereabouts, or, where neither says anything, by the category.
    pub(super) fn both_away(self, seen: &Seen<'_>) -> bool {
        match (self.father, self.mother) {
            (Some(Meaning::Away), Some(Meaning::Away)) => true,
            (None, None) => {
                let silent = |role| seen.sound(role).is_none();
                silent(Role::FatherStatus)
                    && silent(Role::MotherStatus)
                    && meaning(seen, Role::Category) == Some(Meaning::BothAway)
            }
            _ => false,
        }
    }

    /// Whether the child is left behind by the definition of the settings; `None` when too little is known to tell.
    pub(super) fn left_behind(self, seen: &Seen<'_>) -> Option<bool> {
        let settings = seen.settings;
        let (father, mother) = (self.father?, self.mother?);
        let left = [
            father == Meaning::Away && has_left(seen, Role::FatherWorkplace, settings),
            mother == Meaning::Away && has_left(seen, Role::MotherWorkplace, settings),
        ];
        let unable = |parent| matches!(parent, Meaning::Unable | Meaning::Dead);
        let both = left == [true; 2];
        let one_unable = both || (left[0] && unable(mother)) || (left[1] && unable(father));
        Some(match (settings.profile.definition, settings.local.parents) {
            (Definition::Xueji, _) | (Definition::Local, LocalParents::One) => left[0] || left[1],
            (Definition::Guofa, _) | (Definition::Local, LocalParents::Unable) => one_unable,
            (Definition::Local, LocalParents::Both) => both,
        })
    }
}

/// Whether a parent who is away is so by the definition, which may ask for work outside the county.
fn has_left(seen: &Seen<'_>, workplace: Role, settings: &Settings) -> bool {
    let place = seen.sound(workplace).and_then(|value| value.as_text());
    settings.profile.definition != Definition::Local || settings.local.is_outside(place)
}

/// What the value of the field in `role` means.
pub(super) fn meaning(seen: &Seen<'_>, role: Role) -> Option<Meaning> {
    let position = seen.form.role(role)?;
    seen.form.fields.get(position)?.meaning(seen.record.sound(position)?.as_text()?)
}
