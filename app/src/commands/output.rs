//! What commands answer: text for people, coloured on a terminal, or JSON for programs.

use std::fmt::Display;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use clap::Args;
use serde_json::Value;

use super::errors::CommandError;

/// Styles are taken out again where the output is no terminal, or the user wants none (`NO_COLOR`).
pub(super) const HEADING: Style = Style::new().bold();
pub(super) const GOOD: Style = AnsiColor::Green.on_default();
pub(super) const BAD: Style = AnsiColor::Red.on_default().bold();

#[derive(Debug, Clone, Copy, Args)]
pub struct OutputArgs {
    /// Answer as JSON
    #[arg(long)]
    pub json: bool,
}

/// `json` in one line, or `text`.
pub(super) fn answer(args: OutputArgs, text: &str, json: &Value) -> Result<(), CommandError> {
    if args.json { print_json(json) } else { print(text) }
}

pub(super) fn print(text: impl Display) -> Result<(), CommandError> {
    writeln!(anstream::stdout(), "{text}").map_err(CommandError::Output)
}

pub(super) fn print_json(json: &Value) -> Result<(), CommandError> {
    writeln!(io::stdout(), "{json}").map_err(CommandError::Output)
}
