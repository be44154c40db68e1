//! `file-identical`: the same bytes as another file, which alone is read.

use super::find;
use crate::check::rule;
use crate::finding::{Finding, Level, Rule, Severity};
use crate::model::{FileReading, FileStatus};

pub(super) static RULE: Rule = rule(
    "file-identical",
    Severity::Info,
    Level::File,
    ("与另一个文件完全相同", "the same file twice"),
    (
        "同一个文件放了两份，只读取一份，孩子不会重复计算。",
        "The same file lies there twice; it is read once, so nobody is counted twice.",
    ),
    ("不用处理；不放心的，请核对是否发错了文件。", "Nothing to do, unless the wrong file was sent."),
);

pub(super) fn check(file: &FileReading) -> Option<Finding> {
    if file.status != FileStatus::Identical {
        return None;
    }
    let other = file.source.same_as.as_deref().map(crate::finding::mask);
    let (zh, en) = match other {
        Some(other) => (
            format!("与“{other}”完全相同，只读取那一份"),
            format!("the same bytes as \"{other}\", which is read instead"),
        ),
        None => ("与另一个文件完全相同".to_owned(), "the same bytes as another file".to_owned()),
    };
    Some(find(&RULE, file, &zh, &en))
}

#[cfg(test)]
mod tests {
    use super::super::testing::told;
    use crate::model::FileStatus;

    #[test]
    fn fires_and_names_the_other_file() {
        let told = told("乙校/名单.xlsx", FileStatus::Identical, None);
        assert!(told[0].0 == "file-identical" && told[0].1.contains("甲校/名单.xlsx"), "{told:?}");
    }

    #[test]
    fn stays_silent_on_a_file_that_was_read() {
        assert!(told("甲.xlsx", FileStatus::Read, None).is_empty());
    }
}
