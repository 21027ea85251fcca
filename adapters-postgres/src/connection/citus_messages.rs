//! The error messages of Citus 13.2. Many have no SQLSTATE of their own, and Diesel does not report the SQLSTATE.
//!
//! A transaction on several nodes commits in two phases, so a failure before the commit has no effect. A statement on one node
//! commits there in one phase, so the outcome is unknown if the connection to the node breaks after the statement was sent.

/// SQLSTATE 40P01 of a deadlock between nodes. `shared_library_init.c` of Citus replaces the message of the cancelled
/// statement.
pub(crate) const DEADLOCK: &str = "canceling the transaction since it was involved in a distributed deadlock";

/// The message for a failed connection between nodes, before the details of libpq.
const CONNECTION: &str = "connection to the remote node ";

/// Details of libpq after which no statement has reached the node.
const NOT_CONNECTED: [&str; 8] = [
    "Connection refused",
    "the database system is starting up",
    "the database system is shutting down",
    "the database system is in recovery mode",
    "the database system is not yet accepting connections",
    "could not translate host name",
    "No route to host",
    "too many clients already",
];

/// Whether the transaction failed before its commit: no connection to another node could be opened, or a connection
/// failed before the transaction began to commit. Citus checks the second case right before the commit
/// (`CheckRemoteTransactionsHealth`).
pub(crate) fn is_not_sent(message: &str) -> bool {
    message.starts_with("failure on connection marked as essential")
        || (message.starts_with(CONNECTION) && NOT_CONNECTED.iter().any(|detail| message.contains(detail)))
}

/// Whether the connection to another node broke. The statement in progress may be committed there. The second text follows a
/// failed commit in one phase.
pub(crate) fn is_lost(message: &str) -> bool {
    message.starts_with(CONNECTION) || message.starts_with("could not commit transaction for shard")
}

/// Whether the cluster rejected the statement before sending it to another node.
pub(crate) fn is_unavailability(message: &str) -> bool {
    message.starts_with("could not establish any connections to the node")
        || message.starts_with("could not connect to any active placements")
        || message.starts_with("connection establishment for node")
        || message.starts_with("the total number of connections on the server is more than max_connections")
        || (message.starts_with("node group ") && message.contains(" does not have a secondary node"))
        || message.starts_with("maximum number of prepared transactions reached")
        || message.starts_with("writing to worker nodes is not currently allowed")
}
