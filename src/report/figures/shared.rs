//! The parts that questions share: put into each of them, or worked out once and looked up by each.
//!
//! A part is a list of CTEs. Where its file says `-- once: a, b`, those are worked out once a run, each by itself, and a
//! question finds what they gave under the same names; the part's other CTEs are its own affair then.

use std::collections::BTreeMap;

use crate::ledger::{Ledger, LedgerError};

/// A line of a question that stands for the shared part of that name.
pub(super) const INCLUDE: &str = "-- include:";

/// A line of a part that names the CTEs which are worked out once.
const ONCE: &str = "-- once:";

/// A part that is worked out once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shared {
    name: String,
    tables: Vec<String>,
    sql: String,
}

impl Shared {
    /// Where the ledger keeps what a CTE gave.
    fn table(&self, cte: &str) -> String {
        format!("{}.{cte}", self.name)
    }

    /// What stands in a question for the part.
    fn looked_up(&self) -> String {
        let of = |cte: &String| format!("{cte} AS (SELECT * FROM \"{}\")", self.table(cte));
        self.tables.iter().map(of).collect::<Vec<_>>().join(", ")
    }

    /// Works the part out and keeps what it gives.
    pub(super) fn keep(&self, ledger: &Ledger) -> Result<(), LedgerError> {
        let what = format!("reports/{}.sql", self.name);
        self.tables.iter().try_for_each(|cte| {
            ledger.keep(&self.table(cte), &what, &format!("WITH {}\nSELECT * FROM {cte}", self.sql))
        })
    }
}

/// A question with the parts it shares with others, each on the line that names it, so that the other lines keep
/// their numbers; and those of the parts that have to be worked out before it is asked.
///
/// # Errors
///
/// The line that names a part which is not there.
pub(super) fn with_parts(
    sql: &str,
    questions: &BTreeMap<String, String>,
) -> Result<(String, Vec<Shared>), (usize, String)> {
    let (mut whole, mut shared) = (String::with_capacity(sql.len()), Vec::new());
    for (line, text) in sql.lines().enumerate() {
        match text.trim().strip_prefix(INCLUDE) {
            None => whole.push_str(text),
            Some(name) => {
                let name = name.trim();
                let missing = || (line + 1, format!("{INCLUDE} there is no reports/{name}.sql"));
                // A part may be made of others: they are worked out before it.
                let (text, below) = with_parts(questions.get(name).ok_or_else(missing)?, questions)
                    .map_err(|(_, message)| (line + 1, message))?;
                shared.extend(below);
                let part = part(name, &text);
                if part.tables.is_empty() {
                    whole.push_str(&part.sql);
                } else {
                    whole.push_str(&part.looked_up());
                    shared.push(part);
                }
            }
        }
        whole.push('\n');
    }
    Ok((whole, shared))
}

/// A part on one line, without its comments.
fn part(name: &str, text: &str) -> Shared {
    let lines = text.lines().map(str::trim);
    let once = lines.clone().filter_map(|line| line.strip_prefix(ONCE)).flat_map(|names| names.split(','));
    let tables = once.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
    let sql = lines.filter(|line| !line.starts_with("--")).collect::<Vec<_>>().join(" ");
    Shared { name: name.to_owned(), tables, sql }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_put_in_or_looked_up() {
        let part = |text: &str| BTreeMap::from([("p".to_owned(), text.to_owned())]);
        let question = "WITH\n-- include: p\n,\nb AS (SELECT 2)\nSELECT * FROM a";
        let (sql, shared) = with_parts(question, &part("-- words\na AS (\nSELECT 1)\n")).unwrap();
        assert_eq!(sql, "WITH\na AS ( SELECT 1)\n,\nb AS (SELECT 2)\nSELECT * FROM a\n");
        assert!(shared.is_empty());
        let (sql, shared) = with_parts(question, &part("-- once: a, c\na AS (SELECT 1), c AS (SELECT 3)")).unwrap();
        assert_eq!(sql.lines().nth(1), Some("a AS (SELECT * FROM \"p.a\"), c AS (SELECT * FROM \"p.c\")"));
        assert_eq!(shared[0].sql, "a AS (SELECT 1), c AS (SELECT 3)");
        assert_eq!(with_parts(question, &BTreeMap::new()).unwrap_err().0, 2);
        let mut nested = part("-- once: a\n-- include: q\n,\na AS (SELECT * FROM b)");
        nested.insert("q".to_owned(), "-- once: b\nb AS (SELECT 1)".to_owned());
        let (_, shared) = with_parts(question, &nested).unwrap();
        assert_eq!(shared.iter().map(|part| &*part.name).collect::<Vec<_>>(), ["q", "p"]);
        assert_eq!(shared[1].sql.trim(), "b AS (SELECT * FROM \"q.b\") , a AS (SELECT * FROM b)");
    }
}
