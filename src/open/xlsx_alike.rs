//! Scanned sheets against calamine's: cell by cell the same, whatever the workbook.

use std::path::{Path, PathBuf};

use super::*;
use crate::open::tests::zipped;

/// Reads a workbook both ways; gives whether they say the same, and how many of its sheets were scanned.
fn compared(bytes: &[u8]) -> (bool, usize) {
    let limits = Limits::default();
    let both = [true, false].map(|is_scanning| caught::guarded(|| read_by(bytes, &limits, is_scanning)));
    let scanned = caught::guarded(|| {
        let mut package = Package::open(bytes, &limits)?;
        let workbook = xlsx_parts::workbook(&mut package)?;
        let found = scan(&mut package, &workbook, &mut Budget::new(&limits), true)?;
        Ok(found.iter().filter(|found| found.cells.is_some()).count())
    });
    (both[0] == both[1], scanned.unwrap_or(0))
}

fn workbooks(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            workbooks(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "xlsx" || extension == "xlsm") {
            found.push(path);
        }
    }
}

#[test]
fn every_workbook_at_hand_reads_alike() {
    crate::open::quiet_panics();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for folder in ["samples", "tests"] {
        workbooks(&root.join(folder), &mut found);
    }
    // More of them than a repository should hold, where the build names a folder.
    if let Some(more) = option_env!("HUIBIAO_WORKBOOKS") {
        workbooks(Path::new(more), &mut found);
    }
    let mut all = 0;
    for path in &found {
        let (are_alike, scanned) = compared(&std::fs::read(path).unwrap());
        assert!(are_alike, "{}", path.display());
        all += scanned;
    }
    assert!(all * 2 > found.len(), "{all} sheets of {} workbooks were scanned", found.len());
}

const MAIN: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

const STRINGS: &str = "<sst uniqueCount=\"3\"><si><t>王芳</t></si><si><t xml:space=\"preserve\"> a&amp;b </t></si>\
    <si><r><rPr><b/></rPr><t>李 </t></r><r><t>明</t></r><rPh sb=\"0\" eb=\"1\"><t>li</t></rPh></si></sst>";

const SHEET: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<worksheet><dimension ref=\"A1:E3\"/><sheetData>\
    <row r=\"1\" spans=\"1:5\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" s=\"1\"><v>42248</v></c><c r=\"C1\" s=\"1\"/></row>\n\
    <row r=\"2\"><c r=\"A2\" t=\"str\"><f>B1&amp;\"x\"</f><v>甲&lt;乙</v></c><c r=\"B2\" t=\"b\"><v>1</v></c><c r=\"C2\" t=\"e\"><v>#N/A</v></c></row>\
    <row r=\"3\"/><row r=\"4\"><c r=\"A4\" t=\"inlineStr\"><is><t>四川</t></is></c><c r=\"E4\" t=\"n\"><v>-1.5E+3</v></c><c r=\"F4\" t=\"s\"><v>2</v></c></row>\
    </sheetData><mergeCells><mergeCell ref=\"A1:A2\"/></mergeCells></worksheet>";

fn package(strings: &[u8], sheet: &[u8]) -> Vec<u8> {
    let relation = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{MAIN}/{kind}\" Target=\"{target}\"/>")
    };
    let relations = |inside: String| format!("<Relationships>{inside}</Relationships>").into_bytes();
    let inside = relation("s", "worksheet", "worksheets/sheet1.xml")
        + &relation("t", "sharedStrings", "sharedStrings.xml")
        + &relation("y", "styles", "styles.xml");
    zipped(&[
        ("_rels/.rels", &relations(relation("m", "officeDocument", "xl/workbook.xml"))),
        ("xl/workbook.xml", b"<workbook><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"s\"/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", &relations(inside)),
        ("xl/sharedStrings.xml", strings),
        ("xl/styles.xml", b"<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}

#[test]
fn an_ordinary_sheet_is_scanned_and_an_unusual_one_is_not() {
    assert_eq!(compared(&package(STRINGS.as_bytes(), SHEET.as_bytes())), (true, 1));
    for (usual, unusual) in [
        ("<v>1</v>", "<v>2</v>"),
        ("<v>0</v>", "<v>7</v>"),
        ("<v>42248</v>", "<v><![CDATA[42248]]></v>"),
        ("<v>42248</v>", "<v> 42248</v>"),
        ("<v>42248</v>", "<v>42,248</v>"),
        ("<c r=\"B2\"", "<c"),
        ("甲&lt;乙", "甲_x000D_乙"),
        ("#N/A", "#SPILL!"),
        ("<sheetData>", "<!-- <sheetData> --><sheetData>"),
    ] {
        let sheet = SHEET.replace(usual, unusual);
        assert_ne!(sheet, SHEET, "{usual}");
        assert_eq!(compared(&package(STRINGS.as_bytes(), sheet.as_bytes())), (true, 0), "{unusual}");
    }
}

#[test]
fn whatever_is_broken_reads_alike() {
    crate::open::quiet_panics();
    let mut dice = fastrand::Rng::with_seed(7);
    let mut broken = |text: &str| {
        let mut bytes = text.as_bytes().to_vec();
        for _ in 0..dice.usize(1..4) {
            let at = dice.usize(..bytes.len());
            match dice.u8(..4) {
                0 => drop(bytes.remove(at)),
                1 => bytes.insert(at, *dice.choice(b"<>/\"'& =0A9-.e\r\n").unwrap()),
                2 => bytes[at] = *dice.choice(b"<>/\"'& =0A9-.e\r\n").unwrap(),
                _ => {
                    let length = dice.usize(..20).min(bytes.len() - at);
                    let again = bytes[at..at + length].to_vec();
                    bytes.splice(at..at, again);
                }
            }
        }
        // Text of another encoding is nobody's.
        String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
    };
    let mut differing = Vec::new();
    for _ in 0..3000 {
        let (strings, sheet) = (broken(STRINGS), broken(SHEET));
        for (strings, sheet) in [(STRINGS, sheet.as_str()), (strings.as_str(), SHEET)] {
            if !compared(&package(strings.as_bytes(), sheet.as_bytes())).0 {
                differing.push(format!("{strings}\n{sheet}"));
            }
        }
    }
    assert!(differing.is_empty(), "{}", differing.join("\n\n"));
}
