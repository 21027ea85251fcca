//! `tasklane completions` and `tasklane man`: what is made of the command line's own description.

use std::io::{self, Write};
use std::path::Path;

use clap::CommandFactory;

use super::cli::Cli;
use super::shell::Shell;

/// In memory first, for the library panics where its output can't be written.
pub(super) fn completions(shell: Shell) -> io::Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(shell.0, &mut Cli::command(), "tasklane", &mut script);
    io::stdout().write_all(&script)
}

/// One page for each command: tasklane.1, tasklane-serve.1, …
pub(super) fn manual(folder: &Path) -> io::Result<()> {
    clap_mangen::generate_to(Cli::command(), folder)
}
