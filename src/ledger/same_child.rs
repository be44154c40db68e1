//! The table `same_child`: which row of an earlier roster is which child of this one.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Transaction;

use super::LedgerError;
use super::insert::{Insert, quoted};
use crate::model::IdNumber;

/// Its name.
pub(super) const TABLE: &str = "same_child";

/// What tells a child again, by the roles of the roster's fields.
const ROLES: [&str; 5] = ["child-id", "child-name", "school", "child-birth", "student-number"];

/// A row of a roster.
struct Row {
    n: i64,
    id: Option<String>,
    name: Option<String>,
    school: Option<String>,
    birth: Option<String>,
    student: Option<String>,
}

impl Row {
    /// Its ID number, if it identifies the child by itself.
    fn sound_id(&self) -> Option<&str> {
        let id = IdNumber::new(self.id.as_deref()?)?;
        let sound = !id.is_old() && !id.is_temporary() && id.check_holds() && id.birth().is_some();
        sound.then_some(self.id.as_deref()?)
    }

    /// What tells the child where an ID number does not, the surest first.
    fn otherwise(&self) -> Vec<(u8, String)> {
        let Some(name) = self.name.as_deref() else {
            return Vec::new();
        };
        let with = |kind: u8, parts: &[&Option<String>]| {
            let parts: Option<Vec<&str>> = parts.iter().map(|part| part.as_deref()).collect();
            Some((kind, format!("{name}\t{}", parts?.join("\t"))))
        };
        let keys = [with(0, &[&self.student]), with(1, &[&self.id]), with(2, &[&self.school, &self.birth])];
        keys.into_iter().flatten().collect()
    }
}

/// Writes the table: this period's children against those of every period before it.
pub(super) fn fill(transaction: &Transaction<'_>, period: &str) -> Result<(), LedgerError> {
    let before: Vec<String> =
        strings(transaction, "SELECT period FROM run WHERE period < ?1 ORDER BY period", &[period])?;
    if before.is_empty() {
        return Ok(());
    }
    let now = roster(transaction, period)?;
    let mut insert = Insert::into(transaction, period, TABLE, &["child", "earlier", "earlier_child"])?;
    for earlier in before {
        for (child, other) in pairs(&now, &roster(transaction, &earlier)?) {
            insert.row(&[&child, &earlier, &other])?;
        }
    }
    Ok(())
}

/// Who is who, by number. A sound ID number decides where both have one; what else tells a child counts only where
/// it is one child's on either side.
fn pairs(now: &[Row], before: &[Row]) -> BTreeSet<(i64, i64)> {
    let mut pairs = BTreeSet::new();
    let mut by_id: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    let mut otherwise: BTreeMap<(u8, String), Vec<&Row>> = BTreeMap::new();
    for row in before {
        if let Some(id) = row.sound_id() {
            by_id.entry(id).or_default().push(row);
        }
        for key in row.otherwise() {
            otherwise.entry(key).or_default().push(row);
        }
    }
    let mut of_now: BTreeMap<(u8, String), usize> = BTreeMap::new();
    for key in now.iter().flat_map(Row::otherwise) {
        *of_now.entry(key).or_default() += 1;
    }
    for row in now {
        let same = row.sound_id().and_then(|id| by_id.get(id));
        if let Some(same) = same {
            pairs.extend(same.iter().map(|other| (row.n, other.n)));
            continue;
        }
        for key in row.otherwise() {
            let alone = of_now.get(&key) == Some(&1);
            match otherwise.get(&key).map(Vec::as_slice) {
                Some(&[other]) if alone && (row.sound_id().is_none() || other.sound_id().is_none()) => {
                    pairs.insert((row.n, other.n));
                    break;
                }
                _ => {}
            }
        }
    }
    pairs
}

/// The roster of a period, as that period's own definition names its table and fields.
fn roster(transaction: &Transaction<'_>, period: &str) -> Result<Vec<Row>, LedgerError> {
    let forms = "SELECT table_name FROM form WHERE period = ?1 AND kind = 'roster' ORDER BY position, form";
    let Some(table) = strings(transaction, forms, &[period])?.into_iter().next() else {
        return Ok(Vec::new());
    };
    let mut columns = Vec::new();
    for role in ROLES {
        let fields = "SELECT d.field FROM field d JOIN form f ON f.period = d.period AND f.form = d.form \
                      JOIN pragma_table_xinfo(?2) x ON x.name = d.field \
                      WHERE d.period = ?1 AND f.table_name = ?2 AND d.role = ?3 ORDER BY d.position";
        let field = strings(transaction, fields, &[period, &table, role])?.into_iter().next();
        columns.push(field.map_or_else(|| "NULL".to_owned(), |field| format!("CAST({} AS TEXT)", quoted(&field))));
    }
    let sql = format!("SELECT n, {} FROM {} WHERE period = ?1 ORDER BY n", columns.join(", "), quoted(&table));
    let at = LedgerError::at(TABLE);
    let mut statement = transaction.prepare(&sql).map_err(&at)?;
    let rows = statement.query_map([period], |row| {
        Ok(Row {
            n: row.get(0)?,
            id: row.get(1)?,
            name: row.get(2)?,
            school: row.get(3)?,
            birth: row.get(4)?,
            student: row.get(5)?,
        })
    });
    let rows: rusqlite::Result<Vec<Row>> = rows.and_then(Iterator::collect);
    rows.map_err(&at)
}

fn strings(transaction: &Transaction<'_>, sql: &str, values: &[&str]) -> Result<Vec<String>, LedgerError> {
    let at = LedgerError::at(TABLE);
    let mut statement = transaction.prepare(sql).map_err(&at)?;
    let rows = statement.query_map(rusqlite::params_from_iter(values), |row| row.get(0));
    let rows: rusqlite::Result<Vec<String>> = rows.and_then(Iterator::collect);
    rows.map_err(&at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "11010519491231002X";
    const OTHER: &str = "440524188001010014";

    fn row(n: i64, id: &str, name: &str, birth: &str, student: &str) -> Row {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let school = Some("柳林小学".to_owned());
        Row { n, id: some(id), name: some(name), school, birth: some(birth), student: some(student) }
    }

    fn paired(now: &[Row], before: &[Row]) -> Vec<(i64, i64)> {
        pairs(now, before).into_iter().collect()
    }

    #[test]
    fn a_sound_number_is_the_child_whatever_it_is_called() {
        assert_eq!(paired(&[row(1, ID, "王芳", "", "")], &[row(7, ID, "王小芳", "", "")]), [(1, 7)]);
    }

    #[test]
    fn two_sound_numbers_are_two_children() {
        let now = [row(1, ID, "王芳", "2017-09-18", "")];
        assert!(paired(&now, &[row(7, OTHER, "王芳", "2017-09-18", "")]).is_empty());
    }

    #[test]
    fn without_a_number_name_school_and_birth_or_the_student_number_tell() {
        let before = [row(7, ID, "王芳", "2017-09-18", "G1")];
        assert_eq!(paired(&[row(1, "", "王芳", "2017-09-18", "")], &before), [(1, 7)]);
        assert_eq!(paired(&[row(1, "", "王芳", "", "G1")], &before), [(1, 7)]);
        assert!(paired(&[row(1, "", "王芳", "2017-09-19", "")], &before).is_empty());
        assert!(paired(&[row(1, "", "王强", "2017-09-18", "")], &before).is_empty());
    }

    #[test]
    fn a_faulty_number_needs_the_name_and_namesakes_are_left_alone() {
        let faulty = "110105194912310021";
        assert_eq!(paired(&[row(1, faulty, "王芳", "", "")], &[row(7, faulty, "王芳", "", "")]), [(1, 7)]);
        assert!(paired(&[row(1, faulty, "王芳", "", "")], &[row(7, faulty, "王强", "", "")]).is_empty());
        let twins = [row(7, "", "王芳", "2017-09-18", ""), row(8, "", "王芳", "2017-09-18", "")];
        assert!(paired(&[row(1, "", "王芳", "2017-09-18", "")], &twins).is_empty());
        assert!(paired(&twins, &[row(1, "", "王芳", "2017-09-18", "")]).is_empty());
    }
}
