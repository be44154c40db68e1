//! Where the parents are, as their whereabouts say it.

use super::Seen;
use crate::form::{Meaning, Role};
use crate::settings::Definition;

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

    /// Whether the child is left behind by `definition`; `None` when too little is known to tell.
    pub(super) fn left_behind(self, definition: Definition) -> Option<bool> {
        let (father, mother) = (self.father?, self.mother?);
        let away = |parent| parent == Meaning::Away;
        let unable = |parent| matches!(parent, Meaning::Unable | Meaning::Dead);
        Some(match definition {
            Definition::Xueji => away(father) || away(mother),
            Definition::Guofa => (away(father) && (away(mother) || unable(mother))) || (away(mother) && unable(father)),
        })
    }
}

/// What the value of the field in `role` means.
pub(super) fn meaning(seen: &Seen<'_>, role: Role) -> Option<Meaning> {
    let position = seen.form.role(role)?;
    seen.form.fields.get(position)?.meaning(seen.record.sound(position)?.as_text()?)
}
