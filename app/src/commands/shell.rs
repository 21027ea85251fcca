//! The shells that completions are made for.

use clap::builder::PossibleValue;
use clap_complete::Shell as Known;

/// By the names under which people know them.
#[derive(Debug, Clone, Copy)]
pub struct Shell(pub(super) Known);

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
