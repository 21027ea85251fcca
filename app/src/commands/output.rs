//! The output of commands: text, colored on a terminal, or JSON with `--json`.

use std::fmt::Display;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use clap::Args;
use serde_json::Value;

use super::errors::CommandError;

/// By default, styles are removed if the output is not a terminal. `NO_COLOR`, `CLICOLOR`, `CLICOLOR_FORCE` and `TERM`
/// can change the default.
pub(super) const HEADING: Style = Style::new().bold();
pub(super) const GOOD: Style = AnsiColor::Green.on_default();
pub(super) const CAUTION: Style = AnsiColor::Yellow.on_default();
pub(super) const BAD: Style = AnsiColor::Red.on_default().bold();

#[derive(Debug, Clone, Copy, Args)]
pub struct OutputArgs {
    /// Print the result as JSON
    #[arg(long)]
    pub json: bool,
}

/// Prints `json` on one line with `--json`, otherwise `text`.
pub(super) fn print_result(args: OutputArgs, text: &str, json: &Value) -> Result<(), CommandError> {
    if args.json { print_json(json) } else { print(text) }
}

pub(super) fn print(text: impl Display) -> Result<(), CommandError> {
    writeln!(anstream::stdout(), "{text}").map_err(CommandError::Output)
}

pub(super) fn print_json(json: &Value) -> Result<(), CommandError> {
    writeln!(io::stdout(), "{json}").map_err(CommandError::Output)
}
