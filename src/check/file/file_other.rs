//! `file-other`: a document, picture, PDF or archive under its own kind of name: listed, not read.

use super::{find, kind_of_file};
use crate::check::rule;
use crate::finding::{Finding, Level, Rule, Severity};
use crate::model::{FileReading, FileStatus};

pub(super) static RULE: Rule = rule(
    "file-other",
    Severity::Info,
    Level::File,
    ("不是表格文件", "a file that is no table"),
    (
        "只汇总表格；文档、图片、PDF 和 zip 以外的压缩包没有读取。",
        "Only tables are gathered; documents, pictures, PDF files and archives other than zip are not read.",
    ),
    (
        "里面有要报的名单的，请填进表格重新报送；没有的，不用处理。",
        "If it holds children, put them into a workbook and send that; else leave it.",
    ),
);

pub(super) fn check(file: &FileReading) -> Option<Finding> {
    if file.status != FileStatus::Other {
        return None;
    }
    let ending = file.source.path.rsplit_once('.').map_or("", |(_, ending)| ending);
    let (zh, en) = match kind_of_file(ending) {
        Some(("压缩包", en)) => (
            "这是压缩包，里面没有能直接读的表格；有表格的（如包中包、rar、7z），请先解压".to_owned(),
            format!("{en} without a table that can be read as it is; unpack what holds one (rar, 7z, a zip in a zip)"),
        ),
        Some((zh, en)) => (format!("这是{zh}，没有读取"), format!("{en}, which is not read")),
        None => ("这不是表格文件，没有读取".to_owned(), "no table, so it is not read".to_owned()),
    };
    Some(find(&RULE, file, &zh, &en))
}

#[cfg(test)]
mod tests {
    use super::super::testing::told;
    use crate::model::FileStatus;

    #[test]
    fn fires_and_says_what_to_do() {
        for (path, word) in [("通知.docx", "Word 文档"), ("照片.JPG", "图片"), ("材料.zip", "解压"), ("甲", "不是表格")]
        {
            let told = told(path, FileStatus::Other, None);
            assert!(told[0].0 == "file-other" && told[0].1.contains(word), "{told:?}");
        }
    }

    #[test]
    fn stays_silent_on_a_file_that_was_read() {
        assert!(told("甲.xlsx", FileStatus::Read, None).is_empty());
    }
}
