//! The law of conservation, asked of the ledger itself: every non-empty row has one fate, every record of every block
//! is accounted for, and every merged record is a row of its form's table.

use std::collections::BTreeMap;

use super::insert::quoted;
use super::{Datum, Ledger, LedgerError};

/// What every sheet says of its rows.
const SHEETS: &str = "
  SELECT s.file, s.sheet, f.path, s.name, s.nonempty, s.merged, s.duplicate, s.quarantined, s.ignored
  FROM sheet s JOIN file f ON f.period = s.period AND f.file = s.file
  WHERE s.period = :period ORDER BY s.file, s.sheet";

/// Every row with its fate. Gone through once and added up here: counted by fate in SQL, every row is looked at four times.
const FATES: &str =
    "SELECT file, sheet, row_number, fate FROM row_fate WHERE period = :period ORDER BY file, sheet, row_number";

/// Where every record stands.
const RECEIPTS: &str = "SELECT form, file, sheet, row_number, fate FROM receipt WHERE period = :period";

/// Blocks with a record that met no fate.
const BLOCKS: &str = "
  SELECT f.path, s.name, b.area, b.read, b.merged + b.duplicate + b.quarantined AS counted
  FROM block b JOIN sheet s ON s.period = b.period AND s.file = b.file AND s.sheet = b.sheet
    JOIN file f ON f.period = b.period AND f.file = b.file
  WHERE b.period = :period AND b.read <> b.merged + b.duplicate + b.quarantined
  ORDER BY b.file, b.sheet, b.block";

/// Records that are told of a row that the sheet does not have, or has as no data.
const ROWS: &str = "
  WITH astray AS MATERIALIZED (
    SELECT r.file, r.sheet, r.block, r.record, r.row_number FROM receipt r
    WHERE r.period = :period AND NOT EXISTS (SELECT 1 FROM row_fate t
      WHERE t.period = :period AND t.file = r.file AND t.sheet = r.sheet AND t.row_number = r.row_number AND t.fate <> 'ignored'))
  SELECT f.path, s.name, r.row_number
  FROM astray r JOIN block b ON b.period = :period AND b.file = r.file AND b.sheet = r.sheet AND b.block = r.block
    JOIN sheet s ON s.period = :period AND s.file = r.file AND s.sheet = r.sheet
    JOIN file f ON f.period = :period AND f.file = r.file
  WHERE b.layout = 'table'
  ORDER BY r.file, r.sheet, r.row_number, r.block, r.record";

/// Per form: records merged and folded on the sheets of files that no later copy takes the place of.
const FORMS: &str = "
  SELECT p.form, p.table_name, coalesce(b.merged, 0) AS merged, coalesce(b.duplicate, 0) AS duplicate
  FROM form p
  LEFT JOIN (SELECT form, sum(merged) AS merged, sum(duplicate) AS duplicate FROM block b
      WHERE period = :period AND NOT EXISTS (SELECT 1 FROM file f WHERE f.period = b.period AND f.file = b.file
        AND f.status = 'superseded') GROUP BY form) b
    ON b.form = p.form
  WHERE p.period = :period ORDER BY p.position, p.form";

/// The rows of the sheets, added up.
#[derive(Default)]
struct Rows {
    /// Of every sheet with rows, by file and sheet: how many rows, and of these by [`FATE`].
    sheets: Vec<((i64, i64), i64, [i64; 4])>,
    /// File, sheet and number of every row that is data, in this order.
    data: Vec<(i64, i64, i64)>,
}

/// The fates in the order of the sheet's columns.
const FATE: [&str; 4] = ["merged", "duplicate", "quarantined", "ignored"];

impl Rows {
    fn read(ledger: &Ledger) -> Result<Self, LedgerError> {
        let mut rows = Self::default();
        ledger.each("tie-out: rows", FATES, |row| -> Result<(), LedgerError> {
            let [file, sheet, number] = numbers(row);
            if rows.sheets.last().is_none_or(|(place, ..)| *place != (file, sheet)) {
                rows.sheets.push(((file, sheet), 0, [0; 4]));
            }
            let fate = fate(row.get(3));
            if let Some((_, all, by_fate)) = rows.sheets.last_mut() {
                *all += 1;
                if let Some(count) = fate.and_then(|fate| by_fate.get_mut(fate)) {
                    *count += 1;
                }
            }
            if fate.and_then(|fate| FATE.get(fate)) != Some(&"ignored") {
                rows.data.push((file, sheet, number));
            }
            Ok(())
        })?;
        Ok(rows)
    }

    fn of(&self, sheet: (i64, i64)) -> (i64, [i64; 4]) {
        let found = self.sheets.binary_search_by_key(&sheet, |(place, ..)| *place).ok();
        found.and_then(|at| self.sheets.get(at)).map_or((0, [0; 4]), |(_, all, by_fate)| (*all, *by_fate))
    }
}

/// The records of a form, merged and folded; and whether any is told of a row that is no data.
fn receipts(ledger: &Ledger, rows: &Rows) -> Result<(BTreeMap<String, [i64; 2]>, bool), LedgerError> {
    let (mut forms, mut astray) = (BTreeMap::<String, [i64; 2]>::new(), false);
    ledger.each("tie-out: records", RECEIPTS, |row| -> Result<(), LedgerError> {
        let form = row.first().and_then(Datum::as_text).unwrap_or_default();
        let told = match forms.get_mut(form) {
            Some(told) => told,
            None => forms.entry(form.to_owned()).or_default(),
        };
        if let Some(count) = fate(row.get(4)).and_then(|fate| told.get_mut(fate)) {
            *count += 1;
        }
        let [file, sheet, number] = numbers(row.get(1..).unwrap_or_default());
        astray |= rows.data.binary_search(&(file, sheet, number)).is_err();
        Ok(())
    })?;
    Ok((forms, astray))
}

fn fate(datum: Option<&Datum>) -> Option<usize> {
    let name = datum.and_then(Datum::as_text)?;
    FATE.iter().position(|fate| *fate == name)
}

/// The first values of a row as whole numbers.
fn numbers<const N: usize>(row: &[Datum]) -> [i64; N] {
    std::array::from_fn(|place| row.get(place).and_then(Datum::as_int).unwrap_or_default())
}

/// Every breach in words.
pub(super) fn tie_out(ledger: &Ledger) -> Result<(), Vec<String>> {
    let breaches = breaches(ledger).map_err(|error| vec![error.to_string()])?;
    if breaches.is_empty() { Ok(()) } else { Err(breaches) }
}

fn breaches(ledger: &Ledger) -> Result<Vec<String>, LedgerError> {
    let mut breaches = Vec::new();
    let rows = Rows::read(ledger)?;
    for row in ledger.ask("tie-out: sheets", SHEETS)?.rows {
        let [file, sheet] = numbers(&row);
        let [nonempty, by_fate @ ..] = numbers::<5>(row.get(4..).unwrap_or_default());
        let (counted, (stored, stored_by_fate)) = (by_fate.iter().sum::<i64>(), rows.of((file, sheet)));
        if nonempty != counted || nonempty != stored || by_fate != stored_by_fate {
            let [path, sheet] = shown(row.get(2..).unwrap_or_default());
            breaches.push(format!(
                "{path} › {sheet}：非空行 {nonempty}，去向合计 {counted}，逐行记录 {stored} (rows {nonempty}, fates {counted}, rows with a fate {stored})"
            ));
        }
    }
    for row in ledger.ask("tie-out: records", BLOCKS)?.rows {
        let [path, sheet, area, read, counted] = shown(&row);
        breaches.push(format!(
            "{path} › {sheet} › {area}：记录 {read}，去向合计 {counted} (records {read}, fates {counted})"
        ));
    }
    let (told, astray) = receipts(ledger, &rows)?;
    // Cards stand in several rows: which of the records are meant is asked only where there are any.
    let astray = if astray { ledger.ask("tie-out: rows of records", ROWS)?.rows } else { Vec::new() };
    for row in astray {
        let [path, sheet, number] = shown(&row);
        breaches.push(format!(
            "{path} › {sheet}：第 {number} 行是一条记录，却没有算作数据 (row {number} is a record but not data)"
        ));
    }
    for row in ledger.ask("tie-out: forms", FORMS)?.rows {
        let [form, table] = shown(&row);
        let [merged, duplicate] = numbers(row.get(2..).unwrap_or_default());
        let counted =
            ledger.ask("tie-out: forms", &format!("SELECT count(*) FROM {} WHERE period = :period", quoted(&table)))?;
        let [rows] = numbers(counted.rows.first().map(Vec::as_slice).unwrap_or_default());
        let [merged_told, duplicate_told] = told.get(&form).copied().unwrap_or_default();
        if merged != rows || merged != merged_told || duplicate != duplicate_told {
            breaches.push(format!(
                "{form}：合并 {merged} 条、重复 {duplicate} 条，汇总表 {rows} 行，来源 {merged_told} 条与 {duplicate_told} 条 (merged {merged}, duplicate {duplicate}, rows {rows}, receipts {merged_told} and {duplicate_told})"
            ));
        }
    }
    Ok(breaches)
}

/// The first values of a row as text.
fn shown<const N: usize>(row: &[Datum]) -> [String; N] {
    std::array::from_fn(|place| match row.get(place) {
        None | Some(Datum::Null) => String::new(),
        Some(Datum::Int(number)) => number.to_string(),
        Some(Datum::Real(number)) => number.to_string(),
        Some(Datum::Text(text)) => text.clone(),
    })
}
