//! The binary: hands over to [`huibiao::cli`], which decides the exit code.

use std::process::ExitCode;

/// Cells are millions of small texts: the system's allocator would take a tenth of the time of a run. Of mimalloc's two
/// series the second is taken, which needs less memory for the same.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    huibiao::cli::main()
}
