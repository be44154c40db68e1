//! The workbook of problems: what to do, how many each school has, and every problem at its place.

mod list;
mod summary;

use std::path::Path;

use rust_xlsxwriter::Color;

use super::style::Styles;
use super::trouble::Trouble;
use super::wording::pick;
use super::{Sources, book, datum, readback};
use crate::finding::Severity;

/// The kind of this output.
pub(super) const KIND: &str = "problems";
/// The sheets' names.
const SUMMARY: &str = "汇总";
const LIST: &str = "问题清单";

/// Writes the workbook to `file` and reads it back.
pub(super) fn write(sources: &Sources<'_>, file: &Path, folder: &Path) -> Result<(), Trouble> {
    let lang = sources.settings.lang;
    let styles = Styles::new();
    let tally = Tally::read(sources)?;
    let title = format!("{}{}", sources.town, pick(lang, "问题清单", ": problems"));
    let mut book = book::open(sources, KIND, &title, folder)?;
    let summary = summary::write(&mut book, &styles, sources, &tally)?;
    let list = list::write(&mut book, &styles, sources, tally.total().unsigned_abs())?;
    for (sheet, colour) in book.worksheets_mut().iter_mut().zip([0x0044_546A, 0x00C0_0000]) {
        sheet.set_tab_color(Color::RGB(colour));
    }
    book::save(&mut book, file)?;
    readback::check(file, &[summary, list])
}

/// How often each problem stands at each school.
#[derive(Debug, Default)]
struct Tally {
    /// The schools that have problems, in the township's order; `None`, nobody's school, last.
    schools: Vec<Option<String>>,
    /// The problems, the gravest first.
    kinds: Vec<(Severity, String)>,
    /// School, problem, how often.
    counts: Vec<(usize, usize, i64)>,
}

impl Tally {
    fn read(sources: &Sources<'_>) -> Result<Self, Trouble> {
        let sql = "SELECT f.school, f.severity, f.code, COUNT(*)
                   FROM finding f LEFT JOIN school s ON s.period = f.period AND s.name = f.school
                   WHERE f.period = :period
                   GROUP BY s.school_no, f.school, f.severity, f.code
                   ORDER BY CASE WHEN f.school IS NULL THEN 1 ELSE 0 END, s.school_no NULLS LAST,
                            f.school NULLS LAST, f.severity, f.code";
        let mut tally = Self::default();
        let mut read: Vec<(usize, Severity, String, i64)> = Vec::new();
        sources.ledger.each("report: problems by school", sql, |row| -> Result<(), Trouble> {
            let school = datum::text(row.first()).map(str::to_owned);
            if tally.schools.last() != Some(&school) {
                tally.schools.push(school);
            }
            let code = datum::text(row.get(2)).unwrap_or_default().to_owned();
            read.push((tally.schools.len() - 1, datum::severity(row.get(1)), code, datum::int(row.get(3))));
            Ok(())
        })?;
        tally.kinds = read.iter().map(|(_, severity, code, _)| (*severity, code.clone())).collect();
        tally.kinds.sort();
        tally.kinds.dedup();
        for (school, severity, code, count) in read {
            if let Ok(kind) = tally.kinds.binary_search(&(severity, code)) {
                tally.counts.push((school, kind, count));
            }
        }
        Ok(tally)
    }

    fn total(&self) -> i64 {
        self.counts.iter().map(|(.., count)| count).sum()
    }

    fn of_kind(&self, school: usize, kind: usize) -> i64 {
        self.counts.iter().filter(|(s, k, _)| (*s, *k) == (school, kind)).map(|(.., count)| count).sum()
    }

    fn of_severity(&self, school: usize, severity: Severity) -> i64 {
        let has = |kind: usize| self.kinds.get(kind).is_some_and(|(of, _)| *of == severity);
        self.counts.iter().filter(|(s, k, _)| *s == school && has(*k)).map(|(.., count)| count).sum()
    }
}
