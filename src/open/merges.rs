//! Merged regions: read, kept apart, and the cells under them dropped.

use std::collections::BTreeMap;

use super::grid::LAST;
use crate::model::{Address, Area, Row};

/// Reads `A1:C3`. A region of whole columns or rows (`A:C`) is none that a file stores.
pub(super) fn area(text: &str) -> Option<Area> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    let (first, last): (Address, Address) = (first.parse().ok()?, last.parse().ok()?);
    Some(Area::new(
        first,
        Address::new(last.row.min(LAST.row), last.column.min(LAST.column)),
    ))
}

/// The regions in order, without those that overlap an earlier one: no spreadsheet program makes any.
pub(super) fn disjoint(mut areas: Vec<Area>) -> Vec<Area> {
    areas.sort();
    areas.dedup();
    let mut open = Open::default();
    areas.retain(|area| {
        open.close_above(area.first.row);
        open.add(*area)
    });
    areas
}

/// Drops the cells that a region covers; its top left cell stays. Both rows and regions are in order.
pub(super) fn uncover(rows: &mut [Row], areas: &[Area]) {
    let mut waiting = areas.iter().peekable();
    let mut open = Open::default();
    for row in rows {
        while let Some(area) = waiting.next_if(|area| area.first.row <= row.index) {
            open.close_above(area.first.row);
            open.add(*area);
        }
        open.close_above(row.index);
        if !open.areas.is_empty() {
            let index = row.index;
            row.cells
                .retain(|cell| !open.covers(Address::new(index, cell.column)));
        }
    }
}

/// The regions that reach the current row, by their first column. They are disjoint, so neighbours tell all.
#[derive(Default)]
struct Open {
    areas: BTreeMap<u32, Area>,
    /// The nearest row at which one of them ends.
    next_end: u32,
}

impl Open {
    fn close_above(&mut self, row: u32) {
        if self.next_end < row {
            self.areas.retain(|_, area| area.last.row >= row);
            self.next_end = self
                .areas
                .values()
                .map(|area| area.last.row)
                .min()
                .unwrap_or(u32::MAX);
        }
    }

    fn add(&mut self, area: Area) -> bool {
        let before = self.areas.range(..=area.last.column).next_back();
        if before.is_some_and(|(_, before)| before.last.column >= area.first.column) {
            return false;
        }
        self.next_end = if self.areas.is_empty() {
            area.last.row
        } else {
            self.next_end.min(area.last.row)
        };
        self.areas.insert(area.first.column, area);
        true
    }

    fn covers(&self, at: Address) -> bool {
        let area = self
            .areas
            .range(..=at.column)
            .next_back()
            .map(|(_, area)| area);
        area.is_some_and(|area| area.contains(at) && area.first != at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_that_overlap_an_earlier_one_are_dropped() {
        let areas =
            ["B2:D4", "C3:E5", "A5:Z5", "A1:Z1", "E2:E4", "A1:Z1"].map(|text| area(text).unwrap());
        let kept: Vec<String> = disjoint(areas.to_vec())
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(kept, ["A1:Z1", "B2:D4", "E2:E4", "A5:Z5"]);
    }
}
