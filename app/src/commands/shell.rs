//! The shells for which `tasklane completions` can print a script.

use clap::builder::PossibleValue;
use clap_complete::Shell as ClapShell;

/// The shell argument of `tasklane completions`.
#[derive(Debug, Clone, Copy)]
pub struct Shell(pub(super) ClapShell);

impl clap::ValueEnum for Shell {
    fn value_variants<'a>() -> &'a [Self] {
        &[
            Self(ClapShell::Bash),
            Self(ClapShell::Zsh),
            Self(ClapShell::Fish),
            Self(ClapShell::Elvish),
            Self(ClapShell::PowerShell),
        ]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        self.0.to_possible_value()
    }
}
