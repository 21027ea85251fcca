//! Waits for a condition with a generous timeout.

use std::time::{Duration, Instant};

/// Generous, because the machine may be busy with other tests. It expires only if something is broken.
pub(crate) const TIMEOUT: Duration = Duration::from_mins(1);
const POLL_INTERVAL: Duration = Duration::from_millis(20);

pub(crate) async fn eventually(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + TIMEOUT;
    while !holds().await {
        assert!(Instant::now() < deadline, "timed out after {TIMEOUT:?} waiting until {what}");
        tokio::time::sleep(POLL_INTERVAL).await;
    }
}
