//! The `tasklane` program.

use std::process::ExitCode;

use clap::Parser;
use tasklane::commands::Cli;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    tasklane::commands::run(&Cli::parse())
}
