//! Where a command gets a password from: the terminal, or standard input. Never an argument.

use std::io::{self, Read};

use tasklane_core::user::NewPassword;

use super::errors::PasswordError;
use super::user_cli::PasswordArgs;

/// More than any password, so that a wrong file is not read to its end.
const MOST: u64 = 8 * 1024;

pub(super) fn new_password(args: &PasswordArgs) -> Result<NewPassword, PasswordError> {
    let raw = if args.password_stdin { piped()? } else { typed()? };
    NewPassword::parse(&raw).map_err(PasswordError::Invalid)
}

/// Without the end of the line, which `echo` and editors add.
fn piped() -> Result<String, PasswordError> {
    let mut raw = String::new();
    io::stdin().take(MOST).read_to_string(&mut raw).map_err(PasswordError::Input)?;
    let line = raw.strip_suffix('\n').unwrap_or(&raw);
    Ok(line.strip_suffix('\r').unwrap_or(line).to_owned())
}

/// Twice, because nobody sees what is typed.
fn typed() -> Result<String, PasswordError> {
    let ask = |prompt| rpassword::prompt_password(prompt).map_err(PasswordError::NoTerminal);
    let (first, second) = (ask("New password: ")?, ask("The same again: ")?);
    if first == second { Ok(first) } else { Err(PasswordError::Differ) }
}
