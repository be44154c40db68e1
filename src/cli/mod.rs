//! The commands. The only place that prints, reads the clock and the environment, and decides exit codes.

use std::process::ExitCode;

/// Runs the command that the arguments name.
pub fn main() -> ExitCode {
    ExitCode::SUCCESS
}
