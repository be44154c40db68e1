//! A long sheet beside the same sheet written by the library alone, as a reader finds them.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use chrono::NaiveDate;
use quick_xml::Reader;
use quick_xml::events::Event;

use crate::finding::Lang;
use crate::report::book::Book;
use crate::report::grid::{Column, Entry, Grid, Heading, Put};
use crate::report::readback::attribute;
use crate::report::style::{Look, Tone};

const LOOKS: [Look; 6] = [Look::Text, Look::Line, Look::Centre, Look::Number, Look::Date, Look::Time];
const TONES: [Tone; 5] = [Tone::Plain, Tone::Error, Tone::Warning, Tone::Info, Tone::Good];

/// Texts that a package must spell otherwise, and some that only look like it.
const TEXTS: [&str; 14] = [
    "王芳",
    "=1+1",
    "a & b < c > d \"e\" 'f'",
    " 前后有空 ",
    "\t制表",
    "两\n行",
    "回车\r\n",
    "\u{b}\u{0}\u{1f}控制",
    "_x000B_",
    "_x00_ _xyz_ __x0041__ x_",
    "，全角（）\u{fffe}\u{ffff}",
    "𠮷𠀀",
    "",
    "11010519491231002X",
];

fn entry(row: u32, column: u32) -> Entry<'static> {
    let at = row * 7 + column * 3;
    let put = match at % 5 {
        0 => Put::Nothing,
        1 => Put::Number([0.0, -3.5, 1e21, 0.1, 42.0, f64::INFINITY, 1e-7][(at / 5 % 7) as usize]),
        2 => Put::Date(NaiveDate::from_num_days_from_ce_opt(693_500 + at.cast_signed() * 97).unwrap()),
        _ => Put::text(TEXTS[(at / 5) as usize % TEXTS.len()]),
    };
    put.toned(TONES[(row + column) as usize % TONES.len()])
}

/// A workbook of one sheet with `rows` rows between two others.
fn written(folder: &Path, name: &str, rows: u32, library_rows: u64) -> Vec<u8> {
    let file = folder.join(name);
    let mut book = Book::new(folder);
    book.library_rows = library_rows;
    let day = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 11, 22).unwrap();
    book.workbook.set_properties(&rust_xlsxwriter::DocProperties::new().set_creation_datetime(&day));
    book.sheet("前").unwrap().sheet().unwrap().write_string(0, 0, "前").unwrap();
    let sheet = book.sheet_for("长 & <表>").unwrap();
    let heading = Heading { title: "题", subtitle: "行", hint: "说明", lang: Lang::Zh, frozen: 1 };
    let columns: Vec<Column> = LOOKS.into_iter().map(|look| Column::new("列", look, 12.0)).collect();
    let mut grid = Grid::open(sheet, heading, columns, u64::from(rows), 3).unwrap();
    for row in 0..rows {
        let entries: Vec<Entry<'_>> = (0..LOOKS.len() as u32).map(|column| entry(row, column)).collect();
        grid.row(&entries).unwrap();
    }
    grid.close("没有", &[]).unwrap();
    book.sheet("后").unwrap().sheet().unwrap().write_number(0, 0, 1.0).unwrap();
    book.save(&file).unwrap();
    std::fs::read(file).unwrap()
}

fn parts(package: &[u8]) -> BTreeMap<String, String> {
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(package)).unwrap();
    let names: Vec<String> = package.file_names().map(|name| name.unwrap().into_owned()).collect();
    let mut text = |name: &String| {
        let mut text = String::new();
        package.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    names.iter().map(|name| (name.clone(), text(name))).collect()
}

/// The texts of an element by their order: those of `si`, or those of the cells.
fn shared(parts: &BTreeMap<String, String>) -> Vec<String> {
    let Some(strings) = parts.get("xl/sharedStrings.xml") else { return Vec::new() };
    let mut reader = Reader::from_str(strings);
    let (mut found, mut inside) = (Vec::new(), false);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(element) if element.name().as_ref() == "si" => found.push(String::new()),
            Event::Start(element) => inside = element.name().as_ref() == "t",
            Event::End(_) => inside = false,
            Event::Text(text) if inside => found.last_mut().unwrap().push_str(&text),
            Event::GeneralRef(name) if inside => {
                let name: &str = &name;
                found.last_mut().unwrap().extend(["&", name, ";"]);
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

/// Everything of a sheet but how its texts are stored: the cells with style and value, heights, and what stands before
/// and after them.
fn told(parts: &BTreeMap<String, String>, name: &str) -> Vec<String> {
    let shared = shared(parts);
    let mut reader = Reader::from_str(parts.get(name).unwrap());
    let (mut told, mut cell, mut kind, mut depth) = (Vec::new(), String::new(), String::new(), 0);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(element) | Event::Empty(element) if element.name().as_ref() == "row" => {
                let of = |name| attribute(&element, name).unwrap_or_default();
                told.push(format!("row {} {} {}", of("r"), of("ht"), of("customHeight")));
            }
            Event::Start(element) if element.name().as_ref() == "c" => {
                let of = |name| attribute(&element, name).unwrap_or_default();
                (cell, kind, depth) = (format!("{} {} ", of("r"), of("s")), of("t"), 1);
            }
            Event::Empty(element) if element.name().as_ref() == "c" => {
                let of = |name| attribute(&element, name).unwrap_or_default();
                told.push(format!("{} {} ", of("r"), of("s")));
            }
            Event::Text(text) if depth == 1 && kind == "s" => cell.push_str(&shared[text.parse::<usize>().unwrap()]),
            Event::Text(text) if depth == 1 => cell.push_str(&text),
            Event::GeneralRef(entity) if depth == 1 => {
                let entity: &str = &entity;
                cell.extend(["&", entity, ";"]);
            }
            Event::End(element) if element.name().as_ref() == "c" => {
                depth = 0;
                told.push(std::mem::take(&mut cell));
            }
            Event::Eof => return told,
            _ if depth == 1 => {}
            Event::End(element) if element.name().as_ref() == "row" => {}
            other => told.push(format!("{other:?}")),
        }
    }
}

#[test]
fn a_long_sheet_says_what_the_library_would_say() {
    let folder = tempfile::tempdir().unwrap();
    // As a native table, and as a sheet with a filter and bands.
    for rows in [120, 5_001] {
        let own = parts(&written(folder.path(), &format!("{rows}-own.xlsx"), rows, 100));
        let library = parts(&written(folder.path(), &format!("{rows}-library.xlsx"), rows, u64::MAX));
        assert_eq!(own.keys().collect::<Vec<_>>(), library.keys().collect::<Vec<_>>());
        let sheet = "xl/worksheets/sheet2.xml";
        assert_ne!(own[sheet], library[sheet]);
        assert_eq!(told(&own, sheet), told(&library, sheet));
        for (name, text) in &own {
            if name != sheet && name != "xl/sharedStrings.xml" {
                assert_eq!(text, &library[name], "{name}");
            }
        }
    }
}

#[test]
fn the_same_rows_give_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    assert!(
        written(folder.path(), "1.xlsx", 5_001, 100) == written(folder.path(), "2.xlsx", 5_001, 100),
        "not the same"
    );
}

#[test]
fn a_sheet_of_a_hundred_rows_is_the_library_s() {
    let folder = tempfile::tempdir().unwrap();
    let own = written(folder.path(), "1.xlsx", 100, super::LIBRARY_ROWS);
    assert!(own == written(folder.path(), "2.xlsx", 100, u64::MAX), "not the library's");
}

/// A sheet of two long tables under a merged heading, by the library or not.
fn two_tables(folder: &Path, name: &str, is_long: bool) -> BTreeMap<String, String> {
    let file = folder.join(name);
    let mut book = Book::new(folder);
    let day = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 11, 22).unwrap();
    book.workbook.set_properties(&rust_xlsxwriter::DocProperties::new().set_creation_datetime(&day));
    let new = book.sheet_for("表").unwrap();
    let styles = new.styles;
    let (sheet, long) = new.apart().unwrap();
    sheet.merge_range(0, 0, 0, 3, "题", &styles.title).unwrap();
    let (look, tone) = (Look::Text, Tone::Warning);
    let (format, style) = (styles.cell(look, tone), crate::report::style::number(look, tone));
    for first in [2, 130] {
        sheet.write_string(first - 1, 0, "表头").unwrap();
        let mut rows = is_long.then(|| super::begin(sheet, styles, (first, 120), 3, long.folder).unwrap());
        for row in first..first + 120 {
            let words = format!("第 {row} 行");
            if let Some(rows) = &mut rows {
                rows.begin_row(row);
                rows.text(0, &words, style);
                rows.blank(1, style);
                rows.merge(0..2);
                rows.number(2, row.into(), style);
                rows.end_row(Some(20.0)).unwrap();
            } else {
                sheet.merge_range(row, 0, row, 1, &words, format).unwrap();
                sheet.write_number_with_format(row, 2, row, format).unwrap();
                sheet.set_row_height(row, 20.0).unwrap();
            }
        }
        long.rows.extend(rows);
    }
    sheet.write_string(255, 0, "完").unwrap();
    book.save(&file).unwrap();
    parts(&std::fs::read(file).unwrap())
}

#[test]
fn long_tables_of_one_sheet_keep_their_places_and_merged_cells() {
    let folder = tempfile::tempdir().unwrap();
    let sheet = "xl/worksheets/sheet1.xml";
    let (own, library) =
        (two_tables(folder.path(), "own.xlsx", true), two_tables(folder.path(), "library.xlsx", false));
    assert_ne!(own[sheet], library[sheet]);
    assert!(own[sheet].contains("<mergeCells count=\"241\">"));
    assert_eq!(told(&own, sheet), told(&library, sheet));
}
