//! Text as a spreadsheet can hold and show it: its width, its longest length, its name as a file.

use unicode_width::UnicodeWidthStr;

use crate::finding::mask_long;

/// The most UTF-16 units that a cell holds.
const CELL_UNITS: usize = 32_767;
/// The most bytes of a town's name in a file's name; file systems allow 255 in all.
const NAME_BYTES: usize = 120;

/// The width of the longest line of `text` in half-width characters: a Chinese character takes two.
pub(super) fn width(text: &str) -> f64 {
    measured(text, f64::INFINITY).0
}

/// The width of the longest line of `text`, and how many lines it takes in a column `room` wide.
pub(super) fn measured(text: &str, room: f64) -> (f64, u32) {
    let room = room.max(1.0);
    let (mut widest, mut taken) = (0.0, 0);
    for line in text.lines() {
        let width = line_width(line) as f64;
        widest = f64::max(widest, width);
        taken += (width / room).ceil().max(1.0) as u32;
    }
    (widest, taken.max(1))
}

/// What a text is certainly not wider than, for little; infinite where it has several lines. No character is wider than
/// it has bytes, and those of U+4000 to U+9FFF, all but all that is written in Chinese, are one narrower.
pub(super) fn at_most(text: &str) -> f64 {
    let most: usize = text.bytes().map(|byte| MOST[byte as usize] as usize).sum();
    if most < MANY as usize { most as f64 } else { f64::INFINITY }
}

/// More than anything that is measured is wide.
const MANY: u32 = 1 << 24;
/// What each byte adds at most; one that begins a Chinese character adds nothing to the two that follow.
const MOST: [u32; 256] = {
    let mut most = [1; 256];
    let mut byte = 0xe4;
    while byte <= 0xe9 {
        most[byte] = 0;
        byte += 1;
    }
    most[b'\n' as usize] = MANY;
    most[b'\r' as usize] = MANY;
    most
};

/// The width of a line. Most are of Chinese characters, digits and Latin letters, whose widths simply add up.
fn line_width(line: &str) -> usize {
    let plain = line.chars().try_fold(0, |sum, character| match character {
        ' '..='~' => Some(sum + 1),
        '\u{4e00}'..='\u{9fff}' => Some(sum + 2),
        _ => None,
    });
    plain.unwrap_or_else(|| line.width())
}

/// How many lines `text` takes in a column `width` wide.
pub(super) fn lines(text: &str, width: f64) -> u32 {
    measured(text, width).1
}

/// `text`, cut to what a cell holds.
pub(super) fn fitting(text: &str) -> &str {
    if text.len() <= CELL_UNITS {
        return text;
    }
    let mut units = 0;
    for (at, character) in text.char_indices() {
        units += character.len_utf16();
        if units > CELL_UNITS {
            return &text[..at];
        }
    }
    text
}

/// A name as part of a file's name that every system takes.
pub(super) fn file_name_part(name: &str) -> String {
    let mut part = String::with_capacity(name.len());
    for character in mask_long(name).chars() {
        let forbidden = character.is_control() || r#"<>:"/\|?*"#.contains(character);
        let character = if forbidden { '_' } else { character };
        if part.len() + character.len_utf8() > NAME_BYTES {
            break;
        }
        part.push(character);
    }
    part.trim_matches(|c: char| c.is_whitespace() || c == '.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_takes_two_columns() {
        assert!((width("王芳 a\n李") - 6.0).abs() < f64::EPSILON);
        assert_eq!(lines("一二三四五六\n七", 4.0), 4);
        assert_eq!(lines("", 4.0), 1);
        for character in (' '..='~').chain('\u{4e00}'..='\u{9fff}') {
            assert_eq!(line_width(&format!("a{character}王")), format!("a{character}王").width(), "{character}");
        }
        for text in ["王芳 a", "（全角），", "\u{2e3b}", "𠮷e\u{301}ﷺ", "\t"] {
            assert!((width(text)..=text.len() as f64).contains(&at_most(text)), "{text}");
        }
        assert!((at_most("王芳") - 4.0).abs() < f64::EPSILON);
        assert!(at_most("王\n芳").is_infinite() && at_most("王\r芳").is_infinite());
    }

    #[test]
    fn a_cell_is_cut_between_characters() {
        let long = "童".repeat(40_000);
        assert_eq!(fitting(&long).chars().count(), 32_767);
        let wide = "𠮷".repeat(20_000);
        assert_eq!(fitting(&wide).encode_utf16().count(), 32_766);
        assert_eq!(fitting("短"), "短");
    }

    #[test]
    fn a_town_is_a_safe_file_name() {
        assert_eq!(file_name_part("高桥镇/中心:校?"), "高桥镇_中心_校_");
        assert_eq!(file_name_part("11010519491231002X"), "110105________002X");
        assert_eq!(file_name_part(" ..\u{7} "), "_");
        assert!(file_name_part(&"镇".repeat(200)).len() <= NAME_BYTES);
    }
}
