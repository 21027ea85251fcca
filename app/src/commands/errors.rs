//! How commands fail, and which failures are mistakes of the operator.

use std::io;
use std::net::SocketAddr;

use tasklane_core::account::AdministrationError;
use tasklane_core::invalid::Invalid;
use tasklane_core::store_error::StoreError;
use tasklane_core::task::WriteTasksError;
use tasklane_core::user::{HasherError, SaveUserError};
use tasklane_sqlite::{AfterRestoreError, BackupError, RestoreError};
use thiserror::Error;

use crate::application::StartError;
use crate::schema_migration::MigrateError;
use crate::settings::{EnvironmentError, InvalidSettings};

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
    Backup(#[from] NoBackup),
    #[error(transparent)]
    Restore(#[from] NotRestored),
    #[error(transparent)]
    AfterRestore(#[from] NotPrepared),
    #[error(transparent)]
    Revoke(#[from] RevokeError),
    #[error(transparent)]
    User(#[from] UserError),
    #[error("the server is not ready")]
    NotReady(#[from] NotReady),
    #[error("these migrations are to be applied: {}", .0.join(", "))]
    Pending(Vec<String>),
    #[error("standard output can't be written to")]
    Output(#[source] std::io::Error),
    #[error("the manual can't be written")]
    Manual(#[source] std::io::Error),
}

#[derive(Debug, Error)]
pub(super) enum SeedError {
    #[error("the password {0}")]
    Password(Invalid),
    #[error("a demo value is not valid")]
    Value(#[source] Invalid),
    #[error(transparent)]
    Hasher(#[from] HasherError),
    #[error("a user can't be stored")]
    User(#[from] SaveUserError),
    #[error("tasks can't be stored")]
    Tasks(#[from] WriteTasksError),
    #[error("tasks can't be stored")]
    Store(#[from] StoreError),
}

#[derive(Debug, Error)]
pub(super) enum NoBackup {
    #[error("the database can't be backed up")]
    Sqlite(#[from] BackupError),
    #[error("PostgreSQL is backed up by a program of its own, which asks for the password:\n  {0}")]
    ByPgDump(String),
    #[error(
        "PostgreSQL is backed up by a program of its own, which asks for the password and works by no pooler of \
         transactions: put the host and the port of the database itself into this\n  {0}"
    )]
    BesidePooler(String),
}

#[derive(Debug, Error)]
pub(super) enum NotRestored {
    #[error("the backup can't be restored; the database is as it was")]
    Sqlite(#[from] tasklane_sqlite::RestoreError),
    #[error(
        "PostgreSQL is restored by a program of its own, which asks for the password, into an empty database; then run \
         tasklane after-restore:\n  {0}"
    )]
    ByPgRestore(String),
}

#[derive(Debug, Error)]
pub(super) enum NotPrepared {
    #[error("the restored database can't be prepared")]
    Sqlite(#[from] tasklane_sqlite::AfterRestoreError),
    #[error("the restored database can't be prepared")]
    Postgres(#[from] tasklane_postgres::AfterRestoreError),
}

#[derive(Debug, Error)]
pub(super) enum RevokeError {
    #[error("there is no user {0:?}")]
    NoSuchUser(String),
    #[error("the sessions can't be ended")]
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
    #[error("it can't be reached at {address}")]
    Unreachable { address: SocketAddr, source: io::Error },
    #[error("it answered: {0}")]
    Answered(String),
}

#[derive(Debug, Error)]
pub(super) enum PasswordError {
    #[error("the password {0}")]
    Invalid(Invalid),
    #[error("the two passwords differ")]
    Differ,
    #[error("there is no terminal to ask for the password on; pipe it in, with --password-stdin")]
    NoTerminal(#[source] io::Error),
    #[error("the password can't be read from standard input")]
    Input(#[source] io::Error),
}

impl CommandError {
    /// Whether the operator has to change a setting or an argument.
    pub(super) fn is_misconfiguration(&self) -> bool {
        match self {
            Self::Environment(_)
            | Self::Settings(_)
            | Self::Seed(SeedError::Password(_))
            | Self::Backup(
                NoBackup::ByPgDump(_) | NoBackup::BesidePooler(_) | NoBackup::Sqlite(BackupError::Open(_)),
            )
            | Self::Restore(NotRestored::ByPgRestore(_) | NotRestored::Sqlite(RestoreError::Open(_)))
            | Self::AfterRestore(NotPrepared::Sqlite(AfterRestoreError::Open(_)))
            | Self::User(
                UserError::Password(_) | UserError::Administration(AdministrationError::WeakPassword(_)),
            )
            | Self::Start(
                StartError::Database(_)
                | StartError::NoDatabase(_)
                | StartError::NoSecretKey
                | StartError::SecretKey { .. }
                | StartError::Tls(_),
            ) => true,
            Self::Migrate(error) | Self::Start(StartError::Migrate(error)) => {
                use MigrateError::{From, Sqlite};
                matches!(error, Sqlite(tasklane_sqlite::MigrateError::Open(_)) | From(_))
            }
            _ => false,
        }
    }
}
