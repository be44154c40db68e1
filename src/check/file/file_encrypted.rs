//! `file-encrypted`: it needs a password that the configuration lacks.

use super::find;
use crate::check::rule;
use crate::finding::{Finding, Level, Rule, Severity};
use crate::model::{FileReading, FileStatus};

pub(super) static RULE: Rule = rule(
    "file-encrypted",
    Severity::Error,
    Level::File,
    ("文件有密码", "a file with a password"),
    ("没有密码就读不出来，里面的孩子一个也没有计入。", "Without its password nothing in it is counted."),
    (
        "请取消打开密码后重新报送；也可以把密码写进 huibiao.toml（passwords = [\"…\"]）再运行一次，新版的 xlsx 能直接打开。",
        "Remove the password and send the file again; or put it into huibiao.toml (passwords = [\"…\"]), which opens xlsx.",
    ),
);

pub(super) fn check(file: &FileReading) -> Option<Finding> {
    if file.status != FileStatus::Encrypted {
        return None;
    }
    // A password in the configuration helps only where there is a way to use it.
    let ending = file.source.path.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
    let (zh, en) = match ending.as_str() {
        "xls" | "et" | "ods" => (
            format!("文件设了打开密码（{ending} 格式的密码这里解不开），没有读"),
            format!("the file needs a password to be opened, and that of an .{ending} cannot be used here"),
        ),
        _ => ("文件设了打开密码，没有读".to_owned(), "the file needs a password to be opened".to_owned()),
    };
    Some(find(&RULE, file, &zh, &en))
}

#[cfg(test)]
mod tests {
    use super::super::testing::told;
    use crate::model::{FileStatus, OpenFault};

    #[test]
    fn fires_on_an_encrypted_file() {
        assert_eq!(told("甲.xlsx", FileStatus::Encrypted, Some(OpenFault::Encrypted))[0].0, "file-encrypted");
        assert!(told("甲.xls", FileStatus::Encrypted, None)[0].1.contains("xls 格式"));
    }

    #[test]
    fn stays_silent_on_a_file_that_was_read() {
        assert!(told("甲.xlsx", FileStatus::Read, None).is_empty());
    }
}
