//! Gives back the memory of limits that nobody is near any more.

use std::sync::Arc;
use std::time::Duration;

use tasklane_governor::GovernorLimiter;
use tokio::time::{MissedTickBehavior, interval};

const PERIOD: Duration = Duration::from_secs(30);

/// Runs until it is dropped.
pub(crate) async fn run(limiter: Arc<GovernorLimiter>) {
    let mut ticks = interval(PERIOD);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        limiter.collect();
    }
}
