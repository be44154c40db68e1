//! Exit codes (CONTRACT §1) as a type.

use std::process::ExitCode;

use crate::finding::{Lang, Words};
use crate::ledger::EarlierFault;
use crate::outbox::OutboxError;
use crate::pipeline::{Counts, DecisionFault, JobError};

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    /// Done; nothing that a school must correct.
    Done,
    /// Done; there are errors, or under `--strict` warnings.
    Findings,
    /// Wrong usage or configuration; nothing written.
    Usage,
    /// The job could not be finished; earlier outputs untouched.
    Failed,
    /// Rows did not tie out; nothing written.
    TieOut,
    /// Interrupted; nothing written.
    Interrupted,
}

impl Exit {
    /// What a finished job's findings amount to.
    pub(super) const fn of(counts: Counts, strict: bool) -> Self {
        if counts.errors > 0 || strict && counts.warnings > 0 { Self::Findings } else { Self::Done }
    }

    const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Findings => 1,
            Self::Usage => 2,
            Self::Failed => 3,
            Self::TieOut => 4,
            Self::Interrupted => 130,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// A command that could not do its work: what to say, and how to end.
#[derive(Debug)]
pub(super) struct Failure {
    /// The exit code.
    pub(super) exit: Exit,
    /// What went wrong and what to do.
    pub(super) words: Words,
    /// The language to say it in.
    pub(super) lang: Lang,
}

impl Failure {
    /// Wrong usage or configuration.
    pub(super) fn usage(lang: Lang, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, words: Words::made(zh, en), lang }
    }

    /// What a failed job means to the person at the terminal.
    pub(super) fn of(error: &JobError, lang: Lang) -> Self {
        let (exit, words) = match error {
            full if full.is_disk_full() => (
                Exit::Failed,
                Words::new(
                    "磁盘满了，结果没有写成，原来的结果没有动。请腾出空间，或用 -o 换一个磁盘，再运行一次。",
                    "The disk is full: the outputs were not written, earlier ones are untouched. Make room or name another disk with -o, and run again.",
                ),
            ),
            JobError::NothingFound => (
                Exit::Failed,
                Words::new(
                    "收件夹里没有找到任何文件。请把各学校交来的表格放进去，再运行一次。",
                    "No file was found in the inbox. Put the schools' spreadsheets there and run again.",
                ),
            ),
            JobError::Discover(error) => (
                Exit::Failed,
                Words::made(format!("收件夹读不了：{error}"), format!("The inbox cannot be read: {error}")),
            ),
            JobError::Outbox(error) => outbox(error),
            JobError::Template(error) => {
                (Exit::Usage, Words::made(format!("表样定义有错：{error}"), format!("A template is faulty: {error}")))
            }
            JobError::Earlier { name, fault } => {
                let why = earlier(fault);
                (
                    Exit::Usage,
                    Words::made(
                        format!("台账 {name} {}。什么也没有写。", why.zh),
                        format!("The ledger {name} {}. Nothing was written.", why.en),
                    ),
                )
            }
            JobError::Decisions { name, fault } => {
                let why = decision(fault);
                (
                    Exit::Usage,
                    Words::made(
                        format!("处理意见 {name} {}。什么也没有写。", why.zh),
                        format!("The decisions in {name}: it {}. Nothing was written.", why.en),
                    ),
                )
            }
            JobError::FullEditionThere => (
                Exit::Usage,
                Words::new(
                    "输出文件夹里是完整版，里面的台账会丢，什么也没有动。请用 -o 换一个文件夹，或在 --edition 里加上 full。",
                    "The output folder holds the full edition with its ledger; nothing was touched. Name another folder with -o, or add full to --edition.",
                ),
            ),
            JobError::Ledger(error) => (
                Exit::Failed,
                Words::made(format!("台账没有建成：{error}"), format!("The ledger could not be built: {error}")),
            ),
            JobError::Report(error) => (
                Exit::Failed,
                Words::made(format!("结果没有写成：{error}"), format!("The outputs could not be written: {error}")),
            ),
            JobError::TieOut(faults) => (
                Exit::TieOut,
                Words::made(
                    format!("行数对不上，什么也没有写。这是程序的错，请把下面几行发给维护者：{}", faults.join("；")),
                    format!(
                        "Rows do not tie out; nothing was written. This is our fault, please report: {}",
                        faults.join("; ")
                    ),
                ),
            ),
            JobError::Threads(error) => {
                (Exit::Failed, Words::made(format!("无法启动：{error}"), format!("Cannot start: {error}")))
            }
            JobError::Interrupted => {
                (Exit::Interrupted, Words::new("已中断，什么也没有写。", "Interrupted; nothing was written."))
            }
        };
        Self { exit, words, lang }
    }
}

/// Why a workbook of decisions cannot be used, to follow its name.
fn decision(fault: &DecisionFault) -> Words {
    match fault {
        DecisionFault::Unreadable(why) => Words::made(format!("读不了（{why}）"), format!("cannot be read ({why})")),
        DecisionFault::NoSheet => Words::new(
            "不是本程序写的问题清单，里面没有可以填意见的表",
            "is no problem workbook of this program: it has no sheet of decisions",
        ),
    }
}

/// Why an earlier ledger cannot be used, to follow its name.
pub(super) fn earlier(fault: &EarlierFault) -> Words {
    match fault {
        EarlierFault::Unreadable(why) => Words::made(format!("读不了（{why}）"), format!("cannot be read ({why})")),
        EarlierFault::TooLarge { bytes, limit } => Words::made(
            format!("太大（{bytes} 字节，最多 {limit}）"),
            format!("is too large ({bytes} bytes, the limit is {limit})"),
        ),
        EarlierFault::Foreign => Words::new("不是本程序写的台账", "is no ledger that this program wrote"),
        EarlierFault::Newer { .. } => Words::new(
            "是较新版本的程序写的，请换用新版本的程序",
            "was written by a newer version of this program; please use that one",
        ),
        EarlierFault::Damaged(why) => {
            Words::made(format!("已损坏或被改动（{why}）"), format!("is damaged or was changed ({why})"))
        }
    }
}

fn outbox(error: &OutboxError) -> (Exit, Words) {
    match error {
        OutboxError::Strange(files) => (
            Exit::Usage,
            Words::made(
                format!(
                    "输出文件夹里有不是本程序写的文件，什么也没有动：{}。请换一个文件夹，或先把这些文件移走。",
                    files.join("、")
                ),
                format!(
                    "The output folder holds files that are not ours; nothing was touched: {}. Choose another folder or move them away.",
                    files.join(", ")
                ),
            ),
        ),
        OutboxError::Busy => (
            Exit::Failed,
            Words::new(
                "另一个汇总正在写这个输出文件夹，请等它结束。",
                "Another run is writing to this output folder; wait for it to end.",
            ),
        ),
        OutboxError::Io { path, error } => (
            Exit::Failed,
            Words::made(
                format!("输出文件夹写不了（{path}：{error}）。如果其中的文件正在 WPS 或 Excel 里打开，请先关闭。"),
                format!(
                    "The output folder cannot be written ({path}: {error}). Close its files in WPS or Excel first."
                ),
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exit_codes_are_the_contracts() {
        let codes =
            [Exit::Done, Exit::Findings, Exit::Usage, Exit::Failed, Exit::TieOut, Exit::Interrupted].map(Exit::code);
        assert_eq!(codes, [0, 1, 2, 3, 4, 130]);
    }

    #[test]
    fn what_does_not_read_back_as_it_should_is_4() {
        let detail = "花名册!D5".to_owned();
        let error = crate::report::ReportError::TieOut { path: "甲.xlsx".to_owned(), detail };
        let failure = Failure::of(&JobError::from(error), Lang::Zh);
        assert_eq!(failure.exit, Exit::TieOut);
        assert!(failure.words.zh.contains("什么也没有写") && failure.words.zh.contains("甲.xlsx: 花名册!D5"));
    }

    #[test]
    fn a_full_disk_is_told_as_such_whatever_met_it() {
        use std::io::{Error, ErrorKind};

        use crate::ledger::LedgerError;
        use crate::report::ReportError;

        let of_output = |kind| ReportError::Io { path: "甲.xlsx".to_owned(), error: Error::from(kind) };
        let of_ledger = || LedgerError::DiskFull("台账.sqlite".to_owned());
        let of_folder = OutboxError::Io { path: "汇总结果".to_owned(), error: ErrorKind::StorageFull.into() };
        for full in [
            JobError::from(of_output(ErrorKind::StorageFull)),
            JobError::from(of_output(ErrorKind::QuotaExceeded)),
            JobError::Ledger(of_ledger()),
            JobError::from(ReportError::Ledger(of_ledger())),
            JobError::Outbox(of_folder),
        ] {
            let failure = Failure::of(&full, Lang::Zh);
            assert_eq!(failure.exit, Exit::Failed);
            assert!(failure.words.zh.starts_with("磁盘满了"), "{full:?}: {}", failure.words.zh);
        }
        let refused = Failure::of(&JobError::from(of_output(ErrorKind::PermissionDenied)), Lang::Zh);
        assert!(!refused.words.zh.contains("磁盘满了") && refused.words.zh.contains("甲.xlsx"));
    }

    #[test]
    fn warnings_count_only_when_strict() {
        let warning = Counts { warnings: 1, ..Counts::default() };
        assert_eq!(Exit::of(warning, false), Exit::Done);
        assert_eq!(Exit::of(warning, true), Exit::Findings);
    }
}
