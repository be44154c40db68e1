//! The children of a ledger's last period, for blank forms that have them filled in already.

use super::{Earlier, EarlierFault};
use crate::form::Form;
use crate::ledger::insert::quoted;

/// A child as a ledger lists it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// The school's name.
    pub school: Option<String>,
    /// The values of the roster's fields, in their order.
    pub values: Vec<Option<String>>,
}

impl Earlier {
    /// The children of the last period, in the order of its roster.
    ///
    /// # Errors
    ///
    /// A ledger whose tables were changed.
    pub fn children(&self, roster: &Form) -> Result<Vec<Listed>, EarlierFault> {
        let name = roster.table_name();
        let (Some(table), Some(period)) =
            (self.tables.iter().find(|table| table.name == name), self.periods.last().map(ToString::to_string))
        else {
            return Ok(Vec::new());
        };
        let fields: Vec<String> = roster
            .fields
            .iter()
            .map(|field| {
                // A field that the definition got after that ledger was made.
                let known = table.columns.iter().any(|column| column.name == *field.id);
                if known { format!("CAST(t.{} AS TEXT)", quoted(&field.id)) } else { "NULL".to_owned() }
            })
            .collect();
        let sql = format!(
            "SELECT s.name, {} FROM {} t LEFT JOIN school s ON s.period = t.period AND s.school_no = t.school_no \
             WHERE t.period = ?1 ORDER BY t.n",
            fields.join(", "),
            quoted(&name)
        );
        let mut statement = self.connection.prepare(&sql).map_err(EarlierFault::of)?;
        let rows = statement.query_map([period], |row| {
            let values = (0..roster.fields.len()).map(|at| row.get(at + 1)).collect::<Result<_, _>>()?;
            Ok(Listed { school: row.get(0)?, values })
        });
        rows.map_err(EarlierFault::of)?.collect::<Result<_, _>>().map_err(EarlierFault::of)
    }
}
