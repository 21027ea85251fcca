//! Keeps the list of revoked sessions young enough to vouch for the others.

use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use tasklane_core::announcements::{Announcement, Announcements};
use tasklane_core::causes::causes;
use tasklane_core::session::SessionService;
use tokio::time::{MissedTickBehavior, interval};

/// Several times within the second after which the list vouches no more.
const PERIOD: Duration = Duration::from_millis(300);

/// Runs until it is dropped. While the database can't be asked, each request asks for itself, and fails.
pub(crate) async fn run(sessions: SessionService, announcements: Arc<dyn Announcements>) {
    let mut ticks = interval(PERIOD);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut was_well = true;
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            // Another replica says that there is something new.
            () = sessions_ended(&*announcements) => {}
        }
        // One look finds what all of them are about, and there may be many.
        while sessions_ended(&*announcements).now_or_never().is_some() {}
        match sessions.reload_revocations().await {
            Ok(()) => was_well = true,
            // Said once: the requests that fail have lines of their own.
            Err(error) if was_well => {
                tracing::warn!(cause = causes(&error), "revocations can't be loaded");
                was_well = false;
            }
            Err(_) => {}
        }
    }
}

async fn sessions_ended(announcements: &dyn Announcements) {
    loop {
        match announcements.next().await {
            Announcement::SessionsEnded => return,
            Announcement::TasksChanged(_) => {}
        }
    }
}
