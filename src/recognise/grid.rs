//! A sheet as recognition walks over it: rows by position, a range of columns, merges by index.

use std::collections::BTreeMap;

use crate::model::{Address, Area, Cell, CellValue, Row, Sheet};

/// Merges wider than this are indexed by their first columns only; no table of a school is as wide.
const WIDEST: u32 = 512;

/// A range of columns, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// The first column.
    pub(super) first: u32,
    /// The last column.
    pub(super) last: u32,
}

impl Span {
    /// Whether a column lies inside.
    pub(super) const fn holds(self, column: u32) -> bool {
        self.first <= column && column <= self.last
    }
}

/// A sheet with an index of its merges.
pub(super) struct Grid<'a> {
    pub(super) sheet: &'a Sheet,
    /// Merges of one row, by that row, from left to right.
    flat: BTreeMap<u32, Vec<Area>>,
    /// Merges of several rows, by each of their columns, from top to bottom.
    tall: BTreeMap<u32, Vec<Area>>,
}

impl<'a> Grid<'a> {
    /// Indexes a sheet.
    pub(super) fn new(sheet: &'a Sheet) -> Self {
        let mut flat: BTreeMap<u32, Vec<Area>> = BTreeMap::new();
        let mut tall: BTreeMap<u32, Vec<Area>> = BTreeMap::new();
        for &area in &sheet.merges {
            if area.first.row == area.last.row {
                flat.entry(area.first.row).or_default().push(area);
            } else {
                for column in area.first.column..=area.last.column.min(area.first.column.saturating_add(WIDEST)) {
                    tall.entry(column).or_default().push(area);
                }
            }
        }
        for areas in flat.values_mut().chain(tall.values_mut()) {
            areas.sort_unstable();
        }
        Self { sheet, flat, tall }
    }

    /// The rows with content.
    pub(super) fn rows(&self) -> &'a [Row] {
        &self.sheet.rows
    }

    /// The number of the row at a position.
    pub(super) fn number(&self, position: usize) -> Option<u32> {
        self.rows().get(position).map(|row| row.index)
    }

    /// The position of the first row numbered `number` or more.
    pub(super) fn position(&self, number: u32) -> usize {
        self.rows().partition_point(|row| row.index < number)
    }

    /// The cells of the row at a position that lie in `span`.
    pub(super) fn cells(&self, position: usize, span: Span) -> &'a [Cell] {
        let Some(row) = self.rows().get(position) else {
            return &[];
        };
        let first = row.cells.partition_point(|cell| cell.column < span.first);
        let last = row.cells.partition_point(|cell| cell.column <= span.last);
        row.cells.get(first..last).unwrap_or(&[])
    }

    /// The cell at an address.
    pub(super) fn get(&self, at: Address) -> Option<&'a CellValue> {
        self.sheet.get(at)
    }

    /// The merge that covers a cell.
    pub(super) fn merge(&self, at: Address) -> Option<Area> {
        let flat = self.flat.get(&at.row).and_then(|areas| {
            let after = areas.partition_point(|area| area.first.column <= at.column);
            areas.get(after.checked_sub(1)?)
        });
        flat.filter(|area| area.contains(at)).copied().or_else(|| self.tall(at))
    }

    /// The merge over several rows that covers a cell.
    pub(super) fn tall(&self, at: Address) -> Option<Area> {
        let areas = self.tall.get(&at.column)?;
        let after = areas.partition_point(|area| area.first.row <= at.row);
        areas.get(after.checked_sub(1)?).filter(|area| area.contains(at)).copied()
    }

    /// The last column that has content anywhere.
    pub(super) fn width(&self) -> u32 {
        self.rows().iter().filter_map(|row| row.cells.last()).map(|cell| cell.column).max().unwrap_or_default()
    }

    /// Whether the file says nothing of merges, or has none.
    pub(super) fn without_merges(&self) -> bool {
        self.sheet.merges.is_empty()
    }
}
