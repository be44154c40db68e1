//! One cell of an OpenDocument sheet: what its attributes and paragraphs say.

use quick_xml::events::{BytesStart, Event};

use super::number_format;
use super::xml;
use crate::model::{CellValue, DatePrecision, OpenFault};

/// What the attributes of a cell say.
#[derive(Debug, Default)]
pub(super) struct Attributes {
    kind: String,
    value: Option<String>,
    is_error: bool,
    pub(super) style: Option<String>,
    /// How many columns it stands in, one after another.
    pub(super) repeated: u32,
    /// How many columns and rows it is merged over.
    pub(super) spanned: (u32, u32),
}

impl Attributes {
    pub(super) fn of(element: &BytesStart<'_>) -> Self {
        let count =
            |name: &str| xml::attribute(element, name).and_then(|text| text.parse::<u32>().ok()).unwrap_or(1).max(1);
        let mut attributes = Self {
            repeated: count("number-columns-repeated"),
            spanned: (count("number-columns-spanned"), count("number-rows-spanned")),
            style: xml::attribute(element, "style-name"),
            ..Self::default()
        };
        for attribute in element.attributes().with_checks(false).flatten() {
            let text = || {
                attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
            };
            match attribute.key.as_ref() {
                "office:value-type" => attributes.kind = text().unwrap_or_default(),
                "calcext:value-type" => {
                    attributes.is_error = text().is_some_and(|kind| kind == "error");
                }
                "office:value"
                | "office:date-value"
                | "office:time-value"
                | "office:boolean-value"
                | "office:string-value" => {
                    attributes.value = text();
                }
                _ => {}
            }
        }
        attributes
    }

    /// The cell's value; `shows` is what its style shows of a date.
    pub(super) fn value(&self, text: String, shows: Option<DatePrecision>) -> CellValue {
        if self.is_error || is_error(&text, &self.kind) {
            return CellValue::Error(text.into());
        }
        let Some(value) = &self.value else {
            return CellValue::text(text);
        };
        match self.kind.as_str() {
            "float" | "percentage" | "currency" => {
                value.parse().map_or_else(|_| CellValue::text(text), CellValue::Number)
            }
            "boolean" => CellValue::Bool(value.eq_ignore_ascii_case("true")),
            "date" | "time" => match number_format::iso(value) {
                Some((at, stored)) if self.kind == "date" => number_format::date(at, shows.unwrap_or(stored)),
                Some((at, _)) => number_format::date(at, DatePrecision::Time),
                None => CellValue::text(text),
            },
            "string" if text.is_empty() => CellValue::text(value.as_str()),
            _ => CellValue::text(text),
        }
    }
}

/// Older writers mark an error only by its text, beside a value of nought.
fn is_error(text: &str, kind: &str) -> bool {
    kind == "float" && matches!(text, "#REF!" | "#N/A" | "#DIV/0!" | "#NAME?" | "#VALUE!" | "#NUM!" | "#NULL!")
}

/// Reads the paragraphs of a cell up to its end tag. Notes and pictures inside it are no text of it.
pub(super) fn paragraphs(reader: &mut quick_xml::Reader<&[u8]>) -> Result<String, OpenFault> {
    let mut text = String::new();
    let (mut depth, mut aside, mut count) = (0u32, 0u32, 0u32);
    loop {
        let event = xml::next(reader)?;
        match &event {
            Event::Start(element) => {
                depth += 1;
                let name = element.local_name();
                let name = name.as_ref();
                if aside > 0
                    || matches!(
                        name,
                        "annotation" | "frame" | "custom-shape" | "table" | "shapes" | "forms" | "ruby-text"
                    )
                {
                    aside += 1;
                } else {
                    begin(element, name, &mut text, &mut count);
                }
            }
            Event::End(_) if depth == 0 => return Ok(text),
            Event::End(_) => {
                depth -= 1;
                aside = aside.saturating_sub(1);
            }
            Event::Eof => return Err(OpenFault::Truncated),
            event if aside == 0 && depth > 0 => xml::push_text(event, &mut text),
            _ => {}
        }
    }
}

fn begin(element: &BytesStart<'_>, name: &str, text: &mut String, paragraphs: &mut u32) {
    match name {
        "p" | "h" => {
            if *paragraphs > 0 {
                text.push('\n');
            }
            *paragraphs += 1;
        }
        "s" => {
            let count = xml::attribute(element, "c").and_then(|count| count.parse().ok()).unwrap_or(1usize);
            text.extend(std::iter::repeat_n(' ', count.min(1000)));
        }
        "tab" => text.push('\t'),
        "line-break" => text.push('\n'),
        _ => {}
    }
}
