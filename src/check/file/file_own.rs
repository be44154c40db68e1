//! `file-own`: one of our own outputs, passed over as data.

use super::find;
use crate::check::rule;
use crate::finding::{Finding, Level, Rule, Severity};
use crate::model::{FileReading, FileStatus};

pub(super) static RULE: Rule = rule(
    "file-own",
    Severity::Info,
    Level::File,
    ("是本程序生成的汇总结果", "one of our own outputs"),
    (
        "把汇总结果再当作学校的表读一遍，孩子就会重复计算。",
        "Reading our own output as a school's sheet would count every child twice.",
    ),
    ("不用处理；以后请把汇总结果放在收件文件夹之外。", "Nothing to do; keep outputs outside the inbox."),
);

pub(super) fn check(file: &FileReading) -> Option<Finding> {
    (file.status == FileStatus::Own).then(|| {
        find(&RULE, file, "这是汇总结果，不是学校报来的表，没有读取", "one of our own outputs, so it is not read")
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::told;
    use crate::model::FileStatus;

    #[test]
    fn fires_on_our_own_output() {
        assert_eq!(told("汇总表.xlsx", FileStatus::Own, None)[0].0, "file-own");
    }

    #[test]
    fn stays_silent_on_a_file_that_was_read() {
        assert!(told("甲.xlsx", FileStatus::Read, None).is_empty());
    }
}
