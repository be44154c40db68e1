//! `file-empty`: no cell with content.

use super::find;
use crate::check::rule;
use crate::finding::{Desk, Finding, Level, Rule, Severity};
use crate::model::{FileReading, FileStatus};

pub(super) static RULE: Rule = rule(
    "file-empty",
    Severity::Warning,
    Level::File,
    ("空文件", "an empty file"),
    (
        "文件里没有任何内容，多半是保存错了或发错了文件。",
        "There is nothing in the file: mostly the wrong one was saved or sent.",
    ),
    (
        "请核对后重新报送；不需要的，请从收件文件夹里拿走。",
        "Check it and send the right one, or take it out of the inbox.",
    ),
)
.on(Desk::School);

pub(super) fn check(file: &FileReading) -> Option<Finding> {
    (file.status == FileStatus::Empty)
        .then(|| find(&RULE, file, "文件里没有一个有内容的单元格", "no cell of the file has content"))
}

#[cfg(test)]
mod tests {
    use super::super::testing::told;
    use crate::model::FileStatus;

    #[test]
    fn fires_on_an_empty_file() {
        assert_eq!(told("甲.xlsx", FileStatus::Empty, None)[0].0, "file-empty");
    }

    #[test]
    fn stays_silent_on_a_file_that_was_read() {
        assert!(told("甲.xlsx", FileStatus::Read, None).is_empty());
    }
}
