//! `file-too-large`: beyond a limit that guards the machine.

use super::{fault, find};
use crate::check::rule;
use crate::finding::{Finding, Level, Rule, Severity};
use crate::model::{FileReading, FileStatus, OpenFault};

pub(super) static RULE: Rule = rule(
    "file-too-large",
    Severity::Error,
    Level::File,
    ("文件太大", "a file that is too large"),
    (
        "远远超过一所学校需要的大小，多半是格式刷到了整张表，或文件有问题，为安全没有读取。",
        "It is far larger than any school needs: mostly formats painted over whole sheets, or a file that is not what it seems.",
    ),
    (
        "请把有内容的部分复制到新的工作簿，保存后重新报送；确实需要的，请在配置里放宽限制。",
        "Copy what has content into a new workbook and send that; if it must be so large, raise the limit in the configuration.",
    ),
);

pub(super) fn check(file: &FileReading) -> Option<Finding> {
    if file.status != FileStatus::TooLarge {
        return None;
    }
    let Some(OpenFault::TooLarge { what, actual, limit }) = fault(file) else {
        return Some(find(&RULE, file, "文件超过了允许的大小", "the file is beyond the limit"));
    };
    let (zh, en) = match *what {
        "size" => ("文件大小（字节）", "its size in bytes"),
        "unpacked" => ("解压后的大小（字节）", "its unpacked size in bytes"),
        "ratio" => ("压缩比", "its compression ratio"),
        "entries" => ("内部文件数", "the number of its parts"),
        "rows" => ("行数", "its rows"),
        "columns" => ("列数", "its columns"),
        "text" => ("一格里的文字（字节）", "the text of one cell in bytes"),
        "cells" => ("单元格数", "its cells"),
        "memory" => ("读取所需的内存（字节）", "the memory it needs in bytes"),
        "time" => ("读取所需的时间（秒）", "the time it needs in seconds"),
        _ => ("大小", "its size"),
    };
    Some(find(
        &RULE,
        file,
        &format!("{zh}达到 {actual}，上限是 {limit}"),
        &format!("{en}: {actual}, the limit is {limit}"),
    ))
}

#[cfg(test)]
mod tests {
    use super::super::testing::told;
    use crate::model::{FileStatus, OpenFault};

    #[test]
    fn fires_and_names_the_limit() {
        let fault = OpenFault::TooLarge { what: "rows", actual: 2_000_000, limit: 1_048_576 };
        let told = told("甲.xlsx", FileStatus::TooLarge, Some(fault));
        assert!(told[0].0 == "file-too-large" && told[0].1.contains("1048576"), "{told:?}");
    }

    #[test]
    fn stays_silent_on_a_file_that_was_read() {
        assert!(told("甲.xlsx", FileStatus::Read, None).is_empty());
    }
}
