//! Why a workbook with problems does not go back marked, in words.

use super::talk::Talk;
use crate::report::returned::NotReturned;

/// Says of each such workbook why.
pub(super) fn left(talk: Talk, left: &[(String, NotReturned)]) {
    for (path, why) in left {
        let (zh, en) = match why {
            NotReturned::Protected => (
                "原文件有密码，没有放进“退回修改”：请学校对照“问题清单”改原文件",
                "it has a password: the school corrects it by the problem workbook",
            ),
            NotReturned::TooLarge => {
                ("文件太大，没有放进“退回修改”：请学校对照“问题清单”改原文件", "too large to be marked")
            }
            NotReturned::Changed => {
                ("读取以后文件又变了，没有放进“退回修改”：请再运行一次", "it changed since it was read: run again")
            }
            NotReturned::Fault(_) => ("没有放进“退回修改”：请学校对照“问题清单”改原文件", "it could not be marked"),
        };
        talk.tell(&format!("提示：{path}：{zh}。"), &format!("Note: {path}: {en}."));
    }
}
