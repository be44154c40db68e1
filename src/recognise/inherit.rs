//! What a table takes over from the table before it on the sheet: a title speaks for all tables below it.

use crate::form::{Forms, Role};
use crate::model::{Block, Clue, ClueSource};

const PLACE: [Role; 3] = [Role::School, Role::Grade, Role::Class];

/// Gives every block whose own lines name no school the one that an earlier block's title or label named; a block
/// beside the earlier one takes over grade and class too, if it has no line of its own.
pub(super) fn inherit(blocks: &mut [Block], forms: &Forms) {
    for at in 1..blocks.len() {
        let (before, rest) = blocks.split_at_mut(at);
        let (Some(earlier), Some(block)) = (before.last(), rest.first_mut()) else { continue };
        let beside = earlier.area.first.row == block.area.first.row && spoken(block, &PLACE, forms).next().is_none();
        let wanted: &[Role] = if beside { &PLACE } else { &PLACE[..1] };
        if earlier.form != block.form || spoken(block, wanted, forms).next().is_some() {
            continue;
        }
        let taken: Vec<Clue> = spoken(earlier, wanted, forms).cloned().collect();
        block.clues.extend(taken);
        block.clues.sort_by_key(|clue| clue.source);
    }
}

/// What a block's own lines say of the fields with these roles.
fn spoken<'b>(block: &'b Block, roles: &'b [Role], forms: &'b Forms) -> impl Iterator<Item = &'b Clue> {
    let form = forms.get(block.form);
    block.clues.iter().filter(move |clue| {
        clue.source <= ClueSource::Title && roles.iter().any(|&role| form.role(role) == Some(clue.field))
    })
}
