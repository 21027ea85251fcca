//! Facts about the read replica in `DATABASE_READ_URL`.

use crate::connection::config::PostgresConfig;
use crate::diagnosis::session::{DiagnosisError, Session};

/// A replica that has replayed all that it received has no lag, even if the last transaction was long ago. Without a
/// receiver, the replica replays archived files, and only the time of the last transaction is known.
const FACTS: &str = "SELECT pg_is_in_recovery() AS is_standby,
    CASE WHEN NOT pg_is_in_recovery() THEN NULL
        WHEN EXISTS (SELECT FROM pg_stat_wal_receiver)
            AND pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
        ELSE (extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) * 1000)::int8
    END AS lag";
/// Identifies the cluster: a physical replica has the same value as its primary.
const IDENTIFIER: &str = "SELECT system_identifier FROM pg_control_system()";

/// Facts about a read replica, read without changing it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReplicaDiagnosis {
    /// Whether the server is a standby, which replays the changes of a primary.
    pub is_standby: bool,
    /// The age of the newest replayed change in milliseconds, or 0 if all received changes are replayed. `None` if it
    /// is unknown.
    pub lag_milliseconds: Option<i64>,
    /// Whether the replica is a copy of the primary. `None` if one of the servers does not report its identifier.
    pub is_of_primary: Option<bool>,
}

/// Connects to the read replica and to the primary, and reads the facts. Returns `None` if no replica is configured.
pub async fn diagnose_replica(config: &PostgresConfig) -> Option<Result<ReplicaDiagnosis, DiagnosisError>> {
    let (replica, _) = config.replica()?;
    Some(diagnose(config, replica).await)
}

async fn diagnose(
    primary: &PostgresConfig,
    replica: &PostgresConfig,
) -> Result<ReplicaDiagnosis, DiagnosisError> {
    let session = Session::open(replica.target()).await?;
    let row = session.query_row(FACTS).await?;
    let lag = row.optional("lag")?.and_then(|lag| lag.parse().ok());
    let of_replica = identifier(&session).await;
    let of_primary = match Session::open(primary.target()).await {
        Ok(session) => identifier(&session).await,
        // The check of the primary reports this failure.
        Err(_unreachable) => None,
    };
    Ok(ReplicaDiagnosis {
        is_standby: row.flag("is_standby")?,
        lag_milliseconds: lag,
        is_of_primary: of_replica.zip(of_primary).map(|(one, other)| one == other),
    })
}

/// Returns `None` if the role may not read the identifier.
async fn identifier(session: &Session) -> Option<String> {
    session.query_row(IDENTIFIER).await.ok()?.text("system_identifier").ok()
}
