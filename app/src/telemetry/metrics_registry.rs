//! The metrics of the process, as Prometheus reads them.

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use super::Reader;
use super::events::CountEvents;

/// From what a fast answer takes to what no request may take.
const SECONDS: [f64; 14] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// Clones are the same.
#[derive(Clone)]
pub(crate) struct Exposition(PrometheusHandle);

impl Exposition {
    /// To be called once, before anything is made that has figures: what is made earlier has none. Beside it, who counts the
    /// events of the log.
    pub(crate) fn start() -> (Self, Reader) {
        let recorder = PrometheusBuilder::new().set_buckets(&SECONDS).unwrap_or_default().build_recorder();
        let handle = recorder.handle();
        // There is one for the process, and the first one stays.
        drop(metrics::set_global_recorder(recorder));
        (Self(handle), CountEvents::reader())
    }

    pub(crate) fn render(&self) -> String {
        self.0.render()
    }

    /// Sorts what was measured into buckets. To be called every few seconds: until then each measurement takes memory.
    pub(crate) fn tidy(&self) {
        self.0.run_upkeep();
    }
}
