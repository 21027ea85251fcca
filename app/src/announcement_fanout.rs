//! Announcements reach the live streams of this replica, its list of revocations, and the other replicas.

use std::sync::Arc;

use tasklane_core::announcements::{Announcement, Announcements};
use tasklane_http::Hub;
use tasklane_runtime::AnnouncementFeed;
use tokio::sync::Notify;

/// Announces to this replica at once, and then to the others.
pub(crate) struct AnnouncementFanout {
    pub(crate) live: Arc<Hub>,
    pub(crate) others: Arc<dyn Announcements>,
}

impl Announcements for AnnouncementFanout {
    fn announce(&self, announcement: Announcement) {
        match announcement {
            // The list knows the sessions that end here already.
            Announcement::SessionsEnded => self.live.sessions_ended(),
            Announcement::TasksChanged(owner) => self.live.tasks_changed(owner),
        }
        self.others.announce(announcement);
    }
}

/// Passes on what the other replicas announce. Runs until it is dropped.
pub(crate) async fn dispatch(others: Arc<dyn AnnouncementFeed>, live: Arc<Hub>, to_reload: Arc<Notify>) {
    loop {
        match others.next().await {
            // One reload covers many of these; the streams are told after it.
            Announcement::SessionsEnded => to_reload.notify_one(),
            Announcement::TasksChanged(owner) => live.tasks_may_have_changed(owner),
        }
    }
}
