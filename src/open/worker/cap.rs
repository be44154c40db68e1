//! The cap that a worker puts on its own memory before it reads anything.

use std::io;

/// Caps this process's memory at `bytes`, for good.
#[cfg(unix)]
pub(super) fn cap(bytes: u64) -> io::Result<()> {
    rlimit::setrlimit(rlimit::Resource::AS, bytes, bytes)
}

/// Caps this process's memory at `bytes`, for good.
#[cfg(windows)]
pub(super) fn cap(bytes: u64) -> io::Result<()> {
    let mut limits = win32job::ExtendedLimitInfo::new();
    let most = usize::try_from(bytes).unwrap_or(usize::MAX);
    limits.limit_working_memory(1 << 20, most);
    let job = win32job::Job::create_with_limit_info(&limits).map_err(io::Error::other)?;
    job.assign_current_process().map_err(io::Error::other)?;
    // The job must outlive this function: its handle is kept until the process ends.
    let _ = job.into_handle();
    Ok(())
}

/// Nothing is known of this system's caps: the worker still keeps a damaged file away from the run.
#[cfg(not(any(unix, windows)))]
pub(super) fn cap(_bytes: u64) -> io::Result<()> {
    Ok(())
}
