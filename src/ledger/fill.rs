//! What a run is: its settings, calendar, forms and schools. Then everything else, table after table.

use chrono::{Days, Months, NaiveDate};
use rusqlite::Transaction;

use super::form_table::FormTable;
use super::insert::{Insert, spelled};
use super::{Facts, LedgerError, findings, lang_name, records, sheets};
use crate::form::Form;
use crate::settings::Settings;

/// Writes all facts into the tables of an empty ledger.
pub(super) fn all(transaction: &Transaction<'_>, facts: &Facts<'_>) -> Result<(), LedgerError> {
    let period = facts.settings.period.to_string();
    run(transaction, &period, facts)?;
    calendar(transaction, &period, facts.settings)?;
    let tables: Vec<FormTable<'_>> =
        facts.forms.0.iter().enumerate().map(|(position, form)| FormTable::new(position, form)).collect();
    forms(transaction, &period, &tables)?;
    schools(transaction, &period, facts)?;
    sheets::fill(transaction, &period, facts)?;
    for table in &tables {
        records::fill(transaction, &period, facts, table)?;
    }
    findings::fill(transaction, &period, facts.findings)
}

fn run(transaction: &Transaction<'_>, period: &str, facts: &Facts<'_>) -> Result<(), LedgerError> {
    let settings = facts.settings;
    let definition = spelled(settings.profile.definition);
    Insert::into(transaction, period, "run", &["town", "as_of", "lang", "profile", "version", "stamp"])?.row(&[
        &facts.town,
        &settings.as_of.to_string(),
        &lang_name(settings.lang),
        &definition,
        &env!("CARGO_PKG_VERSION"),
        &stamp(period, facts),
    ])?;
    let mut setting = Insert::into(transaction, period, "setting", &["name", "value"])?;
    setting.row(&[&"definition", &definition])?;
    for (name, value) in [
        ("least_age", i64::from(settings.profile.least_age)),
        ("greatest_age", i64::from(settings.profile.greatest_age)),
        ("helper_children", i64::from(settings.duties.helper_children)),
        ("month_due_day", i64::from(settings.duties.month_due_day)),
        // How many schools are on the list; 0 where there is none and no school can be missing.
        ("listed_schools", i64::from(settings.schools.len() as u32)),
    ] {
        setting.row(&[&name, &value])?;
    }
    Ok(())
}

/// Names the run by what it was made of, so that two outputs of the same inputs can be told to be the same.
fn stamp(period: &str, facts: &Facts<'_>) -> String {
    let mut hasher = blake3::Hasher::new();
    let settings = facts.settings;
    for part in [period, &settings.as_of.to_string(), lang_name(settings.lang), facts.town] {
        hasher.update(part.as_bytes()).update(b"\n");
    }
    for file in facts.files {
        hasher.update(file.source.path.as_bytes()).update(b"\t").update(file.source.digest.as_bytes()).update(b"\n");
    }
    let digest = hasher.finalize().to_hex();
    format!("huibiao-{period}-{}", digest.get(..16).unwrap_or_default())
}

fn calendar(transaction: &Transaction<'_>, period: &str, settings: &Settings) -> Result<(), LedgerError> {
    let mut insert = Insert::into(transaction, period, "calendar", &["month", "first_day", "last_day", "due"])?;
    let quarter = settings.period;
    for month in (quarter.quarter * 3).saturating_sub(2)..=quarter.quarter * 3 {
        let Some((first, last)) = month_of(quarter.year, month) else {
            continue;
        };
        insert.row(&[
            &first.format("%Y-%m").to_string(),
            &first.to_string(),
            &last.to_string(),
            &month_due(first, last, settings),
        ])?;
    }
    Ok(())
}

fn month_of(year: i32, month: u32) -> Option<(NaiveDate, NaiveDate)> {
    let first = NaiveDate::from_ymd_opt(year, month, 1)?;
    let last = first.checked_add_months(Months::new(1))?.checked_sub_days(Days::new(1))?;
    Some((first, last))
}

/// A month is due once it has ended, or from its `month_due_day` on (CONTRACT §8).
fn month_due(first: NaiveDate, last: NaiveDate, settings: &Settings) -> bool {
    let from = first.checked_add_days(Days::new(u64::from(settings.duties.month_due_day.saturating_sub(1))));
    settings.as_of > last || from.is_some_and(|from| settings.as_of >= from)
}

fn forms(transaction: &Transaction<'_>, period: &str, tables: &[FormTable<'_>]) -> Result<(), LedgerError> {
    let columns = ["form", "title_zh", "title_en", "sheet", "table_name", "position", "kind", "required"];
    let mut insert = Insert::into(transaction, period, "form", &columns)?;
    for table in tables {
        let form = table.form;
        insert.row(&[
            &form.id.as_ref(),
            &form.title.zh.as_ref(),
            &form.title.en.as_ref(),
            &form.sheet,
            &table.name,
            &(table.position as u32),
            &spelled(form.kind),
            &form.required,
        ])?;
        fields(transaction, period, form)?;
    }
    Ok(())
}

fn fields(transaction: &Transaction<'_>, period: &str, form: &Form) -> Result<(), LedgerError> {
    let columns = ["form", "field", "position", "label_zh", "label_en", "kind", "role", "required"];
    let mut insert = Insert::into(transaction, period, "field", &columns)?;
    let mut meaning = Insert::into(transaction, period, "meaning", &["form", "field", "value", "means"])?;
    for (position, field) in form.fields.iter().enumerate() {
        let (form, id) = (form.id.as_ref(), field.id.as_ref());
        insert.row(&[
            &form,
            &id,
            &(position as u32),
            &field.label.zh.as_ref(),
            &field.label.en.as_ref(),
            &spelled(field.kind),
            &field.role.map(spelled),
            &field.required,
        ])?;
        for choice in &field.values {
            if let Some(means) = choice.means {
                meaning.row(&[&form, &id, &choice.value, &spelled(means)])?;
            }
        }
    }
    Ok(())
}

/// The schools of the township, then those on the list that no file speaks of.
fn schools(transaction: &Transaction<'_>, period: &str, facts: &Facts<'_>) -> Result<(), LedgerError> {
    let mut insert = Insert::into(transaction, period, "school", &["school_no", "name", "listed", "written"])?;
    let mut school_no = 0u32;
    for school in &facts.merged.schools {
        insert.row(&[&school_no, &school.name.as_ref(), &school.listed, &school.written.join("、")])?;
        school_no += 1;
    }
    for listed in &facts.settings.schools {
        if !facts.merged.schools.iter().any(|school| *school.name == *listed.name) {
            insert.row(&[&school_no, &listed.name, &true, &""])?;
            school_no += 1;
        }
    }
    Ok(())
}
