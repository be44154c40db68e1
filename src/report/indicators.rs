//! The sheet that says of every figure what it is.

use super::book::Book;
use super::figures::Indicator;
use super::grid::{Column, Entry, Grid, Heading, Put};
use super::readback::Expected;
use super::style::Look;
use super::trouble::Trouble;
use super::wording::pick;
use super::{INDICATORS, Sources};

/// Writes the sheet.
pub(super) fn write(book: &mut Book, sources: &Sources<'_>, explained: &[Indicator]) -> Result<Vec<Expected>, Trouble> {
    let lang = sources.settings.lang;
    let rows = explained.len() as u64;
    let subtitle = pick(
        lang,
        "每个数字是什么、怎么算、从哪里来；.sql 文件是它的算法",
        "What every figure is, how it is counted and where it comes from; the .sql file is its rule",
    );
    let heading =
        Heading { title: pick(lang, "指标说明", "The figures explained"), subtitle, hint: "", lang, frozen: 0 };
    let columns = vec![
        Column::new(pick(lang, "编号", "No."), Look::Centre, 6.0),
        Column::new(pick(lang, "工作表", "Sheet"), Look::Text, 12.0),
        Column::new(pick(lang, "分表", "Table"), Look::Text, 24.0),
        Column::new(pick(lang, "指标", "Figure"), Look::Text, 26.0),
        Column::new(pick(lang, "计量", "Unit"), Look::Centre, 10.0),
        Column::new(pick(lang, "怎么算", "Definition"), Look::Text, 70.0),
        Column::new(pick(lang, "来源", "Source"), Look::Text, 44.0),
    ];
    let sheet = book.sheet_for(INDICATORS)?;
    let mut grid = Grid::open(sheet, heading, columns, rows, 0)?;
    for (number, indicator) in (1..).zip(explained) {
        let words = [
            &indicator.sheet,
            &indicator.table,
            &indicator.name,
            &indicator.unit,
            &indicator.definition,
            &indicator.source,
        ];
        let mut entries: Vec<Entry<'_>> = vec![Put::count(number).into()];
        entries
            .extend(words.map(|words| Entry::from(Put::maybe(Some(words.as_str()).filter(|words| !words.is_empty())))));
        grid.row(&entries)?;
    }
    let pages = grid.close(pick(lang, "没有指标。", "No figure."), &[])?;
    let sum = (1..).zip(explained).map(|(number, _)| number).sum();
    pages.expected(0, rows, sum)
}
