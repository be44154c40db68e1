//! `huibiao check`: a school's own check of its files before they are sent in.

use std::sync::atomic::AtomicBool;

use super::args::CheckArgs;
use super::exit::{Exit, Failure};
use super::job;
use super::talk::{self, Talk};
use crate::finding::{Finding, Lang, Severity};
use crate::pipeline::{self, Watch};

pub(super) fn run(args: &CheckArgs) -> Result<Exit, Failure> {
    let lang = talk::lang(args.common.lang);
    let talk = Talk::new(lang, false);
    let job = job::job(args.files.clone(), &args.common)?;
    let failed = |error: pipeline::JobError| Failure::of(&error, lang);
    let sources = pipeline::find(&job, None).map_err(failed)?;
    let stop = AtomicBool::new(false);
    let watch = Watch { event: &|_| {}, stop: &stop, clock: None };
    let township = pipeline::gather(&job, sources, &watch).map_err(failed)?;
    for finding in &township.findings {
        talk.print(&line(finding, Lang::Zh), &line(finding, Lang::En));
    }
    let [errors, warnings, notes] = [Severity::Error, Severity::Warning, Severity::Info]
        .map(|severity| pipeline::count(&township.findings, severity));
    let children = township.merged.children.len();
    talk.tell(
        &format!("{children} 名儿童；错误 {errors} 个，核实 {warnings} 个，提示 {notes} 个。"),
        &format!("{children} children; {errors} errors, {warnings} to check, {notes} notes."),
    );
    Ok(Exit::of(&township.findings, args.strict))
}

/// `错误  表一.xlsx [Sheet1] D7  王芳  …`, as editors and people read it.
fn line(finding: &Finding, lang: Lang) -> String {
    let place = &finding.place;
    let spot = match (place.cell(), place.row, place.column) {
        (Some(cell), _, _) => cell.to_string(),
        (None, Some(row), _) if lang == Lang::Zh => format!("第{}行", row + 1),
        (None, Some(row), _) => format!("row {}", row + 1),
        _ => String::new(),
    };
    let sheet = place.sheet.as_deref().map(|sheet| format!("[{sheet}]")).unwrap_or_default();
    let parts = [
        finding.severity.words().get(lang).to_owned(),
        place.file.as_deref().unwrap_or_default().to_owned(),
        sheet,
        spot,
        finding.subject.clone().unwrap_or_default(),
        format!("{} ({})", finding.message.get(lang), finding.code),
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("  ")
}
