//! The rows of earlier periods, table by table, in key order.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Transaction;
use rusqlite::types::ToSqlOutput;

use super::{Column, Earlier, EarlierFault, Table, columns_of};
use crate::ledger::insert::quoted;
use crate::ledger::{LedgerError, same_child};
use crate::settings::Period;

/// Whether a table is made anew by every run, from all periods that it holds.
pub(super) fn made_anew(table: &str) -> bool {
    table == same_child::TABLE
}

/// The periods that are copied, each with the place of the ledger it is taken from: the first that has it. The period
/// of this run is nobody's to give.
pub(in crate::ledger) fn periods(earlier: &[Earlier], this: Period) -> BTreeMap<Period, usize> {
    let mut taken = BTreeMap::new();
    for (place, ledger) in earlier.iter().enumerate() {
        for &period in ledger.periods.iter().filter(|&&period| period != this) {
            taken.entry(period).or_insert(place);
        }
    }
    taken
}

/// Copies the rows of all periods but this run's. The tables of this run exist already; a column that only an earlier
/// definition of a form knows is added behind them, and a table that no form of this run has is made.
pub(in crate::ledger) fn all(
    transaction: &Transaction<'_>,
    earlier: &[Earlier],
    this: Period,
) -> Result<(), LedgerError> {
    let taken = periods(earlier, this);
    for (place, ledger) in earlier.iter().enumerate() {
        let periods: BTreeSet<Period> =
            taken.iter().filter(|(_, from)| **from == place).map(|(period, _)| *period).collect();
        let fault = |fault: EarlierFault| LedgerError::Earlier { place, name: ledger.name.clone(), fault };
        for table in &ledger.tables {
            of_table(transaction, ledger, table, &periods).map_err(EarlierFault::of).map_err(fault)?;
        }
    }
    Ok(())
}

fn of_table(
    transaction: &Transaction<'_>,
    ledger: &Earlier,
    table: &Table,
    periods: &BTreeSet<Period>,
) -> rusqlite::Result<()> {
    let (name, columns) = (quoted(&table.name), &table.columns);
    let list = columns.iter().map(|column| quoted(&column.name)).collect::<Vec<_>>().join(", ");
    let mut order: Vec<&Column> = columns.iter().filter(|column| column.key > 0).collect();
    order.sort_by_key(|column| column.key);
    if order.is_empty() {
        order = columns.iter().collect();
    }
    let order = order.iter().map(|column| quoted(&column.name)).collect::<Vec<_>>().join(", ");
    let mut select =
        ledger.connection.prepare(&format!("SELECT {list} FROM {name} WHERE period = ?1 ORDER BY {order}"))?;
    let marks = vec!["?"; columns.len()].join(", ");
    let mut insert = None;
    for period in periods {
        let mut rows = select.query([period.to_string()])?;
        while let Some(row) = rows.next()? {
            if insert.is_none() {
                prepare_table(transaction, table)?;
                insert = Some(transaction.prepare(&format!("INSERT INTO {name} ({list}) VALUES ({marks})"))?);
            }
            let Some(insert) = insert.as_mut() else { continue };
            for place in 0..columns.len() {
                insert.raw_bind_parameter(place + 1, ToSqlOutput::Borrowed(row.get_ref(place)?))?;
            }
            insert.raw_execute()?;
        }
    }
    Ok(())
}

/// Makes the table if this run has none of its name, else adds the columns that it lacks, in the order of their names.
fn prepare_table(transaction: &Transaction<'_>, table: &Table) -> rusqlite::Result<()> {
    let known = columns_of(transaction, &table.name)?;
    let name = quoted(&table.name);
    let written = |column: &Column| format!("{} {}", quoted(&column.name), column.kind);
    if known.is_empty() {
        let mut parts: Vec<String> = table.columns.iter().map(written).collect();
        let mut key: Vec<&Column> = table.columns.iter().filter(|column| column.key > 0).collect();
        key.sort_by_key(|column| column.key);
        let keyed = !key.is_empty();
        if keyed {
            let key: Vec<String> = key.iter().map(|column| quoted(&column.name)).collect();
            parts.push(format!("PRIMARY KEY ({})", key.join(", ")));
        }
        let without = if keyed { " WITHOUT ROWID" } else { "" };
        return transaction.execute_batch(&format!("CREATE TABLE {name} ({}){without}", parts.join(", ")));
    }
    let is_known = |column: &&Column| known.iter().any(|other| other.name.eq_ignore_ascii_case(&column.name));
    let mut missing: Vec<&Column> = table.columns.iter().filter(|column| !is_known(column)).collect();
    missing.sort_by(|a, b| a.name.cmp(&b.name));
    for column in missing {
        transaction.execute_batch(&format!("ALTER TABLE {name} ADD COLUMN {}", written(column)))?;
    }
    Ok(())
}
