//! A plain reading of a workbook's sheets in one pass each, for what calamine refuses or misreads: one odd cell costs
//! itself, never its sheet.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use quick_xml::events::{BytesStart, Event};

use super::grid::{Budget, Grid, UNCALCULATED};
use super::package::Package;
use super::xlsx_parts::Workbook;
use super::{number_format, xlsx, xml};
use crate::model::{Address, CellValue, DatePrecision, OpenFault};

/// What stands in a cell whose text the workbook does not hold.
const LOST: &str = "#REF!";

/// What the sheets of a workbook refer to.
pub(super) struct Plain {
    /// None where the workbook has no part for them.
    strings: Option<Vec<Arc<str>>>,
    /// What each cell style shows of a number.
    shown: Vec<Option<DatePrecision>>,
    is_1904: bool,
}

impl Plain {
    pub(super) fn open(package: &mut Package<'_>, workbook: &Workbook) -> Result<Self, OpenFault> {
        let strings = package.part(&workbook.strings)?.map(|part| strings(&part)).transpose()?;
        let styles = package.part(&workbook.styles)?.map(|part| styles(&part)).transpose()?;
        Ok(Self { strings, shown: styles.unwrap_or_default(), is_1904: workbook.is_1904 })
    }

    /// Reads the cells of a sheet's part.
    pub(super) fn cells(&self, part: &[u8], grid: &mut Grid, budget: &mut Budget) -> Result<(), OpenFault> {
        let mut reader = xml::reader(part);
        let mut next = Address::new(0, 0);
        let (mut is_inside, mut depth, mut is_closed) = (false, 0u32, false);
        loop {
            match xml::next(&mut reader)? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "sheetData" => is_inside = true,
                    "row" if is_inside => {
                        let row = xml::attribute(&element, "r").and_then(|row| row.trim().parse::<u32>().ok());
                        next = Address::new(row.and_then(|row| row.checked_sub(1)).unwrap_or(next.row), 0);
                    }
                    "c" if is_inside => {
                        let place = xml::attribute(&element, "r").and_then(|at| at.trim().parse::<Address>().ok());
                        let at = place.unwrap_or(next);
                        if let Some(value) = self.cell(&mut reader, &element)? {
                            xlsx::put(at, value, grid, budget)?;
                        }
                        next = Address::new(at.row, at.column.saturating_add(1));
                    }
                    _ if !is_inside => depth += 1,
                    _ => {}
                },
                Event::End(_) if !is_inside => {
                    depth = depth.saturating_sub(1);
                    is_closed = depth == 0;
                }
                Event::End(element) => match element.local_name().as_ref() {
                    "row" => next = Address::new(next.row.saturating_add(1), 0),
                    "sheetData" => return Ok(()),
                    _ => {}
                },
                // A sheet may have no cells at all, but not be without an end.
                Event::Eof if is_inside || !is_closed => return Err(OpenFault::Truncated),
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    /// Reads a cell to its end tag.
    fn cell(
        &self,
        reader: &mut quick_xml::Reader<&[u8]>,
        element: &BytesStart<'_>,
    ) -> Result<Option<CellValue>, OpenFault> {
        let kind = xml::attribute(element, "t");
        let style = xml::attribute(element, "s").and_then(|style| style.trim().parse::<usize>().ok());
        let (mut stored, mut inline, mut formula) = (None, None, String::new());
        loop {
            match xml::next(reader)? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "v" => stored = Some(text(reader, "v")?),
                    "is" => inline = Some(text(reader, "is")?),
                    "f" => formula = text(reader, "f")?,
                    _ => {}
                },
                Event::End(element) if element.local_name().as_ref() == "c" => break,
                Event::Eof => return Err(OpenFault::Truncated),
                _ => {}
            }
        }
        let shown = self.shown.get(style.unwrap_or(0)).copied().flatten();
        let is_formula = !formula.is_empty() && !formula.contains("DISPIMG(");
        Ok(match (kind.as_deref(), stored, inline) {
            (Some("inlineStr" | "is"), stored, inline) => inline.or(stored).map(CellValue::text),
            // The program that wrote it left the work to the one that opens it, and nobody has.
            (_, None, None) if is_formula => Some(CellValue::Error(UNCALCULATED.into())),
            // Of a formula whose text is empty the kind says that it is text.
            (kind, Some(stored), None) if is_formula && kind != Some("str") && stored.trim().is_empty() => {
                Some(CellValue::Error(UNCALCULATED.into()))
            }
            (_, None, inline) => inline.map(CellValue::text),
            (kind, Some(stored), _) => self.value(kind, stored, shown)?,
        })
    }

    fn value(
        &self,
        kind: Option<&str>,
        stored: String,
        shown: Option<DatePrecision>,
    ) -> Result<Option<CellValue>, OpenFault> {
        let bare = stored.trim();
        if bare.is_empty() {
            return Ok(None);
        }
        Ok(Some(match kind {
            Some("s") => {
                let strings = self.strings.as_ref().ok_or(OpenFault::Truncated)?;
                let found = bare.parse::<usize>().ok().and_then(|index| strings.get(index));
                found.map_or_else(|| CellValue::Error(LOST.into()), |text| CellValue::Text(Arc::clone(text)))
            }
            Some("b") => match bare.to_ascii_lowercase().as_str() {
                "1" | "true" => CellValue::Bool(true),
                "0" | "false" => CellValue::Bool(false),
                _ => CellValue::text(stored),
            },
            Some("e") => CellValue::Error(bare.into()),
            Some("d") => match number_format::iso(bare) {
                Some((at, own)) => number_format::date(at, shown.unwrap_or(own)),
                None => CellValue::text(stored),
            },
            Some("n") | None => match bare.parse::<f64>() {
                Ok(number) if number.is_finite() => number_format::value(number, shown, self.is_1904),
                _ => CellValue::text(stored),
            },
            Some(_) => CellValue::text(stored),
        }))
    }
}

/// The shared strings in order.
fn strings(part: &[u8]) -> Result<Vec<Arc<str>>, OpenFault> {
    let mut reader = xml::reader(part);
    let mut strings = Vec::new();
    loop {
        match xml::next(&mut reader)? {
            Event::Start(element) if element.local_name().as_ref() == "si" => {
                strings.push(text(&mut reader, "si")?.into());
            }
            Event::End(element) if element.local_name().as_ref() == "sst" => return Ok(strings),
            Event::Eof => return Err(OpenFault::Truncated),
            _ => {}
        }
    }
}

/// The text up to the end of the element that has just begun, without phonetic runs and layout between its parts.
fn text(reader: &mut quick_xml::Reader<&[u8]>, name: &str) -> Result<String, OpenFault> {
    let is_rich = matches!(name, "si" | "is");
    let (mut text, mut run) = (String::new(), String::new());
    let (mut spoken, mut is_run, mut keeps) = (0u32, !is_rich, true);
    loop {
        let event = xml::next(reader)?;
        match &event {
            Event::Start(element) => match element.local_name().as_ref() {
                "rPh" => spoken += 1,
                "t" if is_rich && spoken == 0 => {
                    keeps = xml::attribute(element, "space").is_some_and(|space| space == "preserve");
                    (is_run, run) = (true, String::new());
                }
                _ => {}
            },
            Event::End(element) => match element.local_name().as_ref() {
                "rPh" => spoken = spoken.saturating_sub(1),
                "t" if is_run && is_rich => {
                    is_run = false;
                    text.push_str(if keeps { &run } else { run.trim_matches([' ', '\t', '\r', '\n']) });
                }
                end if end == name => {
                    let text = if is_rich { text } else { run };
                    return Ok(unescaped(&text).into_owned());
                }
                _ => {}
            },
            Event::Eof => return Err(OpenFault::Truncated),
            event if is_run => xml::push_text(event, &mut run),
            _ => {}
        }
    }
}

/// Text with `_x000D_` and its like as the characters they stand for (ECMA-376 22.9.2.19). Half a pair stays written.
fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return Cow::Borrowed(text);
    }
    let (mut units, mut rest) = (Vec::new(), text);
    while let Some(at) = rest.find("_x") {
        units.extend(rest[..at].encode_utf16());
        rest = &rest[at..];
        let code = rest.get(2..6).filter(|_| rest.as_bytes().get(6) == Some(&b'_'));
        let unit = code
            .filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|code| u16::from_str_radix(code, 16).ok());
        let length = if unit.is_some() { 7 } else { 2 };
        units.extend(unit.map_or_else(|| "_x".encode_utf16().collect(), |unit| vec![unit]));
        rest = &rest[length..];
    }
    units.extend(rest.encode_utf16());
    Cow::Owned(String::from_utf16_lossy(&units))
}

/// What each cell style shows of a number: by the workbook's own code for its format, else by the format's number.
pub(super) fn styles(part: &[u8]) -> Result<Vec<Option<DatePrecision>>, OpenFault> {
    let mut reader = xml::reader(part);
    let mut codes: BTreeMap<u32, String> = BTreeMap::new();
    let mut shown = Vec::new();
    let mut is_cells = false;
    loop {
        match xml::next(&mut reader) {
            Ok(Event::Start(element)) => match element.local_name().as_ref() {
                "numFmt" => {
                    let id = xml::attribute(&element, "numFmtId").and_then(|id| id.parse().ok());
                    if let (Some(id), Some(code)) = (id, xml::attribute(&element, "formatCode")) {
                        codes.insert(id, code);
                    }
                }
                "cellXfs" => is_cells = true,
                "xf" if is_cells => {
                    let id = xml::attribute(&element, "numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
                    let code = codes.get(&id).filter(|code| *code != "General");
                    shown.push(code.map_or_else(|| number_format::builtin(id), |code| number_format::shows(code)));
                }
                _ => {}
            },
            // Colours and borders behind the formats may be as many and as wrong as they like.
            Ok(Event::End(element)) if element.local_name().as_ref() == "cellXfs" => return Ok(shown),
            Ok(Event::Eof) => return Ok(shown),
            Ok(_) => {}
            Err(fault) => return Err(fault),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Limits;

    fn places(sheet: &str) -> String {
        let strings =
            strings("<x:sst><x:si><x:t>王芳</x:t></x:si><x:si><x:r><x:t>李</x:t></x:r><x:r><x:t xml:space=\"preserve\"> 明</x:t></x:r>\
                     <x:rPh><x:t>li ming</x:t></x:rPh></x:si><x:si><x:t> a_x000D_\nb_x005F_x </x:t></x:si></x:sst>".as_bytes())
            .unwrap();
        let styles = "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy/m/d\"/></numFmts><cellStyleXfs><xf/></cellStyleXfs>\
                      <cellXfs><xf/><xf numFmtId=\"164\"/><xf numFmtId=\"57\"/></cellXfs></styleSheet>";
        let plain = Plain { strings: Some(strings), shown: super::styles(styles.as_bytes()).unwrap(), is_1904: false };
        let mut grid = Grid::new("x", false);
        plain.cells(sheet.as_bytes(), &mut grid, &mut Budget::new(&Limits::default())).unwrap();
        let sheet = grid.finish().unwrap();
        let cells = sheet.rows.iter().flat_map(|row| row.cells.iter().map(move |cell| (row.index, cell)));
        let shown = cells.map(|(row, cell)| {
            let mark = if matches!(cell.value, CellValue::Error(_)) { "!" } else { "" };
            format!("{}={mark}{}", Address::new(row, cell.column), cell.value.shown())
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn odd_cells_cost_themselves_only() {
        assert_eq!(
            places(
                "<x:worksheet><x:dimension ref=\"B9:A1\"/><x:sheetData><x:row r=\"2\">\
                 <x:c r=\"A2\" t=\"s\"><x:v>0</x:v></x:c><x:c r=\"B2\" t=\"s\"><x:v>99</x:v></x:c><x:c r=\"C2\" t=\"s\"><x:v>-1</x:v></x:c>\
                 <x:c r=\"D2\" t=\"e\"><x:v>#SPILL!</x:v></x:c><x:c r=\"E2\" t=\"e\"><x:v>odd</x:v></x:c><x:c r=\"F2\"><x:v>1E+20</x:v></x:c>\
                 <x:c r=\"G2\" t=\"b\"><x:v>2</x:v></x:c><x:c r=\"H2\"><x:v/></x:c><x:c r=\"I2\"><x:f>1+1</x:f></x:c>\
                 <x:c r=\"J2\"><x:v> 7 </x:v><x:f>3+4</x:f></x:c><x:c r=\"K2\" t=\"zz\"><x:v>8</x:v></x:c></x:row></x:sheetData></x:worksheet>"
            ),
            "A2=王芳 B2=!#REF! C2=!#REF! D2=!#SPILL! E2=!odd F2=100000000000000000000 G2=2 I2=!#未计算 J2=7 K2=8"
        );
    }

    #[test]
    fn cells_and_rows_without_a_place_follow_the_one_before() {
        assert_eq!(
            places(
                "<sheetData><row><c><v>1</v></c><c r=\"D1\"><v>2</v></c><c><v>3</v></c></row><row><c r=\"B7\"><v>4</v></c></row>\
                 <row><c><v>5</v></c></row><row r=\"3\"><c r=\"A3\"><v>7</v></c><c r=\"A3\"><v>7</v></c></row></sheetData>"
            ),
            "A1=1 D1=2 E1=3 A3=7 B7=4 A8=5"
        );
    }

    #[test]
    fn texts_lose_their_layout_and_dates_are_dates() {
        assert_eq!(
            places("<sheetData><row><c t=\"s\"><v>1</v></c><c t=\"s\"><v>2</v></c></row></sheetData>"),
            "A1=李 明 B1=a\r\nb_x"
        );
        assert_eq!(
            places(
                "<sheetData><row><c t=\"inlineStr\"><is>\n <r><t>王</t></r>\n <r><t>芳</t></r><phoneticPr/></is></c>\
                 <c t=\"d\"><v>2015-09-01</v></c><c s=\"1\"><v>42248</v></c><c s=\"2\"><v>42248</v></c></row></sheetData>"
            ),
            "A1=王芳 B1=2015-09-01 C1=2015-09-01 D1=2015-09"
        );
    }
}
