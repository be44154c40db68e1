//! `huibiao run`: the main job, and the closing words that tell a clerk what to do next.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use etcetera::BaseStrategy as _;

use super::args::RunArgs;
use super::copies;
use super::exit::{Exit, Failure};
use super::job;
use super::progress::Progress;
use super::secret;
use super::talk::{self, Talk};
use crate::answer::State;
use crate::outbox::KEPT;
use crate::pipeline::{self, Counts, Job, Note, Outcome, Summary, Watch};
use crate::report::dossiers;
use crate::report::returned::FOLDER;
use crate::settings::{Edition, Origin};

/// The folder beside the inbox that outputs go to.
const OUT: &str = "汇总结果";

pub(super) fn run(args: &RunArgs) -> Result<Exit, Failure> {
    let started = Instant::now();
    let lang = talk::lang(args.common.lang);
    let talk = Talk::new(lang, args.quiet);
    let (inboxes, ledgers) = parted(&args.inbox, &args.ledger);
    let mut job = job::job(inboxes, &args.common)?;
    job::period(&mut job.settings, args.period);
    job.ledgers = ledgers;
    job.dossiers = args.dossiers;
    job.verify = args.verify;
    job.decisions.clone_from(&args.decisions);
    job.editions.clone_from(&args.edition);
    job.editions.sort_unstable();
    job.editions.dedup();
    job.cache = cache().filter(|_| !(args.no_cache || args.timings || args.verify));
    if let Some(town) = &args.town {
        job.settings.town = Some(town.clone());
        job.settings.origins.set("town", Origin::Option("--town"));
    }
    if args.print_config {
        Talk::data(job.settings.shown().as_bytes());
        return Ok(Exit::Done);
    }
    secret::put(&mut job, args, talk)?;
    let out = args.out.clone().unwrap_or_else(|| beside(&job.inboxes));
    let stop = Arc::new(AtomicBool::new(false));
    let heard = Arc::clone(&stop);
    // Without a handler Ctrl-C ends the process at once, which leaves only a staging folder that the next run removes.
    let _ = ctrlc::set_handler(move || heard.store(true, Ordering::Relaxed));
    let progress = Progress::new(lang, args.quiet);
    let event = |event: pipeline::Event<'_>| progress.show(event);
    let elapsed = || started.elapsed();
    let clock: Option<&(dyn Fn() -> std::time::Duration + Sync)> = if args.timings { Some(&elapsed) } else { None };
    let done = pipeline::run(&job, &out, &Watch { event: &event, stop: &stop, clock });
    progress.end();
    let outcome = done.map_err(|error| Failure::of(&error, lang))?;
    if args.json {
        Talk::data(&outcome.report);
    }
    summarise(talk, &outcome, &out, &job);
    Ok(Exit::of(outcome.summary.counts, args.strict))
}

/// Where the system keeps what may be deleted.
fn cache() -> Option<PathBuf> {
    Some(etcetera::choose_base_strategy().ok()?.cache_dir().join("huibiao"))
}

/// The inboxes, and the earlier ledgers: with `--ledger A B` the parser takes `B` for an inbox.
fn parted(inboxes: &[PathBuf], ledgers: &[PathBuf]) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let is_ledger = |path: &PathBuf| {
        !ledgers.is_empty() && path.extension().is_some_and(|extension| extension == "sqlite") && path.is_file()
    };
    let (more, inboxes): (Vec<_>, Vec<_>) = inboxes.iter().cloned().partition(is_ledger);
    (inboxes, [ledgers, &more].concat())
}

/// `汇总结果` beside the first inbox.
pub(super) fn beside(inboxes: &[PathBuf]) -> PathBuf {
    let inbox = inboxes.first().cloned().unwrap_or_default();
    let whole = dunce::canonicalize(&inbox).unwrap_or(inbox);
    let folder = if whole.is_dir() {
        whole.parent().map(Path::to_path_buf)
    } else {
        whole.parent().and_then(Path::parent).map(Path::to_path_buf)
    };
    folder.unwrap_or(whole).join(OUT)
}

fn summarise(talk: Talk, outcome: &Outcome, out: &Path, job: &Job) {
    let summary = &outcome.summary;
    let (files, read) = summary.files;
    let Counts { errors, warnings, notes } = summary.counts;
    let (town, period, schools, children) = (&summary.town, job.settings.period, summary.schools, summary.children);
    if outcome.unchanged {
        talk.tell(
            "收件夹和配置都没有变，结果还是上次的（要全部重做，加 --no-cache）。",
            "Nothing has changed since the last run: its outputs stand (--no-cache makes them anew).",
        );
    }
    talk.tell(
        &format!("{town} {period}：{files} 个文件，读成 {read} 个；{schools} 所学校，{children} 名儿童。"),
        &format!("{town} {period}: {files} files, {read} of them read; {schools} schools, {children} children."),
    );
    talk.tell(
        &format!("问题：错误 {errors} 个（必须改），核实 {warnings} 个（改正或说明），提示 {notes} 个。"),
        &format!(
            "Problems: {errors} errors (must be corrected), {warnings} to check (correct or explain), {notes} notes."
        ),
    );
    for (file, why) in &summary.unread {
        talk.tell(&format!("没有读成：{file}：{}", why.zh), &format!("Not read: {file}: {}", why.en));
    }
    if let Some(other) = summary.other_quarter {
        let words = other.words(period);
        talk.tell(&format!("注意：{}", words.zh), &format!("Note: {}", words.en));
    }
    if summary.decided != (0, 0) {
        let (followed, not) = summary.decided;
        talk.tell(
            &format!("意见：照办 {followed} 条，没有用上 {not} 条（见问题清单的“提示”）。"),
            &format!("Decisions: {followed} followed, {not} not (see “提示” in the problem workbook)."),
        );
    }
    if let Some(progress) = &summary.progress {
        let [solved, explained, left, new] = [State::Solved, State::Explained, State::Left, State::New]
            .map(|state| progress.iter().find(|(known, _)| *known == state).map_or(0, |(_, count)| *count));
        talk.tell(
            &format!("与上次汇总相比：已改 {solved} 处，已说明 {explained} 处，未改 {left} 处，新增 {new} 处。"),
            &format!("Since the run before: {solved} corrected, {explained} explained, {left} still there, {new} new."),
        );
    }
    history(talk, outcome);
    if job.verify {
        talk.tell(
            "写出的表已逐格核对，与台账一致。",
            "Every written cell was compared: all are as the ledger has them.",
        );
    }
    talk.tell("结果：", "Outputs:");
    let quiet = |kind: &str| matches!(kind, "ledger" | "report" | "returned" | dossiers::KIND);
    for (_, path) in summary.outputs.iter().filter(|(kind, _)| !quiet(kind)) {
        let path = out.join(path);
        talk.tell(&format!("  {}", path.display()), &format!("  {}", path.display()));
    }
    returned(talk, summary, out);
    let binders = summary.outputs.iter().filter(|(kind, _)| kind == dossiers::KIND);
    if let Some((_, first)) = binders.clone().next() {
        let folder = out.join(first.split('/').next().unwrap_or_default());
        let (folder, count) = (folder.display(), binders.count());
        talk.tell(&format!("  {folder}（{count} 个班）"), &format!("  {folder} ({count} classes)"));
    }
    encrypted(talk, summary, job.editions.first().copied().unwrap_or_default());
    if errors + warnings == 0 {
        talk.tell("下一步：可以把汇总表交上去了。", "Next: the consolidated workbook is ready to hand in.");
    } else {
        talk.tell(
            "下一步：打开“问题清单”，请各学校改正后重新放进收件夹，再运行一次。",
            "Next: open the problem workbook, have the schools correct their files, put them into the inbox and run again.",
        );
    }
}

/// How many workbooks are encrypted, and what is not.
fn encrypted(talk: Talk, summary: &Summary, fullest: Edition) {
    if summary.encrypted == 0 {
        return;
    }
    let count = summary.encrypted;
    talk.tell(
        &format!("  已加密 {count} 个工作簿。密码请记牢：忘了谁也打不开。"),
        &format!("  {count} workbooks are encrypted. Keep the password: without it nobody can open them."),
    );
    let has = |kind: &str| summary.outputs.iter().any(|(known, _)| known == kind);
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    // The public edition names nobody.
    let report = if fullest == Edition::Public {
        ("report.json", "report.json")
    } else {
        ("report.json（有孩子的姓名）", "report.json (with children's names)")
    };
    for (kind, here) in [
        ("ledger", ("台账.sqlite（有每个孩子的全部信息）", "台账.sqlite (with everything of every child)")),
        ("returned", ("退回修改（学校原来有密码的仍有）", "退回修改 (but for those that came with a password)")),
        ("kept", ("留存", "留存")),
        ("report", report),
        ("page", ("report.html", "report.html")),
        ("reminder", ("催报.txt", "催报.txt")),
    ] {
        if has(kind) {
            zh.push(here.0);
            en.push(here.1);
        }
    }
    talk.tell(
        &format!("  没有加密：{}。不要连同它们一起发给别人。", zh.join("、")),
        &format!("  Not encrypted: {}. Do not hand these on.", en.join(", ")),
    );
}

/// How many schools' workbooks go back marked, and which do not.
fn returned(talk: Talk, summary: &Summary, out: &Path) {
    let copies = summary.outputs.iter().filter(|(kind, _)| kind == "returned").count();
    if copies > 0 {
        let folder = out.join(FOLDER);
        talk.tell(
            &format!("  {}（{copies} 个文件，已标出问题，可以发回学校）", folder.display()),
            &format!("  {} ({copies} files, marked, to be sent back to the schools)", folder.display()),
        );
    }
    copies::left(talk, &summary.not_returned);
}

/// What the ledger holds of earlier periods, and what became of the one that it replaces.
fn history(talk: Talk, outcome: &Outcome) {
    for note in &outcome.notes {
        match note {
            Note::Edited { path } => talk.tell(
                &format!("注意：{path} 被别的程序改动过。其中以前各期照抄了过来；改动过的文件留在 {KEPT} 里，请核对。"),
                &format!(
                    "Note: {path} was changed by another program. Its earlier periods were copied as they stand; the changed file is kept in {KEPT}. Please check it."
                ),
            ),
            Note::Opened => talk.tell(
                "注意：上次的结果是加密的，这次没有加密。要加密，请加 --encrypt 或 --password-file 再运行一次。",
                "Note: the last outputs were encrypted, these are not. To encrypt them, run again with --encrypt or --password-file.",
            ),
            Note::Undecided { path, why } => talk.tell(
                &format!("注意：{path} 被改动过，可是读不了（{why}），里面的意见没有用上；原文件留在 {KEPT} 里。"),
                &format!("Note: {path} was changed but cannot be read ({why}); what was decided in it was not followed. It is kept in {KEPT}."),
            ),
            Note::Unusable { path, kept, fault } => {
                let why = super::exit::earlier(fault);
                talk.tell(
                    &format!(
                        "注意：原来的 {path} {}，以前各期没有抄过来；原文件留在 {kept}。有备份的，请用 --ledger 指明备份再运行一次。",
                        why.zh
                    ),
                    &format!(
                        "Note: the earlier {path} {}; its periods were not copied. The file is kept as {kept}. If there is a backup, run again with --ledger.",
                        why.en
                    ),
                );
            }
        }
    }
    if !outcome.summary.earlier.is_empty() {
        let periods = |joint| outcome.summary.earlier.iter().map(ToString::to_string).collect::<Vec<_>>().join(joint);
        talk.tell(
            &format!("台账里还有以前的期别：{}。", periods("、")),
            &format!("The ledger also holds: {}.", periods(", ")),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_ledgers_may_follow_one_option() {
        let home = tempfile::tempdir().unwrap();
        let [inbox, first, second] = ["收件夹", "q2.sqlite", "q3.sqlite"].map(|name| home.path().join(name));
        std::fs::write(&second, b"").unwrap();
        let typed = [inbox.clone(), second.clone()];
        assert_eq!(parted(&typed, std::slice::from_ref(&first)), (vec![inbox], vec![first, second]));
        assert_eq!(parted(&typed, &[]), (typed.to_vec(), Vec::new()));
    }

    #[test]
    fn outputs_go_beside_the_inbox() {
        let home = tempfile::tempdir().unwrap();
        let inbox = home.path().join("收件夹");
        std::fs::create_dir(&inbox).unwrap();
        assert_eq!(beside(&[inbox]), home.path().canonicalize().unwrap().join(OUT));
    }
}
