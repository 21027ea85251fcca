//! Metrics of the process and of the revocation list. Their values are read at each scrape.

use std::sync::Arc;

use metrics::{Gauge, Unit, gauge};
use tasklane_core::clock::Clock;
use tasklane_core::session::Revocations;

use super::process::{ProcessMetrics, to_f64};

pub(crate) struct ScrapeGauges {
    revocations: Arc<Revocations>,
    clock: Arc<dyn Clock>,
    entries: Gauge,
    age: Gauge,
    process: ProcessMetrics,
}

impl ScrapeGauges {
    pub(crate) fn new(revocations: Arc<Revocations>, clock: Arc<dyn Clock>) -> Self {
        gauge!(
            description: "Always 1, labeled with the version of the server",
            "tasklane_build_info",
            "version" => env!("CARGO_PKG_VERSION")
        )
        .set(1);
        let process = ProcessMetrics::new(clock.now().timestamp());
        Self {
            revocations,
            clock,
            entries: gauge!(
                description: "Revoked sessions and deleted users whose access tokens may not have expired yet",
                "tasklane_revocations_entries"
            ),
            age: gauge!(
                description: "Age of the revocation list; above 1 s, each request with a valid token queries the database",
                unit: Unit::Seconds,
                "tasklane_revocations_age_seconds"
            ),
            process,
        }
    }

    pub(super) fn update(&self) {
        self.entries.set(to_f64(u64::try_from(self.revocations.entries()).unwrap_or_default()));
        let age = self.revocations.loaded_at().and_then(|at| (self.clock.now() - at).to_std().ok());
        // An incomplete list has no load time, and counts as infinitely old.
        self.age.set(age.map_or(f64::INFINITY, |age| age.as_secs_f64()));
        self.process.update();
    }
}
