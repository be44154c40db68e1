//! Grids written and looked at as packages.

use super::*;
use crate::report::book::Book;

fn written(rows: u64, repeated: bool) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.xlsx");
    let mut book = Book::new(folder.path());
    let sheet = book.sheet_for("表").unwrap();
    let heading = Heading { title: "题", subtitle: "行", hint: "", lang: Lang::Zh, frozen: 1 };
    let second = if repeated { "姓名" } else { "行" };
    let columns = vec![Column::new("姓名", Look::Text, 20.0), Column::new(second, Look::Number, 8.0)];
    let mut grid = Grid::open(sheet, heading, columns, rows, 1).unwrap();
    for row in 0..rows {
        grid.row(&[Put::text("=1+1").into(), Put::Number(row as f64).into()]).unwrap();
    }
    grid.close("没有", &[]).unwrap();
    book.save(&file).unwrap();
    (folder, file)
}

fn part(file: &std::path::Path, name: &str) -> Option<String> {
    let mut package = zip::ZipArchive::new(std::fs::File::open(file).unwrap()).unwrap();
    let part = package.by_name(name).ok()?;
    Some(std::io::read_to_string(part).unwrap())
}

#[test]
fn a_longer_sheet_than_a_table_may_be_has_a_filter() {
    let (_folder, file) = written(TABLE_ROWS + 1, false);
    assert_eq!(part(&file, "xl/tables/table1.xml"), None);
    let sheet = part(&file, "xl/worksheets/sheet1.xml").unwrap();
    assert!(sheet.contains(&format!("<autoFilter ref=\"A3:B{}\"", TABLE_ROWS + 4)));
    assert!(sheet.contains(" t=\"str\"><v>=1+1</v>"));
    assert!(!sheet.contains("<f>"));
}

#[test]
fn more_rows_than_a_sheet_holds_go_on_on_further_sheets() {
    // By the library, and as long sheets.
    for (library_rows, most_rows, rows) in [(100, 4, 10), (60, 100, 250)] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.xlsx");
        let mut book = Book::new(folder.path());
        (book.library_rows, book.most_rows) = (library_rows, most_rows);
        let sheet = book.sheet_for("表").unwrap();
        let heading = Heading { title: "题", subtitle: "行", hint: "", lang: Lang::Zh, frozen: 1 };
        let columns = vec![Column::new("姓名", Look::Text, 20.0), Column::new("行", Look::Number, 8.0)];
        let mut grid = Grid::open(sheet, heading, columns, rows, 1).unwrap();
        for row in 1..=rows.cast_signed() {
            grid.row(&[Put::text("王芳").into(), Put::count(row).into()]).unwrap();
        }
        let pages = grid.close("没有", &[]).unwrap();
        let sum = (rows * (rows + 1) / 2).cast_signed();
        assert!(matches!(pages.clone().expected(1, rows, sum - 1), Err(Trouble::TieOut(_))));
        let expected = pages.expected(1, rows, sum).unwrap();
        book.save(&file).unwrap();
        let told: Vec<_> = expected.iter().map(|page| (page.sheet.as_str(), page.rows)).collect();
        assert_eq!(told, [("表", most_rows), ("表 (2)", most_rows), ("表 (3)", rows - 2 * most_rows)]);
        crate::report::readback::check(&file, &expected).unwrap();
        let last = part(&file, "xl/worksheets/sheet3.xml").unwrap();
        let end = 3 + rows - 2 * most_rows;
        assert!(last.contains(&format!("r=\"B{end}\"")) && !last.contains(&format!("r=\"B{}\"", end + 1)), "{last}");
    }
}

#[test]
fn a_table_names_its_columns_once() {
    let (_folder, file) = written(2, true);
    let table = part(&file, "xl/tables/table1.xml").unwrap();
    assert!(table.contains("ref=\"A3:B5\"") && table.contains("name=\"姓名\"") && table.contains("name=\"姓名 2\""));
}

#[test]
fn an_empty_sheet_says_so() {
    let (_folder, file) = written(0, false);
    assert!(part(&file, "xl/sharedStrings.xml").unwrap().contains("没有"));
    assert_eq!(part(&file, "xl/tables/table1.xml"), None);
}
