//! A file for the rules' tests.

use crate::model::{FileReading, FileStatus, OpenFault, Source, SourceKind, Version};

pub(in crate::check) fn file(path: &str, status: FileStatus, fault: Option<OpenFault>) -> FileReading {
    let source = Source {
        path: path.into(),
        absolute: path.into(),
        member: None,
        size: 1,
        digest: String::new(),
        kind: SourceKind::Other,
        same_as: (status == FileStatus::Identical).then(|| "甲校/名单.xlsx".into()),
        detail: None,
    };
    FileReading { source, status, fault, sheets: Vec::new(), modified: None, version: Version::default() }
}

/// The code and the Chinese message of each finding.
pub(super) fn told(path: &str, status: FileStatus, fault: Option<OpenFault>) -> Vec<(String, String)> {
    let findings = crate::check::file(&file(path, status, fault));
    findings.iter().map(|finding| (finding.code.to_string(), finding.message.zh.to_string())).collect()
}

#[test]
fn a_file_that_was_read_raises_nothing() {
    assert!(told("甲.xlsx", FileStatus::Read, None).is_empty());
}
