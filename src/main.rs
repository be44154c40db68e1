//! The binary: hands over to [`huibiao::cli`], which decides the exit code.

use std::process::ExitCode;

/// Cells are millions of small texts: the system's allocator would take a tenth of the time of a run. Its second series
/// keeps to two thirds of the memory that the third takes for the same.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    huibiao::cli::main()
}
