//! The commands. The only place that prints, reads the clock and the environment, and decides exit codes.

use std::process::ExitCode;

/// Runs the command that the arguments name.
pub fn main() -> ExitCode {
    let is_worker = std::env::args_os()
        .nth(1)
        .is_some_and(|argument| argument == crate::open::worker::ARGUMENT);
    if is_worker {
        return ExitCode::from(crate::open::worker::serve(
            std::io::stdin().lock(),
            std::io::stdout().lock(),
        ));
    }
    ExitCode::SUCCESS
}
