//! What divides the cells of a text, and whether the text is a table at all.

use std::collections::BTreeMap;

/// A character that divides cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delimiter {
    /// `,`
    Comma,
    /// A tab.
    Tab,
    /// `;`
    Semicolon,
}

impl Delimiter {
    const ALL: [Self; 3] = [Self::Comma, Self::Tab, Self::Semicolon];

    /// The byte it is in UTF-8.
    pub const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Tab => b'\t',
            Self::Semicolon => b';',
        }
    }
}

/// How much of a text is looked at.
const HEAD_BYTES: usize = 256 * 1024;
/// How many records of it.
const HEAD_RECORDS: usize = 500;

/// How regularly a delimiter divides a text.
struct Regularity {
    /// Records with content.
    records: usize,
    /// Records with as many cells as most have (of those with more than one).
    regular: usize,
    /// How many cells those have.
    width: usize,
}

/// The delimiter that a first line `sep=;` names, and where the text goes on after that line.
pub fn declared(text: &str) -> Option<(Delimiter, usize)> {
    let line = text.split(['\r', '\n']).next()?;
    let named = line.trim_matches('"').strip_prefix("sep=")?;
    let delimiter = Delimiter::ALL.into_iter().find(|delimiter| named.as_bytes() == [delimiter.byte()])?;
    let rest = &text[line.len()..];
    let end = if rest.starts_with("\r\n") { 2 } else { rest.len().min(1) };
    Some((delimiter, line.len() + end))
}

/// The delimiter that divides the text most regularly outside quotes; `None` when none divides it.
pub fn sniff(text: &str) -> Option<Delimiter> {
    // The widest regular table wins, so that commas inside the cells of a tabbed text do not.
    best(text).map(|(delimiter, _)| delimiter)
}

/// Whether the text is a table and no prose: at least two records, and most of them equally wide.
pub fn is_table(text: &str) -> bool {
    if declared(text).is_some() {
        return true;
    }
    let Some((delimiter, found)) = best(text) else {
        return false;
    };
    let share = |hundredths: usize| found.regular * 100 >= found.records * hundredths;
    // Prose has commas too, but seldom the same number in every line.
    let needed = match (delimiter, found.width) {
        (Delimiter::Tab, _) => 50,
        (_, 2) => 90,
        _ => 60,
    };
    found.records >= 2 && share(needed)
}

fn best(text: &str) -> Option<(Delimiter, Regularity)> {
    let head = head(text);
    Delimiter::ALL
        .into_iter()
        .map(|delimiter| (delimiter, regularity(head, delimiter)))
        .filter(|(_, found)| found.regular > 0)
        .max_by_key(|(delimiter, found)| (found.regular * (found.width - 1), *delimiter == Delimiter::Tab))
}

fn head(text: &str) -> &str {
    if text.len() <= HEAD_BYTES {
        return text;
    }
    let end = (0..=HEAD_BYTES).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
    let cut = &text[..end];
    cut.rfind(['\n', '\r']).map_or(cut, |line| &cut[..line])
}

/// By paired quotes, or without any where that is more regular: one unpaired quote would hide the rest of a table.
fn regularity(text: &str, delimiter: Delimiter) -> Regularity {
    let quoted = regularity_by(text, delimiter, true);
    let is_unpaired = text.bytes().filter(|&byte| byte == b'"').count() % 2 == 1;
    if !is_unpaired {
        return quoted;
    }
    let plain = regularity_by(text, delimiter, false);
    if plain.regular > quoted.regular { plain } else { quoted }
}

fn regularity_by(text: &str, delimiter: Delimiter, is_quoted: bool) -> Regularity {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .quoting(is_quoted)
        .delimiter(delimiter.byte())
        .from_reader(text.as_bytes());
    let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
    let mut records = 0;
    for record in reader.records().take(HEAD_RECORDS).flatten() {
        if record.iter().all(crate::model::is_blank) {
            continue;
        }
        records += 1;
        if record.len() > 1 {
            *widths.entry(record.len()).or_default() += 1;
        }
    }
    let (width, regular) = widths.into_iter().max_by_key(|&(width, count)| (count, width)).unwrap_or((0, 0));
    Regularity { records, regular, width }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_regular_delimiter_wins() {
        assert_eq!(sniff("姓名,性别,住址\n王芳,女,\"高桥镇;三组\"\n李明,男,\"a;b\"\n"), Some(Delimiter::Comma));
        assert_eq!(sniff("姓名\t住址\t电话\n王芳\t高桥,三组\t1\n李明\t高桥,四组\t2\n"), Some(Delimiter::Tab));
        assert_eq!(sniff("姓名;性别\n王芳;女\n"), Some(Delimiter::Semicolon));
        assert_eq!(sniff("高桥小学\n留守儿童\n"), None);
        assert_eq!(sniff("\"姓名\t性别\t住址\n王芳\t女\t高桥,三组\n李明\t男\t高桥,一组\n"), Some(Delimiter::Tab));
    }

    #[test]
    fn prose_is_no_table() {
        assert!(!is_table("各位老师：\n请于本周五前上报留守儿童信息表。\n联系人：王老师, 电话见群公告。\n"));
        assert!(!is_table("Dear all,\nplease send the list, the sooner, the better.\nThanks\n"));
        assert!(is_table("高桥小学留守儿童信息表\n姓名,性别,年级\n王芳,女,三年级\n李明,男,四年级\n"));
        assert!(is_table("姓名\t年级\n王芳\t三年级\n"));
    }

    #[test]
    fn a_first_line_may_name_the_delimiter() {
        assert_eq!(declared("sep=;\r\na;b"), Some((Delimiter::Semicolon, 7)));
        assert_eq!(declared("sep=,"), Some((Delimiter::Comma, 5)));
        assert_eq!(declared("姓名,性别"), None);
    }
}
