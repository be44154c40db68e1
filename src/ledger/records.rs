//! The rows of a form's table, and the receipts: which records speak of each row, and where they say something else.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::types::ToSqlOutput as Stored;
use rusqlite::{ToSql, Transaction};

use super::days::Days;
use super::form_table::{self, FormTable};
use super::insert::{Insert, spelled};
use super::{Facts, LedgerError};
use crate::form::FormKind;
use crate::model::{Address, Fate, FoldReason, Record, RecordId, Slot};

/// A row of a form's table.
struct Row<'a> {
    primary: RecordId,
    school: Option<usize>,
    /// The child a record is about, by its number on the roster; `None` for the roster itself.
    child: Option<u32>,
    slots: &'a [Slot],
    extra: &'a [(String, String)],
    /// All records that speak of it, the primary included.
    records: Vec<RecordId>,
}

/// Creates the table `sender`, which is no part of the ledger that is saved: whose records stand in which block.
pub(super) fn create_senders(transaction: &Transaction<'_>) -> Result<(), LedgerError> {
    let sql = "CREATE TEMP TABLE sender (period TEXT, form TEXT, file INTEGER, sheet INTEGER, block INTEGER, school_no INTEGER)";
    transaction.execute_batch(sql).map_err(LedgerError::at("sender"))
}

/// Writes the rows of the form's table, their receipts and senders.
pub(super) fn fill<'a>(
    transaction: &Transaction<'_>,
    period: &str,
    facts: &Facts<'a>,
    table: &FormTable<'a>,
    days: &mut Days<'a>,
) -> Result<(), LedgerError> {
    let as_of = facts.settings.as_of;
    let mut insert = table.insert(transaction, period)?;
    let mut receipts = Receipts::new(transaction, period, facts, table)?;
    let rows = if table.is_roster() { children(facts) } else { events(facts, table) };
    for (place, row) in rows.iter().enumerate() {
        let n = place as u32 + 1;
        let id = row.primary;
        let row_number = record(facts, id)?.row() + 1;
        let school_no = row.school.map(|school| school as u32);
        let school = row.school.and_then(|school| facts.merged.schools.get(school)).map(|school| &*school.name);
        let fields: Vec<Stored<'_>> = table.stored(row.slots, school);
        let extra = form_table::extra(row.extra);
        let mut values: Vec<&dyn ToSql> = vec![&n, &school_no, &id.file, &id.sheet, &id.block, &id.index, &row_number];
        let day = table.event_day(row.slots);
        let event_day = day.map(|day| day.to_string());
        if table.form.kind == FormKind::Record
            && let Some(day) = day
        {
            days.sent((&table.form.id, id.file, school_no), day, as_of);
        }
        if !table.is_roster() {
            if let (Some(child), Some(duty)) = (row.child, table.duty(row.slots)) {
                days.done(duty, child, day, as_of);
            }
            values.extend([&row.child as &dyn ToSql, &event_day]);
        }
        values.extend(fields.iter().map(|field| field as &dyn ToSql));
        values.push(&extra);
        insert.row(&values)?;
        receipts.of_row(n, row)?;
    }
    receipts.senders(transaction, period)
}

fn children<'a>(facts: &Facts<'a>) -> Vec<Row<'a>> {
    let rows = facts.merged.children.iter().map(|child| Row {
        primary: child.primary,
        school: child.school,
        child: None,
        slots: &child.slots,
        extra: &child.extra,
        records: child.records.clone(),
    });
    rows.collect()
}

/// The merged records of a form that is no roster, each with those that were folded into it: by school, the unknown
/// one last, then in input order.
fn events<'a>(facts: &Facts<'a>, table: &FormTable<'_>) -> Vec<Row<'a>> {
    let merged = facts.merged;
    let mut folded: BTreeMap<RecordId, Vec<RecordId>> = BTreeMap::new();
    for fold in &merged.folds {
        folded.entry(fold.primary).or_default().push(fold.record);
    }
    let mut rows = Vec::new();
    let all = facts.files.iter().flat_map(|file| &file.sheets).flat_map(|sheet| &sheet.records);
    for record in all.filter(|record| record.form == table.position) {
        let id = record.id;
        if merged.fates.get(&id) != Some(&Fate::Merged) {
            continue;
        }
        let mut records = folded.remove(&id).unwrap_or_default();
        records.push(id);
        records.sort_unstable();
        let event = merged.events.get(&id);
        rows.push(Row {
            primary: id,
            school: event.map_or_else(|| merged.school_of.get(&id).copied().flatten(), |event| event.school),
            child: merged.child_of.get(&id).map(|&child| child as u32 + 1),
            slots: event.map_or(&record.slots, |event| &event.slots),
            extra: event.map_or(&record.extra, |event| &event.extra),
            records,
        });
    }
    rows.sort_by_key(|row| (row.school.unwrap_or(usize::MAX), row.primary));
    rows
}

/// The record with this id. Records come by block, then by position, as their ids do.
fn record<'a>(facts: &Facts<'a>, id: RecordId) -> Result<&'a Record, LedgerError> {
    let sheet = facts.files.get(id.file as usize).and_then(|file| file.sheets.get(id.sheet as usize));
    let found = sheet.and_then(|sheet| {
        let place = sheet.records.binary_search_by_key(&id, |record| record.id).ok()?;
        sheet.records.get(place)
    });
    found.ok_or_else(|| LedgerError::Sql { what: "record".to_owned(), detail: format!("{id:?} stands on no sheet") })
}

/// The tables `receipt` and `receipt_value`.
struct Receipts<'c, 'a> {
    facts: Facts<'a>,
    form: &'a str,
    fields: Vec<&'a str>,
    reasons: HashMap<RecordId, FoldReason>,
    /// File, sheet, block and school.
    senders: BTreeSet<(u32, u32, u32, Option<u32>)>,
    receipt: Insert<'c>,
    /// Receipts that are not written yet.
    waiting: Vec<Receipt>,
    value: Insert<'c>,
}

/// How many receipts are written at once.
const RECEIPTS: usize = 1024;

/// A row of the table `receipt`.
struct Receipt {
    n: u32,
    id: RecordId,
    row_number: u32,
    fate: &'static str,
    reason: String,
    school_no: Option<u32>,
}

impl<'c, 'a> Receipts<'c, 'a> {
    fn new(
        transaction: &'c Transaction<'_>,
        period: &str,
        facts: &Facts<'a>,
        table: &FormTable<'a>,
    ) -> Result<Self, LedgerError> {
        let place = ["form", "n", "file", "sheet", "block", "record"];
        let with = |more: &[&'static str]| [&place[..], more].concat();
        Ok(Self {
            facts: *facts,
            form: &table.form.id,
            fields: table.form.fields.iter().map(|field| &*field.id).collect(),
            reasons: facts.merged.folds.iter().map(|fold| (fold.record, fold.reason)).collect(),
            senders: BTreeSet::new(),
            waiting: Vec::new(),
            receipt: Insert::into(
                transaction,
                period,
                "receipt",
                &with(&["row_number", "fate", "reason", "school_no"]),
            )?,
            value: Insert::into(transaction, period, "receipt_value", &with(&["field", "value", "cell"]))?,
        })
    }

    fn of_row(&mut self, n: u32, row: &Row<'_>) -> Result<(), LedgerError> {
        for &id in &row.records {
            let record = record(&self.facts, id)?;
            let fate = self.facts.merged.fates.get(&id).map_or("", |fate| fate.name());
            let reason = self.reasons.get(&id).filter(|_| id != row.primary).map(spelled).unwrap_or_default();
            let school_no = self.facts.merged.school_of.get(&id).copied().flatten().map(|school| school as u32);
            self.senders.insert((id.file, id.sheet, id.block, school_no));
            self.waiting.push(Receipt { n, id, row_number: record.row() + 1, fate, reason, school_no });
            if self.waiting.len() == RECEIPTS {
                self.write()?;
            }
            if row.records.len() > 1 {
                self.differences(n, row, record)?;
            }
        }
        Ok(())
    }

    fn write(&mut self) -> Result<(), LedgerError> {
        let form = self.form;
        self.receipt.rows(&self.waiting, |receipt, bind| {
            let Receipt { n, id, row_number, fate, reason, school_no } = receipt;
            bind(&[&form, n, &id.file, &id.sheet, &id.block, &id.index, row_number, fate, reason, school_no])
        })?;
        self.waiting.clear();
        Ok(())
    }

    /// A block has hundreds of records, and mostly one school's: rules that ask who sent what need not read them all.
    fn senders(mut self, transaction: &Transaction<'_>, period: &str) -> Result<(), LedgerError> {
        self.write()?;
        let columns = ["form", "file", "sheet", "block", "school_no"];
        let mut insert = Insert::into(transaction, period, "sender", &columns)?;
        for (file, sheet, block, school_no) in self.senders {
            insert.row(&[&self.form, &file, &sheet, &block, &school_no])?;
        }
        Ok(())
    }

    /// What the record says where the row says something else.
    fn differences(&mut self, n: u32, row: &Row<'_>, record: &Record) -> Result<(), LedgerError> {
        let id = record.id;
        for (place, field) in self.fields.iter().enumerate() {
            let slot = record.slots.get(place);
            let Some(value) = slot.and_then(|slot| slot.value.as_ref()) else {
                continue;
            };
            if row.slots.get(place).and_then(|slot| slot.value.as_ref()) == Some(value) {
                continue;
            }
            let cell = slot.and_then(|slot| slot.at).as_ref().map(Address::to_string);
            self.value.row(&[
                &self.form,
                &n,
                &id.file,
                &id.sheet,
                &id.block,
                &id.index,
                field,
                &value.shown(),
                &cell,
            ])?;
        }
        Ok(())
    }
}
