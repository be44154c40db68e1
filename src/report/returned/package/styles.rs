//! The workbook's styles, with those that marked cells and the list need behind them.

use std::collections::BTreeMap;

use super::Refused;
use super::parts::Parts;
use super::xml::{self, Element, Splice};
use crate::report::returned::mark::Tone;

/// The most styles of cells that Excel opens.
const MOST_STYLES: usize = 64_000;

/// How the cells of the list look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    Title,
    Prose,
    Header,
    Text,
    Centre,
    Link,
    /// To be filled in.
    Answer,
    Error,
    Warning,
    Faint,
    /// Faint, and cut at its cell's edge instead of lying over the next ones.
    Stamp,
}

const LOOKS: [Look; 11] = [
    Look::Title,
    Look::Prose,
    Look::Header,
    Look::Text,
    Look::Centre,
    Look::Link,
    Look::Answer,
    Look::Error,
    Look::Warning,
    Look::Faint,
    Look::Stamp,
];

/// What a package without styles begins with.
const PLAIN: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="NAMESPACE"><fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>"#;

/// The fill of a marked cell.
const fn fill(tone: Tone) -> &'static str {
    match tone {
        Tone::Error => "FFFFC7CE",
        Tone::Warning => "FFFFEB9C",
    }
}

/// The styles of a workbook that is being edited.
pub(super) struct Styles {
    part: String,
    text: String,
    /// The styles of cells as they stand in the text, then those that were added.
    cells: Vec<String>,
    known: usize,
    fonts: u32,
    fills: u32,
    borders: u32,
    prefix: String,
    /// The numbers of fills that an earlier mark of ours may have left.
    marked: Vec<u32>,
    toned: BTreeMap<(u32, Tone), u32>,
    looks: Option<u32>,
}

impl Styles {
    /// The styles in this part; a plain list of styles where there is none.
    pub(super) fn open(parts: &mut Parts<'_>, part: &str, namespace: &str) -> Result<Self, Refused> {
        let text = parts.text(part)?.unwrap_or_else(|| PLAIN.replace("NAMESPACE", namespace));
        let count = |path: &[&str]| xml::all(&text, path).map(|found| found.len() as u32);
        let fills = xml::all(&text, &["styleSheet", "fills", "fill"])?;
        let ours = |element: &Element<'_>| {
            let raw = text.get(element.whole.clone()).unwrap_or_default().to_uppercase();
            raw.contains(fill(Tone::Error)) || raw.contains(fill(Tone::Warning))
        };
        let marked = fills.iter().enumerate().filter(|(_, fill)| ours(fill)).map(|(at, _)| at as u32).collect();
        let cells = xml::all(&text, &["styleSheet", "cellXfs", "xf"])?;
        let cells: Vec<String> =
            cells.iter().map(|xf| text.get(xf.whole.clone()).unwrap_or_default().to_owned()).collect();
        let prefix = section(&text, "cellXfs")?.tag.prefix.to_owned();
        Ok(Self {
            part: part.to_owned(),
            known: cells.len(),
            fonts: count(&["styleSheet", "fonts", "font"])?,
            fills: fills.len() as u32,
            borders: count(&["styleSheet", "borders", "border"])?,
            cells,
            prefix,
            marked,
            toned: BTreeMap::new(),
            looks: None,
            text,
        })
    }

    /// The style of a cell of style `old` that is marked; the old one where no more styles can be made.
    pub(super) fn toned(&mut self, old: u32, tone: Tone) -> Result<u32, Refused> {
        if let Some(&known) = self.toned.get(&(old, tone)) {
            return Ok(known);
        }
        let made = self.filled(old, self.fills + tone as u32)?;
        self.toned.insert((old, tone), made);
        Ok(made)
    }

    /// The style of a cell of style `old` without the fill of an earlier mark; `None` where it bears none.
    pub(super) fn cleared(&mut self, old: u32) -> Result<Option<u32>, Refused> {
        if self.marked.is_empty() {
            return Ok(None);
        }
        let raw = self.cells.get(old as usize).cloned().unwrap_or_default();
        let fill = xml::first(&raw, &["xf"])?.and_then(|xf| xf.tag.number("fillId"));
        if !fill.is_some_and(|fill| self.marked.contains(&fill)) {
            return Ok(None);
        }
        self.filled(old, 0).map(Some)
    }

    /// A copy of a style with another fill.
    fn filled(&mut self, old: u32, fill: u32) -> Result<u32, Refused> {
        if self.cells.len() >= MOST_STYLES {
            return Ok(old);
        }
        let raw = match self.cells.get(old as usize) {
            Some(raw) => raw.clone(),
            None => format!("<{}xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>", self.prefix),
        };
        let Some(xf) = xml::first(&raw, &["xf"])? else {
            return Ok(old);
        };
        let fill = fill.to_string();
        let tag = xf.tag.with(&[("fillId", &fill), ("applyFill", "1")], xf.tag.is_empty);
        let mut splice = Splice::new(&raw);
        splice.replace(xf.tag.range.clone(), tag);
        let made = splice.finish();
        if let Some(known) = self.cells.iter().position(|known| *known == made) {
            return Ok(known as u32);
        }
        self.cells.push(made);
        Ok(self.cells.len() as u32 - 1)
    }

    /// The style of a cell of the list.
    pub(super) fn look(&mut self, look: Look) -> u32 {
        let first = self.looks.unwrap_or_else(|| {
            let first = self.cells.len() as u32;
            let looks: Vec<String> = LOOKS.iter().map(|look| self.cell(*look)).collect();
            self.cells.extend(looks);
            first
        });
        self.looks = Some(first);
        first + LOOKS.iter().position(|known| *known == look).unwrap_or_default() as u32
    }

    fn cell(&self, look: Look) -> String {
        let p = &self.prefix;
        let (font, fill, border, across, wraps) = match look {
            Look::Title => (0, None, None, "left", false),
            Look::Prose => (1, None, None, "left", true),
            Look::Header => (2, Some(2), Some(0), "center", true),
            Look::Text => (1, None, Some(0), "left", true),
            Look::Centre => (1, None, Some(0), "center", true),
            Look::Link => (3, None, Some(0), "center", true),
            Look::Answer => (1, Some(3), Some(0), "left", true),
            Look::Error => (1, Some(Tone::Error as u32), Some(0), "center", true),
            Look::Warning => (1, Some(Tone::Warning as u32), Some(0), "center", true),
            Look::Faint => (4, None, None, "left", false),
            Look::Stamp => (4, None, None, "fill", false),
        };
        let fill = fill.map_or(0, |fill| self.fills + fill);
        let border = border.map_or(0, |border: u32| self.borders + border);
        // Text by its format too, so that a number typed as an answer keeps all its digits.
        format!(
            "<{p}xf numFmtId=\"49\" fontId=\"{}\" fillId=\"{fill}\" borderId=\"{border}\" applyNumberFormat=\"1\" applyFont=\"1\" \
             applyFill=\"1\" applyBorder=\"1\" applyAlignment=\"1\"><{p}alignment horizontal=\"{across}\" vertical=\"center\" wrapText=\"{}\"/></{p}xf>",
            self.fonts + font,
            u8::from(wraps),
        )
    }

    /// Puts the styles back into the package.
    pub(super) fn save(self, parts: &mut Parts<'_>) -> Result<(), Refused> {
        let p = &self.prefix;
        let font = |inside: &str, size: u32| {
            format!("<{p}font>{inside}<{p}sz val=\"{size}\"/>COLOUR<{p}name val=\"宋体\"/></{p}font>")
        };
        let coloured = |font: String, colour: &str| {
            let colour = if colour.is_empty() { String::new() } else { format!("<{p}color rgb=\"{colour}\"/>") };
            font.replace("COLOUR", &colour)
        };
        let fonts = [
            coloured(font(&format!("<{p}b/>"), 16), ""),
            coloured(font("", 11), ""),
            coloured(font(&format!("<{p}b/>"), 11), ""),
            coloured(font(&format!("<{p}u/>"), 11), "FF0563C1"),
            coloured(font("", 8), "FFA6A6A6"),
        ];
        let solid = |colour: &str| {
            format!(
                "<{p}fill><{p}patternFill patternType=\"solid\"><{p}fgColor rgb=\"{colour}\"/><{p}bgColor indexed=\"64\"/></{p}patternFill></{p}fill>"
            )
        };
        let fills = [fill(Tone::Error), fill(Tone::Warning), "FFDCE6F1", "FFFFFFF0"].map(solid);
        let side = |side: &str| format!("<{p}{side} style=\"thin\"><{p}color rgb=\"FFBFBFBF\"/></{p}{side}>");
        let sides: String = ["left", "right", "top", "bottom"].map(side).concat();
        let borders = [format!("<{p}border>{sides}<{p}diagonal/></{p}border>")];
        let new = self.cells.get(self.known..).unwrap_or_default();
        if new.is_empty() {
            return Ok(());
        }
        let mut splice = Splice::new(&self.text);
        extend(&mut splice, &self.text, "fonts", self.fonts as usize, &fonts)?;
        extend(&mut splice, &self.text, "fills", self.fills as usize, &fills)?;
        extend(&mut splice, &self.text, "borders", self.borders as usize, &borders)?;
        extend(&mut splice, &self.text, "cellXfs", self.known, new)?;
        let made = splice.finish();
        parts.put(&self.part, made);
        Ok(())
    }
}

fn section<'a>(text: &'a str, name: &str) -> Result<Element<'a>, Refused> {
    xml::first(text, &["styleSheet", name])?.ok_or_else(|| Refused::Strange(format!("no {name} among the styles")))
}

/// Puts new entries at a section's end and counts them.
fn extend(splice: &mut Splice<'_>, text: &str, name: &str, known: usize, new: &[String]) -> Result<(), Refused> {
    let section = section(text, name)?;
    let count = (known + new.len()).to_string();
    let (tag, inside) = (&section.tag, text.get(section.inside.clone()).unwrap_or_default());
    let open = tag.with(&[("count", &count)], false);
    if tag.is_empty {
        splice.replace(section.whole.clone(), format!("{open}{inside}{}</{}{name}>", new.concat(), tag.prefix));
    } else {
        splice.replace(tag.range.clone(), open);
        splice.insert(section.inside.end, new.concat());
    }
    Ok(())
}
