//! Tags and text as spreadsheet programs write them, from bytes in memory: no more of XML than that.

use std::borrow::Cow;
use std::sync::Arc;

use memchr::{memchr, memchr3, memmem};

use crate::model::OpenFault;

/// Why a reading of bytes does not go on.
pub(super) enum Stop {
    /// Something that it does not know.
    Unknown,
    /// A fault of the file.
    Fault(OpenFault),
}

pub(super) type Known<T> = Result<T, Stop>;

/// Text with its entities resolved.
pub(super) fn decoded(raw: &[u8]) -> Known<Cow<'_, str>> {
    let text = std::str::from_utf8(raw).map_err(|_| Stop::Unknown)?;
    if memchr3(b'\r', b'_', b'&', raw).is_none() {
        return Ok(Cow::Borrowed(text));
    }
    // Line ends that XML folds, and characters written as `_x000D_`, are not for here.
    if memchr(b'\r', raw).is_some() || memmem::find(raw, b"_x").is_some() {
        return Err(Stop::Unknown);
    }
    if memchr(b'&', raw).is_none() {
        return Ok(Cow::Borrowed(text));
    }
    quick_xml::escape::unescape(text).map_err(|_| Stop::Unknown)
}

/// Whether every entity in a text that nobody asks for has its end: one without makes the whole part no XML.
pub(super) fn are_entities_whole(raw: &[u8]) -> bool {
    raw.split(|&byte| byte == b'&').skip(1).all(|entity| memchr(b';', entity).is_some())
}

/// The most bytes looked at for an attribute's name.
const LONGEST_NAME: usize = 64;

/// Whether an attribute's name may have such a byte.
const fn is_name(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b':' | b'_' | b'-')
}

/// An attribute's name and what begins behind its first quotation mark.
fn named(bytes: &[u8]) -> Known<(&[u8], &[u8])> {
    let length = bytes.iter().take(LONGEST_NAME).position(|&byte| !is_name(byte)).ok_or(Stop::Unknown)?;
    let (name, behind) = bytes.split_at_checked(length).unwrap_or_default();
    match behind {
        [b'=', b'"', value @ ..] if !name.is_empty() => Ok((name, value)),
        _ => Err(Stop::Unknown),
    }
}

/// Bytes of XML and how far they are read.
pub(super) struct Text<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
}

impl<'a> Text<'a> {
    #[inline]
    pub(super) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    #[inline]
    pub(super) fn skip_space(&mut self) {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    /// Passes `word` if it stands here.
    #[inline]
    pub(super) fn passes(&mut self, word: &[u8]) -> bool {
        let is_here = self.rest().starts_with(word);
        self.at += if is_here { word.len() } else { 0 };
        is_here
    }

    #[inline]
    pub(super) fn expect(&mut self, word: &[u8]) -> Known<()> {
        if self.passes(word) { Ok(()) } else { Err(Stop::Unknown) }
    }

    /// Text up to the end tag that must stand behind it.
    #[inline]
    pub(super) fn until(&mut self, end: &[u8]) -> Known<&'a [u8]> {
        let rest = self.rest();
        let length = memchr(b'<', rest).ok_or(Stop::Unknown)?;
        self.at += length;
        self.expect(end)?;
        Ok(rest.get(..length).unwrap_or_default())
    }

    /// Reads the attributes of a tag to its end; gives whether the element is empty.
    #[inline]
    pub(super) fn attributes(&mut self, mut take: impl FnMut(&[u8], &'a [u8])) -> Known<bool> {
        // What is left is handed on from step to step: no place in the bytes need be checked twice.
        let mut rest = self.rest();
        loop {
            let behind = match rest {
                [b'>', behind @ ..] => return Ok(self.goes_on(behind, false)),
                [b'/', b'>', behind @ ..] => return Ok(self.goes_on(behind, true)),
                [b' ' | b'\n' | b'\r' | b'\t', behind @ ..] => behind.trim_ascii_start(),
                _ => return Err(Stop::Unknown),
            };
            let (name, value) = match behind {
                [b'>' | b'/', ..] => {
                    rest = behind;
                    continue;
                }
                [one, b'=', b'"', value @ ..] if is_name(*one) => (std::slice::from_ref(one), value),
                _ => named(behind)?,
            };
            let end = value.iter().position(|&byte| byte == b'"').ok_or(Stop::Unknown)?;
            let (value, behind) = value.split_at_checked(end).unwrap_or_default();
            take(name, value);
            rest = behind.get(1..).unwrap_or_default();
        }
    }

    /// Stands where `rest` begins from now on.
    #[inline]
    pub(super) const fn goes_on(&mut self, rest: &[u8], is_empty: bool) -> bool {
        self.at = self.bytes.len() - rest.len();
        is_empty
    }

    /// The text of a string's runs up to `end`, without what says how it is spoken.
    pub(super) fn runs(&mut self, end: &[u8]) -> Known<Arc<str>> {
        // Nearly every string is one run and says nothing of itself.
        let start = self.at;
        if self.passes(b"<t>") {
            let text = decoded(self.until(b"</t>")?)?;
            if self.passes(end) {
                return Ok(text.trim_matches([' ', '\t', '\r', '\n']).into());
            }
            self.at = start;
        }
        let mut whole: Option<String> = None;
        let mut spoken = false;
        let mut open: Vec<&[u8]> = Vec::new();
        loop {
            self.skip_space();
            if open.is_empty() && self.passes(end) {
                return Ok(whole.unwrap_or_default().into());
            }
            if self.passes(b"</") {
                let name = self.until_mark(b'>')?;
                if open.pop() != Some(name) {
                    return Err(Stop::Unknown);
                }
                spoken &= name != b"rPh";
                continue;
            }
            self.expect(b"<")?;
            let length =
                self.rest().iter().take(64).position(|byte| !byte.is_ascii_alphanumeric()).ok_or(Stop::Unknown)?;
            let name = self.rest().get(..length).unwrap_or_default();
            self.at += length;
            let mut keeps = false;
            let is_empty = self.attributes(|name, value| keeps |= name == b"xml:space" && value == b"preserve")?;
            spoken |= name == b"rPh" && !is_empty;
            if is_empty {
                continue;
            }
            if name != b"t" {
                open.push(name);
                continue;
            }
            let text = decoded(self.until(b"</t>")?)?;
            let text = if keeps { &*text } else { text.trim_matches([' ', '\t', '\r', '\n']) };
            if !spoken {
                match &mut whole {
                    Some(whole) => whole.push_str(text),
                    None => whole = Some(text.to_owned()),
                }
            }
        }
    }

    fn until_mark(&mut self, mark: u8) -> Known<&'a [u8]> {
        let rest = self.rest();
        let length = memchr(mark, rest).ok_or(Stop::Unknown)?;
        self.at += length + 1;
        Ok(rest.get(..length).unwrap_or_default())
    }
}
