//! The errors of commands, and the exit code of each error.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitStatus;

use tasklane_copy::CopyError;
use tasklane_core::account::AdministrationError;
use tasklane_core::invalid::Invalid;
use tasklane_core::mail_sender::SendError;
use tasklane_core::store_error::StoreError;
use tasklane_core::task::WriteTasksError;
use tasklane_core::user::{HasherError, SaveUserError};
use tasklane_mail::InvalidMailConfig;
use tasklane_sqlite::{AfterRestoreError, BackupError, OpenError, RestoreError};
use thiserror::Error;
use tokio::task::JoinError;

use crate::application::StartError;
use crate::schema_migration::{InvalidSource, MigrateError};
use crate::settings::{EnvironmentError, InvalidSettings};
use crate::wiring::WiringError;

#[derive(Debug, Error)]
pub(super) enum CommandError {
    #[error(transparent)]
    Environment(#[from] EnvironmentError),
    #[error(transparent)]
    Settings(#[from] InvalidSettings),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error(transparent)]
    Migrate(#[from] MigrateError),
    #[error(transparent)]
    Seed(#[from] SeedError),
    #[error(transparent)]
    Copy(#[from] CopyCommandError),
    #[error(transparent)]
    Backup(#[from] BackupCommandError),
    #[error(transparent)]
    Restore(#[from] RestoreCommandError),
    #[error(transparent)]
    AfterRestore(#[from] AfterRestoreCommandError),
    #[error(transparent)]
    Revoke(#[from] RevokeError),
    #[error(transparent)]
    MailTest(#[from] MailTestError),
    #[error(transparent)]
    User(#[from] UserError),
    #[error("the server is not ready")]
    NotReady(#[from] NotReady),
    #[error("pending migrations: {}", .0.join(", "))]
    Pending(Vec<String>),
    #[error("cannot write to standard output")]
    Output(#[source] std::io::Error),
    #[error("cannot write the man pages")]
    Manual(#[source] std::io::Error),
}

#[derive(Debug, Error)]
pub(super) enum MailTestError {
    #[error("the address {0}")]
    Address(Invalid),
    #[error("this server does not send mails: set MAIL_URL, MAIL_FROM and PUBLIC_URL")]
    Disabled,
    #[error("cannot send mails")]
    Config(#[source] InvalidMailConfig),
    #[error("the mail was not sent")]
    Send(#[source] SendError),
}

#[derive(Debug, Error)]
pub(super) enum SeedError {
    #[error("the password {0}")]
    Password(Invalid),
    #[error("a demo value is invalid")]
    Value(#[source] Invalid),
    #[error(transparent)]
    Hasher(#[from] HasherError),
    #[error("cannot store a user")]
    User(#[from] SaveUserError),
    #[error("cannot store tasks")]
    Tasks(#[from] WriteTasksError),
    #[error("cannot store tasks")]
    Store(#[from] StoreError),
}

#[derive(Debug, Error)]
pub(super) enum CopyCommandError {
    #[error("--from is not a valid database URL")]
    From(#[source] InvalidSource),
    #[error("--to is not a valid database URL")]
    To(#[source] InvalidSource),
    #[error(
        "copy does not support SQLite as both source and target: use `tasklane backup FILE` and `tasklane restore FILE`. To \
         copy into PostgreSQL, set --to or DATABASE_URL to its URL"
    )]
    BothSqlite,
    #[error("the source and the target are the same database: set --to or DATABASE_URL to another database")]
    SameDatabase,
    #[error(transparent)]
    Copy(#[from] CopyError),
    #[error("the copy was stopped")]
    Stopped(#[source] JoinError),
    #[error("the database was copied, but standard input can't be read, so the source was unlocked early")]
    Input(#[source] io::Error),
}

impl CopyCommandError {
    fn is_misconfiguration(&self) -> bool {
        match self {
            Self::From(_)
            | Self::To(_)
            | Self::BothSqlite
            | Self::SameDatabase
            | Self::Copy(CopyError::NoFile(_) | CopyError::BehindPooler) => true,
            Self::Copy(CopyError::Source(cause) | CopyError::Target(cause)) => {
                use tasklane_sqlite::MigrateError;
                matches!(cause.downcast_ref(), Some(MigrateError::Open(error)) if !error.is_temporary())
            }
            Self::Copy(_) | Self::Stopped(_) | Self::Input(_) => false,
        }
    }
}

#[derive(Debug, Error)]
pub(super) enum BackupCommandError {
    #[error("cannot back up the database")]
    Sqlite(#[from] BackupError),
    #[error("cannot back up the database")]
    Dump(#[from] DumpError),
    #[error(transparent)]
    Retention(#[from] RetentionError),
    #[error(
        "FILE is only for SQLite. For PostgreSQL, use --into, or run pg_dump (it prompts for the password):\n  {0}"
    )]
    UsePgDump(String),
    #[error(
        "cannot back up through a transaction pooler, because pg_dump does not work there. Run the command with the \
        address of the database itself and without DATABASE_POOLER, or run pg_dump with that host and port:\n  {0}"
    )]
    UsePgDumpDirectly(String),
}

/// Why `pg_dump` did not create a backup. No new file has the name of the backup, unless only the sync of its folder
/// failed ([`NotWritten`](Self::NotWritten)).
#[derive(Debug, Error)]
pub(super) enum DumpError {
    /// The file of the backup, or its temporary file `….part`, exists already.
    #[error("{} already exists and will not be overwritten", .0.display())]
    Exists(PathBuf),
    #[error("{} can't be written", path.display())]
    NotWritten { path: PathBuf, source: io::Error },
    #[error("pg_dump is not installed: install postgresql-client, in the version of the server or newer")]
    NotInstalled,
    #[error("cannot run pg_dump")]
    NotStarted(#[source] io::Error),
    #[error("pg_dump failed ({0}); its messages are above")]
    Failed(ExitStatus),
}

/// The new backup is complete, but an older backup could not be removed.
#[derive(Debug, Error)]
pub(super) enum RetentionError {
    #[error("the backup is complete, but the older backups in {} can't be listed", folder.display())]
    Unlisted { folder: PathBuf, source: io::Error },
    #[error("the backup is complete, but the older backup {} can't be removed; remove it by hand", path.display())]
    NotRemoved { path: PathBuf, source: io::Error },
}

#[derive(Debug, Error)]
pub(super) enum RestoreCommandError {
    #[error("cannot restore the backup; the database was not changed")]
    Sqlite(#[from] tasklane_sqlite::RestoreError),
    #[error(
        "restore supports only SQLite. For PostgreSQL, run pg_restore into an empty database (it prompts for the password), \
        then `tasklane after-restore`:\n  {0}"
    )]
    UsePgRestore(String),
}

#[derive(Debug, Error)]
pub(super) enum AfterRestoreCommandError {
    #[error("cannot prepare the restored database")]
    Sqlite(#[from] tasklane_sqlite::AfterRestoreError),
    #[error("cannot prepare the restored database")]
    Postgres(#[from] tasklane_postgres::AfterRestoreError),
}

#[derive(Debug, Error)]
pub(super) enum RevokeError {
    #[error("no user {0:?}")]
    NoSuchUser(String),
    #[error("cannot revoke the sessions")]
    Store(#[from] StoreError),
}

#[derive(Debug, Error)]
pub(super) enum UserError {
    #[error(transparent)]
    Password(#[from] PasswordError),
    #[error(transparent)]
    Administration(#[from] AdministrationError),
}

#[derive(Debug, Error)]
pub(super) enum NotReady {
    #[error("cannot connect to {address}")]
    Unreachable { address: SocketAddr, source: io::Error },
    #[error("it returned {0}")]
    Status(String),
}

#[derive(Debug, Error)]
pub(super) enum PasswordError {
    #[error("the password {0}")]
    Invalid(Invalid),
    #[error("the two passwords differ")]
    Differ,
    #[error(
        "cannot prompt for the password without a terminal; pipe it to standard input with --password-stdin"
    )]
    NoTerminal(#[source] io::Error),
    #[error("cannot read the password from standard input")]
    Input(#[source] io::Error),
}

impl CommandError {
    /// Returns whether the exit code is 2: the operator must change a setting, an argument or an input.
    pub(super) fn is_misconfiguration(&self) -> bool {
        if let Some(error) = self.open_error() {
            // After a restart of the service, the disk may have space again.
            return !error.is_temporary();
        }
        match self {
            Self::Environment(_)
            | Self::Settings(_)
            | Self::Seed(SeedError::Password(_))
            | Self::Backup(
                BackupCommandError::UsePgDump(_)
                | BackupCommandError::UsePgDumpDirectly(_)
                | BackupCommandError::Dump(DumpError::NotInstalled),
            )
            | Self::Restore(RestoreCommandError::UsePgRestore(_))
            | Self::MailTest(
                MailTestError::Address(_) | MailTestError::Disabled | MailTestError::Config(_),
            )
            | Self::User(
                UserError::Password(_) | UserError::Administration(AdministrationError::WeakPassword(_)),
            )
            | Self::Migrate(MigrateError::From(_))
            | Self::Start(
                StartError::NoDatabase(_)
                | StartError::NoSecretKey
                | StartError::Tls(_)
                | StartError::Wiring(WiringError::Mail(_))
                | StartError::Migrate(MigrateError::From(_)),
            ) => true,
            Self::Start(StartError::SecretKey { source, .. }) => source.kind() != io::ErrorKind::StorageFull,
            Self::Copy(error) => error.is_misconfiguration(),
            _ => false,
        }
    }

    /// Returns the reason why the SQLite file could not be opened.
    fn open_error(&self) -> Option<&OpenError> {
        use tasklane_sqlite::MigrateError::Open;
        match self {
            Self::Start(
                StartError::Database(error) | StartError::Migrate(MigrateError::Sqlite(Open(error))),
            )
            | Self::Migrate(MigrateError::Sqlite(Open(error)))
            | Self::Backup(BackupCommandError::Sqlite(BackupError::Open(error)))
            | Self::Restore(RestoreCommandError::Sqlite(RestoreError::Open(error)))
            | Self::AfterRestore(AfterRestoreCommandError::Sqlite(AfterRestoreError::Open(error))) => {
                Some(error)
            }
            _ => None,
        }
    }
}
