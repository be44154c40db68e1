//! A sheet's cells: marked ones get another style, missing ones are put in where they belong.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Refused;
use super::geometry::Geometry;
use super::styles::Styles;
use super::xml::{Piece, Splice, Tag, Walk};
use crate::model::{Address, Area};
use crate::report::returned::mark::{Mark, Marks, NOTE_HEAD, Tone};

/// What stands behind the drawing of notes among a sheet's elements.
const BEHIND: [&str; 8] =
    ["legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst"];

/// A sheet's text with its cells marked, and what else an editor must know of it.
pub(super) struct Marked {
    pub(super) text: String,
    /// The relation of the drawing of notes that it has.
    pub(super) drawing: Option<String>,
    /// The sizes of its rows and columns.
    pub(super) geometry: Geometry,
    /// Its namespace.
    pub(super) namespace: String,
}

/// The marks where a spreadsheet shows them: those of a cell that a merge covers at the merge's top left.
pub(super) fn uncovered(text: &str, marks: &Marks) -> Result<Marks, Refused> {
    let behind = text.rfind("sheetData").and_then(|at| text.get(at..)).unwrap_or_default();
    let mut walk = Walk::lenient(behind);
    let mut merges: Vec<Area> = Vec::new();
    loop {
        match walk.next()? {
            Piece::Open(tag) if tag.local == "mergeCell" => {
                let area = tag.get("ref").and_then(|area| {
                    let (first, last) = area.split_once(':')?;
                    Some(Area::new(first.parse().ok()?, last.parse().ok()?))
                });
                merges.extend(area);
            }
            Piece::End => break,
            _ => {}
        }
    }
    let mut shown = Marks::new();
    for (at, mark) in marks {
        let merge = merges.iter().find(|merge| merge.contains(*at));
        let here: &mut Mark = shown.entry(merge.map_or(*at, |merge| merge.first)).or_default();
        if here.note.is_empty() {
            *here = mark.clone();
        } else {
            here.note.push_str(mark.note.trim_start_matches(NOTE_HEAD));
            here.tone = here.tone.into_iter().chain(mark.tone).min();
        }
    }
    Ok(shown)
}

/// Marks cells. `clear` takes the fills of earlier marks off all others.
pub(super) fn mark(
    text: &str,
    tones: &BTreeMap<Address, Tone>,
    styles: &mut Styles,
    clear: bool,
) -> Result<Marked, Refused> {
    let mut marker = Marker {
        splice: Splice::new(text),
        tones,
        styles,
        clear,
        geometry: Geometry::default(),
        next_row: 0,
        row: None,
        drawing: None,
        namespace: String::new(),
    };
    marker.walk(text)?;
    let Marker { splice, geometry, drawing, namespace, .. } = marker;
    Ok(Marked { text: splice.finish(), drawing, geometry, namespace })
}

/// The row that the walk is in.
struct Row {
    number: u32,
    style: Option<u32>,
    /// The column that the next cell has if it does not say.
    next: u32,
    prefix: String,
}

struct Marker<'a> {
    splice: Splice<'a>,
    tones: &'a BTreeMap<Address, Tone>,
    styles: &'a mut Styles,
    clear: bool,
    geometry: Geometry,
    /// The number of the next row if it does not say, from zero.
    next_row: u32,
    row: Option<Row>,
    drawing: Option<String>,
    namespace: String,
}

impl Marker<'_> {
    fn walk(&mut self, text: &str) -> Result<(), Refused> {
        let mut walk = Walk::new(text);
        let mut in_cells = false;
        let mut found = false;
        loop {
            match walk.next()? {
                Piece::Open(tag) => match (tag.depth, tag.local) {
                    (0, "worksheet") => {
                        self.namespace = tag.namespace().unwrap_or_default();
                    }
                    (0, _) => return Err(Refused::Strange("no sheet of cells".to_owned())),
                    (1, "sheetFormatPr") => self.geometry.defaults(&tag),
                    (2, "col") => self.geometry.columns(&tag),
                    (1, "sheetData") => {
                        found = true;
                        if tag.is_empty {
                            let rows = self.rows_before(u32::MAX, tag.prefix)?;
                            if !rows.is_empty() {
                                let open = tag.with(&[], false);
                                let new = format!("{open}{rows}</{}sheetData>", tag.prefix);
                                self.splice.replace(tag.range.clone(), new);
                            }
                        } else {
                            in_cells = true;
                        }
                    }
                    (2, "row") if in_cells => self.row(&tag, &mut walk)?,
                    (3, "c") if in_cells => self.cell(&tag)?,
                    (1, "legacyDrawing") => self.drawing = tag.get("id"),
                    _ => {}
                },
                Piece::Close(range, 2) if in_cells => self.row_end(range.start)?,
                Piece::Close(range, 1) if in_cells => {
                    in_cells = false;
                    let end = text.get(range.clone()).unwrap_or_default();
                    let prefix = end.trim_start_matches("</").split_once(':').map_or("", |(prefix, _)| prefix);
                    let prefix = if prefix.is_empty() { String::new() } else { format!("{prefix}:") };
                    let rows = self.rows_before(u32::MAX, &prefix)?;
                    self.splice.insert(range.start, rows);
                }
                Piece::End if found => return Ok(()),
                Piece::End => return Err(Refused::Strange("a sheet without cells".to_owned())),
                _ => {}
            }
        }
    }

    /// Begins a row, or passes over one in which nothing changes.
    fn row(&mut self, tag: &Tag<'_>, walk: &mut Walk<'_>) -> Result<(), Refused> {
        let number = match tag.get("r") {
            Some(text) => text.trim().parse::<u32>().ok().and_then(|number| number.checked_sub(1)),
            None => Some(self.next_row),
        };
        let number = number.filter(|number| *number >= self.next_row);
        let number = number.ok_or_else(|| Refused::Strange("rows out of order".to_owned()))?;
        let missing = self.rows_before(number, tag.prefix)?;
        self.splice.insert(tag.range.start, missing);
        self.next_row = number + 1;
        self.geometry.row(number, tag);
        let style = tag.number("s").filter(|_| matches!(tag.get("customFormat").as_deref(), Some("1" | "true")));
        let row = Row { number, style, next: 0, prefix: tag.prefix.to_owned() };
        let marks = self.tones.range(Address::new(number, 0)..=Address::new(number, u32::MAX));
        let columns: Vec<u32> = marks.map(|(at, _)| at.column).collect();
        if columns.is_empty() && !self.clear {
            return walk.skip(tag);
        }
        let spans = spans(tag, &columns);
        if tag.is_empty {
            self.row = Some(row);
            let cells = self.cells_before(u32::MAX)?;
            self.row = None;
            if !cells.is_empty() {
                let set: Vec<(&str, &str)> = spans.iter().map(|spans| ("spans", &**spans)).collect();
                let new = format!("{}{cells}</{}row>", tag.with(&set, false), tag.prefix);
                self.splice.replace(tag.range.clone(), new);
            }
            return Ok(());
        }
        if let Some(spans) = spans {
            self.splice.replace(tag.range.clone(), tag.with(&[("spans", &spans)], false));
        }
        self.row = Some(row);
        Ok(())
    }

    fn row_end(&mut self, at: usize) -> Result<(), Refused> {
        if self.row.is_some() {
            let cells = self.cells_before(u32::MAX)?;
            self.splice.insert(at, cells);
            self.row = None;
        }
        Ok(())
    }

    fn cell(&mut self, tag: &Tag<'_>) -> Result<(), Refused> {
        let strange = || Refused::Strange("cells out of order".to_owned());
        let row = self.row.as_ref().ok_or_else(strange)?;
        let at = match tag.get("r") {
            Some(text) => text.parse::<Address>().map_err(|_| strange())?,
            None => Address::new(row.number, row.next),
        };
        if at.row != row.number || at.column < row.next {
            return Err(strange());
        }
        let missing = self.cells_before(at.column)?;
        self.splice.insert(tag.range.start, missing);
        if let Some(row) = &mut self.row {
            row.next = at.column + 1;
        }
        let old = tag.number("s").unwrap_or(0);
        let cleared = if self.clear { self.styles.cleared(old)? } else { None };
        let new = match self.tones.get(&at) {
            Some(tone) => Some(self.styles.toned(cleared.unwrap_or(old), *tone)?),
            None => cleared,
        };
        if let Some(new) = new.filter(|new| *new != old) {
            self.splice.replace(tag.range.clone(), tag.with(&[("s", &new.to_string())], tag.is_empty));
        }
        Ok(())
    }

    /// The marked cells of the current row that it lacks, from its last cell to `column`.
    fn cells_before(&mut self, column: u32) -> Result<String, Refused> {
        let Some(row) = &mut self.row else {
            return Ok(String::new());
        };
        let range = Address::new(row.number, row.next)..Address::new(row.number, column);
        let mut cells = String::new();
        for (at, tone) in self.tones.range(range) {
            let old = row.style.or_else(|| self.geometry.style(at.column)).unwrap_or(0);
            let new = self.styles.toned(old, *tone)?;
            let _ = write!(cells, "<{}c r=\"{at}\" s=\"{new}\"/>", row.prefix);
            row.next = at.column + 1;
        }
        Ok(cells)
    }

    /// Rows with the marked cells that lie between the last row and row `number`.
    fn rows_before(&mut self, number: u32, prefix: &str) -> Result<String, Refused> {
        let range = Address::new(self.next_row, 0)..Address::new(number, 0);
        let mut wanted: Vec<u32> = self.tones.range(range).map(|(at, _)| at.row).collect();
        wanted.dedup();
        let mut rows = String::new();
        for number in wanted {
            self.row = Some(Row { number, style: None, next: 0, prefix: prefix.to_owned() });
            let cells = self.cells_before(u32::MAX)?;
            self.row = None;
            let _ = write!(rows, "<{prefix}row r=\"{}\">{cells}</{prefix}row>", number + 1);
            self.next_row = number + 1;
        }
        Ok(rows)
    }
}

/// What a row must say of the columns that it spans, where marked cells lie outside.
fn spans(tag: &Tag<'_>, columns: &[u32]) -> Option<String> {
    let spans = tag.get("spans")?;
    let (least, most) = (columns.iter().min()? + 1, columns.iter().max()? + 1);
    let ends: Vec<u32> = spans.split([' ', ':']).filter_map(|end| end.parse().ok()).collect();
    let (from, to) = (*ends.iter().min()?, *ends.iter().max()?);
    if least >= from && most <= to {
        return None;
    }
    Some(format!("{}:{}", from.min(least), to.max(most)))
}

/// The sheet's text with a drawing of notes, which it did not have.
pub(super) fn with_drawing(text: &str, relation: &str, office: &str) -> Result<String, Refused> {
    let mut walk = Walk::new(text);
    let mut splice = Splice::new(text);
    let (mut behind_cells, mut prefix, mut office_prefix) = (false, "", None);
    let mut alternative: Option<usize> = None;
    let at = loop {
        match walk.next()? {
            Piece::Open(tag) => match (tag.depth, tag.local) {
                (0, _) => {
                    prefix = tag.prefix;
                    office_prefix = tag.prefix_of(office);
                }
                (1, "sheetData") => {
                    behind_cells = true;
                    walk.skip(&tag)?;
                }
                (1, "AlternateContent") if behind_cells => alternative = Some(tag.range.start),
                (1, local) if BEHIND.contains(&local) => break tag.range.start,
                (1, _) => alternative = None,
                // What only newer programs understand is wrapped once more.
                (3, "controls" | "oleObjects") if alternative.is_some() => break alternative.unwrap_or_default(),
                _ => {}
            },
            Piece::Close(range, 0) => break range.start,
            Piece::End => return Err(Refused::Strange("a sheet that does not end".to_owned())),
            _ => {}
        }
    };
    let drawing = match office_prefix {
        Some(office) => format!("<{prefix}legacyDrawing {office}:id=\"{relation}\"/>"),
        None => format!("<{prefix}legacyDrawing xmlns:r=\"{office}\" r:id=\"{relation}\"/>"),
    };
    splice.insert(at, drawing);
    Ok(splice.finish())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::report::returned::package::parts::Parts;

    fn marked(cells: &str, at: &[&str]) -> Result<String, Refused> {
        let empty = zip::ZipWriter::new(Cursor::new(Vec::new())).finish().unwrap().into_inner();
        let mut styles = Styles::open(&mut Parts::open(&empty)?, "xl/styles.xml", "m").unwrap();
        let tones = at.iter().map(|at| (at.parse().unwrap(), Tone::Error)).collect();
        let text = format!("<worksheet xmlns=\"m\">{cells}<pageMargins/></worksheet>");
        mark(&text, &tones, &mut styles, false).map(|marked| {
            marked.text["<worksheet xmlns=\"m\">".len()..].trim_end_matches("<pageMargins/></worksheet>").to_owned()
        })
    }

    #[test]
    fn a_missing_cell_is_put_in_where_it_belongs() {
        let sheet = "<sheetData><row><c><v>1</v></c><c s=\"0\"><v>2</v></c></row><row r=\"4\"/><row r=\"6\" spans=\"2:3\">\
            <c r=\"C6\"/></row></sheetData>";
        let told = marked(sheet, &["B1", "D1", "A2", "C4", "A6", "A9"]).unwrap();
        let wanted = "<sheetData><row><c><v>1</v></c><c s=\"1\"><v>2</v></c><c r=\"D1\" s=\"1\"/></row><row r=\"2\">\
            <c r=\"A2\" s=\"1\"/></row><row r=\"4\"><c r=\"C4\" s=\"1\"/></row><row r=\"6\" spans=\"1:3\"><c r=\"A6\" s=\"1\"/>\
            <c r=\"C6\"/></row><row r=\"9\"><c r=\"A9\" s=\"1\"/></row></sheetData>";
        assert_eq!(told, wanted);
        let told = marked("<sheetData/>", &["B2"]).unwrap();
        assert_eq!(told, "<sheetData><row r=\"2\"><c r=\"B2\" s=\"1\"/></row></sheetData>");
    }

    #[test]
    fn a_sheet_that_nobody_was_prepared_for_is_refused() {
        for cells in [
            "<sheetData><row r=\"2\"/><row r=\"1\"/></sheetData>",
            "<sheetData><row r=\"1\"><c r=\"B1\"/><c r=\"A1\"/></row></sheetData>",
            "<sheetData><row r=\"1\"><c r=\"B2\"/></row></sheetData>",
            "",
        ] {
            assert!(matches!(marked(cells, &["C1"]), Err(Refused::Strange(_))), "{cells}");
        }
    }

    #[test]
    fn the_drawing_stands_where_the_standard_wants_it() {
        let office = "http://o";
        for (before, after) in [
            ("<sheetData/><drawing r:id=\"a\"/>", "<tableParts/><extLst/>"),
            (
                "<sheetData/><pageMargins/>",
                "<mc:AlternateContent><mc:Choice><controls/></mc:Choice></mc:AlternateContent>",
            ),
            ("<mc:AlternateContent><mc:Choice><x/></mc:Choice></mc:AlternateContent><sheetData/>", ""),
        ] {
            let text = format!("<worksheet>{before}{after}</worksheet>");
            let told = with_drawing(&text, "rId7", office).unwrap();
            let drawing = "<legacyDrawing xmlns:r=\"http://o\" r:id=\"rId7\"/>";
            assert_eq!(told, format!("<worksheet>{before}{drawing}{after}</worksheet>"));
        }
    }

    #[test]
    fn marks_of_covered_cells_meet_at_the_corner() {
        let text = "<worksheet><sheetData/><mergeCells><mergeCell ref=\"A1:B2\"/></mergeCells></worksheet>";
        let mark = |note: &str, tone| Mark { note: format!("{NOTE_HEAD}\n{note}"), tone };
        let marks =
            [("A1", mark("甲", Some(Tone::Warning))), ("B2", mark("乙", Some(Tone::Error))), ("C1", mark("丙", None))];
        let marks = marks.into_iter().map(|(at, mark)| (at.parse().unwrap(), mark)).collect();
        let shown = uncovered(text, &marks).unwrap();
        assert_eq!(shown[&Address::new(0, 0)], mark("甲\n乙", Some(Tone::Error)));
        assert_eq!(shown.len(), 2);
    }
}
