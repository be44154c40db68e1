//! Where the time of a job went.

use std::time::Duration;

use super::Watch;

/// Where the time went, when somebody asked.
pub(super) struct Timings<'a> {
    clock: Option<&'a (dyn Fn() -> Duration + Sync)>,
    marks: Vec<(&'static str, Duration)>,
}

impl<'a> Timings<'a> {
    pub(super) fn new(watch: &Watch<'a>) -> Self {
        Self { clock: watch.clock, marks: Vec::new() }
    }

    pub(super) fn mark(&mut self, stage: &'static str) {
        if let Some(clock) = self.clock {
            self.marks.push((stage, clock()));
        }
    }

    /// Seconds by stage, in order.
    pub(super) fn taken(&self) -> Vec<(&'static str, f64)> {
        let mut before = Duration::ZERO;
        self.marks
            .iter()
            .map(|&(stage, at)| (stage, std::mem::replace(&mut before, at).abs_diff(at).as_secs_f64()))
            .collect()
    }
}
