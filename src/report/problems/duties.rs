//! What was not done: schools that did not send what they must, then a row per child with what is not done for it.

use std::collections::BTreeMap;

use super::{decisions, desk, rule, sheet_name, without_remedy};
use crate::finding::{Desk, Lang, Level, Severity, mask_long};
use crate::form::Role;
use crate::ledger::Datum;
use crate::report::book::Book;
use crate::report::grid::{Column, Entry, Grid, Heading, Put};
use crate::report::readback::Expected;
use crate::report::style::{Look, Tone};
use crate::report::trouble::Trouble;
use crate::report::wording::{self, pick};
use crate::report::{Sources, datum};

/// What may become of a duty that was not done.
const DECISIONS: [(&str, &str); 3] =
    [("已补做补报", "done and sent"), ("正在落实", "under way"), ("已核实无误", "checked, correct")];

/// The place of a child's row: file, sheet, row from one.
type Spot = (String, u32, u32);

/// A school or a child with what was not done.
#[derive(Debug)]
struct Lack {
    school: Option<String>,
    spot: Spot,
    sheet: Option<String>,
    subject: Option<String>,
    gravest: Severity,
    /// Column of the sheet's duties, words.
    said: Vec<(usize, String)>,
}

/// Writes the sheet.
pub(super) fn write(book: &mut Book, sources: &Sources<'_>) -> Result<Vec<Expected>, Trouble> {
    let lang = sources.settings.lang;
    let duties: Vec<&str> = sources
        .rules
        .iter()
        .filter(|rule| rule.desk == Desk::Duty && rule.level == Level::Child)
        .map(|rule| &*rule.code.0)
        .collect();
    let lacks = lacks(sources, &duties)?;
    let grades = if lacks.is_empty() { BTreeMap::new() } else { grades(sources)? };
    let rows = lacks.len() as u64;
    let sum: i64 = lacks.iter().map(|lack| lack.said.len().cast_signed() as i64).sum();
    let name = sheet_name(Desk::Duty);
    let title = match lang {
        Lang::Zh => format!("{}　{name}（{}）", sources.town, wording::period(sources.settings)),
        Lang::En => format!("{}: not done ({})", sources.town, sources.settings.period),
    };
    let subtitle = match lang {
        Lang::Zh => format!("共 {sum} 项。先催没有报送的学校，再一个一个孩子补上；补好后登记在原表里重新报送"),
        Lang::En => format!("{sum} duties: first the schools that sent nothing, then child by child"),
    };
    let columns = columns(sources, &duties);
    let places = columns.len() as u16 - 1;
    let sheet = book.sheet_for(name)?;
    let heading = Heading { title: &title, subtitle: &subtitle, hint: "", lang, frozen: 0 };
    let mut grid = Grid::open(sheet, heading, columns, rows, u32::from(places))?;
    for (at, lack) in lacks.iter().enumerate() {
        grid.row(&entries(at.cast_signed() as i64 + 1, lack, &grades, duties.len() + 1, lang))?;
    }
    let pages = grid.close(pick(lang, "该做的都做了，该报的都报了。", "Everything was done and sent."), &[])?;
    decisions(book, &pages, places - 2, &DECISIONS, lang)?;
    pages.expected(u32::from(places), rows, sum)
}

/// Schools first, then children and whatever else, in the township's order; a row each.
fn lacks(sources: &Sources<'_>, duties: &[&str]) -> Result<Vec<Lack>, Trouble> {
    let lang = sources.settings.lang;
    let message = pick(lang, "message_zh", "message_en");
    let sql = format!(
        "SELECT f.school, f.severity, f.code, f.subject, f.file, f.sheet, f.sheet_no, f.row_number, f.{message}
         FROM finding f LEFT JOIN school s ON s.period = f.period AND s.name = f.school
         WHERE f.period = :period
         ORDER BY CASE WHEN f.school IS NULL THEN 1 ELSE 0 END, s.school_no NULLS LAST, f.school NULLS LAST,
           f.n NULLS FIRST"
    );
    let (mut schools, mut others): (Vec<Lack>, Vec<Lack>) = (Vec::new(), Vec::new());
    let mut known: BTreeMap<(bool, Option<String>, Spot, Option<String>), usize> = BTreeMap::new();
    sources.ledger.each("report: duties", &sql, |row| -> Result<(), Trouble> {
        let severity = datum::severity(row.get(1));
        let code = datum::text(row.get(2)).unwrap_or_default();
        if desk(sources, code, severity) != Desk::Duty {
            return Ok(());
        }
        let lack = lack(row, severity);
        let rule = rule(sources, code);
        let remedy = rule.map(|rule| rule.remedy.get(lang)).unwrap_or_default();
        let said = bare(datum::text(row.get(8)).unwrap_or_default(), remedy, &lack);
        let of_school = rule.is_some_and(|rule| rule.level == Level::School);
        // The first column is the schools' own; what no column stands for goes there too.
        let column = duties.iter().position(|duty| *duty == code).map_or(0, |at| at + 1);
        let list = if of_school { &mut schools } else { &mut others };
        let key = (of_school, lack.school.clone(), lack.spot.clone(), lack.subject.clone());
        let at = *known.entry(key).or_insert(list.len());
        if at == list.len() {
            list.push(lack);
        }
        if let Some(lack) = list.get_mut(at) {
            lack.gravest = lack.gravest.min(severity);
            lack.said.push((column, said));
        }
        Ok(())
    })?;
    schools.extend(others);
    Ok(schools)
}

fn lack(row: &[Datum], severity: Severity) -> Lack {
    let text = |at: usize| datum::text(row.get(at)).map(str::to_owned);
    let number = |at: usize| datum::position(row.get(at)).unwrap_or_default();
    Lack {
        school: text(0),
        spot: (text(4).unwrap_or_default(), number(6), number(7)),
        sheet: text(5),
        subject: text(3),
        gravest: severity,
        said: Vec::new(),
    }
}

/// What a message says besides who it is about and how to put it right.
fn bare(message: &str, remedy: &str, lack: &Lack) -> String {
    let rest = without_remedy(message, remedy);
    let who = lack.subject.as_deref().or(lack.school.as_deref()).unwrap_or_default();
    let rest = rest.strip_prefix(who).unwrap_or(rest).trim_start_matches(['：', ':', ' ']);
    rest.trim_end_matches(['。', '.', ' ']).to_owned()
}

/// Grade and class of the children on the roster, by their rows and names.
fn grades(sources: &Sources<'_>) -> Result<BTreeMap<(Spot, String), [String; 2]>, Trouble> {
    let mut grades = BTreeMap::new();
    let Some((_, form)) = sources.forms.roster() else { return Ok(grades) };
    let column = |role: Role| match form.role(role).and_then(|at| form.fields.get(at)) {
        Some(field) => format!("t.\"{}\"", field.id),
        None => "NULL".to_owned(),
    };
    let sql = format!(
        "SELECT f.path, t.sheet, t.row_number, {}, {}, {}
         FROM \"{}\" t JOIN file f ON f.period = t.period AND f.file = t.file
         WHERE t.period = :period ORDER BY t.n NULLS FIRST",
        column(Role::ChildName),
        column(Role::Grade),
        column(Role::Class),
        form.table_name()
    );
    sources.ledger.each("report: grades", &sql, |row| -> Result<(), Trouble> {
        let text = |at: usize| datum::text(row.get(at)).unwrap_or_default().to_owned();
        let number = |at: usize| datum::position(row.get(at)).unwrap_or_default();
        grades.insert(((text(0), number(1), number(2)), text(3)), [text(4), text(5)]);
        Ok(())
    })?;
    Ok(grades)
}

fn columns(sources: &Sources<'_>, duties: &[&str]) -> Vec<Column> {
    let lang = sources.settings.lang;
    let mut columns = vec![
        Column::new(pick(lang, "序号", "No."), Look::Centre, 8.0),
        Column::new(pick(lang, "学校", "School"), Look::Text, 20.0),
        Column::new(pick(lang, "年级", "Grade"), Look::Centre, 10.0),
        Column::new(pick(lang, "班级", "Class"), Look::Centre, 8.0),
        Column::new(pick(lang, "姓名/对象", "Child or person"), Look::Text, 12.0),
        Column::new(pick(lang, "学校未报送、其他", "Not sent, other"), Look::Text, 30.0),
    ];
    let titles = duties.iter().filter_map(|code| rule(sources, code)).map(|rule| rule.title.get(lang));
    columns.extend(titles.map(|title| Column::new(title, Look::Text, 24.0)));
    columns.extend([
        Column::new(pick(lang, "文件", "File"), Look::Text, 26.0),
        Column::new(pick(lang, "工作表", "Sheet"), Look::Text, 14.0),
        Column::new(pick(lang, "行", "Row"), Look::Centre, 6.0),
        Column::new(pick(lang, "处理意见", "Decision"), Look::Text, 14.0),
        Column::new(pick(lang, "学校说明", "The school's answer"), Look::Text, 18.0),
        Column::new(pick(lang, "项数", "Duties"), Look::Centre, 8.0),
    ]);
    columns
}

fn entries<'a>(
    number: i64,
    lack: &'a Lack,
    grades: &'a BTreeMap<(Spot, String), [String; 2]>,
    columns: usize,
    lang: Lang,
) -> Vec<Entry<'a>> {
    let name = lack.subject.as_deref();
    let known = grades.get(&(lack.spot.clone(), name.unwrap_or_default().to_owned()));
    let of =
        |at: usize| Put::maybe(known.and_then(|known| known.get(at)).map(String::as_str).filter(|s| !s.is_empty()));
    let tone = Tone::from(lack.gravest);
    let said = (0..columns).map(|column| {
        let words: Vec<&str> =
            lack.said.iter().filter(|(at, _)| *at == column).map(|(_, said)| said.as_str()).collect();
        if words.is_empty() { Put::Nothing.into() } else { Put::text(words.join(pick(lang, "；", "; "))).toned(tone) }
    });
    let (file, _, row) = &lack.spot;
    let masked = |text: &str| if text.is_empty() { Put::Nothing } else { Put::text(mask_long(text)) };
    let mut entries: Vec<Entry<'a>> = vec![
        Put::count(number).into(),
        Put::text(lack.school.as_deref().unwrap_or(wording::school_unknown(lang))).into(),
        of(0).into(),
        of(1).into(),
        Put::maybe(name).into(),
    ];
    entries.extend(said);
    entries.extend([
        masked(file).into(),
        masked(lack.sheet.as_deref().unwrap_or_default()).into(),
        if *row == 0 { Put::Nothing } else { Put::count(i64::from(*row)) }.into(),
        Put::Nothing.into(),
        Put::Nothing.into(),
        Put::count(lack.said.len().cast_signed() as i64).into(),
    ]);
    entries
}
