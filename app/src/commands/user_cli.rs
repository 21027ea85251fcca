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
    /// List users by id
    #[command(after_long_help = examples::USER)]
    List(ListArgs),
    /// Set another password, and end all sessions of the user
    SetPassword(SetPasswordArgs),
    /// Let a user log in who is locked out by wrong passwords
    #[command(after_long_help = examples::UNLOCK)]
    Unlock(NamedArgs),
    /// Let a deactivated user log in again
    Activate(NamedArgs),
    /// Let a user do nothing any more, and end all sessions; everything is kept
    Deactivate(NamedArgs),
}

#[derive(Debug, Clone, Args)]
pub struct CreateArgs {
    #[arg(long, value_parser = email)]
    pub email: Email,
    #[arg(long, value_parser = username)]
    pub username: Username,
    /// What the user wants to be called
    #[arg(long, value_parser = name)]
    pub name: Option<Name>,
    #[command(flatten)]
    pub password: PasswordArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Debug, Clone, Args)]
pub struct ListArgs {
    /// Only users whose id is greater
    #[arg(long, value_name = "ID", value_parser = user_id)]
    pub after: Option<UserId>,
    /// At most so many; all if not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: Option<u32>,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Debug, Clone, Args)]
pub struct SetPasswordArgs {
    /// The username or the e-mail address
    #[arg(value_parser = login_name)]
    pub user: LoginName,
    #[command(flatten)]
    pub password: PasswordArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Debug, Clone, Args)]
pub struct NamedArgs {
    /// The username or the e-mail address
    #[arg(value_parser = login_name)]
    pub user: LoginName,
    #[command(flatten)]
    pub output: OutputArgs,
}

/// Never the password itself: every user of the machine can read the arguments of a process.
#[derive(Debug, Clone, Args)]
pub struct PasswordArgs {
    /// Read the password from standard input rather than ask for it on the terminal
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
    raw.parse().ok().and_then(UserId::new).ok_or_else(|| "must be the id of a user".to_owned())
}
