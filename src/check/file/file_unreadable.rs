//! `file-unreadable`: damaged, truncated, or no workbook under a workbook's name.

use super::{fault, find, kind_of_file};
use crate::check::rule;
use crate::finding::{Finding, Level, Rule, Severity};
use crate::model::{FileReading, FileStatus, OpenFault};

pub(super) static RULE: Rule = rule(
    "file-unreadable",
    Severity::Error,
    Level::File,
    ("文件打不开", "a file that cannot be read"),
    ("文件打不开，里面的孩子一个也没有计入。", "None of the children in a file that cannot be read is counted."),
    (
        "请在电脑上用 WPS 或 Excel 打开确认，另存为 .xlsx 后重新报送。",
        "Open it in WPS or Excel, save it as .xlsx and send it again.",
    ),
);

pub(super) fn check(file: &FileReading) -> Option<Finding> {
    if file.status != FileStatus::Unreadable {
        return None;
    }
    let (zh, en) = match fault(file) {
        Some(OpenFault::Truncated) => (
            "文件不完整，多半是没有传完".to_owned(),
            "the file ends too early, most likely its transfer was cut off".to_owned(),
        ),
        Some(OpenFault::Checksum { .. }) => {
            ("文件内容已损坏，校验对不上".to_owned(), "the file is damaged: a checksum does not fit".to_owned())
        }
        Some(OpenFault::NotAWorkbook { actual: "mixed" }) => (
            "文件里混着两种文字编码（多半是两个文件拼在一起），有一部分会成乱码".to_owned(),
            "its text is in two encodings, most likely two files pasted together: part of it would be garbled"
                .to_owned(),
        ),
        Some(OpenFault::NotAWorkbook { actual }) => match kind_of_file(actual) {
            Some((zh, en)) => (format!("文件名像表格，其实是{zh}"), format!("it is named like a workbook but is {en}")),
            None => ("文件名像表格，内容却不是表格".to_owned(), "it is named like a workbook but is none".to_owned()),
        },
        Some(OpenFault::Damaged { detail }) if detail == OpenFault::TWINS => (
            "压缩包里有两个同名的文件，只能看到其中一个；请解压后改名，直接报送里面的表格".to_owned(),
            "the archive holds two files of one name, of which only one could be read: unpack and rename them"
                .to_owned(),
        ),
        Some(OpenFault::Io { .. }) => (
            "系统不让读取，可能正被别的程序打开，或没有权限".to_owned(),
            "the system would not give it: it may be open elsewhere".to_owned(),
        ),
        _ => ("文件已损坏，读不出内容".to_owned(), "the file is damaged".to_owned()),
    };
    Some(find(&RULE, file, &zh, &en))
}

#[cfg(test)]
mod tests {
    use super::super::testing::told;
    use crate::model::{FileStatus, OpenFault};

    #[test]
    fn fires_and_says_what_is_wrong() {
        let faults = [
            (Some(OpenFault::Truncated), "没有传完"),
            (Some(OpenFault::Checksum { part: "xl/workbook.xml".to_owned() }), "校验"),
            (Some(OpenFault::NotAWorkbook { actual: "docx" }), "Word 文档"),
            (Some(OpenFault::Damaged { detail: String::new() }), "损坏"),
            (None, "损坏"),
        ];
        for (fault, word) in faults {
            let told = told("甲.xlsx", FileStatus::Unreadable, fault);
            assert!(told.len() == 1 && told[0].0 == "file-unreadable" && told[0].1.contains(word), "{told:?}");
        }
    }

    #[test]
    fn stays_silent_on_another_status() {
        assert!(told("甲.xlsx", FileStatus::Empty, None).iter().all(|(code, _)| code != "file-unreadable"));
    }
}
