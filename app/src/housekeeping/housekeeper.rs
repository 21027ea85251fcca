//! Runs the cleanup periodically, on one replica.
//!
//! The replica that holds a lease in the database runs the cleanup. Concurrent cleanup by several replicas would be
//! harmless, but each replica would read the same rows.

use std::sync::Arc;
use std::time::Duration;

use metrics::gauge;
use tasklane_core::clock::Clock;
use tasklane_core::entropy::Entropy;
use tasklane_core::lease::Leases;
use tasklane_runtime::{Leadership, format_error_chain};
use tokio::time::sleep;

use super::cleanup_round::{CleanupRound, RemovedRows};

const PERIOD: Duration = Duration::from_mins(10);
/// Delay before the first round. Creating the schema and serving the first requests are more urgent.
const INITIAL_DELAY: Duration = Duration::from_secs(5);
/// Delay between attempts to acquire the lease while another process holds it.
const RETRY_PERIOD: Duration = Duration::from_secs(10);
/// Delay after an error: the tables may be missing, or the database may be unavailable.
const FAILURE_DELAY: Duration = Duration::from_mins(1);
/// If a process stops without releasing the lease, another process can acquire it after this time.
const LEASE_DURATION: Duration = Duration::from_mins(20);

pub(crate) struct Housekeeper {
    leadership: Leadership,
    cleanup: CleanupRound,
}

impl Housekeeper {
    pub(crate) fn new(leadership: Leadership, cleanup: CleanupRound) -> Self {
        Self { leadership, cleanup }
    }

    pub(crate) fn leadership(
        leases: Arc<dyn Leases>,
        clock: Arc<dyn Clock>,
        entropy: &dyn Entropy,
    ) -> Leadership {
        let is_leader = gauge!(
            description: "1 while this replica holds the housekeeping lease",
            "tasklane_housekeeping_leader"
        );
        Leadership::new("housekeeping", leases, clock, entropy, LEASE_DURATION, is_leader)
    }

    /// Runs until the future is dropped.
    pub(crate) async fn run(&self) {
        sleep(INITIAL_DELAY).await;
        loop {
            let pause = match self.leadership.acquire().await {
                Ok(true) => self.clean_up().await,
                Ok(false) => {
                    tracing::debug!("another process holds the housekeeping lease");
                    RETRY_PERIOD
                }
                Err(error) => {
                    tracing::warn!(
                        cause = format_error_chain(&error),
                        "cannot acquire the housekeeping lease"
                    );
                    FAILURE_DELAY
                }
            };
            sleep(pause).await;
        }
    }

    /// Releases the lease. Call it after [`run`](Self::run) has ended.
    pub(crate) async fn stop(&self) {
        self.leadership.release().await;
    }

    async fn clean_up(&self) -> Duration {
        let removed = tokio::select! {
            removed = self.cleanup.run() => removed,
            () = self.leadership.wait_until_lost() => return RETRY_PERIOD,
        };
        match removed {
            Ok(removed) if removed == RemovedRows::default() => {}
            Ok(RemovedRows {
                sessions,
                users,
                names,
                networks,
                links,
                mails,
                unverified,
                tasks,
                keys,
                over_quota,
            }) => {
                tracing::info!(
                    sessions,
                    users,
                    names,
                    networks,
                    links,
                    mails,
                    unverified,
                    tasks,
                    keys,
                    over_quota,
                    "removed expired rows"
                );
            }
            Err(error) => {
                tracing::warn!(cause = format_error_chain(&error), "cannot remove expired rows");
                return FAILURE_DELAY;
            }
        }
        PERIOD
    }
}
