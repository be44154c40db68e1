//! Findings with one cause, told as one row: a column full of dates of another quarter must not bury the rest.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Address;
use crate::report::trouble::Trouble;
use crate::report::{Sources, datum};

/// From so many findings of one rule in one column of a sheet on, they stand in one row.
const FEWEST: usize = 4;
/// The most bytes of marks in a cell, which holds 32,767 characters and the decision besides.
const LONGEST: usize = 32_000;

/// School, file, sheet, code, severity, column.
pub(super) type Key = (String, String, u32, String, String, u32);

/// The columns that are full of findings of one rule, each with the rows.
#[derive(Debug, Default)]
pub(super) struct Together {
    rows: BTreeMap<Key, Vec<u32>>,
    marks: BTreeMap<Key, Vec<String>>,
    told: BTreeSet<Key>,
}

/// How one finding is told.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// By itself.
    Alone,
    /// With others: their rows, from one. The first of them stands for all.
    First(Vec<u32>),
    /// It stands with an earlier one.
    Already,
}

impl Together {
    /// Asks for the findings of the rules that say so.
    pub(super) fn read(sources: &Sources<'_>) -> Result<Self, Trouble> {
        let codes = sources.rules.iter().filter(|rule| rule.together);
        let codes: Vec<String> = codes.map(|rule| format!("'{}'", rule.code.0.replace('\'', "''"))).collect();
        let mut together = Self::default();
        if codes.is_empty() {
            return Ok(together);
        }
        let sql = format!(
            "SELECT school, file, sheet_no, code, severity, column_number, row_number, mark FROM finding
             WHERE period = :period AND code IN ({}) AND row_number IS NOT NULL AND column_number IS NOT NULL
             ORDER BY n NULLS FIRST",
            codes.join(", ")
        );
        sources.ledger.each("report: problems told together", &sql, |row| -> Result<(), Trouble> {
            let text = |at: usize| datum::text(row.get(at)).unwrap_or_default().to_owned();
            let number = |at: usize| datum::position(row.get(at)).unwrap_or_default();
            let key = (text(0), text(1), number(2), text(3), text(4), number(5));
            together.marks.entry(key.clone()).or_default().push(text(7));
            together.rows.entry(key).or_default().push(number(6));
            Ok(())
        })?;
        together.rows.retain(|_, rows| rows.len() >= FEWEST);
        Ok(together)
    }

    /// How many rows fewer there are than findings of this code.
    pub(super) fn spared(&self, code: &str) -> u64 {
        self.rows.iter().filter(|(key, _)| key.3 == code).map(|(_, rows)| rows.len() as u64 - 1).sum()
    }

    /// The marks of the findings that are told together, as one cell holds them; none where they are too many for it.
    pub(super) fn marks(&self, key: &Key) -> String {
        let marks = self.marks.get(key).map(|marks| marks.join(" ")).unwrap_or_default();
        if marks.len() <= LONGEST { marks } else { String::new() }
    }

    /// How the next finding is told.
    pub(super) fn tell(&mut self, key: Key) -> Told {
        let Some(rows) = self.rows.get(&key) else { return Told::Alone };
        if !self.told.insert(key) {
            return Told::Already;
        }
        let mut rows = rows.clone();
        rows.sort_unstable();
        Told::First(rows)
    }
}

/// Cells of a column by their rows (from one, sorted): `C4:C57、C60`.
pub(super) fn cells(column: u32, rows: &[u32]) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for &row in rows {
        match runs.last_mut() {
            Some((_, last)) if row <= *last + 1 => *last = row,
            _ => runs.push((row, row)),
        }
    }
    let cell = |row: u32| Address::new(row.saturating_sub(1), column.saturating_sub(1)).to_string();
    let runs: Vec<String> = runs
        .into_iter()
        .map(|(first, last)| if first == last { cell(first) } else { format!("{}:{}", cell(first), cell(last)) })
        .collect();
    runs.join("、")
}

#[cfg(test)]
mod tests {
    use super::cells;

    #[test]
    fn cells_of_a_column_stand_as_runs() {
        assert_eq!(cells(3, &[4, 5, 6, 8, 8, 10, 11]), "C4:C6、C8、C10:C11");
        assert_eq!(cells(1, &[]), "");
    }
}
