//! Whether the inbox is another quarter's: most of what was recorded lies in one other quarter.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::finding::Words;
use crate::ledger::{Ledger, LedgerError};
use crate::report::datum;
use crate::settings::Period;

/// Another quarter that most of the records lie in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct OtherQuarter {
    /// The quarter.
    pub period: Period,
    /// How many records lie in it.
    pub records: i64,
    /// How many records have a day at all.
    pub dated: i64,
}

impl OtherQuarter {
    /// Asks the ledger of a run for `asked`: the quarter that more than half of the records with a day lie in, unless
    /// that is the run's own. Days that have not come yet speak for no quarter.
    ///
    /// # Errors
    ///
    /// When the ledger refuses, which is a fault of ours.
    pub fn read(ledger: &Ledger, asked: Period) -> Result<Option<Self>, LedgerError> {
        let sql = "SELECT d.past AS past, d.month AS month, SUM(d.records) FROM dated d
                   JOIN form f ON f.period = d.period AND f.form = d.form AND f.kind = 'record'
                   WHERE d.period = :period
                   GROUP BY d.past, d.month ORDER BY past NULLS FIRST, month NULLS FIRST";
        let mut dated = 0;
        let mut quarters: Vec<(Period, i64)> = Vec::new();
        ledger.each("report: quarters", sql, |row| -> Result<(), LedgerError> {
            let month = datum::text(row.get(1)).unwrap_or_default();
            let Ok(first) = format!("{month}-01").parse::<NaiveDate>() else { return Ok(()) };
            let (period, count) = (Period::of(first), datum::int(row.get(2)));
            dated += count;
            match quarters.last_mut() {
                _ if datum::int(row.first()) == 0 => {}
                Some((last, counted)) if *last == period => *counted += count,
                _ => quarters.push((period, count)),
            }
            Ok(())
        })?;
        let most = quarters.into_iter().find(|(_, count)| count * 2 > dated);
        Ok(most.filter(|(period, _)| *period != asked).map(|(period, records)| Self { period, records, dated }))
    }

    /// What to do about it, for a run for `asked`.
    pub fn words(&self, asked: Period) -> Words {
        let Self { period, records, dated } = self;
        let before = Period { year: asked.year - i32::from(asked.quarter == 1), quarter: (asked.quarter + 2) % 4 + 1 };
        let which = if *period == before { "上一季度" } else { "那个季度" };
        Words::made(
            format!(
                "大多数记录（{dated} 条中的 {records} 条）的日期在{}，而这次汇总的是{}。如果收的是{which}的表，请加 --period {period} 重新汇总。",
                named(*period),
                named(asked)
            ),
            format!(
                "Most records ({records} of {dated}) lie in {period}, but this run is for {asked}. If the inbox is that \
                 quarter's, run again with --period {period}."
            ),
        )
    }
}

/// `2026年第三季度（2026Q3）`.
fn named(period: Period) -> String {
    let quarter = ["一", "二", "三", "四"].get(period.quarter.saturating_sub(1) as usize).copied().unwrap_or_default();
    format!("{}年第{quarter}季度（{period}）", period.year)
}
