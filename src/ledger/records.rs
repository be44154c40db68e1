//! The rows of a form's table, and the receipts: which records speak of each row, and where they say something else.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::types::ToSqlOutput as Stored;
use rusqlite::{ToSql, Transaction};

use super::days::Days;
use super::form_table::{self, FormTable};
use super::insert::{Insert, spelled};
use super::standing::{Standing, Standings};
use super::{Facts, LedgerError};
use crate::form::FormKind;
use crate::model::{Address, Child, Fate, FoldReason, Record, RecordId, Slot, Value};

/// A row of a form's table.
struct Row<'a> {
    primary: RecordId,
    /// The number of the first row that the primary stands in, from one.
    number: u32,
    school: Option<u32>,
    /// The child a record is about, by its number on the roster; `None` for the roster itself.
    child: Option<u32>,
    slots: &'a [Slot],
    extra: &'a [(String, String)],
    /// All records that speak of it, the primary included.
    records: Cow<'a, [RecordId]>,
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
    standings: &Standings<'a>,
    table: &FormTable<'a>,
    days: &mut Days<'a>,
) -> Result<(), LedgerError> {
    let as_of = facts.settings.as_of;
    let mut insert = table.insert(transaction, period)?;
    let mut receipts = Receipts::new(transaction, period, (facts, standings), table)?;
    let rows = if table.is_roster() { children(facts, standings)? } else { events(facts, standings, table) };
    let mut n = 0u32;
    insert.rows(&rows, |row, bind| {
        n += 1;
        let id = row.primary;
        let (row_number, school_no) = (row.number, row.school);
        let school = school_no.and_then(|school| facts.merged.schools.get(school as usize));
        let school = school.map(|school| &*school.name);
        let fields: Vec<Stored<'_>> = table.stored(row.slots, school);
        let extra = form_table::extra(row.extra);
        let mut values: Vec<&dyn ToSql> = Vec::with_capacity(fields.len() + 10);
        values.extend([&n as &dyn ToSql, &school_no, &id.file, &id.sheet, &id.block, &id.index, &row_number]);
        let day = table.event_day(row.slots);
        let event_day = day.map(|day| Value::Date(day).shown());
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
        bind(&values)?;
        receipts.of_row(n, row)
    })?;
    receipts.senders(transaction, period)
}

fn children<'a>(facts: &Facts<'a>, standings: &Standings<'a>) -> Result<Vec<Row<'a>>, LedgerError> {
    let row = |child: &'a Child| {
        Ok(Row {
            primary: child.primary,
            number: standings.of(child.primary)?.record.row() + 1,
            school: child.school.map(|school| school as u32),
            child: None,
            slots: &child.slots,
            extra: &child.extra,
            records: Cow::Borrowed(&*child.records),
        })
    };
    facts.merged.children.iter().map(row).collect()
}

/// The merged records of a form that is no roster, each with those that were folded into it: by school, the unknown
/// one last, then in input order.
fn events<'a>(facts: &Facts<'a>, standings: &Standings<'a>, table: &FormTable<'_>) -> Vec<Row<'a>> {
    let mut folded: BTreeMap<RecordId, Vec<RecordId>> = BTreeMap::new();
    for fold in &facts.merged.folds {
        folded.entry(fold.primary).or_default().push(fold.record);
    }
    let merged =
        |standing: &&Standing<'_>| standing.record.form == table.position && standing.fate == Some(Fate::Merged);
    let mut rows = Vec::with_capacity(standings.iter().filter(merged).count());
    for &Standing { record, school, child, event, .. } in standings.iter().filter(merged) {
        let records = match folded.remove(&record.id) {
            None => Cow::Borrowed(std::slice::from_ref(&record.id)),
            Some(mut records) => {
                records.push(record.id);
                records.sort_unstable();
                Cow::Owned(records)
            }
        };
        rows.push(Row {
            primary: record.id,
            number: record.row() + 1,
            school: event.map_or(school, |event| event.school.map(|school| school as u32)),
            child: child.map(|child| child + 1),
            slots: event.map_or(&record.slots, |event| &event.slots),
            extra: event.map_or(&record.extra, |event| &event.extra),
            records,
        });
    }
    rows.sort_by_key(|row| (row.school.unwrap_or(u32::MAX), row.primary));
    rows
}

/// The tables `receipt` and `receipt_value`.
struct Receipts<'c, 'a, 's> {
    standings: &'s Standings<'a>,
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

impl<'c, 'a, 's> Receipts<'c, 'a, 's> {
    fn new(
        transaction: &'c Transaction<'_>,
        period: &str,
        (facts, standings): (&Facts<'a>, &'s Standings<'a>),
        table: &FormTable<'a>,
    ) -> Result<Self, LedgerError> {
        let place = ["form", "n", "file", "sheet", "block", "record"];
        let with = |more: &[&'static str]| [&place[..], more].concat();
        Ok(Self {
            standings,
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
        for &id in row.records.iter() {
            let &Standing { record, fate, school: school_no, .. } = self.standings.of(id)?;
            let fate = fate.map_or("", Fate::name);
            let folded = if id == row.primary { None } else { self.reasons.get(&id) };
            let reason = folded.map(spelled).unwrap_or_default();
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
