//! What was decided about problems: shown where a problem still stands, and on a sheet of its own where it is settled.
//! Emptying the cell takes a decision back.

use std::collections::BTreeMap;

use rust_xlsxwriter::Color;

use super::{decisions, rule};
use crate::decision::{FindingSheet, HeaderSheet, Ruling, SETTLED, finding_mark, shown_ruling};
use crate::finding::{Lang, mask, mask_long};
use crate::report::book::Book;
use crate::report::grid::{Column, Entry, Grid, Heading, Put};
use crate::report::readback::Expected;
use crate::report::style::{Look, Tone};
use crate::report::trouble::Trouble;
use crate::report::wording::{self, pick};
use crate::report::{Sources, datum};

/// The colour of the sheet's tab.
const TAB: u32 = 0x0000_8080;
/// The places of columns, from zero.
const CHOICE: u16 = 5;
const COUNT: u16 = 10;

/// What was decided about one finding, as the ledger holds it.
#[derive(Clone, Debug, Default)]
struct One {
    mark: String,
    choice: String,
    who: String,
    day: String,
    source: String,
    school: String,
    subject: String,
    said: String,
    used: bool,
}

/// What was decided, by the findings' marks.
#[derive(Debug, Default)]
pub(super) struct Decided(BTreeMap<String, One>);

impl Decided {
    /// Asks for everything that was decided about findings and not taken back.
    pub(super) fn read(sources: &Sources<'_>) -> Result<Self, Trouble> {
        let sql = "SELECT key, choice, who, day, source, school, subject, said, used FROM decision
                   WHERE period = :period AND about = 'finding' AND choice <> '' ORDER BY key NULLS FIRST";
        let mut decided = Self::default();
        sources.ledger.each("report: decisions about problems", sql, |row| -> Result<(), Trouble> {
            let text = |at: usize| datum::text(row.get(at)).unwrap_or_default().to_owned();
            let one = One {
                mark: text(0),
                choice: text(1),
                who: text(2),
                day: text(3),
                source: text(4),
                school: text(5),
                subject: text(6),
                said: text(7),
                used: datum::int(row.get(8)) == 1,
            };
            decided.0.insert(text(0), one);
            Ok(())
        })?;
        Ok(decided)
    }

    /// Puts the decision about a row's findings into it: the choice, who, when, and the mark behind everything.
    pub(super) fn write(&self, entries: &mut Vec<Entry<'_>>, marks: &str, lang: Lang) {
        let known = marks.split(' ').next().and_then(|mark| self.0.get(mark)).cloned().unwrap_or_default();
        if let Some(entry) = entries.get_mut(usize::from(super::list::DECISION)) {
            entry.put = maybe(shown_ruling(&known.choice, lang));
        }
        entries.push(maybe(known.who.clone()).into());
        entries.push(maybe(known.day.clone()).into());
        let mark = finding_mark(marks, &known.choice, (&known.who, &known.day));
        entries.push(if marks.is_empty() { Put::Nothing } else { Put::text(mark) }.into());
    }
}

fn maybe<'a>(text: String) -> Put<'a> {
    if text.is_empty() { Put::Nothing } else { Put::text(text) }
}

/// Writes the sheet of decisions whose problem is not told any more; nothing where there is none.
pub(super) fn write(book: &mut Book, sources: &Sources<'_>) -> Result<Vec<Expected>, Trouble> {
    let lang = sources.settings.lang;
    let decided = settled(sources)?;
    if decided.is_empty() {
        return Ok(Vec::new());
    }
    let mut rows: Vec<One> = decided.into_values().collect();
    rows.sort_by(|a, b| (a.used, &a.school, &a.mark).cmp(&(b.used, &b.school, &b.mark)));
    let count = rows.len() as u64;
    let title = match lang {
        Lang::Zh => format!("{}　{SETTLED}（{}）", sources.town, wording::period(sources.settings)),
        Lang::En => format!("{}: settled ({})", sources.town, sources.settings.period),
    };
    let used = rows.iter().filter(|row| row.used).count();
    let subtitle = match lang {
        Lang::Zh => format!(
            "已核实、已处理 {used} 处，不算在问题里；没有用上的意见 {} 条。要取消，把“处理意见”清空或写“撤销”，再运行一次",
            rows.len() - used
        ),
        Lang::En => format!(
            "{used} settled, not counted as problems; {} decisions not followed. Empty the decision to take it back",
            rows.len() - used
        ),
    };
    let mut sheet = book.sheet(SETTLED)?;
    sheet.sheet()?.set_tab_color(Color::RGB(TAB));
    let heading = Heading { title: &title, subtitle: &subtitle, hint: "", lang, frozen: 0 };
    let mut grid = Grid::open(sheet, heading, columns(lang), count, u32::from(COUNT))?;
    for (number, one) in (1..).zip(&rows) {
        grid.row(&entries(sources, number, one))?;
    }
    let pages = grid.close("", &[])?;
    decisions(book, &pages, CHOICE, &Ruling::ALL.map(Ruling::both), lang)?;
    pages.expected(u32::from(COUNT), count, count.cast_signed())
}

/// How many decisions settled a problem.
pub(super) fn count(sources: &Sources<'_>) -> Result<usize, Trouble> {
    Ok(settled(sources)?.values().filter(|one| one.used).count())
}

/// The decisions whose problem is not told any more.
fn settled(sources: &Sources<'_>) -> Result<BTreeMap<String, One>, Trouble> {
    let mut decided = Decided::read(sources)?.0;
    let sql = "SELECT DISTINCT mark FROM finding WHERE period = :period AND mark IS NOT NULL ORDER BY mark NULLS FIRST";
    sources.ledger.each("report: problems that were decided", sql, |row| -> Result<(), Trouble> {
        decided.remove(datum::text(row.first()).unwrap_or_default());
        Ok(())
    })?;
    Ok(decided)
}

fn columns(lang: Lang) -> Vec<Column> {
    vec![
        Column::new(pick(lang, "序号", "No."), Look::Centre, 8.0),
        Column::new(FindingSheet::SCHOOL.get(lang), Look::Text, 18.0),
        Column::new(pick(lang, "问题", "Problem"), Look::Text, 20.0),
        Column::new(FindingSheet::SUBJECT.get(lang), Look::Text, 12.0),
        Column::new(FindingSheet::MESSAGE.get(lang), Look::Text, 50.0),
        Column::new(FindingSheet::CHOICE.get(lang), Look::Text, 14.0),
        Column::new(FindingSheet::WHO.get(lang), Look::Text, 12.0),
        Column::new(FindingSheet::DAY.get(lang), Look::Text, 12.0),
        Column::new(pick(lang, "现在怎样算", "Now"), Look::Text, 22.0),
        Column::new(pick(lang, "意见来自", "Decided in"), Look::Text, 22.0),
        Column::new(pick(lang, "处数", "Places"), Look::Centre, 8.0),
        Column::hidden(HeaderSheet::MARK.get(lang)),
    ]
}

fn entries<'a>(sources: &Sources<'a>, number: i64, one: &'a One) -> Vec<Entry<'a>> {
    let lang = sources.settings.lang;
    let code = one.mark.split(':').next().unwrap_or_default();
    let verified = Ruling::named(&one.choice) == Some(Ruling::Verified);
    let standing = match (one.used, verified) {
        (true, true) => pick(lang, "已核实", "checked"),
        (true, false) => pick(lang, "照此办理", "followed"),
        (false, _) => pick(lang, "没有用上，见“提示”", "not followed"),
    };
    let tone = if one.used { Tone::Good } else { Tone::Warning };
    vec![
        Put::count(number).into(),
        maybe(mask_long(&one.school)).into(),
        Put::text(rule(sources, code).map_or(code, |rule| rule.title.get(lang))).into(),
        maybe(mask(&one.subject)).into(),
        maybe(mask(&one.said)).into(),
        maybe(shown_ruling(&one.choice, lang)).into(),
        maybe(one.who.clone()).into(),
        maybe(one.day.clone()).into(),
        Put::text(standing).toned(tone),
        maybe(mask_long(&one.source)).into(),
        Put::count(1).into(),
        Put::text(finding_mark(&one.mark, &one.choice, (&one.who, &one.day))).into(),
    ]
}
