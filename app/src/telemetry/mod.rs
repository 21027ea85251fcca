//! Metrics and traces. Metrics are off unless `METRICS_ADDR` is set, traces unless `OTEL_EXPORTER_OTLP_ENDPOINT` is
//! set.
//!
//! Adapters record metrics through the facade `metrics` and log through `tracing`. This module installs the recorder
//! and the exporters.

mod event_counters;
mod listener;
mod metrics_registry;
mod process;
mod scrape_gauges;
mod traces;

use tracing_subscriber::{Layer, Registry};

pub(crate) use listener::MetricsListener;
pub(crate) use metrics_registry::MetricsRegistry;
pub(crate) use scrape_gauges::ScrapeGauges;
pub use traces::TraceError;
pub(crate) use traces::Traces;

/// A subscriber layer that receives the log events and spans.
pub(crate) type LogLayer = Box<dyn Layer<Registry> + Send + Sync>;
