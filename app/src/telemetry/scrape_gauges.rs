//! What is looked at when somebody asks for the metrics, because nobody counts it as it goes.

use std::sync::Arc;

use metrics::{Gauge, Unit, gauge};
use tasklane_core::clock::Clock;
use tasklane_core::session::Revocations;

use super::process::{ProcessFigures, figure};

pub(crate) struct Moment {
    revocations: Arc<Revocations>,
    clock: Arc<dyn Clock>,
    entries: Gauge,
    age: Gauge,
    process: ProcessFigures,
}

impl Moment {
    pub(crate) fn new(revocations: Arc<Revocations>, clock: Arc<dyn Clock>) -> Self {
        gauge!(
            description: "Always 1; what runs here",
            "tasklane_build_info",
            "version" => env!("CARGO_PKG_VERSION")
        )
        .set(1);
        let process = ProcessFigures::new(clock.now().timestamp());
        Self {
            revocations,
            clock,
            entries: gauge!(
                description: "Ended sessions and deleted users that are remembered, so that their tokens are refused",
                "tasklane_revocations_entries"
            ),
            age: gauge!(
                description: "Age of the list of ended sessions; above 1 the database is asked for each request",
                unit: Unit::Seconds,
                "tasklane_revocations_age_seconds"
            ),
            process,
        }
    }

    pub(super) fn look(&self) {
        self.entries.set(figure(u64::try_from(self.revocations.entries()).unwrap_or_default()));
        let age = self.revocations.loaded_at().and_then(|at| (self.clock.now() - at).to_std().ok());
        // A list that is not complete is of no age at all.
        self.age.set(age.map_or(f64::INFINITY, |age| age.as_secs_f64()));
        self.process.look();
    }
}
