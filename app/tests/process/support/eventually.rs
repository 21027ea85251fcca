//! Waits for a condition with a generous timeout.

use std::time::{Duration, Instant};

/// The timeout is generous, because the machine may be busy with other tests.
pub(crate) const TIMEOUT: Duration = Duration::from_mins(3);
const POLL_INTERVAL: Duration = Duration::from_millis(20);

pub(crate) async fn eventually(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + TIMEOUT;
    while !holds().await {
        assert!(Instant::now() < deadline, "timed out after {TIMEOUT:?} waiting until {what}");
        tokio::time::sleep(POLL_INTERVAL).await;
    }
}
