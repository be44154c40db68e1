//! What earlier runs heard from schools, and what the last one over this period found.

use std::collections::BTreeMap;

use rusqlite::Row;

use super::{Earlier, EarlierFault};
use crate::answer::{Before, Explanation, Previous, Progress, State};
use crate::settings::Period;

/// The tables.
const EXPLANATIONS: &str = "explanation";
const FINDINGS: &str = "finding";
const LOOKED_BACK: &str = "before";

impl Earlier {
    fn has(&self, table: &str, column: &str) -> bool {
        let of = |table: &super::Table| table.columns.iter().any(|found| found.name == column);
        self.tables.iter().any(|found| found.name == table && of(found))
    }

    /// The rows that a question about one period answers, or about all where none is given.
    fn rows<T>(
        &self,
        sql: &str,
        period: Option<&str>,
        read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, EarlierFault> {
        let mut statement = self.connection.prepare(sql).map_err(EarlierFault::of)?;
        let mut rows = statement.query(rusqlite::params_from_iter(period)).map_err(EarlierFault::of)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next().map_err(EarlierFault::of)? {
            found.push(read(row).map_err(EarlierFault::of)?);
        }
        Ok(found)
    }

    fn explanations(&self) -> Result<Vec<(Period, Explanation)>, EarlierFault> {
        if !self.has(EXPLANATIONS, "asked") {
            return Ok(Vec::new());
        }
        let sql = "SELECT period, mark, origin, code, severity, school, subject, said, path, sheet, cell, done, words,
                     asked, made FROM explanation ORDER BY period, mark, origin";
        let read = |row: &Row<'_>| -> rusqlite::Result<Option<(Period, Explanation)>> {
            let period: String = row.get(0)?;
            let explanation = Explanation {
                mark: row.get(1)?,
                origin: row.get(2)?,
                code: row.get(3)?,
                severity: row.get(4)?,
                school: row.get(5)?,
                subject: row.get(6)?,
                said: row.get(7)?,
                place: [row.get(8)?, row.get(9)?, row.get(10)?],
                done: row.get(11)?,
                words: row.get(12)?,
                asked: row.get(13)?,
                made: row.get(14)?,
                used: false,
            };
            Ok(period.parse().ok().map(|period| (period, explanation)))
        };
        Ok(self.rows(sql, None, read)?.into_iter().flatten().collect())
    }

    /// What the run over this period found; `None` where the ledger has none, or an older one that kept too little.
    fn previous(&self, period: Period) -> Result<Option<Previous>, EarlierFault> {
        if !self.periods.contains(&period) || !self.has(FINDINGS, "mark") {
            return Ok(None);
        }
        let period = period.to_string();
        let is_ours = self.has(FINDINGS, "progress") && self.has(LOOKED_BACK, "state") && self.has("file", "origin");
        let (progress, origin) = if is_ours { ("f.progress", "p.origin") } else { ("NULL", "p.digest") };
        let sql = format!(
            "SELECT {progress}, f.code, f.severity, f.school, {origin}, f.file, f.sheet_no, f.sheet, f.row_number,
               f.column_number, f.field, f.subject, f.message_zh, f.message_en, f.mark
             FROM finding f LEFT JOIN file p ON p.period = f.period AND p.path = f.file WHERE f.period = ?1 ORDER BY f.n"
        );
        let (now, findings) = self.rows(&sql, Some(&period), before)?.into_iter().unzip();
        let file = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        let files =
            self.rows("SELECT path, digest, status FROM file WHERE period = ?1 ORDER BY file", Some(&period), file)?;
        let mut previous = Previous { findings, files, looked_back: None };
        let looked = "SELECT value FROM setting WHERE period = ?1 AND name = 'looked_back'";
        let looked: Vec<i64> = self.rows(looked, Some(&period), |row| row.get(0))?;
        if is_ours && looked == [1] {
            let sql = "SELECT state, code, severity, school, origin, file, sheet_no, sheet, row_number, column_number,
                         field, subject, message_zh, message_en, mark FROM before WHERE period = ?1 ORDER BY n";
            let back = self.rows(sql, Some(&period), before)?;
            let back = back.into_iter().filter_map(|(state, before)| Some((state?, before))).collect();
            previous.looked_back = Some(Progress { before: back, now });
        }
        Ok(Some(previous))
    }
}

/// A row that says what became of a problem, and what the problem was.
fn before(row: &Row<'_>) -> rusqlite::Result<(Option<State>, Before)> {
    let state: Option<String> = row.get(0)?;
    let number = |at: usize| row.get::<_, Option<u32>>(at);
    let sheet: Option<String> = row.get(7)?;
    let before = Before {
        code: row.get(1)?,
        severity: row.get(2)?,
        school: row.get(3)?,
        origin: row.get(4)?,
        file: row.get(5)?,
        sheet: number(6)?.zip(sheet),
        row: number(8)?.map(|row| row.saturating_sub(1)),
        column: number(9)?.map(|column| column.saturating_sub(1)),
        field: row.get(10)?,
        subject: row.get(11)?,
        message: (row.get(12)?, row.get(13)?),
        mark: row.get(14)?,
    };
    Ok((state.as_deref().and_then(State::named), before))
}

/// For each thing the explanation of the latest period that has one, of this run's own period of the last ledger.
pub(in crate::ledger) fn explanations(earlier: &[Earlier], this: Period) -> Result<Vec<Explanation>, EarlierFault> {
    let mut latest: BTreeMap<(String, String), (Period, Explanation)> = BTreeMap::new();
    for ledger in earlier {
        for (period, explanation) in ledger.explanations()? {
            let key = (explanation.mark.clone(), explanation.origin.clone());
            let known = latest.get(&key).map(|(period, _)| *period);
            if known.is_none_or(|known| period > known || (period == known && period == this)) {
                latest.insert(key, (period, explanation));
            }
        }
    }
    Ok(latest.into_values().map(|(_, explanation)| explanation).collect())
}

/// What the last run over this period found: the ledger that lies in OUT comes last.
pub(in crate::ledger) fn previous(earlier: &[Earlier], this: Period) -> Result<Option<Previous>, EarlierFault> {
    for ledger in earlier.iter().rev() {
        if let Some(previous) = ledger.previous(this)? {
            return Ok(Some(previous));
        }
    }
    Ok(None)
}
