//! Packages put together byte by byte, so that they may lie about themselves.

use std::io::{Cursor, Write};

/// One entry of a package, with what is said of it apart from what it is.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) name: Vec<u8>,
    pub(crate) data: Vec<u8>,
    pub(crate) method: u16,
    pub(crate) flags: u16,
    pub(crate) crc: u32,
    pub(crate) size: u32,
}

impl Entry {
    /// An honest entry, stored.
    pub(crate) fn new(name: impl AsRef<[u8]>, data: impl AsRef<[u8]>) -> Self {
        let data = data.as_ref().to_vec();
        let flags = if name.as_ref().is_ascii() { 0 } else { 0x0800 };
        Self { name: name.as_ref().to_vec(), method: 0, flags, crc: crc(&data), size: data.len() as u32, data }
    }
}

/// CRC-32 as zip has it.
pub(crate) fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
    !bytes.iter().fold(!0, |crc, &byte| (0..8).fold(crc ^ u32::from(byte), step))
}

fn fields(entry: &Entry) -> Vec<u8> {
    let mut bytes = Vec::new();
    for short in [20, entry.flags, entry.method, 0, 0x5C21] {
        bytes.extend(short.to_le_bytes());
    }
    for long in [entry.crc, entry.data.len() as u32, entry.size] {
        bytes.extend(long.to_le_bytes());
    }
    bytes.extend((entry.name.len() as u16).to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}

/// A package of these entries.
pub(crate) fn zip(entries: &[Entry]) -> Vec<u8> {
    let (mut body, mut list) = (Vec::new(), Vec::new());
    for entry in entries {
        let at = body.len() as u32;
        body.extend(b"PK\x03\x04");
        body.extend(fields(entry));
        body.extend(&entry.name);
        body.extend(&entry.data);
        list.extend(b"PK\x01\x02\x14\0");
        list.extend(fields(entry));
        list.extend([0; 10]);
        list.extend(at.to_le_bytes());
        list.extend(&entry.name);
    }
    let (count, start, length) = (entries.len() as u16, body.len() as u32, list.len() as u32);
    body.extend(list);
    body.extend(b"PK\x05\x06\0\0\0\0");
    body.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
    body.extend(length.to_le_bytes());
    body.extend(start.to_le_bytes());
    body.extend([0, 0]);
    body
}

/// A package of these parts, packed.
pub(crate) fn packed(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The parts of a package, unpacked.
pub(crate) fn unpacked(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|index| {
            let mut part = zip.by_index(index).unwrap();
            let mut bytes = Vec::new();
            std::io::copy(&mut part, &mut bytes).unwrap();
            (part.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

/// The titles and two children that nearly every case holds: three rows with content.
pub(crate) const TABLE: [[&str; 6]; 3] = [
    ["姓名", "性别", "身份证号", "年级", "监护人姓名", "监护人电话"],
    ["王小芳", "女", "110105201709180023", "三年级", "王大山", "13812345678"],
    ["李小明", "男", "", "四年级", "李大海", "13912345678"],
];

/// The parts of a plain workbook of one sheet.
#[derive(Clone)]
pub(crate) struct Book {
    pub(crate) parts: Vec<(String, Vec<u8>)>,
}

const KINDS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// Where the parts lie.
pub(crate) const TYPES: &str = "[Content_Types].xml";
pub(crate) const ROOT: &str = "_rels/.rels";
pub(crate) const WORKBOOK: &str = "xl/workbook.xml";
pub(crate) const RELATIONS: &str = "xl/_rels/workbook.xml.rels";
pub(crate) const STYLES: &str = "xl/styles.xml";
pub(crate) const STRINGS: &str = "xl/sharedStrings.xml";
pub(crate) const SHEET: &str = "xl/worksheets/sheet1.xml";

impl Book {
    pub(crate) fn new() -> Self {
        let relation = |id: &str, kind: &str, to: &str| {
            format!("<Relationship Id=\"{id}\" Type=\"{KINDS}/{kind}\" Target=\"{to}\"/>")
        };
        let relations = |inside: String| {
            format!(
                "{HEAD}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{inside}</Relationships>"
            )
        };
        let texts: Vec<&str> = TABLE.iter().flatten().copied().collect();
        let strings: String = texts.iter().map(|text| format!("<si><t>{text}</t></si>")).collect();
        let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
             <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
             <Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" \
             ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/></Types>";
        let sheets = "<sheet name=\"花名册\" sheetId=\"1\" r:id=\"s1\"/>";
        let parts = [
            (TYPES, format!("{HEAD}{types}")),
            (ROOT, relations(relation("w", "officeDocument", "xl/workbook.xml"))),
            (
                WORKBOOK,
                format!("{HEAD}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{KINDS}\"><sheets>{sheets}</sheets></workbook>"),
            ),
            (
                RELATIONS,
                relations(
                    relation("s1", "worksheet", "worksheets/sheet1.xml")
                        + &relation("t", "sharedStrings", "sharedStrings.xml")
                        + &relation("y", "styles", "styles.xml"),
                ),
            ),
            (
                STYLES,
                format!(
                    "{HEAD}<styleSheet xmlns=\"{MAIN}\"><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"
                ),
            ),
            (STRINGS, format!("{HEAD}<sst xmlns=\"{MAIN}\" count=\"18\" uniqueCount=\"18\">{strings}</sst>")),
            (SHEET, format!("{HEAD}<worksheet xmlns=\"{MAIN}\"><sheetData>{}</sheetData></worksheet>", rows())),
        ];
        Self { parts: parts.map(|(name, text)| (name.to_owned(), text.into_bytes())).to_vec() }
    }

    /// The same, a part's text changed; what is to be changed must be there.
    pub(crate) fn with(mut self, part: &str, from: &str, to: &str) -> Self {
        let (_, bytes) = self.parts.iter_mut().find(|(name, _)| name == part).unwrap();
        let text = String::from_utf8(std::mem::take(bytes)).unwrap();
        assert!(text.contains(from), "{part} without {from}");
        *bytes = text.replacen(from, to, 1).into_bytes();
        self
    }

    /// The same with more cells in the first row, behind those that are there.
    pub(crate) fn cell(self, cell: &str) -> Self {
        self.with(SHEET, "</row>", &format!("{cell}</row>"))
    }

    /// The same with more behind the last row.
    pub(crate) fn behind(self, rows: &str) -> Self {
        self.with(SHEET, "</sheetData>", &format!("{rows}</sheetData>"))
    }

    /// The same with another part, or another content of a part.
    pub(crate) fn part(mut self, name: &str, bytes: impl AsRef<[u8]>) -> Self {
        self.parts.retain(|(other, _)| other != name);
        self.parts.push((name.to_owned(), bytes.as_ref().to_vec()));
        self
    }

    /// The same without a part.
    pub(crate) fn without(mut self, part: &str) -> Self {
        self.parts.retain(|(name, _)| name != part);
        self
    }

    /// The same with the names of all parts changed.
    pub(crate) fn named(mut self, name: impl Fn(&str) -> String) -> Self {
        self.parts.iter_mut().for_each(|(part, _)| *part = name(part));
        self
    }

    /// The same with every part's text changed.
    pub(crate) fn text(mut self, change: impl Fn(&str) -> String) -> Self {
        for (_, bytes) in &mut self.parts {
            *bytes = change(std::str::from_utf8(bytes).unwrap()).into_bytes();
        }
        self
    }

    pub(crate) fn packed(&self) -> Vec<u8> {
        packed(&self.parts)
    }

    pub(crate) fn entries(&self) -> Vec<Entry> {
        self.parts.iter().map(|(name, bytes)| Entry::new(name, bytes)).collect()
    }

    /// Packed after one entry was changed.
    pub(crate) fn forged(&self, part: &str, forge: impl Fn(&mut Entry)) -> Vec<u8> {
        let mut entries = self.entries();
        forge(entries.iter_mut().find(|entry| entry.name == part.as_bytes()).unwrap());
        zip(&entries)
    }
}

/// The table's rows, by shared strings.
fn rows() -> String {
    let cell = |row: usize, column: usize| {
        let letter = char::from(b'A' + column as u8);
        format!("<c r=\"{letter}{}\" t=\"s\"><v>{}</v></c>", row + 1, row * 6 + column)
    };
    let row = |row: usize| {
        let cells: String = (0..6).map(|column| cell(row, column)).collect();
        format!("<row r=\"{}\">{cells}</row>", row + 1)
    };
    (0..3).map(row).collect()
}
