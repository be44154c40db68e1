//! The whole job, as `huibiao run` does it.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use chrono::NaiveDate;
use huibiao::pipeline::{self, Job, Templates, Watch};
use huibiao::settings::Settings;

use super::cost::{self, Cost};

/// What the job cost, and what it made.
pub(crate) struct Taken {
    pub(crate) files: usize,
    pub(crate) rows: u64,
    pub(crate) whole: Cost,
    /// A second run with nothing new.
    pub(crate) second: Cost,
    /// By stage, in order.
    pub(crate) stages: Vec<(String, Cost)>,
    pub(crate) peak_mib: f64,
    pub(crate) workbooks: Vec<PathBuf>,
}

/// A job like that of the command line.
pub(crate) fn job(inbox: &Path) -> Job {
    let mut settings = Settings::new(NaiveDate::from_ymd_opt(2026, 11, 22).unwrap());
    // One file of a million rows is beyond what a school's file may be.
    settings.limits.cells = 20_000_000;
    let templates = Templates::load(None, &settings).unwrap();
    Job {
        inboxes: vec![inbox.to_owned()],
        settings,
        templates,
        ledgers: Vec::new(),
        decisions: Vec::new(),
        editions: Vec::new(),
        dossiers: false,
        password: None,
        verify: false,
        jobs: 0,
        worker: env!("CARGO_BIN_EXE_huibiao").into(),
        template_folder: None,
        cache: None,
    }
}

pub(crate) fn run(inbox: &Path, out: &Path) -> Taken {
    let mut job = job(inbox);
    let stop = AtomicBool::new(false);
    let before = cost::process_cpu();
    let clock = || cost::process_cpu().abs_diff(before);
    let watch = Watch { event: &|_| {}, stop: &stop, clock: Some(&clock) };
    cost::forget_peak();
    let (outcome, whole) = cost::of(|| pipeline::run(&job, out, &watch).unwrap());
    let peak_mib = cost::peak_mib();
    // What is remembered of a run is not in its cost: a run that remembers, and one that finds nothing new.
    job.cache = Some(out.with_extension("cache"));
    let quiet = Watch { clock: None, ..watch };
    let again = || pipeline::run(&job, out, &quiet).unwrap();
    again();
    let (outcome_again, second) = cost::of(again);
    assert!(outcome_again.unchanged);
    let report: serde_json::Value = serde_json::from_slice(&outcome.report).unwrap();
    let mut stages: Vec<(String, Cost)> = Vec::new();
    for (stage, seconds) in report["timings"].as_object().unwrap() {
        stages.push((stage.clone(), Cost { cpu: seconds.as_f64().unwrap(), wall: f64::NAN }));
    }
    let rest = whole.cpu - stages.iter().map(|(_, cost)| cost.cpu).sum::<f64>();
    stages.push(("report.json, exchange".to_owned(), Cost { cpu: rest, wall: f64::NAN }));
    let workbooks = outcome.summary.outputs.iter().filter(|(kind, _)| matches!(&**kind, "consolidated" | "problems"));
    Taken {
        files: outcome.summary.files.0,
        rows: report["totals"]["rows"]["nonempty"].as_u64().unwrap(),
        whole,
        second,
        stages,
        peak_mib,
        workbooks: workbooks.map(|(_, path)| out.join(path)).collect(),
    }
}
