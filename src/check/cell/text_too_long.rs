//! `text-too-long`: more text in a cell than a spreadsheet's cell holds.

use crate::check::{rule, with_remedy};
use crate::finding::{Finding, Level, Rule, Severity};
use crate::model::{Address, CellValue, Place, Sheet};

pub(super) static RULE: Rule = rule(
    "text-too-long",
    Severity::Info,
    Level::Cell,
    ("内容太长", "a text too long"),
    (
        "电子表格的一个单元格最多放 32,767 个字。比这更长的内容，汇总表里只能留下前面的部分，完整的内容在台账里。",
        "A cell of a spreadsheet holds 32,767 characters; of a longer text the workbooks show the beginning, the ledger has it all.",
    ),
    ("请把内容写短，长的材料另附文档。", "Shorten the text, and send long material as a document of its own."),
);

/// What a cell holds, in the units in which spreadsheets count characters (UTF-16).
const MOST: usize = 32_767;

/// The cells of a sheet whose text is too long.
pub(in crate::check) fn check(sheet: &Sheet, place: &Place) -> Vec<Finding> {
    let cells = sheet.rows.iter().flat_map(|row| row.cells.iter().map(move |cell| (row.index, cell)));
    let long = cells.filter_map(|(row, cell)| {
        let CellValue::Text(text) = &cell.value else { return None };
        // No text has more units than bytes.
        let units = if text.len() > MOST { text.encode_utf16().count() } else { 0 };
        (units > MOST).then(|| (Address::new(row, cell.column), units))
    });
    let find = |(at, units): (Address, usize)| {
        let zh = format!("这一格有 {units} 个字，超过一格能放的 {MOST} 个，汇总表里只留下前面的，全文在台账里");
        let en = format!(
            "the cell has {units} characters, more than the {MOST} that a cell holds: the workbooks show the beginning, the ledger has it all"
        );
        RULE.at(place.at_cell(at), with_remedy(&RULE, &zh, &en))
    };
    long.map(find).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{Cell, Row};

    fn codes(text: String) -> Vec<String> {
        let row = Row { index: 4, cells: vec![Cell { column: 1, value: CellValue::text(text) }] };
        let sheet = Sheet { name: Arc::from("一班"), hidden: false, rows: vec![row], merges: Vec::new() };
        let found = check(&sheet, &Place::sheet(&Arc::from("a.xlsx"), 0, &sheet.name));
        found.iter().map(|finding| format!("{} {:?}", finding.code, finding.place.cell())).collect()
    }

    #[test]
    fn fires_on_what_no_cell_holds() {
        assert_eq!(codes("长".repeat(MOST + 1)).len(), 1);
        // Two units each.
        assert_eq!(codes("𠮷".repeat(MOST / 2 + 1)).len(), 1);
    }

    #[test]
    fn stays_silent_on_what_a_cell_holds() {
        assert!(codes("长".repeat(MOST)).is_empty());
    }
}
