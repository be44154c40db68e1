//! Problems of one desk, a row each, school after school and cell by cell, with columns for what becomes of them.

use super::explained::Said;
use super::settled::Decided;
use super::together::{Key, Together, Told, cells};
use super::{Tally, decisions, desk, rule, sheet_name, what_and_where, without_remedy};
use crate::decision::{FindingSheet, HeaderSheet, Ruling};
use crate::finding::{Desk, Lang, mask_long};
use crate::ledger::Datum;
use crate::report::book::Book;
use crate::report::grid::{Column, Entry, Grid, Heading, Put};
use crate::report::readback::Expected;
use crate::report::style::{Look, Tone};
use crate::report::trouble::Trouble;
use crate::report::wording::{self, pick};
use crate::report::{Sources, datum};

/// What may become of a problem that the school must correct.
const CORRECTIONS: [(&str, &str); 2] = [("已改正", "corrected"), ("已核实无误", "checked, correct")];
/// The columns of the decisions and of the numbers of places, from zero.
pub(super) const DECISION: u16 = 10;
const SAID: u16 = 11;
const PLACES: u16 = 12;

/// Writes the sheet of a desk.
pub(super) fn write(book: &mut Book, sources: &Sources<'_>, tally: &Tally, at: Desk) -> Result<Vec<Expected>, Trouble> {
    let lang = sources.settings.lang;
    let mut together = Together::read(sources)?;
    let (decided, said) = (Decided::read(sources)?, Said::read(sources)?);
    let of_desk = tally.of_desk(at);
    let mut codes: Vec<&str> =
        tally.kinds.iter().filter(|kind| kind.desk == at).map(|kind| kind.code.as_str()).collect();
    codes.dedup();
    let rows = of_desk.unsigned_abs() - codes.into_iter().map(|code| together.spared(code)).sum::<u64>();
    let name = sheet_name(at);
    let title = match lang {
        Lang::Zh => format!("{}　{name}（{}）", sources.town, wording::period(sources.settings)),
        Lang::En => format!("{}: {} ({})", sources.town, english(at), sources.settings.period),
    };
    let sheet = book.sheet_for(name)?;
    let subtitle = subtitle(at, of_desk, lang);
    let heading = Heading { title: &title, subtitle: &subtitle, hint: "", lang, frozen: 0 };
    let mut grid = Grid::open(sheet, heading, columns(lang), rows, u32::from(PLACES))?;
    let (mut number, mut sum) = (0, 0);
    let sql = sql(lang, tally, at);
    sources.ledger.each("report: problems", &sql, |row| -> Result<(), Trouble> {
        let severity = datum::severity(row.get(1));
        let code = datum::text(row.get(2)).unwrap_or_default();
        if desk(sources, code, severity) != at {
            return Ok(());
        }
        let key = key(row);
        let told = together.tell(key.clone());
        if told == Told::Already {
            return Ok(());
        }
        number += 1;
        let marks = match told {
            Told::First(_) => together.marks(&key),
            _ => datum::text(row.get(11)).unwrap_or_default().to_owned(),
        };
        let mut entries = entries(sources, number, row, &told);
        let first = marks.split(' ').next().unwrap_or_default();
        let words = said.of(datum::text(row.get(4)).unwrap_or_default(), first);
        if let Some((words, entry)) = words.zip(entries.get_mut(usize::from(SAID))) {
            entry.put = Put::text(words);
        }
        decided.write(&mut entries, &marks, lang);
        sum += places(&told);
        grid.row(&entries)?;
        Ok(())
    })?;
    let pages = grid.close(pick(lang, "没有这样的问题。", "There is none."), &[])?;
    match at {
        Desk::School => decisions(book, &pages, DECISION, &CORRECTIONS, lang)?,
        Desk::Check => decisions(book, &pages, DECISION, &rulings(), lang)?,
        Desk::Duty | Desk::Note => {}
    }
    pages.expected(u32::from(PLACES), rows, sum)
}

/// Asks for the problems of a desk's codes: the database need not sort those of the others.
fn sql(lang: Lang, tally: &Tally, at: Desk) -> String {
    let mut codes: Vec<String> =
        tally.kinds.iter().filter(|kind| kind.desk == at).map(|kind| quoted(&kind.code)).collect();
    codes.push("''".to_owned());
    let codes = codes.join(", ");
    let message = pick(lang, "message_zh", "message_en");
    format!(
        "SELECT f.school, f.severity, f.code, f.subject, f.file, f.sheet, f.row_number, f.column_number, f.cell,
           f.{message}, f.sheet_no, f.mark
         FROM finding f LEFT JOIN school s ON s.period = f.period AND s.name = f.school
         WHERE f.period = :period AND f.code IN ({codes})
         ORDER BY CASE WHEN f.school IS NULL THEN 1 ELSE 0 END, s.school_no NULLS LAST, f.school NULLS LAST,
           f.n NULLS FIRST"
    )
}

/// A text as SQL writes it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// What the sheet is, in English.
const fn english(at: Desk) -> &'static str {
    match at {
        Desk::School => "to be corrected by the schools",
        Desk::Check => "to be checked",
        Desk::Duty => "not done",
        Desk::Note => "notes",
    }
}

fn subtitle(at: Desk, count: i64, lang: Lang) -> String {
    match (at, lang) {
        (Desk::School, Lang::Zh) => format!(
            "共 {count} 处，按学校排列，一格的问题排在一起。请学校在自己的原表里改好后重新报送；填不了的在“学校说明”写清情况"
        ),
        (Desk::School, Lang::En) => {
            format!("{count} places by school. The school corrects its own workbook and sends it again, or explains")
        }
        (Desk::Check, Lang::Zh) => {
            format!("共 {count} 处：重复、矛盾和可疑的地方。请核对，有错就改原表；没有错，在“处理意见”选一项或写明情况")
        }
        (Desk::Check, Lang::En) => {
            format!("{count} places: duplicates, conflicts, doubts. Correct the source, or choose a decision")
        }
        (_, Lang::Zh) => format!("共 {count} 处。不用改，知道即可"),
        (_, Lang::En) => format!("{count} notes. Nothing has to be done"),
    }
}

fn columns(lang: Lang) -> Vec<Column> {
    let [number, school, problem, subject, file, sheet, cell, message] = what_and_where(lang, 46.0);
    vec![
        number,
        school,
        Column::new(pick(lang, "级别", "Severity"), Look::Centre, 8.0),
        problem,
        subject,
        file,
        sheet,
        cell,
        message,
        Column::new(pick(lang, "怎么改", "What to do"), Look::Text, 36.0),
        Column::new(FindingSheet::CHOICE.get(lang), Look::Text, 14.0),
        Column::new(pick(lang, "学校说明", "The school's answer"), Look::Text, 18.0),
        Column::new(pick(lang, "处数", "Places"), Look::Centre, 8.0),
        Column::new(pick(lang, "代码", "Code"), Look::Text, 16.0),
        Column::new(FindingSheet::WHO.get(lang), Look::Text, 12.0),
        Column::new(FindingSheet::DAY.get(lang), Look::Text, 12.0),
        Column::hidden(HeaderSheet::MARK.get(lang)),
    ]
}

/// What may be decided about a problem that has to be checked.
fn rulings() -> [(&'static str, &'static str); 5] {
    Ruling::ALL.map(Ruling::both)
}

fn entries<'a>(sources: &Sources<'a>, number: i64, row: &'a [Datum], told: &Told) -> Vec<Entry<'a>> {
    let lang = sources.settings.lang;
    let severity = datum::severity(row.get(1));
    let code = datum::text(row.get(2)).unwrap_or_default();
    let rule = rule(sources, code);
    let remedy = rule.map(|rule| rule.remedy.get(lang)).unwrap_or_default();
    let masked = |at| datum::text(row.get(at)).map_or(Put::Nothing, |name| Put::text(mask_long(name)));
    let message = datum::text(row.get(9)).map(|message| without_remedy(message, remedy));
    let (subject, place, message) = match told {
        Told::First(rows) => {
            let all = cells(datum::position(row.get(7)).unwrap_or_default(), rows);
            let message = message.unwrap_or_default();
            let (message, place) = match lang {
                Lang::Zh => (
                    format!("{message}同样的共 {} 处：{all}", rows.len()),
                    format!("{} 等", datum::text(row.get(8)).unwrap_or_default()),
                ),
                Lang::En => (
                    format!("{message} {} places like it: {all}", rows.len()),
                    format!("{} …", datum::text(row.get(8)).unwrap_or_default()),
                ),
            };
            (Put::Nothing, Put::text(place), Put::text(message))
        }
        _ => {
            (Put::maybe(datum::text(row.get(3))), place(row, lang).map_or(Put::Nothing, Put::text), Put::maybe(message))
        }
    };
    vec![
        Put::count(number).into(),
        Put::text(datum::text(row.first()).unwrap_or(wording::school_unknown(lang))).into(),
        Put::text(wording::severity(severity, lang)).toned(Tone::from(severity)),
        Put::text(rule.map_or(code, |rule| rule.title.get(lang))).into(),
        subject.into(),
        masked(4).into(),
        masked(5).into(),
        place.into(),
        message.into(),
        Put::maybe(rule.map(|_| remedy)).into(),
        Put::Nothing.into(),
        Put::Nothing.into(),
        Put::count(places(told)).into(),
        Put::text(code).into(),
    ]
}

/// How many findings a row tells.
fn places(told: &Told) -> i64 {
    match told {
        Told::Alone => 1,
        Told::First(rows) => rows.len().cast_signed() as i64,
        Told::Already => 0,
    }
}

/// What findings that are told together have in common.
fn key(row: &[Datum]) -> Key {
    let text = |at: usize| datum::text(row.get(at)).unwrap_or_default().to_owned();
    let number = |at: usize| datum::position(row.get(at)).unwrap_or_default();
    (text(0), text(4), number(10), text(2), text(1), number(7))
}

/// The cell, else the row, else the column.
pub(super) fn place(row: &[Datum], lang: Lang) -> Option<String> {
    if let Some(cell) = datum::text(row.get(8)) {
        return Some(cell.to_owned());
    }
    let numbers = (datum::position(row.get(6)), datum::position(row.get(7)));
    Some(match (numbers, lang) {
        ((Some(row), _), Lang::Zh) => format!("第{row}行"),
        ((Some(row), _), Lang::En) => format!("row {row}"),
        ((None, Some(column)), _) => {
            let letters = crate::model::Address::new(0, column.saturating_sub(1)).column_letters();
            format!("{}{letters}{}", pick(lang, "", "column "), pick(lang, "列", ""))
        }
        ((None, None), _) => return None,
    })
}
