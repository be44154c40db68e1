//! Bytes of a text file as text, as clerks' programs write it: BOM, UTF-8, UTF-16, GB18030.

use std::borrow::Cow;

use encoding_rs::{GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// The bytes are text in none of the encodings that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("text in none of UTF-8, UTF-16 and GB18030")]
pub struct NotText;

/// Decodes a whole text: a byte order mark decides, else strict UTF-8, else UTF-16 by its zero bytes, else GB18030.
///
/// # Errors
///
/// When the bytes fit none of them; a replacement character is never made.
pub fn text(bytes: &[u8]) -> Result<Cow<'_, str>, NotText> {
    for (mark, encoding) in [
        (&b"\xEF\xBB\xBF"[..], UTF_8),
        (b"\xFF\xFE", UTF_16LE),
        (b"\xFE\xFF", UTF_16BE),
    ] {
        if let Some(rest) = bytes.strip_prefix(mark) {
            return encoding
                .decode_without_bom_handling_and_without_replacement(rest)
                .ok_or(NotText);
        }
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        if !text.contains('\0') {
            return Ok(Cow::Borrowed(text));
        }
    }
    for (offset, encoding) in [(1, UTF_16LE), (0, UTF_16BE)] {
        if looks_wide(bytes, offset) {
            return encoding
                .decode_without_bom_handling_and_without_replacement(bytes)
                .ok_or(NotText);
        }
    }
    match GB18030.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) if !text.contains('\0') => Ok(text),
        _ => Err(NotText),
    }
}

/// Whether most commas, tabs, digits and line ends of the first bytes have a zero byte beside them.
fn looks_wide(bytes: &[u8], zero: usize) -> bool {
    let head = &bytes[..bytes.len().min(4096)];
    let pairs: Vec<&[u8]> = head.chunks_exact(2).collect();
    let ascii = pairs
        .iter()
        .filter(|pair| pair[zero] == 0 && pair[1 - zero] != 0)
        .count();
    !pairs.is_empty() && bytes.len() % 2 == 0 && ascii * 8 > pairs.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clerks_encodings_are_read() {
        let written = "姓名,学校\r\n王芳,高桥小学\r\n";
        let wide: Vec<u8> = written.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut marked = b"\xFF\xFE".to_vec();
        marked.extend(&wide);
        let mut bom = b"\xEF\xBB\xBF".to_vec();
        bom.extend(written.as_bytes());
        for bytes in [
            written.as_bytes(),
            &bom,
            &wide,
            &marked,
            &GB18030.encode(written).0,
        ] {
            assert_eq!(text(bytes).unwrap(), written);
        }
        assert_eq!(text(b"\xFF\x00\x01\x80\x02"), Err(NotText));
    }
}
