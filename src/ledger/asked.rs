//! The table `asked`, what must be done how often, and `done`, everything that may fulfil it.

use rusqlite::Transaction;

use super::LedgerError;
use super::form_table::FormTable;
use super::insert::{Insert, quoted, spelled};
use super::record_view;
use crate::form::{Field, Form, FormKind, Kind, Role};
use crate::settings::Settings;

/// The view's name.
const VIEW: &str = "done";

/// Creates the view: every record of a form beside the roster with its child or school, day, kind and duty.
pub(super) fn create(transaction: &Transaction<'_>, tables: &[FormTable<'_>]) -> Result<(), LedgerError> {
    // In the order of the key of what is kept of it: a table grows fastest at its end.
    let mut tables: Vec<&FormTable<'_>> = tables.iter().filter(|table| !table.is_roster()).collect();
    tables.sort_by_key(|table| &table.form.id);
    let parts: Vec<String> = tables.into_iter().map(of_form).collect();
    let parts = if parts.is_empty() {
        "SELECT '' AS period, '' AS form, 0 AS n, NULL AS school_no, NULL AS child, NULL AS day, NULL AS kind, NULL AS duty, '' AS marks WHERE 1 = 0"
            .to_owned()
    } else {
        parts.join("\nUNION ALL\n")
    };
    transaction.execute_batch(&format!("CREATE VIEW {VIEW} AS {parts}")).map_err(LedgerError::at(VIEW))
}

fn of_form(table: &FormTable<'_>) -> String {
    let form = table.form;
    let kind = form.role(Role::EventMethod).and_then(|at| form.fields.get(at)).filter(|field| !field.values.is_empty());
    let kind = kind.map_or_else(|| "NULL".to_owned(), |field| format!("t.{}", quoted(&format!("{}_as", field.id))));
    format!(
        "SELECT t.period AS period, '{id}' AS form, t.n AS n, t.school_no AS school_no, t.child AS child, \
         t.event_day AS day, {kind} AS kind, {duty} AS duty, {marks} AS marks FROM {name} t",
        id = form.id,
        duty = record_view::duty(form),
        marks = marks(form),
        name = quoted(&table.name),
    )
}

/// What the form's yes-or-no fields say: ` field+ ` for yes, ` field- ` for no, each between blanks.
fn marks(form: &Form) -> String {
    let of = |field: &Field| {
        let column = quoted(&format!("{}_as", field.id));
        format!("CASE t.{column} WHEN '是' THEN ' {id}+ ' WHEN '否' THEN ' {id}- ' ELSE '' END", id = field.id)
    };
    let marks: Vec<String> = form.fields.iter().filter(|field| field.kind == Kind::YesNo).map(of).collect();
    if marks.is_empty() { "''".to_owned() } else { marks.join(" || ") }
}

/// Works the view out once, for the questions of this run: they find the answer under the view's own name.
pub(super) fn keep(transaction: &Transaction<'_>) -> Result<(), LedgerError> {
    let sql = format!(
        "CREATE TEMP TABLE {VIEW} (period TEXT, form TEXT, n INTEGER, school_no INTEGER, child INTEGER, day TEXT, kind TEXT,
           duty TEXT, marks TEXT, PRIMARY KEY (period, form, n)) WITHOUT ROWID;
         INSERT INTO temp.{VIEW} SELECT period, form, n, school_no, child, day, kind, duty, marks FROM main.{VIEW}"
    );
    transaction.execute_batch(&sql).map_err(LedgerError::at(VIEW))
}

/// Writes what is asked for; a duty of a form that this run does not know asks for nothing.
pub(super) fn fill(
    transaction: &Transaction<'_>,
    period: &str,
    settings: &Settings,
    tables: &[FormTable<'_>],
) -> Result<(), LedgerError> {
    let mut insert = Insert::into(transaction, period, "asked", &["n", "form", "kind", "mark", "who", "per", "least"])?;
    let mut n = 0;
    for duty in settings.asked.iter().filter(|duty| duty.min > 0) {
        let Some(table) = tables.iter().find(|table| *table.form.id == *duty.form) else { continue };
        let who = match table.form.kind {
            FormKind::Roster => continue,
            FormKind::Record => "child",
            FormKind::School => "school",
        };
        n += 1;
        let kind = duty.kind.clone().unwrap_or_default();
        let mark = duty.mark.clone().unwrap_or_default();
        insert.row(&[&n, &duty.form, &kind, &mark, &who, &spelled(duty.per), &duty.min])?;
    }
    Ok(())
}
