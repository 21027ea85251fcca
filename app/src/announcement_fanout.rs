//! Sends announcements to the live streams of this replica and to the other replicas, and handles the announcements of
//! other replicas.

use std::sync::Arc;

use tasklane_core::announcements::{Announcement, Announcements};
use tasklane_http::Hub;
use tasklane_runtime::AnnouncementFeed;
use tokio::sync::Notify;

/// Announces to the streams of this replica first, then to the other replicas.
pub(crate) struct AnnouncementFanout {
    pub(crate) live: Arc<Hub>,
    pub(crate) others: Arc<dyn Announcements>,
}

impl Announcements for AnnouncementFanout {
    fn announce(&self, announcement: Announcement) {
        match announcement {
            // This replica has already added the sessions to its revocation list.
            Announcement::SessionsEnded => self.live.sessions_ended(),
            Announcement::TasksChanged(owner) => self.live.tasks_changed(owner),
        }
        self.others.announce(announcement);
    }
}

/// Handles the announcements of other replicas: wakes live streams, or reloads the revocation list. Runs until the
/// future is dropped.
pub(crate) async fn dispatch(others: Arc<dyn AnnouncementFeed>, live: Arc<Hub>, to_reload: Arc<Notify>) {
    loop {
        match others.next().await {
            // One reload covers any number of these announcements. After the reload, the streams of revoked sessions
            // are closed.
            Announcement::SessionsEnded => to_reload.notify_one(),
            Announcement::TasksChanged(owner) => live.tasks_may_have_changed(owner),
        }
    }
}
