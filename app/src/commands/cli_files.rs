//! `tasklane completions` and `tasklane man`: files generated from the command line definition.

use std::io::{self, Write};
use std::path::Path;

use clap::CommandFactory;

use super::cli::Cli;
use super::shell::Shell;

/// Generates the script in memory, because `clap_complete` panics if it can't write the script.
pub(super) fn completions(shell: Shell) -> io::Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(shell.0, &mut Cli::command(), "tasklane", &mut script);
    io::stdout().write_all(&script)
}

/// Writes one page per command: tasklane.1, tasklane-serve.1, …
pub(super) fn man_pages(folder: &Path) -> io::Result<()> {
    clap_mangen::generate_to(Cli::command(), folder)
}
