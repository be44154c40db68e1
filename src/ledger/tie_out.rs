//! The law of conservation, asked of the ledger itself: every non-empty row has one fate, every record of every block
//! is accounted for, and every merged record is a row of its form's table.

use super::insert::quoted;
use super::{Datum, Ledger, LedgerError};

/// Sheets whose rows do not add up: by the counts on the sheet, and by the rows that stand in the ledger.
const SHEETS: &str = "
  SELECT f.path, s.name, s.nonempty, s.merged + s.duplicate + s.quarantined + s.ignored AS counted,
    coalesce(r.all_rows, 0) AS all_rows
  FROM sheet s JOIN file f ON f.period = s.period AND f.file = s.file
  LEFT JOIN (SELECT period, file, sheet, count(*) AS all_rows,
      sum(CASE fate WHEN 'merged' THEN 1 ELSE 0 END) AS merged, sum(CASE fate WHEN 'duplicate' THEN 1 ELSE 0 END) AS duplicate,
      sum(CASE fate WHEN 'quarantined' THEN 1 ELSE 0 END) AS quarantined, sum(CASE fate WHEN 'ignored' THEN 1 ELSE 0 END) AS ignored
    FROM row_fate WHERE period = :period GROUP BY period, file, sheet) r
    ON r.period = s.period AND r.file = s.file AND r.sheet = s.sheet
  WHERE s.period = :period AND (s.nonempty <> s.merged + s.duplicate + s.quarantined + s.ignored
    OR s.nonempty <> coalesce(r.all_rows, 0) OR s.merged <> coalesce(r.merged, 0) OR s.duplicate <> coalesce(r.duplicate, 0)
    OR s.quarantined <> coalesce(r.quarantined, 0) OR s.ignored <> coalesce(r.ignored, 0))
  ORDER BY s.file, s.sheet";

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

/// Per form: records merged and folded on the sheets of files that no later copy takes the place of, and those that the form's rows have receipts of.
const FORMS: &str = "
  SELECT p.form, p.table_name, coalesce(b.merged, 0) AS merged, coalesce(b.duplicate, 0) AS duplicate,
    coalesce(r.merged, 0) AS merged_told, coalesce(r.duplicate, 0) AS duplicate_told
  FROM form p
  LEFT JOIN (SELECT form, sum(merged) AS merged, sum(duplicate) AS duplicate FROM block b
      WHERE period = :period AND NOT EXISTS (SELECT 1 FROM file f WHERE f.period = b.period AND f.file = b.file
        AND f.status = 'superseded') GROUP BY form) b
    ON b.form = p.form
  LEFT JOIN (SELECT form, sum(CASE fate WHEN 'merged' THEN 1 ELSE 0 END) AS merged,
      sum(CASE fate WHEN 'duplicate' THEN 1 ELSE 0 END) AS duplicate FROM receipt WHERE period = :period GROUP BY form) r
    ON r.form = p.form
  WHERE p.period = :period ORDER BY p.position, p.form";

/// Every breach in words.
pub(super) fn tie_out(ledger: &Ledger) -> Result<(), Vec<String>> {
    let breaches = breaches(ledger).map_err(|error| vec![error.to_string()])?;
    if breaches.is_empty() { Ok(()) } else { Err(breaches) }
}

fn breaches(ledger: &Ledger) -> Result<Vec<String>, LedgerError> {
    let mut breaches = Vec::new();
    for row in ledger.ask("tie-out: rows", SHEETS)?.rows {
        let [path, sheet, nonempty, counted, stored] = shown(&row);
        breaches.push(format!(
            "{path} › {sheet}：非空行 {nonempty}，去向合计 {counted}，逐行记录 {stored} (rows {nonempty}, fates {counted}, rows with a fate {stored})"
        ));
    }
    for row in ledger.ask("tie-out: records", BLOCKS)?.rows {
        let [path, sheet, area, read, counted] = shown(&row);
        breaches.push(format!(
            "{path} › {sheet} › {area}：记录 {read}，去向合计 {counted} (records {read}, fates {counted})"
        ));
    }
    for row in ledger.ask("tie-out: rows of records", ROWS)?.rows {
        let [path, sheet, number] = shown(&row);
        breaches.push(format!(
            "{path} › {sheet}：第 {number} 行是一条记录，却没有算作数据 (row {number} is a record but not data)"
        ));
    }
    for row in ledger.ask("tie-out: forms", FORMS)?.rows {
        let [form, table, merged, duplicate, merged_told, duplicate_told] = shown(&row);
        let counted =
            ledger.ask("tie-out: forms", &format!("SELECT count(*) FROM {} WHERE period = :period", quoted(&table)))?;
        let [rows] = shown(counted.rows.first().map(Vec::as_slice).unwrap_or_default());
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
