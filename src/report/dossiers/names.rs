//! The names of sheets in a class's workbook, and of the class itself.

use std::collections::BTreeSet;

use crate::finding::Lang;
use crate::report::SHEET_NAME;

/// A name that the program uses itself, which no sheet may bear.
const RESERVED: [&str; 1] = ["history"];

/// The names that are given so far.
pub(super) struct Sheets(BTreeSet<String>);

impl Sheets {
    /// The roster's name is taken.
    pub(super) fn beside(roster: &str) -> Self {
        Self(BTreeSet::from([roster.to_lowercase()]))
    }

    /// A name for a child's sheet that a workbook takes and that is not given yet.
    pub(super) fn of(&mut self, name: &str) -> String {
        let plain: String = name.chars().filter(|c| !c.is_control() && !r"[]:*?/\".contains(*c)).collect::<String>();
        let plain = plain.trim().trim_matches('\'').to_owned();
        let plain =
            if plain.is_empty() || RESERVED.contains(&&*plain.to_lowercase()) { format!("_{plain}") } else { plain };
        let mut number = 1;
        loop {
            let tail = if number > 1 { format!(" ({number})") } else { String::new() };
            let room = SHEET_NAME.saturating_sub(tail.len());
            let taken: String = cut(&plain, room);
            let name = format!("{}{tail}", taken.trim_end_matches('\''));
            if self.0.insert(name.to_lowercase()) {
                return name;
            }
            number += 1;
        }
    }
}

/// As much of a name as fits, counted as a workbook counts: in UTF-16.
fn cut(name: &str, room: usize) -> String {
    let mut taken = 0;
    name.chars()
        .take_while(|c| {
            taken += c.len_utf16();
            taken <= room
        })
        .collect()
}

/// 三年级2班; words where either is not known.
pub(super) fn class(grade: &str, class: &str, lang: Lang) -> String {
    let class = match (class.chars().all(|c| c.is_ascii_digit()), lang) {
        _ if class.is_empty() => String::new(),
        (true, Lang::Zh) => format!("{class}班"),
        (true, Lang::En) => format!(" class {class}"),
        (false, _) => class.to_owned(),
    };
    match (grade.is_empty() && class.is_empty(), lang) {
        (true, Lang::Zh) => "班级不明".to_owned(),
        (true, Lang::En) => "class unknown".to_owned(),
        (false, _) => format!("{grade}{class}").trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_have_names_that_every_workbook_takes() {
        let mut sheets = Sheets::beside("名册");
        let long = "欧阳".repeat(20);
        let named: Vec<String> =
            ["王芳", "王芳", "王:芳/", "", "名册", "History", "'a'", "A"].map(|name| sheets.of(name)).to_vec();
        assert_eq!(named, ["王芳", "王芳 (2)", "王芳 (3)", "_", "名册 (2)", "_History", "a", "A (2)"]);
        let (first, second) = (sheets.of(&long), sheets.of(&long));
        assert_eq!((first.chars().count(), second.chars().count()), (31, 31));
        assert!(second.ends_with(" (2)"));
    }

    #[test]
    fn a_class_is_named_as_people_say_it() {
        assert_eq!(class("三年级", "2", Lang::Zh), "三年级2班");
        assert_eq!(class("学前", "大班", Lang::Zh), "学前大班");
        assert_eq!(class("七年级", "", Lang::Zh), "七年级");
        assert_eq!(class("", "", Lang::Zh), "班级不明");
        assert_eq!(class("", "3", Lang::En), "class 3");
    }
}
