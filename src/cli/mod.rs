//! The commands. The only place that prints, reads the clock and the environment, and decides exit codes.

mod args;
mod check;
mod clicked;
mod copies;
mod exit;
mod explain;
mod job;
mod progress;
mod run;
mod sample;
mod secret;
mod talk;
mod template;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;

use args::{Args, Command};
use exit::Exit;
use talk::Talk;

/// Runs the command that the arguments name.
pub fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    if arguments.get(1).is_some_and(|first| first == crate::open::worker::ARGUMENT) {
        return ExitCode::from(crate::open::worker::serve(std::io::stdin().lock(), std::io::stdout().lock()));
    }
    quiet_panics();
    crate::open::quiet_panics();
    let exit = if clicked::is_clicked() { clicked::main(&arguments, dispatch) } else { dispatch(&arguments) };
    exit.into()
}

fn dispatch(arguments: &[OsString]) -> Exit {
    let args = match Args::try_parse_from(args::with_default_command(arguments)) {
        Ok(args) => args,
        Err(error) => {
            // clap prints help to stdout and complaints to stderr; a closed pipe is nobody's fault.
            let _ = error.print();
            return match error.kind() {
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Exit::Done,
                _ => Exit::Usage,
            };
        }
    };
    let result = match &args.command {
        Command::Run(run) => run::run(run),
        Command::Check(check) => check::run(check),
        Command::Explain(explain) => explain::run(explain),
        Command::Sample(sample) => sample::run(sample),
        Command::Template(template) => template::run(template),
    };
    result.unwrap_or_else(|failure| {
        Talk::new(failure.lang, false).say(&failure.words);
        failure.exit
    })
}

/// A panic inside a reader costs its file only; on the terminal it leaves a place in our source, never a value.
fn quiet_panics() {
    std::panic::set_hook(Box::new(|panic| {
        if let Some(place) = panic.location() {
            Talk::new(crate::finding::Lang::En, false).say(&crate::finding::Words::made(
                format!("内部错误，位置 {}:{}", place.file(), place.line()),
                format!("internal fault at {}:{}", place.file(), place.line()),
            ));
        }
    }));
}
