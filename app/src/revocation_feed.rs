//! Reloads the list of revoked sessions, so that requests can be authenticated without a database query.

use std::sync::Arc;
use std::time::Duration;

use tasklane_core::session::SessionService;
use tasklane_http::Hub;
use tasklane_runtime::format_error_chain;
use tokio::sync::Notify;
use tokio::time::{MissedTickBehavior, interval};

/// A list older than one second is not trusted. This period leaves room for a slow reload.
const PERIOD: Duration = Duration::from_millis(300);

/// Runs until it is dropped. Reloads the list periodically, and when `to_reload` is notified. Closes the streams of the
/// sessions that were revoked.
///
/// While the database is unavailable, the list goes stale, and each request queries the database and fails.
pub(crate) async fn run(sessions: SessionService, to_reload: Arc<Notify>, live: Arc<Hub>) {
    let mut ticks = interval(PERIOD);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut was_loaded = true;
    loop {
        let was_announced = tokio::select! {
            _ = ticks.tick() => false,
            () = to_reload.notified() => true,
        };
        match sessions.reload_revocations().await {
            Ok(has_new) => {
                was_loaded = true;
                // If there are more revocations than the list holds, they are not loaded, and `has_new` is unreliable.
                if has_new || was_announced {
                    live.sessions_ended();
                }
            }
            // Logged once per outage: each failed request has its own log line.
            Err(error) if was_loaded => {
                tracing::warn!(cause = format_error_chain(&error), "cannot load the revoked sessions");
                was_loaded = false;
            }
            Err(_) => {}
        }
    }
}
