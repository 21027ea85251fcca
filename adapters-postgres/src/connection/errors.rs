//! Classifies PostgreSQL failures.

use diesel::result::{DatabaseErrorKind, Error as DieselError};
use tasklane_core::store_error::{Cause, StoreError};
use thiserror::Error;

use crate::connection::citus_messages;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
}

/// Why one attempt to run a statement failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The row violates a unique or foreign key. The message names the constraint.
    Violation(DieselError),
    /// A serialization failure or deadlock (40001, 40P01). A retry may succeed.
    Serialization(DieselError),
    /// The connection broke. The statement in progress may or may not have been committed.
    Lost(DieselError),
    /// The connection broke or was terminated before anything was sent that could be committed.
    NotSent(DieselError),
    /// The server reported that it terminated the connection, and with it the statement (57P01 and similar).
    Terminated(DieselError),
    /// No response before the deadline: the server hangs or is unreachable.
    TimedOut(tokio::time::error::Elapsed),
    /// The statement timeout has passed (57014). The server has rolled back the statement; a Citus node may have committed it.
    StatementTimeout(DieselError),
    /// The server can't run the statement now. Nothing was written.
    Unavailable(Cause),
    Rejected(DieselError),
}

/// Why a statement failed after all attempts.
#[derive(Debug, Error)]
pub(crate) enum StatementError {
    #[error("the row violates a constraint")]
    Violation(#[source] DieselError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<DieselError> for Failure {
    fn from(error: DieselError) -> Self {
        if let DieselError::RollbackErrorOnCommit { commit_error, .. } = error {
            return Self::from(*commit_error);
        }
        let DieselError::DatabaseError(kind, information) = &error else {
            return Self::Rejected(error);
        };
        match kind {
            DatabaseErrorKind::UniqueViolation | DatabaseErrorKind::ForeignKeyViolation => {
                Self::Violation(error)
            }
            DatabaseErrorKind::SerializationFailure => Self::Serialization(error),
            DatabaseErrorKind::UnableToSendCommand | DatabaseErrorKind::ClosedConnection => Self::Lost(error),
            DatabaseErrorKind::ReadOnlyTransaction => Self::Unavailable(error.into()),
            DatabaseErrorKind::Unknown if is_deadlock(information.message()) => Self::Serialization(error),
            DatabaseErrorKind::Unknown if is_termination(information.message()) => Self::Terminated(error),
            DatabaseErrorKind::Unknown if is_statement_timeout(information.message()) => {
                Self::StatementTimeout(error)
            }
            DatabaseErrorKind::Unknown if citus_messages::is_not_sent(information.message()) => {
                Self::NotSent(error)
            }
            DatabaseErrorKind::Unknown if citus_messages::is_lost(information.message()) => Self::Lost(error),
            DatabaseErrorKind::Unknown if is_unavailability(information.message()) => {
                Self::Unavailable(error.into())
            }
            DatabaseErrorKind::Unknown if is_pooler_rejection(information.message()) => {
                Self::Unavailable(error.into())
            }
            DatabaseErrorKind::Unknown if is_pooler_disconnect(information.message()) => Self::Lost(error),
            _ => Self::Rejected(error),
        }
    }
}

/// Detects SQLSTATE 40P01. Diesel has no error kind for some errors and does not expose their SQLSTATE, so this
/// function and those below compare messages. The messages are in English, unless `lc_messages` of the server is set to
/// another language. `migrate` then logs a warning.
fn is_deadlock(message: &str) -> bool {
    message == "deadlock detected" || message == citus_messages::DEADLOCK
}

/// Detects SQLSTATE 57014 after the statement timeout, or after a request of an operator.
fn is_statement_timeout(message: &str) -> bool {
    message == "canceling statement due to statement timeout"
        || message == "canceling statement due to user request"
}

/// Detects SQLSTATE 57P01, 57P02 and 57P05.
fn is_termination(message: &str) -> bool {
    message.starts_with("terminating connection")
}

/// Detects other cases of SQLSTATE 57014, and 55P03, 53200 and 53100.
fn is_unavailability(message: &str) -> bool {
    message.starts_with("canceling statement due to")
        || message.starts_with("out of memory")
        || message.starts_with("out of shared memory")
        || message.ends_with("No space left on device")
        || citus_messages::is_unavailability(message)
}

/// Detects SQLSTATE 08P01 of `PgBouncer` while a transaction waits for a server connection.
fn is_pooler_rejection(message: &str) -> bool {
    message == "query_wait_timeout"
        || message.starts_with("client_login_timeout")
        || message.starts_with("pgbouncer cannot connect to server")
        || message.starts_with("server login ")
        || message.starts_with("server DNS lookup failed")
}

/// Detects SQLSTATE 08P01 of `PgBouncer` after the transaction got a server connection. The statement may have reached the
/// server.
fn is_pooler_disconnect(message: &str) -> bool {
    ["server conn crashed?", "query timeout", "idle transaction timeout", "transaction timeout"]
        .contains(&message)
}

impl Failure {
    /// Reclassifies a failure that happened before anything was sent that could be committed.
    pub(crate) fn before_commit(self) -> Self {
        match self {
            Self::Lost(error) | Self::Terminated(error) => Self::NotSent(error),
            Self::StatementTimeout(error) => Self::Unavailable(error.into()),
            Self::TimedOut(elapsed) => Self::Unavailable(elapsed.into()),
            other => other,
        }
    }

    /// Reclassifies a failure of a write on a Citus cluster. When the coordinator cancels a statement, the statement may already
    /// be committed on another node.
    pub(crate) fn of_write_on_citus(self) -> Self {
        match self {
            Self::StatementTimeout(error) => Self::Lost(error),
            other => other,
        }
    }

    pub(crate) fn is_connection_usable(&self) -> bool {
        matches!(self, Self::Violation(_) | Self::Serialization(_) | Self::Rejected(_))
    }

    /// Whether another attempt may succeed. A restart of the server breaks all connections, so a read is retried on a new
    /// connection.
    pub(crate) fn is_retryable(&self, access: Access) -> bool {
        match self {
            Self::Serialization(_) | Self::NotSent(_) => true,
            Self::Lost(_) | Self::Terminated(_) => access == Access::Read,
            _ => false,
        }
    }

    pub(crate) fn into_error(self, access: Access) -> StatementError {
        let unknown_outcome = |cause| match access {
            Access::Read => StoreError::Unavailable(cause),
            Access::Write => StoreError::OutcomeUnknown(cause),
        };
        StatementError::Store(match self {
            Self::Violation(error) => return StatementError::Violation(error),
            Self::Serialization(error)
            | Self::Terminated(error)
            | Self::NotSent(error)
            | Self::StatementTimeout(error) => StoreError::Unavailable(error.into()),
            Self::Lost(error) => unknown_outcome(error.into()),
            Self::TimedOut(elapsed) => unknown_outcome(elapsed.into()),
            Self::Unavailable(cause) => StoreError::Unavailable(cause),
            Self::Rejected(error) => StoreError::Rejected(error.into()),
        })
    }
}

impl StatementError {
    /// Whether the row violates this constraint. Searches the message, because Citus leaves the field for the constraint name
    /// empty and appends the shard number to the name.
    pub(crate) fn violates(&self, constraint: &str) -> bool {
        match self {
            Self::Violation(DieselError::DatabaseError(_, information)) => {
                information.message().contains(constraint)
            }
            _ => false,
        }
    }
}

impl From<StatementError> for StoreError {
    fn from(error: StatementError) -> Self {
        match error {
            StatementError::Violation(error) => Self::Rejected(error.into()),
            StatementError::Store(error) => error,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(kind: DatabaseErrorKind, message: &str, access: Access) -> StoreError {
        let error = DieselError::DatabaseError(kind, Box::new(message.to_owned()));
        Failure::from(error).into_error(access).into()
    }

    // assures: R510
    #[test]
    fn lost_connection_makes_the_outcome_of_a_write_unknown() {
        let lost = |access| failed(DatabaseErrorKind::UnableToSendCommand, "connection closed", access);
        assert!(matches!(lost(Access::Write), StoreError::OutcomeUnknown(_)));
        assert!(matches!(lost(Access::Read), StoreError::Unavailable(_)));
    }

    #[test]
    fn pooler_errors_are_not_defects() {
        for message in [
            "query_wait_timeout",
            "client_login_timeout (server down)",
            "pgbouncer cannot connect to server",
            "server login failed: FATAL the database system is starting up",
            "server login has been failing, try again later (server_login_retry)",
            "server login has been failing, cached error: connect failed (server_login_retry)",
        ] {
            let error = failed(DatabaseErrorKind::Unknown, message, Access::Write);
            assert!(matches!(error, StoreError::Unavailable(_)), "{message}: {error:?}");
        }
        for message in ["server conn crashed?", "query timeout", "idle transaction timeout"] {
            let lost = |access| failed(DatabaseErrorKind::Unknown, message, access);
            assert!(matches!(lost(Access::Write), StoreError::OutcomeUnknown(_)), "{message}");
            assert!(matches!(lost(Access::Read), StoreError::Unavailable(_)), "{message}");
            let error = DieselError::DatabaseError(DatabaseErrorKind::Unknown, Box::new(message.to_owned()));
            let unsent = Failure::from(error).before_commit();
            assert!(unsent.is_retryable(Access::Write), "{message}");
            let unsent = StoreError::from(unsent.into_error(Access::Write));
            assert!(matches!(unsent, StoreError::Unavailable(_)), "{message}: {unsent:?}");
        }
    }

    #[test]
    fn temporary_failure_is_unavailable_and_permanent_failure_is_a_defect() {
        for message in [
            "canceling statement due to statement timeout",
            "canceling statement due to lock timeout",
            "terminating connection due to administrator command",
            "deadlock detected",
            "could not extend file \"base/5/16384\": No space left on device",
        ] {
            let error = failed(DatabaseErrorKind::Unknown, message, Access::Write);
            assert!(matches!(error, StoreError::Unavailable(_)), "{message}: {error:?}");
        }
        let read_only =
            failed(DatabaseErrorKind::ReadOnlyTransaction, "cannot execute INSERT", Access::Write);
        assert!(matches!(read_only, StoreError::Unavailable(_)));
        let defect = failed(DatabaseErrorKind::Unknown, "relation \"tasks\" does not exist", Access::Read);
        assert!(matches!(defect, StoreError::Rejected(_)));
    }

    #[test]
    fn constraint_is_recognized_with_a_shard_number() {
        let message =
            "duplicate key value violates unique constraint \"users_email_canonical_key_102008\"".to_owned();
        let error = DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, Box::new(message));
        let error = Failure::from(error).into_error(Access::Write);
        assert!(error.violates("users_email_canonical_key"));
        assert!(!error.violates("users_username_canonical_key"));
    }
}
