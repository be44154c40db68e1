//! The table `printed_total`, and the view `tied`: every tie of every record, both sides worked out.

use rusqlite::Transaction;

use super::LedgerError;
use super::form_table::FormTable;
use super::insert::{Insert, quoted};
use crate::form::Form;
use crate::form::tie::{Records, Side, Sign, Tie, What};
use crate::model::PrintedTotal;

/// The view's name.
const VIEW: &str = "tied";

/// Two numbers that differ by less are equal: half a fen.
const HAIR: &str = "0.005";

/// Prepares the table of printed totals.
pub(super) fn printed_into<'c>(transaction: &'c Transaction<'_>, period: &str) -> Result<Insert<'c>, LedgerError> {
    let columns =
        ["file", "sheet", "row_number", "column_number", "form", "field", "school_no", "printed", "summed", "rows"];
    Insert::into(transaction, period, "printed_total", &columns)
}

/// Writes what a block's rows of totals print.
pub(super) fn printed<'t>(
    insert: &mut Insert<'_>,
    (file, sheet): (u32, u32),
    form: &Form,
    school_no: Option<u32>,
    totals: impl Iterator<Item = &'t PrintedTotal>,
) -> Result<(), LedgerError> {
    for total in totals {
        let Some(field) = form.fields.get(total.field) else { continue };
        insert.row(&[
            &file,
            &sheet,
            &(total.at.row + 1),
            &(total.at.column + 1),
            &form.id.as_ref(),
            &field.id.as_ref(),
            &school_no,
            &total.printed,
            &total.summed,
            &total.rows,
        ])?;
    }
    Ok(())
}

/// Creates the view over the tables of the forms.
pub(super) fn create(transaction: &Transaction<'_>, tables: &[FormTable<'_>]) -> Result<(), LedgerError> {
    let mut parts = vec![printed_totals()];
    for table in tables {
        for (place, tie) in table.form.ties.iter().enumerate() {
            parts.push(of_tie(table, place + 1, tie, tables));
        }
    }
    let sql = format!("CREATE VIEW {VIEW} AS {}", parts.join("\nUNION ALL\n"));
    transaction.execute_batch(&sql).map_err(LedgerError::at(VIEW))
}

fn printed_totals() -> String {
    format!(
        "SELECT p.period AS period, p.form AS form, NULL AS n, 0 AS place, p.school_no AS school_no, p.file AS file, \
         p.sheet AS sheet, p.row_number AS row_number, p.column_number AS column_number, p.field AS field, \
         '合计行的“' || h.label_zh || '” = 各行之和' AS tie_zh, 'printed total of “' || h.label_en || '” = sum of the rows' AS tie_en, \
         '合计行的“' || h.label_zh || '”' AS left_zh, 'printed total of “' || h.label_en || '”' AS left_en, p.printed AS left_value, \
         p.rows || ' 行之和' AS right_zh, 'sum of ' || p.rows || ' rows' AS right_en, p.summed AS right_value, NULL AS part, \
         CASE WHEN p.printed IS NULL THEN '能读出来的合计' WHEN p.summed IS NULL THEN '各行都能读出来的数' END AS lack_zh, \
         CASE WHEN p.printed IS NULL THEN 'total that can be read' WHEN p.summed IS NULL THEN 'number in one of the rows' END AS lack_en, \
         CASE WHEN abs(p.printed - p.summed) > {HAIR} THEN 1 ELSE 0 END AS broken \
         FROM printed_total p JOIN field h ON h.period = p.period AND h.form = p.form AND h.field = p.field"
    )
}

/// One tie of one form: a SELECT over its table, the records it counts joined once for each term.
fn of_tie(table: &FormTable<'_>, place: usize, tie: &Tie, tables: &[FormTable<'_>]) -> String {
    let mut joins = Vec::new();
    let mut lacks = Vec::new();
    let mut part = Vec::new();
    let left = side(&tie.left, table, tables, &mut joins, &mut lacks, &mut part);
    let right = side(&tie.right, table, tables, &mut joins, &mut lacks, &mut part);
    let lack = |said: fn(&(String, String, String)) -> &str| {
        let cases: Vec<String> =
            lacks.iter().map(|lack| format!("WHEN {} IS NULL THEN {}", lack.0, literal(said(lack)))).collect();
        if cases.is_empty() { "NULL".to_owned() } else { format!("CASE {} END", cases.join(" ")) }
    };
    let broken = match tie.sign {
        Sign::Equal => format!("abs(({left}) - ({right})) > {HAIR}"),
        Sign::AtMost => format!("({left}) > ({right}) + {HAIR}"),
        Sign::AtLeast => format!("({left}) < ({right}) - {HAIR}"),
    };
    let only = if tie.optional { format!(" WHERE ({left}) IS NOT NULL") } else { String::new() };
    let part = if part.is_empty() { "NULL".to_owned() } else { part.join(" || ' ' || ") };
    format!(
        "SELECT t.period AS period, {form} AS form, t.n AS n, {place} AS place, t.school_no AS school_no, t.file AS file, \
         t.sheet AS sheet, t.row_number AS row_number, NULL AS column_number, NULL AS field, {tie_zh} AS tie_zh, {tie_en} AS tie_en, \
         {left_zh} AS left_zh, {left_en} AS left_en, {left} AS left_value, {right_zh} AS right_zh, {right_en} AS right_en, \
         {right} AS right_value, {part} AS part, {lack_zh} AS lack_zh, {lack_en} AS lack_en, \
         CASE WHEN {broken} THEN 1 ELSE 0 END AS broken FROM {name} t{joins}{only}",
        form = literal(&table.form.id),
        tie_zh = literal(&tie.words.zh),
        tie_en = literal(&tie.words.en),
        left_zh = literal(&tie.left.words.zh),
        left_en = literal(&tie.left.words.en),
        right_zh = literal(&tie.right.words.zh),
        right_en = literal(&tie.right.words.en),
        lack_zh = lack(|lack| &lack.1),
        lack_en = lack(|lack| &lack.2),
        name = quoted(&table.name),
        joins = joins.concat(),
    )
}

/// The value of a side; NULL where a term of it was not given.
fn side(
    side: &Side,
    table: &FormTable<'_>,
    tables: &[FormTable<'_>],
    joins: &mut Vec<String>,
    lacks: &mut Vec<(String, String, String)>,
    part: &mut Vec<String>,
) -> String {
    let mut value = String::new();
    for term in &side.terms {
        let (one, of) = match &term.what {
            What::Number(number) => (number.to_string(), None),
            What::Field(position) => match table.form.fields.get(*position) {
                Some(field) => (number_in("t", &field.id), None),
                None => ("NULL".to_owned(), None),
            },
            What::Records(records) => {
                let alias = format!("a{}", joins.len() + 1);
                let Some(of) = tables.iter().find(|table| table.form.id == records.form) else { continue };
                joins.push(join(&alias, records, of));
                if let Some(by) = &records.by {
                    part.push(format!("coalesce(t.{}, '')", quoted(by)));
                }
                (format!("{alias}.value"), Some(of.form))
            }
        };
        // What was not sent at all is told by the form's name.
        let (zh, en) = match of {
            Some(form) => (form.sheet.clone(), form.title.en.to_lowercase()),
            None => (term.words.zh.to_string(), term.words.en.to_lowercase()),
        };
        lacks.push((one.clone(), zh, en));
        if !value.is_empty() || term.minus {
            value.push_str(if term.minus { " - " } else { " + " });
        }
        value.push_str(&one);
    }
    value
}

/// What stands for a field of numbers: what was typed and is none is not given.
fn number_in(table: &str, field: &str) -> String {
    let column = format!("{table}.{}", quoted(field));
    format!("CASE WHEN typeof({column}) IN ('integer', 'real') THEN {column} END")
}

/// Joins a school's records of a form, counted or summed.
fn join(alias: &str, records: &Records, of: &FormTable<'_>) -> String {
    let only = records.only.as_ref().map(|(field, listed, value)| {
        let column = if *listed { format!("{field}_as") } else { field.to_string() };
        format!("x.{} = {}", quoted(&column), literal(value))
    });
    let counts = only.unwrap_or_else(|| "1 = 1".to_owned());
    let value = match &records.sum {
        None => format!("sum(CASE WHEN {counts} THEN 1 ELSE 0 END)"),
        Some(field) => format!(
            "CASE WHEN sum(CASE WHEN {counts} AND typeof(x.{column}) = 'text' THEN 1 ELSE 0 END) = 0 \
             THEN coalesce(sum(CASE WHEN {counts} THEN x.{column} END), 0) END",
            column = quoted(field)
        ),
    };
    let (mut by, mut on) = (String::new(), String::new());
    if let Some(field) = &records.by {
        by = format!(", x.{}", quoted(field));
        on = format!(" AND {alias}.{field} = t.{field}", field = quoted(field));
    }
    format!(
        " LEFT JOIN (SELECT x.period, x.school_no{by}, {value} AS value FROM {name} x GROUP BY x.period, x.school_no{by}) {alias} \
         ON {alias}.period = t.period AND {alias}.school_no = t.school_no{on}",
        name = quoted(&of.name)
    )
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
