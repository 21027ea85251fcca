//! A connection for diagnosis. It sends only simple queries, which work behind every pooler.

use tasklane_core::clock::{Clock, SystemClock, Timestamp};
use thiserror::Error;
use tokio::time::Instant;
use tokio_postgres::tls::TlsStream;
use tokio_postgres::{Client, Connection, NoTls, SimpleQueryMessage, SimpleQueryRow, Socket};

use crate::connection::connect::Target;
use crate::connection::connect_error::ConnectError;

/// Microseconds since 1970 on the clock of the server.
const CLOCK: &str = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::int8 AS now";

/// Why the facts could not be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DiagnosisError {
    /// The connection failed.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// A query failed.
    #[error("PostgreSQL rejected a query")]
    Query(#[from] tokio_postgres::Error),
    /// A column of the result has no value, or a value of another type.
    #[error("PostgreSQL returned no usable value for {0}")]
    Unreadable(&'static str),
}

impl DiagnosisError {
    /// Whether the peer is a pooler that rejects the session's timeouts, such as `PgBouncer` without
    /// `ignore_startup_parameters = options`.
    pub fn is_rejected_startup_parameter(&self) -> bool {
        let Self::Connect(ConnectError::Refused(error)) = self else { return false };
        error.as_db_error().is_some_and(|error| error.message().contains("unsupported startup parameter"))
    }
}

/// How far the clock of the server is ahead of the clock of this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockDifference {
    /// Negative if the clock of the server is behind.
    pub microseconds: i64,
    /// The difference is known to plus or minus this time, which is half of the round trip.
    pub tolerance_microseconds: i64,
}

pub(super) struct Session(Client);

/// The only row of a result, whose columns are read by name.
pub(super) struct DiagnosisRow(SimpleQueryRow);

impl Session {
    pub(super) async fn open(target: &Target) -> Result<Self, DiagnosisError> {
        let Target { session, tls, .. } = target;
        let connected = match tls {
            Some(tls) => Box::pin(session.connect(tls.connector())).await.map(start),
            None => Box::pin(session.connect(NoTls)).await.map(start),
        };
        Ok(Self(connected.map_err(ConnectError::Refused)?))
    }

    /// Returns the first row.
    pub(super) async fn query_row(&self, query: &str) -> Result<DiagnosisRow, DiagnosisError> {
        let rows = self.0.simple_query(query).await?.into_iter();
        let first = rows.into_iter().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row),
            _ => None,
        });
        first.map(DiagnosisRow).ok_or(DiagnosisError::Unreadable("the row"))
    }

    pub(super) async fn clock_difference(&self) -> Result<ClockDifference, DiagnosisError> {
        // The first query of a connection is slower.
        self.query_row(CLOCK).await?;
        let (before, started) = (micros(SystemClock.now()), Instant::now());
        let server = self.query_row(CLOCK).await?.number("now")?;
        let half = i64::try_from(started.elapsed().as_micros() / 2).unwrap_or(i64::MAX);
        let microseconds = server.saturating_sub(before).saturating_sub(half);
        Ok(ClockDifference { microseconds, tolerance_microseconds: half })
    }
}

impl DiagnosisRow {
    pub(super) fn text(&self, name: &'static str) -> Result<String, DiagnosisError> {
        self.optional(name)?.ok_or(DiagnosisError::Unreadable(name))
    }

    pub(super) fn optional(&self, name: &'static str) -> Result<Option<String>, DiagnosisError> {
        Ok(self.0.try_get(name)?.map(str::to_owned))
    }

    pub(super) fn number(&self, name: &'static str) -> Result<i64, DiagnosisError> {
        self.text(name)?.parse().map_err(|_not_a_number| DiagnosisError::Unreadable(name))
    }

    pub(super) fn flag(&self, name: &'static str) -> Result<bool, DiagnosisError> {
        Ok(self.text(name)? == "t")
    }
}

/// The connection ends when the client is dropped.
fn start<S: TlsStream + Unpin + Send + 'static>(
    (client, connection): (Client, Connection<Socket, S>),
) -> Client {
    tokio::spawn(connection);
    client
}

fn micros(time: Timestamp) -> i64 {
    time.timestamp_micros()
}
