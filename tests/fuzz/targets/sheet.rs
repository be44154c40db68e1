//! What targets that begin with cells share: a sheet of texts, and its reading.

use huibiao::model::{Book, Cell, CellValue, Row, Sheet};

/// A sheet named 花名册 with these texts.
pub fn book(lines: &[Vec<String>]) -> Book {
    let row = |(index, line): (usize, &Vec<String>)| {
        let cells = line.iter().enumerate().filter(|(_, text)| !text.trim().is_empty());
        let cells = cells.map(|(column, text)| Cell { column: column as u32, value: CellValue::text(text.as_str()) });
        Row { index: index as u32, cells: cells.collect() }
    };
    let rows = lines.iter().enumerate().map(row).filter(|row| !row.cells.is_empty()).collect();
    let sheet = Sheet { name: "花名册".into(), hidden: false, rows, merges: Vec::new() };
    Book { sheets: vec![sheet], ..Book::default() }
}
