//! A class's workbook, read back by another library.

use calamine::{Data, Reader, Xlsx, open_workbook};

use super::*;
use crate::form::Role;
use crate::ledger::fixture::Township;
use crate::report::{Figures, sources_of};

fn rows(book: &mut Xlsx<std::io::BufReader<std::fs::File>>, sheet: &str) -> Vec<String> {
    let range = book.worksheet_range(sheet).unwrap();
    let said = |row: &[Data]| {
        row.iter().map(ToString::to_string).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("|")
    };
    range.rows().map(said).filter(|row| !row.is_empty()).collect()
}

#[test]
fn every_child_has_a_page_in_the_workbook_of_its_class() {
    let mut township = Township::small();
    township.records("call-log", Some(0), &[(Some(0), "2026-11-02", (Role::EventContent, "问学习"))]);
    township.records("assistance", Some(0), &[(Some(0), "2026-10-08", (Role::EventMethod, "谈心"))]);
    let ledger = township.ledger();
    let settings = &township.settings;
    let sources = sources_of(&township, &ledger);
    let shelf = Shelf::read(&sources, &Figures::load(None).unwrap()).unwrap();
    let binders: Vec<Binder> = shelf.batches().flat_map(|batch| batch.unwrap()).collect();
    let folder = tempfile::tempdir().unwrap();
    let written: Vec<Output> = binders.iter().map(|binder| write(binder, settings, folder.path()).unwrap()).collect();
    let paths: Vec<&str> = written.iter().map(|output| output.path.as_str()).collect();
    assert_eq!(
        paths,
        ["一人一档/高桥小学/2班.xlsx", "一人一档/高桥小学/班级不明.xlsx", "一人一档/柳林小学/一年级.xlsx"]
    );
    let mut book: Xlsx<_> = open_workbook(folder.path().join(paths[0])).unwrap();
    assert_eq!(book.sheet_names(), ["名册", "王芳"]);
    let roster = rows(&mut book, "名册");
    assert!(roster.iter().any(|row| row.starts_with("1|王芳|") && row.ends_with("|2")), "{roster:#?}");
    let page = rows(&mut book, "王芳");
    let at = |part: &str| page.iter().position(|row| row.contains(part)).unwrap_or_else(|| panic!("{part}: {page:#?}"));
    assert!(page[at("帮扶人|李老师")].starts_with("帮扶人"));
    assert!(at("一、基本情况") < at("二、联系卡") && at("二、联系卡") < at("四、记录（共 2 条"));
    assert!(at("2026-10-08|帮扶记录|帮扶形式：谈心") < at("2026-11-02|通话记录|通话内容：问学习"));
    assert_eq!(page.iter().filter(|row| row.contains("爱好：画画")).count(), 1);
}
