//! The binary: hands over to [`huibiao::cli`], which decides the exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    huibiao::cli::main()
}
