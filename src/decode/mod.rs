//! Bytes of a text file as text, as clerks' programs write it: BOM, UTF-8, UTF-16, GB18030; and what divides its cells.

mod delimiter;

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

pub use delimiter::{Delimiter, declared, is_table, sniff};

/// The bytes are text in none of the encodings that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("text in none of UTF-8, UTF-16 and GB18030")]
pub struct NotText;

/// Of this many characters one may be damaged: a text that was cut in the middle of a character is still read.
const DAMAGE: usize = 1000;

/// Decodes a whole text: a byte order mark decides, else strict UTF-8, else UTF-16 by its zero bytes, else GB18030.
///
/// A text that fits none of them strictly but for a few bytes is read with U+FFFD in their place.
///
/// # Errors
///
/// When the bytes fit none of them, or hold control characters that no text has.
pub fn text(bytes: &[u8]) -> Result<Cow<'_, str>, NotText> {
    for (mark, encoding) in [(&b"\xEF\xBB\xBF"[..], UTF_8), (b"\xFF\xFE", UTF_16LE), (b"\xFE\xFF", UTF_16BE)] {
        if let Some(rest) = bytes.strip_prefix(mark) {
            return decoded(encoding, rest);
        }
    }
    for (offset, encoding) in [(1, UTF_16LE), (0, UTF_16BE)] {
        if looks_wide(bytes, offset) {
            return decoded(encoding, bytes);
        }
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return if is_printable(text) { Ok(Cow::Borrowed(text)) } else { Err(NotText) };
    }
    let bytes = bytes.strip_prefix(b"\x84\x31\x95\x33").unwrap_or(bytes);
    if let Some(text) = strictly(GB18030, bytes) {
        return Ok(text);
    }
    decoded(UTF_8, bytes).or_else(|_| decoded(GB18030, bytes))
}

/// A text that is UTF-8 is so whatever it says of itself.
fn text_in<'a>(bytes: &'a [u8], label: &str) -> Result<Cow<'a, str>, NotText> {
    let marked = [&b"\xEF\xBB\xBF"[..], b"\xFF\xFE", b"\xFE\xFF"].iter().any(|mark| bytes.starts_with(mark));
    let named = Encoding::for_label(label.as_bytes()).filter(|encoding| encoding.is_ascii_compatible());
    match named {
        Some(encoding) if !marked && std::str::from_utf8(bytes).is_err() => {
            strictly(encoding, bytes).map_or_else(|| text(bytes), Ok)
        }
        _ => text(bytes),
    }
}

fn strictly<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Option<Cow<'a, str>> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).filter(|text| is_printable(text))
}

/// Strictly, or with a few characters replaced.
fn decoded<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Result<Cow<'a, str>, NotText> {
    if let Some(text) = strictly(encoding, bytes) {
        return Ok(text);
    }
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let damaged = text.chars().filter(|&c| c == char::REPLACEMENT_CHARACTER).count();
    if damaged <= 1 + text.chars().count() / DAMAGE && is_printable(&text) { Ok(text) } else { Err(NotText) }
}

/// Whether the text is free of control characters, but for the few that old programs leave behind.
fn is_printable(text: &str) -> bool {
    let controls =
        text.chars().filter(|&c| matches!(c, '\0'..='\u{8}' | '\u{E}'..='\u{19}' | '\u{1C}'..='\u{1F}')).count();
    !text.contains('\0') && controls <= text.len() / 500
}

/// Whether most commas, tabs, digits and line ends of the first bytes have a zero byte beside them.
fn looks_wide(bytes: &[u8], zero: usize) -> bool {
    let head = &bytes[..bytes.len().min(4096)];
    let (pairs, _) = head.as_chunks::<2>();
    let ascii = pairs.iter().filter(|pair| pair[zero] == 0 && pair[1 - zero] != 0).count();
    let broken = pairs.iter().filter(|pair| pair[zero] != 0 && pair[1 - zero] == 0).count();
    !pairs.is_empty() && bytes.len().is_multiple_of(2) && ascii * 8 > pairs.len() && broken * 8 < ascii
}

/// How much of a page is searched for its encoding.
const HEAD_BYTES: usize = 4096;

/// Decodes a page or XML in the encoding that it names: `charset=gb2312`, `encoding="GBK"`; else as [`text`].
///
/// # Errors
///
/// As [`text`].
pub fn markup(bytes: &[u8]) -> Result<Cow<'_, str>, NotText> {
    named(bytes).map_or_else(|| text(bytes), |label| text_in(bytes, &label))
}

fn named(bytes: &[u8]) -> Option<String> {
    let head: String = bytes.iter().take(HEAD_BYTES).map(|&byte| char::from(byte.to_ascii_lowercase())).collect();
    let at = ["charset=", "encoding="].iter().find_map(|key| Some(head.find(key)? + key.len()))?;
    let label = head[at..].trim_start_matches(['"', '\'', ' ']);
    let label: String = label.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
    (!label.is_empty()).then_some(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clerks_encodings_are_read() {
        let written = "姓名,学校\r\n王芳,高桥小学\r\n";
        let wide: Vec<u8> = written.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let wide_be: Vec<u8> = written.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let mut marked = b"\xFF\xFE".to_vec();
        marked.extend(&wide);
        let mut bom = b"\xEF\xBB\xBF".to_vec();
        bom.extend(written.as_bytes());
        for bytes in [written.as_bytes(), &bom, &wide, &wide_be, &marked, &GB18030.encode(written).0] {
            assert_eq!(text(bytes).unwrap(), written);
        }
        assert_eq!(text(b"\xFF\x00\x01\x80\x02"), Err(NotText));
    }

    #[test]
    fn a_text_cut_inside_a_character_is_read() {
        let written = "姓名,学校\n王芳,高桥小学";
        let cut = &written.as_bytes()[..written.len() - 1];
        assert_eq!(text(cut).unwrap(), "姓名,学校\n王芳,高桥小\u{FFFD}");
        let gb = GB18030.encode(written).0;
        assert_eq!(text(&gb[..gb.len() - 1]).unwrap(), "姓名,学校\n王芳,高桥小\u{FFFD}");
    }

    #[test]
    fn a_named_encoding_is_taken_where_it_fits() {
        let big5 = encoding_rs::BIG5.encode("姓名").0;
        let page = [b"<meta charset='big5'>".as_slice(), &big5].concat();
        assert!(markup(&page).unwrap().ends_with("姓名"));
        assert!(markup("<meta charset=gb2312>姓名".as_bytes()).unwrap().ends_with("姓名"));
    }

    #[test]
    fn pictures_are_no_text() {
        assert_eq!(text(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Err(NotText));
        assert_eq!(text(&[0u8; 64]), Err(NotText));
    }
}
