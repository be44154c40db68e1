//! Rules about a file.

mod file_empty;
mod file_encrypted;
mod file_identical;
mod file_other;
mod file_own;
mod file_revised;
mod file_too_large;
mod file_unreadable;
#[cfg(test)]
pub(super) mod testing;

use super::child::Township;
use super::with_remedy;
use crate::finding::{Finding, Rule};
use crate::model::{FileReading, OpenFault, Place};

type Check = fn(&FileReading) -> Option<Finding>;
type OfTownship = fn(&Township<'_>) -> Vec<Finding>;

/// Rules that a file alone decides.
pub(super) static RULES: [(&Rule, Check); 7] = [
    (&file_unreadable::RULE, file_unreadable::check),
    (&file_encrypted::RULE, file_encrypted::check),
    (&file_too_large::RULE, file_too_large::check),
    (&file_empty::RULE, file_empty::check),
    (&file_identical::RULE, file_identical::check),
    (&file_other::RULE, file_other::check),
    (&file_own::RULE, file_own::check),
];

/// Rules that need the whole township.
pub(super) static TOWNSHIP: [(&Rule, OfTownship); 1] = [(&file_revised::RULE, file_revised::check)];

pub(super) fn rules() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().map(|(rule, _)| *rule).chain(TOWNSHIP.iter().map(|(rule, _)| *rule))
}

fn find(rule: &Rule, file: &FileReading, zh: &str, en: &str) -> Finding {
    rule.at(Place::file(&file.source.path), with_remedy(rule, zh, en))
}

/// Why the file was not read, as opening or as discovery found it.
fn fault(file: &FileReading) -> Option<&OpenFault> {
    file.fault.as_ref().or(file.source.detail.as_ref())
}

/// What a file is, in words, by the short name that opening gave it or by the ending of its own name.
fn kind_of_file(short: &str) -> Option<(&'static str, &'static str)> {
    Some(match short.to_lowercase().as_str() {
        "doc" | "docx" | "wps" | "rtf" | "odt" => ("Word 文档", "a Word document"),
        "biff" => ("很旧的表格格式（Excel 4 或更早）", "a workbook of Excel 4 or older"),
        "ppt" | "pptx" | "odp" | "dps" => ("演示文稿", "a presentation"),
        "pdf" => ("PDF 文件", "a PDF file"),
        "png" | "jpg" | "jpeg" | "gif" | "bmp" | "tif" | "tiff" | "webp" | "heic" | "picture" | "image" => {
            ("图片", "a picture")
        }
        "fods" => ("单个 XML 文件的 ODF 表格（.fods）", "a spreadsheet in one XML file (.fods)"),
        "sylk" => ("SYLK 交换文件（.slk）", "a SYLK file (.slk)"),
        "folder" => ("空文件夹", "an empty folder"),
        "device" => ("管道或设备，不是文件", "a pipe or a device and no file"),
        "link" => ("指向文件夹外面的链接，没有跟过去", "a link that leads out of the folder and was not followed"),
        "zip" | "rar" | "7z" | "gz" | "tar" | "archive" => ("压缩包", "an archive"),
        "mp3" | "mp4" | "avi" | "mov" | "wav" | "audio" | "video" => ("音频或视频", "a sound or film file"),
        "html" | "htm" => ("没有表格的网页", "a web page without a table"),
        "xml" => ("没有表格的 XML 文件", "an XML file without a table"),
        "text" | "txt" | "md" => ("普通文字", "plain text"),
        _ => return None,
    })
}
