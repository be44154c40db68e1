//! What a table takes over from the table before it on the sheet: a title speaks for all tables below it.

use crate::form::{Form, Forms, Role};
use crate::model::{Block, Clue, ClueSource};

const CHILD: [Role; 2] = [Role::ChildName, Role::ChildId];
const PLACE: [Role; 3] = [Role::School, Role::Grade, Role::Class];

/// Gives every block whose own lines name no school the one that an earlier block's title or label named; a block
/// beside the earlier one takes over grade and class too, if it has no line of its own.
pub(super) fn inherit(blocks: &mut [Block], forms: &Forms) {
    for at in 1..blocks.len() {
        let (before, rest) = blocks.split_at_mut(at);
        let (Some(earlier), Some(block)) = (before.last(), rest.first_mut()) else { continue };
        let beside = earlier.area.first.row == block.area.first.row && spoken(block, &PLACE, forms).next().is_none();
        let wanted: &[Role] = if beside { &PLACE } else { &PLACE[..1] };
        let form = forms.get(block.form);
        let mut taken: Vec<Clue> = Vec::new();
        if spoken(block, wanted, forms).next().is_none() {
            taken.extend(translated(earlier, wanted, form, forms));
        }
        if spoken(block, &CHILD, forms).next().is_none() && !has_child(block, form) {
            taken.extend(child(earlier, form, forms));
        }
        block.clues.extend(taken);
        block.clues.sort_by_key(|clue| clue.source);
    }
}

/// The child whose events a block lists, and its grade and class, for the block of another form below it.
pub(super) fn child(earlier: &Block, form: &Form, forms: &Forms) -> Vec<Clue> {
    if spoken(earlier, &CHILD, forms).next().is_none() || has_child(earlier, forms.get(earlier.form)) {
        return Vec::new();
    }
    translated(earlier, &[Role::ChildName, Role::ChildId, Role::Grade, Role::Class], form, forms)
}

/// Whether the records of a block name their children themselves.
fn has_child(block: &Block, form: &Form) -> bool {
    let child = CHILD.map(|role| form.role(role));
    block.columns.iter().any(|column| column.field.is_some() && child.contains(&column.field))
}

/// What a block's own lines say, as clues of another form.
fn translated(earlier: &Block, roles: &[Role], form: &Form, forms: &Forms) -> Vec<Clue> {
    let from = forms.get(earlier.form);
    let mut taken = Vec::new();
    for &role in roles {
        let (Some(old), Some(field)) = (from.role(role), form.role(role)) else { continue };
        let said = earlier.clues.iter().filter(|clue| clue.source <= ClueSource::Title && clue.field == old);
        taken.extend(said.map(|clue| Clue { field, ..clue.clone() }));
    }
    taken
}

/// What a block's own lines say of the fields with these roles.
fn spoken<'b>(block: &'b Block, roles: &'b [Role], forms: &'b Forms) -> impl Iterator<Item = &'b Clue> {
    let form = forms.get(block.form);
    block.clues.iter().filter(move |clue| {
        clue.source <= ClueSource::Title && roles.iter().any(|&role| form.role(role) == Some(clue.field))
    })
}
