//! Binary workbooks (`.xlsb`), record by record.
//!
//! calamine tells neither merges nor number formats, passes over errors of formulas, and stops at one odd cell; the pass
//! that would tell those meets every cell anyway, so it takes the values along.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::grid::{Budget, Grid};
use super::package::Package;
use super::xlsb_records::{Record, Records};
use super::{fault, number_format, xlsx, xlsx_parts};
use crate::model::{Address, Area, Book, CellValue, DatePrecision, OpenFault, Sheet};
use crate::settings::Limits;

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Book, OpenFault> {
    let mut package = Package::open(bytes, limits)?;
    let root = xlsx_parts::root(&mut package)?;
    let part = xlsx_parts::main_part(&package, &root, "xl/workbook.bin");
    let folder = part.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let relations = xlsx_parts::relations(&mut package, &xlsx_parts::relations_part(&part))?;
    let main = package.part(&part)?.ok_or(OpenFault::Truncated)?;
    let placed = |package: &Package<'_>, kind: &str| {
        let found = relations.values().find(|relation| relation.kind == kind);
        found.map(|relation| xlsx_parts::resolved(package, &folder, &relation.target)).unwrap_or_default()
    };
    let (strings_part, styles_part) = (placed(&package, "sharedStrings"), placed(&package, "styles"));
    let (listed, is_1904) = list(&main)?;
    let workbook = Workbook {
        strings: package.part(&strings_part)?.map(|part| strings(&part)).transpose()?.unwrap_or_default(),
        shown: package.part(&styles_part)?.map(|part| styles(&part)).transpose()?.unwrap_or_default(),
        is_1904,
    };
    let mut budget = Budget::new(limits);
    let mut book = xlsx_parts::properties(&mut package, &root)?;
    for sheet in listed {
        let relation = relations.get(&sheet.relation).ok_or(OpenFault::Truncated)?;
        if relation.kind == "worksheet" {
            let part = xlsx_parts::resolved(&package, &folder, &relation.target);
            let part = package.part(&part)?.ok_or(OpenFault::Truncated)?;
            book.sheets.push(workbook.sheet(&part, Grid::new(&sheet.name, sheet.hidden), &mut budget)?);
        }
    }
    book.own = book.own || budget.own;
    Ok(book)
}

/// A sheet as the workbook lists it.
struct Listed {
    name: String,
    hidden: bool,
    relation: String,
}

/// The workbook's sheets in order, and whether its days count from 1904.
fn list(part: &[u8]) -> Result<(Vec<Listed>, bool), OpenFault> {
    let (mut sheets, mut is_1904) = (Vec::new(), false);
    let mut names = BTreeSet::new();
    for record in Records::of(part) {
        let record = record?;
        match record.kind {
            // BrtWbProp.
            0x0099 => is_1904 = record.four(0)? & 1 == 1,
            // BrtBundleSh.
            0x009C => {
                let (relation, end) = record.text(8)?;
                let (name, _) = record.text(end)?;
                if !names.insert(name.to_lowercase()) {
                    return Err(fault::damaged("two sheets of one name"));
                }
                sheets.push(Listed { name, hidden: record.four(0)? != 0, relation });
            }
            _ => {}
        }
    }
    if sheets.is_empty() { Err(OpenFault::Truncated) } else { Ok((sheets, is_1904)) }
}

/// The shared strings in order.
fn strings(part: &[u8]) -> Result<Vec<Arc<str>>, OpenFault> {
    let mut strings = Vec::new();
    for record in Records::of(part) {
        let record = record?;
        // BrtSSTItem.
        if record.kind == 0x0013 {
            strings.push(record.text(1)?.0.into());
        }
    }
    Ok(strings)
}

/// What each cell style shows of a number.
fn styles(part: &[u8]) -> Result<Vec<Option<DatePrecision>>, OpenFault> {
    let mut codes: BTreeMap<u16, String> = BTreeMap::new();
    let (mut shown, mut is_cells) = (Vec::new(), false);
    for record in Records::of(part) {
        let record = record?;
        match record.kind {
            // BrtFmt.
            0x002C => {
                codes.insert(record.two(0)?, record.text(2)?.0);
            }
            // BrtBeginCellXFs and BrtEndCellXFs.
            0x0269 => is_cells = true,
            0x026A => is_cells = false,
            // BrtXF.
            0x002F if is_cells => {
                let id = record.two(2)?;
                let code = codes.get(&id);
                shown.push(code.map_or_else(|| number_format::builtin(id.into()), |code| number_format::shows(code)));
            }
            _ => {}
        }
    }
    Ok(shown)
}

/// What the sheets refer to.
struct Workbook {
    strings: Vec<Arc<str>>,
    shown: Vec<Option<DatePrecision>>,
    is_1904: bool,
}

impl Workbook {
    fn sheet(&self, part: &[u8], mut grid: Grid, budget: &mut Budget) -> Result<Sheet, OpenFault> {
        let (mut row, mut is_inside, mut is_closed) = (0, false, false);
        for record in Records::of(part) {
            let record = record?;
            match record.kind {
                // BrtBeginSheetData and BrtEndSheetData; BrtEndSheet.
                0x0091 => is_inside = true,
                0x0092 => is_inside = false,
                0x0082 => is_closed = true,
                // BrtRowHdr.
                0x0000 if is_inside => row = record.four(0)?,
                // BrtMergeCell.
                0x00B0 => {
                    let at = |row, column| Ok::<_, OpenFault>(Address::new(record.four(row)?, record.four(column)?));
                    grid.merge(Area::new(at(0, 8)?, at(4, 12)?));
                }
                _ if is_inside => {
                    if let Some(value) = self.value(&record)? {
                        xlsx::put(Address::new(row, record.four(0)?), value, &mut grid, budget)?;
                    }
                }
                _ => {}
            }
        }
        if is_closed { grid.finish() } else { Err(OpenFault::Truncated) }
    }

    /// What a record of a cell holds; `None` for any other record.
    fn value(&self, record: &Record<'_>) -> Result<Option<CellValue>, OpenFault> {
        let number = |number| {
            // The style's number has three bytes.
            let style = (record.four(4)? & 0x00FF_FFFF) as usize;
            Ok::<_, OpenFault>(number_format::value(number, self.shown.get(style).copied().flatten(), self.is_1904))
        };
        Ok(Some(match record.kind {
            // BrtCellRk.
            0x0002 => number(record.packed(8)?)?,
            // BrtCellError and BrtFmlaError.
            0x0003 | 0x000B => CellValue::Error(error(record.byte(8)?).into()),
            // BrtCellBool and BrtFmlaBool.
            0x0004 | 0x000A => CellValue::Bool(record.byte(8)? != 0),
            // BrtCellReal and BrtFmlaNum.
            0x0005 | 0x0009 => number(record.real(8)?)?,
            // BrtCellSt and BrtFmlaString.
            0x0006 | 0x0008 => CellValue::text(record.text(8)?.0),
            // BrtCellIsst. A text that is not there is an error of its cell, not of the sheet.
            0x0007 => match self.strings.get(record.four(8)? as usize) {
                Some(text) => CellValue::Text(Arc::clone(text)),
                None => CellValue::Error(error(0x17).into()),
            },
            // BrtCellRString.
            0x003E => CellValue::text(record.text(9)?.0),
            _ => return Ok(None),
        }))
    }
}

/// The words of an error code (MS-XLSB 2.5.97.2).
fn error(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        0x2B => "#GETTING_DATA",
        _ => "#N/A",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::open::tests::zipped;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let mut bytes = match kind {
            0..0x80 => vec![kind as u8],
            _ => vec![(kind & 0x7F) as u8 | 0x80, (kind >> 7) as u8],
        };
        assert!(data.len() < 0x80);
        bytes.push(data.len() as u8);
        bytes.extend(data);
        bytes
    }

    fn text(text: &str) -> Vec<u8> {
        let units: Vec<u16> = text.encode_utf16().collect();
        let length = (units.len() as u32).to_le_bytes();
        length.into_iter().chain(units.into_iter().flat_map(u16::to_le_bytes)).collect()
    }

    fn cell(kind: u16, column: u32, style: u32, value: &[u8]) -> Vec<u8> {
        record(kind, &[&column.to_le_bytes(), &style.to_le_bytes(), value].concat())
    }

    fn outcome(cells: &[Vec<u8>]) -> Result<Book, OpenFault> {
        let relations = "<Relationships><Relationship Id=\"a\" Type=\"x/worksheet\" Target=\"worksheets/sheet1.bin\"/>\
             <Relationship Id=\"b\" Type=\"x/sharedStrings\" Target=\"sharedStrings.bin\"/>\
             <Relationship Id=\"c\" Type=\"x/styles\" Target=\"styles.bin\"/></Relationships>";
        let workbook =
            record(0x009C, &[&1u32.to_le_bytes()[..], &1u32.to_le_bytes(), &text("a"), &text("四年级")].concat());
        let strings = record(0x0013, &[&[0][..], &text("王芳")].concat());
        let format = [&164u16.to_le_bytes()[..], &text("yyyy\"年\"m\"月\"")].concat();
        let xf = |id: u16| record(0x002F, &[0, 0, id.to_le_bytes()[0], id.to_le_bytes()[1]]);
        let styles =
            [record(0x002C, &format), xf(14), record(0x0269, &[]), xf(0), xf(164), record(0x026A, &[])].concat();
        let merge: Vec<u8> = [1u32, 2, 0, 0].iter().flat_map(|number| number.to_le_bytes()).collect();
        let sheet = [
            record(0x0091, &[]),
            record(0, &1u32.to_le_bytes()),
            cells.concat(),
            record(0x0092, &[]),
            record(0x00B0, &merge),
            record(0x0082, &[]),
        ];
        let parts: [(&str, &[u8]); 5] = [
            ("xl/workbook.bin", &workbook),
            ("xl/_rels/workbook.bin.rels", relations.as_bytes()),
            ("xl/sharedStrings.bin", &strings),
            ("xl/styles.bin", &styles),
            ("xl/worksheets/sheet1.bin", &sheet.concat()),
        ];
        read(&zipped(&parts), &Limits::default())
    }

    #[test]
    fn every_kind_of_cell_is_read_and_odd_ones_cost_themselves() {
        let whole = 42248u32 << 2 | 2;
        let book = outcome(&[
            cell(0x0007, 0, 0, &0u32.to_le_bytes()),
            cell(0x0007, 1, 0, &9u32.to_le_bytes()),
            cell(0x0002, 2, 1, &whole.to_le_bytes()),
            cell(0x0002, 3, 0, &(1234u32 << 2 | 3).to_le_bytes()),
            cell(0x0005, 4, 0, &9.5f64.to_le_bytes()),
            cell(0x0003, 5, 0, &[0x55]),
            cell(0x000B, 6, 0, &[0x07]),
            cell(0x0008, 7, 0, &text("甲")),
            cell(0x000A, 8, 0, &[1]),
        ])
        .unwrap();
        let sheet = &book.sheets[0];
        let shown: Vec<_> = sheet.rows[0].cells.iter().map(|cell| cell.value.shown()).collect();
        assert_eq!(shown, ["王芳", "#REF!", "2015-09", "12.34", "9.5", "#N/A", "#DIV/0!", "甲", "TRUE"]);
        assert_eq!((&*sheet.name, sheet.hidden, sheet.rows[0].index), ("四年级", true, 1));
        assert_eq!(sheet.merges.iter().map(ToString::to_string).collect::<Vec<_>>(), ["A2:A3"]);
    }

    #[test]
    fn records_that_are_cut_or_too_short_are_refused() {
        assert_eq!(outcome(&[vec![0x07, 0x7F, 0]]), Err(OpenFault::Truncated));
        assert!(matches!(outcome(&[cell(0x0005, 0, 0, &[1])]), Err(OpenFault::Damaged { .. })));
        assert!(matches!(outcome(&[cell(0x0006, 0, 0, &[0xFF, 0xFF, 0xFF, 0x7F])]), Err(OpenFault::Damaged { .. })));
    }
}
