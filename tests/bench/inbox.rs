//! The townships that are run, as `huibiao sample` makes them: by another process, whose memory is not the job's.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Fifty-four schools with three forms each: about 162 files and 29,000 rows.
pub(crate) fn small(folder: &Path) -> PathBuf {
    sample(folder, 54, 3_400)
}

/// Two hundred schools with three forms each: about 600 files and 170,000 rows.
pub(crate) fn township(folder: &Path) -> PathBuf {
    sample(folder, 200, 20_000)
}

/// A county's 3,800 files.
pub(crate) fn county(folder: &Path) -> PathBuf {
    sample(folder, 1_270, 25_000)
}

fn sample(folder: &Path, schools: u32, children: u32) -> PathBuf {
    let inbox = folder.join("inbox");
    let (schools, children) = (schools.to_string(), children.to_string());
    let order = ["--schools", &schools, "--children", &children, "--records", "2", "--as-of", "2026-11-22"];
    let mut command = Command::new(env!("CARGO_BIN_EXE_huibiao"));
    let made = command.arg("sample").arg("-o").arg(&inbox).args(order).arg("--quiet").status().unwrap();
    assert!(made.success(), "huibiao sample: {made}");
    inbox
}
