//! Checks the read replica.

use tasklane_postgres::{PostgresConfig, ReplicaDiagnosis};
use tasklane_runtime::format_error_chain;

use super::finding::Finding;

pub(super) const CHECK: &str = "read-replica";
/// The maximum delay without a warning, in milliseconds. A result that is older than the user's last write is read
/// again from the primary, so a long delay doubles the work.
const MAX_LAG: i64 = 10_000;

pub(super) async fn check(config: &PostgresConfig) -> Vec<Finding> {
    let Some(diagnosis) = tasklane_postgres::diagnose_replica(config).await else { return Vec::new() };
    vec![match diagnosis {
        Ok(diagnosis) => evaluate(diagnosis),
        Err(error) => Finding::warning(
            CHECK,
            format!("the read replica is unavailable: {}", format_error_chain(&error)),
            "check DATABASE_READ_URL and the replica: until the replica is available, lists are read from the primary",
        ),
    }]
}

fn evaluate(diagnosis: ReplicaDiagnosis) -> Finding {
    let ReplicaDiagnosis { is_standby, lag_milliseconds, is_of_primary } = diagnosis;
    if is_of_primary == Some(false) {
        let found = "the server in DATABASE_READ_URL is not a replica of the server in DATABASE_URL: \
                     lists would show other data";
        return Finding::problem(CHECK, found, "correct DATABASE_READ_URL");
    }
    if !is_standby {
        let found = "the server in DATABASE_READ_URL is a primary, not a replica";
        return Finding::warning(
            CHECK,
            found,
            "remove DATABASE_READ_URL, or set it to the address of a replica",
        );
    }
    match lag_milliseconds {
        Some(lag) if lag > MAX_LAG => Finding::warning(
            CHECK,
            format!(
                "the replica is {lag} ms behind the primary: many list requests get a stale \
                 result and repeat the read on the primary"
            ),
            "check the load and the network of the replica",
        ),
        Some(lag) => Finding::ok(CHECK, format!("the replica is a standby, {lag} ms behind the primary")),
        None => Finding::ok(CHECK, "the replica is a standby that has not replayed a transaction yet"),
    }
}

#[cfg(test)]
#[path = "read_replica_tests.rs"]
mod tests;
