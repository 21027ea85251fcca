//! What a failure of PostgreSQL means for the domain.

use diesel::result::{DatabaseErrorKind, Error as DieselError};
use tasklane_core::store_error::{Cause, StoreError};
use thiserror::Error;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
}

/// Why one attempt to run a statement failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A unique or a foreign key refused the row; the message names it.
    Violation(DieselError),
    /// Another transaction was in the way: 40001 or 40P01. The same statement may well succeed now.
    Collision(DieselError),
    /// The connection broke. A statement that was under way may or may not have been committed.
    Lost(DieselError),
    /// Like the two around this one, but nothing had been sent by then that could be committed.
    Unsent(DieselError),
    /// 57P01 and its like: the server said that it ended the connection, and with it the statement.
    Ended(DieselError),
    /// No answer at all: the server stands still or can't be reached any more.
    Silence(tokio::time::error::Elapsed),
    /// The server can't serve this now. Nothing was written.
    Unavailable(Cause),
    Rejected(DieselError),
}

/// Why a statement failed in the end.
#[derive(Debug, Error)]
pub(crate) enum StatementError {
    #[error("a constraint refused the row")]
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
            DatabaseErrorKind::SerializationFailure => Self::Collision(error),
            DatabaseErrorKind::UnableToSendCommand | DatabaseErrorKind::ClosedConnection => Self::Lost(error),
            DatabaseErrorKind::ReadOnlyTransaction => Self::Unavailable(error.into()),
            DatabaseErrorKind::Unknown if is_deadlock(information.message()) => Self::Collision(error),
            DatabaseErrorKind::Unknown if is_end(information.message()) => Self::Ended(error),
            DatabaseErrorKind::Unknown if is_unavailability(information.message()) => {
                Self::Unavailable(error.into())
            }
            DatabaseErrorKind::Unknown if is_poolers_refusal(information.message()) => {
                Self::Unavailable(error.into())
            }
            DatabaseErrorKind::Unknown if is_poolers_loss(information.message()) => Self::Lost(error),
            _ => Self::Rejected(error),
        }
    }
}

/// 40P01. Diesel hides the SQLSTATE of what it has no kind for, so here and below the message must do: it is English
/// unless `lc_messages` of the server says otherwise, which `migrate` warns of.
fn is_deadlock(message: &str) -> bool {
    message == "deadlock detected"
}

/// 57P01, 57P02, 57P05.
fn is_end(message: &str) -> bool {
    message.starts_with("terminating connection")
}

/// 57014 and 55P03; 53200; 53100; 08006 as Citus says it.
fn is_unavailability(message: &str) -> bool {
    message.starts_with("canceling statement due to")
        || message.starts_with("out of memory")
        || message.starts_with("out of shared memory")
        || message.ends_with("No space left on device")
        || message.starts_with("connection to the remote node")
}

/// 08P01 of `PgBouncer`, while a transaction waits for a connection to the server.
fn is_poolers_refusal(message: &str) -> bool {
    message == "query_wait_timeout"
        || message.starts_with("client_login_timeout")
        || message.starts_with("pgbouncer cannot connect to server")
        || message.starts_with("server login ")
        || message.starts_with("server DNS lookup failed")
}

/// 08P01 of `PgBouncer`, once it has one: what was sent may have reached the server.
fn is_poolers_loss(message: &str) -> bool {
    ["server conn crashed?", "query timeout", "idle transaction timeout", "transaction timeout"]
        .contains(&message)
}

impl Failure {
    /// What it means where nothing was sent before that could be committed.
    pub(crate) fn of_begin(error: DieselError) -> Self {
        match Self::from(error) {
            Self::Lost(error) | Self::Ended(error) => Self::Unsent(error),
            other => other,
        }
    }

    pub(crate) fn leaves_the_connection_usable(&self) -> bool {
        matches!(self, Self::Violation(_) | Self::Collision(_) | Self::Rejected(_))
    }

    /// A broken connection often is an old one, to a server that has been restarted: a read simply takes a new one.
    pub(crate) fn is_worth_a_retry(&self, access: Access) -> bool {
        match self {
            Self::Collision(_) | Self::Unsent(_) => true,
            Self::Lost(_) | Self::Ended(_) => access == Access::Read,
            _ => false,
        }
    }

    pub(crate) fn into_error(self, access: Access) -> StatementError {
        let of_unknown_outcome = |cause| match access {
            Access::Read => StoreError::Unavailable(cause),
            Access::Write => StoreError::OutcomeUnknown(cause),
        };
        StatementError::Store(match self {
            Self::Violation(error) => return StatementError::Violation(error),
            Self::Collision(error) | Self::Ended(error) | Self::Unsent(error) => {
                StoreError::Unavailable(error.into())
            }
            Self::Lost(error) => of_unknown_outcome(error.into()),
            Self::Silence(elapsed) => of_unknown_outcome(elapsed.into()),
            Self::Unavailable(cause) => StoreError::Unavailable(cause),
            Self::Rejected(error) => StoreError::Rejected(error.into()),
        })
    }
}

impl StatementError {
    /// Whether this constraint refused the row. By the message, because a distributed PostgreSQL leaves the field with
    /// the name empty and appends the number of the shard.
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
    fn a_lost_connection_leaves_a_write_in_doubt_and_a_read_not() {
        let lost = |access| failed(DatabaseErrorKind::UnableToSendCommand, "connection closed", access);
        assert!(matches!(lost(Access::Write), StoreError::OutcomeUnknown(_)));
        assert!(matches!(lost(Access::Read), StoreError::Unavailable(_)));
    }

    #[test]
    fn what_a_pooler_says_is_a_failure_of_the_way_and_no_defect() {
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
            let unsent = Failure::of_begin(error);
            assert!(unsent.is_worth_a_retry(Access::Write), "{message}");
            let unsent = StoreError::from(unsent.into_error(Access::Write));
            assert!(matches!(unsent, StoreError::Unavailable(_)), "{message}: {unsent:?}");
        }
    }

    #[test]
    fn what_passes_is_unavailability_and_what_stays_a_defect() {
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
    fn a_constraint_is_recognised_with_the_number_of_a_shard() {
        let message =
            "duplicate key value violates unique constraint \"users_email_canonical_key_102008\"".to_owned();
        let error = DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, Box::new(message));
        let error = Failure::from(error).into_error(Access::Write);
        assert!(error.violates("users_email_canonical_key"));
        assert!(!error.violates("users_username_canonical_key"));
    }
}
