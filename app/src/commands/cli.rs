//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use secrecy::SecretString;

use super::examples;
use super::output::OutputArgs;
use super::shell::Shell;
use super::user_cli::UserCommand;

/// A task-management backend: a REST API with JWT sessions, on SQLite or PostgreSQL.
///
/// Settings come from the environment and from a file .env; the README lists them.
#[derive(Debug, Parser)]
#[command(name = "tasklane", version, after_long_help = examples::ALL)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the API (the default)
    #[command(after_long_help = examples::SERVE)]
    Serve,
    /// Bring the database's schema up to date
    #[command(after_long_help = examples::MIGRATE)]
    Migrate(MigrateArgs),
    /// Fill the database with demo users and tasks
    ///
    /// The same seed makes the same users and tasks; users that are there already are left as they are.
    #[command(after_long_help = examples::SEED)]
    Seed(SeedArgs),
    /// Copy an SQLite database while servers use it
    ///
    /// The copy is of one moment, is checked, and holds every write that was answered before. Of PostgreSQL it says
    /// which command does that, and ends with 2.
    #[command(after_long_help = examples::BACKUP)]
    Backup(BackupArgs),
    /// Put a backup in the place of the SQLite database
    ///
    /// Stop the server first. The file is checked, brought up to date, prepared like by after-restore, and put in place in one
    /// step; what was there is kept under another name. For PostgreSQL it prints the command that restores a backup, and
    /// exits with 2.
    #[command(after_long_help = examples::RESTORE)]
    Restore(RestoreArgs),
    /// Prepare a database that was restored by other means
    ///
    /// After `pg_restore`, or after a backup was copied into place. Ends all sessions, and raises ids, versions and change
    /// numbers above those that were given after the backup. Running it twice does no harm.
    #[command(after_long_help = examples::AFTER_RESTORE)]
    AfterRestore(AfterRestoreArgs),
    /// End sessions: log users out
    #[command(subcommand)]
    Sessions(SessionsCommand),
    /// Add, list and change users
    ///
    /// Users are named by their username or their e-mail address.
    #[command(subcommand)]
    User(UserCommand),
    /// Print the API's description (OpenAPI, as JSON)
    Openapi,
    /// Ask a running server whether it is ready; exits with 0 if it is
    #[command(after_long_help = examples::HEALTHCHECK)]
    Healthcheck(HealthcheckArgs),
    /// Print what a shell needs to complete these commands
    #[command(after_long_help = examples::COMPLETIONS)]
    Completions {
        #[arg(value_enum)]
        shell: Shell,
    },
    /// Write the manual pages into a folder that is there
    #[command(after_long_help = examples::MAN)]
    Man {
        #[arg(value_name = "FOLDER")]
        folder: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub enum SessionsCommand {
    /// End all sessions of one user, or of everyone
    ///
    /// Running servers learn of it within a second. After very many at once they ask the database about each request
    /// until the access tokens of those sessions have expired: slower, and never wrong.
    #[command(after_long_help = examples::REVOKE)]
    Revoke(RevokeArgs),
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("whose").required(true))]
pub struct RevokeArgs {
    /// The username or the e-mail address of the user
    #[arg(long, group = "whose", value_name = "NAME")]
    pub user: Option<String>,
    /// Everyone. A session that is opened meanwhile may live on
    #[arg(long, group = "whose")]
    pub all: bool,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Debug, Args)]
pub struct MigrateArgs {
    /// Change nothing; exit with 1 if something is to be done
    ///
    /// With --adopt: do everything, report it, and roll it back; exit with 1 if it would fail.
    #[arg(long)]
    pub check: bool,
    /// Take over the database of an older server, in one transaction
    ///
    /// Stop the older server first. Its tables are kept under other names. Rows that can't be adopted are listed by table
    /// and id, and then nothing is changed. docs/MIGRATING.md says which tables and columns are taken.
    #[arg(long)]
    pub adopt: bool,
    /// With --adopt: read the older tables from another database, and add their rows to this server's own
    ///
    /// The URL begins with postgres:// or sqlite:. With - it is read from standard input, so that other users of the machine
    /// don't see its password. That database is only read; the server's own must not have users yet.
    #[arg(long, value_name = "URL", requires = "adopt", value_parser = secret)]
    pub from: Option<SecretString>,
    /// With --adopt: repair values that don't fit, and list each change
    ///
    /// Usernames and e-mail addresses that are invalid or taken are replaced; blank titles become "Untitled"; long texts are
    /// cut; users with a password hash other than bcrypt need a new password. With --check it only lists the changes.
    #[arg(long, requires = "adopt")]
    pub mend: bool,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[expect(clippy::unnecessary_wraps, reason = "clap asks for a result")]
fn secret(raw: &str) -> Result<SecretString, std::convert::Infallible> {
    Ok(raw.into())
}

#[derive(Debug, Clone, Args)]
pub struct SeedArgs {
    /// How many users
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub users: u32,
    /// How many tasks for each user
    #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    pub tasks: u32,
    /// What the choice of names and tasks grows from
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// The password of every demo user
    #[arg(long, default_value = "tasklane-demo")]
    pub password: String,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Debug, Args)]
pub struct BackupArgs {
    /// A file that is not there yet
    #[arg(value_name = "FILE")]
    pub to: PathBuf,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// A backup, made by tasklane backup
    #[arg(value_name = "FILE")]
    pub from: PathBuf,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Debug, Args)]
pub struct AfterRestoreArgs {
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Debug, Args)]
pub struct HealthcheckArgs {
    #[command(flatten)]
    pub output: OutputArgs,
}
