//! Reloads the list of revoked sessions, so that requests can be authenticated without a database query.

use std::sync::Arc;
use std::time::Duration;

use tasklane_core::session::SessionService;
use tasklane_http::Hub;
use tasklane_runtime::format_error_chain;
use tokio::sync::Notify;
use tokio::time::{MissedTickBehavior, interval};

/// Reload period. The server ignores a list older than one second, so a reload may take up to 700 ms.
const PERIOD: Duration = Duration::from_millis(300);

/// Reloads the list periodically and when `to_reload` is notified. Closes the streams of revoked sessions. Runs until
/// the future is dropped.
///
/// While the database is unavailable, the list goes stale. Each request with a valid token then queries the database
/// and fails.
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
                // If there are more revocations than the list can hold, the list is not loaded and `has_new` is
                // unreliable. An announcement therefore always triggers the check of the streams.
                if has_new || was_announced {
                    live.sessions_ended();
                }
            }
            // The feed logs an outage only once, because each failed request has its own log line.
            Err(error) if was_loaded => {
                tracing::warn!(cause = format_error_chain(&error), "cannot load the revoked sessions");
                was_loaded = false;
            }
            Err(_) => {}
        }
    }
}
