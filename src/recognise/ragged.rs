//! Lines of a delimited text that cannot be trusted: with more cells than their header, or with a quote that nothing
//! closes. What stands in them may belong to other columns, so they are shown verbatim and taken for nobody's.

use crate::model::{Address, Block, Book, CellValue, Layout, Lines, QuarantineReason, RawRecord, SheetReading};

use super::looks;

/// Sets such lines aside.
pub(super) fn set_aside(book: &Book, readings: &mut [SheetReading]) {
    let Some(lines) = &book.lines else { return };
    for block in readings.iter_mut().flat_map(|reading| &mut reading.blocks) {
        let Some(header) = header(block) else { continue };
        let named = block.columns.iter().filter(|column| !column.header.is_empty());
        let last = named.map(|column| column.column).max().unwrap_or_default();
        let beyond: Vec<bool> = block.records.iter().map(|record| is_wide(record, lines, header, last)).collect();
        // Where most lines are longer, it is the header that is short.
        let most = beyond.len() > 2 && beyond.iter().filter(|&&wide| wide).count() * 2 > beyond.len();
        for (record, wide) in block.records.iter_mut().zip(beyond) {
            let unpaired = record.rows.iter().any(|row| lines.unpaired.contains(row));
            let fault = if unpaired { Some(QuarantineReason::Unpaired) } else { None };
            let fault = fault.or((wide && !most).then_some(QuarantineReason::Ragged));
            record.quarantine = record.quarantine.or(fault);
        }
        let placed = || block.records.iter().filter(|record| record.quarantine.is_none());
        let filled = |column: u32| placed().any(|record| stands(record).any(|(at, _)| at.column == column));
        block.columns.retain(|column| !column.header.is_empty() || filled(column.column));
    }
}

/// The last row of a table's header.
fn header(block: &Block) -> Option<u32> {
    block.header_rows.iter().max().copied().filter(|_| block.layout == Layout::Table)
}

/// Whether a line has more cells than its header, and something stands in them.
fn is_wide(record: &RawRecord, lines: &Lines, header: u32, last: u32) -> bool {
    let beyond = stands(record).any(|(at, value)| at.column > last && !looks::holds_nothing(value));
    beyond && record.rows.iter().any(|&row| lines.width(row) > lines.width(header))
}

/// All that stands in a record's cells.
fn stands(record: &RawRecord) -> impl Iterator<Item = (Address, &CellValue)> {
    let extra = record.extra.iter().map(|(_, at, value)| (*at, value));
    extra.chain(record.cells.iter().filter_map(|cell| Some((cell.at, cell.value.as_ref()?))))
}

#[cfg(test)]
mod tests {
    use super::super::{Lexicon, recognise};
    use crate::form::builtin;
    use crate::model::{Book, Cell, CellValue, Lines, Row, Sheet};

    /// Why each record of a text is set aside.
    fn reasons(text: &str, unpaired: &[u32]) -> Vec<Option<&'static str>> {
        let mut lines = Lines { unpaired: unpaired.to_vec(), ..Lines::default() };
        let row = |(index, line): (u32, &str)| {
            lines.note(index, line.split(',').count() as u32);
            let cells = (0..).zip(line.split(',')).filter(|(_, text)| !text.is_empty());
            let cells = cells.map(|(column, text)| Cell { column, value: CellValue::text(text) });
            Row { index, cells: cells.collect() }
        };
        let rows = (0..).zip(text.lines()).map(row).collect();
        let sheet = Sheet { name: "表".into(), hidden: false, rows, merges: Vec::new() };
        let forms = builtin().unwrap();
        let book = Book { sheets: vec![sheet], lines: Some(lines), ..Book::default() };
        let readings = recognise(&book, "表.csv", &forms, &Lexicon::new(&forms));
        let records = readings.iter().flat_map(|reading| &reading.blocks).flat_map(|block| &block.records);
        records.map(|record| record.quarantine.map(|reason| reason.words().en.into_owned().leak() as &str)).collect()
    }

    const HEADER: &str = "姓名,性别,年级,监护人姓名,监护人电话,家庭住址";

    #[test]
    fn a_line_with_more_cells_than_its_header_is_set_aside() {
        let text = format!(
            "{HEADER}\n王芳,女,三年级,王强,13812345678,青山村\n李明,男,三年级,李大山,13812345679,青山村,三组,5号\n\
             张伟,男,三年级,张三,13812345670,柳林村,,\n赵敏,女,三年级"
        );
        assert_eq!(reasons(&text, &[]), [None, Some("more cells than the header"), None, None]);
    }

    #[test]
    fn a_header_shorter_than_its_lines_sets_none_aside() {
        let text = format!(
            "{HEADER}\n王芳,女,三年级,王强,13812345678,青山村,x\n李明,男,三年级,李大山,13812345679,青山村,y\n\
             张伟,男,三年级,张三,13812345670,柳林村,z"
        );
        assert_eq!(reasons(&text, &[]), [None, None, None]);
    }

    #[test]
    fn a_note_beside_a_table_whose_lines_are_all_as_long_is_none() {
        let text = format!(
            "{HEADER},,\n王芳,女,三年级,王强,13812345678,青山村,,\n李明,男,三年级,李大山,13812345679,青山村,待核,\n\
             张伟,男,三年级,张三,13812345670,柳林村,,"
        );
        assert_eq!(reasons(&text, &[]), [None, None, None]);
    }

    #[test]
    fn a_line_whose_quote_is_not_closed_is_set_aside() {
        let text =
            format!("{HEADER}\n王芳,女,三年级,王强,13812345678,青山村\n\"李明,男,三年级,李大山,13812345679,青山村");
        assert_eq!(reasons(&text, &[2]), [None, Some("a quote is not closed")]);
    }
}
