//! Editions: what is handed on holds no ID number and no phone, what is posted no child and no small figure.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx, open_workbook};

use crate::desk::{Desk, assert_same, contents, list};

/// The texts of the columns of a sheet whose header says one of `words`.
fn column(desk: &Desk, sheet: &str, words: &[&str]) -> BTreeSet<String> {
    let mut book: Xlsx<_> = open_workbook(desk.out().join("云溪镇留守儿童汇总表_2026Q4.xlsx")).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    let rows: Vec<&[Data]> = range.rows().collect();
    let header = rows.iter().position(|row| row.iter().any(|cell| *cell == "姓名")).unwrap();
    let wanted = |at: &usize| words.iter().any(|word| rows[header][*at].to_string().contains(word));
    let places: Vec<usize> = (0..rows[header].len()).filter(wanted).collect();
    assert!(!places.is_empty());
    let texts = rows[header + 1..].iter().flat_map(|row| places.iter().map(|&at| row[at].to_string()));
    texts.filter(|text| text.chars().count() > 1).collect()
}

/// All text of an edition: files as they are, packages part by part.
fn text(files: &std::collections::BTreeMap<String, Vec<u8>>) -> String {
    let mut text = String::new();
    for (name, bytes) in files {
        if std::path::Path::new(name).extension().is_none_or(|extension| extension != "xlsx") {
            text.push_str(&String::from_utf8_lossy(bytes));
            continue;
        }
        let mut package = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        for at in 0..package.len() {
            package.by_index(at).unwrap().read_to_string(&mut text).unwrap();
        }
    }
    text
}

#[test]
fn only_the_full_edition_holds_numbers_and_only_it_and_the_working_one_children() {
    let desk = Desk::with("samples");
    desk.report(&["--jobs", "2"]);
    let alone = contents(&desk.out());
    let ids = column(&desk, "花名册", &["身份证号"]);
    let phones = column(&desk, "花名册", &["电话"]);
    let names = column(&desk, "花名册", &["姓名"]);
    let whole = |text: &&String| text.chars().filter(char::is_ascii_digit).count() > 10 && !text.contains('*');
    let ids: Vec<&String> = ids.iter().filter(whole).collect();
    let phones: Vec<&String> = phones.iter().filter(whole).collect();
    assert!(ids.len() > 100 && phones.len() > 100 && names.len() > 100);

    let report = desk.report(&["--edition", "public,full,working"]);
    let all = contents(&desk.out());
    let kinds: Vec<&str> = list(&report, "outputs").iter().map(|output| output["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "working").count(), 3, "{kinds:?}");
    assert_eq!(kinds.iter().filter(|kind| **kind == "public").count(), 1, "{kinds:?}");
    // The full edition is the same with the others beside it.
    let below = |folder: &str| -> std::collections::BTreeMap<String, Vec<u8>> {
        all.iter().filter(|(name, _)| name.starts_with(folder)).map(|(name, b)| (name.clone(), b.clone())).collect()
    };
    for (name, bytes) in alone.iter().filter(|(name, _)| *name != "report.json") {
        assert!(all[name] == *bytes, "{name} differs with other editions beside it");
    }
    let (working, public) = (below("工作版/"), below("公开版/"));
    let handed = text(&working);
    for secret in ids.iter().chain(&phones) {
        assert!(!handed.contains(secret.as_str()), "{secret} stands in the working edition");
    }
    assert!(names.iter().all(|name| handed.contains(name.as_str())), "the working edition lacks a child");
    let posted = text(&public);
    for secret in names.iter().chain(ids.iter().copied()).chain(phones.iter().copied()) {
        assert!(!posted.contains(secret.as_str()), "{secret} stands in the public edition");
    }
    assert!(public.keys().eq(["公开版/云溪镇留守儿童统计表_2026Q4_公开版.xlsx"]), "{:?}", public.keys());
}

#[test]
fn no_figure_of_the_public_edition_is_one_to_four() {
    let desk = Desk::with("samples");
    assert_eq!(desk.run(&["--edition", "public"]).status.code(), Some(1));
    let report: serde_json::Value = serde_json::from_slice(&fs::read(desk.out().join("report.json")).unwrap()).unwrap();
    assert!(["files", "schools", "problems"].iter().all(|key| list(&report, key).is_empty()));
    let mut few = 0;
    let mut book: Xlsx<_> = open_workbook(desk.out().join("云溪镇留守儿童统计表_2026Q4_公开版.xlsx")).unwrap();
    assert_eq!(book.sheet_names()[0], "统计总表");
    for sheet in book.sheet_names() {
        let range = book.worksheet_range(&sheet).unwrap();
        let header = range.rows().position(|row| row[0] == "编号").unwrap();
        for row in range.rows().skip(header + 1) {
            for cell in &row[2..] {
                few += usize::from(*cell == "<5");
                let number = cell.to_string().parse::<f64>().unwrap_or_default();
                assert!(number == 0.0 || number >= 5.0, "{sheet}: {row:?}");
            }
        }
    }
    assert!(few > 0);
    assert_eq!(fs::read_dir(desk.out()).unwrap().count(), 2);
}

#[test]
fn an_edition_never_takes_the_place_of_a_ledger() {
    let desk = Desk::with("samples");
    desk.report(&[]);
    let before = contents(&desk.out());
    let output = desk.run(&["--edition", "public"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--edition"));
    assert_same(&before, &contents(&desk.out()));
    assert_eq!(desk.run(&["--edition", "secret"]).status.code(), Some(2));
}
