//! Tests how errors of Citus are classified.

use diesel::result::{DatabaseErrorKind, Error as DieselError};
use tasklane_core::store_error::StoreError;

use crate::connection::citus_messages;
use crate::connection::errors::{Access, Failure};

const NODE: &str = "connection to the remote node postgres@10.0.0.31:5432 failed with the following error: ";

fn failure(message: &str) -> Failure {
    DieselError::DatabaseError(DatabaseErrorKind::Unknown, Box::new(message.to_owned())).into()
}

fn failed(message: &str, access: Access) -> StoreError {
    failure(message).into_error(access).into()
}

#[test]
fn broken_connection_between_citus_nodes_makes_the_outcome_of_a_write_unknown() {
    for details in ["server closed the connection unexpectedly", "connection not open", "timeout expired"] {
        let message = format!("{NODE}{details}");
        let lost = |access| failed(&message, access);
        assert!(matches!(lost(Access::Write), StoreError::OutcomeUnknown(_)), "{message}");
        assert!(matches!(lost(Access::Read), StoreError::Unavailable(_)), "{message}");
    }
}

#[test]
fn statement_that_reached_no_citus_node_is_retried() {
    for message in [
        &format!("{NODE}connection to server at \"10.0.0.31\", port 5432 failed: Connection refused"),
        &format!("{NODE}FATAL:  the database system is starting up"),
        "failure on connection marked as essential: 10.0.0.31:5432",
        citus_messages::DEADLOCK,
    ] {
        assert!(failure(message).is_retryable(Access::Write), "{message}");
        let error = failed(message, Access::Write);
        assert!(matches!(error, StoreError::Unavailable(_)), "{message}: {error:?}");
    }
}

#[test]
fn statement_timeout_of_a_write_is_an_unknown_outcome_only_on_citus() {
    let message = "canceling statement due to statement timeout";
    let on_citus = StoreError::from(failure(message).of_write_on_citus().into_error(Access::Write));
    assert!(matches!(on_citus, StoreError::OutcomeUnknown(_)));
    let on_one_server = StoreError::from(failure(message).into_error(Access::Write));
    assert!(matches!(on_one_server, StoreError::Unavailable(_)));
    let before_commit = failure(message).of_write_on_citus().before_commit();
    assert!(matches!(StoreError::from(before_commit.into_error(Access::Write)), StoreError::Unavailable(_)));
}

#[test]
fn citus_without_free_connections_is_unavailable() {
    for message in [
        "could not establish any connections to the node 10.0.0.31:5432 after 30000 ms",
        "could not connect to any active placements",
        "node group 1 does not have a secondary node",
    ] {
        let error = failed(message, Access::Write);
        assert!(matches!(error, StoreError::Unavailable(_)), "{message}: {error:?}");
    }
}
