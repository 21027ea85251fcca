//! The command line of `tasklane user`.

use clap::{Args, Subcommand};
use tasklane_core::ids::UserId;
use tasklane_core::user::{Email, LoginName, Name, Username};

use super::examples;
use super::output::OutputArgs;

#[derive(Debug, Clone, Subcommand)]
pub enum UserCommand {
    /// Add a user
    #[command(after_long_help = examples::CREATE_USER)]
    Create(CreateArgs),
    /// List users, ordered by id
    #[command(after_long_help = examples::USER)]
    List(ListArgs),
    /// Set a new password, and revoke all sessions of the user
    SetPassword(SetPasswordArgs),
    /// Unlock a user who is locked out after failed attempts
    #[command(after_long_help = examples::UNLOCK)]
    Unlock(NamedArgs),
    /// Allow a deactivated user to log in again
    Activate(NamedArgs),
    /// Block a user from logging in, and revoke all sessions of the user; no data is deleted
    Deactivate(NamedArgs),
}

#[derive(Debug, Clone, Args)]
pub struct CreateArgs {
    #[arg(long, value_parser = email)]
    pub email: Email,
    #[arg(long, value_parser = username)]
    pub username: Username,
    /// The display name
    #[arg(long, value_parser = name)]
    pub name: Option<Name>,
    #[command(flatten)]
    pub password: PasswordArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Debug, Clone, Args)]
pub struct ListArgs {
    /// Only list users with an id greater than ID
    #[arg(long, value_name = "ID", value_parser = user_id)]
    pub after: Option<UserId>,
    /// List at most N users; all by default
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: Option<u32>,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Debug, Clone, Args)]
pub struct SetPasswordArgs {
    /// The username or e-mail address
    #[arg(value_parser = login_name)]
    pub user: LoginName,
    #[command(flatten)]
    pub password: PasswordArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Debug, Clone, Args)]
pub struct NamedArgs {
    /// The username or e-mail address
    #[arg(value_parser = login_name)]
    pub user: LoginName,
    #[command(flatten)]
    pub output: OutputArgs,
}

/// The password is never an argument, because every user of the machine can read the arguments of a process.
#[derive(Debug, Clone, Args)]
pub struct PasswordArgs {
    /// Read the password from standard input instead of the terminal
    #[arg(long)]
    pub password_stdin: bool,
}

fn email(raw: &str) -> Result<Email, String> {
    Email::parse(raw).map_err(|invalid| invalid.to_string())
}

fn username(raw: &str) -> Result<Username, String> {
    Username::parse(raw).map_err(|invalid| invalid.to_string())
}

fn name(raw: &str) -> Result<Name, String> {
    let name = Name::parse(raw).map_err(|invalid| invalid.to_string())?;
    name.ok_or_else(|| "must not be blank".to_owned())
}

fn login_name(raw: &str) -> Result<LoginName, String> {
    LoginName::parse(raw).ok_or_else(|| "must be a username or an e-mail address".to_owned())
}

fn user_id(raw: &str) -> Result<UserId, String> {
    raw.parse().ok().and_then(UserId::new).ok_or_else(|| "must be a user id".to_owned())
}
