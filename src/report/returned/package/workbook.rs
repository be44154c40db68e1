//! The workbook's main part: its sheets, and one more.

use super::parts::Parts;
use super::xml::{self, Splice, Tag, escaped};
use super::{Refused, content_types, notes, properties, relations};
use crate::model::{ReturnStamp, STAMP_CELL};

const SHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml";
const STYLES: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml";
/// The most characters of a sheet's name.
const NAME: usize = 31;
/// What the name of a list holds, unless somebody changed it.
const LIST: &str = "问题清单";

/// The workbook that is being edited.
pub(super) struct Workbook {
    pub(super) part: String,
    pub(super) styles: String,
    pub(super) sheets: Vec<Sheet>,
    pub(super) namespace: String,
    strings: Option<String>,
}

/// A sheet as the workbook lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) part: String,
    pub(super) is_worksheet: bool,
}

impl Workbook {
    pub(super) fn open(parts: &mut Parts<'_>) -> Result<Self, Refused> {
        let main = relations::of(parts, "")?.into_iter().find(|relation| relation.is("officeDocument"));
        let part = main.map_or_else(|| "xl/workbook.xml".to_owned(), |main| main.target);
        let text = parts.known(&part)?;
        let related = relations::of(parts, &part)?;
        let folder = part.rsplit_once('/').map_or("", |(folder, _)| folder);
        let root = xml::first(&text, &["workbook"])?.ok_or_else(|| Refused::Strange("no workbook".to_owned()))?;
        let namespace = root.tag.namespace().ok_or_else(|| Refused::Strange("no namespace".to_owned()))?;
        let placed = |kind: &str| related.iter().find(|relation| relation.is(kind)).map(|one| one.target.clone());
        let mut sheets = Vec::new();
        for sheet in xml::all(&text, &["workbook", "sheets", "sheet"])? {
            let id = sheet.tag.get("id");
            let relation = related.iter().find(|relation| Some(&relation.id) == id.as_ref());
            let relation = relation.ok_or_else(|| Refused::Strange("a sheet without a part".to_owned()))?;
            sheets.push(Sheet {
                name: sheet.tag.get("name").unwrap_or_default(),
                part: relation.target.clone(),
                is_worksheet: relation.is("worksheet"),
            });
        }
        let styles = placed("styles").unwrap_or_else(|| format!("{folder}/styles.xml"));
        Ok(Self { styles, strings: placed("sharedStrings"), part, sheets, namespace })
    }

    /// Whether the workbook is of the strict edition of the standard.
    pub(super) fn is_strict(&self) -> bool {
        self.namespace.starts_with("http://purl.oclc.org/")
    }

    /// The sheets that are lists of an earlier copy: their parts and stamps.
    pub(super) fn lists(&self, parts: &mut Parts<'_>) -> Result<Vec<(String, ReturnStamp)>, Refused> {
        let everywhere = properties::stamp(parts)?.is_some();
        let mut strings: Option<Vec<(usize, ReturnStamp)>> = None;
        let mut lists = Vec::new();
        for sheet in self.sheets.iter().filter(|sheet| sheet.is_worksheet && (everywhere || sheet.name.contains(LIST)))
        {
            let text = parts.known(&sheet.part)?;
            let inline = text.find(STAMP_CELL).and_then(|at| ReturnStamp::in_cell(text.get(at..)?));
            if inline.is_none() && strings.is_none() {
                strings = Some(self.stamped_strings(parts)?);
            }
            let shared =
                || strings.iter().flatten().find(|(at, _)| points_to(&text, *at)).map(|(_, stamp)| stamp.clone());
            lists.extend(inline.or_else(shared).map(|stamp| (sheet.part.clone(), stamp)));
        }
        Ok(lists)
    }

    /// The shared strings that are stamps of copies: their numbers and what they say.
    fn stamped_strings(&self, parts: &mut Parts<'_>) -> Result<Vec<(usize, ReturnStamp)>, Refused> {
        let text = match &self.strings {
            Some(part) => parts.text(part)?.unwrap_or_default(),
            None => String::new(),
        };
        if !text.contains(STAMP_CELL) {
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        for (at, string) in xml::all(&text, &["sst", "si"])?.iter().enumerate() {
            let raw = text.get(string.whole.clone()).unwrap_or_default();
            if raw.contains(STAMP_CELL) {
                found.extend(ReturnStamp::in_cell(&xml::said(raw)?).map(|stamp| (at, stamp)));
            }
        }
        Ok(found)
    }

    /// Puts a new list in the place of an earlier one.
    pub(super) fn replace(parts: &mut Parts<'_>, part: &str, sheet: String) {
        parts.remove(&relations::list_of(part));
        parts.put(part, sheet);
    }

    /// Appends a sheet.
    pub(super) fn append(&self, parts: &mut Parts<'_>, name: &str, sheet: String) -> Result<(), Refused> {
        let part = parts.free("xl/worksheets/sheet", ".xml");
        parts.put(&part, sheet);
        content_types::set(parts, &part, SHEET)?;
        let office = notes::office(&self.namespace);
        let id = relations::add(parts, &self.part, &format!("{office}/worksheet"), &part)?;
        let text = parts.known(&self.part)?;
        let strange = || Refused::Strange("no sheets".to_owned());
        let list = xml::first(&text, &["workbook", "sheets"])?.ok_or_else(strange)?;
        let listed = xml::all(&text, &["workbook", "sheets", "sheet"])?;
        let number = listed.iter().filter_map(|sheet| sheet.tag.number("sheetId")).max().unwrap_or(0) + 1;
        let root = xml::first(&text, &["workbook"])?.ok_or_else(strange)?;
        let key = match root.tag.prefix_of(office) {
            Some(prefix) => format!("{prefix}:id"),
            None => format!("xmlns:r=\"{office}\" r:id"),
        };
        let tag: &Tag<'_> = &list.tag;
        let name = escaped(&self.free_name(name));
        let new = format!("<{}sheet name=\"{name}\" sheetId=\"{number}\" {key}=\"{id}\"/>", tag.prefix);
        let mut splice = Splice::new(&text);
        splice.append(&list, &new);
        let made = splice.finish();
        parts.put(&self.part, made);
        Ok(())
    }

    /// The name, or with ` (2)` where another sheet bears it.
    fn free_name(&self, name: &str) -> String {
        let taken = |name: &str| self.sheets.iter().any(|sheet| sheet.name.to_lowercase() == name.to_lowercase());
        let mut free: String = name.chars().take(NAME).collect();
        let mut number = 2;
        while taken(&free) {
            free = format!("{} ({number})", name.chars().take(NAME - 6).collect::<String>());
            number += 1;
        }
        free
    }

    /// Makes the workbook refer to its styles, where it had none.
    pub(super) fn ensure_styles(&self, parts: &mut Parts<'_>) -> Result<(), Refused> {
        if relations::of(parts, &self.part)?.iter().any(|relation| relation.is("styles")) {
            return Ok(());
        }
        content_types::set(parts, &self.styles, STYLES)?;
        let office = notes::office(&self.namespace);
        relations::add(parts, &self.part, &format!("{office}/styles"), &self.styles).map(drop)
    }
}

/// Whether a cell of a sheet shows the shared string of this number.
fn points_to(sheet: &str, string: usize) -> bool {
    let value = format!("v>{string}</");
    sheet.match_indices(&value).any(|(at, _)| {
        let before = sheet.get(..at).unwrap_or_default();
        before.rfind("c r=\"").and_then(|from| before.get(from..)).is_some_and(|cell| cell.contains("t=\"s\""))
    })
}
