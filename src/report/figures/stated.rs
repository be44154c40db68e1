//! What is to stand in a table's cells, from its answer alone.

use super::ColumnKind;
use super::answer::Table;
use super::place::{Rows, starts};
use super::table::rate;
use crate::finding::Lang;
use crate::report::datum;
use crate::report::put::Put;
use crate::report::style::Look;
use crate::report::verify::Stated;

/// States every figure and name of a table, and its totals.
pub(super) fn table(stated: &mut Stated, table: &Table, rows: Rows, lang: Lang) {
    let starts = starts(table);
    let columns = || table.section.columns.iter().enumerate().zip(&starts);
    for (row, record) in (rows.first..).zip(&table.answer.rows) {
        for ((at, column), &start) in columns() {
            let datum = table.value(record, at);
            let value = match &column.kind {
                ColumnKind::Label => Put::text(datum::text(datum).unwrap_or(table.section.absent.get(lang))),
                ColumnKind::Text | ColumnKind::Line | ColumnKind::Word => Put::maybe(datum::text(datum)),
                ColumnKind::Number | ColumnKind::Count => Put::count(datum::int(datum)),
                ColumnKind::Rate { of, by, otherwise } => {
                    let word = table.otherwise(record, otherwise.as_deref());
                    rate((table, &starts), row, (of, by), |id| table.count(record, id), word)
                }
            };
            stated.cell(row, start, &value, Look::Count);
        }
    }
    if !table.has_total() || table.answer.rows.is_empty() {
        return;
    }
    let sum = |id: &str| table.column(id).map_or(0, |column| table.sum(column));
    for ((at, column), &start) in columns() {
        let value = match &column.kind {
            ColumnKind::Count => Put::count(table.sum(at)),
            ColumnKind::Rate { of, by, otherwise } => {
                let word = table.otherwise_in_all(otherwise.as_deref());
                rate((table, &starts), rows.end, (of, by), sum, word)
            }
            _ => continue,
        };
        stated.cell(rows.end, start, &value, Look::Count);
    }
}
