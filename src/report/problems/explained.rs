//! Warnings that schools explained: not asked again as long as what they say stays the same. The clerk sees them here.

use std::collections::BTreeMap;

use rust_xlsxwriter::Color;

use super::settled::Decided;
use super::{decisions, rule, what_and_where, without_remedy};
use crate::answer::AnswerSheet;
use crate::decision::{EXPLAINED, FindingSheet, HeaderSheet, Ruling};
use crate::finding::{Lang, mask, mask_long};
use crate::ledger::Datum;
use crate::report::book::Book;
use crate::report::grid::{Column, Entry, Grid, Heading, Put};
use crate::report::readback::Expected;
use crate::report::style::Look;
use crate::report::trouble::Trouble;
use crate::report::wording::{self, pick};
use crate::report::{Sources, datum};

/// The colour of the sheet's tab.
const TAB: u32 = 0x0000_8080;
/// The places of columns, from zero.
const COUNT: u32 = 11;

/// How many warnings schools explained.
pub(super) fn count(sources: &Sources<'_>) -> Result<i64, Trouble> {
    let sql = "SELECT COUNT(*) FROM explanation WHERE period = :period AND used = 1 AND severity = 'warning'
               ORDER BY 1 NULLS FIRST";
    let answer = sources.ledger.ask("report: explanations", sql)?;
    Ok(answer.rows.first().map(|row| datum::int(row.first())).unwrap_or_default())
}

/// What schools say to problems that are still told, by file and mark.
#[derive(Debug, Default)]
pub(super) struct Said(BTreeMap<(String, String), String>);

impl Said {
    /// Asks for all of it.
    pub(super) fn read(sources: &Sources<'_>) -> Result<Self, Trouble> {
        let sql = "SELECT path, mark, words FROM explanation WHERE period = :period AND used = 1
                   ORDER BY path NULLS FIRST, mark NULLS FIRST";
        let mut said = Self::default();
        sources.ledger.each("report: what schools say", sql, |row| -> Result<(), Trouble> {
            let text = |at: usize| datum::text(row.get(at)).unwrap_or_default().to_owned();
            said.0.insert((text(0), text(1)), text(2));
            Ok(())
        })?;
        Ok(said)
    }

    /// What was said to a finding.
    pub(super) fn of(&self, file: &str, mark: &str) -> Option<String> {
        self.0.get(&(file.to_owned(), mark.to_owned())).map(|words| mask(words))
    }
}

/// Writes the sheet; nothing where nothing was explained.
pub(super) fn write(book: &mut Book, sources: &Sources<'_>) -> Result<Vec<Expected>, Trouble> {
    let lang = sources.settings.lang;
    let rows = count(sources)?;
    if rows == 0 {
        return Ok(Vec::new());
    }
    let title = match lang {
        Lang::Zh => format!("{}　{EXPLAINED}（{}）", sources.town, wording::period(sources.settings)),
        Lang::En => format!("{}: explained by the schools ({})", sources.town, sources.settings.period),
    };
    let subtitle = match lang {
        Lang::Zh => format!("学校已经说明 {rows} 处，不算在问题里；内容改了会再问。不同意的，请与学校联系"),
        Lang::En => format!("{rows} explained, not counted as problems; asked again when the value changes"),
    };
    let mut sheet = book.sheet(EXPLAINED)?;
    sheet.sheet()?.set_tab_color(Color::RGB(TAB));
    let heading = Heading { title: &title, subtitle: &subtitle, hint: "", lang, frozen: 0 };
    let mut grid = Grid::open(sheet, heading, columns(lang), rows.unsigned_abs(), COUNT)?;
    let decided = Decided::read(sources)?;
    let mut number = 0;
    let sql = "SELECT e.school, e.code, e.subject, e.path, e.sheet, e.cell, e.said, e.done, e.words, e.mark
               FROM explanation e LEFT JOIN school s ON s.period = e.period AND s.name = e.school
               WHERE e.period = :period AND e.used = 1 AND e.severity = 'warning'
               ORDER BY s.school_no NULLS LAST, e.school, e.path, e.sheet, length(e.cell), e.cell, e.mark, e.origin";
    sources.ledger.each("report: explained", sql, |row| -> Result<(), Trouble> {
        number += 1;
        let mut entries = entries(sources, number, row);
        decided.write(&mut entries, datum::text(row.get(9)).unwrap_or_default(), lang);
        grid.row(&entries)?;
        Ok(())
    })?;
    let pages = grid.close("", &[])?;
    decisions(book, &pages, super::list::DECISION, &Ruling::ALL.map(Ruling::both), lang)?;
    pages.expected(COUNT, rows.unsigned_abs(), rows)
}

fn columns(lang: Lang) -> Vec<Column> {
    let mut columns = Vec::from(what_and_where(lang, 46.0));
    columns.extend([
        Column::new(AnswerSheet::DONE.get(lang), Look::Text, 14.0),
        Column::new(pick(lang, "学校说明", "The school's answer"), Look::Text, 36.0),
        Column::new(FindingSheet::CHOICE.get(lang), Look::Text, 14.0),
        Column::new(pick(lang, "处数", "Places"), Look::Centre, 8.0),
        Column::new(FindingSheet::WHO.get(lang), Look::Text, 12.0),
        Column::new(FindingSheet::DAY.get(lang), Look::Text, 12.0),
        Column::hidden(HeaderSheet::MARK.get(lang)),
    ]);
    columns
}

/// The cell, else the row.
fn spot(cell: &str, lang: Lang) -> Put<'_> {
    match (cell.is_empty(), cell.bytes().all(|byte| byte.is_ascii_digit()), lang) {
        (true, ..) => Put::Nothing,
        (_, true, Lang::Zh) => Put::text(format!("第{cell}行")),
        (_, true, Lang::En) => Put::text(format!("row {cell}")),
        _ => Put::text(cell),
    }
}

fn entries<'a>(sources: &Sources<'a>, number: i64, row: &'a [Datum]) -> Vec<Entry<'a>> {
    let lang = sources.settings.lang;
    let text = |at: usize| datum::text(row.get(at)).unwrap_or_default();
    let masked = |at: usize| {
        Some(text(at)).filter(|text| !text.is_empty()).map_or(Put::Nothing, |text| Put::text(mask_long(text)))
    };
    let rule = rule(sources, text(1));
    let remedy = rule.map(|rule| rule.remedy.zh.as_ref()).unwrap_or_default();
    vec![
        Put::count(number).into(),
        masked(0).into(),
        Put::text(rule.map_or(text(1), |rule| rule.title.get(lang))).into(),
        masked(2).into(),
        masked(3).into(),
        masked(4).into(),
        spot(text(5), lang).into(),
        Put::text(mask(without_remedy(text(6), remedy))).into(),
        masked(7).into(),
        Put::text(mask(text(8))).into(),
        Put::Nothing.into(),
        Put::count(1).into(),
    ]
}
