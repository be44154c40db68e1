//! A part's text, read by quick-xml and changed by splicing: what is not named stays to the byte.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memmem;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use super::Refused;

/// A start tag, or an element without content.
pub(super) struct Tag<'a> {
    /// The name without its prefix.
    pub(super) local: &'a str,
    /// The prefix with its colon, or nothing.
    pub(super) prefix: &'a str,
    /// Where the tag stands in the text.
    pub(super) range: Range<usize>,
    /// Whether it ends itself.
    pub(super) is_empty: bool,
    /// How many elements it stands in.
    pub(super) depth: usize,
    start: BytesStart<'a>,
}

impl Tag<'_> {
    /// The value of the attribute with this name, whatever its prefix.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        attribute(&self.start, name)
    }

    /// The attribute of this name as a number.
    pub(super) fn number(&self, name: &str) -> Option<u32> {
        self.get(name)?.trim().parse().ok()
    }

    /// The namespace of the element, where the tag itself says it.
    pub(super) fn namespace(&self) -> Option<String> {
        let key = if self.prefix.is_empty() {
            "xmlns".to_owned()
        } else {
            format!("xmlns:{}", self.prefix.trim_end_matches(':'))
        };
        let found = self.start.attributes().with_checks(false).flatten().find(|found| found.key.as_ref() == key)?;
        Some(found.value.as_ref().to_owned())
    }

    /// The prefix, without its colon, that the tag itself gives to a namespace.
    pub(super) fn prefix_of(&self, namespace: &str) -> Option<String> {
        let mut all = self.start.attributes();
        let found = all
            .with_checks(false)
            .flatten()
            .find(|found| found.key.as_ref().starts_with("xmlns:") && found.value.as_ref() == namespace)?;
        Some(found.key.local_name().as_ref().to_owned())
    }

    /// The tag with some attributes set, the others as they stand; still ending itself or not, as `is_empty` says.
    pub(super) fn with(&self, set: &[(&str, &str)], is_empty: bool) -> String {
        let mut tag = format!("<{}{}", self.prefix, self.local);
        let mut left: Vec<&(&str, &str)> = set.iter().collect();
        for found in self.start.attributes().with_checks(false).flatten() {
            let key = found.key.as_ref();
            if let Some(at) = left.iter().position(|(name, _)| *name == key) {
                let (name, value) = left.remove(at);
                push_attribute(&mut tag, name, &escaped(value));
            } else {
                push_attribute(&mut tag, key, found.value.as_ref());
            }
        }
        for (name, value) in left {
            push_attribute(&mut tag, name, &escaped(value));
        }
        tag.push_str(if is_empty { "/>" } else { ">" });
        tag
    }
}

fn push_attribute(tag: &mut String, name: &str, raw: &str) {
    let quote = if raw.contains('"') { '\'' } else { '"' };
    tag.push(' ');
    tag.push_str(name);
    tag.push('=');
    tag.push(quote);
    tag.push_str(raw);
    tag.push(quote);
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found =
        element.attributes().with_checks(false).flatten().find(|found| found.key.local_name().as_ref() == name)?;
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

/// What stands in a part, one after the other.
pub(super) enum Piece<'a> {
    /// An element begins, and ends at once where its tag says so.
    Open(Tag<'a>),
    /// An element ends: where its end tag stands, and how deep.
    Close(Range<usize>, usize),
    /// Text, unescaped.
    Text(Cow<'a, str>),
    /// The part ends.
    End,
}

/// A walk through a part.
pub(super) struct Walk<'a> {
    text: &'a str,
    reader: quick_xml::Reader<&'a [u8]>,
    /// How many bytes were passed over that the reader knows nothing of.
    passed: usize,
    depth: usize,
}

impl<'a> Walk<'a> {
    /// Of a part that must be sound.
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, reader: quick_xml::Reader::from_str(text), passed: 0, depth: 0 }
    }

    /// Of a drawing of the old kind, which Excel itself writes with tags that nothing ends.
    pub(super) fn lenient(text: &'a str) -> Self {
        let mut walk = Self::new(text);
        let config = walk.reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.check_comments = false;
        walk
    }

    pub(super) fn next(&mut self) -> Result<Piece<'a>, Refused> {
        loop {
            let from = self.at();
            let event = self.reader.read_event().map_err(|error| Refused::strange(&error))?;
            let range = from..self.at();
            match event {
                Event::Start(start) => {
                    self.depth += 1;
                    return Ok(Piece::Open(self.tag(start, range, false)));
                }
                Event::Empty(start) => return Ok(Piece::Open(self.tag(start, range, true))),
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Piece::Close(range, self.depth));
                }
                Event::Text(text) => return Ok(Piece::Text(text.xml10_content())),
                Event::CData(text) => return Ok(Piece::Text(text.xml10_content())),
                Event::GeneralRef(entity) => {
                    let known = quick_xml::escape::resolve_predefined_entity(&entity).map(str::to_owned);
                    let known = known.or_else(|| entity.resolve_char_ref().ok().flatten().map(String::from));
                    return Ok(Piece::Text(Cow::Owned(known.unwrap_or_default())));
                }
                Event::DocType(_) => return Err(Refused::Strange("a document type".to_owned())),
                Event::Eof => return Ok(Piece::End),
                Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            }
        }
    }

    fn at(&self) -> usize {
        self.passed + self.reader.buffer_position() as usize
    }

    /// Goes on behind the end of the element that this tag, which was the last piece, has opened.
    pub(super) fn skip(&mut self, tag: &Tag<'_>) -> Result<(), Refused> {
        if !tag.is_empty {
            let ahead = self.reader.get_mut();
            let inside = plain_inside(ahead, tag.start.name().as_ref());
            *ahead = ahead.get(inside..).unwrap_or_default();
            self.passed += inside;
            self.reader.read_to_end(tag.start.name()).map_err(|error| Refused::strange(&error))?;
            self.depth = self.depth.saturating_sub(1);
        }
        Ok(())
    }

    fn tag(&self, start: BytesStart<'a>, range: Range<usize>, is_empty: bool) -> Tag<'a> {
        // The tag keeps its own text to itself; what outlives it is taken from the part's.
        let from = range.start + 1;
        let name = self.text.get(from..from + start.name().as_ref().len()).unwrap_or_default();
        let (prefix, local) = match name.find(':') {
            Some(0) => ("", name.get(1..).unwrap_or_default()),
            Some(colon) => name.split_at(colon + 1),
            None => ("", name),
        };
        let depth = if is_empty { self.depth } else { self.depth.saturating_sub(1) };
        Tag { local, prefix, range, is_empty, depth, start }
    }
}

/// How many bytes stand before the end tag of this name, where nothing among them has to be read to find it: no element
/// of the same name, no comment, no text that may hold tags. Most of a sheet is rows that nobody changes.
fn plain_inside(ahead: &[u8], name: &str) -> usize {
    let Some(end) = memmem::find(ahead, format!("</{name}>").as_bytes()) else { return 0 };
    let inside = ahead.get(..end).unwrap_or_default();
    let odd = [format!("<{name}"), "<!".to_owned()].iter().any(|odd| memmem::find(inside, odd.as_bytes()).is_some());
    if odd { 0 } else { end }
}

/// An element with everything in it.
pub(super) struct Element<'a> {
    /// Its start tag.
    pub(super) tag: Tag<'a>,
    /// What stands between its tags.
    pub(super) inside: Range<usize>,
    /// From the beginning of its start tag to the end of its end tag.
    pub(super) whole: Range<usize>,
}

/// The elements that lie on this path from the root, in order.
pub(super) fn all<'a>(text: &'a str, path: &[&str]) -> Result<Vec<Element<'a>>, Refused> {
    let mut walk = Walk::new(text);
    let mut on_path = 0;
    let mut open: Option<Tag<'a>> = None;
    let mut found = Vec::new();
    loop {
        match walk.next()? {
            Piece::Open(tag) if open.is_none() && tag.depth == on_path && path.get(on_path) == Some(&tag.local) => {
                let is_last = on_path + 1 == path.len();
                if tag.is_empty && is_last {
                    let end = tag.range.end;
                    found.push(Element { inside: end..end, whole: tag.range.clone(), tag });
                } else if !tag.is_empty {
                    on_path += 1;
                    open = if is_last { Some(tag) } else { None };
                }
            }
            Piece::Close(range, depth) if depth < on_path => {
                on_path = depth;
                if let Some(tag) = open.take() {
                    let whole = tag.range.start..range.end;
                    found.push(Element { inside: tag.range.end..range.start, whole, tag });
                }
            }
            Piece::End => return Ok(found),
            _ => {}
        }
    }
}

/// The first element on this path from the root.
pub(super) fn first<'a>(text: &'a str, path: &[&str]) -> Result<Option<Element<'a>>, Refused> {
    Ok(all(text, path)?.into_iter().next())
}

/// A text with pieces that will be put in.
pub(super) struct Splice<'a> {
    text: &'a str,
    cuts: Vec<(Range<usize>, String)>,
}

impl<'a> Splice<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, cuts: Vec::new() }
    }

    /// Puts `new` in the place of a piece.
    pub(super) fn replace(&mut self, range: Range<usize>, new: impl Into<String>) {
        self.cuts.push((range, new.into()));
    }

    /// Puts `new` in; what is put in at one place stands in the order it came.
    pub(super) fn insert(&mut self, at: usize, new: impl Into<String>) {
        self.replace(at..at, new);
    }

    /// Puts `new` at the end of an element's content.
    pub(super) fn append(&mut self, element: &Element<'_>, new: &str) {
        if element.tag.is_empty {
            let tag = &element.tag;
            let open = tag.with(&[], false);
            self.replace(element.whole.clone(), format!("{open}{new}</{}{}>", tag.prefix, tag.local));
        } else {
            self.insert(element.inside.end, new);
        }
    }

    /// The text with all of it. Pieces never overlap.
    pub(super) fn finish(mut self) -> String {
        self.cuts.sort_by_key(|(range, _)| range.start);
        let added: usize = self.cuts.iter().map(|(_, new)| new.len()).sum();
        let mut made = String::with_capacity(self.text.len() + added);
        let mut at = 0;
        for (range, new) in &self.cuts {
            made.push_str(self.text.get(at..range.start).unwrap_or_default());
            made.push_str(new);
            at = at.max(range.end);
        }
        made.push_str(self.text.get(at..).unwrap_or_default());
        made
    }
}

/// Text as it may stand between tags and in an attribute. What no XML can hold is left out.
pub(super) fn escaped(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => made.push_str("&amp;"),
            '<' => made.push_str("&lt;"),
            '>' => made.push_str("&gt;"),
            '"' => made.push_str("&quot;"),
            '\n' | '\t' => made.push(character),
            '\u{FFFE}' | '\u{FFFF}' => {}
            character if character.is_control() => {}
            character => made.push(character),
        }
    }
    made
}

/// All text in a piece of a part.
pub(super) fn said(text: &str) -> Result<String, Refused> {
    let mut walk = Walk::new(text);
    let mut said = String::new();
    loop {
        match walk.next()? {
            Piece::Text(piece) => said.push_str(&piece),
            Piece::End => return Ok(said),
            _ => {}
        }
    }
}
