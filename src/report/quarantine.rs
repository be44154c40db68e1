//! The sheet of rows that nobody could place: as they stood, each with its reason.

use std::collections::BTreeSet;

use super::book::Book;
use super::datum;
use super::grid::{Column, Entry, Grid, Heading, Put};
use super::readback::Expected;
use super::style::{Look, Tone};
use super::trouble::Trouble;
use super::wording::{self, pick};
use super::{QUARANTINE, Sources};
use crate::finding::{Lang, mask_long};
use crate::ledger::Datum;

/// The most columns of the source that get a column of their own; further cells share the last.
const MOST_COLUMNS: usize = 120;

/// The column of the row's number, from zero.
const ROW: u32 = 3;

/// A cell of a quarantined row: its column's letters, its text.
type Cell = (String, String);

/// Writes the sheet.
pub(super) fn write(book: &mut Book, sources: &Sources<'_>) -> Result<Vec<Expected>, Trouble> {
    let lang = sources.settings.lang;
    let (rows, sum, letters) = surveyed(sources)?;
    let title = match lang {
        Lang::Zh => format!("{}待核实的行", sources.town),
        Lang::En => format!("{}: rows to be checked", sources.town),
    };
    let subtitle = pick(
        lang,
        "下面这些行有内容，但程序不知道该放到哪里，原样列出，一格不少。请按“原因”处理，改好原表后重新汇总",
        "Rows with content that could not be placed, exactly as they stood. Follow the reason, correct the source, run again",
    );
    let sheet = book.sheet_for(QUARANTINE)?;
    let heading = Heading { title: &title, subtitle, hint: "", lang, frozen: 0 };
    let mut grid = Grid::open(sheet, heading, columns(&letters, lang), rows, ROW)?;
    // The rows of a county are many, and mostly none of them waits.
    if rows > 0 {
        sources.ledger.each("report: quarantined", SELECT, |row| -> Result<(), Trouble> {
            grid.row(&entries(row, &letters, lang))?;
            Ok(())
        })?;
    }
    let pages = grid.close(pick(lang, "没有待核实的行。", "No row is waiting to be checked."), &[])?;
    pages.expected(ROW, rows, sum)
}

const SELECT: &str = "
    SELECT r.reason, p.path, h.name, r.row_number, r.content
    FROM row_fate r
    JOIN file p ON p.period = r.period AND p.file = r.file
    JOIN sheet h ON h.period = r.period AND h.file = r.file AND h.sheet = r.sheet
    WHERE r.period = :period AND r.fate = 'quarantined'
    ORDER BY r.file, r.sheet, r.row_number";

/// How many rows wait, what their numbers sum to, and the columns of the sources that any of them uses, from left to right.
fn surveyed(sources: &Sources<'_>) -> Result<(u64, i64, Vec<String>), Trouble> {
    let (mut rows, mut sum, mut used) = (0, 0, BTreeSet::new());
    sources.ledger.each("report: quarantined", SELECT, |row| -> Result<(), Trouble> {
        (rows, sum) = (rows + 1, sum + datum::int(row.get(3)));
        used.extend(cells(row.get(4)).into_iter().map(|(letters, _)| (letters.len(), letters)));
        Ok(())
    })?;
    Ok((rows, sum, used.into_iter().map(|(_, letters)| letters).collect()))
}

fn columns(letters: &[String], lang: Lang) -> Vec<Column> {
    let mut columns = vec![
        Column::new(pick(lang, "原因", "Reason"), Look::Text, 36.0),
        Column::new(pick(lang, "来源文件", "Source file"), Look::Text, 36.0),
        Column::new(pick(lang, "来源工作表", "Source sheet"), Look::Text, 18.0),
        Column::new(pick(lang, "来源行", "Source row"), Look::Centre, 10.0),
    ];
    for letters in letters.iter().take(MOST_COLUMNS) {
        let title = match lang {
            Lang::Zh => format!("{letters}列"),
            Lang::En => format!("Column {letters}"),
        };
        columns.push(Column::new(title, Look::Text, 24.0));
    }
    if letters.len() > MOST_COLUMNS {
        columns.push(Column::new(pick(lang, "其余各列", "Further columns"), Look::Text, 60.0));
    }
    columns
}

fn entries<'a>(row: &'a [Datum], letters: &[String], lang: Lang) -> Vec<Entry<'a>> {
    let reason = datum::text(row.first()).map(|reason| wording::quarantined(reason, lang));
    let mut entries: Vec<Entry<'a>> = vec![
        Put::maybe(reason).toned(Tone::Warning),
        Put::maybe(datum::text(row.get(1))).into(),
        datum::text(row.get(2)).map_or(Put::Nothing, |name| Put::text(mask_long(name))).into(),
        Put::count(datum::int(row.get(3))).into(),
    ];
    let mut cells = cells(row.get(4));
    for wanted in letters.iter().take(MOST_COLUMNS) {
        let found = cells.iter().position(|(letters, _)| letters == wanted);
        entries.push(found.map_or(Put::Nothing, |at| Put::text(cells.remove(at).1)).into());
    }
    if letters.len() > MOST_COLUMNS {
        let rest: Vec<String> = cells.into_iter().map(|(letters, text)| format!("{letters}：{text}")).collect();
        entries.push(if rest.is_empty() { Put::Nothing } else { Put::text(rest.join("；")) }.into());
    }
    entries
}

/// The row's cells as the ledger keeps them. What is no such list stands whole in the first column: never dropped.
fn cells(content: Option<&Datum>) -> Vec<Cell> {
    let Some(content) = datum::text(content) else { return Vec::new() };
    serde_json::from_str(content).unwrap_or_else(|_| vec![("A".to_owned(), content.to_owned())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_keeps_every_cell() {
        let text = |text: &str| Datum::Text(text.to_owned());
        let row =
            [text("no-form"), text("a.xlsx"), text("课程表"), Datum::Int(4), text(r#"[["B","=1+1"],["AA","数学"]]"#)];
        let letters = ["A".to_owned(), "B".to_owned(), "AA".to_owned()];
        let puts: Vec<Put<'_>> = entries(&row, &letters, Lang::Zh).into_iter().map(|entry| entry.put).collect();
        assert_eq!(puts[3..], [Put::Number(4.0), Put::Nothing, Put::text("=1+1"), Put::text("数学")]);
        assert_eq!(cells(Some(&text("不是列表"))), [("A".to_owned(), "不是列表".to_owned())]);
    }
}
