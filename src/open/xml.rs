//! What all XML readers share: attributes and entities without namespaces, and no document types.

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::fault;
use crate::model::OpenFault;

/// What is wrong with a part that has one.
const DOCUMENT_TYPE: &str = "a document type";

/// The value of the attribute with this name, whatever its prefix.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)?;
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

/// Appends what an entity stands for. An entity that a document type would have to define is dropped.
pub(super) fn push_entity(entity: &BytesRef<'_>, text: &mut String) {
    if let Ok(Some(character)) = entity.resolve_char_ref() {
        text.push(character);
    } else if let Some(known) = resolve_predefined_entity(entity) {
        text.push_str(known);
    }
}

/// Appends the text of an event that is text.
pub(super) fn push_text(event: &Event<'_>, text: &mut String) {
    match event {
        Event::Text(piece) => text.push_str(&piece.xml10_content()),
        Event::CData(piece) => text.push_str(&piece.xml10_content()),
        Event::GeneralRef(entity) => push_entity(entity, text),
        _ => {}
    }
}

/// A reader of XML in memory, lenient about end tags and comments.
pub(super) fn reader(bytes: &[u8]) -> quick_xml::Reader<&[u8]> {
    let mut reader = quick_xml::Reader::from_reader(bytes);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.check_comments = false;
    config.expand_empty_elements = true;
    reader
}

/// The next event. A document type is refused: it is how entities are blown up, and no spreadsheet program writes one.
pub(super) fn next<'a>(reader: &mut quick_xml::Reader<&'a [u8]>) -> Result<Event<'a>, OpenFault> {
    match reader.read_event() {
        Ok(Event::DocType(_)) => Err(fault::damaged(DOCUMENT_TYPE)),
        Ok(event) => Ok(event),
        Err(error) => Err(fault::of_xml(&error)),
    }
}

/// Whether a part begins with a document type, and what its first element says under `name`.
pub(super) fn root(head: &[u8], name: &str) -> Result<Option<String>, OpenFault> {
    first(head, |element| attribute(element, name))
}

/// Whether a part begins with a document type, and its first element's name; `None` where it is not in the head.
pub(super) fn root_name(head: &[u8]) -> Result<Option<String>, OpenFault> {
    first(head, |element| Some(element.local_name().as_ref().to_owned()))
}

fn first(head: &[u8], say: impl Fn(&BytesStart<'_>) -> Option<String>) -> Result<Option<String>, OpenFault> {
    let mut reader = reader(head);
    loop {
        match next(&mut reader) {
            Ok(Event::Start(element)) => return Ok(say(&element)),
            Ok(Event::Eof) => return Ok(None),
            Ok(_) => {}
            // Only the head is looked at here; what is wrong with the rest its reader will say.
            Err(OpenFault::Damaged { detail }) if detail == DOCUMENT_TYPE => {
                return Err(OpenFault::Damaged { detail });
            }
            Err(_) => return Ok(None),
        }
    }
}
