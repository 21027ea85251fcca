//! Keeps the list of revoked sessions young enough to vouch for the others.

use std::sync::Arc;
use std::time::Duration;

use tasklane_core::session::SessionService;
use tasklane_http::Hub;
use tasklane_runtime::causes;
use tokio::sync::Notify;
use tokio::time::{MissedTickBehavior, interval};

/// Several times within the second after which the list vouches no more.
const PERIOD: Duration = Duration::from_millis(300);

/// Runs until it is dropped. While the database can't be asked, each request asks for itself, and fails.
///
/// `to_reload` says that there is something new; the streams whose sessions it is about are ended.
pub(crate) async fn run(sessions: SessionService, to_reload: Arc<Notify>, live: Arc<Hub>) {
    let mut ticks = interval(PERIOD);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut was_well = true;
    loop {
        let was_told = tokio::select! {
            _ = ticks.tick() => false,
            () = to_reload.notified() => true,
        };
        match sessions.reload_revocations().await {
            Ok(has_new) => {
                was_well = true;
                // A list that is too small is not loaded each time, so it does not know what is new.
                if has_new || was_told {
                    live.sessions_ended();
                }
            }
            // Said once: the requests that fail have lines of their own.
            Err(error) if was_well => {
                tracing::warn!(cause = causes(&error), "revocations can't be loaded");
                was_well = false;
            }
            Err(_) => {}
        }
    }
}
