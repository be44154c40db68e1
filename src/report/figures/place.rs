//! Where the tables and charts of a sheet stand. Tables of one sheet share the widths of its columns.

use super::answer::Table;

/// The sheet's columns that a chart lies over, their width, and the empty one before them.
pub(super) const CHART_COLUMNS: u16 = 7;
pub(super) const CHART_COLUMN_WIDTH: f64 = 9.0;
pub(super) const CHART_GAP: f64 = 2.0;

/// The columns of a sheet.
#[derive(Debug)]
pub(super) struct Columns {
    /// The width of each column that a table takes, in half-width characters.
    pub(super) widths: Vec<f64>,
    /// Whether charts stand right of the tables.
    pub(super) charts: bool,
}

impl Columns {
    /// Makes room for all tables.
    pub(super) fn of(tables: &[&Table]) -> Self {
        let mut widths: Vec<f64> = Vec::new();
        for table in tables {
            let starts = starts(table);
            for (column, start) in table.section.columns.iter().zip(starts) {
                let each = column.width / f64::from(column.span);
                for at in start..start + column.span {
                    let at = usize::from(at);
                    widths.resize(widths.len().max(at + 1), 0.0);
                    widths[at] = widths[at].max(each);
                }
            }
        }
        Self { widths, charts: tables.iter().any(|table| !table.section.charts.is_empty()) }
    }

    /// The last column that a table takes.
    pub(super) const fn last_of_tables(&self) -> u16 {
        self.widths.len().saturating_sub(1) as u16
    }

    /// The last column of the sheet.
    pub(super) const fn last(&self) -> u16 {
        self.last_of_tables() + if self.charts { 1 + CHART_COLUMNS } else { 0 }
    }

    /// The width of some columns side by side.
    pub(super) fn width(&self, first: u16, count: u16) -> f64 {
        self.widths.iter().skip(first.into()).take(count.into()).sum()
    }

    /// The width of the whole sheet.
    pub(super) fn whole(&self) -> f64 {
        let charts = if self.charts { CHART_GAP + CHART_COLUMN_WIDTH * f64::from(CHART_COLUMNS) } else { 0.0 };
        self.widths.iter().sum::<f64>() + charts
    }
}

/// The sheet's column at which each of the table's columns begins.
pub(super) fn starts(table: &Table) -> Vec<u16> {
    let mut next = 0;
    let starts = table.section.columns.iter().map(|column| {
        let start = next;
        next += column.span;
        start
    });
    starts.collect()
}

/// The rows of a table on its sheet, from zero.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rows {
    /// The header's first row, and its last.
    pub(super) header: (u32, u32),
    /// The first row of figures.
    pub(super) first: u32,
    /// The first row below the figures: the total, if there is one.
    pub(super) end: u32,
}
