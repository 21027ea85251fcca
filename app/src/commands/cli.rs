//! Defines the command line: commands, options and their help.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use secrecy::SecretString;

use super::examples;
use super::output::OutputArgs;
use super::shell::Shell;
use super::user_cli::UserCommand;

/// A task-management backend: a REST API with JWT sessions, on SQLite or PostgreSQL.
///
/// Settings are read from the environment and from a .env file. docs/SETTINGS.md lists them.
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
    /// Migrate the database schema
    #[command(after_long_help = examples::MIGRATE)]
    Migrate(MigrateArgs),
    /// Fill the database with demo users and tasks
    ///
    /// The same --seed creates the same users and tasks. Existing users are not changed.
    #[command(after_long_help = examples::SEED)]
    Seed(SeedArgs),
    /// Copy all data to another database: SQLite to PostgreSQL, PostgreSQL to SQLite or to PostgreSQL
    ///
    /// Copies every table unchanged, with ids, passwords, sessions and times, in one transaction. Before the commit, the
    /// command reads the copy back and compares it with the source. The target must not have rows. If it has no tables,
    /// the command creates them.
    ///
    /// While the command runs, servers on the source continue to read, and reject writes with 503. After the command,
    /// they accept writes again, and these writes are not in the copy. So stop the servers first, or use --hold.
    #[command(after_long_help = examples::COPY)]
    Copy(CopyArgs),
    /// Back up the database, even while servers use it
    ///
    /// The copy is a consistent snapshot with every write that was acknowledged before the command started. Its
    /// integrity is checked. On PostgreSQL, the command runs `pg_dump` with --into. With FILE, it prints the `pg_dump`
    /// command to use, and exits with code 2.
    #[command(after_long_help = examples::BACKUP)]
    Backup(BackupArgs),
    /// Restore the SQLite database from a backup
    ///
    /// Stop the server first. The command checks the backup, and migrates and prepares a copy of it (see
    /// after-restore). It then replaces the database with the copy in one step. The backup is not changed. The replaced
    /// database is renamed, not deleted. For PostgreSQL, the command prints the `pg_restore` command to use, and exits
    /// with code 2.
    #[command(after_long_help = examples::RESTORE)]
    Restore(RestoreArgs),
    /// Prepare a database that was restored by `pg_restore` or by copying a file
    ///
    /// Revokes all sessions, and raises ids, versions and change numbers above those that were issued after the
    /// backup. It is safe to run the command twice.
    #[command(after_long_help = examples::AFTER_RESTORE)]
    AfterRestore(AfterRestoreArgs),
    /// Revoke sessions
    #[command(subcommand)]
    Sessions(SessionsCommand),
    /// Add, list and change users
    ///
    /// Identify a user by username or e-mail address.
    #[command(subcommand)]
    User(UserCommand),
    /// Test the delivery of mails
    #[command(subcommand)]
    Mail(MailCommand),
    /// Print the OpenAPI document as JSON
    Openapi,
    /// Check whether the local server is ready
    #[command(after_long_help = examples::HEALTHCHECK)]
    Healthcheck(HealthcheckArgs),
    /// Check the settings, the database, Redis, the mail server, files and ports, and print what to do
    ///
    /// The command changes nothing, needs no running server, and prints no secret. Run it as the server's user, with
    /// the server's settings and in its working directory. docs/OPERATIONS.md describes each check.
    #[command(after_long_help = examples::DOCTOR)]
    Doctor(DoctorArgs),
    /// Print a shell completion script
    #[command(after_long_help = examples::COMPLETIONS)]
    Completions {
        #[arg(value_enum)]
        shell: Shell,
    },
    /// Write the man pages into an existing folder
    #[command(after_long_help = examples::MAN)]
    Man {
        #[arg(value_name = "FOLDER")]
        folder: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub enum MailCommand {
    /// Send one mail to this address, and print the reply of the mail server
    ///
    /// Uses the settings of the server for mails. Needs no running server.
    #[command(after_long_help = examples::MAIL_TEST)]
    Test(MailTestArgs),
}

#[derive(Debug, Args)]
pub struct MailTestArgs {
    /// The address of the recipient
    pub address: String,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Debug, Subcommand)]
pub enum SessionsCommand {
    /// Revoke all sessions of one user, or of all users
    ///
    /// Running servers apply the revocation within one second. If there are more revocations than fit in the memory of
    /// a server, it checks requests against the database until the access tokens of the revoked sessions have expired.
    /// That is slower, but equally safe.
    #[command(after_long_help = examples::REVOKE)]
    Revoke(RevokeArgs),
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("target").required(true))]
pub struct RevokeArgs {
    /// The username or e-mail address of the user
    #[arg(long, group = "target", value_name = "NAME")]
    pub user: Option<String>,
    /// All users. A session that is created while the command runs may remain active
    #[arg(long, group = "target")]
    pub all: bool,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Debug, Args)]
pub struct MigrateArgs {
    /// List pending migrations without applying them; exit with code 1 if there are any
    ///
    /// With --adopt: run the import, roll it back, and report the result; exit with code 1 if the import would fail.
    #[arg(long)]
    pub check: bool,
    /// Import the tables of an older server, in one transaction
    ///
    /// Stop the older server first. Without --from, its tables are renamed, not deleted. If rows can't be imported,
    /// they are listed by table and id, and nothing is changed. docs/MIGRATING.md lists the tables and columns that are
    /// imported.
    #[arg(long)]
    pub adopt: bool,
    /// With --adopt: import from this database into the database in `DATABASE_URL`
    ///
    /// The URL begins with postgres:// or sqlite:. With `-`, the command reads the URL from standard input, so that
    /// other users of the machine can't see the password. The source database is not changed. The target database must
    /// not have users yet.
    #[arg(long, value_name = "URL", requires = "adopt", value_parser = secret)]
    pub from: Option<SecretString>,
    /// With --adopt: repair invalid values, and list each change
    ///
    /// Invalid or duplicate usernames and e-mail addresses are replaced, blank titles become "Untitled", and texts
    /// that are too long are truncated. Users whose password hash is not bcrypt need a new password. With --check, the
    /// changes are only listed.
    #[arg(long, requires = "adopt")]
    pub mend: bool,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[expect(clippy::unnecessary_wraps, reason = "clap expects a Result")]
fn secret(raw: &str) -> Result<SecretString, std::convert::Infallible> {
    Ok(raw.into())
}

#[derive(Debug, Clone, Args)]
pub struct SeedArgs {
    /// Number of users
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub users: u32,
    /// Number of tasks per user
    #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    pub tasks: u32,
    /// Seed of the random names and tasks
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// The password of every demo user
    #[arg(long, default_value = "tasklane-demo")]
    pub password: String,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Debug, Args)]
pub struct CopyArgs {
    /// The database to copy
    ///
    /// The URL begins with postgres:// or sqlite:. With `-`, the command reads the URL from standard input, so that
    /// other users of the machine can't see the password.
    #[arg(long, value_name = "URL", value_parser = secret)]
    pub from: SecretString,
    /// The database that receives the copy; by default, the database in `DATABASE_URL`
    ///
    /// If both URLs are `-`, the first line of standard input is the URL of the source.
    #[arg(long, value_name = "URL", value_parser = secret)]
    pub to: Option<SecretString>,
    /// Hold the write lock on the source after the copy, until a line is read from standard input
    ///
    /// Servers on the source reject writes in the meantime, so no write is lost between the copy and the stop of these
    /// servers.
    #[arg(long)]
    pub hold: bool,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("destination").required(true))]
pub struct BackupArgs {
    /// The file to create; it must not exist
    #[arg(value_name = "FILE", group = "destination")]
    pub to: Option<PathBuf>,
    /// Create a file in this folder, with the time in its name, and remove older backups
    #[arg(long, value_name = "FOLDER", group = "destination", requires = "keep")]
    pub into: Option<PathBuf>,
    /// With --into: the number of backups that remain in the folder, including the new one
    #[arg(
        long,
        value_name = "N",
        requires = "into",
        conflicts_with = "to",
        value_parser = clap::value_parser!(u32).range(1..)
    )]
    pub keep: Option<u32>,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// A backup created by `tasklane backup`
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
pub struct DoctorArgs {
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Debug, Args)]
pub struct HealthcheckArgs {
    #[command(flatten)]
    pub output: OutputArgs,
}
