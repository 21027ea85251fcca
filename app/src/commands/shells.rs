//! `tasklane completions` and `tasklane man`: what is made of the command line's own description.

use std::io::{self, Write};
use std::path::Path;

use clap::CommandFactory;
use clap::builder::PossibleValue;
use clap_complete::Shell as Known;

use super::cli::Cli;

/// By the names under which people know them.
#[derive(Debug, Clone, Copy)]
pub struct Shell(Known);

impl clap::ValueEnum for Shell {
    fn value_variants<'a>() -> &'a [Self] {
        &[
            Self(Known::Bash),
            Self(Known::Zsh),
            Self(Known::Fish),
            Self(Known::Elvish),
            Self(Known::PowerShell),
        ]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        self.0.to_possible_value()
    }
}

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
