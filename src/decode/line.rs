//! A line of which no character may be guessed: a password.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// The first line of a text, where it is certain which characters it has: a byte order mark decides, else UTF-8, else
/// GB18030, and nothing damaged.
///
/// `None` too where the bytes are a Chinese word in GB18030 and a row of accented letters in UTF-8: 茅台 and `ę́`.
pub fn first_line(bytes: &[u8]) -> Option<String> {
    for (mark, encoding) in [(&b"\xFF\xFE"[..], UTF_16LE), (b"\xFE\xFF", UTF_16BE)] {
        if let Some(rest) = bytes.strip_prefix(mark) {
            let text = strictly(encoding, &rest[..rest.len() / 2 * 2])?;
            return Some(text.lines().next().unwrap_or_default().to_owned());
        }
    }
    let marked = bytes.strip_prefix(b"\xEF\xBB\xBF");
    let bytes = marked.unwrap_or(bytes);
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    match (strictly(UTF_8, line), marked) {
        (Some(text), Some(_)) => Some(text),
        (None, Some(_)) => None,
        (Some(text), None) => {
            let accented = |c: &char| ('\u{80}'..='\u{7ff}').contains(c);
            let others = text.chars().filter(|c| !c.is_ascii() && !accented(c)).count();
            let is_either = !text.is_ascii() && others == 0 && strictly(GB18030, line).is_some();
            (!is_either).then_some(text)
        }
        (None, None) => strictly(GB18030, line),
    }
}

fn strictly(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_as_it_was_written_or_not_at_all() {
        let line = |bytes: &[u8]| first_line(bytes);
        for word in ["abc", "云溪 2026 密码é", "赵赟", "朱镕基", "王祎", "璟璟2026", "芦苇", "𠮷"] {
            let wide: Vec<u8> = [0xFEFF]
                .into_iter()
                .chain(format!("{word}\r\n第二行").encode_utf16())
                .flat_map(u16::to_le_bytes)
                .collect();
            assert_eq!(line(&wide).as_deref(), Some(word));
            assert_eq!(line(format!("{word}\r\n第二行").as_bytes()).as_deref(), Some(word));
            assert_eq!(line(format!("\u{feff}{word}\n").as_bytes()).as_deref(), Some(word));
        }
        for word in ["赵赟", "朱镕基", "王祎", "璟璟2026", "茅台", "卢", "芦苇", "abc隆", "云溪"] {
            let (bytes, ..) = GB18030.encode(word);
            let read = line(&[&bytes[..], b"\r\n\xFF"].concat());
            assert!(read.is_none() || read.as_deref() == Some(word), "{word}: {read:?}");
        }
        assert_eq!(line(&GB18030.encode("云溪镇").0).as_deref(), Some("云溪镇"));
        assert_eq!(line("茅台".as_bytes()).as_deref(), Some("茅台"));
        for bytes in [&b"\xC3\xA9"[..], b"abc\xFF", b"\xEF\xBB\xBF\xC3"] {
            assert_eq!(line(bytes), None, "{bytes:?}");
        }
    }
}
