//! The workbook of problems: what to do first, then a sheet for each kind of work, with every problem on one of them.

mod duties;
mod explained;
mod headers;
mod list;
mod progress;
mod quarter;
mod settled;
mod summary;
#[cfg(test)]
mod tests;
mod together;

use std::path::Path;

use rust_xlsxwriter::{Color, DataValidation, DataValidationErrorStyle};

pub use quarter::OtherQuarter;

use list::place;

use super::book::Book;
use super::grid::{Column, Pages};
use super::style::Look;
use super::trouble::Trouble;
use super::wording::pick;
use super::{Sources, book, datum, readback, verify};
use crate::decision::FindingSheet;
use crate::finding::{Desk, Lang, Level, Rule, Severity};

/// The kind of this output.
pub(super) const KIND: &str = "problems";
/// The first sheet's name.
const SUMMARY: &str = "汇总";
/// The colours of the sheets' tabs: the summary's, then by desk.
const TABS: [u32; 5] = [0x0044_546A, 0x00C0_0000, 0x00BF_8F00, 0x0037_5623, 0x001F_4E79];

/// The name of a desk's sheet.
const fn sheet_name(desk: Desk) -> &'static str {
    match desk {
        Desk::School => "请学校改",
        Desk::Check => "请核对",
        Desk::Duty => "工作未落实",
        Desk::Note => "提示",
    }
}

/// The rule of this code.
fn rule<'a>(sources: &Sources<'a>, code: &str) -> Option<&'a Rule> {
    sources.rules.iter().find(|rule| rule.code.0 == code).copied()
}

/// The desk of a finding; of one whose rule nobody knows by its severity alone.
fn desk(sources: &Sources<'_>, code: &str, severity: Severity) -> Desk {
    rule(sources, code).map_or(Desk::of(severity, Level::Cell), |rule| rule.desk)
}

/// Writes the workbook to `file` and reads it back.
pub(super) fn write(sources: &Sources<'_>, file: &Path, folder: &Path) -> Result<(), Trouble> {
    let lang = sources.settings.lang;
    let tally = Tally::read(sources)?;
    let title = format!("{}{}", sources.town, pick(lang, "问题清单", ": problems"));
    let mut book = book::open(sources, KIND, &title, folder);
    let mut expected = vec![summary::write(&mut book.workbook, &book.styles, sources, &tally)?];
    let (mut told, mut coloured) = (0, 0);
    let mut colours = TABS.map(Color::RGB).into_iter();
    let mut colour = |book: &mut Book| {
        coloured = book.colour_from(coloured, colours.next().unwrap_or(Color::Default));
    };
    colour(&mut book);
    for desk in Desk::ALL {
        let sheets = match desk {
            Desk::Duty => duties::write(&mut book, sources)?,
            _ => list::write(&mut book, sources, &tally, desk)?,
        };
        colour(&mut book);
        let sum: i64 = sheets.iter().map(|sheet| sheet.sum).sum();
        told += sum;
        if sum != tally.of_desk(desk) {
            return Err(Trouble::TieOut(format!("{}: {sum} of {}", sheet_name(desk), tally.of_desk(desk))));
        }
        expected.extend(sheets);
    }
    if told != tally.total() {
        return Err(Trouble::TieOut(format!("{told} problems on the sheets, {} in the ledger", tally.total())));
    }
    expected.extend(explained::write(&mut book, sources)?);
    expected.extend(settled::write(&mut book, sources)?);
    expected.extend(progress::write(&mut book, sources)?);
    expected.extend(headers::write(&mut book, sources)?);
    book.save(file)?;
    readback::check(file, &expected)?;
    verify::check(sources.verify, file, &expected)
}

/// Puts a list to choose from on the rows of a column. Other words stay possible: an explanation is better than a
/// wrong choice.
fn decisions(
    book: &mut Book,
    pages: &Pages,
    column: u16,
    words: &[(&'static str, &'static str)],
    lang: Lang,
) -> Result<(), Trouble> {
    let words: Vec<&str> = words.iter().map(|(zh, en)| pick(lang, zh, en)).collect();
    let decisions =
        DataValidation::new().allow_list_strings(&words)?.set_error_style(DataValidationErrorStyle::Information);
    let decisions = decisions.show_error_message(false);
    for page in pages.0.iter().filter(|page| page.rows > 0) {
        let sheet = book.workbook.worksheet_from_name(&page.sheet)?;
        sheet.add_data_validation(3, column, 2 + page.rows as u32, column, &decisions)?;
    }
    Ok(())
}

/// A message says how to put it right at its end; here that stands in a column of its own.
pub(super) fn without_remedy<'a>(message: &'a str, remedy: &str) -> &'a str {
    message.strip_suffix(remedy).map(str::trim_end).filter(|rest| !rest.is_empty()).unwrap_or(message)
}

/// A kind of problem as it is counted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Kind {
    desk: Desk,
    severity: Severity,
    code: String,
}

/// How often each problem stands at each school.
#[derive(Debug, Default)]
struct Tally {
    /// The schools that have problems, in the township's order; `None`, nobody's school, last.
    schools: Vec<Option<String>>,
    /// The problems: by sheet, the gravest first.
    kinds: Vec<Kind>,
    /// School, kind, how often.
    counts: Vec<(usize, usize, i64)>,
}

impl Tally {
    fn read(sources: &Sources<'_>) -> Result<Self, Trouble> {
        let sql = "SELECT f.school, f.severity, f.code, COUNT(*)
                   FROM finding f LEFT JOIN school s ON s.period = f.period AND s.name = f.school
                   WHERE f.period = :period
                   GROUP BY s.school_no, f.school, f.severity, f.code
                   ORDER BY CASE WHEN f.school IS NULL THEN 1 ELSE 0 END, s.school_no NULLS LAST,
                            f.school NULLS LAST, f.severity NULLS FIRST, f.code NULLS FIRST";
        let mut tally = Self::default();
        let mut read: Vec<(usize, Kind, i64)> = Vec::new();
        sources.ledger.each("report: problems by school", sql, |row| -> Result<(), Trouble> {
            let school = datum::text(row.first()).map(str::to_owned);
            if tally.schools.last() != Some(&school) {
                tally.schools.push(school);
            }
            let severity = datum::severity(row.get(1));
            let code = datum::text(row.get(2)).unwrap_or_default().to_owned();
            let kind = Kind { desk: desk(sources, &code, severity), severity, code };
            read.push((tally.schools.len() - 1, kind, datum::int(row.get(3))));
            Ok(())
        })?;
        tally.kinds = read.iter().map(|(_, kind, _)| kind.clone()).collect();
        tally.kinds.sort();
        tally.kinds.dedup();
        for (school, kind, count) in read {
            if let Ok(kind) = tally.kinds.binary_search(&kind) {
                tally.counts.push((school, kind, count));
            }
        }
        Ok(tally)
    }

    fn total(&self) -> i64 {
        self.sum(|_, _| true)
    }

    fn of_desk(&self, desk: Desk) -> i64 {
        self.sum(|_, kind| kind.desk == desk)
    }

    /// How many problems there are of these schools and kinds.
    fn sum(&self, wanted: impl Fn(usize, &Kind) -> bool) -> i64 {
        let of = |(school, kind, _): &&(usize, usize, i64)| self.kinds.get(*kind).is_some_and(|k| wanted(*school, k));
        self.counts.iter().filter(of).map(|(.., count)| count).sum()
    }
}

/// The columns that say what is wrong, whose it is, where it stands, and in which words.
fn what_and_where(lang: Lang, widest: f64) -> [Column; 8] {
    [
        Column::new(pick(lang, "序号", "No."), Look::Centre, 8.0),
        Column::new(FindingSheet::SCHOOL.get(lang), Look::Text, 18.0),
        Column::new(pick(lang, "问题", "Problem"), Look::Text, 20.0),
        Column::new(FindingSheet::SUBJECT.get(lang), Look::Text, 12.0),
        Column::new(pick(lang, "文件", "File"), Look::Text, 26.0),
        Column::new(pick(lang, "工作表", "Sheet"), Look::Text, 16.0),
        Column::new(pick(lang, "单元格", "Cell"), Look::Centre, 12.0),
        Column::new(FindingSheet::MESSAGE.get(lang), Look::Text, widest),
    ]
}
