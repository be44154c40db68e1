//! Every problem, a row each, school after school, with a column for the decision.

use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, Workbook};

use super::LIST;
use crate::finding::{Lang, Rule, mask_long};
use crate::ledger::Datum;
use crate::report::grid::{Column, Entry, Grid, Heading, Put, sheet_for};
use crate::report::readback::Expected;
use crate::report::style::{Look, Styles, Tone};
use crate::report::trouble::Trouble;
use crate::report::wording::{self, pick};
use crate::report::{Sources, datum};

/// What may be decided about a problem.
const DECISIONS: [(&str, &str); 5] = [
    ("同一人", "same child"),
    ("不是同一人", "different children"),
    ("以本行为准", "this row is right"),
    ("归本校", "belongs to this school"),
    ("已核实无误", "checked, correct"),
];
/// The column of the decisions, from zero.
const DECISION: u16 = 11;

/// Writes the sheet of `rows` problems.
pub(super) fn write(
    book: &mut Workbook,
    styles: &Styles,
    sources: &Sources<'_>,
    rows: u64,
) -> Result<Expected, Trouble> {
    let lang = sources.settings.lang;
    let title = match lang {
        Lang::Zh => format!("{}问题清单（{}）", sources.town, wording::period(sources.settings)),
        Lang::En => format!("{}: problems of {}", sources.town, sources.settings.period),
    };
    let subtitle = match lang {
        Lang::Zh => format!("共 {rows} 个问题，按学校排列。单元格一列是原文件里的位置；处理意见可点选"),
        Lang::En => format!(
            "{rows} problems by school. The cell is the place in the source file; choose a decision from the list"
        ),
    };
    let sheet = sheet_for(book, LIST, rows)?;
    let heading = Heading { title: &title, subtitle: &subtitle, hint: "", lang, frozen: 0 };
    if rows > 0 {
        let words: Vec<&str> = DECISIONS.iter().map(|(zh, en)| pick(lang, zh, en)).collect();
        // Other words stay possible: an explanation is better than a wrong choice.
        let decisions =
            DataValidation::new().allow_list_strings(&words)?.set_error_style(DataValidationErrorStyle::Information);
        let decisions = decisions.show_error_message(false);
        sheet.add_data_validation(3, DECISION, 2 + rows as u32, DECISION, &decisions)?;
    }
    let mut grid = Grid::open(sheet, styles, heading, columns(lang), rows)?;
    let first_row = grid.first_row();
    let mut number = 0;
    let message = pick(lang, "message_zh", "message_en");
    let sql = format!(
        "SELECT f.school, f.severity, f.code, f.subject, f.file, f.sheet, f.row_number, f.column_number, f.cell, f.{message}
         FROM finding f LEFT JOIN school s ON s.period = f.period AND s.name = f.school
         WHERE f.period = :period
         ORDER BY CASE WHEN f.school IS NULL THEN 1 ELSE 0 END, s.school_no NULLS LAST, f.school NULLS LAST,
           CASE f.severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, f.n"
    );
    sources.ledger.each("report: problems", &sql, |row| -> Result<(), Trouble> {
        number += 1;
        grid.row(&entries(sources, number, row))?;
        Ok(())
    })?;
    let end_row = grid.next_row();
    grid.close(pick(lang, "没有发现问题。", "No problem was found."), &[])?;
    Ok(Expected {
        sheet: LIST.to_owned(),
        column: 0,
        first_row,
        end_row,
        rows,
        sum: (1..=rows).sum::<u64>().cast_signed(),
    })
}

fn columns(lang: Lang) -> Vec<Column> {
    vec![
        Column::new(pick(lang, "序号", "No."), Look::Centre, 8.0),
        Column::new(pick(lang, "学校", "School"), Look::Text, 18.0),
        Column::new(pick(lang, "级别", "Severity"), Look::Centre, 8.0),
        Column::new(pick(lang, "问题", "Problem"), Look::Text, 22.0),
        Column::new(pick(lang, "代码", "Code"), Look::Text, 18.0),
        Column::new(pick(lang, "儿童/对象", "Child or person"), Look::Text, 12.0),
        Column::new(pick(lang, "文件", "File"), Look::Text, 28.0),
        Column::new(pick(lang, "工作表", "Sheet"), Look::Text, 16.0),
        Column::new(pick(lang, "单元格", "Cell"), Look::Centre, 10.0),
        Column::new(pick(lang, "说明", "What is wrong"), Look::Text, 50.0),
        Column::new(pick(lang, "怎么改", "What to do"), Look::Text, 38.0),
        Column::new(pick(lang, "处理意见", "Decision"), Look::Text, 16.0),
    ]
}

fn entries<'a>(sources: &Sources<'a>, number: i64, row: &'a [Datum]) -> Vec<Entry<'a>> {
    let lang = sources.settings.lang;
    let severity = datum::severity(row.get(1));
    let code = datum::text(row.get(2)).unwrap_or_default();
    let rule: Option<&'a Rule> = sources.rules.iter().find(|rule| rule.code.0 == code).copied();
    let remedy = rule.map(|rule| rule.remedy.get(lang)).unwrap_or_default();
    let masked = |at| datum::text(row.get(at)).map_or(Put::Nothing, |name| Put::text(mask_long(name)));
    vec![
        Put::count(number).into(),
        Put::text(datum::text(row.first()).unwrap_or(wording::school_unknown(lang))).into(),
        Put::text(wording::severity(severity, lang)).toned(Tone::from(severity)),
        Put::text(rule.map_or(code, |rule| rule.title.get(lang))).into(),
        Put::text(code).into(),
        Put::maybe(datum::text(row.get(3))).into(),
        masked(4).into(),
        masked(5).into(),
        place(row, lang).map_or(Put::Nothing, Put::text).into(),
        Put::maybe(datum::text(row.get(9)).map(|message| without_remedy(message, remedy))).into(),
        Put::maybe(rule.map(|_| remedy)).into(),
        Put::Nothing.into(),
    ]
}

/// A message says how to put it right at its end; here that stands in a column of its own.
fn without_remedy<'a>(message: &'a str, remedy: &str) -> &'a str {
    message.strip_suffix(remedy).map(str::trim_end).filter(|rest| !rest.is_empty()).unwrap_or(message)
}

/// The cell, else the row, else the column.
fn place(row: &[Datum], lang: Lang) -> Option<String> {
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
