//! The files, their sheets and what stands on them.

use std::collections::BTreeMap;

use super::Cells;
use super::shape::{Block, ByFate, Column, File, Records, Sheet};
use crate::ledger::LedgerError;
use crate::model::Address;
use crate::report::Sources;

const FILES: &str = "SELECT file, path, format, status FROM file WHERE period = :period ORDER BY file NULLS FIRST";

const SHEETS: &str = "
  SELECT t.file, t.sheet, t.main_block, t.name, t.hidden, s.name AS school, t.form, t.layout, t.nonempty, t.merged, t.duplicate,
    t.quarantined, t.ignored
  FROM sheet t LEFT JOIN school s ON s.period = t.period AND s.school_no = t.school_no
  WHERE t.period = :period ORDER BY t.file NULLS FIRST, t.sheet NULLS FIRST";

const BLOCKS: &str = "
  SELECT b.file, b.sheet, b.block, b.area, b.form, b.layout, s.name AS school, b.header_rows, b.read, b.merged, b.duplicate,
    b.quarantined
  FROM block b LEFT JOIN school s ON s.period = b.period AND s.school_no = b.school_no
  WHERE b.period = :period ORDER BY b.file NULLS FIRST, b.sheet NULLS FIRST, b.block NULLS FIRST";

const COLUMNS: &str = "
  SELECT file, sheet, block, letters, header, field, also, CAST(round(score * 1000) AS INTEGER) AS thousandths, cell
  FROM block_column WHERE period = :period
  ORDER BY file NULLS FIRST, sheet NULLS FIRST, block NULLS FIRST, position NULLS FIRST";

type Of<K, T> = BTreeMap<K, Vec<T>>;

/// All files in path order, those that were not read with no sheets.
pub(super) fn files(sources: &Sources<'_>) -> Result<Vec<File>, LedgerError> {
    let asked = |sql: &str| sources.ledger.ask("report.json: files", sql);
    let mut columns: Of<(u64, u64, u64), Column> = BTreeMap::new();
    for row in asked(COLUMNS)?.rows {
        let row = Cells(&row);
        columns.entry((row.count(0), row.count(1), row.count(2))).or_default().push(column(row));
    }
    let mut blocks: Of<(u64, u64), Block> = BTreeMap::new();
    for row in asked(BLOCKS)?.rows {
        let row = Cells(&row);
        let columns = columns.get(&(row.count(0), row.count(1), row.count(2))).cloned().unwrap_or_default();
        blocks.entry((row.count(0), row.count(1))).or_default().push(block(row, columns));
    }
    let mut sheets: Of<u64, Sheet> = BTreeMap::new();
    for row in asked(SHEETS)?.rows {
        let row = Cells(&row);
        let blocks = blocks.remove(&(row.count(0), row.count(1))).unwrap_or_default();
        sheets.entry(row.count(0)).or_default().push(sheet(row, blocks));
    }
    let files = asked(FILES)?.rows.into_iter().map(|row| {
        let row = Cells(&row);
        File {
            // A path stays as it is: it must lead to the file.
            path: row.text(1),
            format: row.maybe(2),
            status: row.text(3),
            sheets: sheets.remove(&row.count(0)).unwrap_or_default(),
        }
    });
    Ok(files.collect())
}

fn sheet(row: Cells<'_>, blocks: Vec<Block>) -> Sheet {
    let main = row.number(2).and_then(|main| blocks.get(usize::try_from(main).ok()?));
    Sheet {
        columns: main.map(|block| block.columns.clone()).unwrap_or_default(),
        name: row.shown(3).unwrap_or_default(),
        hidden: row.count(4) != 0,
        school: row.shown(5),
        form: row.maybe(6),
        layout: row.maybe(7),
        rows: ByFate::of(row, 8),
        blocks,
    }
}

fn block(row: Cells<'_>, columns: Vec<Column>) -> Block {
    Block {
        range: row.text(3),
        form: row.text(4),
        layout: row.text(5),
        school: row.shown(6),
        header_rows: row.text(7).split(',').filter_map(|number| number.parse().ok()).collect(),
        records: Records {
            read: row.count(8),
            merged: row.count(9),
            duplicate: row.count(10),
            quarantined: row.count(11),
        },
        columns,
    }
}

fn column(row: Cells<'_>) -> Column {
    Column {
        letters: row.text(3),
        header: row.shown(4).unwrap_or_default(),
        field: row.maybe(5),
        also: row.maybe(6),
        score: row.count(7) as f64 / 1000.0,
        cell: row.maybe(8),
    }
}

/// A column's letters from its number, which counts from one.
pub(super) fn letters(number: i64) -> String {
    Address::new(0, u32::try_from(number - 1).unwrap_or_default()).column_letters()
}
