//! What became of the problems of the run before: corrected, explained, still there, new. Nothing where there was none.

use rust_xlsxwriter::Color;

use super::{place, rule, what_and_where, without_remedy};
use crate::answer::State;
use crate::finding::{Lang, Words, mask_long};
use crate::ledger::Datum;
use crate::report::book::Book;
use crate::report::grid::{Column, Entry, Grid, Heading, Put};
use crate::report::readback::Expected;
use crate::report::style::{Look, Tone};
use crate::report::trouble::Trouble;
use crate::report::wording::{self, pick};
use crate::report::{Sources, datum};

/// The sheet's name and its tab's colour.
const SHEET: &str = "进展";
const TAB: u32 = 0x0070_30A0;
/// The place of the column that counts, from zero.
const COUNT: u32 = 10;

/// The word for what became of a problem.
const fn word(state: State) -> Words {
    match state {
        State::Left => Words::new("未改", "still there"),
        State::New => Words::new("新增", "new"),
        State::Solved => Words::new("已改", "corrected"),
        State::Explained => Words::new("已说明", "explained"),
        State::Decided => Words::new("已核实", "settled"),
        State::Gone => Words::new("这次没有报送", "not sent this time"),
    }
}

const fn tone(state: State) -> Tone {
    match state {
        State::Left => Tone::Warning,
        State::New => Tone::Error,
        State::Solved | State::Explained | State::Decided => Tone::Good,
        State::Gone => Tone::Plain,
    }
}

/// How many problems came to what, in the order of [`State::ALL`]; `None` where there was no run before.
pub(super) fn counts(sources: &Sources<'_>) -> Result<Option<[i64; 6]>, Trouble> {
    let looked = "SELECT value FROM setting WHERE period = :period AND name = 'looked_back' ORDER BY value NULLS FIRST";
    if sources.ledger.ask("report: the run before", looked)?.rows.is_empty() {
        return Ok(None);
    }
    let sql = "SELECT state, COUNT(*) FROM before WHERE period = :period GROUP BY state
               UNION ALL SELECT 'new', COUNT(*) FROM finding WHERE period = :period AND progress = 'new'
               ORDER BY 1 NULLS FIRST";
    let mut counts = [0; 6];
    for row in sources.ledger.ask("report: what became of problems", sql)?.rows {
        let state = datum::text(row.first()).and_then(State::named);
        let at = State::ALL.iter().position(|one| Some(*one) == state);
        if let Some(count) = at.and_then(|at| counts.get_mut(at)) {
            *count += datum::int(row.get(1));
        }
    }
    Ok(Some(counts))
}

/// In words: 已改 3 处，未改 2 处.
pub(super) fn in_words(counts: [i64; 6], lang: Lang) -> String {
    let is_told = |(state, count): &(State, i64)| {
        *count > 0 || matches!(state, State::Solved | State::Explained | State::Left | State::New)
    };
    let order = [State::Solved, State::Explained, State::Left, State::New, State::Decided, State::Gone];
    let all = State::ALL.into_iter().zip(counts);
    let mut told: Vec<(State, i64)> = all.filter(is_told).collect();
    told.sort_by_key(|(state, _)| order.iter().position(|one| one == state));
    let words = told.into_iter().map(|(state, count)| match lang {
        Lang::Zh => format!("{} {count} 处", word(state).zh),
        Lang::En => format!("{count} {}", word(state).en),
    });
    words.collect::<Vec<_>>().join(pick(lang, "，", ", "))
}

/// Writes the sheet.
pub(super) fn write(book: &mut Book, sources: &Sources<'_>) -> Result<Vec<Expected>, Trouble> {
    let lang = sources.settings.lang;
    let Some(counts) = counts(sources)? else { return Ok(Vec::new()) };
    let rows: i64 = counts.iter().sum();
    let title = match lang {
        Lang::Zh => format!("{}　与上次汇总相比（{}）", sources.town, wording::period(sources.settings)),
        Lang::En => format!("{}: since the run before ({})", sources.town, sources.settings.period),
    };
    let subtitle = in_words(counts, lang);
    let mut sheet = book.sheet(SHEET)?;
    sheet.sheet()?.set_tab_color(Color::RGB(TAB));
    let heading = Heading { title: &title, subtitle: &subtitle, hint: "", lang, frozen: 0 };
    let mut grid = Grid::open(sheet, heading, columns(lang), rows.unsigned_abs(), COUNT)?;
    let mut number = 0;
    sources.ledger.each("report: progress", &sql(lang), |row| -> Result<(), Trouble> {
        number += 1;
        grid.row(&entries(sources, number, row))?;
        Ok(())
    })?;
    let empty = pick(lang, "上次和这次都没有问题。", "There was no problem, and there is none.");
    grid.close(empty, &[])?.expected(COUNT, rows.unsigned_abs(), rows)
}

/// The problems of the run before, and those that are new: school by school, in the order of the states.
fn sql(lang: Lang) -> String {
    let message = pick(lang, "message_zh", "message_en");
    let ranks: Vec<String> =
        State::ALL.iter().enumerate().map(|(at, one)| format!("WHEN '{}' THEN {at}", one.name())).collect();
    let rank = ranks.join(" ");
    format!(
        "SELECT t.school, t.severity, t.code, t.subject, t.file, t.sheet, t.row_number, t.column_number, t.cell, t.message,
           t.state
         FROM (SELECT school, severity, code, subject, file, sheet, row_number, column_number, cell, {message} AS message,
             state, n FROM before WHERE period = :period
           UNION ALL SELECT school, severity, code, subject, file, sheet, row_number, column_number, cell, {message},
             progress, n FROM finding WHERE period = :period AND progress = 'new') t
         LEFT JOIN school s ON s.period = :period AND s.name = t.school
         ORDER BY CASE WHEN t.school IS NULL THEN 1 ELSE 0 END, s.school_no NULLS LAST, t.school NULLS LAST,
           CASE t.state {rank} ELSE 9 END, t.n"
    )
}

fn columns(lang: Lang) -> Vec<Column> {
    let [number, school, problem, subject, file, sheet, cell, message] = what_and_where(lang, 50.0);
    vec![
        number,
        school,
        Column::new(pick(lang, "进展", "Progress"), Look::Centre, 14.0),
        Column::new(pick(lang, "级别", "Severity"), Look::Centre, 8.0),
        problem,
        subject,
        file,
        sheet,
        cell,
        message,
        Column::new(pick(lang, "处数", "Places"), Look::Centre, 8.0),
        Column::new(pick(lang, "代码", "Code"), Look::Text, 16.0),
    ]
}

fn entries<'a>(sources: &Sources<'a>, number: i64, row: &'a [Datum]) -> Vec<Entry<'a>> {
    let lang = sources.settings.lang;
    let severity = datum::severity(row.get(1));
    let code = datum::text(row.get(2)).unwrap_or_default();
    let rule = rule(sources, code);
    let remedy = rule.map(|rule| rule.remedy.get(lang)).unwrap_or_default();
    let state = datum::text(row.get(10)).and_then(State::named).unwrap_or(State::Left);
    let masked = |at| datum::text(row.get(at)).map_or(Put::Nothing, |name| Put::text(mask_long(name)));
    vec![
        Put::count(number).into(),
        Put::text(datum::text(row.first()).unwrap_or(wording::school_unknown(lang))).into(),
        Put::text(word(state).get(lang).to_owned()).toned(tone(state)),
        Put::text(wording::severity(severity, lang)).toned(Tone::from(severity)),
        Put::text(rule.map_or(code, |rule| rule.title.get(lang))).into(),
        Put::maybe(datum::text(row.get(3))).into(),
        masked(4).into(),
        masked(5).into(),
        place(row, lang).map_or(Put::Nothing, Put::text).into(),
        Put::maybe(datum::text(row.get(9)).map(|message| without_remedy(message, remedy))).into(),
        Put::count(1).into(),
        Put::text(code).into(),
    ]
}
