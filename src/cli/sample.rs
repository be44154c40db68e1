//! `huibiao sample`: a fictional township to try the program with.

use std::path::Path;

use chrono::NaiveDate;

use super::args::SampleArgs;
use super::exit::{Exit, Failure};
use super::talk::{self, Talk};
use crate::finding::{Lang, Words};
use crate::pipeline::{self, SampleError};
use crate::sample::{MOST_CHILDREN, MOST_SCHOOLS, Order, OrderError, Truth};
use crate::settings::Period;

/// The word that asks for every form.
pub(super) const ALL: &str = "all";

/// The children of a school where nobody says how many.
const CHILDREN_OF_A_SCHOOL: usize = 45;

pub(super) fn run(args: &SampleArgs) -> Result<Exit, Failure> {
    let lang = talk::lang(None);
    let talk = Talk::new(lang, args.quiet);
    let today = chrono::Local::now().date_naive();
    let (period, as_of) = days(args.period, args.as_of, today);
    let order = Order {
        schools: args.schools,
        children: args.children.unwrap_or(args.schools.saturating_mul(CHILDREN_OF_A_SCHOOL).min(MOST_CHILDREN)),
        monthly: args.records,
        seed: args.seed,
        mess: args.mess,
        period,
        as_of,
        every_form: args.forms == ALL,
        details: args.details,
    };
    let forms = forms(args.templates.as_deref(), lang)?;
    let truth = pipeline::sample(order, &forms, &args.out).map_err(|error| failure(&error, &args.out, lang))?;
    if args.json {
        let mut json = serde_json::to_vec_pretty(&truth).unwrap_or_default();
        json.push(b'\n');
        Talk::data(&json);
    }
    tell(talk, &truth, args, (as_of != today).then_some(as_of));
    Ok(Exit::Done)
}

/// The quarter and the last day of it on which anything happened: what was asked for, else today where it fits.
fn days(period: Option<Period>, as_of: Option<NaiveDate>, today: NaiveDate) -> (Period, NaiveDate) {
    let period = period.unwrap_or_else(|| Period::of(as_of.unwrap_or(today)));
    let as_of = as_of.or_else(|| (Period::of(today) == period).then_some(today));
    (period, as_of.or_else(|| period.last_day()).unwrap_or(today))
}

fn forms(folder: Option<&Path>, lang: Lang) -> Result<crate::form::Forms, Failure> {
    let forms = folder.map_or_else(crate::form::builtin, crate::form::load);
    forms.map_err(|error| Failure::of(&error.into(), lang))
}

fn tell(talk: Talk, truth: &Truth, args: &SampleArgs, as_of: Option<NaiveDate>) {
    let records: usize = truth.records.values().sum();
    let (schools, files, children, out) = (truth.schools, truth.files, truth.children, args.out.display());
    talk.tell(
        &format!("{out}：虚构的 {schools} 所学校、{files} 个文件、{children} 名儿童、{records} 条记录。"),
        &format!("{out}: {schools} fictional schools, {files} files, {children} children, {records} records."),
    );
    let planted: usize = truth.problems.values().sum();
    if planted > 0 {
        talk.tell(
            &format!("其中故意放了 {planted} 个问题，看程序能不能找出来。"),
            &format!("{planted} problems were planted, to see whether they are found."),
        );
    }
    let day = as_of.map(|day| format!(" --as-of {day}")).unwrap_or_default();
    let templates = args.templates.as_ref().map(|folder| format!(" --templates {}", folder.display()));
    let command = format!("huibiao run {out}{day}{}", templates.unwrap_or_default());
    talk.tell(&format!("下一步：{command}"), &format!("Next: {command}"));
}

fn failure(error: &SampleError, out: &Path, lang: Lang) -> Failure {
    let name = out.display();
    let (exit, words) = match error {
        SampleError::NotEmpty => (
            Exit::Usage,
            Words::made(
                format!("文件夹 {name} 不是空的，什么也没有动。请换一个空文件夹或新的名字。"),
                format!("The folder {name} is not empty; nothing was touched. Choose an empty one or a new name."),
            ),
        ),
        SampleError::Order(OrderError::Schools) => (
            Exit::Usage,
            Words::made(
                format!("学校数（--schools）应在 1 到 {MOST_SCHOOLS} 之间。"),
                format!("--schools: from 1 to {MOST_SCHOOLS}."),
            ),
        ),
        SampleError::Order(OrderError::Children) => (
            Exit::Usage,
            Words::made(
                format!("儿童数（--children）是全部学校合计，每校至少 1 名，最多 {MOST_CHILDREN} 名。"),
                format!("--children: of all schools together, at least one each and at most {MOST_CHILDREN}."),
            ),
        ),
        SampleError::Order(OrderError::BeforePeriod) => (
            Exit::Usage,
            Words::new(
                "统计日期（--as-of）不能早于期别（--period）的第一天。",
                "--as-of must not come before the first day of --period.",
            ),
        ),
        SampleError::File(_) | SampleError::Io { .. } => (
            Exit::Failed,
            Words::made(format!("示例没有写成：{error}"), format!("The sample could not be written: {error}")),
        ),
    };
    Failure { exit, words, lang }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_fit_the_period() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let today = day("2026-11-22");
        let period = |text: &str| Some(text.parse::<Period>().unwrap());
        assert_eq!(days(None, None, today).1, today);
        assert_eq!(days(period("2026Q4"), None, today).1, today);
        assert_eq!(days(period("2026Q2"), None, today).1, day("2026-06-30"));
        assert_eq!(days(None, Some(day("2025-02-03")), today).0.to_string(), "2025Q1");
        assert_eq!(days(period("2024Q1"), Some(day("2025-02-03")), today).1, day("2025-02-03"));
    }
}
