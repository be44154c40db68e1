//! Bytes of a text file as text, as clerks' programs write it: BOM, UTF-8, UTF-16, GB18030; and what divides its cells.

mod delimiter;
mod line;

use std::borrow::Cow;

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

pub use delimiter::{Delimiter, declared, is_table, sniff};
pub use line::first_line;

/// The bytes are text in none of the encodings that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("text in none of UTF-8, UTF-16 and GB18030")]
pub struct NotText;

/// Of this many characters one may be damaged: a text that was cut in the middle of a character is still read.
const DAMAGE: usize = 1000;

/// Decodes a whole text: a byte order mark decides, else UTF-16 by its zero bytes, else UTF-8, else GB18030, or Big5
/// where its bytes are of that kind.
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
    for (end, encoding) in [(b"\n\0", UTF_16LE), (b"\0\n", UTF_16BE)] {
        // Few of its characters are ASCII, but no line of any other text ends like this.
        let has_end = bytes.len().is_multiple_of(2) && bytes.as_chunks::<2>().0.contains(end);
        if let Some(text) = has_end.then(|| strictly(encoding, bytes)).flatten() {
            return Ok(text);
        }
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return if is_printable(text) { Ok(Cow::Borrowed(text)) } else { Err(NotText) };
    }
    // A few wrong bytes among many right ones: GB18030 might make other characters of all of them.
    if let Some(text) = nearly_utf8(bytes) {
        return Ok(text);
    }
    if is_big5(bytes)
        && let Some(text) = strictly(BIG5, bytes)
    {
        return Ok(text);
    }
    let bytes = bytes.strip_prefix(b"\x84\x31\x95\x33").unwrap_or(bytes);
    if let Some(text) = strictly(GB18030, bytes) {
        return Ok(text);
    }
    decoded(UTF_8, bytes).or_else(|_| decoded(GB18030, bytes))
}

/// Whether some lines of a text are UTF-8 and others GB18030 or Big5, as where one file was pasted behind another: as
/// a whole it is neither, and either would make other characters of the rest.
pub fn is_mixed(bytes: &[u8]) -> bool {
    if std::str::from_utf8(bytes).is_ok() || bytes.contains(&0) {
        return false;
    }
    let (mut ours, mut theirs) = (false, false);
    for line in bytes.split(|&byte| byte == b'\n').filter(|line| !line.is_ascii()) {
        let han = |text: &str| text.chars().filter(|c| matches!(c, '\u{4E00}'..='\u{9FFF}')).count();
        if let Ok(text) = std::str::from_utf8(line) {
            // Two Chinese characters and nothing odder: other encodings' bytes are that by no chance.
            ours |= han(text) >= 2 && !text.chars().any(|c| matches!(c, '\u{80}'..='\u{2FFF}'));
        } else {
            let (text, _) = UTF_8.decode_without_bom_handling(line);
            let damaged = text.chars().filter(|&c| c == char::REPLACEMENT_CHARACTER).count();
            theirs |= damaged > 2 && damaged > han(&text) && strictly(GB18030, line).is_some();
        }
        if ours && theirs {
            return true;
        }
    }
    false
}

/// A file's name inside an archive: UTF-8 where it is that, else GB18030, as programs in China write it.
pub fn name(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(name) => name.to_owned(),
        Err(_) => GB18030.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

/// The text, if nearly all that is not ASCII is well-formed UTF-8, which hardly ever happens by chance.
fn nearly_utf8(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let (text, _) = UTF_8.decode_without_bom_handling(bytes);
    let mut is_damaged = false;
    let (mut places, mut sound, mut count) = (0usize, 0usize, 0usize);
    for character in text.chars() {
        let was_damaged = std::mem::replace(&mut is_damaged, character == char::REPLACEMENT_CHARACTER);
        // One wrong byte may leave several behind.
        places += usize::from(is_damaged && !was_damaged);
        sound += usize::from(!is_damaged && !character.is_ascii());
        count += 1;
    }
    (places * 8 <= sound && places <= 1 + count / 100 && is_printable(&text)).then_some(text)
}

/// Whether the bytes look like Big5, which GB18030 would take for other characters: two times in five its second bytes
/// are ASCII ones, and a third of its characters lie where GBK has Greek, kana and lines; everyday GBK is neither.
fn is_big5(bytes: &[u8]) -> bool {
    let (mut pairs, mut odd, mut at) = (0usize, 0usize, 0);
    while let Some(&byte) = bytes.get(at) {
        let second = bytes.get(at + 1).copied().unwrap_or_default();
        if byte < 0x80 {
            at += 1;
            continue;
        }
        // Four bytes are one character of GB18030 that Big5 has not.
        if second.is_ascii_digit() {
            return false;
        }
        pairs += 1;
        odd += usize::from(second < 0x7F || matches!(byte, 0xA4..=0xAF));
        at += 2;
    }
    pairs >= 2 && odd * 3 >= pairs
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

/// How many control characters even a short text may have: what was pasted from a terminal or a chat brings some.
const STRAY: usize = 4;

/// Whether the text is free of control characters, but for the few that old programs leave behind.
fn is_printable(text: &str) -> bool {
    let controls =
        text.chars().filter(|&c| matches!(c, '\0'..='\u{8}' | '\u{E}'..='\u{19}' | '\u{1C}'..='\u{1F}')).count();
    !text.contains('\0') && controls <= STRAY + text.len() / 500
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
    fn one_wrong_byte_makes_no_other_characters_of_the_rest() {
        let mut bytes = "姓名,学校\n王芳,高桥小学\n李明,柳林小学\n".as_bytes().to_vec();
        bytes[15] = 0xFF;
        let read = text(&bytes).unwrap();
        assert!(read.contains('\u{FFFD}') && read.ends_with("高桥小学\n李明,柳林小学\n"), "{read}");
    }

    #[test]
    fn rare_characters_and_wide_text_with_little_ascii_are_read() {
        let rare = "姓名,村\n㐀𠮷,镕喆㛃\n";
        assert_eq!(text(&GB18030.encode(rare).0).unwrap(), rare);
        let dense = format!("{}\n{}\n", "留守儿童信息登记表".repeat(9), "高桥镇中心小学".repeat(9));
        let wide: Vec<u8> = dense.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(text(&wide).unwrap(), dense);
        let wide: Vec<u8> = dense.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(text(&wide).unwrap(), dense);
    }

    #[test]
    fn two_encodings_in_one_text_are_noticed() {
        let (first, second) = ("姓名,学校\n王芳,高桥小学\n", "李明,柳林小学\n张伟,青山小学\n");
        let gb = |text: &str| GB18030.encode(text).0.into_owned();
        assert!(is_mixed(&[gb(first), second.as_bytes().to_vec()].concat()));
        assert!(is_mixed(&[first.as_bytes().to_vec(), gb(second)].concat()));
        let marked = [b"\xEF\xBB\xBF".to_vec(), first.as_bytes().to_vec(), gb(second)].concat();
        assert!(is_mixed(&marked));
        let cut = &second.as_bytes()[..second.len() - 3];
        for whole in [gb(first), first.as_bytes().to_vec(), cut.to_vec(), BIG5.encode("學校,姓名\n").0.into_owned()]
        {
            assert!(!is_mixed(&whole), "{whole:?}");
        }
        let mut one = first.as_bytes().to_vec();
        one[15] = 0xFF;
        assert!(!is_mixed(&one));
        assert!(!is_mixed(&gb("联通,姓名\n联通\n联通,王镕\n")));
    }

    #[test]
    fn big5_is_no_other_text() {
        let written = "學生姓名,性別,監護人,聯絡電話\n王小明,男,王大同,13800001234\n陳美麗,女,陳志強,13900001234\n";
        assert_eq!(text(&BIG5.encode(written).0).unwrap(), written);
        for short in ["學校,姓名\n", "姓名,學生\n林,一\n", "年級,備註\n"] {
            assert_eq!(text(&BIG5.encode(short).0).unwrap(), short);
        }
        for short in ["姓名,学校\n", "镕,喆\n姓名\n班级", "α,β,姓名,年级,班级"] {
            assert_eq!(text(&GB18030.encode(short).0).unwrap(), short);
        }
        let simple = "学生姓名,性别,监护人,联系电话\n王镕,男,王大同,13800001234\n陈喆,女,陈志强,13900001234\n";
        assert_eq!(text(&GB18030.encode(simple).0).unwrap(), simple);
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
