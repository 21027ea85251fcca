//! The metrics of the process, in the text format of Prometheus.

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use super::LogLayer;
use super::event_counters::EventCounters;

/// Histogram buckets, from a fast response to the default request deadline.
const BUCKETS_SECONDS: [f64; 14] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// Clones share one registry.
#[derive(Clone)]
pub(crate) struct MetricsRegistry(PrometheusHandle);

impl MetricsRegistry {
    /// Installs the registry and returns it with the log layer that counts events. Call it once, before any metric is
    /// created: metrics that were created earlier are not recorded.
    pub(crate) fn start() -> (Self, LogLayer) {
        let recorder =
            PrometheusBuilder::new().set_buckets(&BUCKETS_SECONDS).unwrap_or_default().build_recorder();
        let handle = recorder.handle();
        // The process has one global recorder. A second call does not replace it.
        drop(metrics::set_global_recorder(recorder));
        (Self(handle), EventCounters::layer())
    }

    pub(crate) fn render(&self) -> String {
        self.0.render()
    }

    /// Moves measurements into histogram buckets. Call this method every few seconds, because each measurement takes
    /// memory until it is moved.
    pub(crate) fn run_upkeep(&self) {
        self.0.run_upkeep();
    }
}
