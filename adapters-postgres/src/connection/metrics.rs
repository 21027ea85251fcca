//! What is counted and traced of the work of the database.

use std::time::Instant;

use futures_util::FutureExt;
use metrics::{Counter, Gauge, Histogram, Unit, counter, gauge, histogram};
use tasklane_runtime::GaugeGuard;
use tracing::field::Empty;
use tracing::{Instrument, Span};

use crate::connection::errors::{Access, StatementError};

/// Those of several pools count together.
#[derive(Debug, Clone)]
pub(crate) struct Figures {
    pub(crate) open: Gauge,
    in_use: Gauge,
    waiting: Gauge,
    wait_seconds: Histogram,
    read_seconds: Histogram,
    write_seconds: Histogram,
}

impl Figures {
    pub(crate) fn of_pool(size: usize) -> Self {
        let most = gauge!(
            description: "Connections that there may be",
            "tasklane_database_connections_max"
        );
        most.increment(u32::try_from(size).unwrap_or(u32::MAX));
        Self {
            open: gauge!(description: "Connections that there are", "tasklane_database_connections_open"),
            in_use: gauge!(
                description: "Connections that serve somebody now",
                "tasklane_database_connections_in_use"
            ),
            waiting: gauge!(
                description: "Callers that wait for a connection, or for a thread of the database",
                "tasklane_database_waiting",
                "queue" => "connection"
            ),
            wait_seconds: histogram!(
                description: "How long they waited",
                unit: Unit::Seconds,
                "tasklane_database_wait_seconds",
                "queue" => "connection"
            ),
            read_seconds: call_seconds("read"),
            write_seconds: call_seconds("write"),
        }
    }

    /// What a call takes is counted, and shown as a part of the request that it is for.
    ///
    /// No `async fn`: the future of one that is given another is twice as large, and these are large already.
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

    pub(crate) fn wait(&self) -> Waiting {
        Waiting {
            since: Instant::now(),
            seconds: self.wait_seconds.clone(),
            _counted: GaugeGuard::new(&self.waiting),
        }
    }
}

/// Somebody who waits for a connection, until this is dropped.
pub(crate) struct Waiting {
    since: Instant,
    seconds: Histogram,
    _counted: GaugeGuard,
}

impl Waiting {
    /// It is his turn, or he has given up.
    pub(crate) fn end(self) {
        self.seconds.record(self.since.elapsed());
    }
}

fn call_seconds(access: &'static str) -> Histogram {
    histogram!(
        description: "How long a call of the database took, with the wait for it and with retries",
        unit: Unit::Seconds,
        "tasklane_database_call_seconds",
        "access" => access
    )
}

/// None where there is no request around it: what goes on in the background would be a trace of its own each time.
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

/// Of reads that are done in slices.
#[derive(Debug, Clone)]
pub(crate) struct SlicedFigures {
    waiting: Gauge,
    rejected: Counter,
    slices: Counter,
}

impl Default for SlicedFigures {
    fn default() -> Self {
        Self {
            waiting: gauge!(
                description: "Expensive reads that wait for others of the same user",
                "tasklane_expensive_reads_waiting"
            ),
            rejected: counter!(
                description: "Expensive reads rejected because others of the same user took too long",
                "tasklane_expensive_reads_rejected_total"
            ),
            slices: counter!(
                description: "Slices in which expensive reads were done",
                "tasklane_expensive_read_slices_total"
            ),
        }
    }
}

impl SlicedFigures {
    /// Counts as waiting until the value is dropped.
    pub(crate) fn wait(&self) -> GaugeGuard {
        GaugeGuard::new(&self.waiting)
    }

    pub(crate) fn count_rejected(&self) {
        self.rejected.increment(1);
    }

    pub(crate) fn count_slice(&self) {
        self.slices.increment(1);
    }
}
