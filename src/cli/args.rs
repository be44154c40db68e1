//! What can be typed.

use std::ffi::OsString;
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Parser, Subcommand};

use crate::settings::{Edition, Period};

/// What was typed.
#[derive(Debug, Parser)]
#[command(name = "huibiao", version, about = ABOUT, disable_help_subcommand = true, after_help = AFTER)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Command,
}

const ABOUT: &str = "\
汇表：把各学校交来的留守儿童表格查错、去重，汇总成一本。
Gathers schools' spreadsheets about left-behind children, checks them and merges them into one workbook.";

const AFTER: &str = "\
最常用 (most used):  huibiao 收件夹            等于 huibiao run 收件夹

退出码 (exit codes):
  0  完成，没有必须改的错误      done, no errors
  1  完成，有必须改的错误        done, errors found
  2  用法或配置不对              wrong usage or configuration
  3  没能完成，原来的结果没有动  could not be finished
  4  行数对不上，什么也没有写    rows did not tie out
  130  被中断                    interrupted";

/// The commands, each in its own file.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// 汇总：读收件夹里的全部表格，查错、去重，写出汇总表、问题清单和台账 (gather, check, merge)
    Run(RunArgs),
    /// 自查：上报前检查一个或几个文件，逐格列出问题 (check files before sending them in)
    Check(CheckArgs),
    /// 说明：一张表是怎样看懂的；或一个问题代码是什么意思 (how a sheet was understood; what a code means)
    Explain(ExplainArgs),
    /// 空表：给学校填的空白表格，与读表用的是同一份定义 (blank forms for schools)
    Template(TemplateArgs),
    /// 示例：编一个虚构的乡镇，可大可小，可整齐可凌乱，用来试用本程序 (make a fictional township to try)
    Sample(SampleArgs),
}

#[derive(Debug, clap::Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch that a person types, independent of the others")]
pub(super) struct RunArgs {
    /// 收件夹，可以有几个 (folders with the schools' files)
    #[arg(required = true, value_name = "INBOX")]
    pub(super) inbox: Vec<PathBuf>,
    /// 输出文件夹 [默认：收件夹旁边的“汇总结果”] (output folder)
    #[arg(short, long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// 期别，如 2026Q4 [默认：统计日期所在的季度] (quarter)
    #[arg(long, value_name = "PERIOD")]
    pub(super) period: Option<Period>,
    /// 乡镇名称 [默认：从学校名称看出] (township)
    #[arg(long, value_name = "NAME")]
    pub(super) town: Option<String>,
    /// 以前的台账，可以写几次；同一期以先写的为准 (an earlier ledger to copy periods from; may be repeated, the first wins)
    #[arg(long, value_name = "FILE")]
    pub(super) ledger: Vec<PathBuf>,
    /// 填好处理意见的问题清单，可以写几次 (a filled-in problem workbook; may be repeated, the first wins)
    #[arg(long, value_name = "FILE")]
    pub(super) decisions: Vec<PathBuf>,
    /// 版本，可以写几个：full 完整，working 工作（证件号、电话打码），public 公开（只有统计数，小于 5 的不列）(editions)
    #[arg(long, value_name = "EDITION", value_delimiter = ',', default_value = "full", hide_default_value = true)]
    pub(super) edition: Vec<Edition>,
    /// 把报告 (report.json) 打到标准输出 (report.json to stdout)
    #[arg(long)]
    pub(super) json: bool,
    /// 不显示进度和小结 (no progress, no summary)
    #[arg(short, long)]
    pub(super) quiet: bool,
    /// “核实”级的问题也算没通过，退出码为 1 (warnings give exit 1 too)
    #[arg(long)]
    pub(super) strict: bool,
    /// 在 report.json 里写上各步用时 (say where the time went)
    #[arg(long)]
    pub(super) timings: bool,
    /// 收件夹和配置都没有变也全部重做 (make the outputs anew even if nothing has changed)
    #[arg(long)]
    pub(super) no_cache: bool,
    /// 另外写出一人一档：每班一个文件，每个孩子一页 (a dossier for every child, a workbook a class)
    #[arg(long)]
    pub(super) dossiers: bool,
    /// 给写出的工作簿加上打开密码：在终端里输入两遍，或由下一项、环境变量 HUIBIAO_OUTPUT_PASSWORD 给出；台账、网页、
    /// report.json、退回修改不加密 (encrypt the workbooks: asks for a password; ledger, page, JSON and returned copies stay open)
    #[arg(long)]
    pub(super) encrypt: bool,
    /// 加密用的密码写在这个文件的第一行；密码不能直接写在命令行里 (encrypt with the first line of this file; a password is
    /// never an argument)
    #[arg(long, value_name = "FILE")]
    pub(super) password_file: Option<PathBuf>,
    /// 写完再逐格读一遍，与应写的比较，有一格不同就什么也不写，退出码为 4；要多用时间和内存 (read every written cell back and
    /// compare it; takes more time and memory)
    #[arg(long)]
    pub(super) verify: bool,
    /// 只列出生效的配置和每一项从哪里来，不汇总 (only show the effective settings and where each comes from)
    #[arg(long)]
    pub(super) print_config: bool,
    #[command(flatten)]
    pub(super) common: CommonArgs,
}

#[derive(Debug, clap::Args)]
pub(super) struct CheckArgs {
    /// 要检查的文件 (files to check)
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// 把标出问题的一份写到这个文件夹或文件，已有的文件不覆盖 (write the marked copy to this folder or file; nothing is
    /// written over)
    #[arg(short, long, value_name = "DIR|FILE")]
    pub(super) out: Option<PathBuf>,
    /// “核实”级的问题也算没通过，退出码为 1 (warnings give exit 1 too)
    #[arg(long)]
    pub(super) strict: bool,
    #[command(flatten)]
    pub(super) common: CommonArgs,
}

#[derive(Debug, clap::Args)]
pub(super) struct ExplainArgs {
    /// 文件，或问题代码如 id-checksum (files, or a problem code)
    #[arg(required = true, value_name = "FILE|CODE")]
    pub(super) what: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) common: CommonArgs,
}

#[derive(Debug, clap::Args)]
pub(super) struct TemplateArgs {
    /// 要哪几种表，写编号或名称，如 child-info 或 儿童信息表 [默认：各校必报的表；all 为全部] (which forms)
    #[arg(value_name = "FORM")]
    pub(super) forms: Vec<String>,
    /// 写到哪个文件夹；已有的文件不会被覆盖 (folder; no file is replaced)
    #[arg(short, long, value_name = "DIR")]
    pub(super) out: PathBuf,
    /// 学校名称，写在表头上方 (the school, written above the table)
    #[arg(long, value_name = "NAME")]
    pub(super) school: Option<String>,
    /// 以前的台账：把上一期的儿童先填进儿童信息表；不写学校时每校一份 (fill in last period's children)
    #[arg(long, value_name = "LEDGER")]
    pub(super) prefill: Option<PathBuf>,
    /// 添加或替换表样的文件夹 (form definitions that add to or override the built-in ones)
    #[arg(long, value_name = "DIR")]
    pub(super) templates: Option<PathBuf>,
    /// 不显示小结 (no summary)
    #[arg(short, long)]
    pub(super) quiet: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct SampleArgs {
    /// 写到哪个文件夹，必须是空的或还没有 (an empty or new folder)
    #[arg(short, long, value_name = "DIR")]
    pub(super) out: PathBuf,
    /// 学校数；30 所以上就是一个县 (schools; above 30 it is a county)
    #[arg(long, value_name = "N", default_value_t = 8)]
    pub(super) schools: usize,
    /// 全部学校的儿童数 [默认：每校 45] (children of all schools together)
    #[arg(long, value_name = "N")]
    pub(super) children: Option<usize>,
    /// 每个孩子每月在每种记录表里有几条 (records of a child in a month, on each form)
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(super) records: usize,
    /// 哪些表：required 各校必报的，all 全部十五种 (which forms the schools send)
    #[arg(long, value_name = "required|all", default_value = "required", value_parser = ["required", "all"], hide_possible_values = true)]
    pub(super) forms: String,
    /// 种子：同一个数编出同样的乡镇 (the same number makes the same township)
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(super) seed: u64,
    /// 凌乱程度：none 全对，light 少量问题，heavy 问题很多 (how messy)
    #[arg(long, value_name = "none|light|heavy", default_value = "light", value_parser = mess, hide_possible_values = true)]
    pub(super) mess: crate::sample::Mess,
    /// 期别，如 2026Q4 [默认：统计日期所在的季度] (quarter)
    #[arg(long, value_name = "PERIOD")]
    pub(super) period: Option<Period>,
    /// 统计日期，记录写到这一天 [默认：今天] (the last day of the records)
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(super) as_of: Option<NaiveDate>,
    /// 添加或替换表样的文件夹 (form definitions that add to or override the built-in ones)
    #[arg(long, value_name = "DIR")]
    pub(super) templates: Option<PathBuf>,
    /// 把实际情况（人数、记录数、故意放的问题）打到标准输出 (what is true of it to stdout, as JSON)
    #[arg(long)]
    pub(super) json: bool,
    /// 在 --json 里逐条写出每一条记录 (every record in --json)
    #[arg(long)]
    pub(super) details: bool,
    /// 不显示小结 (no summary)
    #[arg(short, long)]
    pub(super) quiet: bool,
}

/// What every command that reads files takes.
#[derive(Debug, clap::Args)]
pub(super) struct CommonArgs {
    /// 统计日期，年龄算到这一天 [默认：今天] (the day that ages are counted for)
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(super) as_of: Option<NaiveDate>,
    /// 配置文件 [默认：收件夹里的 huibiao.toml] (configuration)
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// 添加或替换表样的文件夹 (form definitions that add to or override the built-in ones)
    #[arg(long, value_name = "DIR")]
    pub(super) templates: Option<PathBuf>,
    /// 同时读几个文件 [默认：每个处理器核心一个] (files read at once)
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub(super) jobs: usize,
    /// 语言：zh 或 en [默认：zh] (language of the outputs and the terminal)
    #[arg(long, value_name = "LANG", value_parser = lang)]
    pub(super) lang: Option<crate::finding::Lang>,
}

fn lang(text: &str) -> Result<crate::finding::Lang, String> {
    match text {
        "zh" => Ok(crate::finding::Lang::Zh),
        "en" => Ok(crate::finding::Lang::En),
        other => Err(format!("zh / en: {other}")),
    }
}

fn mess(text: &str) -> Result<crate::sample::Mess, String> {
    use crate::sample::Mess;
    match text {
        "none" => Ok(Mess::None),
        "light" => Ok(Mess::Light),
        "heavy" => Ok(Mess::Heavy),
        other => Err(format!("none / light / heavy: {other}")),
    }
}

/// `huibiao DIR` is `huibiao run DIR`: puts `run` in when the first argument is no command.
pub(super) fn with_default_command(arguments: &[OsString]) -> Vec<OsString> {
    const KNOWN: [&str; 9] = ["run", "check", "explain", "template", "sample", "-h", "--help", "-V", "--version"];
    let mut arguments = arguments.to_vec();
    match arguments.get(1).map(|first| first.to_string_lossy().into_owned()) {
        Some(first) if !KNOWN.contains(&first.as_str()) => arguments.insert(1, "run".into()),
        _ => {}
    }
    arguments
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definition_is_sound() {
        Args::command().debug_assert();
    }

    #[test]
    fn every_command_is_known_before_run_is_put_in() {
        for command in Args::command().get_subcommands() {
            let typed = ["huibiao", command.get_name()].map(OsString::from);
            assert_eq!(with_default_command(&typed).len(), 2, "{}", command.get_name());
        }
        let typed = ["huibiao", "收件夹"].map(OsString::from);
        assert_eq!(with_default_command(&typed)[1], "run");
    }
}
