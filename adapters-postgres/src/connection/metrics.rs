//! Metrics and traces of the connections and of the calls to the database.

use std::time::Instant;

use futures_util::FutureExt;
use metrics::{Gauge, Histogram, gauge};
use tasklane_runtime::{GaugeGuard, QueueMetrics, QueueWait, database_call_seconds};
use tracing::field::Empty;
use tracing::{Instrument, Span};

use crate::connection::errors::{Access, StatementError};

/// The metrics of a connection pool. All pools share the gauges, which show the sums of all pools.
#[derive(Debug, Clone)]
pub(crate) struct PoolMetrics {
    pub(crate) open: Gauge,
    in_use: Gauge,
    queue: QueueMetrics,
    read_seconds: Histogram,
    write_seconds: Histogram,
}

impl PoolMetrics {
    pub(crate) fn new(pool_size: usize) -> Self {
        let max = gauge!(
            description: "Maximum number of database connections",
            "tasklane_database_connections_max"
        );
        max.increment(u32::try_from(pool_size).unwrap_or(u32::MAX));
        Self {
            open: gauge!(description: "Open database connections", "tasklane_database_connections_open"),
            in_use: gauge!(
                description: "Database connections that serve a call",
                "tasklane_database_connections_in_use"
            ),
            queue: QueueMetrics::new("connection"),
            read_seconds: database_call_seconds("read"),
            write_seconds: database_call_seconds("write"),
        }
    }

    /// Measures one call and traces it as part of its request.
    ///
    /// This is not an `async fn`, because the future of an `async fn` would contain the large future `work` twice.
    pub(crate) fn call<'a, T>(
        &'a self,
        access: Access,
        work: impl Future<Output = Result<T, StatementError>> + Send + 'a,
    ) -> impl Future<Output = Result<T, StatementError>> + Send + 'a {
        let (seconds, name) = match access {
            Access::Read => (&self.read_seconds, "database read"),
            Access::Write => (&self.write_seconds, "database write"),
        };
        let (started, span) = (Instant::now(), span(name));
        work.instrument(span.clone()).inspect(move |done| {
            seconds.record(started.elapsed());
            if let Err(StatementError::Store(_)) = done {
                span.record("otel.status_code", "ERROR");
            }
        })
    }

    pub(crate) fn connection_in_use(&self) -> GaugeGuard {
        GaugeGuard::new(&self.in_use)
    }

    pub(crate) fn wait(&self) -> QueueWait {
        self.queue.wait()
    }
}

/// Creates no span outside a request: otherwise each call of a background job would become a separate trace.
fn span(name: &'static str) -> Span {
    if Span::current().is_none() {
        return Span::none();
    }
    tracing::info_span!(
        "database",
        otel.name = name,
        otel.kind = "client",
        otel.status_code = Empty,
        db.system.name = "postgresql"
    )
}
