//! Reads the new password of a user from the terminal or from standard input, never from an argument.

use std::io::{self, Read};

use tasklane_core::user::NewPassword;

use super::errors::PasswordError;
use super::user_cli::PasswordArgs;

/// Limits the input in case a wrong file is piped in. Every valid password is shorter.
const MAX_BYTES: u64 = 8 * 1024;

pub(super) fn new_password(args: &PasswordArgs) -> Result<NewPassword, PasswordError> {
    let raw = if args.password_stdin { read_from_stdin()? } else { prompt_twice()? };
    NewPassword::parse(&raw).map_err(PasswordError::Invalid)
}

/// Reads the password from standard input, without the final line break that `echo` and editors add.
fn read_from_stdin() -> Result<String, PasswordError> {
    let mut raw = String::new();
    io::stdin().take(MAX_BYTES).read_to_string(&mut raw).map_err(PasswordError::Input)?;
    let line = raw.strip_suffix('\n').unwrap_or(&raw);
    Ok(line.strip_suffix('\r').unwrap_or(line).to_owned())
}

/// Asks twice, because the terminal does not show the password.
fn prompt_twice() -> Result<String, PasswordError> {
    let ask = |prompt| rpassword::prompt_password(prompt).map_err(PasswordError::NoTerminal);
    let (first, second) = (ask("New password: ")?, ask("Repeat the new password: ")?);
    if first == second { Ok(first) } else { Err(PasswordError::Differ) }
}
