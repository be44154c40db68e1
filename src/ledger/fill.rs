//! What a run is: its settings, calendar, forms and schools. Then everything else, table after table.

use rusqlite::Transaction;

use super::days::{self, Days};
use super::form_table::FormTable;
use super::insert::{Insert, spelled};
use super::standing::Standings;
use super::{
    Earlier, Facts, LedgerError, arrival, asked, calendar, decisions, earlier, findings, lang_name, record_view,
    records, same_child, sheets, tied,
};
use crate::form::Form;

/// Writes all facts into the tables of an empty ledger.
pub(super) fn all(transaction: &Transaction<'_>, facts: &Facts<'_>, earlier: &[Earlier]) -> Result<(), LedgerError> {
    let period = facts.settings.period.to_string();
    let tables: Vec<FormTable<'_>> =
        facts.forms.0.iter().enumerate().map(|(position, form)| FormTable::new(position, form)).collect();
    for table in &tables {
        table.create(transaction)?;
    }
    earlier::all(transaction, earlier, facts.settings.period)?;
    run(transaction, &period, facts)?;
    calendar::fill(transaction, &period, facts.settings, &earlier::periods(earlier, facts.settings.period))?;
    forms(transaction, &period, &tables)?;
    schools(transaction, &period, facts)?;
    let standings = Standings::of_all(facts);
    sheets::fill(transaction, &period, facts, &standings)?;
    decisions::guesses(transaction, &period, facts)?;
    records::create_senders(transaction)?;
    days::create(transaction)?;
    let mut days = Days::default();
    // In the order of the receipts' key: a table grows fastest at its end.
    let mut by_name: Vec<&FormTable<'_>> = tables.iter().collect();
    by_name.sort_by_key(|table| &table.form.id);
    for table in by_name {
        records::fill(transaction, &period, facts, &standings, table, &mut days)?;
    }
    days.fill(transaction, &period)?;
    same_child::fill(transaction, &period)?;
    record_view::create(transaction, &tables)?;
    arrival::create(transaction, &period)?;
    asked::create(transaction, &tables)?;
    tied::create(transaction, &tables)?;
    asked::keep(transaction)?;
    asked::fill(transaction, &period, facts.settings, &tables)?;
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
    let deadline = settings.duties.deadline(settings.period);
    setting.row(&[&"deadline", &deadline.map(|day| day.to_string()).unwrap_or_default()])?;
    for (name, value) in settings.standards.named() {
        setting.row(&[&name, &value])?;
    }
    for (name, value) in settings.targets.named() {
        setting.row(&[&format!("target_{name}"), &value])?;
    }
    for (name, value) in settings.care.limits() {
        setting.row(&[&name, &value])?;
    }
    setting.row(&[&"local_parents", &spelled(settings.local.parents)])?;
    setting.row(&[&"local_months", &settings.local.away_months])?;
    setting.row(&[&"county", &settings.local.county])?;
    let mut flag = Insert::into(transaction, period, "care_flag", &["flag", "position", "weight"])?;
    for (position, (name, weight)) in settings.care.flags.iter().enumerate() {
        flag.row(&[name, &(position as u32 + 1), &spelled(weight)])?;
    }
    let mut word = Insert::into(transaction, period, "centre_item", &["n", "item", "word", "least"])?;
    for (n, item) in settings.centre.iter().filter(|item| item.min > 0).enumerate() {
        let mut words: Vec<&String> = std::iter::once(&item.item).chain(&item.aliases).collect();
        words.sort();
        words.dedup();
        for text in words {
            word.row(&[&(n as u32 + 1), &item.item, text, &item.min])?;
        }
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

fn forms(transaction: &Transaction<'_>, period: &str, tables: &[FormTable<'_>]) -> Result<(), LedgerError> {
    let columns = ["form", "title_zh", "title_en", "sheet", "table_name", "position", "kind", "required", "duty"];
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
            &form.duty.map(spelled),
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
