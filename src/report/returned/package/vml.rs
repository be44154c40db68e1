//! The drawing of notes (VML): a box for each.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::Refused;
use super::geometry::Geometry;
use super::xml::{Piece, Splice, Walk};
use crate::model::Address;

/// How many shapes one number of the list of identifiers stands for.
const BLOCK: u32 = 1024;

/// The names of the drawing's namespaces.
const NAMES: &str = "xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" \
     xmlns:x=\"urn:schemas-microsoft-com:office:excel\"";

/// The kind of shape that a note's box is.
fn shape_type(names: &str) -> String {
    format!(
        "<v:shapetype {names} id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" path=\"m,l,21600r21600,l21600,xe\">\
         <v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype>"
    )
}

/// A drawing with boxes for these notes alone. `blocks` are numbers of identifiers that no other drawing uses.
pub(super) fn fresh(notes: &BTreeMap<Address, String>, geometry: &Geometry, first_block: u32) -> String {
    let count = notes.len() as u32 / BLOCK + 1;
    let blocks: Vec<String> = (first_block..first_block + count).map(|block| block.to_string()).collect();
    let mut number = first_block * BLOCK;
    let mut shapes = String::new();
    for (at, note) in notes {
        number += 1;
        shapes.push_str(&shape(number, *at, note, geometry, ""));
    }
    let kind = shape_type("");
    format!(
        "<xml {NAMES}><o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"{}\"/></o:shapelayout>{kind}{shapes}</xml>",
        blocks.join(",")
    )
}

/// The numbers of identifiers that a drawing uses.
pub(super) fn blocks(text: &str) -> Result<BTreeSet<u32>, Refused> {
    let mut walk = Walk::lenient(text);
    let mut found = BTreeSet::new();
    loop {
        match walk.next()? {
            Piece::Open(tag) if tag.local == "idmap" => {
                let data = tag.get("data").unwrap_or_default();
                found.extend(data.split(',').filter_map(|block| block.trim().parse::<u32>().ok()));
            }
            Piece::End => return Ok(found),
            _ => {}
        }
    }
}

/// A note's box that stands in a drawing.
#[derive(Default)]
struct Standing {
    whole: Range<usize>,
    row: Option<u32>,
    column: Option<u32>,
    anchor: Option<Range<usize>>,
    is_note: bool,
}

/// The drawing with boxes for these notes too; boxes that stand there grow with their text, those of `gone` go.
pub(super) fn added(
    text: &str,
    notes: &BTreeMap<Address, String>,
    gone: &BTreeSet<Address>,
    geometry: &Geometry,
) -> Result<String, Refused> {
    let Found { standing, most, end, has_type } = find(text)?;
    let mut splice = Splice::new(text);
    let mut left: BTreeMap<Address, &String> = notes.iter().map(|(at, note)| (*at, note)).collect();
    for box_ in standing.into_iter().filter(|box_| box_.is_note) {
        let Some(at) = box_.row.zip(box_.column).map(|(row, column)| Address::new(row, column)) else {
            continue;
        };
        if gone.contains(&at) {
            splice.replace(box_.whole, "");
        } else if let (Some(note), Some(anchor)) = (left.remove(&at), box_.anchor) {
            splice.replace(anchor, numbers(geometry.anchor(at, note)));
        }
    }
    // A drawing of another program may call the namespaces otherwise: what is new says them itself then.
    let root = text.find("<xml").and_then(|at| text.get(at..)).and_then(|rest| rest.split('>').next());
    let is_known = |name: &&str| root.is_some_and(|root| root.contains(*name));
    let names = if NAMES.split(' ').all(|name| is_known(&name)) { "" } else { NAMES };
    let mut new = String::new();
    if !has_type && !left.is_empty() {
        new.push_str(&shape_type(names));
    }
    let mut number = most;
    for (at, note) in left {
        number += 1;
        new.push_str(&shape(number, at, note, geometry, names));
    }
    splice.insert(end, new);
    Ok(splice.finish())
}

struct Found {
    standing: Vec<Standing>,
    /// The greatest number of a shape.
    most: u32,
    /// Where the drawing's end tag stands.
    end: usize,
    has_type: bool,
}

fn find(text: &str) -> Result<Found, Refused> {
    let mut walk = Walk::lenient(text);
    let mut found = Found { standing: Vec::new(), most: BLOCK, end: 0, has_type: false };
    let mut open: Option<Standing> = None;
    let mut within = "";
    let mut said = String::new();
    let mut said_from = 0;
    loop {
        match walk.next()? {
            Piece::Open(tag) => {
                let id = tag.get("id").unwrap_or_default();
                found.has_type = found.has_type || (tag.local == "shapetype" && id == "_x0000_t202");
                let number = id.rfind("_s").and_then(|at| id.get(at + 2..)?.parse::<u32>().ok());
                found.most = found.most.max(number.unwrap_or(0));
                if tag.local == "shape" && !tag.is_empty {
                    open = Some(Standing { whole: tag.range.clone(), ..Standing::default() });
                } else if let Some(open) = open.as_mut().filter(|_| tag.local == "ClientData") {
                    open.is_note = tag.get("ObjectType").as_deref() == Some("Note");
                }
                within = tag.local;
                said.clear();
                said_from = tag.range.end;
            }
            Piece::Text(piece) => said.push_str(&piece),
            Piece::Close(range, _) => {
                let name = text.get(range.clone()).unwrap_or_default();
                let name = name.trim_start_matches("</").trim_end_matches('>').trim();
                let name = name.rsplit(':').next().unwrap_or_default();
                if let Some(open) = open.as_mut().filter(|_| name == within) {
                    match name {
                        "Row" => open.row = said.trim().parse().ok(),
                        "Column" => open.column = said.trim().parse().ok(),
                        "Anchor" => open.anchor = Some(said_from..range.start),
                        _ => {}
                    }
                }
                if let Some(mut open) = open.take_if(|_| name == "shape") {
                    open.whole.end = range.end;
                    found.standing.push(open);
                }
                if name == "xml" {
                    found.end = range.start;
                }
            }
            Piece::End if found.end > 0 => return Ok(found),
            Piece::End => return Err(Refused::Strange("a drawing that does not end".to_owned())),
        }
    }
}

fn numbers(anchor: [u32; 8]) -> String {
    anchor.map(|number| number.to_string()).join(", ")
}

fn shape(number: u32, at: Address, note: &str, geometry: &Geometry, names: &str) -> String {
    let (width, height) = super::geometry::size(note);
    format!(
        "<v:shape {names} id=\"_x0000_s{number}\" type=\"#_x0000_t202\" \
         style=\"position:absolute;margin-left:60pt;margin-top:2pt;width:{}pt;height:{}pt;z-index:{};visibility:hidden\" \
         fillcolor=\"#ffffe1\" o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/><v:shadow on=\"t\" color=\"black\" obscured=\"t\"/>\
         <v:path o:connecttype=\"none\"/><v:textbox style=\"mso-direction-alt:auto\"><div style=\"text-align:left\"></div></v:textbox>\
         <x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{}</x:Anchor><x:AutoFill>False</x:AutoFill>\
         <x:Row>{}</x:Row><x:Column>{}</x:Column></x:ClientData></v:shape>",
        f64::from(width) * 0.75,
        f64::from(height) * 0.75,
        number % BLOCK,
        numbers(geometry.anchor(at, note)),
        at.row,
        at.column
    )
}
