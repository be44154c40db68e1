//! The decisions that earlier runs followed.

use std::collections::BTreeMap;

use rusqlite::Row;

use super::{Earlier, EarlierFault};
use crate::decision::{About, Decision, Told};
use crate::settings::Period;

/// The table of decisions.
const TABLE: &str = "decision";

impl Earlier {
    /// The decisions of every period that it holds, but for those that stand in the configuration.
    fn decisions(&self) -> Result<Vec<(Period, Decision)>, EarlierFault> {
        if !self.tables.iter().any(|table| table.name == TABLE) {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT period, about, key, choice, source, who, day, made, school, subject, said FROM {TABLE} WHERE standing = 0 ORDER BY period, about, key"
        );
        let mut statement = self.connection.prepare(&sql).map_err(EarlierFault::of)?;
        let mut rows = statement.query([]).map_err(EarlierFault::of)?;
        let mut decisions = Vec::new();
        while let Some(row) = rows.next().map_err(EarlierFault::of)? {
            decisions.extend(decision(row).map_err(EarlierFault::of)?);
        }
        Ok(decisions)
    }
}

/// A row as a decision; `None` where it is about something that this version does not know.
fn decision(row: &Row<'_>) -> rusqlite::Result<Option<(Period, Decision)>> {
    let (period, about): (String, String) = (row.get(0)?, row.get(1)?);
    let Some((period, about)) = period.parse().ok().zip(About::named(&about)) else {
        return Ok(None);
    };
    let decision = Decision {
        about,
        key: row.get(2)?,
        choice: row.get(3)?,
        source: row.get(4)?,
        standing: false,
        by: (row.get(5)?, row.get(6)?),
        made: row.get(7)?,
        echo: false,
        used: false,
        told: Told { school: row.get(8)?, subject: row.get(9)?, message: row.get(10)? },
    };
    Ok(Some((period, decision)))
}

/// For each thing the decision of the latest period that has one. Of several ledgers with that period the first says it,
/// as with everything else; of this run's own period the last, which is the one that lies in OUT.
pub(in crate::ledger) fn remembered(earlier: &[Earlier], this: Period) -> Result<Vec<Decision>, EarlierFault> {
    let mut latest: BTreeMap<(About, String), (Period, Decision)> = BTreeMap::new();
    for ledger in earlier {
        for (period, decision) in ledger.decisions()? {
            let key = (decision.about, decision.key.clone());
            let known = latest.get(&key).map(|(period, _)| *period);
            if known.is_none_or(|known| period > known || (period == known && period == this)) {
                latest.insert(key, (period, decision));
            }
        }
    }
    Ok(latest.into_values().map(|(_, decision)| decision).collect())
}
