//! The connection of a copy, with blocking methods.

use std::time::Duration;

use tasklane_copy::{COPIED_TABLES, LockError};
use tasklane_core::store_error::Cause;
use thiserror::Error;
use tokio::runtime::Handle;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Row};

use crate::connection::config::PostgresConfig;
use crate::connection::connect_error::ConnectError;
use crate::connection::raw_client::{RawClient, connect_raw};

/// While a table lock is awaited, later writes on that table also wait. PostgreSQL cancels an autovacuum that holds a
/// conflicting lock after one second.
const LIMIT_WAITING: &str = "SET lock_timeout = '10s'";
/// If the server accepts no data for this time, the connection is lost. The server may pause for long, for example
/// during a checkpoint or while a trigger runs.
const MAX_UNACKNOWLEDGED: Duration = Duration::from_mins(5);

/// Why a statement failed. Contains no detail of the server's message, because it may contain values.
#[derive(Debug, Error)]
pub(super) enum SessionError {
    #[error("PostgreSQL rejected a statement: {0}")]
    Rejected(String),
    #[error("a statement failed")]
    Failed(#[source] tokio_postgres::Error),
}

impl From<tokio_postgres::Error> for SessionError {
    fn from(error: tokio_postgres::Error) -> Self {
        match error.as_db_error() {
            Some(rejected) => Self::Rejected(rejected.message().to_owned()),
            None => Self::Failed(error),
        }
    }
}

/// A connection with an open transaction after [`begin`](Self::begin). Its methods block, so they must not be called on
/// a thread of an async runtime. Dropping this value rolls the transaction back.
pub(super) struct Session {
    client: RawClient,
    runtime: Handle,
}

impl Session {
    pub(super) async fn connect(config: &PostgresConfig) -> Result<Self, ConnectError> {
        let mut target = config.target_without_timeouts();
        target.session.tcp_user_timeout(MAX_UNACKNOWLEDGED);
        let client = connect_raw(&target).await?;
        Ok(Self { client, runtime: Handle::current() })
    }

    /// Begins a transaction, and locks all tables that are copied.
    pub(super) fn begin(&self, mode: &str) -> Result<(), LockError> {
        let failed = |error: tokio_postgres::Error| LockError::Failed(SessionError::from(error).into());
        self.block_on(self.client.batch_execute(LIMIT_WAITING)).map_err(failed)?;
        self.block_on(self.client.batch_execute("BEGIN")).map_err(failed)?;
        let lock = format!("LOCK TABLE {} IN {mode} MODE", COPIED_TABLES.join(", "));
        self.block_on(self.client.batch_execute(&lock)).map_err(|error| match error.code() {
            Some(&SqlState::LOCK_NOT_AVAILABLE | &SqlState::T_R_DEADLOCK_DETECTED) => {
                LockError::Timeout(SessionError::from(error).into())
            }
            _ => failed(error),
        })
    }

    pub(super) fn execute(&self, statements: &str) -> Result<(), Cause> {
        Ok(self.block_on(self.client.batch_execute(statements)).map_err(SessionError::from)?)
    }

    pub(super) fn query(&self, query: &str, parameters: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, Cause> {
        Ok(self.block_on(self.client.query(query, parameters)).map_err(SessionError::from)?)
    }

    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    pub(super) fn block_on<F: Future>(&self, work: F) -> F::Output {
        self.runtime.block_on(work)
    }
}
