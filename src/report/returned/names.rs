//! The names of the copies: the school's, then the workbook's own below its folder, safe on every system.

use std::collections::BTreeSet;

use super::FOLDER;
use crate::finding::mask_long;
use crate::report::wording;

/// The most characters and bytes of a file's or folder's name; room is left for a number.
const CHARACTERS: usize = 120;
const BYTES: usize = 240;
/// The longest extension that is kept when a name is cut, in characters.
const EXTENSION: usize = 12;

/// Names that stand for devices in Windows, whatever their extension.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// The names that are given so far.
#[derive(Debug, Default)]
pub struct Names {
    /// Files, in lower case: some systems do not tell the cases apart.
    files: BTreeSet<String>,
    /// The folders above them.
    folders: BTreeSet<String>,
}

impl Names {
    /// The path below OUT of the copy of a workbook. `below` is its path below the school's folder; a school that
    /// nobody can tell has a name of its own.
    pub fn place(&mut self, school: Option<&str>, below: &str) -> String {
        self.under(FOLDER, school, below)
    }

    /// The same in another folder of OUT.
    pub fn under(&mut self, folder: &str, school: Option<&str>, below: &str) -> String {
        let school = school.unwrap_or(wording::school_unknown(crate::finding::Lang::Zh));
        let mut folders = vec![folder.to_owned(), safe(school)];
        let mut steps: Vec<&str> = below.split('/').filter(|step| !step.is_empty()).collect();
        let name = steps.pop().unwrap_or_default();
        folders.extend(steps.into_iter().map(safe));
        let mut name = safe(name);
        if !name.to_lowercase().ends_with(".xlsx") {
            name = cut(&name, ".xlsx".len()) + ".xlsx";
        }
        // A folder that bears a file's name is none: what would lie in it lies above.
        while (2..=folders.len()).any(|depth| self.files.contains(&key(&folders[..depth].join("/")))) {
            folders.pop();
        }
        let folder = folders.join("/");
        let stem = name.get(..name.len() - ".xlsx".len()).unwrap_or_default().to_owned();
        let extension = name.get(stem.len()..).unwrap_or_default().to_owned();
        let mut path = format!("{folder}/{name}");
        let mut number = 2;
        while self.folders.contains(&key(&path)) || !self.files.insert(key(&path)) {
            let mark = format!(" ({number})");
            path = format!("{folder}/{}{mark}{extension}", cut(&stem, mark.len() + extension.len()));
            number += 1;
        }
        let above = (1..=folders.len()).filter_map(|depth| folders.get(..depth));
        self.folders.extend(above.map(|above| key(&above.join("/"))));
        path
    }
}

fn key(path: &str) -> String {
    path.to_lowercase()
}

/// A file's or folder's name that every system takes.
fn safe(name: &str) -> String {
    let plain: String =
        mask_long(name).chars().map(|c| if c.is_control() || r#"<>:"/\|?*"#.contains(c) { '_' } else { c }).collect();
    let plain = plain.trim_matches(char::is_whitespace).trim_end_matches(['.', ' ']);
    let stem = plain.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let is_port = |kind: &str| {
        let number = stem.strip_prefix(kind).map(|rest| rest.chars().collect::<Vec<_>>());
        matches!(number.as_deref(), Some(['0'..='9' | '¹' | '²' | '³']))
    };
    let is_device = DEVICES.contains(&&*stem) || is_port("com") || is_port("lpt");
    // A leading dot hides a file, and `~$` makes it a lock file.
    let is_odd = plain.is_empty() || plain.starts_with('.') || plain.starts_with("~$");
    let plain = if is_device || is_odd { format!("_{plain}") } else { plain.to_owned() };
    cut(&plain, 0)
}

/// A name cut to its longest length less `spare`, its extension kept.
fn cut(name: &str, spare: usize) -> String {
    let fits = |name: &str| name.chars().count() + spare <= CHARACTERS && name.len() + spare <= BYTES;
    if fits(name) {
        return name.to_owned();
    }
    let dot = name.rfind('.').filter(|dot| name.get(*dot..).is_some_and(|end| end.chars().count() <= EXTENSION));
    let (stem, extension) = name.split_at(dot.unwrap_or(name.len()));
    let mut stem = stem.to_owned();
    while !stem.is_empty() && !fits(&format!("{stem}{extension}")) {
        stem.pop();
    }
    format!("{}{extension}", stem.trim_end_matches(['.', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(names: &mut Names, below: &str) -> String {
        let path = names.place(Some("柳林小学"), below);
        path.strip_prefix("退回修改/柳林小学/").unwrap_or(&path).to_owned()
    }

    #[test]
    fn a_name_is_kept_where_every_system_takes_it() {
        let mut names = Names::default();
        assert_eq!(place(&mut names, "秋季/名单.xlsx"), "秋季/名单.xlsx");
        assert_eq!(place(&mut names, "名单.XLSX"), "名单.XLSX");
        assert_eq!(names.place(None, "a.xlsx"), "退回修改/（学校不明）/a.xlsx");
    }

    #[test]
    fn another_formats_name_gets_an_extension() {
        let mut names = Names::default();
        for (below, name) in [("名单.xls", "名单.xls.xlsx"), ("名单.xlsm", "名单.xlsm.xlsx"), ("名单", "名单.xlsx")]
        {
            assert_eq!(place(&mut names, below), name);
        }
    }

    #[test]
    fn two_copies_never_share_a_name() {
        let mut names = Names::default();
        assert_eq!(place(&mut names, "a.xlsx"), "a.xlsx");
        assert_eq!(place(&mut names, "A.xlsx"), "A (2).xlsx");
        assert_eq!(place(&mut names, "a.XLSX"), "a (3).XLSX");
        assert_eq!(place(&mut names, "a.xlsx/b.xlsx"), "b.xlsx");
        assert_eq!(place(&mut names, "c.xlsx.xlsx/d.xlsx"), "c.xlsx.xlsx/d.xlsx");
        assert_eq!(place(&mut names, "c.xlsx.xlsx"), "c.xlsx (2).xlsx");
    }

    #[test]
    fn a_name_that_windows_refuses_is_changed() {
        for (name, safe_name) in [
            ("CON.xlsx", "_CON.xlsx"),
            ("com1", "_com1"),
            ("COM¹.a", "_COM¹.a"),
            ("comb.xlsx", "comb.xlsx"),
            ("a:b?.xlsx", "a_b_.xlsx"),
            ("尾点. .", "尾点"),
            (".隐藏", "_.隐藏"),
            ("~$a.xlsx", "_~$a.xlsx"),
            ("..", "_"),
            ("11010519491231002X.xlsx", "110105________002X.xlsx"),
        ] {
            assert_eq!(safe(name), safe_name);
        }
    }

    #[test]
    fn a_long_name_is_cut_before_its_extension() {
        let mut names = Names::default();
        let long = format!("{}.xls", "表".repeat(200));
        for number in 1..4 {
            let name = place(&mut names, &long);
            assert_eq!(name.rsplit_once('.').unwrap().1, "xlsx");
            assert!(name.contains('表') && name.len() <= 255, "{name}");
            assert!(name.chars().count() <= 130 && (number == 1) != name.contains(&format!(" ({number})")));
        }
    }
}
