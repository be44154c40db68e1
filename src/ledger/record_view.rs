//! The view `record`: every merged record of every form of that kind, its fields by their roles.

use rusqlite::Transaction;

use super::LedgerError;
use super::form_table::FormTable;
use super::insert::{quoted, spelled};
use crate::form::{Form, FormKind, Meaning, Role};

/// The view's name.
pub(super) const VIEW: &str = "record";

/// The view's columns that come from a field, and the field's role.
const BY_ROLE: [(&str, Role); 5] = [
    ("name", Role::ChildName),
    ("child_id", Role::ChildId),
    ("helper", Role::HelperName),
    ("person", Role::EventPerson),
    ("content", Role::EventContent),
];

/// Creates the view over the tables of the forms.
pub(super) fn create(transaction: &Transaction<'_>, tables: &[FormTable<'_>]) -> Result<(), LedgerError> {
    let mut parts: Vec<String> = tables.iter().filter(|t| t.form.kind == FormKind::Record).map(of_form).collect();
    if parts.is_empty() {
        let columns = BY_ROLE.map(|(column, _)| format!("NULL AS {column}")).join(", ");
        parts.push(format!(
            "SELECT '' AS period, '' AS form, 0 AS n, NULL AS school_no, 0 AS file, 0 AS sheet, 0 AS row_number, \
             NULL AS child, NULL AS day, {columns}, NULL AS duty WHERE 1 = 0"
        ));
    }
    let sql = format!("CREATE VIEW {VIEW} AS {}", parts.join("\nUNION ALL\n"));
    transaction.execute_batch(&sql).map_err(LedgerError::at(VIEW))
}

fn of_form(table: &FormTable<'_>) -> String {
    let form = table.form;
    let fields = BY_ROLE.map(|(column, role)| match form.role(role).and_then(|at| form.fields.get(at)) {
        Some(field) => format!("t.{} AS {column}", quoted(&field.id)),
        None => format!("NULL AS {column}"),
    });
    format!(
        "SELECT t.period AS period, {id} AS form, t.n AS n, t.school_no AS school_no, t.file AS file, \
         t.sheet AS sheet, t.row_number AS row_number, t.child AS child, t.event_day AS day, {fields}, {duty} AS duty FROM {name} t",
        id = literal(&form.id),
        fields = fields.join(", "),
        duty = duty(form),
        name = quoted(&table.name),
    )
}

/// The duty that a record fulfils: what one of its values means, else the form's.
pub(super) fn duty(form: &Form) -> String {
    let of_form = form.duty.map_or_else(|| "NULL".to_owned(), |duty| literal(&spelled(duty)));
    let visits = form.fields.iter().filter_map(|field| {
        let values: Vec<String> = field
            .values
            .iter()
            .filter(|choice| choice.means == Some(Meaning::HomeVisit))
            .map(|choice| literal(&choice.value))
            .collect();
        let column = quoted(&format!("{}_as", field.id));
        (!values.is_empty()).then(|| format!("WHEN t.{column} IN ({}) THEN 'visit'", values.join(", ")))
    });
    let visits: Vec<String> = visits.collect();
    if visits.is_empty() { of_form } else { format!("CASE {} ELSE {of_form} END", visits.join(" ")) }
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
