//! One roster, written by four programs in three formats, is read the same from each; and what damage makes of it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::{Path, PathBuf};

use huibiao::discover::discover;
use huibiao::model::{Book, CellValue, OpenFault, Sheet, Source, SourceKind};
use huibiao::open::{Reader, open, quiet_panics};
use huibiao::settings::{Limits, Password};

fn reader(limits: Limits) -> Reader {
    quiet_panics();
    Reader::new(limits, PathBuf::from(env!("CARGO_BIN_EXE_huibiao")))
}

fn source(path: &Path) -> Source {
    discover(&[path.to_path_buf()], None, &Limits::default()).unwrap().remove(0)
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(name)).unwrap()
}

/// What becomes of these bytes under this name.
fn outcome(name: &str, bytes: &[u8], limits: Limits) -> Result<Book, OpenFault> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    open(&source(&path), &reader(limits))
}

/// A sheet, a line for each cell.
fn shown(sheet: &Sheet) -> Vec<String> {
    let cell = |row: u32, column: u32, value: &CellValue| {
        let kind = match value {
            CellValue::Text(_) => "text",
            CellValue::Number(_) => "number",
            CellValue::Date { .. } => "date",
            CellValue::Bool(_) => "bool",
            CellValue::Error(_) => "error",
        };
        format!("{} {kind} {}", huibiao::model::Address::new(row, column), value.shown())
    };
    let cells = sheet.rows.iter().flat_map(|row| row.cells.iter().map(move |c| cell(row.index, c.column, &c.value)));
    cells.collect()
}

const ROSTER: &[&str] = &[
    "A1 text 高桥镇中心小学留守儿童信息表",
    "A3 text 姓名",
    "B3 text 身份证号",
    "C3 text 出生年月",
    "D3 text 登记日期",
    "E3 text 通话时间",
    "F3 text 寄宿",
    "G3 text 年龄",
    "H3 text 合计",
    "A4 text 王\u{3000}芳",
    "B4 text 110105201509010021",
    "C4 date 2015-09",
    "D4 date 2026-09-15",
    "E4 date 08:30",
    "F4 bool TRUE",
    "G4 number 9.5",
    "H4 error #DIV/0!",
    "A5 text 李明",
    "C5 date 2016-03-12",
    "D5 date 2026-09-15",
    "F5 bool FALSE",
    "G5 number 10",
    "H5 error #REF!",
    "A7 text 备注\n第二行",
];

#[test]
fn every_format_reads_the_same() {
    for name in ["openpyxl.xlsx", "xlwt.xls", "libreoffice.xls", "wps.et", "odfpy.ods", "libreoffice.ods"] {
        let book = outcome(name, &bytes(name), Limits::default()).unwrap();
        let names: Vec<(&str, bool)> = book.sheets.iter().map(|sheet| (&*sheet.name, sheet.hidden)).collect();
        assert_eq!(names, [("三年级", false), ("旧名单", true), ("远处", false)], "{name}");
        let mut roster: Vec<String> = ROSTER.iter().map(|line| (*line).to_owned()).collect();
        if name == "libreoffice.ods" {
            // LibreOffice keeps a truth value without a format of its own as a number.
            for line in &mut roster {
                *line = line.replace("bool TRUE", "number 1").replace("bool FALSE", "number 0");
            }
        }
        assert_eq!(shown(&book.sheets[0]), roster, "{name}");
        let merges: Vec<String> = book.sheets[0].merges.iter().map(ToString::to_string).collect();
        assert_eq!(merges, ["A1:H1", "A7:B8"], "{name}");
        assert_eq!(shown(&book.sheets[1]), ["B2 text 赵四"], "{name}");
        assert_eq!(shown(&book.sheets[2]), ["A1 text 近", "IV65536 text 远"], "{name}");
        assert!(!book.own, "{name}");
    }
}

#[test]
fn a_protected_workbook_opens_with_a_password_of_the_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let open_with = |name: &str, passwords: &[&str]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes(name)).unwrap();
        let passwords = passwords.iter().copied().map(Password::new).collect();
        open(&source(&path), &reader(Limits::default()).with_passwords(passwords))
    };
    let book = open_with("encrypted.xlsx", &["wrong", "qingshi-2026"]).unwrap();
    assert_eq!(shown(&book.sheets[0]), ROSTER);
    assert_eq!(open_with("encrypted.xlsx", &["wrong"]), Err(OpenFault::Encrypted));
    assert_eq!(open_with("encrypted.xlsx", &[]), Err(OpenFault::Encrypted));
    assert_eq!(shown(&open_with("velvet.xlsx", &[]).unwrap().sheets[0]), ROSTER, "Excel's own password is no secret");
    let cut = &bytes("encrypted.xlsx")[..6000];
    assert!(outcome("cut.xlsx", cut, Limits::default()).is_err());
}

#[test]
fn the_document_s_own_date_is_read() {
    let book = outcome("openpyxl.xlsx", &bytes("openpyxl.xlsx"), Limits::default()).unwrap();
    assert!(book.modified.is_some());
}

#[test]
fn a_cut_file_is_truncated_in_every_format() {
    for name in ["openpyxl.xlsx", "xlwt.xls", "libreoffice.xls", "odfpy.ods"] {
        let whole = bytes(name);
        for share in [4, 2] {
            let cut = &whole[..whole.len() * (share - 1) / share];
            assert_eq!(outcome(name, cut, Limits::default()), Err(OpenFault::Truncated), "{name} cut at 1 - 1/{share}");
        }
    }
}

#[test]
fn every_single_wrong_byte_is_survived() {
    let limits = Limits { worker_seconds: 5, ..Limits::default() };
    for name in ["openpyxl.xlsx", "xlwt.xls", "odfpy.ods"] {
        let whole = bytes(name);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        let reader = reader(limits);
        for at in (0..whole.len()).step_by(whole.len() / 150 + 1) {
            let mut wrong = whole.clone();
            wrong[at] ^= 0x5A;
            std::fs::write(&path, &wrong).unwrap();
            let outcome = open(&source(&path), &reader);
            assert!(!matches!(outcome, Err(OpenFault::Io { .. })), "{name} at {at}: {outcome:?}");
        }
    }
}

#[test]
fn a_worker_that_runs_out_of_memory_or_time_is_replaced() {
    let hungry = reader(Limits { worker_bytes: 64 << 20, ratio: 1_000_000, ..Limits::default() });
    let folder = tempfile::tempdir().unwrap();
    let bomb = folder.path().join("bomb.ods");
    std::fs::write(&bomb, wide_content()).unwrap();
    let memory = OpenFault::TooLarge { what: "memory", actual: 64 << 20, limit: 64 << 20 };
    assert_eq!(open(&source(&bomb), &hungry), Err(memory.clone()));
    let roster = folder.path().join("roster.xls");
    std::fs::write(&roster, bytes("xlwt.xls")).unwrap();
    assert!(open(&source(&roster), &hungry).is_ok());
    // This time the worker has served before: the bomb is tried once more in a new one, and is the same.
    assert_eq!(open(&source(&bomb), &hungry), Err(memory));
    let hasty = reader(Limits { worker_seconds: 0, ratio: 1_000_000, ..Limits::default() });
    assert_eq!(open(&source(&bomb), &hasty), Err(OpenFault::TooLarge { what: "time", actual: 0, limit: 0 }));
}

/// An OpenDocument package whose content is a hundred mebibytes of spaces, more than a small cap on memory allows.
pub(crate) fn wide_content() -> Vec<u8> {
    use std::io::Write;
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let content = " ".repeat(100 << 20);
    for (name, text) in [("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &content)] {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn a_password_is_told_apart_from_damage() {
    let mut locked = bytes("xlwt.xls");
    // The record of the author's name, which stands near the workbook's beginning, becomes one of a password.
    let at = locked.windows(4).position(|head| head == [0x5C, 0x00, 0x70, 0x00]).unwrap();
    locked[at] = 0x2F;
    assert_eq!(outcome("locked.xls", &locked, Limits::default()), Err(OpenFault::Encrypted));
}

/// The bytes with the first `from` behind `head` made `to`.
fn with(mut bytes: Vec<u8>, head: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let head = bytes.windows(head.len()).position(|place| place == head).unwrap();
    let at = head + bytes[head..].windows(from.len()).position(|place| place == from).unwrap();
    bytes[at..at + to.len()].copy_from_slice(to);
    bytes
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn two_sheets_of_one_name_give_no_data_twice() {
    let twice = with(bytes("xlwt.xls"), &[0x85, 0x00], &wide("旧名单"), &wide("三年级"));
    let fault = outcome("twice.xls", &twice, Limits::default()).unwrap_err();
    assert_eq!(fault.to_string(), "damaged: two sheets of one name");
}

#[test]
fn an_old_workbook_may_count_its_days_from_1904() {
    let head = [0x22, 0x00, 0x02, 0x00];
    let later = with(bytes("xlwt.xls"), &head, &head, &[0x22, 0x00, 0x02, 0x00, 0x01]);
    let book = outcome("1904.xls", &later, Limits::default()).unwrap();
    assert!(shown(&book.sheets[0]).contains(&"D4 date 2030-09-16".to_owned()), "{:?}", shown(&book.sheets[0]));
}

#[test]
fn an_odd_cell_of_an_old_workbook_costs_itself() {
    // An error of no known code; and a string whose number is too high.
    let odd = with(bytes("xlwt.xls"), &[0x05, 0x02, 0x08, 0x00], &[0x07, 0x01], &[0x55]);
    let odd =
        with(odd, &[0xFD, 0x00, 0x0A, 0x00], &[0xFD, 0x00], &[0xFD, 0x00, 0x0A, 0x00, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]);
    let book = outcome("odd.xls", &odd, Limits::default()).unwrap();
    let cells = shown(&book.sheets[0]);
    assert!(cells.contains(&"A1 error #REF!".to_owned()) && cells.contains(&"H4 error #N/A".to_owned()), "{cells:?}");
    assert_eq!(cells.len(), ROSTER.len());
}

#[test]
fn a_wrong_byte_in_any_part_that_is_read_is_never_read_as_right() {
    for name in ["openpyxl.xlsx", "odfpy.ods", "libreoffice.ods"] {
        let whole = bytes(name);
        let right = outcome(name, &whole, Limits::default()).unwrap();
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&whole)).unwrap();
        let mut refused = Vec::new();
        for index in 0..zip.len() {
            let part = zip.by_index_raw(index).unwrap();
            let (start, size, part) =
                (part.data_start().unwrap(), part.compressed_size(), part.name().unwrap().into_owned());
            if size == 0 {
                continue;
            }
            let mut wrong = whole.clone();
            wrong[(start + size / 2) as usize] ^= 0x10;
            match outcome(name, &wrong, Limits::default()) {
                Err(OpenFault::Checksum { .. }) => refused.push(part),
                Err(fault) => assert_eq!(part, "mimetype", "{name}: {fault}"),
                Ok(book) => assert_eq!(book, right, "{name}: {part}"),
            }
        }
        let needed: &[&str] = if name == "openpyxl.xlsx" {
            &["_rels/.rels", "xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml", "docProps/core.xml"]
        } else {
            &["content.xml", "styles.xml", "META-INF/manifest.xml"]
        };
        for part in needed {
            assert!(refused.iter().any(|name| name == part), "{name}: {part} among {refused:?}");
        }
    }
}

#[test]
fn kinds_are_told_by_content() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("花名册.dat");
    std::fs::write(&path, bytes("openpyxl.xlsx")).unwrap();
    assert_eq!(source(&path).kind, SourceKind::Table(huibiao::model::Format::Xlsx));
}
