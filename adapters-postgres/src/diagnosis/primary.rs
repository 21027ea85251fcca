//! Facts about the database in `DATABASE_URL`.

use crate::connection::config::PostgresConfig;
use crate::connection::connect::Pooling;
use crate::diagnosis::session::{ClockDifference, DiagnosisError, DiagnosisRow, Session};
use crate::migrate::is_english;

/// `reserved_connections` exists since PostgreSQL 16. The value -1 means no limit. The first
/// migration creates the extensions if they are available.
const FACTS: &str = "SELECT current_setting('server_version_num') AS version_number,
    current_setting('server_version') AS version, current_setting('server_encoding') AS encoding,
    current_setting('lc_messages') AS messages, pg_is_in_recovery() AS is_standby,
    current_setting('transaction_read_only') = 'on' AS is_read_only,
    current_setting('statement_timeout') AS statement_timeout, pg_backend_pid() AS process,
    current_setting('max_connections') AS max_connections,
    current_setting('superuser_reserved_connections')::int
        + coalesce(current_setting('reserved_connections', true)::int, 0) AS reserved,
    (SELECT rolconnlimit FROM pg_roles WHERE rolname = current_user) AS role_limit,
    (SELECT datconnlimit FROM pg_database WHERE datname = current_database()) AS database_limit,
    (SELECT count(*) FROM pg_stat_activity WHERE datid IS NOT NULL
        AND application_name <> current_setting('application_name')) AS others,
    EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm')
        OR (to_regclass('tasks') IS NULL
            AND EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_trgm')) AS has_pg_trgm,
    EXISTS (SELECT FROM pg_extension WHERE extname = 'btree_gin')
        OR (to_regclass('tasks') IS NULL
            AND EXISTS (SELECT FROM pg_available_extensions WHERE name = 'btree_gin')) AS has_btree_gin,
    to_regclass('tasks') IS NULL OR to_regclass('tasks_search_idx') IS NOT NULL AS has_search_index";
const PROCESS: &str = "SELECT pg_backend_pid() AS process";

/// Facts about a database, read without changing it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
#[expect(clippy::struct_excessive_bools, reason = "each is a separate fact")]
pub struct Diagnosis {
    /// The version as a number: 150018 for 15.18.
    pub version_number: i64,
    /// The version as PostgreSQL shows it.
    pub version: String,
    /// The text encoding, such as `UTF8`.
    pub encoding: String,
    /// The language of messages (`lc_messages`), such as `C`.
    pub message_language: String,
    /// Whether the messages are in English. Some temporary failures can be recognized only by their English messages.
    pub has_english_messages: bool,
    /// Whether this server is a standby, which rejects writes.
    pub is_standby: bool,
    /// Whether new transactions reject writes.
    pub is_read_only: bool,
    /// Whether the timeouts that the program sets at the start of a session apply.
    pub has_session_timeouts: bool,
    /// Whether the server shares its connections between transactions of different clients.
    pub is_behind_transaction_pooler: bool,
    /// The difference of the clocks.
    pub clock: ClockDifference,
    /// The limits on the number of connections.
    pub connections: ConnectionLimits,
    /// The extensions for word search that are missing. Before the first migration, those that it can't create.
    pub missing_extensions: Vec<&'static str>,
    /// Whether the index for word search exists, or the first migration is pending.
    pub has_search_index: bool,
}

/// Limits on the number of connections, and the connections of other programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConnectionLimits {
    /// The limit of the server.
    pub max_connections: i64,
    /// The part of `max_connections` that only superusers and privileged roles can use.
    pub reserved: i64,
    /// The limit of the role.
    pub role: Option<i64>,
    /// The limit of the database.
    pub database: Option<i64>,
    /// The number of open connections with another application name.
    pub others: i64,
}

/// Connects, and reads the facts. Changes nothing.
pub async fn diagnose(config: &PostgresConfig) -> Result<Diagnosis, DiagnosisError> {
    let session = Session::open(config.target()).await?;
    let row = session.query_row(FACTS).await?;
    let is_behind_transaction_pooler = match config.target().pooling {
        Pooling::Transactions => true,
        Pooling::None => shares_processes(config, &session, row.number("process")?).await?,
    };
    read(&row, is_behind_transaction_pooler, session.clock_difference().await?)
}

/// Opens a second connection. Only a transaction pooler assigns both connections to one server process. Poolers reuse
/// the process that became free last, so this detects a transaction pooler unless other clients use it at the same
/// moment.
async fn shares_processes(
    config: &PostgresConfig,
    first: &Session,
    process: i64,
) -> Result<bool, DiagnosisError> {
    let second = match Session::open(config.target()).await {
        Ok(second) => second,
        // The diagnosis reports the connection limit separately.
        Err(DiagnosisError::Connect(error)) if error.is_connection_limit() => return Ok(false),
        Err(error) => return Err(error),
    };
    let of_second = second.query_row(PROCESS).await?.number("process")?;
    let of_first = first.query_row(PROCESS).await?.number("process")?;
    Ok(of_second == process || of_second == of_first || of_first != process)
}

fn read(row: &DiagnosisRow, is_pooled: bool, clock: ClockDifference) -> Result<Diagnosis, DiagnosisError> {
    let extensions = [("has_pg_trgm", "pg_trgm"), ("has_btree_gin", "btree_gin")];
    let mut missing_extensions = Vec::new();
    for (column, extension) in extensions {
        if !row.flag(column)? {
            missing_extensions.push(extension);
        }
    }
    let limit = |name| {
        let limit = row.optional(name)?.and_then(|limit| limit.parse::<i64>().ok());
        Ok::<_, DiagnosisError>(limit.filter(|limit| *limit >= 0))
    };
    let message_language = row.text("messages")?;
    Ok(Diagnosis {
        version_number: row.number("version_number")?,
        version: row.text("version")?,
        encoding: row.text("encoding")?,
        has_english_messages: is_english(&message_language),
        message_language,
        is_standby: row.flag("is_standby")?,
        is_read_only: row.flag("is_read_only")?,
        has_session_timeouts: row.text("statement_timeout")? != "0",
        is_behind_transaction_pooler: is_pooled,
        clock,
        connections: ConnectionLimits {
            max_connections: row.number("max_connections")?,
            reserved: row.number("reserved")?,
            role: limit("role_limit")?,
            database: limit("database_limit")?,
            others: row.number("others")?,
        },
        missing_extensions,
        has_search_index: row.flag("has_search_index")?,
    })
}
