//! Metrics and traces of the calls to the database.

use std::time::Instant;

use metrics::Histogram;
use tasklane_runtime::{QueueMetrics, QueueWait, database_call_seconds};
use tracing::{Instrument, Span};

/// The metrics of all reads, or of all writes.
#[derive(Debug)]
pub(crate) struct CallMetrics {
    access: &'static str,
    queue: QueueMetrics,
    seconds: Histogram,
}

impl CallMetrics {
    /// Creates the metrics for `access`, which is `read` or `write`.
    pub(crate) fn new(access: &'static str) -> Self {
        Self { access, queue: QueueMetrics::new(access), seconds: database_call_seconds(access) }
    }

    /// Measures one call and traces it as part of its request.
    pub(crate) async fn call<T>(&self, work: impl Future<Output = T>) -> T {
        let started = Instant::now();
        let done = work.instrument(self.span()).await;
        self.seconds.record(started.elapsed());
        done
    }

    pub(crate) fn wait(&self) -> QueueWait {
        self.queue.wait()
    }

    /// Creates no span outside a request: otherwise each call of a background job would become a separate trace.
    fn span(&self) -> Span {
        if Span::current().is_none() {
            return Span::none();
        }
        let name = if self.access == "read" { "database read" } else { "database write" };
        tracing::info_span!("database", otel.name = name, otel.kind = "client", db.system.name = "sqlite")
    }
}
