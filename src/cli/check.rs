//! `huibiao check`: a school's own check of its files before they are sent in.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::args::CheckArgs;
use super::copies;
use super::exit::{Exit, Failure};
use super::job;
use super::talk::{self, Talk};
use crate::finding::{Finding, Lang};
use crate::pipeline::{self, Counts, Target, Watch};

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
    let counts = Counts::of(&township.findings);
    let Counts { errors, warnings, notes } = counts;
    let children = township.merged.children.len();
    talk.tell(
        &format!("{children} 名儿童；错误 {errors} 个，核实 {warnings} 个，提示 {notes} 个。"),
        &format!("{children} children; {errors} errors, {warnings} to check, {notes} notes."),
    );
    if let Some(out) = &args.out {
        let marked = pipeline::marked(&job, &township, target(out, args.files.len(), lang)?, &watch).map_err(failed)?;
        for file in &marked.files {
            let file = file.display();
            talk.tell(&format!("标出问题的一份：{file}。改好后就交这一份。"), &format!("Marked copy: {file}."));
        }
        copies::left(talk, &marked.left);
        if marked.files.is_empty() && marked.left.is_empty() {
            talk.tell("没有要改、要核对的地方，没有另写文件。", "Nothing to correct or to check: no file was written.");
        }
    }
    Ok(Exit::of(counts, args.strict))
}

/// Where the copy goes: a file where the path ends like a workbook's name, else a folder.
fn target(out: &Path, files: usize, lang: Lang) -> Result<Target<'_>, Failure> {
    let is_file = !out.is_dir() && out.extension().is_some_and(|end| end.eq_ignore_ascii_case("xlsx"));
    if is_file && files > 1 {
        return Err(Failure::usage(
            lang,
            "要检查几个文件，-o 请写一个文件夹。",
            "There are several files to check: give a folder after -o.",
        ));
    }
    if is_file && out.exists() {
        let shown = out.display();
        return Err(Failure::usage(
            lang,
            format!("{shown} 已经有了，不覆盖。请换一个文件名。"),
            format!("{shown} exists and is not written over. Choose another name."),
        ));
    }
    Ok(if is_file { Target::File(out) } else { Target::Folder(out) })
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
