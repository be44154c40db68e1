//! What something costs: CPU time of all threads, the time on the wall, memory.

use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

/// Seconds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cost {
    pub(crate) cpu: f64,
    pub(crate) wall: f64,
}

/// Runs `work` and says what it cost.
pub(crate) fn of<T>(work: impl FnOnce() -> T) -> (T, Cost) {
    let (cpu, wall) = (process_cpu(), Instant::now());
    let made = work();
    (made, Cost { cpu: process_cpu().abs_diff(cpu).as_secs_f64(), wall: wall.elapsed().as_secs_f64() })
}

/// The CPU time of all threads of this process since its start.
pub(crate) fn process_cpu() -> Duration {
    clock(ClockId::ProcessCPUTime)
}

/// The CPU time of this thread.
pub(crate) fn thread_cpu() -> Duration {
    clock(ClockId::ThreadCPUTime)
}

fn clock(id: ClockId) -> Duration {
    let now = clock_gettime(id);
    Duration::new(now.tv_sec.try_into().unwrap(), now.tv_nsec.try_into().unwrap())
}

/// Begins to measure the peak anew. Only Linux can.
pub(crate) fn forget_peak() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

/// The most memory that this process held since [`forget_peak`]; not a number where the system does not say.
pub(crate) fn peak_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok()).map_or(f64::NAN, |kib| kib / 1024.0)
}
