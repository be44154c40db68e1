//! Readings of a sheet that was laid out otherwise to be read: every place is put back to where it stands.

use crate::model::{Address, Area, Block};

/// Puts every place of a block back. Where `back` knows none, a clue or a label loses its place.
pub(super) fn put_back(block: &mut Block, back: impl Fn(Address) -> Option<Address>) {
    for record in &mut block.records {
        for cell in &mut record.cells {
            cell.at = back(cell.at).unwrap_or(cell.at);
        }
        for (_, at, _) in &mut record.extra {
            *at = back(*at).unwrap_or(*at);
        }
    }
    for clue in &mut block.clues {
        clue.at = clue.at.and_then(&back);
    }
    for column in &mut block.columns {
        column.place = column.place.and_then(|(label, value)| Some((back(label)?, back(value)?)));
    }
    let corners = (back(block.area.first), back(block.area.last));
    if let (Some(first), Some(last)) = corners {
        block.area = Area::new(first, last);
    }
}
