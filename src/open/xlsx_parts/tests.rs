//! What of a package is checked before its sheets are read.

use super::*;

#[test]
fn signs_of_what_is_misread_are_found_whatever_the_pieces() {
    let found = |text: &str, size: usize| {
        let mut odd = Odd::default();
        text.as_bytes().chunks(size).for_each(|piece| odd.take(piece));
        odd.found
    };
    for size in [1, 3, 7, 64] {
        for text in ["<c><v>1</v><f>x</f></c>", "<c><v>\n1</v></c>", "<c t=\"s\"><v>-1</v></c>", "<x:sheetData>"] {
            assert!(found(&format!("<row>{text}</row>"), size), "{text} {size}");
        }
        assert!(!found("<sheetData><row r=\"1\"><c r=\"A1\"><f>1</f><v>-1</v></c></row></sheetData>", size));
    }
}

#[test]
fn targets_are_found_wherever_they_are_told_from() {
    let bytes = crate::open::tests::zipped(&[("xl\\worksheets\\Sheet1.xml", b""), ("xl/s.xml", b"")]);
    let package = Package::open(&bytes, &crate::settings::Limits::default()).unwrap();
    for target in [
        "worksheets/sheet1.xml",
        "/xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet1.xml",
        "./../xl/worksheets/sheet1.xml",
    ] {
        assert_eq!(resolved(&package, "xl", target), "xl/worksheets/sheet1.xml", "{target}");
    }
}

#[test]
fn the_tail_behind_the_cells_is_kept_whatever_the_pieces() {
    let text = b"<x:sheetData><c>sheetData></c></x:sheetData><x:mergeCells/>";
    for size in [1, 3, 7, 64] {
        let mut tail = Tail::default();
        text.chunks(size).for_each(|piece| tail.take(piece));
        assert_eq!(tail.bytes, b"<x:mergeCells/>", "{size}");
    }
    let mut tail = Tail::default();
    tail.take(b"<sheetData/><mergeCells/>");
    assert_eq!(tail.bytes, b"<mergeCells/>");
}
